"""Exercise regions in source text: find them, blank them, replace or take out what is in them.

    // EXERCISE lab2.1a BEGIN the task in one line
    // HINT more lines of help, which stay in the student's tree
    the reference solution
    // EXERCISE lab2.1a STUB
    //| the code that a skeleton has instead; default: NOT_IMPLEMENTED("lab2.1a");
    // EXERCISE lab2.1a END

In a student's tree STUB and its lines are gone: the answer is what stands between hints and END.
"""

import re
from dataclasses import dataclass, field
from typing import Iterable

MARKER = re.compile(r"^(\s*)//\s*EXERCISE\b\s*(.*?)\s*$")
HINT = re.compile(r"^\s*//\s*HINT\b\s*(.*?)\s*$")
STUB_CODE = re.compile(r"^\s*//\| ?(.*)$")
ID = re.compile(r"^(lab(\d+)\.(\d+))([a-z]?)$")
KEYWORDS = ("BEGIN", "STUB", "END")


class MarkerError(Exception):
    """Markers that make no sense; the text begins with file:line."""

    def __init__(self, file: str, line: int, what: str) -> None:
        super().__init__(f"{file}:{line}: {what}")
        self.file, self.line, self.what = file, line, what


@dataclass
class Region:
    """One exercise, or one part of one. Line numbers count from 1."""

    id: str
    file: str
    begin: int
    task: str
    indent: str
    body: int = 0  # first line of the solution
    stub: int = 0  # line of STUB, 0 when there is none
    end: int = 0
    hints: list[str] = field(default_factory=list)
    stub_code: list[str] = field(default_factory=list)

    @property
    def exercise(self) -> str:
        """The id without the letter of the part."""
        return self.id.rstrip("abcdefghijklmnopqrstuvwxyz")

    @property
    def lab(self) -> int:
        return int(self.id[3 : self.id.index(".")])

    @property
    def body_end(self) -> int:
        """The line behind the solution."""
        return self.stub or self.end

    def stub_lines(self) -> list[str]:
        """What stands in a skeleton instead of the solution."""
        code = self.stub_code or [f'NOT_IMPLEMENTED("{self.id}");']
        return [f"{self.indent}{line}".rstrip() for line in code]


class Parser:
    """Reads one file line by line; `region` is the one that is open."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.regions: list[Region] = []
        self.region: Region | None = None
        self.number = 0

    def fail(self, what: str, line: int = 0) -> MarkerError:
        return MarkerError(self.file, line or self.number, what)

    def parse(self, text: str) -> list[Region]:
        for self.number, line in enumerate(text.splitlines(), 1):
            if marker := MARKER.match(line):
                self.marker(marker[1], marker[2])
            elif hint := HINT.match(line):
                self.hint(hint[1])
            elif code := STUB_CODE.match(line):
                self.stub_code(code[1])
            elif self.region and self.region.stub and line.strip():
                raise self.fail("code between STUB and END: write it as `//| code`")
            elif self.region and not self.region.body:
                self.region.body = self.number
        if self.region:
            raise self.fail(f"BEGIN of {self.region.id} has no END", self.region.begin)
        return self.regions

    def marker(self, indent: str, text: str) -> None:
        name, _, rest = text.partition(" ")
        keyword, _, task = rest.strip().partition(" ")
        if not ID.match(name) or keyword not in KEYWORDS:
            raise self.fail("marker is not `// EXERCISE labN.M[part] BEGIN task`, `STUB` or `END`")
        if keyword == "BEGIN":
            self.begin(name, indent, task.strip())
            return
        if task:
            raise self.fail(f"text after {keyword} of {name}: remove it")
        if not self.region:
            raise self.fail(f"{keyword} of {name} has no BEGIN")
        if self.region.id != name:
            raise self.fail(f"{keyword} of {name} inside {self.region.id}: close that one first")
        if keyword == "STUB":
            self.stub()
        else:
            self.end()

    def begin(self, name: str, indent: str, task: str) -> None:
        if self.region:
            raise self.fail(f"{name} begins inside {self.region.id}: exercises do not nest")
        if any(r.id == name for r in self.regions):
            raise self.fail(f"a second region {name}: give its parts letters, as {name}a")
        if not task:
            raise self.fail(f"BEGIN of {name} names no task: add one line")
        self.region = Region(name, self.file, self.number, task, indent)

    def hint(self, text: str) -> None:
        if not self.region or self.region.body or self.region.stub:
            raise self.fail("HINT stands elsewhere than directly behind BEGIN")
        self.region.hints.append(text)

    def stub(self) -> None:
        assert self.region
        if self.region.stub:
            raise self.fail(f"a second STUB of {self.region.id}")
        self.region.stub = self.number
        self.region.body = self.region.body or self.number

    def stub_code(self, code: str) -> None:
        if not self.region or not self.region.stub:
            raise self.fail("`//|` stands elsewhere than between STUB and END")
        self.region.stub_code.append(code)

    def end(self) -> None:
        assert self.region
        self.region.end = self.number
        self.region.body = self.region.body or self.number
        self.regions.append(self.region)
        self.region = None


def parse_regions(text: str, file: str) -> list[Region]:
    """All regions of a file, in order. Raises MarkerError."""
    return Parser(file).parse(text)


def select(regions: list[Region], names: Iterable[str], file: str) -> list[Region]:
    """The regions that `names` mean: `lab2.1b` one part, `lab2.1` all its parts."""
    chosen = []
    for name in names:
        found = [r for r in regions if name in (r.id, r.exercise)]
        if not found:
            known = ", ".join(r.id for r in regions) or "none"
            raise MarkerError(file, 1, f"no exercise {name} in this file (it has: {known})")
        chosen += found
    return chosen


def blank(text: str, file: str, names: Iterable[str] | None = None) -> str:
    """The text with the solutions of `names` (None: of all) replaced by their stubs."""
    regions = parse_regions(text, file)
    chosen = regions if names is None else select(regions, names, file)
    lines = text.splitlines()
    for region in sorted({r.begin: r for r in chosen}.values(), key=lambda r: -r.begin):
        lines[region.body - 1 : region.end - 1] = region.stub_lines()
    return "".join(f"{line}\n" for line in lines)


def replace(text: str, file: str, name: str, body: str) -> str:
    """The text with `body` in place of the solution of the one region `name`."""
    regions = select(parse_regions(text, file), [name], file)
    if len(regions) != 1:
        parts = ", ".join(r.id for r in regions)
        raise MarkerError(file, regions[0].begin, f"{name} has parts, name one of {parts}")
    region = regions[0]
    lines = text.splitlines()
    lines[region.body - 1 : region.body_end - 1] = body.strip("\n").splitlines()
    changed = "".join(f"{line}\n" for line in lines)
    parse_regions(changed, file)  # the body must not bring markers of its own
    return changed


def extract(text: str, file: str, name: str) -> str:
    """The solution that stands in the region `name`; several parts one after the other."""
    lines = text.splitlines()
    found = select(parse_regions(text, file), [name], file)
    return "".join(f"{line}\n" for r in found for line in lines[r.body - 1 : r.body_end - 1])
