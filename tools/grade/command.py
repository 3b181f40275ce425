"""How QEMU is called: the same machine on every host, with nothing in it that depends on one."""

import shlex
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

from tools.grade.plan import BootSpec

QEMU = "qemu-system-i386"
QEMU_PACKAGE = "qemu-system-x86"

ICOUNT_SHIFT = 4
"""One guest instruction takes 2**4 ns of virtual time, 62.5 million a second.

Virtual time is counted in instructions, so what a kernel does between two timer ticks is the same
on every host; idle time is skipped (sleep=off). The shift is part of what is graded: with other
values a tick holds more or fewer instructions, and scheduling results change (measured on the
original's `priority` test: right with 1 to 4, wrong with 5 and 6; 4 is the fastest that is right).
Never tune it.
"""

EXIT_PORT = 0x501
STATUS_OK, STATUS_PANIC, STATUS_EXERCISE, STATUS_CANNOT_BOOT = 33, 35, 37, 39
"""QEMU's exit status when the kernel writes 16, 17, 18 or 19 to isa-debug-exit: value * 2 + 1."""

WATCHDOG_PORT = 0x443
WATCHDOG_LONGEST = 30
"""The ib700 watchdog: writing v to its port makes it go off after 30 - 2 v seconds of virtual time.

QEMU then stops the machine at that very instant and says so. The grader writes the port from
outside, before the first instruction: a time-out is exact, and needs nothing of the kernel.
"""

TRACE = ("int", "cpu_reset", "trace:ide_exec_cmd", "trace:ide_sector_read",
         "trace:ide_sector_write", "trace:ide_dma_cb")


@dataclass(frozen=True)
class Images:
    """What the machine's disks are made from; one that is None is not attached."""

    boot: Path
    swap: Path | None = None
    sfs: Path | None = None
    symbols: Path | None = None
    original: Path | None = None
    original_sfs: Path | None = None
    """Where `boot` and `sfs` are copies of, for whoever repeats the run later."""
    own_sfs: Path | None = None
    """A copy of `sfs` for one machine, which writes to it."""


def machine(images: Images, boot: BootSpec) -> list[str]:
    """The machine itself, as somebody would start it by hand; images are never written to."""
    words = [QEMU, "-machine", "pc", "-m", boot.memory, "-display", "none", "-nic", "none",
             "-no-reboot", "-icount", f"shift={ICOUNT_SHIFT},sleep=off",
             "-rtc", "base=2000-01-01T00:00:00,clock=vm",
             "-device", f"isa-debug-exit,iobase={EXIT_PORT:#x},iosize=1"]
    for index, image in enumerate((images.boot, images.swap, images.sfs)):
        if image is not None:
            path = str(image).replace(",", ",,")
            words += ["-drive", f"file={path},format=raw,if=ide,index={index},snapshot=on"]
    for name, value in boot.options:
        escaped = value.replace(",", ",,")
        words += ["-fw_cfg", f"name=opt/ucore/{name},string={escaped}"]
    return words


def by_hand(images: Images, boot: BootSpec) -> str:
    """A line for the shell that starts the same machine with its console on the terminal."""
    lasting = replace(images, boot=images.original or images.boot,
                      sfs=images.original_sfs or images.sfs)
    return shlex.join(machine(lasting, boot) + ["-serial", "mon:stdio"])


def _with_own_disk(words: list[str], images: Images) -> list[str]:
    """The machine with a disk that keeps what is written."""
    if images.own_sfs is None:
        return words
    kept = f"file={str(images.own_sfs).replace(',', ',,')},format=raw,if=ide,index=2,cache=unsafe"
    return [kept if word.startswith("file=") and ",index=2," in word else word for word in words]


def controlled(images: Images, boot: BootSpec, *, console: Path, control_fd: int, log_fd: int,
               traced: bool, serial_fd: int | None = None) -> list[str]:
    """The machine as the grader runs it: stopped at first, its console in a file, under control."""
    words = _with_own_disk(machine(images, boot), images)
    words += ["-S", "-no-shutdown", "-device", "ib700", "-action", "watchdog=pause"]
    words += ["-chardev", f"socket,id=control,fd={control_fd}"]
    words += ["-mon", "chardev=control,mode=control"]
    if serial_fd is None:
        words += ["-chardev", f"file,id=com1,path={str(console).replace(',', ',,')}"]
    else:
        words += ["-chardev", f"socket,id=com1,fd={serial_fd}"]
    words += ["-serial", "chardev:com1"]
    words += ["-d", ",".join(TRACE) if traced else "cpu_reset", "-D", f"/dev/fd/{log_fd}"]
    return die_with_parent() + words


def die_with_parent() -> list[str]:
    """A prefix (util-linux) that makes the kernel end QEMU should who starts it be killed."""
    return ["setpriv", "--pdeathsig", "KILL", "--"] if shutil.which("setpriv") else []
