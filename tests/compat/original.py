"""Drives the tree as the original uCore's scripts do: by `make`, QEMU's options, gdb and grep.

A `Tree` is a private copy of the sources, so that its obj/ and bin/ links belong to one test alone.
What it asks of the tree is only what the original's grade script asks (see `graded_run`).
"""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from tests.ports import held_port

ROOT = Path(__file__).resolve().parents[2]
LABS = sorted(int(file.parent.name.removeprefix("lab")) for file in ROOT.glob("labs/lab*/lab.mk"))
"""The labs that this tree has."""

BUILD_LIMIT = 600.0
RUN_LIMIT = 600.0
"""Seconds after which a build, or a run of a machine, is given up."""

VIRTUAL_TIME = ("-icount", "shift=4,sleep=off", "-rtc", "clock=vm")
"""QEMU's options for a clock that counts instructions and skips what the machine sleeps."""


@contextlib.contextmanager
def process(*words: object, **options: object):
    """A process in a group of its own; the whole group is gone when the block is left."""
    child = subprocess.Popen([str(word) for word in words], start_new_session=True,
                             **options)  # type: ignore[call-overload]
    try:
        yield child
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.communicate()


def grep(file: Path, *options: str, text: str) -> int:
    """How many lines of the file the real grep finds."""
    found = subprocess.run(["grep", "-a", "-c", *options, "-e", text, str(file)],
                           capture_output=True, text=True, timeout=RUN_LIMIT, check=False)
    assert found.returncode in (0, 1), found.stderr
    return int(found.stdout)


@dataclass(frozen=True)
class Made:
    """What a `make` printed, and its exit status."""

    status: int
    output: str
    errors: str

    def __str__(self) -> str:
        return f"make ended with status {self.status}\n{self.output}{self.errors}"


@dataclass(frozen=True)
class Tree:
    """A private copy of the sources."""

    root: Path

    @staticmethod
    def copy_to(root: Path) -> "Tree":
        """Copies every file that git knows or would add, and makes it a repository of its own."""
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT, capture_output=True, check=True, timeout=30).stdout
        for name in listed.decode().split("\0"):
            source = ROOT / name
            if name and source.is_file():
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(source, root / name)
        subprocess.run(["git", "init", "-q"], cwd=root, check=True, timeout=30)
        return Tree(root)

    def environment(self, **more: str) -> dict[str, str]:
        """The user's, without what an outer make left in it."""
        outer = ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "LAB", "DEFS", "TOOLCHAIN")
        return {name: value for name, value in os.environ.items() if name not in outer} | more

    def make(self, *words: str, **environment: str) -> Made:
        """Runs make to its end."""
        ended = subprocess.run(["make", *words], cwd=self.root, env=self.environment(**environment),
                               stdin=subprocess.DEVNULL, capture_output=True, text=True,
                               timeout=BUILD_LIMIT, check=False)
        return Made(ended.returncode, ended.stdout, ended.stderr)

    def built(self, *words: str, **environment: str) -> Made:
        """The same for a make that must succeed."""
        made = self.make(*words, **environment)
        assert made.status == 0, made
        return made

    def query(self, name: str, *words: str) -> str:
        """What `make print-NAME` says: one line."""
        made = self.built(f"print-{name}", *words)
        assert made.output.count("\n") == 1 and not made.errors, made
        return made.output.rstrip("\n")

    def address_of(self, function: str) -> str:
        """From the symbol table, as the original's script looks it up."""
        lines = (self.root / "obj/kernel.sym").read_text().splitlines()
        found = [line.split()[0] for line in lines if line.endswith(f" {function}")]
        assert len(found) == 1, f"{function}: {found}"
        return found[0]

    def queries(self, *names: str, lab: int) -> list[str]:
        """The same for several at once."""
        made = self.built("-j1", *(f"print-{name}" for name in names), f"LAB={lab}")
        lines = made.output.splitlines()
        assert len(lines) == len(names) and not made.errors, made
        return lines

    def graded_run(self, lab: int, console: Path, program: str = "",
                   clock: tuple[str, ...] = ()) -> str:
        """One run of the original's grade script: build with DEBUG_GRADE, and to run a program; boot
        under gdb with a breakpoint at `readline`, until it is reached. The console is in the file
        `console` then. Time is the host's, as it was for the original, but for options in `clock`."""
        which = f"LAB={lab}"
        self.built("touch", which)
        self.built(*([f"build-{program}"] if program else []), which, "DEFS+=-DDEBUG_GRADE")
        qemu, gdb, *images = self.queries("QEMU", "GDB", "UCOREIMG", "SWAPIMG", "SFSIMG", lab=lab)
        disks = ["-hda", images[0]]
        for image in images[1:]:
            if (self.root / "bin" / Path(image).name).exists():
                disks += ["-drive", f"file={image},media=disk,cache=writeback"]
        with held_port() as port:
            words = [qemu, "-nographic", *disks, "-serial", f"file:{console}", "-monitor", "null",
                     "-no-reboot", "-S", "-gdb", f"tcp::{port}", *clock]
            script = console.with_suffix(".gdb")
            script.write_text(
                f"set tcp auto-retry on\nset tcp connect-timeout unlimited\n"
                f"target remote localhost:{port}\n"
                f"hbreak *0x{self.address_of('readline')}\ncontinue\nkill\n")
            with process(*words, cwd=self.root, stdin=subprocess.DEVNULL,
                         stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL):
                ended = subprocess.run([gdb, "-batch", "-nx", "-x", str(script)],
                                       cwd=self.root, stdin=subprocess.DEVNULL,
                                       capture_output=True, text=True, timeout=RUN_LIMIT,
                                       check=False)
        return ended.stdout + ended.stderr

    def objects(self, lab: int = 1) -> dict[str, int]:
        """The files that the build made, by name, with the time of their last change."""
        folder = self.root / f"build/i386/lab{lab}"
        return {str(file.relative_to(folder)): file.stat().st_mtime_ns
                for file in folder.rglob("*") if file.is_file()}

    def wait_for_listener(self, port: int, child: subprocess.Popen) -> None:
        """Waits until somebody listens at the port; connecting would be taken for gdb."""
        end = time.monotonic() + RUN_LIMIT
        pattern = re.compile(rf"^\s*\d+: [0-9A-F]+:{port:04X} [0-9A-F]+:0000 0A ", re.MULTILINE)
        while not any(pattern.search(Path(table).read_text())
                      for table in ("/proc/net/tcp", "/proc/net/tcp6") if Path(table).exists()):
            assert child.poll() is None, "it ended"
            assert time.monotonic() < end, "nobody listens"
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(0.05)
