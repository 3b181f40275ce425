"""The original's grade script, driven against each lab, finds every line it looks for.

Labs 1 to 4 are one run each. From lab 5 on there is a run for each program (make build-PROG). All of
them take minutes, most of which the machines sleep: unless COMPAT_ALL=1 is in the environment, only those
of SAMPLE are run, and their time is counted in instructions.
"""

import os
import tomllib
from pathlib import Path

import pytest

from tests.compat.original import LABS, VIRTUAL_TIME, grep

TRANSCRIPTS = tomllib.loads(Path(__file__).with_name("transcripts.toml").read_text())
GROUPS, PROGRAMS = TRANSCRIPTS["group"], TRANSCRIPTS["program"]
FIRST_WITH_PROGRAMS = 5
SAMPLE = {5: ("hello", "pgdir", "faultread", "forktree"), 6: ("matrix", "spin"),
          7: ("matrix", "sleep", "sleepkill"), 8: ("matrix", "exit", "testbss")}
END = ("all user-mode processes have quit.", "init check memory pass.")
RULES = [  # key of a group, grep's options, the fewest and the most lines it may find
    ("lines", "-F", 1, None), ("twice", "-F", 2, None), ("regex", "-Ex", 1, None),
    ("absent", "-F", 0, 0), ("absent_regex", "-Ex", 0, 0)]
CASES = [(lab, group["title"]) for group in GROUPS for lab in group["labs"]
         if lab in LABS and lab < FIRST_WITH_PROGRAMS]
RUNS = [(lab, program["name"]) for lab in LABS for program in PROGRAMS if lab in program["labs"]
        and ("COMPAT_ALL" in os.environ or program["name"] in SAMPLE[lab])]


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


def look_for(group, console):
    """Greps for the lines of a group or a program as the original's script does."""
    for key, option, least, most in RULES:
        for text in group.get(key, []):
            found = grep(console, option, text=text)
            fine = found >= least and (most is None or found <= most)
            assert fine, f"grep {option} -e '{text}' found {found}:\n{console.read_text('latin-1')}"


@pytest.mark.parametrize("lab, title", CASES, ids=[f"lab{lab}-{title}" for lab, title in CASES])
def test_lines(consoles, lab, title):
    console = consoles(lab)
    look_for(next(group for group in GROUPS if group["title"] == title), console)


@pytest.mark.parametrize("lab, name", RUNS, ids=[f"lab{lab}-{name}" for lab, name in RUNS])
def test_program(tree, tmp_path, lab, name):
    console = tmp_path / f"{name}.out"
    said = tree.graded_run(lab, console, name, () if "COMPAT_ALL" in os.environ else VIRTUAL_TIME)
    assert "Breakpoint 1" in said, f"readline was not reached: {said}"
    program = next(program for program in PROGRAMS
                   if program["name"] == name and lab in program["labs"])
    execs = f'kernel_execve: pid = 2, name = "{name}".'
    look_for({"lines": [execs, *(END if program["ends"] else ())]}, console)
    look_for(program, console)
    for group in GROUPS:
        if lab in group["labs"]:
            look_for(group, console)


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
    for lab, points in ((5, 150), (6, 170), (7, 190), (8, 190)):
        assert 10 * sum(lab in program["labs"] for program in PROGRAMS) == points
