"""Booting a lab in QEMU for a test: build it, run it with boot options, look at status and text.

    run = boot(3, {"check": "disk", "seed": 7}, memory="32M")
    assert run.status == OK, run.text

Each run gets its own copy-on-write images, so tests may run side by side. With `icount=True` the
clock counts instructions as when grading; otherwise it is the host's. A limit in seconds of the host
is for what would never end: a host that is busy must not come near it.
"""

import fcntl
import functools
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT))

from tools.grade.command import die_with_parent  # noqa: E402

LABS = sorted(int(file.parent.name.removeprefix("lab")) for file in ROOT.glob("labs/lab*/lab.mk"))
"""The labs that this tree has."""

OK, PANIC, EXERCISE, CANNOT_BOOT = 33, 35, 37, 39
"""QEMU's exit status when the kernel ended in order, panicked, reached a blank exercise, or had not
the memory to start."""

ENDS_BY_ITSELF = ("-device", "isa-debug-exit,iobase=0x501,iosize=1")
"""The device by which the kernel ends QEMU; without it the kernel enters its monitor instead."""

PATIENCE = 300.0
"""Seconds of the host after which a test gives up, unless it says something else."""

BOOT, SWAP, SFS = 0, 1, 2
"""Index of a drive: primary master, primary slave, secondary master."""


@dataclass(frozen=True)
class Run:
    """How a machine ended (None: it did not, in time), and what its console showed."""

    status: int | None
    text: str
    errors: str

    def __str__(self) -> str:
        return f"status {self.status}\n{self.errors}{self.text}"


@functools.cache
def build(lab: int, toolchain: str = "gcc") -> Path:
    """Build the lab, once in this process and never twice at a time; returns its bin directory."""
    folder = ROOT / "build"
    folder.mkdir(exist_ok=True)
    with open(folder / "tests.lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        made = subprocess.run(
            ["make", "-s", f"LAB={lab}", f"TOOLCHAIN={toolchain}", "all"],
            cwd=ROOT, env=_outside_make(), capture_output=True, text=True, check=False)
    assert made.returncode == 0, f"lab {lab} does not build:\n{made.stdout}{made.stderr}"
    variant = f"lab{lab}" if toolchain == "gcc" else f"lab{lab}-{toolchain}"
    return folder / "i386" / variant / "bin"


def copy_on_write(image: Path) -> str:
    """A drive that starts as `image` and keeps its changes to itself."""
    return f"file={_quoted(image)},format=raw,snapshot=on"


def raw(image: Path) -> str:
    """A drive that is this file, and changes it. What the kernel has flushed outlives QEMU; but the
    host need not write it to its own disk, which takes long when that is busy."""
    return f"file={_quoted(image)},format=raw,cache=unsafe"


def boot(lab: int, options: dict[str, object] | None = None, *, memory: str = "128M",
         drives: dict[int, str | None] | None = None, extra: tuple[str, ...] = (),
         icount: bool = False, toolchain: str = "gcc", timeout: float = PATIENCE) -> Run:
    """Build and run a lab until it ends; `timeout` is in seconds of the host.

    `options` are the kernel's boot options; nobody types, and the shell is told so. `drives` says,
    by index, what is different from the lab's own images: the value of a `-drive` option without
    its index, or None for no drive.
    """
    words = qemu_words(lab, {"input": "none"} | (options or {}), memory=memory, drives=drives,
                       icount=icount, toolchain=toolchain)
    words += ["-no-reboot", "-serial", "stdio", *ENDS_BY_ITSELF, *extra]
    try:
        ended = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True,
                               timeout=timeout, check=False)
    except subprocess.TimeoutExpired as late:  # subprocess has killed QEMU by now
        return Run(None, _text(late.stdout), _text(late.stderr))
    return Run(ended.returncode, _text(ended.stdout), _text(ended.stderr))


def qemu_words(lab: int, options: dict[str, object] | None = None, *, memory: str = "128M",
               drives: dict[int, str | None] | None = None, icount: bool = False,
               idle_in_real_time: bool = False, toolchain: str = "gcc") -> list[str]:
    """Build a lab; returns the command for a machine with its disks and boot options (see `boot`),
    but without anything for its serial line. A machine that counts instructions has no idle time
    at all unless this passes as the host's."""
    images = build(lab, toolchain)
    words = [*die_with_parent(), "qemu-system-i386", "-machine", "pc", "-m", memory]
    words += ["-display", "none", "-nic", "none"]
    if icount:
        words += ["-icount", f"shift=4,sleep={'on' if idle_in_real_time else 'off'}",
                  "-rtc", "base=2000-01-01T00:00:00,clock=vm"]
    for index, drive in (_drives_of(images) | (drives or {})).items():
        if drive is not None:
            words += ["-drive", f"{drive},if=ide,index={index},media=disk"]
    for name, value in (options or {}).items():
        words += ["-fw_cfg", f"name=opt/ucore/{name},string={_quoted(value)}"]
    return words


def _drives_of(images: Path) -> dict[int, str | None]:
    names = {BOOT: "ucore.img", SWAP: "swap.img", SFS: "sfs.img"}
    return {index: copy_on_write(images / name) for index, name in names.items()
            if (images / name).exists()}


def _outside_make() -> dict[str, str]:
    """The environment without what a `make` that runs this test would hand down."""
    return {name: value for name, value in os.environ.items()
            if name not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "LAB")}


def _quoted(value: object) -> str:
    """A value inside a QEMU option: a comma ends it unless doubled."""
    return str(value).replace(",", ",,")


def _text(data: bytes | None) -> str:
    return (data or b"").decode("latin-1")
