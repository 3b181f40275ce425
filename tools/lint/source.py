"""What the rules share: a problem, and a source file with its comments and texts blanked out."""

import re
from functools import cached_property
from pathlib import Path
from typing import Iterator, NamedTuple

SUFFIXES = (".cpp", ".h", ".S")
FOLDERS = ("libs", "kern", "user", "sfs-tools")

# Comments, texts and characters, in this order of the first to begin.
NOISE = re.compile(
    r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|(?<![0-9A-Fa-f])\'(?:\\.|[^\'\\\n])+\'', re.DOTALL
)


class Problem(NamedTuple):
    """One thing that is wrong. Sorts by place; prints as file:line: what: what to do."""

    file: str
    line: int
    what: str
    remedy: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.what}" + (f": {self.remedy}" if self.remedy else "")


def blank_out(match: re.Match[str]) -> str:
    """Spaces instead of what was matched; quotes and line ends stay."""
    text = match[0]
    if text[0] in "\"'":
        return text[0] + " " * (len(text) - 2) + text[-1]
    return re.sub(r"[^\n]", " ", text)


class Source:
    """One source file of the tree."""

    def __init__(self, root: Path, path: Path) -> None:
        self.path = path
        self.name = str(path.relative_to(root))
        self.text = path.read_text(encoding="utf-8", errors="replace")
        self.lines = self.text.splitlines()

    @property
    def is_header(self) -> bool:
        return self.path.suffix == ".h"

    @property
    def is_assembly(self) -> bool:
        return self.path.suffix == ".S"

    @cached_property
    def code(self) -> str:
        """The text with spaces for comments and for what stands in quotes; same lines and columns."""
        return NOISE.sub(blank_out, self.text)

    @cached_property
    def code_lines(self) -> list[str]:
        return self.code.splitlines()

    @cached_property
    def plain_code(self) -> str:
        """As `code`, also without the lines of the preprocessor and their continuations."""
        lines, inside = [], False
        for line in self.code_lines:
            inside = inside or line.lstrip().startswith("#")
            lines.append("" if inside else line)
            inside = inside and line.endswith("\\")
        return "\n".join(lines)

    def line_at(self, offset: int) -> int:
        """The line, from 1, of an offset in text, code or plain_code's own text."""
        return self.code.count("\n", 0, offset) + 1

    def problem(self, line: int, what: str, remedy: str = "") -> Problem:
        return Problem(self.name, line, what, remedy)

    def matches(self, pattern: re.Pattern[str], plain: bool = False) -> Iterator[tuple[int, re.Match]]:
        """Line and match of a pattern, line by line, in the code."""
        lines = self.plain_code.split("\n") if plain else self.code_lines
        for number, line in enumerate(lines, 1):
            for match in pattern.finditer(line):
                yield number, match


def load_sources(root: Path) -> list[Source]:
    """All C++ and assembly of the product, sorted by name."""
    return [
        Source(root, path)
        for folder in FOLDERS
        for path in sorted((root / folder).rglob("*"))
        if path.suffix in SUFFIXES and path.is_file()
    ]
