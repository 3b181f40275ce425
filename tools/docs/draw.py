#!/usr/bin/python3
"""Make the drawings of the pages: NAME.svg from NAME.dot or NAME.toml in the folders `drawings`.

    draw.py [FILE ...]      these, or all of the tree whose source has changed (--all: every one)
    draw.py --check         say which drawings are stale; exit status 1 if there are any

docs/README.md says how a source is written.
"""

import argparse
import hashlib
import re
import sys
import tomllib
from pathlib import Path

from graph import draw_graph
from layouts import draw
from table import DrawingError, Table

ROOT = Path(__file__).resolve().parents[2]
SUFFIXES = (".dot", ".toml")
DIGEST = re.compile(r"^<!-- made by `make drawings` from (\S+), ([0-9a-f]{16}) -->\n")


def sources(root: Path) -> list[Path]:
    """The sources of all drawings."""
    folders = [root / "docs" / "drawings", *sorted(root.glob("labs/lab*/drawings"))]
    return [path for folder in folders for path in sorted(folder.glob("*"))
            if path.suffix in SUFFIXES]  # fmt: skip


def digest(source: str, drawing: str) -> str:
    """Changes with the source, and with the drawing that was made from it."""
    return hashlib.sha256(f"{source}\0{drawing}".encode()).hexdigest()[:16]


def make(path: Path, name: str) -> str:
    """The drawing of one source; `name` is how messages call it."""
    try:
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".dot":
            drawing = draw_graph(text, name)
        else:
            drawing = draw(Table(tomllib.loads(text), name))
    except (OSError, UnicodeError, tomllib.TOMLDecodeError) as error:
        raise DrawingError(f"{name}: {error}") from error
    return f"<!-- made by `make drawings` from {path.name}, {digest(text, drawing)} -->\n{drawing}"


def staleness(path: Path) -> str:
    """Why the drawing of `path` has to be made again, or nothing.

    Where dot places things depends on its version and on the fonts there are, so a graph is not
    drawn again: its drawing remembers what it was made from.
    """
    picture = path.with_suffix(".svg")
    if not picture.exists():
        return "has no drawing yet"
    text = picture.read_text(encoding="utf-8", errors="replace")
    found = DIGEST.match(text)
    if not found or found.group(1) != path.name:
        return "its drawing was not made from it"
    source = path.read_text(encoding="utf-8", errors="replace")
    if digest(source, text[found.end():]) != found.group(2):
        return "has changed since its drawing was made, or the drawing was changed by hand"
    if path.suffix == ".toml" and make(path, path.name) != text:
        return "would be drawn otherwise now"
    return ""


def orphans(root: Path) -> list[Path]:
    """Drawings whose source is gone."""
    made = {path.with_suffix(".svg") for path in sources(root)}
    folders = [root / "docs" / "drawings", *sorted(root.glob("labs/lab*/drawings"))]
    return [p for folder in folders for p in sorted(folder.glob("*.svg")) if p not in made]


def name_of(path: Path, root: Path) -> str:
    """The path as messages show it."""
    path = path.resolve()
    return str(path.relative_to(root)) if path.is_relative_to(root) else str(path)


def check(root: Path) -> list[str]:
    """What is stale, a line each."""
    found = [f"{name_of(p, root)}: {why}" for p in sources(root) if (why := staleness(p))]
    return found + [f"{name_of(p, root)}: has no source" for p in orphans(root)]


def tell_stale(stale: list[str]) -> int:
    """Prints what is stale and what helps."""
    for line in stale:
        print(line)
    if stale:
        print("`make drawings` draws them anew")
    return 1 if stale else 0


def main() -> int:
    parser = argparse.ArgumentParser(description="Make the drawings of the pages.")
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="sources (.dot, .toml)")
    parser.add_argument("--all", action="store_true", help="also those that have not changed")
    parser.add_argument("--check", action="store_true", help="only say which are stale")
    parser.add_argument("--root", type=Path, default=ROOT, help="root of the tree")
    options = parser.parse_args()
    root = options.root.resolve()
    try:
        if options.check:
            return tell_stale(check(root))
        for path in options.files or sources(root):
            if path.suffix not in SUFFIXES:
                raise DrawingError(f"{path}: a drawing's source ends in .dot or .toml")
            if options.files or options.all or staleness(path):
                picture = make(path, name_of(path, root))
                path.with_suffix(".svg").write_text(picture, encoding="utf-8")
                print(name_of(path.with_suffix(".svg"), root))
    except (DrawingError, OSError) as error:
        print(f"draw: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
