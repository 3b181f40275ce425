#!/usr/bin/python3
"""Run each lab many times while every processor is kept busy, and compare the runs.

    determinism.py [--runs N] [--lab N]...

In labs 1 and 2 nothing uses a disk once the clock runs: their consoles must be the same byte for
byte. A disk's answer comes at the host's pace, so of the later labs the grader's verdicts are
compared: the score, and the result and the reasons of each check. (The machine is the grader's:
virtual time counts instructions.)
"""

import argparse
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[2]))

from tests.kernel.boot import LABS, OK, ROOT, boot, build

PYTHON = "/usr/bin/python3"
RUNS = 50
LAST_WITHOUT_DISK = 2
GRADE_LIMIT = 600.0

_SPIN = "import os\nparent = os.getppid()\nwhile os.getppid() == parent: sum(range(20000))"
"""Keeps a processor busy as long as the process that started it lives."""


class Differs(AssertionError):
    """Two runs of the same were not the same."""


@contextlib.contextmanager
def busy_processors() -> Iterator[None]:
    """Keeps every processor busy with something else."""
    children: list[subprocess.Popen[bytes]] = []
    try:
        for _ in range(os.cpu_count() or 1):
            children.append(subprocess.Popen([PYTHON, "-c", _SPIN]))
        yield
    finally:
        for child in children:
            child.kill()
            child.wait()


def side_by_side(observe: Callable[[], str]) -> list[str]:
    """What `observe` gives each time when it runs at once more often than there are processors: the
    runs take these away from each other."""
    runs = (os.cpu_count() or 1) + 1
    with ThreadPoolExecutor(runs) as pool:
        return list(pool.map(lambda _: observe(), range(runs)))


def console_of(lab: int) -> str:
    """The console of a run that goes on for a little more than a second."""
    run = boot(lab, {"seed": 7, "ticks": 110}, icount=True, timeout=GRADE_LIMIT)
    assert run.status == OK and "100 ticks" in run.text, run
    return run.text


def verdicts_of(lab: int, checks: Sequence[str] = ()) -> str:
    """What the grader finds: a line for each check (all unless told), and the score."""
    with tempfile.TemporaryDirectory() as results:
        graded = subprocess.run(
            [PYTHON, "tools/grade/grade.py", "--lab", str(lab), "--no-build", "--results", results,
             "--wall-limit", str(GRADE_LIMIT), *(f"--check={name}" for name in checks)],
            cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True,
            timeout=GRADE_LIMIT, check=False)
        found = json.loads((Path(results) / "results.json").read_text())
    assert found["state"] == "complete", graded.stdout + graded.stderr
    lines = [f"{test['name']}: {test['status']} {test['score']} {test['problems']}"
             for test in found["tests"]]
    won, most = found["score"] + found["bonus"], found["max_score"] + found["max_bonus"]
    return "\n".join([*lines, f"Total Score: {won}/{most}", ""])


def gradable(lab: int) -> bool:
    """Whether the lab has checks."""
    return (ROOT / f"labs/lab{lab}/lab.toml").exists()


def observe(lab: int, checks: Sequence[str] = ()) -> str:
    """What must be the same in every run of a lab (or of these checks of it)."""
    return console_of(lab) if lab <= LAST_WITHOUT_DISK else verdicts_of(lab, checks)


def compare_many(lab: int, runs: int) -> str:
    """Runs a lab so often on busy processors; returns what each run gave, or raises Differs."""
    build(lab)
    with busy_processors():
        return same_of_all(lab, (observe(lab) for _ in range(runs)))


def compare_few(lab: int, checks: Sequence[str] = ()) -> str:
    """The same of a few runs, which keep each other's processors busy."""
    build(lab)
    return same_of_all(lab, side_by_side(lambda: observe(lab, checks)))


def same_of_all(lab: int, runs: Iterable[str]) -> str:
    """What each of the runs gave; Differs as soon as one is not as the first."""
    first = None
    for number, seen in enumerate(runs, 1):
        first = first or seen
        if seen != first:
            raise Differs(f"lab {lab}, run {number}:\n{_first_difference(first, seen)}")
    return first or ""


def _first_difference(one: str, other: str) -> str:
    lines = zip(one.splitlines() + ["(end)"], other.splitlines() + ["(end)"])
    here, there = next(((a, b) for a, b in lines if a != b), ("", "(control characters)"))
    return f"  the first run: {here}\n  this run:      {there}"


def main() -> int:
    parser = argparse.ArgumentParser(description="Compare many runs of each lab, processors busy.")
    parser.add_argument("--runs", type=int, default=RUNS, metavar="N", help=f"default {RUNS}")
    parser.add_argument("--lab", type=int, action="append", choices=LABS, metavar="N")
    given = parser.parse_args()
    failed = 0
    for lab in given.lab or LABS:
        if lab > LAST_WITHOUT_DISK and not gradable(lab):
            print(f"lab {lab}: has no checks yet", flush=True)
            continue
        start = time.monotonic()
        try:
            same = compare_many(lab, given.runs)
        except Differs as difference:
            failed += 1
            print(difference, flush=True)
        else:
            last = same.rstrip("\n").rpartition("\n")[2]
            what = "consoles" if lab <= LAST_WITHOUT_DISK else "verdicts"
            print(f"lab {lab}: {given.runs} runs, the same {what} ({len(same)} bytes, last line "
                  f"'{last}'), {time.monotonic() - start:.0f} s", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
