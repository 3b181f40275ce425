"""How Markdown becomes pages: links into the tree, anchors of sources, where the machine goes."""

import re
from pathlib import Path

import pytest
from conftest import ROOT
from pages import Page, PageError, insert_machine, page_name, rewrite_links
from sources import definition_line, line_of_anchor, shown_text

LAB = Page("labs/lab2/README.md", "labs/lab2")


def rewrite(text: str) -> str:
    return rewrite_links(LAB, text, lambda path: f"/pictures/{path}")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("[a](../../kern/a.cpp)", "[a](repo:kern/a.cpp)"),
        ("[a](lab.mk#L3)", "[a](repo:labs/lab2/lab.mk#L3)"),
        ("[`a`](../lab1/README.md#how-to-work)", "[`a`](repo:labs/lab1/README.md#how-to-work)"),
        ("[a](#b)", "[a](repo:labs/lab2/README.md#b)"),
        ("[two\nlines](lab.mk)", "[two\nlines](repo:labs/lab2/lab.mk)"),
        ("![p](p.svg)", "![p](/pictures/labs/lab2/p.svg)"),
        ("[![p](p.svg)](p.svg)", "[![p](/pictures/labs/lab2/p.svg)](repo:labs/lab2/p.svg)"),
        ("[o](https://example.org/)", "[o](https://example.org/)"),
        ("`[a](b)`", "`[a](b)`"),
        ("```\n[a](b)\n```\n", "```\n[a](b)\n```\n"),
        ("    [a](b)\n", "    [a](b)\n"),
        ("text\n    [a](b)", "text\n    [a](repo:labs/lab2/b)"),
        ("10. one\n    [a](b)\n\n    [a](b)", "10. one\n    [a](repo:labs/lab2/b)\n\n    [a](repo:labs/lab2/b)"),
        ("- one\n\n      [a](b)\n", "- one\n\n      [a](b)\n"),
        ("- one\n\ntwo\n\n    [a](b)\n", "- one\n\ntwo\n\n    [a](b)\n"),
    ],
)
def test_links(text: str, wanted: str) -> None:
    assert rewrite(text) == wanted


def test_a_link_out_of_the_tree() -> None:
    with pytest.raises(PageError, match="labs/lab2/README.md: the link"):
        rewrite("[a](../../../a)")


def test_names_of_pages() -> None:
    assert page_name("labs/lab3/README.md") == "labs/lab3"
    assert page_name("labs/README.md") == "labs/index"
    assert page_name("docs/debugging.md") == "docs/debugging"
    assert page_name("sfs-tools/docs/mksfs.md") == "reference/sfs-tools-docs-mksfs"


def test_anchors_of_sources() -> None:
    text = "int count;\nint sum(int);\n// sum\nint sum(int x) {\n}\nclass Heap {\n};\n"
    assert definition_line(text, "sum") == 4
    assert definition_line(text, "Heap") == 6
    assert definition_line(text, "count") == 1
    assert definition_line(text, "none") is None


def test_sources_show_no_answers() -> None:
    name = "kern/mm/first_fit.cpp"
    shown = shown_text(ROOT / name, name)
    assert "EXERCISE lab2.1" in shown and "STUB" not in shown
    answered = (ROOT / name).read_text()
    assert len(shown.splitlines()) < len(answered.splitlines())
    # A line below the exercises is found where it is shown.
    last = answered.splitlines()[-1]
    line = line_of_anchor(ROOT / name, name, f"L{len(answered.splitlines())}")
    assert line and shown.splitlines()[line - 1] == last


def test_the_machine_stands_behind_the_section_that_runs_the_lab() -> None:
    page = "# Lab\n\n## Run it\n\n```\n## no heading\n```\n\n## Reading\n"
    assert insert_machine(page, "PANEL").index("## Boot it") > page.index("## no heading")
    assert insert_machine(page, "PANEL").endswith("PANEL\n\n## Reading\n")
    assert insert_machine("# Lab\n\n## Reading\n", "PANEL").endswith("PANEL\n\n## Reading\n")


def test_the_lock_file_names_no_host() -> None:
    text = (ROOT / "site" / "package-lock.json").read_text()
    assert "://" not in text and '"resolved"' not in text
    assert text.count('"integrity"') == text.count('"node_modules/')


def test_a_heading_has_the_anchor_that_it_has_in_the_file(site: Path) -> None:
    page = (site / "labs" / "lab1.html").read_text()
    assert re.search(r'id="exercise-11-[\w-]+"', page)


def test_answers_are_on_no_page(site: Path) -> None:
    page = (site / "source" / "kern" / "mm" / "first_fit.cpp.html").read_text()
    assert "NOT_IMPLEMENTED" in page
