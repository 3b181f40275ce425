"""labs/README.md says what the labs' lab.toml say, and every challenge is a bonus of its own."""

import shutil
from pathlib import Path

import pytest
from helpers import PYTHON, ROOT, run

TOOL = ROOT / "tools/exercises/table.py"
CHALLENGES = {
    1: {"Ring switches"}, 2: {"Buddy system", "Slabs"}, 3: {"Extended clock", "LRU by accessed bits"},
    5: {"Copy-on-write"}, 6: {"Completely fair scheduling", "Multi-level feedback queue"},
    7: {"Finding deadlocks", "Read-copy-update"}, 8: {"Pipes", "Hard and symbolic links"}}


@pytest.fixture
def labs(tmp_path: Path) -> Path:
    """A copy of the labs' descriptions."""
    for name in ("labs", "answers"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("mistakes"))
    return tmp_path


def test_the_table_is_up_to_date() -> None:
    done = run(PYTHON, TOOL, "--check")
    assert (done.returncode, done.stderr) == (0, "")


def test_a_stale_table_is_told_and_mended(labs: Path) -> None:
    toml = labs / "labs/lab2/lab.toml"
    toml.write_text(toml.read_text().replace('title = "First fit"', 'title = "The first that fits"'))
    stale = run(PYTHON, TOOL, "--check", "--root", labs)
    assert stale.returncode == 1 and "make exercises" in stale.stderr
    assert run(PYTHON, TOOL, "--root", labs).returncode == 0
    assert run(PYTHON, TOOL, "--check", "--root", labs).returncode == 0
    assert "| The first that fits | 20 |" in (labs / "labs/README.md").read_text()


def test_what_can_not_be_made_is_told(labs: Path) -> None:
    toml = labs / "labs/lab1/lab.toml"
    text = toml.read_text()
    toml.write_text(text.replace('exercise = "lab1.3"', 'exercise = "lab1.2"'))
    done = run(PYTHON, TOOL, "--root", labs)
    assert done.returncode == 1 and "exercise lab1.3 has no check that gives points" in done.stderr
    toml.write_text(text + "pionts = 1\n")
    assert "unknown key 'pionts'" in run(PYTHON, TOOL, "--root", labs).stderr
    toml.write_text(text)
    (labs / "labs/README.md").write_text("# Nothing\n")
    assert "has lost its comments" in run(PYTHON, TOOL, "--root", labs).stderr


def rows() -> dict[str, list[str]]:
    """The lines of the table of exercises by their ids."""
    lines = (ROOT / "labs/README.md").read_text().splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {row[0].split()[0]: row for row in cells if row[0].startswith("lab") and "." in row[0]}


def test_every_challenge_is_there_with_points_and_checks_of_its_own() -> None:
    table = rows()
    for lab, titles in CHALLENGES.items():
        found = {row[1] for name, row in table.items()
                 if name.startswith(f"lab{lab}.") and row[3] == "challenge"}
        assert titles <= found, f"lab {lab}"
    for row in table.values():
        assert (row[3] == "challenge") == row[2].endswith(" bonus"), row
        assert row[5], row


def test_files_and_functions_exist() -> None:
    for row in rows().values():
        links = [part.split(")")[0].removeprefix("../") for part in row[4].split("(")[1:]]
        text = "".join((ROOT / "labs" / ".." / link).read_text() for link in links)
        for name in row[4].split(": ", 1)[1].replace("`", "").split(", "):
            assert f"{name.rpartition('::')[2]}(" in text, row
