#!/usr/bin/python3
"""The tables of labs and exercises in labs/README.md, made from the labs' lab.toml.

    table.py            writes them (make exercises)
    table.py --check    exit status 1, and what to do, when they are not what lab.toml says

They stand between two comments; the text around it is written by hand.
"""

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tools.grade.answers import AnswerError, parse  # noqa: E402
from tools.grade.plan import Check, Exercise, Plan  # noqa: E402
from tools.grade.schema import load_plan  # noqa: E402
from tools.grade.tomltable import SchemaError  # noqa: E402

BEGIN, END = "<!-- exercises: made by `make exercises` -->", "<!-- end of exercises -->"
LABS = ["| lab | points | of these for what earlier labs made | bonus | questions, of these checked |",
        "| --- | --- | --- | --- | --- |"]
EXERCISES = ["| id | title | points | challenge | file and function | its checks |",
             "| --- | --- | --- | --- | --- | --- |"]


class TableError(Exception):
    """The table can not be made; the message says why."""


def number_of(plan: Plan) -> int:
    """The lab's number."""
    return int(plan.path.parent.name.removeprefix("lab"))


def points(checks: Iterable[Check]) -> int:
    """What they are worth together."""
    return sum(check.points for check in checks)


def own_exercises(plan: Plan) -> list[Exercise]:
    """Those of the lab itself; a plan knows the earlier ones, too."""
    start = f"{plan.path.parent.name}."
    return [exercise for exercise in plan.exercises.values() if exercise.id.startswith(start)]


def names_of(checks: list[Check]) -> str:
    """The checks with their points; many of the same points stand together."""
    worth = sorted({check.points for check in checks}, reverse=True)
    groups = []
    for value in worth:
        names = [check.name for check in checks if check.points == value]
        groups.append(f"{', '.join(names)} ({value}{' each' if len(names) > 1 else ''})")
    return "; ".join(groups)


def row(exercise: Exercise, plan: Plan) -> str:
    """An exercise's line: its checks are those of its own lab."""
    checks = [c for c in plan.checks if plan.exercise(c.exercise) is exercise]
    if not points(checks):
        raise TableError(f"{plan.path}: exercise {exercise.id} has no check that gives points")
    parts = f" {exercise.parts[0]}-{exercise.parts[-1]}" if exercise.parts else ""
    files = [word.strip() for word in exercise.file.split(",")]
    links = ", ".join(f"[{name}](../{name})" for name in files)
    functions = ", ".join(f"`{word.strip()}`" for word in exercise.function.split(","))
    worth = f"{points(checks)} bonus" if exercise.challenge else str(points(checks))
    challenge = "challenge" if exercise.challenge else ""
    return (f"| {exercise.id}{parts} | {exercise.title} | {worth} | {challenge} | {links}: "
            f"{functions} | {names_of(checks)} |")


def lab_row(plan: Plan, root: Path) -> str:
    """A lab's line."""
    lab = plan.path.parent.name
    own = own_exercises(plan)
    regular = [check for check in plan.checks if not check.bonus]
    earlier = points(check for check in regular if plan.exercise(check.exercise) not in own)
    bonus = points(check for check in plan.checks if check.bonus)
    asked = len(parse((root / "answers" / f"{lab}.md").read_text(encoding="utf-8"), f"{lab}.md"))
    checked = sum(1 for check in plan.checks if check.answer)
    return (f"| [{number_of(plan)} {plan.title}]({lab}/README.md) | {points(regular)} | {earlier} "
            f"| {bonus} | [{asked}](../answers/{lab}.md), {checked} |")


def table(root: Path) -> str:
    """Both tables: labs and exercises."""
    plans = sorted(map(load_plan, root.glob("labs/lab*/lab.toml")), key=number_of)
    lines = LABS + [lab_row(plan, root) for plan in plans] + [""]
    lines += EXERCISES + [row(e, plan) for plan in plans for e in own_exercises(plan)]
    return "\n".join(lines)


def filled(text: str, content: str) -> str:
    """The file with `content` between its comments."""
    before, found, rest = text.partition(BEGIN + "\n")
    _, closed, after = rest.partition(END)
    if not found or not closed:
        raise TableError(f"labs/README.md has lost its comments: {BEGIN} and {END}")
    return f"{before}{found}\n{content}\n\n{closed}{after}"


def main() -> int:
    parser = argparse.ArgumentParser(description="The table of exercises in labs/README.md.")
    parser.add_argument("--check", action="store_true", help="only say whether it is up to date")
    parser.add_argument("--root", type=Path, default=ROOT, help=argparse.SUPPRESS)
    options = parser.parse_args()
    path = options.root / "labs" / "README.md"
    try:
        text = path.read_text(encoding="utf-8")
        wanted = filled(text, table(options.root))
        if options.check:
            if wanted != text:
                print("labs/README.md is not what the labs' lab.toml say: make exercises",
                      file=sys.stderr)
            return int(wanted != text)
        path.write_text(wanted, encoding="utf-8")
    except (SchemaError, TableError, AnswerError, OSError, UnicodeDecodeError) as problem:
        print(f"exercises: {problem}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
