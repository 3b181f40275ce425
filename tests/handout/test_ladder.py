"""tools/handout/ladder.py: each exercise turns exactly its checks green. `make test` climbs lab 1."""

import os

import pytest
from course import PYTHON, ROOT, run
from ladder import Ladder, Step

ALL = os.environ.get("HANDOUT_TESTS") == "all"


def test_ladder() -> None:
    done = run(PYTHON, ROOT / "tools/handout/ladder.py", *([] if ALL else ["--lab", "1"]), limit=7200)
    assert done.returncode == 0, done.stdout
    assert "lab1.2" in done.stdout and "lab1.4" in done.stdout


def test_unknown_lab() -> None:
    done = run(PYTHON, ROOT / "tools/handout/ladder.py", "--lab", "9")
    assert done.returncode == 1 and "there is no lab 9" in done.stdout


STEP = {"own": [], "others": [], "waiting": [], "lost": [], "missing": ["lab1.2a"]}


@pytest.mark.parametrize("written, step, surprise", [
    (["lab1.1"], {}, ""),
    (["lab1.1"], {"others": ["old"], "waiting": ["one"]}, ""),
    (["lab1.1"], {"missing": ["lab1.1", "lab1.2a"]}, "missing: lab1.1, lab1.2"),
    (["lab1.1"], {"missing": []}, "missing: "),
    (["lab1.1"], {"lost": ["old"]}, "red again: old"),
    (["lab1.1"], {"others": ["two"]}, "green, though blank: two"),
    (["lab1.1", "lab1.2"], {"missing": [], "waiting": ["one"]}, "never green: one"),
])  # fmt: skip
def test_surprises(written: list[str], step: dict[str, list[str]], surprise: str) -> None:
    ladder = object.__new__(Ladder)
    ladder.exercises = ["lab1.1", "lab1.2"]
    ladder.checks = {"one": "lab1.1", "two": "lab1.2b", "old": "lab0.1"}
    assert ladder.surprise(Step(1, written[-1], **STEP | step), written) == surprise
