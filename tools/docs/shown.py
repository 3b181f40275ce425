"""What a page shows, beside what was said: which lines are missing, and what has moved meanwhile."""

import re
from collections.abc import Callable, Iterable
from pathlib import Path

PLACE = re.compile(r"([\w./-]+\.(?:cpp|h|S|c)):(\d+)")


def find(shown: Iterable[str], said: str, matches: Callable[[str, str], bool]) -> list[tuple[str, str | None]]:
    """Each line that is shown, with the line that says it: they come in this order. None: there is none."""
    lines, position, found = said.splitlines(), 0, []
    for wanted in shown:
        index = next((i for i in range(position, len(lines)) if matches(wanted, lines[i])), None)
        found.append((wanted, None if index is None else lines[index]))
        position = position if index is None else index + 1
    return found


def unsaid(found: Iterable[tuple[str, str | None]]) -> list[str]:
    """The lines that nothing says."""
    return [shown for shown, said in found if said is None]


def renewed(shown: str, said: str) -> str:
    """A line that is shown, with its places in files (FILE:LINE) as they are said now."""
    now = dict(PLACE.findall(said))
    return PLACE.sub(lambda place: f"{place[1]}:{now.get(place[1], place[2])}", shown)


def renew(page: Path, first_line: int, found: Iterable[tuple[str, str | None]]) -> int:
    """Renews the lines of a page from `first_line` (1 is the page's first) on; returns how many."""
    lines = page.read_text().split("\n")
    at, count = first_line - 1, 0
    for shown, said in found:
        at = next(i for i in range(at, len(lines)) if lines[i].removeprefix("    ") == shown or lines[i] == shown)
        new = renewed(lines[at], said or "")
        count += new != lines[at]
        lines[at] = new
        at += 1
    if count:
        page.write_text("\n".join(lines))
    return count
