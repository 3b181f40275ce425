#!/usr/bin/python3
"""Do in gdb what the handbook's pages do, and compare what they show with what gdb says.

    gdb_sessions.py [--list | --renew] [--lab N] [PAGE...]     default: the labs' pages and docs/debugging.md

docs/writing.md has the rules. Exit status 1 when a page shows what gdb does not say. --renew writes the
numbers of lines of files into the pages as they are now.
"""

import argparse
import os
import re
import selectors
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from documents import Block, Document, read
from outputs import Boot
from shown import find, renew, unsaid

ROOT = Path(__file__).resolve().parent.parent.parent
COMMAND = re.compile(r"make(?: LAB=(\d))? debug-nox(?:\s+BOOT=\"([^\"]*)\")?")
MARK = re.compile(r"^<!-- gdb:(.*?)-->$", re.MULTILINE)
PROMPT = "(gdb) "
LONGEST = 300.0  # seconds of real time for a command: the machine's own clock does not run on the host's
# What differs between compilers and runs: addresses, large numbers, lines of files, gdb's own counting.
LOOSE = re.compile(r"0x[0-9a-f]+|\b[0-9a-f]{8,}\b|\b\d{3,}\b|(?<=:)\d+\b|(?<=\+)\d+|(?<=\$)\d+(?= =)|(?<=[=-])[0-9a-f]{8}")


@dataclass(frozen=True)
class Step:
    """A command, with the lines of a list of commands behind it, and what gdb is to say."""

    command: str
    shown: tuple[str, ...]


@dataclass
class Session:
    """A machine, and the blocks of a page that are typed one after the other."""

    page: str
    line: int
    boot: Boot
    steps: list[Step] = field(default_factory=list)
    found: list[tuple[str, str | None]] = field(default_factory=list)  # lines shown, and as gdb said them


def steps_of(block: Block) -> list[Step]:
    """What a block types, and what it shows."""
    steps: list[tuple[str, list[str]]] = []
    for line in block.lines:
        if line.startswith(PROMPT):
            steps.append((line.removeprefix(PROMPT), []))
        elif line.startswith("> ") and steps:
            command, shown = steps[-1]
            steps[-1] = (f"{command}\n{line.removeprefix('> ')}", shown)
        elif steps and line.strip(" .") and not line.startswith("$ "):
            steps[-1][1].append(line)
    return [Step(command, tuple(shown)) for command, shown in steps]


def boot_of(text: str, lab: int) -> Boot | None:
    """The machine of the last command in a text that starts one for gdb, or of a mark."""
    found = None
    for match in re.finditer(f"{COMMAND.pattern}|{MARK.pattern}", text, re.MULTILINE):
        options = match[3] if match[3] is not None else match[2] or ""
        found = Boot(int(match[1] or lab), tuple(options.split()), ())
    return found


def sessions_of(document: Document, text: str) -> list[Session]:
    """The sessions of a page. A block goes on with the machine of the one before it, unless the text
    between them starts another, or it begins a section with a breakpoint."""
    lines = text.splitlines()
    lab = int(found[1]) if (found := re.search(r"lab(\d)", document.path)) else 1
    found_sessions: list[Session] = []
    last_line, general = 0, Boot(lab, (), ())
    for block in document.blocks:
        if not any(line.startswith(PROMPT) for line in block.lines):
            continue
        between = lines[last_line : block.line - 1] + [line for line in block.lines if line.startswith("$ ")]
        last_line = block.line + len(block.lines)
        boot = boot_of(" ".join(between) if not MARK.search("\n".join(between)) else "\n".join(between), lab)
        new_section = any(line.startswith("#") for line in between)
        steps = steps_of(block)
        begins = new_section and steps[0].command.startswith(("break", "hbreak"))
        if boot or begins or not found_sessions:
            found_sessions.append(Session(document.path, block.line, boot or general))
        found_sessions[-1].steps += steps
    return found_sessions


def pattern(line: str) -> re.Pattern[str]:
    """What gdb may say for a line of a page: `...` stands for anything, and so does what varies. A line
    that begins with four blanks is a part of one."""
    parts = []
    for part in plain(line).strip().split("..."):
        pieces = (r"\s+".join(map(re.escape, re.split(r"\s+", piece))) for piece in LOOSE.split(part))
        parts.append("[0-9a-fx]+".join(pieces))
    begin = ".*" if line.startswith("    ") else r"\s*"
    return re.compile(begin + ".*?".join(parts))


def plain(line: str) -> str:
    """A line without the address of a frame of a backtrace: not every frame has one."""
    return re.sub(r"^(#\d+ +)0x[0-9a-f]+ in ", r"\1", line)


def matches(wanted: str, said: str) -> bool:
    """Whether gdb said a line of a page."""
    return bool(pattern(wanted).match(plain(said)))


def missing(shown: tuple[str, ...], said: str) -> list[str]:
    """The lines that gdb did not say in this order."""
    return unsaid(find(shown, said, matches))


class Debugger:
    """A machine that waits, and gdb attached to it."""

    def __init__(self, boot: Boot, build: Path, folder: Path) -> None:
        kernel = build / "i386" / f"lab{boot.lab}" / "bin/kernel"
        socket = folder / "gdb"
        command = [*boot.command(build), "-S", "-icount", "shift=4,sleep=off", "-rtc", "clock=vm",
                   "-chardev", f"socket,path={socket},server=on,wait=off,id=gdb", "-gdb", "chardev:gdb"]
        self.console = (folder / "console").open("wb")
        self.machine = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=self.console,
                                        stderr=self.console)  # fmt: skip
        while not socket.exists() and self.machine.poll() is None:
            time.sleep(0.02)
        words = ["gdb", "-q", "-nx", "-ex", "set width 0", "-ex", "set height 0", "-ex", "set confirm off"]
        words += ["-x", str(ROOT / "tools/gdb/gdbinit"), "-ex", f"target remote {socket}", str(kernel)]
        self.gdb = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                    stderr=subprocess.STDOUT, cwd=folder)  # fmt: skip
        assert self.gdb.stdin and self.gdb.stdout
        self.stdin, self.stdout = self.gdb.stdin, self.gdb.stdout
        self.count = 0
        self.run(Step("echo", ()))

    def run(self, step: Step, is_last: bool = False) -> str:
        """What gdb says to a command. The last one need not come to an end, once all is said."""
        self.count += 1
        end = f"@@{self.count}@@"
        self.stdin.write(f"{step.command}\necho \\n{end}\\n\n".encode())
        self.stdin.flush()
        said, selector, until = b"", selectors.DefaultSelector(), time.monotonic() + LONGEST
        selector.register(self.stdout, selectors.EVENT_READ)
        while time.monotonic() < until:
            if not selector.select(1.0):
                continue
            chunk = os.read(self.stdout.fileno(), 65536)
            said += chunk
            text = said.decode(errors="replace").replace(PROMPT, "")
            if not chunk or end in text or is_last and step.shown and not missing(step.shown, text):
                return text.partition(f"\n{end}")[0]
        return said.decode(errors="replace") + "\n(gdb says nothing more)"

    def close(self) -> None:
        for process in (self.gdb, self.machine):
            process.kill()
            process.wait()
        self.console.close()


def replay(session: Session, build: Path) -> list[str]:
    """What the page shows and gdb does not say."""
    problems = []
    with tempfile.TemporaryDirectory(prefix="gdb-") as name:
        folder = Path(name)
        lab = build / "i386" / f"lab{session.boot.lab}"
        (folder / "obj").symlink_to(lab / "obj")
        (folder / "build").symlink_to(build)
        for part in ("kern", "libs", "user", "tools"):
            (folder / part).symlink_to(ROOT / part)
        debugger = Debugger(session.boot, build, folder)
        try:
            for step in session.steps:
                said = debugger.run(step, step is session.steps[-1])
                found = find(step.shown, said, matches)
                session.found += found
                if left := unsaid(found):
                    place = f"{session.page}:{session.line}: `{step.command.splitlines()[0]}`"
                    told = "\n        ".join(said.strip().splitlines()[:25])
                    wanted = "\n        ".join(left)
                    problems.append(f"{place}: gdb does not say\n        {wanted}\n    but\n        {told}")
        finally:
            debugger.close()
    return problems


def build_lab(lab: int) -> bool:
    command = ["make", "-s", f"LAB={lab}"]
    environment = {k: v for k, v in os.environ.items() if k not in ("MAKEFLAGS", "MAKELEVEL", "LAB")}
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode == 0


def main() -> int:
    parser = argparse.ArgumentParser(description="Replay the pages' gdb sessions.")
    parser.add_argument("pages", nargs="*", type=Path)
    parser.add_argument("--lab", type=int, help="only sessions with this lab's kernel")
    instead = parser.add_mutually_exclusive_group()
    instead.add_argument("--list", action="store_true", help="only list the sessions")
    instead.add_argument("--renew", action="store_true", help="write the numbers of lines into the pages")
    parser.add_argument("--build", type=Path, default=ROOT / "build")
    options = parser.parse_args()
    if shutil.which("gdb") is None:
        print("gdb_sessions: there is no gdb: run tools/setup.sh run", file=sys.stderr)
        return 1
    pages = options.pages or [*sorted(ROOT.glob("labs/lab*/README.md")), ROOT / "docs/debugging.md"]
    sessions = []
    for page in pages:
        try:
            name = str(page.resolve().relative_to(ROOT)) if page.resolve().is_relative_to(ROOT) else str(page.resolve())
            sessions += sessions_of(read(page, name), page.read_text())
        except OSError as error:
            print(f"gdb_sessions: {page}: {error.strerror}", file=sys.stderr)
            return 1
    sessions = [s for s in sessions if options.lab in (None, s.boot.lab)]
    problems = []
    for session in sessions:
        print(f"{session.page}:{session.line}: {session.boot}, {len(session.steps)} commands", flush=True)
        if options.list:
            continue
        if not build_lab(session.boot.lab):
            return 1
        problems += replay(session, options.build.resolve())
        if options.renew and (count := renew(ROOT / session.page, session.line, session.found)):
            print(f"{session.page}:{session.line}: renewed {count} lines")
    print("\n".join(problems), end="\n" if problems else "")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
