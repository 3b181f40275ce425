#!/usr/bin/python3
"""Check what the handbook says about the tree: files, names, commands, options, links.

    references.py [PAGE...]          default: every Markdown file of the tree

What is checked, and how a page says that a name is not of this tree: docs/writing.md. Prints PAGE:LINE:
WHAT for what is wrong; exit status 1 then.
"""

import argparse
import posixpath
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from commands import CommandChecker
from documents import Document, Item, anchors, read

ROOT = Path(__file__).resolve().parent.parent.parent
SKIPPED = {".git", ".ci", "build", "bin", "obj", "node_modules", "__pycache__", ".pytest_cache"}
# Pages of other trees.
TEMPLATES = "tools/handout/"
# Where names may be defined: everything but pages.
UNREAD = {".md", ".svg", ".png", ".img", ".pyc", ".bin"}
OUTSIDE = re.compile(r"^[a-z][a-z0-9+.-]*:", re.IGNORECASE)
PATH = re.compile(r"^[\w.+-]+(?:/[\w.+-]+)+/?$")
FILE = re.compile(r"^[\w+-]+\.(?:cpp|h|S|py|mk|toml|ld|def)$")
CALL = re.compile(r"^((?:\w+::)*~?\w+)\([^()]*\)$")
NAME = re.compile(r"^(?:\w+::)*[A-Za-z_]\w*$")
# A word that is written like a name of the code: with an underscore, a hump, or a namespace.
CODED = re.compile(r"_|::|[a-z][A-Z]")
# What QEMU calls its commands and the parts of its log.
QEMU_WORDS = {"system_reset", "system_powerdown", "cpu_reset", "guest_errors", "in_asm", "out_asm"}
LINE_ANCHOR = re.compile(r"^L(\d+)(?:-L?(\d+))?$")
WORD = re.compile(r"[A-Za-z_]\w*")


class Tree:
    """What there is in the tree to refer to."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.files = [
            path
            for path in sorted(root.rglob("*"))
            if path.is_file() and not SKIPPED.intersection(path.relative_to(root).parts)
        ]
        self.basenames = {path.name for path in self.files}
        self.top = {path.relative_to(root).parts[0] for path in self.files}
        self.words: set[str] = set()
        for path in self.files:
            if path.suffix not in UNREAD:
                self.words.update(WORD.findall(path.read_text(errors="replace")))
        # Names of files count as words: programs are called by them.
        self.words.update(word for path in self.files for word in WORD.findall(path.stem))

    def pages(self) -> list[str]:
        """Every Markdown file."""
        names = [str(path.relative_to(self.root)) for path in self.files if path.suffix == ".md"]
        return [name for name in names if not name.startswith(TEMPLATES)]


class Checker:
    """Checks pages against a tree."""

    def __init__(self, root: Path) -> None:
        self.tree = Tree(root)
        self.commands = CommandChecker(root, self.tree.words, self.exists)
        self.documents: dict[str, Document] = {}

    def document(self, name: str) -> Document:
        if name not in self.documents:
            self.documents[name] = read(self.tree.root / name, name)
        return self.documents[name]

    def exists(self, path: str) -> bool:
        """Whether a path that is written from the root is there."""
        return (self.tree.root / path).exists()

    def check(self, name: str) -> list[str]:
        """What is wrong with a page, as PAGE:LINE: WHAT."""
        document = self.document(name)
        problems: list[tuple[int, str]] = []
        for link in document.links:
            problems += [(link.line, what) for what in self.check_link(document, link)]
        elsewhere = document.elsewhere()
        for span in document.spans:
            if span.text not in elsewhere:
                problems += [(span.line, what) for what in self.check_span(document, span, elsewhere)]
        for block in document.blocks:
            for number, line in enumerate(block.lines, block.line):
                problems += [(number, what) for what in self.commands.check_line(line)]
        return [f"{name}:{line}: {what}" for line, what in sorted(problems)]

    def check_link(self, document: Document, link: Item) -> Iterator[str]:
        """A link's file is there, and has what its anchor means."""
        if OUTSIDE.match(link.text):
            return
        path, _, anchor = link.text.partition("#")
        folder = posixpath.dirname(document.path)
        name = posixpath.normpath(posixpath.join(folder, path)) if path else document.path
        target = self.tree.root / name
        if name.startswith("..") or not target.exists():
            yield f"the link {link.text} leads nowhere"
        elif anchor and name.endswith(".md"):
            if anchor not in anchors(self.document(name)):
                yield f"{name} has no heading for #{anchor}"
        elif anchor:
            yield from self.check_source_anchor(target, name, anchor, link.label)

    def check_source_anchor(self, target: Path, name: str, anchor: str, label: str) -> Iterator[str]:
        """#L12 is a line with the name that the link shows; #name is in the file."""
        if not target.is_file():
            yield f"{name} is a folder, and has no #{anchor}"
            return
        text = target.read_text(errors="replace")
        match = LINE_ANCHOR.match(anchor)
        if not match:
            if anchor.rsplit("::", 1)[-1] not in WORD.findall(text):
                yield f"{name} has no {anchor}"
            return
        lines = text.splitlines()
        first, last = int(match[1]), int(match[2] or match[1])
        if not 1 <= first <= last <= len(lines):
            yield f"{name} has no line {max(first, last)}"
            return
        shown = [word for word in WORD.findall(label) if CODED.search(word)]
        there = WORD.findall("\n".join(lines[first - 1 : last]))
        if "`" in label and shown and not set(shown) & set(there):
            yield f"{label} is not at {name}:{first}"

    def check_span(self, document: Document, span: Item, elsewhere: set[str]) -> Iterator[str]:
        """A path is there, a name is in the sources, a command can be given."""
        text = span.text
        if text.startswith(("make ", "break ", "tbreak ")):
            yield from self.commands.check_line(text)
        elif PATH.match(text):
            if not self.path_is_there(document, text):
                yield f"there is no {text}"
        elif FILE.match(text):
            if text not in self.tree.basenames:
                yield f"there is no file {text}"
        else:
            match = CALL.match(text)
            name = match[1] if match else text
            if NAME.match(name) and (match or CODED.search(name)):
                yield from self.check_name(name, elsewhere)

    def check_name(self, name: str, elsewhere: set[str]) -> Iterator[str]:
        for word in WORD.findall(name):
            if word not in self.tree.words and word not in elsewhere | QEMU_WORDS:
                yield f"nothing is called {word}" + (f" ({name})" if word != name else "")

    def path_is_there(self, document: Document, text: str) -> bool:
        """Whether what looks like a path is one; only those that begin with a folder of ours must be."""
        first, _, rest = text.partition("/")
        if first in ("bin", "obj"):
            # What the build makes: someone has to make it.
            return set(WORD.findall(rest.rstrip("/").rsplit("/", 1)[-1])) <= self.tree.words
        if first not in self.tree.top or re.search(r"(?:^|/|lab)[A-Z]+(?:[/.]|$)", text):
            return True
        folder = posixpath.dirname(document.path)
        return self.exists(text) or (self.tree.root / folder / text).exists()


def main() -> int:
    parser = argparse.ArgumentParser(description="Check what the handbook says about the tree.")
    parser.add_argument("page", nargs="*", help="path of a page")
    parser.add_argument("--root", type=Path, default=ROOT, help="another tree")
    options = parser.parse_args()
    checker = Checker(options.root.resolve())
    problems = []
    for page in options.page or checker.tree.pages():
        if not (checker.tree.root / page).is_file():
            print(f"references: there is no page {page}", file=sys.stderr)
            return 1
        problems += checker.check(page)
    print("\n".join(problems) or "what the pages say of the tree is there")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
