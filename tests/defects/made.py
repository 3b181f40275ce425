"""Programs made for another kernel, inside ours.

Those of programs/ are compiled without anything of our user library and linked by a map of their own;
ELF files that lie are put together from bytes. One kernel, built in a private copy of the tree, carries
all of them; the boot option `init` chooses.
"""

import os
import shutil
import struct
import subprocess
from pathlib import Path

from tests.kernel.boot import ENDS_BY_ITSELF, PATIENCE, ROOT, Run, build, copy_on_write

HERE = Path(__file__).resolve().parent
LAB = 5

COMPILE = ["gcc", "-m32", "-march=pentium3", "-mno-sse", "-ffreestanding", "-fno-pie", "-fno-pic",
           "-fno-builtin", "-fno-stack-protector", "-fno-asynchronous-unwind-tables", "-O1", "-w"]
LINK = ["ld", "-m", "elf_i386", "-nostdlib", "-static", "-z", "noexecstack", "--build-id=none",
        "--no-warn-rwx-segments", "-s", "-T", "raw.ld"]
INCLUDED = {"look"}
"""Programs that others carry in themselves, and that are needed first."""

# The kernel carries what tools/build/embed.py is given; in the copy it gets ours as well.
EMBED_MORE = """
if __name__ == "__main__":
    import glob
    sys.argv += glob.glob("made/*")
"""


def build_programs(folder: Path) -> list[Path]:
    """Compiles and links programs/*; returns the ELF files."""
    work = shutil.copytree(HERE / "programs", folder / "programs")
    sources = [path for path in sorted(work.iterdir()) if path.suffix in (".c", ".S")]
    sources.sort(key=lambda path: path.stem not in INCLUDED)
    for source in sources:
        _run([*COMPILE, "-c", source.name, "-o", f"{source.stem}.o"], work)
        _run([*LINK, f"{source.stem}.o", "-o", source.stem], work)
    return [source.with_suffix("") for source in sources]


def build_kernel(folder: Path, elf_files: dict[str, bytes]) -> Path:
    """Builds a kernel with programs/* and `elf_files`; returns its bin directory. Of the lab's own
    build the objects are taken: what differs is made anew."""
    tree = folder / "tree"
    ours = build(LAB).parent
    shutil.copytree(ROOT, tree, symlinks=True, ignore=lambda where, names: {
        name for name in names if name in (".git", "__pycache__", ".pytest_cache")
        or (Path(where) == ROOT and name in ("build", "bin", "obj"))})
    shutil.copytree(ours, tree / ours.relative_to(ROOT), symlinks=True)
    made = tree / "made"
    made.mkdir()
    for program in build_programs(folder):
        shutil.copy(program, made)
    for name, data in elf_files.items():
        (made / name).write_bytes(data)
    embed = tree / "tools/build/embed.py"
    text = embed.read_text()
    marker = '\nif __name__ == "__main__":\n'
    assert marker in text, "tools/build/embed.py does not end as expected"
    embed.write_text(text.replace(marker, EMBED_MORE + marker, 1))
    _run(["make", "-s", f"LAB={LAB}", "all"], tree)
    return tree / "build/i386" / f"lab{LAB}" / "bin"


def run(images: Path, program: str, *, memory: str = "64M", timeout: float = PATIENCE,
        swap_drive: str | None = None, cpu: str = "qemu32", **options: str) -> Run:
    """Boots the kernel in `images` with `program`, without the self-checks of earlier labs. The
    clock counts instructions: what a machine under load does not get done takes it no time.
    `swap_drive` is the value of a `-drive` option for another swap disk."""
    swap_drive = swap_drive or copy_on_write(images / "swap.img")
    words = ["qemu-system-i386", "-machine", "pc", "-cpu", cpu, "-m", memory, "-display", "none", "-nic", "none",
             "-no-reboot", "-icount", "shift=4,sleep=off", "-rtc", "base=2000-01-01T00:00:00,clock=vm",
             "-serial", "stdio", *ENDS_BY_ITSELF]
    for index, drive in enumerate((copy_on_write(images / "ucore.img"), swap_drive)):
        words += ["-drive", f"{drive},if=ide,index={index},media=disk"]
    for name, value in ({"init": program, "check": "none"} | options).items():
        words += ["-fw_cfg", f"name=opt/ucore/{name},string={value}"]
    try:
        ended = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True,
                               timeout=timeout, check=False)
    except subprocess.TimeoutExpired as late:
        return Run(None, (late.stdout or b"").decode("latin-1"), "")
    return Run(ended.returncode, ended.stdout.decode("latin-1"), ended.stderr.decode("latin-1"))


def _outside_make() -> dict[str, str]:
    """The environment without what a `make` that runs this test would hand down."""
    return {name: value for name, value in os.environ.items()
            if name not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "LAB", "DEFS")}


def _run(command: list[str], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, env=_outside_make(), capture_output=True, text=True,
                          timeout=PATIENCE, check=False)
    assert done.returncode == 0, f"{' '.join(command)}:\n{done.stdout}{done.stderr}"


# --- ELF files -----------------------------------------------------------------------------------

HEADER, PROGRAM_HEADER = struct.Struct("<4s5B7xHHIIIIIHHHHHH"), struct.Struct("<8I")
BASE = 0x00800000
LOAD, READ, WRITE, EXECUTE = 1, 4, 2, 1
EXIT_7 = bytes([0xB8, 1, 0, 0, 0, 0xBA, 7, 0, 0, 0, 0xCD, 0x80])
"""movl $1, %eax; movl $7, %edx; int $0x80"""


def segment(**changes: int) -> dict[str, int]:
    """A program header: by default one that loads the whole file at BASE."""
    return {"type": LOAD, "offset": 0, "address": BASE, "physical": BASE, "file_size": 0x1000,
            "memory_size": 0x1000, "flags": READ | EXECUTE, "align": 0x1000} | changes


def elf(*segments: dict[str, int], code: bytes = EXIT_7, size: int = 0x1000, **changes: int) -> bytes:
    """An ELF file of `size` bytes: header, program headers, and at 0x200 the code, where it starts.
    `changes` are fields of the header."""
    segments = segments or (segment(),)
    fields = {"class": 1, "data": 1, "ident_version": 1, "abi": 0, "abi_version": 0, "type": 2,
              "machine": 3, "version": 1, "entry": BASE + 0x200, "phoff": HEADER.size, "shoff": 0,
              "flags": 0, "ehsize": HEADER.size, "phentsize": PROGRAM_HEADER.size,
              "phnum": len(segments), "shentsize": 0, "shnum": 0, "shstrndx": 0} | changes
    magic = fields.pop("magic", 0x464C457F).to_bytes(4, "little")
    file = bytearray(size)
    file[:HEADER.size] = HEADER.pack(magic, *fields.values())
    for number, header in enumerate(segments):
        at = HEADER.size + number * PROGRAM_HEADER.size
        file[at:at + PROGRAM_HEADER.size] = PROGRAM_HEADER.pack(*header.values())
    file[0x200:0x200 + len(code)] = code
    return bytes(file)
