#!/usr/bin/python3
"""Boot what the handbook's pages boot, and compare what they show with what the kernel says.

    outputs.py [--sample] [--list | --renew] [PAGE...]     default: the labs' pages

A block is compared that follows a command `make LAB=N qemu-nox` or `run-nox-PROG` of the same section.
docs/writing.md has the rules. Exit status 1 when a page shows what the kernel does not say. --renew
writes the numbers of lines of files into the pages as they are now.
"""

import argparse
import os
import re
import selectors
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from documents import Block, Document, read
from shown import find, renew, unsaid

ROOT = Path(__file__).resolve().parent.parent.parent
COMMAND = re.compile(r"make\s+LAB=(\d)\s+(qemu-nox|run-nox-\w+)((?:\s+\w+=(?:\"[^\"]*\"|\S+))*)")
VARIABLE = re.compile(r"(\w+)=(?:\"([^\"]*)\"|(\S+))")
NUMBER = re.compile(r"0x[0-9a-f]+|\b[0-9a-f]*[0-9][0-9a-f]*\b|[0-9]+")
TYPED = re.compile(r"^(\$|K>) (.+)$")
# How far above a block its command may stand, in lines.
NEAR = 14
QUIET = 30.0  # seconds without a word, and the machine has nothing more to say
LONGEST = 90.0


@dataclass(frozen=True)
class Boot:
    """A machine: its lab, its boot options, and what is typed at which prompt."""

    lab: int
    options: tuple[str, ...]
    typed: tuple[tuple[str, str], ...]

    def command(self, build: Path) -> list[str]:
        """The command of QEMU."""
        folder = build / "i386" / f"lab{self.lab}" / "bin"
        command = ["qemu-system-i386", "-display", "none", "-serial", "stdio", "-no-reboot", "-snapshot"]
        for index, name in enumerate(("ucore.img", "swap.img", "sfs.img")):
            if (folder / name).is_file():
                command += ["-drive", f"file={folder / name},format=raw,index={index},media=disk"]
        for option in self.options:
            name, _, value = option.partition("=")
            value = value.replace("~", " ").replace(",", ",,")
            command += ["-fw_cfg", f"name=opt/ucore/{name},string={value}"]
        if not self.typed and self.lab >= 8:
            command += ["-fw_cfg", "name=opt/ucore/input,string=none"]
        if not any(prompt == "K>" for prompt, _ in self.typed):
            command += ["-device", "isa-debug-exit,iobase=0x501,iosize=1"]
        return command

    def __str__(self) -> str:
        return f"lab {self.lab} {' '.join(self.options)}".rstrip()


@dataclass
class Shown:
    """A block of a page that shows what a boot says."""

    page: str
    block: Block
    boot: Boot

    @property
    def lines(self) -> list[str]:
        """The lines that the kernel has to say."""
        return [line for line in self.block.lines if line.strip(" .") and not line.startswith("$ make ")]

    @property
    def marked(self) -> bool:
        """Whether the page says that all of it is output."""
        return self.block.info.startswith("console")


def parse_command(text: str) -> tuple[int, tuple[str, ...]] | None:
    """The lab and the boot options of a command, if it is one that boots with nothing special."""
    match = COMMAND.search(text)
    if not match:
        return None
    variables = {name: quoted or plain for name, quoted, plain in VARIABLE.findall(match[3])}
    if set(variables) - {"BOOT"}:
        return None
    options = tuple(variables.get("BOOT", "").split())
    if match[2] != "qemu-nox":
        options = (f"init={match[2].removeprefix('run-nox-')}", *options)
    return int(match[1]), options


def find_shown(document: Document) -> list[Shown]:
    """The blocks of a page that follow a boot."""
    commands: list[tuple[int, str]] = [(span.line, span.text) for span in document.spans]
    commands += [(block.line, line) for block in document.blocks for line in block.lines]
    commands.sort(key=lambda pair: pair[0])
    headings = [heading.line for heading in document.headings]
    found = []
    for block in document.blocks:
        if block.info not in ("", "console") or any(COMMAND.match(line) for line in block.lines):
            continue
        section = max((line for line in headings if line < block.line), default=0)
        near = [text for line, text in commands if max(section, block.line - NEAR) <= line <= block.line]
        boots = [parse_command(text) for text in near if COMMAND.search(text)]
        if not boots or boots[-1] is None:
            continue
        typed = tuple((match[1], match[2]) for line in block.lines if (match := TYPED.match(line)))
        typed = tuple(pair for pair in typed if not pair[1].startswith("make "))
        found.append(Shown(document.path, block, Boot(*boots[-1], typed)))
    return found


def plain(line: str) -> str:
    """A line without what differs from run to run: numbers, and the width of blanks."""
    return " ".join(NUMBER.sub("#", line).split())


def matches(wanted: str, said: str) -> bool:
    """Whether a line of a page is the line `said`; `...` at its end stands for the rest."""
    wanted, said = plain(wanted), plain(said)
    if wanted.endswith("..."):
        return said.startswith(wanted[:-3].rstrip())
    return wanted == said


def missing(lines: list[str], output: str) -> list[str]:
    """The lines that do not stand in the output in this order."""
    return unsaid(find(lines, output, matches))


@dataclass
class Session:
    """A machine that runs, and what it has said."""

    boot: Boot
    output: str = ""
    waiting: list[tuple[str, str]] = field(default_factory=list)

    def run(self, build: Path, wanted: list[list[str]]) -> str:
        """Run until it ends, has said all that is `wanted`, or says nothing any more."""
        self.waiting = list(self.boot.typed)
        process = subprocess.Popen(
            self.boot.command(build), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        assert process.stdin and process.stdout
        selector = selectors.DefaultSelector()
        selector.register(process.stdout, selectors.EVENT_READ)
        start = time.monotonic()
        try:
            while time.monotonic() - start < LONGEST and selector.select(QUIET):
                data = os.read(process.stdout.fileno(), 65536)
                if not data:
                    break
                self.output += data.decode(errors="replace").replace("\r", "")
                self.answer(process.stdin.fileno())
                if not self.waiting and not any(missing(lines, self.output) for lines in wanted):
                    break
        finally:
            process.kill()
            process.communicate()
        return self.output

    def answer(self, stdin: int) -> None:
        """Type the next line at its prompt."""
        if self.waiting and self.output.endswith(f"{self.waiting[0][0]} "):
            os.write(stdin, f"{self.waiting.pop(0)[1]}\n".encode())


def compare(shown: list[Shown], build: Path, renewing: Path | None = None) -> list[str]:
    """Boot each machine once, and say which lines it did not say. Renew the pages under `renewing`."""
    problems = []
    for boot in dict.fromkeys(one.boot for one in shown):
        blocks = [one for one in shown if one.boot == boot]
        output = Session(boot).run(build, [one.lines for one in blocks])
        for one in blocks:
            found = find(one.lines, output, matches)
            left = unsaid(found)
            # A block that has little to do with the output is something else, if the page does not mark it.
            if one.marked or 2 * len(left) <= len(one.lines):
                problems += [f"{one.page}:{one.block.line}: {boot} does not say: {line}" for line in left]
                if renewing:
                    renew(renewing / one.page, one.block.line, found)
    return problems


def build_images(labs: set[int]) -> bool:
    """Build what is booted."""
    environment = {**os.environ, "MAKEFLAGS": "", "MAKELEVEL": ""}
    return all(
        subprocess.run(("make", "-s", f"LAB={lab}", "images"), cwd=ROOT, env=environment).returncode == 0
        for lab in sorted(labs)
    )


def sample(shown: list[Shown]) -> list[Shown]:
    """The first block of each page."""
    first: dict[str, Shown] = {}
    for one in shown:
        first.setdefault(one.page, one)
    return list(first.values())


def main() -> int:
    parser = argparse.ArgumentParser(description="Compare the handbook's outputs with the kernel's.")
    parser.add_argument("page", nargs="*", help="path of a page")
    parser.add_argument("--root", type=Path, default=ROOT, help="where the pages are")
    parser.add_argument("--sample", action="store_true", help="only the first block of each page")
    instead = parser.add_mutually_exclusive_group()
    instead.add_argument("--list", action="store_true", help="say what is compared, and stop")
    instead.add_argument("--renew", action="store_true", help="write the numbers of lines into the pages")
    options = parser.parse_args()
    pages = options.page or sorted(
        str(path.relative_to(options.root)) for path in options.root.glob("labs/lab*/README.md")
    )
    shown = []
    for page in pages:
        if not (options.root / page).is_file():
            print(f"outputs: there is no page {page}", file=sys.stderr)
            return 1
        shown += find_shown(read(options.root / page, page))
    if options.sample:
        shown = sample(shown)
    if options.list:
        print("\n".join(f"{one.page}:{one.block.line}: {one.boot}" for one in shown))
        return 0
    if not build_images({one.boot.lab for one in shown}):
        return 1
    problems = compare(shown, ROOT / "build", options.root if options.renew else None)
    boots = len({one.boot for one in shown})
    print("\n".join(problems) or f"the kernel says what the pages show: {len(shown)} blocks, {boots} boots")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
