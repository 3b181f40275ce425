"""tools/handout/ladder.py: each exercise turns exactly its checks green. `make test` climbs lab 1."""

import os

from course import PYTHON, ROOT, run

ALL = os.environ.get("HANDOUT_TESTS") == "all"


def test_ladder() -> None:
    done = run(PYTHON, ROOT / "tools/handout/ladder.py", *([] if ALL else ["--lab", "1"]), limit=7200)
    assert done.returncode == 0, done.stdout
    assert "lab1.2" in done.stdout and "idt, ring0" in done.stdout


def test_unknown_lab() -> None:
    done = run(PYTHON, ROOT / "tools/handout/ladder.py", "--lab", "9")
    assert done.returncode == 1 and "there is no lab 9" in done.stdout
