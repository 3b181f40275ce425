#!/usr/bin/python3
"""Check every link of a site of plain files: its page, its anchor, its picture or script.

    links.py FOLDER

Prints what is wrong as PAGE: LINK: WHAT. Links to other hosts may only be links that a reader follows:
whatever a page loads by itself has to come from the site. Exit status 1 when something is wrong.
"""

import argparse
import html
import posixpath
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

TAG = re.compile(r"<([a-zA-Z][\w-]*)((?:\s+[\w:@.-]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>\"']+))?)*)\s*/?>")
ATTRIBUTE = re.compile(r"(id|name|href|src|poster|data)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
OUTSIDE = re.compile(r"^(?:[a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
CSS_URL = re.compile(r"url\(\s*['\"]?([^'\")]+)|@import\s+['\"]([^'\"]+)")


@dataclass(frozen=True)
class Link:
    """What a page refers to, and whether the browser loads it without being asked."""

    target: str
    loads: bool


@dataclass
class Contents:
    """The anchors and the links of a page."""

    anchors: set[str]
    links: list[Link]


def read_page(text: str) -> Contents:
    """What is in an HTML page."""
    contents = Contents(set(), [])
    for tag, attributes in TAG.findall(COMMENT.sub("", text)):
        for name, double, single in ATTRIBUTE.findall(attributes):
            value = html.unescape(double or single)
            if name == "id" or (name == "name" and tag == "a"):
                contents.anchors.add(value)
            elif name != "name" and (value or name != "data"):
                contents.links.append(Link(value, tag != "a"))
    return contents


def read_style(text: str) -> Contents:
    """What a style sheet loads."""
    return Contents(set(), [Link(a or b, True) for a, b in CSS_URL.findall(text)])


def read_site(root: Path) -> dict[str, Contents]:
    """All pages and style sheets, by their paths."""
    found = {}
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if path.suffix == ".html":
            found[name] = read_page(path.read_text(errors="replace"))
        elif path.suffix == ".css":
            found[name] = read_style(path.read_text(errors="replace"))
    return found


def problem(root: Path, pages: dict[str, Contents], page: str, link: Link) -> str | None:
    """What is wrong with a link of `page`."""
    if link.target.startswith("data:"):
        return None
    if OUTSIDE.match(link.target):
        return "is loaded from another host" if link.loads else None
    parts = urlsplit(link.target)
    path = unquote(parts.path)
    if path.startswith("/"):
        return "is no relative path"
    target = posixpath.normpath(posixpath.join(posixpath.dirname(page), path)) if path else page
    if target.startswith(".."):
        return "leads out of the site"
    if not (root / target).is_file():
        return "is not there"
    anchor = unquote(parts.fragment)
    if anchor and target in pages and anchor not in pages[target].anchors:
        return "has no such anchor"
    return None


def check(root: Path) -> list[str]:
    """All that is wrong with the site in `root`."""
    pages = read_site(root)
    problems = []
    for page, contents in pages.items():
        for link in contents.links:
            what = problem(root, pages, page, link)
            if what:
                problems.append(f"{page}: {link.target}: {what}")
    return problems


def main() -> int:
    parser = argparse.ArgumentParser(description="Check the links of a site.")
    parser.add_argument("folder", type=Path, help="the site")
    folder: Path = parser.parse_args().folder
    if not (folder / "index.html").is_file():
        print(f"links: there is no {folder}/index.html", file=sys.stderr)
        return 1
    problems = check(folder)
    print("\n".join(problems) or "all links lead somewhere")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
