#!/usr/bin/python3
"""Show which checks turn green when which exercise is written.

    ladder.py [--lab N]...

For each lab the students' tree is built with the answers of the labs before it; then the lab's
exercises are written one after the other, and each time the lab is graded. At first exactly the lab's
exercises are missing; each of them turns its own checks green, and those of exercises written before
that needed it, too; in the end all are green. Checks of earlier labs' exercises turn green when the kernel
gets so far. Exit status 1 when that is not so, as when a check is green though its exercise is blank.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from resolve import ROOT, Answers, HandoutError
from tree import Source, Tree, make_environment

try:
    from rich.console import Console
    from rich.table import Table
except ImportError:
    sys.exit("ladder: python3-rich is missing: run tools/setup.sh test")

sys.path.insert(0, str(ROOT))
from tools.grade.blanks import find_blanks  # noqa: E402
from tools.grade.schema import load_plan  # noqa: E402

PYTHON = "/usr/bin/python3"
LIMIT = 1800  # seconds for a command


@dataclass
class Step:
    """One rung: an exercise that was written (none at first), and what became of the checks."""

    lab: int
    exercise: str
    own: list[str]  # checks of the exercise that are green now
    others: list[str]  # other checks that are green now and were not before
    waiting: list[str]  # checks of written exercises that are not green: they need others, too
    lost: list[str]  # checks that are not green any more
    missing: list[str] = field(default_factory=list)  # exercises that are blank
    surprise: str = ""


class Ladder:
    """The tree of one lab in a folder, built and graded step by step."""

    def __init__(self, source: Source, lab: int, folder: Path) -> None:
        self.source, self.lab, self.folder = source, lab, folder
        self.tree = Tree(lab)
        data = tomllib.loads(source.text(f"labs/lab{lab}/lab.toml"))
        self.exercises = [str(exercise["id"]) for exercise in data["exercise"]]
        self.checks = {str(check["name"]): str(check.get("exercise", "")) for check in data["check"]}
        self.green: set[str] = set()

    def run(self, *command: str) -> str:
        done = subprocess.run(
            command, cwd=self.folder, env=make_environment(), timeout=LIMIT, check=False, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        return "" if done.returncode == 0 else done.stdout or "it fails"

    def write(self, written: list[str]) -> None:
        """The tree with the exercises `written`; only what changes is written anew."""
        tree = self.source.tree(self.lab, Answers(self.lab, frozenset(written)))
        for name, file in tree.files.items():
            if self.tree.files.get(name) == file:
                continue
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(file.text)
            path.chmod(0o755 if file.executable else 0o644)
        self.tree = tree

    def grade(self) -> set[str]:
        """The checks that are passed."""
        trouble = self.run("make", "-s", f"-j{os.cpu_count()}")
        if trouble:
            raise HandoutError(f"lab {self.lab} does not build: {trouble.splitlines()[0]}")
        results = self.folder / "build/ladder"
        shutil.rmtree(results, ignore_errors=True)
        self.run(PYTHON, "tools/grade/grade.py", "--lab", str(self.lab), "--no-build", "--color", "never",
                 "--results", str(results))  # fmt: skip
        data = json.loads((results / "results.json").read_text())
        if data["state"] != "complete":
            raise HandoutError(f"grading lab {self.lab} ended as {data['state']}: {data.get('message')}")
        return {test["name"] for test in data["tests"] if test["status"] == "passed"}

    def step(self, written: list[str]) -> Step:
        """Writes, builds and grades."""
        self.write(written)
        green = self.grade()
        exercise = written[-1] if written else ""
        own = {c for c, e in self.checks.items() if exercise and self.owner(e) == exercise}
        theirs = {c for c, e in self.checks.items() if self.owner(e) in written}
        turned = green - self.green
        step = Step(self.lab, exercise, self.sort(turned & own), self.sort(turned - own),
                    self.sort(theirs - green), self.sort(self.green - green))  # fmt: skip
        plan = load_plan(self.folder / f"labs/lab{self.lab}/lab.toml", 1)
        step.missing = list(find_blanks(self.folder, plan.exercises))
        step.surprise = self.surprise(step, written)
        self.green = green
        return step

    def owner(self, exercise: str) -> str:
        """The exercise of this lab to which a check belongs; nothing when it is of an earlier one."""
        base = exercise.rstrip("abcdefghijklmnopqrstuvwxyz")
        return base if base in self.exercises else ""

    def sort(self, checks: set[str]) -> list[str]:
        return [name for name in self.checks if name in checks]

    def surprise(self, step: Step, written: list[str]) -> str:
        """What is not as it should be."""
        wanted = [e for e in self.exercises if e not in written]
        missing = list(dict.fromkeys(name.rstrip("abcdefghijklmnopqrstuvwxyz") for name in step.missing))
        if missing != wanted:
            return f"missing: {', '.join(missing)}"
        if step.lost:
            return f"red again: {', '.join(step.lost)}"
        early = [n for n in step.others if self.owner(self.checks[n]) in wanted]
        if early:
            return f"green, though blank: {', '.join(early)}"
        if not wanted and step.waiting:
            return f"never green: {', '.join(step.waiting)}"
        return ""

    def climb(self) -> list[Step]:
        return [self.step(self.exercises[:count]) for count in range(len(self.exercises) + 1)]


def show(steps: list[Step]) -> None:
    table = Table("lab", "written", "own checks green", "others green", "need more", "wrong")
    for step in steps:
        style = "bold red" if step.surprise else ""
        name = step.exercise or "(labs before)"
        cells = [", ".join(names) for names in (step.own, step.others, step.waiting)]
        table.add_row(str(step.lab), name, *cells, step.surprise, style=style)
    Console(width=None if sys.stdout.isatty() else 140).print(table)


def main() -> int:
    parser = argparse.ArgumentParser(description="Which checks turn green with which exercise.")
    parser.add_argument("--lab", type=int, action="append", default=[], help="only this lab")
    wanted = parser.parse_args().lab
    steps: list[Step] = []
    try:
        source = Source()
        unknown = set(wanted) - set(source.labs)
        if unknown:
            raise HandoutError(f"there is no lab {min(unknown)}")
        for lab in wanted or source.labs:
            with tempfile.TemporaryDirectory(prefix="ladder-") as folder:
                steps += Ladder(source, lab, Path(folder)).climb()
            print(f"lab {lab}: done", file=sys.stderr, flush=True)
    except (HandoutError, subprocess.TimeoutExpired) as error:
        print(f"ladder: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    show(steps)
    odd = sum(bool(step.surprise) for step in steps)
    print(f"{len(steps) - odd} of {len(steps)} steps turn green what they should")
    return 1 if odd else 0


if __name__ == "__main__":
    sys.exit(main())
