"""The parts of a Markdown page that the checks of the handbook look at."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

FENCE = re.compile(r"^(\s*)(`{3,}|~{3,})\s*(.*?)\s*$")
LIST_ITEM = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+")
COMMENT = re.compile(r"<!--(.*?)-->", re.DOTALL)
CODE_SPAN = re.compile(r"(`+)((?:(?!\1).)+)\1", re.DOTALL)
LINK = re.compile(r"\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\(([^()\s]+)\)", re.DOTALL)
HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*#*$")


@dataclass
class Block:
    """A block of code. `info` is what stands behind the fence, empty for an indented block."""

    line: int  # of its first line of text
    info: str
    lines: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Item:
    """Something in a line of prose: a code span, or a link's target with its label."""

    line: int
    text: str
    label: str = ""


@dataclass
class Document:
    """A page in parts."""

    path: str
    blocks: list[Block] = field(default_factory=list)
    spans: list[Item] = field(default_factory=list)
    links: list[Item] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    headings: list[Item] = field(default_factory=list)

    def elsewhere(self) -> set[str]:
        """Names that the page says are not of this tree: <!-- elsewhere: name, name -->."""
        names: set[str] = set()
        for comment in self.comments:
            key, colon, value = comment.partition(":")
            if key.strip() == "elsewhere" and colon:
                names.update(re.split(r"[,\s]+", value.strip()))
        return names


def slug(heading: str) -> str:
    """The anchor of a heading, as GitHub and the site make it."""
    text = re.sub(r"[^\w\- ]", "", heading.replace("`", "").strip().lower())
    return text.replace(" ", "-")


def anchors(document: Document) -> set[str]:
    """All anchors of a page; a heading that comes again has a number."""
    seen: dict[str, int] = {}
    found = set()
    for heading in document.headings:
        name = slug(heading.text)
        count = seen.get(name, 0)
        found.add(f"{name}-{count}" if count else name)
        seen[name] = count + 1
    return found


@dataclass
class Lines:
    """Tells prose from code, a line after the other."""

    fence: str = ""  # of the block that we are in
    info: str = ""
    content: int = 0  # where the text of the list item begins that we are in
    after_blank: bool = True
    in_code: bool = False

    def kind(self, line: str) -> str:
        """`fence`, `code` (in a fence), `indented` (code) or `prose`."""
        match = FENCE.match(line)
        if self.fence:
            if match and match[2].startswith(self.fence) and not match[3]:
                self.fence = ""
                return "fence"
            return "code"
        if match:
            self.fence, self.info = match[2], match[3]
            self.after_blank = self.in_code = False
            return "fence"
        return self.unfenced(line)

    def unfenced(self, line: str) -> str:
        if not line.strip():
            self.after_blank = True
            return "prose"
        text = line.expandtabs(4)
        indent = len(text) - len(text.lstrip())
        if indent >= self.content + 4 and (self.after_blank or self.in_code):
            self.after_blank, self.in_code = False, True
            return "indented"
        if item := LIST_ITEM.match(text):
            self.content = len(item[0])
        elif self.after_blank and indent < self.content:
            self.content = 0
        self.after_blank = self.in_code = False
        return "prose"


def split(text: str) -> tuple[list[Block], str]:
    """The blocks of code, and the prose, in which blank lines stand for them."""
    blocks: list[Block] = []
    prose: list[str] = []
    state = Lines()
    previous = ""
    for number, line in enumerate(text.splitlines(), 1):
        kind = state.kind(line)
        if kind == "fence" and state.fence:
            blocks.append(Block(number + 1, state.info))
        elif kind == "indented" and previous != "indented":
            blocks.append(Block(number, ""))
        if kind in ("code", "indented"):
            blocks[-1].lines.append(line.removeprefix("    ") if kind == "indented" else line)
        prose.append(line if kind == "prose" else "")
        previous = kind
    return blocks, "\n".join(prose)


def items(prose: str) -> Iterator[tuple[str, Item]]:
    """Code spans and links, paragraph by paragraph."""
    line = 1
    for paragraph in re.split(r"(\n\s*\n)", prose):
        for match in CODE_SPAN.finditer(paragraph):
            at = line + paragraph.count("\n", 0, match.start())
            yield "span", Item(at, " ".join(match[2].split()))
        hidden = CODE_SPAN.sub(lambda m: m[0].replace("[", "(").replace("]", ")"), paragraph)
        for match in LINK.finditer(hidden):
            at = line + paragraph.count("\n", 0, match.start())
            yield "link", Item(at, match[2], match[1])
        line += paragraph.count("\n")


def read(path: Path, name: str) -> Document:
    """Read the page at `path`, which is called `name`."""
    text = path.read_text()
    document = Document(name)
    document.blocks, prose = split(text)
    document.comments = COMMENT.findall(prose)
    prose = COMMENT.sub(lambda match: "\n" * match[0].count("\n"), prose)
    for number, line in enumerate(prose.splitlines(), 1):
        if match := HEADING.match(line):
            document.headings.append(Item(number, match[2]))
    for kind, item in items(prose):
        (document.spans if kind == "span" else document.links).append(item)
    return document
