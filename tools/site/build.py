#!/usr/bin/python3
"""Build the handbook's site: pages from the tree's Markdown, sources, and the labs' live machines.

    build.py --out FOLDER [--images FOLDER] [--modules FOLDER]

--images holds labN/bin with each lab's disk images, --modules the npm packages that site/package.json
names; without both, the pages have no machines. Debian's Sphinx does the rest. A broken link into the
tree fails the build.
"""

import argparse
import html
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import machines
from pages import Page, PageError, find_pages, insert_machine, lab_titles, rewrite_links

ROOT = Path(__file__).resolve().parent.parent.parent
SITE = ROOT / "site"
DARK = re.compile(r'body\[data-theme="dark"\] \{([^{}]*)\}')
NORMALIZE = "/javascript/normalize.css/normalize.css"
NORMALIZE_FILE = f"/usr/share{NORMALIZE}"
IMPORT = 'import Gumshoe from "./gumshoe-patched.js";\n'
# Pages that introduce the others come first, whatever their names.
FIRST = ("docs/README.md", "docs/getting-started.md", "docs/debugging.md", "docs/cpp-in-the-kernel.md")


def toctree(caption: str, pages: list[Page], extra: list[str] | None = None) -> str:
    """A hidden table of contents with a caption, for the side bar."""
    names = "\n".join((extra or []) + [page.name for page in pages])
    if not names:
        return ""
    return f"```{{toctree}}\n:hidden:\n:caption: {caption}\n:maxdepth: 1\n\n{names}\n```\n\n"


def lab_cards(pages: list[Page], titles: dict[int, str]) -> str:
    """The labs as cards for the first page."""
    cards = []
    for page in pages:
        if page.lab is not None:
            title = html.escape(titles.get(page.lab, ""))
            cards.append(f'<a class="card" href="{page.name}.html"><b>Lab {page.lab}</b>{title}</a>')
    return f'<div class="cards">{"".join(cards)}</div>'


def guide_order(page: Page) -> tuple[int, str]:
    """Sorts the guides: the first ones by FIRST, then by name."""
    place = FIRST.index(page.path) if page.path in FIRST else len(FIRST)
    return place, page.path


def first_page(pages: list[Page], titles: dict[int, str]) -> str:
    """site/index.md with the labs' cards, and the tables of contents of the side bar."""
    labs = [page for page in pages if page.path.startswith("labs/")]
    labs.sort(key=lambda page: page.lab or 0)
    guides = sorted((page for page in pages if page.path.startswith("docs/")), key=guide_order)
    rest = [page for page in pages if not page.path.startswith(("labs/", "docs/")) and page.is_listed]
    lines = (SITE / "index.md").read_text().splitlines()
    # A tree without a page, as a student's is without that for instructors, does not point to it.
    known = {page.path for page in pages}
    text = "\n".join(line for line in lines if known.issuperset(re.findall(r"\(repo:(.*?)\)", line)))
    text = text.replace("<!-- labs -->", lab_cards(labs, titles))
    lists = toctree("Labs", labs) + toctree("Guides", guides) + toctree("Reference", rest)
    return f"{text}\n{lists}"


def stage_pages(pages: list[Page], folder: Path, panels: dict[int, str]) -> None:
    """Write the copies of the pages that Sphinx reads."""

    def image(path: str) -> str:
        source = ROOT / path
        if not source.is_file():
            raise PageError(f"{page.path}: there is no picture {path}")
        target = folder / "pictures" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
        return f"/pictures/{path}"

    for page in pages:
        text = rewrite_links(page, (ROOT / page.path).read_text(), image)
        if page.lab in panels:
            text = insert_machine(text, panels[page.lab])
        if not page.is_listed:
            text = f"---\norphan: true\n---\n{text}"
        target = folder / f"{page.name}.md"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)


def run_sphinx(work: Path, out: Path, pages: list[Page]) -> bool:
    """Make the site of the staged pages."""
    names = work / "pages.json"
    names.write_text(json.dumps({page.path: page.name for page in pages}))
    environment = {
        **os.environ,
        "PYTHONPATH": str(Path(__file__).resolve().parent),
        "PYTHONDONTWRITEBYTECODE": "1",
        "SITE_ROOT": str(ROOT),
        "SITE_PAGES": str(names),
    }
    command = [sys.executable, "-m", "sphinx", "-q", "-E", "-W", "--keep-going", "-b", "html"]
    command += ["-c", str(SITE), "-d", str(work / "doctrees"), str(work / "pages"), str(out)]
    return subprocess.run(command, env=environment).returncode == 0


def colours_by_night(text: str) -> str:
    """The rule for readers whose browser likes dark pages and who have chosen nothing else, which
    Debian's build of the theme has lost: the colours of the theme's dark pages."""
    found = DARK.search(text)
    if "prefers-color-scheme" in text or not found:
        return ""
    rule = f'body[data-theme="auto"] {{{found[1]}}}'
    return f"\n@media not print {{ @media (prefers-color-scheme: dark) {{ {rule} }} }}\n"


def complete_theme(out: Path) -> None:
    """Make Debian's theme work from plain files: it loads a style sheet of another package by an absolute
    path, and its script imports another one, which a browser allows to modules only."""
    style = out / "_static" / "styles" / "furo.css"
    text = style.read_text()
    if NORMALIZE in text:
        shutil.copyfile(NORMALIZE_FILE, style.with_name("normalize.css"))
        text = text.replace(NORMALIZE, "normalize.css")
    style.write_text(text + colours_by_night(text))
    script = out / "_static" / "scripts" / "furo.js"
    text = script.read_text()
    if text.startswith(IMPORT):
        imported = script.with_name("gumshoe-patched.js").read_text()
        script.write_text(imported + text.removeprefix(IMPORT))


def build(options: argparse.Namespace) -> bool:
    """Build the site; False when something is wrong with the pages, which has been told then."""
    out: Path = options.out.resolve()
    work = out.with_name(out.name + "-work")
    shutil.rmtree(out, ignore_errors=True)
    shutil.rmtree(work, ignore_errors=True)
    (work / "pages").mkdir(parents=True)
    pages = find_pages(ROOT)
    titles = lab_titles(ROOT)
    panels: dict[int, str] = {}
    if options.images and options.modules:
        machines.copy_emulator(options.modules, out / "machine")
        for lab in titles:
            if machines.copy_images(ROOT, options.images, lab, out / "machine"):
                panels[lab] = machines.panel(lab)
    stage_pages(pages, work / "pages", panels)
    (work / "pages" / "index.md").write_text(first_page(pages, titles))
    good = run_sphinx(work, out, pages)
    if good:
        complete_theme(out)
    return good


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Build the handbook's site.")
    parser.add_argument("--out", type=Path, required=True, help="where the site goes")
    parser.add_argument("--images", type=Path, help="folder with labN/bin")
    parser.add_argument("--modules", type=Path, help="node_modules with v86 and xterm")
    return parser.parse_args()


def main() -> int:
    options = parse_options()
    try:
        good = build(options)
    except (PageError, machines.MachineError, OSError) as error:
        print(f"site: {error}", file=sys.stderr)
        return 1
    if not good:
        print("site: not built, see above", file=sys.stderr)
        return 1
    print(f"the handbook is in {options.out}/index.html")
    return 0


if __name__ == "__main__":
    sys.exit(main())
