"""The parts of a Markdown page that the checks of the handbook look at."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

FENCE = re.compile(r"^(\s*)(`{3,}|~{3,})\s*(.*?)\s*$")
INDENTED = re.compile(r"^(?: {4}|\t)")
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


def split(text: str) -> tuple[list[Block], str]:
    """The blocks of code, and the prose, in which blank lines stand for them."""
    blocks: list[Block] = []
    prose: list[str] = []
    fence = ""
    previous = ""
    for number, line in enumerate(text.splitlines(), 1):
        match = FENCE.match(line)
        if fence:
            if match and match[2].startswith(fence) and not match[3]:
                fence = ""
            else:
                blocks[-1].lines.append(line)
        elif match:
            fence = match[2]
            blocks.append(Block(number + 1, match[3]))
        elif INDENTED.match(line) and (not previous.strip() or INDENTED.match(previous)):
            if not (blocks and blocks[-1].line + len(blocks[-1].lines) == number and not blocks[-1].info):
                blocks.append(Block(number, ""))
            blocks[-1].lines.append(line.removeprefix("\t").removeprefix("    "))
        else:
            prose.append(line)
            previous = line
            continue
        prose.append("")
        previous = line
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
