"""Sphinx extension of the handbook's site: links into the tree, pages of sources, plain commands.

It reads what build.py has left in the environment variables SITE_ROOT (the tree) and SITE_PAGES (a JSON
file: the page of each Markdown file).
"""

import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sources
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging

LOGGER = logging.getLogger(__name__)
ROOT = Path(os.environ["SITE_ROOT"])
PAGES: dict[str, str] = json.loads(Path(os.environ["SITE_PAGES"]).read_text())
SHARED_CONTENTS: dict[tuple[Any, ...], str] = {}
PICTURES = (".svg", ".png")  # a link to one shows it by itself
# A block without a language that consists of commands only is shown as such.
COMMAND = re.compile(
    r"^(?:\$ |make |git |cd |cp |sudo |apt|tools/|bin/|/usr/bin/python3 |qemu-system|gdb |objdump )"
)


def add_anchors(_app: Sphinx, doctree: nodes.document) -> None:
    """Give each section the anchor that it has where its page is read as a file."""
    for section in doctree.findall(nodes.section):
        slug = section.get("myst-anchor", "").partition("#")[2]
        if slug and slug not in section["ids"]:
            section["ids"].append(slug)


def name_languages(_app: Sphinx, doctree: nodes.document) -> None:
    """Blocks of commands get their language."""
    for block in doctree.findall(nodes.literal_block):
        if block.get("language", "default") not in ("default", "text"):
            continue
        lines = [line for line in block.astext().splitlines() if line and line[0] not in " #"]
        if lines and all(COMMAND.match(line) for line in lines):
            block["language"] = "console" if lines[0].startswith("$ ") else "bash"


def mark_pictures(_app: Sphinx, doctree: nodes.document) -> None:
    """Pictures that do not look at the scheme of the page get a background of their own."""
    for picture in doctree.findall(nodes.image):
        path = ROOT / picture["uri"].removeprefix("/").removeprefix("pictures/")
        if path.suffix == ".svg" and "prefers-color-scheme" not in path.read_text():
            picture["classes"].append("paper")


def address(app: Sphinx, from_page: str, target: str) -> str | None:
    """The address, from the page `from_page`, of a path in the tree with its anchor."""
    path, hash_, anchor = target.partition("#")
    if path in PAGES:
        return app.builder.get_relative_uri(from_page, PAGES[path]) + hash_ + anchor
    file = ROOT / path
    if not file.exists():
        LOGGER.warning("there is no %s in the tree", path, location=from_page)
        return None
    if file.is_dir():
        name = "index" if path == "." else f"source/{path}/index"
        readme = PAGES.get(f"{path}/README.md")
        return app.builder.get_relative_uri(from_page, readme or name)
    if file.suffix in PICTURES:
        return app.builder.get_relative_uri(from_page, f"source/{path}").removesuffix(".html")
    if not sources.is_text(file):
        LOGGER.warning("%s can not be shown", path, location=from_page)
        return None
    if anchor:
        line = sources.line_of_anchor(file, path, anchor)
        if line is None:
            LOGGER.warning("%s has no %s", path, anchor, location=from_page)
            return None
        anchor = f"L{line}"
    return app.builder.get_relative_uri(from_page, f"source/{path}") + hash_ + anchor


def resolve_links(app: Sphinx, doctree: nodes.document, page: str) -> None:
    """Turn repo: links into addresses, and note which sources need pages."""
    wanted: set[str] = app.env.site_sources  # type: ignore[attr-defined]
    for reference in doctree.findall(nodes.reference):
        uri = reference.get("refuri", "")
        if not uri.startswith("repo:"):
            continue
        target = uri.removeprefix("repo:")
        found = address(app, page, target)
        if found is None:
            continue
        reference["refuri"] = found
        reference["internal"] = True
        path = target.partition("#")[0]
        if Path(path).suffix in PICTURES:
            copy = Path(app.outdir) / "source" / path
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / path, copy)
        elif "source/" in found:
            wanted.add(path)


def source_pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """The pages of the sources that are linked."""
    wanted: set[str] = app.env.site_sources  # type: ignore[attr-defined]
    names = sources.close_over_folders(ROOT, wanted)
    for name in sorted(names):
        path = ROOT / name
        if path.is_dir():
            body = sources.folder_body(path, name, names)
            yield f"source/{name}/index", {"title": f"{name}/", "body": body}, "page.html"
        else:
            body = sources.source_body(path, name)
            yield f"source/{name}", {"title": name, "body": body}, "page.html"


def share_contents(
    _app: Sphinx, page: str, _template: str, context: dict[str, Any], _doctree: nodes.document | None
) -> None:
    """Pages of sources stand in no table of contents, so that theirs is the same for all of a depth."""
    if not page.startswith("source/"):
        return
    make = context["toctree"]
    depth = page.count("/")

    def shared(**options: Any) -> str:
        key = (depth, *sorted(options.items()))
        if key not in SHARED_CONTENTS:
            SHARED_CONTENTS[key] = make(**options)
        return SHARED_CONTENTS[key]

    context["toctree"] = shared


def start(app: Sphinx) -> None:
    """Every build begins without sources: all pages are read again."""
    SHARED_CONTENTS.clear()
    app.env.site_sources = set()  # type: ignore[attr-defined]


def setup(app: Sphinx) -> dict[str, Any]:
    """Called by Sphinx."""
    app.connect("builder-inited", start)
    app.connect("doctree-read", add_anchors)
    app.connect("doctree-read", name_languages)
    app.connect("doctree-read", mark_pictures)
    app.connect("doctree-resolved", resolve_links)
    app.connect("html-page-context", share_contents, priority=100)  # before the theme's
    app.connect("html-collect-pages", source_pages)
    return {"version": "1", "parallel_read_safe": False}
