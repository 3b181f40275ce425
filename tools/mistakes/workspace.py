"""Private copies of the tree, in which a changed kernel is built and graded."""

import json
import os
import shutil
import subprocess
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from cases import Case

PYTHON = "/usr/bin/python3"
LEFT_OUT = shutil.ignore_patterns(
    ".git", "__pycache__", ".pytest_cache", "handin*", "*.img", "*.partial"
)
OUTPUT = {"build", "obj", "bin"}  # in the root only: tools/build is source
ANSWERS = {"answers"}  # to questions: they win no points, and without them no machine is started
BUILD_LIMIT = 3600  # seconds; for what hangs, on the busiest of hosts
GRADE_LIMIT = 3600
RUNNING: set[subprocess.Popen] = set()


class WorkError(Exception):
    """The tree itself does not build or cannot be graded."""


@dataclass
class Outcome:
    """What the grader said of one kernel."""

    score: int = 0
    total: int = 0
    won: dict[str, int] = field(default_factory=dict)  # points for each check
    exercise: dict[str, str] = field(default_factory=dict)  # exercise of each check
    trouble: str = ""  # why there is no score


def environment() -> dict[str, str]:
    """Ours without what a make above us has left, so that a build inside is one by itself."""
    left_out = ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "MAKEOVERRIDES", "LAB", "DEFS", "TOOLCHAIN")
    kept = {k: v for k, v in os.environ.items() if k not in left_out}
    return kept | {"PYTHONDONTWRITEBYTECODE": "1"}


def run(command: list[str], folder: Path, limit: int) -> tuple[int, str]:
    """Exit status and output of a command; it and its children end with the limit."""
    with subprocess.Popen(
        command, cwd=folder, env=environment(), stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
    ) as process:  # fmt: skip
        RUNNING.add(process)
        try:
            output, _ = process.communicate(timeout=limit)
        except subprocess.TimeoutExpired:
            process.terminate()
            return -1, f"no end after {limit} s"
        except BaseException:
            process.terminate()
            raise
        finally:
            RUNNING.discard(process)
    return process.returncode, output


def stop_all() -> None:
    """Ends every build and grader of ours; the grader ends its machines."""
    for process in list(RUNNING):
        process.terminate()


def copy_tree(source: Path, target: Path) -> None:
    """Copies a folder with its time stamps, without what is not needed for a build."""

    def left_out(folder: str, names: list[str]) -> set[str]:
        return LEFT_OUT(folder, names) | (OUTPUT | ANSWERS if Path(folder) == source else set())

    shutil.copytree(source, target, symlinks=True, ignore=left_out, dirs_exist_ok=True)


class Workspace:
    """A private copy of the tree with the objects of one lab."""

    def __init__(self, folder: Path, lab: int, jobs: int) -> None:
        self.folder, self.lab, self.jobs = folder, lab, jobs

    @property
    def build_dir(self) -> Path:
        return self.folder / f"build/i386/lab{self.lab}"

    def fill_from(self, root: Path) -> None:
        """Copies the sources of `root`, and its objects of the lab and of the host tools if there
        are any."""
        copy_tree(root, self.folder)
        for objects in (f"build/i386/lab{self.lab}/obj", "build/sfs-tools"):
            if (root / objects).is_dir():
                copy_tree(root / objects, self.folder / objects)

    def change(self, case: Case) -> None:
        for file, text in case.changes:
            path = self.folder / file
            path.write_text(text)
            os.utime(path)

    def build(self) -> str:
        """Builds the lab; returns nothing, or the compiler's first error."""
        command = ["make", "-s", f"-j{self.jobs}", f"LAB={self.lab}"]
        status, output = run(command, self.folder, BUILD_LIMIT)
        lines = [line for line in output.splitlines() if "error" in line.lower()]
        return "" if status == 0 else (lines or output.splitlines() or ["make failed"])[0]

    def grade(self, logs: Path, checks: tuple[str, ...] = ()) -> Outcome:
        """Grades what was built, by all checks of the lab or by these. The score comes from
        results.json alone."""
        command = [PYTHON, "tools/grade/grade.py", "--lab", str(self.lab), "-j", str(self.jobs)]
        command += ["--no-build", "--color", "never", "--results", str(logs.resolve())]
        if checks:
            command += ["--check", ",".join(checks)]
        shutil.rmtree(logs, ignore_errors=True)
        _, output = run(command, self.folder, GRADE_LIMIT)
        logs.mkdir(parents=True, exist_ok=True)
        (logs / "grade.txt").write_text(output)
        return read_outcome(logs / "results.json", output)


def read_outcome(path: Path, output: str) -> Outcome:
    """The grader's results.json as an outcome."""
    last = (output.strip().splitlines() or ["no output"])[-1]
    try:
        data = json.loads(path.read_text())
    except (OSError, ValueError):
        return Outcome(trouble=f"the grader left no results.json: {last}")
    outcome = Outcome(data["score"] + data.get("bonus", 0),
                      data["max_score"] + data.get("max_bonus", 0))
    if data["state"] != "complete":
        outcome.trouble = f"grading ended as {data['state']}: {data.get('message', '')}"
    for test in data["tests"]:
        outcome.won[test["name"]] = test["score"]
        outcome.exercise[test["name"]] = test.get("exercise") or ""
    return outcome


def base_id(exercise: str) -> str:
    """The exercise of a part: lab2.1 for lab2.1c."""
    return exercise.rstrip("abcdefghijklmnopqrstuvwxyz")


def checks_of(lab_toml: Path, exercises: set[str]) -> tuple[str, ...]:
    """The checks that cost points when one of the exercises is wrong."""
    checks = tomllib.loads(lab_toml.read_text()).get("check", [])
    return tuple(c["name"] for c in checks if base_id(c.get("exercise", "")) in exercises)


class Bench:
    """The unchanged kernel of one lab, built and graded once; cases are copies of it. When only
    exercises are given, only their checks are run: on the unchanged kernel all of them, on a case
    those of its own."""

    def __init__(
        self, root: Path, folder: Path, logs: Path, lab: int, jobs: int, exercises: set[str] | None
    ) -> None:
        self.folder, self.logs, self.lab, self.jobs = folder, logs, lab, jobs
        self.lab_toml = root / f"labs/lab{lab}/lab.toml"
        self.all_checks = exercises is None
        base = Workspace(folder / f"lab{lab}-reference", lab, jobs)
        base.fill_from(root)
        trouble = base.build()
        if trouble:
            raise WorkError(f"lab {lab} does not build: {trouble}")
        self.base = base
        self.reference = base.grade(logs / f"lab{lab}-reference", self.checks(exercises or set()))
        if self.reference.trouble:
            raise WorkError(f"lab {lab} cannot be graded: {self.reference.trouble}")

    def checks(self, exercises: set[str]) -> tuple[str, ...]:
        """What to run for these exercises; nothing means all there is."""
        return () if self.all_checks else checks_of(self.lab_toml, exercises)

    def attempt(self, case: Case) -> Outcome:
        """Builds and grades one case in a copy, which is removed again; its logs stay."""
        space = Workspace(self.folder / case.name, self.lab, 1)
        try:
            space.fill_from(self.base.folder)
            space.change(case)
            trouble = space.build()
            if trouble:
                return Outcome(trouble=f"does not build: {trouble}")
            return space.grade(self.logs / case.name, self.checks(set(case.exercises)))
        finally:
            shutil.rmtree(space.folder, ignore_errors=True)
