"""Pages that show source files, with the exercises blank, and folders.

They let the handbook's links to code work without a network. An anchor is a line (`#L12`) or the name of
a function or type, which leads to where the file defines it.
"""

import html
import re
import sys
from functools import lru_cache
from pathlib import Path

from pages import SKIPPED
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name

sys.path.append(str(Path(__file__).resolve().parent.parent / "skel"))
from regions import MarkerError, blank  # noqa: E402

LEXERS = {
    ".cpp": "cpp",
    ".h": "cpp",
    ".c": "c",
    ".S": "gas",
    ".py": "python",
    ".toml": "toml",
    ".mk": "make",
    ".sh": "bash",
    ".md": "markdown",
    ".json": "json",
    ".js": "javascript",
}
# Whoever reads of a folder in these may want to see all that is in it; of others, files that are linked.
SHOWN_WHOLE = ("kern", "libs", "user")
# Wrong answers have no pages.
UNSHOWN_FOLDERS = SKIPPED | {"mistakes"}
LINE_ANCHOR = re.compile(r"L(\d+)(?:-L?\d+)?")
COMMENT = re.compile(r"^\s*(?://|#|;|/\*|<!--)\s?(.*?)(?:\*/|-->)?\s*$")
MAX_SHOWN = 400_000  # bytes; a file that is longer is data


def is_text(path: Path) -> bool:
    """Whether the file can be shown as lines."""
    data = path.read_bytes()[:MAX_SHOWN + 1]
    return len(data) <= MAX_SHOWN and b"\0" not in data and path.suffix not in (".svg", ".png")


@lru_cache(maxsize=None)
def shown_text(path: Path, name: str) -> str:
    """What the page of a file shows: in sources, exercises are blank."""
    text = path.read_text(errors="replace")
    if path.suffix not in (".cpp", ".h", ".S"):
        return text
    try:
        return blank(text, name)
    except MarkerError:
        return text


def definition_line(text: str, name: str) -> int | None:
    """The line, counted from 1, where `name` is defined, or else first named."""
    name = name.rsplit("::", 1)[-1]
    word = re.compile(rf"(?<![\w~]){re.escape(name)}\b")
    # At the beginning of a line, or as a member, with a body or a parameter list that no `;` ends.
    definition = re.compile(
        rf"^(?!\s*(?://|\*|return\b|#include)).*(?<![\w~]){re.escape(name)}\b[^;]*(?:[{{,(]|const)\s*$"
        rf"|^\s*(?:class|struct|enum class|enum|using|#define)\s+{re.escape(name)}\b[^;]*$"
        rf"|^(?:\.globl\s+)?{re.escape(name)}:"
    )
    first = None
    for number, line in enumerate(text.splitlines(), 1):
        if not word.search(line):
            continue
        if definition.search(line):
            return number
        if first is None and not line.lstrip().startswith(("//", "#include")):
            first = number
    return first


def line_of_anchor(path: Path, name: str, anchor: str) -> int | None:
    """The line of the shown text that an anchor in a link to the file means; None: there is none."""
    shown = shown_text(path, name)
    match = LINE_ANCHOR.fullmatch(anchor)
    if not match:
        return definition_line(shown, anchor)
    number = int(match[1])
    lines = path.read_text(errors="replace").splitlines()
    if not 1 <= number <= len(lines):
        return None
    # Exercises that are blank move what stands below them.
    wanted = lines[number - 1]
    same = [n for n, line in enumerate(shown.splitlines(), 1) if line == wanted]
    return min(same, key=lambda n: abs(n - number), default=min(number, len(shown.splitlines())))


def purpose(path: Path) -> str:
    """The first comment line of a file."""
    if not is_text(path):
        return ""
    for line in path.read_text(errors="replace").splitlines()[:3]:
        if line.startswith("#!") or line.startswith("#pragma"):
            continue
        if line.startswith('"""'):
            return line.strip('" ')
        match = COMMENT.match(line)
        return match[1].lstrip("# ") if match else ""
    return ""


def source_body(path: Path, name: str) -> str:
    """The HTML of a file's page."""
    lexer = get_lexer_by_name(LEXERS.get(path.suffix, "make" if path.name == "Makefile" else "text"))
    # The style sheet numbers the lines, so that a reader can copy them without their numbers.
    code = highlight(shown_text(path, name), lexer, HtmlFormatter(linespans="L"))
    code = code.replace('<span id="L-', '<span id="L')
    up = crumbs(name, is_folder=False)
    return f"<h1>{html.escape(path.name)}</h1>\n{up}\n<div class='source'>{code}</div>"


def crumbs(name: str, is_folder: bool) -> str:
    """The path of a file or folder as links to the folders that it is in."""
    parts = name.split("/")
    links = []
    for index, part in enumerate(parts[:-1]):
        up = "../" * (len(parts) - 2 - index + is_folder)
        links.append(f'<a href="{up}index.html">{html.escape(part)}</a>')
    links.append(html.escape(parts[-1]))
    return f"<p class='crumbs'>{' / '.join(links)}</p>"


def shown_children(folder: Path) -> list[Path]:
    """What a folder's page lists, folders first."""
    children = [
        child
        for child in folder.iterdir()
        if child.name not in UNSHOWN_FOLDERS
        and not child.name.startswith(("__", "."))
        and not child.is_symlink()
        and (child.is_dir() or is_text(child))
    ]
    return sorted(children, key=lambda child: (child.is_file(), child.name))


def folder_body(folder: Path, name: str, pages: set[str]) -> str:
    """The HTML of a folder's page; `pages` are the files and folders that have pages."""
    rows = []
    for child in shown_children(folder):
        label = html.escape(child.name)
        target = f"{label}/index.html" if child.is_dir() else f"{label}.html"
        text = "" if child.is_dir() else html.escape(purpose(child))
        label += "/" if child.is_dir() else ""
        if f"{name}/{child.name}" in pages:
            label = f'<a href="{target}">{label}</a>'
        rows.append(f"<tr><td>{label}</td><td>{text}</td></tr>")
    table = f"<table class='docutils folder'><tbody>{''.join(rows)}</tbody></table>"
    title = html.escape(folder.name)
    up = crumbs(name, is_folder=True)
    return f"<h1>{title}/</h1>\n{up}\n<div class='table-wrapper'>{table}</div>"


def close_over_folders(root: Path, names: set[str]) -> set[str]:
    """The files and folders that need pages when `names` have them: what folders hold, and the folders
    that everything is in."""
    wanted = set()
    todo = list(names)
    while todo:
        name = todo.pop()
        if name in wanted:
            continue
        wanted.add(name)
        path = root / name
        if path.is_dir() and name.split("/")[0] in SHOWN_WHOLE:
            todo += [str(child.relative_to(root)) for child in shown_children(path)]
        parent = str(Path(name).parent)
        if parent != ".":
            todo.append(parent)
    return wanted
