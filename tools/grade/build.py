"""Before the first machine: is QEMU there, does the lab build, and are its images there."""

import fcntl
import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.grade.command import QEMU, QEMU_PACKAGE, Images

_ERROR = re.compile(r"error:|\bError \d|undefined reference|No rule to make|\*\*\*|not found")
_SHOWN = 12


class NotReady(Exception):
    """Nothing can be graded. `state` is for results.json, the message for people."""

    def __init__(self, state: str, message: str) -> None:
        super().__init__(message)
        self.state = state


def require_qemu() -> None:
    """NotReady unless QEMU can be found."""
    if shutil.which(QEMU) is None:
        raise NotReady("no-qemu", f"{QEMU} was not found. It is in the Debian package "
                       f"{QEMU_PACKAGE}: run tools/setup.sh, or apt-get install {QEMU_PACKAGE}")


def build(command: str, root: Path) -> None:
    """Runs the build command; NotReady with the compiler's first errors when it fails."""
    words = shlex.split(command)
    try:
        with subprocess.Popen(words, cwd=root, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, errors="backslashreplace",
                              env=_environment()) as process:
            try:
                output = process.communicate()[0]
            except BaseException:
                process.terminate()
                raise
    except OSError as problem:
        raise NotReady("build-failed", f"the build could not be started: {problem}") from None
    if process.returncode != 0:
        raise NotReady("build-failed", f"the build failed ({command}):\n"
                       + "\n".join(f"  {line}" for line in _first_errors(output.splitlines())))


def images(build_dir: Path, private: Path) -> Images:
    """The lab's images; those that a build meanwhile could change as copies."""
    build_dir = build_dir.resolve()
    boot = build_dir / "bin" / "ucore.img"
    if not boot.exists():
        raise NotReady("no-kernel", f"there is no kernel image {boot}, though the build succeeded")
    symbols = build_dir / "obj" / "kernel.sym"
    copies = []
    for path in (boot, symbols):
        copies.append(private / path.name)
        if path.exists():
            shutil.copyfile(path, private / path.name)
    swap, sfs = (build_dir / "bin" / name for name in ("swap.img", "sfs.img"))
    if sfs.exists():
        copy_image(sfs, private / sfs.name)
    return Images(copies[0], swap if swap.exists() else None,
                  private / sfs.name if sfs.exists() else None, symbols=copies[1],
                  original=boot, original_sfs=sfs if sfs.exists() else None)


def copy_image(source: Path, target: Path) -> None:
    """Copies an image of which most is a hole, and leaves the holes out."""
    with open(source, "rb") as image, open(target, "wb") as copy:
        size = image.seek(0, os.SEEK_END)
        copy.truncate(size)
        end = 0
        while end < size:
            try:
                start = os.lseek(image.fileno(), end, os.SEEK_DATA)
            except OSError:  # only a hole is left
                return
            end = os.lseek(image.fileno(), start, os.SEEK_HOLE)
            image.seek(start)
            copy.seek(start)
            copy.write(image.read(end - start))


@contextmanager
def only_one_builds(root: Path) -> Iterator[None]:
    """Graders and tests of one tree build, and copy what was built, one after the other.

    Tests of kernels take the same lock.
    """
    folder = root / "build"
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "tests.lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _environment() -> dict[str, str]:
    """Ours, but a make that called us shares its variables with the build, not its job slots."""
    environment = dict(os.environ)
    flags = environment.get("MAKEFLAGS", "").split()
    kept = [flag for flag in flags if not re.match(r"-j|--jobserver", flag)]
    environment["MAKEFLAGS"] = " ".join(kept)
    environment.pop("MFLAGS", None)
    return environment


def _first_errors(lines: list[str]) -> list[str]:
    """From the first line that is an error on; the last lines when none looks like one."""
    for index, line in enumerate(lines):
        if _ERROR.search(line):
            return lines[index:index + _SHOWN]
    return lines[-_SHOWN:] or ["it printed nothing"]
