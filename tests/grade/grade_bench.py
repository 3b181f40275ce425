"""A tree in miniature for the grader to work on: a lab.toml, and one of kernels/*.S as kernel."""

import functools
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
KERNELS = Path(__file__).resolve().parent / "kernels"
GRADE = [sys.executable, str(ROOT / "tools/grade/grade.py")]

HEAD = '''
title = "A lab for the grader's own tests"
[[exercise]]
id = "lab1.1"
title = "Stack backtrace"
file = "kern/debug/backtrace.cpp"
function = "print_stackframe"
hint = "Each frame begins with the caller's frame pointer."
[[exercise]]
id = "lab1.2"
title = "IDT"
file = "kern/arch/i386/idt.cpp"
function = "idt_init"
parts = ["a"]
hint = "All 256 vectors have an entry."
'''

HELLO = '''
[[check]]
name = "hello"
group = "Check console"
title = "says hello"
exercise = "lab1.1"
points = 10
timeout = 4
lines = ["hello"]
'''


@functools.cache
def assemble(name: str) -> tuple[bytes, str]:
    """The boot sector made from kernels/NAME.S and its symbol table, lines "ADDRESS NAME"."""
    with tempfile.TemporaryDirectory() as folder:
        at = functools.partial(os.path.join, folder)
        for words in (["as", "--32", f"{name}.S", "-o", at("o")],
                      ["ld", "-m", "elf_i386", "-Ttext", "0x7c00", "-z", "noexecstack",
                       "--no-warn-rwx-segments", at("o"), "-o", at("elf")],
                      ["objcopy", "-O", "binary", "-j", ".text", at("elf"), at("bin")]):
            subprocess.run(words, check=True, cwd=KERNELS)
        nm = subprocess.run(["nm", at("elf")], check=True, capture_output=True, text=True).stdout
        lines = [f"{address} {symbol}" for address, _, symbol in map(str.split, nm.splitlines())]
        return Path(at("bin")).read_bytes(), "\n".join(lines)


@dataclass(frozen=True)
class Outcome:
    """What a call of the grader came to."""

    status: int
    text: str
    errors: str
    results: dict[str, Any]

    @property
    def last(self) -> str:
        """The last line that was printed."""
        return self.text.splitlines()[-1]

    @property
    def test(self) -> dict[str, Any]:
        """The entry of the first check in results.json."""
        return self.results["tests"][0]


class Bench:
    """The miniature tree, in a folder of its own; it has no Makefile, so nothing is built."""

    def __init__(self, folder: Path) -> None:
        self.root = folder
        self.lab_dir = folder / "labs" / "lab1"
        self.build_dir = folder / "build" / "i386" / "lab1"
        self.results_path = self.build_dir / "grade" / "results.json"
        self.temporary = folder / "tmp"
        for path in (self.lab_dir, self.build_dir / "bin", self.build_dir / "obj", self.temporary):
            path.mkdir(parents=True)

    def lab(self, checks: str = HELLO, head: str = HEAD) -> "Bench":
        """Writes lab.toml."""
        (self.lab_dir / "lab.toml").write_text(head + checks, encoding="utf-8")
        return self

    def kernel(self, name: str, swap: bool = False) -> "Bench":
        """Puts a kernel in place, and a swap disk if asked to."""
        image, symbols = assemble(name)
        (self.build_dir / "bin" / "ucore.img").write_bytes(image)
        (self.build_dir / "obj" / "kernel.sym").write_text(symbols, encoding="ascii")
        if swap:
            with open(self.build_dir / "bin" / "swap.img", "wb") as disk:
                disk.truncate(1 << 20)
        return self

    def start(self, *options: str, **environment: str) -> subprocess.Popen[str]:
        """Starts the grader without waiting for it."""
        words = GRADE + ["--lab", "1", "--root", str(self.root), *options]
        if "--build-command" not in options:
            words.append("--no-build")
        return subprocess.Popen(
            words, cwd=self.root, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env={**os.environ, "TMPDIR": str(self.temporary), **environment})

    def finish(self, process: subprocess.Popen[str]) -> Outcome:
        """Waits for a grader. No user may ever see a traceback, whatever the kernel did."""
        text, errors = process.communicate(timeout=600)
        assert "Traceback" not in text + errors, text + errors
        results = json.loads(self.results_path.read_text()) if self.results_path.exists() else {}
        return Outcome(process.returncode, text, errors, results)

    def grade(self, *options: str, **environment: str) -> Outcome:
        """Calls the grader."""
        return self.finish(self.start(*options, **environment))

    def machines(self) -> list[int]:
        """The processes that were started with files of this bench, ourselves not counted."""
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and int(entry.name) != os.getpid():
                try:
                    words = (entry / "cmdline").read_bytes()
                except OSError:
                    continue
                if b"qemu" in words and os.fsencode(self.root) in words:
                    found.append(int(entry.name))
        return found

    def wait_for_machine(self) -> None:
        """Returns when a machine runs."""
        self._wait(lambda: bool(self.machines()), "no machine was started")

    def wait_for_silence(self) -> None:
        """Returns when no machine runs any more; fails when one goes on."""
        self._wait(lambda: not self.machines(), "a machine was left running")

    @staticmethod
    def _wait(condition, message: str) -> None:
        deadline = time.monotonic() + 300
        while not condition():
            assert time.monotonic() < deadline, message
            time.sleep(0.02)


def interrupt(process: subprocess.Popen[str]) -> None:
    """Ctrl-C."""
    process.send_signal(signal.SIGINT)
