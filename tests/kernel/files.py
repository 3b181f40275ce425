"""Images for the file system's tests, the programs in them, and what is right about an image.

    image = make_image(folder, {"script": "mkdir /d =0\\n"})
    run = boot_image(image, "fsops /script")
    assert_sound(image)

The programs of programs/ are compiled without anything of our user library.
"""

import fcntl
import functools
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from tests.compat.sfs_reader import Image, Node
from tests.kernel.boot import OK, PATIENCE, ROOT, SFS, Run, boot, build, raw

LAB = 8
BLOCK = 4096
PROGRAMS = Path(__file__).resolve().parent / "programs"
SECOND = 3
"""Index of the secondary slave, which is `disk1:` beside the boot file system."""

COMPILE = ["gcc", "-m32", "-march=pentium3", "-mno-sse", "-ffreestanding", "-fno-pie", "-fno-pic",
           "-fno-builtin", "-fno-stack-protector", "-fno-asynchronous-unwind-tables", "-std=gnu17",
           "-O1", "-Wall", "-Wextra", "-Wno-misleading-indentation", "-Werror", f"-I{ROOT}"]
LINK = ["ld", "-m", "elf_i386", "-nostdlib", "-static", "-z", "noexecstack", "--build-id=none",
        "--no-warn-rwx-segments", "-s", "-T", str(ROOT / "tests/defects/programs/raw.ld")]

ENDS = ("all user-mode processes have quit.", "init check memory pass.")


@functools.cache
def programs() -> Path:
    """The folder of the compiled programs, made once in this process."""
    folder = Path(tempfile.mkdtemp(prefix="programs-", dir=_build_folder()))
    for source in sorted(PROGRAMS.glob("*.c")):
        made = folder / source.stem
        _run([*COMPILE, "-c", str(source), "-o", f"{made}.o"])
        _run([*LINK, f"{made}.o", "-o", str(made)])
        Path(f"{made}.o").unlink()
    return folder


@functools.cache
def tools() -> Path:
    """The folder of the host tools, built once in this process."""
    folder = build(LAB)
    with open(_build_folder() / "tests.lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _run(["make", "-s", "-C", str(ROOT), f"LAB={LAB}", "tools"])
    return folder


def make_image(folder: Path, files: dict[str, str | bytes | Path] | None = None, *, size: str = "16M",
               name: str = "test.img", with_programs: bool = True) -> Path:
    """An image of `size` in `folder` with the programs and `files` in it; a path is a link to it."""
    tree = folder / f"{name}.tree"
    shutil.rmtree(tree, ignore_errors=True)
    tree.mkdir(parents=True)
    if with_programs:
        shutil.copytree(programs(), tree, dirs_exist_ok=True)
    for path, content in (files or {}).items():
        target = tree / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, Path):
            target.symlink_to(content)
            continue
        target.write_bytes(content.encode() if isinstance(content, str) else content)
    image = folder / name
    _run([str(tools() / "mksfs"), "--quiet", "--size", size, str(image), str(tree)])
    shutil.rmtree(tree)
    return image


def boot_image(image: Path | None, program: str, *, second: Path | str | None = None,
               drive: str | None = None, options: dict | None = None, **more) -> Run:
    """Runs `program` from the image; the clock counts instructions. `drive` is used in place of
    `image`, `second` is the disk `disk1:`."""
    drives = {SFS: drive or (raw(image) if image else None)}
    if second is not None:
        drives[SECOND] = second if isinstance(second, str) else raw(second)
    return boot(LAB, {"init": program, "check": "none"} | (options or {}), drives=drives,
                icount=True, **more)


def run_script(image: Path, script: str = "/script", **more) -> Run:
    """Runs fsops; everything returns what the script says, and the kernel ends in order."""
    run = boot_image(image, f"fsops {script}", **more)
    lives(run)
    assert " lines, 0 wrong.\n" in run.text.replace("\r", ""), run
    return run


def lives(run: Run) -> None:
    """The kernel went through the end of the program in order, and lost no memory."""
    assert run.status == OK, run
    for line in ENDS:
        assert line in run.text, run
    assert "kernel panic" not in run.text, run


def passes(image: Path, program: str, **more) -> Run:
    """Runs a program that says itself that it has passed."""
    run = boot_image(image, program, **more)
    assert f"{program.split()[0]} pass.\n" in run.text.replace("\r", ""), run
    lives(run)
    return run


def fsck(image: Path, *words: str) -> subprocess.CompletedProcess:
    return subprocess.run([str(tools() / "fsck.sfs"), *words, str(image)], capture_output=True,
                          text=True, stdin=subprocess.DEVNULL, check=False, timeout=PATIENCE)


def assert_sound(image: Path, *, repaired: bool = False) -> Node:
    """fsck.sfs and the independent reader find nothing wrong; the tree that is in it. In a repaired
    image `.` and `..` may be in any slot."""
    checked = fsck(image, "-n")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    read = Image(image, strict=False)
    problems = [text for text in read.problems if not (repaired and " in slot " in text)]
    assert not problems, "\n".join(problems)
    return read.root


def look_up(root: Node, path: str) -> Node | None:
    """What a path of names names, or None."""
    for name in filter(None, path.split("/")):
        root = root.children.get(name.encode()) if root else None
    return root


def pattern(seed: int, offset: int, length: int) -> bytes:
    """What the programs write (pattern() in programs/files.h)."""
    return bytes((seed * 37 + at * 7 + (at >> 8) * 13 + (at >> 16)) & 0xFF
                 for at in range(offset, offset + length))


def _build_folder() -> Path:
    folder = ROOT / "build"
    folder.mkdir(exist_ok=True)
    return folder


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False,
                          env={**os.environ, "MAKEFLAGS": "", "MAKELEVEL": ""})
    assert done.returncode == 0, f"{' '.join(command)}:\n{done.stdout}{done.stderr}"
