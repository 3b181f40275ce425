#!/usr/bin/python3
"""Prove that the grader catches wrong answers: seeded mistakes and blank exercises.

Every labs/labN/mistakes/ID-what.cpp holds a wrong solution of exercise ID: its first line says what
is wrong, the rest stands in place of the reference solution. Besides, every exercise is tried blank.
Each is built and graded in a private copy of the tree. A mistake is caught when a check of that very
exercise loses points; one that survives, or does not build, makes the exit status 1. Of a sample no
other checks are run than those.

    mistakes.py [--lab N] [--only PREFIX] [--sample K] [-j JOBS]
"""

import argparse
import json
import os
import shutil
import signal
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from cases import Case, CaseError, collect, sample
from workspace import Bench, Outcome, WorkError, base_id, stop_all

try:
    from rich.console import Console
    from rich.table import Table
except ImportError:
    sys.exit("mistakes: python3-rich is missing: run tools/setup.sh test")

ROOT = Path(__file__).resolve().parents[2]
CAUGHT, SURVIVES, BROKEN = "caught", "SURVIVES", "BROKEN"


@dataclass
class Row:
    """One line of the table."""

    case: Case
    outcome: Outcome
    lost: list[str]
    verdict: str


def judge(case: Case, outcome: Outcome, bench: Bench) -> Row:
    """Compare with the unchanged kernel: which checks lost, and were they those of the exercise."""
    if outcome.trouble:
        return Row(case, outcome, [], BROKEN)
    reference = bench.reference
    ran = bench.checks(set(case.exercises)) or tuple(reference.won)
    lost = [name for name in ran if outcome.won.get(name, 0) < reference.won[name]]
    hit = {base_id(reference.exercise[name]) for name in lost}
    return Row(case, outcome, lost, CAUGHT if set(case.exercises) <= hit else SURVIVES)


def attempt(case: Case, bench: Bench) -> Row:
    return judge(case, bench.attempt(case), bench)


def show(rows: list[Row], console: Console) -> None:
    """The table, and below it what went wrong."""
    table = Table("mistake", "exercise", "score", "lost at", "verdict", title_justify="left")
    for row in rows:
        exercises = " ".join(row.case.exercises)
        score = f"{row.outcome.score}/{row.outcome.total}" if row.verdict != BROKEN else "-"
        lost = ", ".join(row.lost) or "-"
        style = "green" if row.verdict == CAUGHT else "bold red"
        table.add_row(row.case.name, exercises, score, lost, f"[{style}]{row.verdict}[/]")
    console.print(table)
    for row in rows:
        if row.verdict != CAUGHT:
            text = f"{row.case.name}: {row.verdict}: {row.outcome.trouble or row.case.what}"
            console.print(text, markup=False, highlight=False, soft_wrap=True)


def write_report(rows: list[Row], path: Path) -> None:
    """The same for programs."""
    report = [
        {
            "name": row.case.name,
            "lab": row.case.lab,
            "exercises": row.case.exercises,
            "what": row.case.what,
            "score": row.outcome.score,
            "max_score": row.outcome.total,
            "lost": row.lost,
            "verdict": row.verdict,
            "trouble": row.outcome.trouble,
        }
        for row in rows
    ]
    path.write_text(json.dumps(report, indent=2) + "\n")


def concerned(cases: list[Case], lab: int, options: argparse.Namespace) -> set[str] | None:
    """The exercises whose checks are run for the cases of a lab; None: all, to see all that is lost."""
    if options.sample is None:
        return None
    return {exercise for case in cases if case.lab == lab for exercise in case.exercises}


def work(cases: list[Case], options: argparse.Namespace, folder: Path, logs: Path) -> list[Row]:
    """Try all cases, some at a time. The benches of the labs come first, one after the other."""
    rows: list[Row] = []
    console = Console(stderr=True)
    with console.status("building and grading the unchanged labs") as status:
        benches = {
            lab: Bench(options.root, folder, logs, lab, options.jobs, concerned(cases, lab, options))
            for lab in sorted({case.lab for case in cases})
        }
        for lab, bench in benches.items():
            if bench.reference.score != bench.reference.total:
                score = f"{bench.reference.score}/{bench.reference.total}"
                print(f"mistakes: the unchanged lab {lab} gets only {score}", file=sys.stderr)
        pool = ThreadPoolExecutor(options.jobs)
        try:
            tasks = [pool.submit(attempt, case, benches[case.lab]) for case in cases]
            for task in as_completed(tasks):
                rows.append(task.result())
                done = f"{len(rows)}/{len(cases)} {rows[-1].case.name}: {rows[-1].verdict}"
                status.update(done)
                if not console.is_terminal:
                    print(done, file=sys.stderr, flush=True)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            stop_all()
            raise
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
    return sorted(rows, key=lambda row: cases.index(row.case))


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="See whether the grader catches wrong answers.")
    parser.add_argument("--lab", type=int, action="append", default=[], help="only this lab")
    parser.add_argument(
        "--only", action="append", default=[], metavar="PREFIX", help="only names that begin so"
    )
    parser.add_argument("--sample", type=int, metavar="K", help="only K, spread over the labs")
    parser.add_argument("--seed", type=int, default=1, help="which K (default 1)")
    parser.add_argument("--list", action="store_true", help="name what would be tried")
    parser.add_argument("--root", type=Path, default=ROOT, help=argparse.SUPPRESS)
    jobs = os.cpu_count() or 1
    parser.add_argument("-j", dest="jobs", type=int, default=jobs, help="how many at a time")
    return parser.parse_args()


def run(options: argparse.Namespace) -> int:
    cases = collect(options.root, options.lab, options.only)
    if options.sample is not None:
        cases = sample(cases, options.sample, options.seed)
    if options.list:
        for case in cases:
            print(f"{case.name:36} {case.what}")
        return 0
    if not cases:
        print("mistakes: nothing to try", file=sys.stderr)
        return 1
    logs = options.root / "build/mistakes"
    logs.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="work-", dir=logs))
    try:
        rows = work(cases, options, folder, logs)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    console = Console(width=None if sys.stdout.isatty() else 140)
    show(rows, console)
    write_report(rows, logs / "report.json")
    caught = sum(row.verdict == CAUGHT for row in rows)
    print(f"mistakes: {caught} of {len(rows)} caught; logs in {logs}")
    return 0 if caught == len(rows) else 1


def interrupt(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


def main() -> int:
    options = parse_options()
    options.root = options.root.resolve()
    options.jobs = max(1, options.jobs)
    signal.signal(signal.SIGTERM, interrupt)
    try:
        return run(options)
    except (CaseError, WorkError, OSError) as error:
        print(f"mistakes: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("mistakes: interrupted", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
