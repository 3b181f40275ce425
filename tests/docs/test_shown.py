"""tools/docs/shown.py: what a page shows, beside what was said."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools/docs"))
from shown import find, renew, renewed  # noqa: E402


def same_word(shown: str, said: str) -> bool:
    return shown.split()[0] == said.split()[0]


def test_lines_are_found_in_their_order() -> None:
    said = "a 1\nb 2\na 3\nc 4"
    assert find(("a", "a", "c"), said, same_word) == [("a", "a 1"), ("a", "a 3"), ("c", "c 4")]
    assert find(("c", "b"), said, same_word) == [("c", "c 4"), ("b", None)]


def test_places_are_renewed_and_nothing_else() -> None:
    assert renewed("#1  0x10 in f (...) at a/b.cpp:12", "#1  0x20 in f (1) at a/b.cpp:34") == (
        "#1  0x10 in f (...) at a/b.cpp:34")  # fmt: skip
    assert renewed("a.h:1 b.cpp:2 c:3", "b.cpp:7 a.h:8 c:9") == "a.h:8 b.cpp:7 c:3"
    assert renewed("at a.cpp:12", "no place") == "at a.cpp:12"


def test_a_page_is_renewed_from_a_line_on(tmp_path: Path) -> None:
    page = tmp_path / "README.md"
    page.write_text("at a.cpp:1\n```\n(gdb) up\nat a.cpp:1\n...\n```\nlater:\n\n    at a.cpp:1\n")
    found = [("at a.cpp:1", "at a.cpp:5"), ("...", None), ("at a.cpp:1", "at a.cpp:6")]
    assert renew(page, 2, found) == 2
    assert page.read_text() == (
        "at a.cpp:1\n```\n(gdb) up\nat a.cpp:5\n...\n```\nlater:\n\n    at a.cpp:6\n")  # fmt: skip
    assert renew(page, 2, [("at a.cpp:5", "at a.cpp:5")]) == 0, "it says so already"
