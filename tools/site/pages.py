"""The pages of the handbook's site: which files they are, and how their links are rewritten.

A page is written for whoever reads it as a file: its links are paths from its own folder. For Sphinx a
copy is made, in which each link into the tree has become `repo:PATH#ANCHOR`; extension.py turns these
into the addresses of pages once all of them are known.
"""

import posixpath
import re
import sys
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parent.parent / "docs"))
from documents import Lines  # noqa: E402

# Pages of other trees.
TEMPLATES = "tools/handout/"
# Folders without anything to read.
SKIPPED = {".git", ".ci", "build", "bin", "obj", "node_modules", ".pytest_cache", "site"}
LAB_PAGE = re.compile(r"labs/lab(\d+)/README\.md")
CODE_SPAN = re.compile(r"(`+)(?:(?!\1).)+\1")
LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\(([^()\s]+)\)", re.DOTALL)
OUTSIDE = re.compile(r"^[a-z][a-z0-9+.-]*:", re.IGNORECASE)


class PageError(Exception):
    """What is wrong with a page; the text begins with its path."""


@dataclass(frozen=True)
class Page:
    """A Markdown file of the tree, and the name of its page: the address without .html."""

    path: str
    name: str

    @property
    def lab(self) -> int | None:
        """The number of the lab whose page this is."""
        match = LAB_PAGE.fullmatch(self.path)
        return int(match[1]) if match else None

    @property
    def is_listed(self) -> bool:
        """Whether the side bar has it; sheets for answers are reached from where they are asked for."""
        return not (self.path.startswith("answers/") and not self.path.endswith("/README.md"))


def page_name(path: str) -> str:
    """The name of the page that the file `path` becomes."""
    if path == "README.md":
        return "overview"
    if LAB_PAGE.fullmatch(path):
        return posixpath.dirname(path)
    if path in ("labs/README.md", "docs/README.md"):
        return f"{posixpath.dirname(path)}/index"
    if path.startswith("docs/"):
        return path.removesuffix(".md")
    return "reference/" + path.removesuffix(".md").removesuffix("/README").replace("/", "-").lower()


def find_pages(root: Path) -> list[Page]:
    """Every Markdown file of the tree, the handbook's first."""
    found = []
    for path in root.rglob("*.md"):
        parts = path.relative_to(root).parts
        name = "/".join(parts)
        if not SKIPPED.intersection(parts) and not name.startswith(TEMPLATES):
            found.append(name)
    found.sort(key=lambda path: (not path.startswith(("labs/", "docs/")), path))
    return [Page(path, page_name(path)) for path in found]


def prose(text: str) -> Iterator[tuple[str, bool]]:
    """The lines of the text, each with whether it is prose and not code."""
    state = Lines()
    for line in text.splitlines(keepends=True):
        yield line, state.kind(line) == "prose"


def paragraphs(text: str) -> Iterator[tuple[str, bool]]:
    """As prose(), with neighbouring lines of a kind in one piece: links may be broken over lines."""
    piece, kind = "", True
    for line, is_prose in prose(text):
        if is_prose != kind:
            yield piece, kind
            piece, kind = "", is_prose
        piece += line
    yield piece, kind


def resolve(page: Page, target: str) -> str:
    """The path in the tree, with its anchor, of the link `target` in `page`."""
    path, hash_, anchor = target.partition("#")
    if not path:
        return f"{page.path}{hash_}{anchor}"
    joined = posixpath.normpath(posixpath.join(posixpath.dirname(page.path), path))
    if joined.startswith(".."):
        raise PageError(f"{page.path}: the link {target} leads out of the tree")
    return f"{joined}{hash_}{anchor}"


def rewrite_links(page: Page, text: str, image: Callable[[str], str]) -> str:
    """The page's text with links into the tree as repo: addresses; `image` gives those of pictures."""

    def rewrite(match: re.Match[str]) -> str:
        mark, label, target = match.groups()
        if OUTSIDE.match(target):
            return match[0]
        label = LINK.sub(rewrite, label)  # a picture may be a link
        path = resolve(page, target)
        return f"{mark}[{label}]({image(path) if mark else 'repo:' + path})"

    pieces = []
    for piece, is_prose in paragraphs(text):
        if is_prose:
            # Code spans keep their text; what they hold must not be mistaken for links.
            spans: list[str] = []

            def hide(match: re.Match[str]) -> str:
                spans.append(match[0])
                return f"\0{len(spans) - 1}\0"

            piece = LINK.sub(rewrite, CODE_SPAN.sub(hide, piece))
            piece = re.sub("\0(\\d+)\0", lambda match: spans[int(match[1])], piece)
        pieces.append(piece)
    return "".join(pieces)


def lab_titles(root: Path) -> dict[int, str]:
    """The title of each lab, from its lab.toml."""
    titles = {}
    for path in root.glob("labs/lab*/lab.toml"):
        number = int(path.parent.name.removeprefix("lab"))
        titles[number] = tomllib.loads(path.read_text()).get("title", "")
    return dict(sorted(titles.items()))


def insert_machine(text: str, panel: str) -> str:
    """A lab's page with its live machine: behind the section that runs the lab, or behind the preface."""
    headings = []
    position = 0
    for line, is_prose in prose(text):
        if is_prose and line.startswith("## "):
            headings.append((position, line))
        position += len(line)
    after_run = len(headings) > 1 and "run it" in headings[0][1].lower()
    place = headings[1 if after_run else 0][0] if headings else len(text)
    return f"{text[:place]}## Boot it in the page\n\n{panel}\n\n{text[place:]}"
