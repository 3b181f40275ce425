"""The original's grade script, driven against each lab, finds every line it looks for."""

import tomllib
from pathlib import Path

import pytest

from tests.compat.original import LABS, grep

GROUPS = tomllib.loads(Path(__file__).with_name("transcripts.toml").read_text())["group"]
RULES = [  # key of a group, grep's options, the fewest and the most lines it may find
    ("lines", "-F", 1, None), ("twice", "-F", 2, None), ("regex", "-Ex", 1, None),
    ("absent", "-F", 0, 0), ("absent_regex", "-Ex", 0, 0)]
CASES = [(lab, group["title"]) for group in GROUPS for lab in group["labs"] if lab in LABS]


@pytest.fixture(scope="module")
def consoles(tree, tmp_path_factory):
    """Runs a lab when its console is asked for first; returns the console's file."""
    folder = tmp_path_factory.mktemp("consoles")
    seen = {}

    def console(lab):
        if lab not in seen:
            seen[lab] = folder / f"lab{lab}.out"
            said = tree.graded_run(lab, seen[lab])
            assert "Breakpoint 1" in said, f"readline was not reached: {said}"
        return seen[lab]

    return console


@pytest.mark.parametrize("lab, title", CASES, ids=[f"lab{lab}-{title}" for lab, title in CASES])
def test_lines(consoles, lab, title):
    console = consoles(lab)
    group = next(group for group in GROUPS if group["title"] == title)
    for key, option, least, most in RULES:
        for text in group.get(key, []):
            found = grep(console, option, text=text)
            fine = found >= least and (most is None or found <= most)
            assert fine, f"grep {option} -e '{text}' found {found}:\n{console.read_text('latin-1')}"


def test_the_greps_can_fail(consoles):
    """The driver's own check: what is not on the console is not found."""
    console = consoles(1)
    assert grep(console, "-F", text="1000 ticks") == 0
    assert grep(console, "-Ex", text="00 ticks") == 0
    assert grep(console, "-Ex", text="1.. ticks") == 1


@pytest.mark.parametrize("lab", [lab for lab in LABS if lab <= 3])
def test_a_graded_run_ends_by_the_panic_path(consoles, lab):
    console = consoles(lab)
    assert grep(console, "-Ex", text=r"kernel panic at kern/[a-z/_]+\.cpp:[0-9]+.*") == 1
    assert grep(console, "-F", text="stack backtrace:") == 1
    assert grep(console, "-Ex", text="100 ticks") == 1


def test_points_are_the_originals():
    for lab, points in ((1, 40), (2, 50)):
        assert sum(group["points"] for group in GROUPS if lab in group["labs"]) == points
