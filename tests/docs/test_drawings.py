"""Drawings: none is stale, what is stale is told, and sources with mistakes are told, too."""

import shutil
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DRAW = ROOT / "tools" / "docs" / "draw.py"
STRIP = """kind = "strip"
title = "Two cells"
[[row]]
[[row.cell]]
label = "a"
id = "a"
[[row.cell]]
label = "b <&>"
tone = "blue"
"""
GRAPH = "// title: Two nodes\ndigraph g { a [class=blue]; a -> b [label=\"x\"]; }\n"


def draw(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = ["/usr/bin/python3", str(DRAW), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A tree with a folder for drawings."""
    made = tmp_path / "labs" / "lab1" / "drawings"
    made.mkdir(parents=True)
    return made


def root_of(folder: Path) -> Path:
    return folder.parents[2]


def drawings() -> list[Path]:
    return sorted((*ROOT.glob("labs/lab*/drawings/*.svg"), *ROOT.glob("docs/drawings/*.svg")))


def test_no_drawing_is_stale():
    done = draw("--check")
    assert done.stdout == "" and done.stderr == ""
    assert done.returncode == 0


@pytest.mark.parametrize("path", drawings(), ids=lambda path: path.stem)
def test_drawing_is_fit_for_pages(path: Path):
    """It is XML, says what it shows, has no paper of its own, and knows the dark."""
    text = path.read_text(encoding="utf-8")
    root = ET.fromstring(text)
    names = "{http://www.w3.org/2000/svg}"
    assert root.find(f"{names}title").text
    assert "prefers-color-scheme:dark" in root.find(f"{names}style").text
    assert 'fill="white"' not in text and 'fill="#ffffff"' not in text
    assert 0 < float(root.attrib["width"]) <= 1000, "wider than a page"


def test_pages_show_every_drawing():
    shown = "".join(page.read_text(encoding="utf-8")
                    for page in (*ROOT.glob("labs/lab*/README.md"), *ROOT.glob("docs/*.md")))
    assert [p.name for p in drawings() if f"drawings/{p.name})" not in shown] == []


@pytest.mark.parametrize("name, text", [("strip.toml", STRIP), ("graph.dot", GRAPH)])
def test_changed_source_and_changed_drawing_are_told(folder: Path, name: str, text: str):
    if name.endswith(".dot") and not shutil.which("dot"):
        pytest.skip("there is no dot")
    source, picture = folder / name, (folder / name).with_suffix(".svg")
    source.write_text(text)
    tree = ("--root", root_of(folder))
    assert "has no drawing yet" in draw(*tree, "--check").stdout
    assert draw(*tree).stdout == f"labs/lab1/drawings/{picture.name}\n"
    assert draw(*tree, "--check").returncode == 0
    assert draw(*tree).stdout == "", "drawn again though nothing has changed"

    source.write_text(text.replace("Two", "Both"))
    done = draw(*tree, "--check")
    assert done.returncode == 1
    assert f"labs/lab1/drawings/{name}: has changed" in done.stdout
    draw(*tree)
    picture.write_text(picture.read_text().replace("Both", "Some"))
    assert "changed by hand" in draw(*tree, "--check").stdout
    source.unlink()
    assert f"{picture.name}: has no source" in draw(*tree, "--check").stdout


MISTAKES = {
    "no such key": (STRIP.replace("label", "lable"), "row 1, cell 1: there is no 'lable' here"),
    "no such tone": (STRIP.replace("blue", "bleu"), "there is no tone 'bleu'"),
    "no such kind": (STRIP.replace('"strip"', '"stripe"'), "there is no kind 'stripe'"),
    "no title": (STRIP.replace("title", "#"), "'title' is missing"),
    "wrong kind of value": (STRIP.replace('"a"', "1"), "'label' must be a text"),
    "no rows": ('kind = "strip"\ntitle = "t"\nrow = 3\n', "'row' must be a list of tables"),
    "no such id": (STRIP + '[[arrow]]\nfrom = "a"\nto = "z"\n', "no cell has the id 'z'"),
    "no such lane": ('kind = "sequence"\ntitle = "t"\nlanes = ["a"]\n[[step]]\nin = "b"\ntext = ""',
                     "there is no lane 'b'"),
    "bits upside down": (STRIP.replace("[[row]]", "bits = true\n[[row]]", 1)
                         .replace('label = "a"', 'high = 1\nlow = 2'), "high >= low"),
    "no TOML": ("kind = ", "Invalid value"),
}  # fmt: skip


@pytest.mark.parametrize("text, message", MISTAKES.values(), ids=MISTAKES)
def test_mistakes_in_a_source_are_told(folder: Path, text: str, message: str):
    source = folder / "wrong.toml"
    source.write_text(text)
    done = draw("--root", root_of(folder))
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert "labs/lab1/drawings/wrong.toml" in done.stderr and message in done.stderr
    assert not source.with_suffix(".svg").exists()


@pytest.mark.skipif(not shutil.which("dot"), reason="there is no dot")
@pytest.mark.parametrize("text, message", [
    ("digraph g { a }", "there is no line '// title:"),
    ("// title: t\ndigraph g { a -> ", "syntax error"),
])  # fmt: skip
def test_mistakes_in_a_graph_are_told(folder: Path, text: str, message: str):
    (folder / "wrong.dot").write_text(text)
    done = draw("--root", root_of(folder))
    assert done.returncode == 1 and message in done.stderr and "Traceback" not in done.stderr


def test_other_files_are_refused(tmp_path: Path):
    done = draw(tmp_path / "a.txt")
    assert done.returncode == 1 and "ends in .dot or .toml" in done.stderr
    done = draw(tmp_path / "a.toml")
    assert done.returncode == 1 and "No such file" in done.stderr
