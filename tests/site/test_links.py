"""Every link of the site leads somewhere, and the checker that says so finds those that do not."""

from pathlib import Path

import pytest
from conftest import ROOT, run_tool


def test_every_link_leads_somewhere(site: Path) -> None:
    result = run_tool("links.py", str(site))
    assert result.returncode == 0, result.stdout


def test_every_chapter_has_a_page(site: Path) -> None:
    chapters = [*ROOT.glob("labs/lab*/README.md"), *ROOT.glob("docs/[!R]*.md")]
    for chapter in chapters:
        name = chapter.relative_to(ROOT).with_suffix("")
        page = site / (name.parent if name.name == "README" else name).with_suffix(".html")
        assert page.is_file(), page


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ('<a href="other.html">', "other.html: is not there"),
        ('<a href="page.html#nowhere">', "page.html#nowhere: has no such anchor"),
        ('<a href="#nowhere">', "#nowhere: has no such anchor"),
        ("<img src='picture.svg'>", "picture.svg: is not there"),
        ('<a href="/page.html">', "/page.html: is no relative path"),
        ('<a href="../page.html">', "../page.html: leads out of the site"),
        ('<script src="https://example.org/x.js">', "https://example.org/x.js: is loaded from another host"),
        ('<link rel="stylesheet" href="//example.org/x.css">', "//example.org/x.css: is loaded from another host"),
        ('<link rel="stylesheet" href="style.css">', "font.woff: is not there"),
    ],
)
def test_broken_links_are_found(tmp_path: Path, body: str, what: str) -> None:
    (tmp_path / "page.html").write_text("<h1 id='here'>x</h1>")
    (tmp_path / "style.css").write_text("a { src: url('font.woff') }" if "style.css" in body else "")
    (tmp_path / "index.html").write_text(f"<p>{body}</p>")
    result = run_tool("links.py", str(tmp_path))
    assert result.returncode == 1
    assert what in result.stdout


def test_good_links_are_not(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<h1 id='here'>x</h1><a href='#here'>y</a>")
    (tmp_path / "index.html").write_text(
        "<a href='page.html#here'>x</a> <a href='https://example.org/'>y</a> <!-- <a href='z'> -->"
    )
    assert run_tool("links.py", str(tmp_path)).returncode == 0


def test_no_site_at_all(tmp_path: Path) -> None:
    result = run_tool("links.py", str(tmp_path))
    assert result.returncode == 1
    assert "there is no" in result.stderr and "Traceback" not in result.stderr
