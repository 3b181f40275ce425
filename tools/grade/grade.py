"""The grader's command line: `/usr/bin/python3 tools/grade/grade.py --lab N` (make grade LAB=N).

Builds the lab, boots its kernel for each check of labs/labN/lab.toml and prints what came of it.
Exit status: 0 only for full marks; 1 points were lost or nothing could be graded; 2 wrong usage;
130 interrupted. The score is in the last line and in results.json, never in the exit status.
"""

import argparse
import os
import signal
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import FrameType

if __name__ == "__main__":  # until `main` takes over, Ctrl-C ends us without a traceback
    signal.signal(signal.SIGINT, signal.SIG_DFL)

ROOT = Path(__file__).resolve().parents[2]
if not sys.dont_write_bytecode:  # else the library, too, would be compiled anew each time
    sys.pycache_prefix = sys.pycache_prefix or str(ROOT / "build" / "pycache")
_PYTHON = Path("/usr/bin/python3")
_HERE = Path(__file__).resolve().parent
sys.path[:] = [str(ROOT)] + [path for path in sys.path if Path(path or ".").resolve() != _HERE]

try:
    import pytest
except ImportError:
    if Path(sys.executable) != _PYTHON and _PYTHON.exists():  # python3 may be one without pytest
        os.execv(_PYTHON, [str(_PYTHON), __file__, *sys.argv[1:]])
    print(f"pytest was not found for {sys.executable}. It is in the Debian package python3-pytest: "
          "run tools/setup.sh\nTotal Score: 0/0")
    sys.exit(1)

from tools.grade import build  # noqa: E402  (the path is set above)
from tools.grade.blanks import Blank, find_blanks  # noqa: E402
from tools.grade.boot import WALL_LIMIT  # noqa: E402
from tools.grade.plan import DEFAULT_SEED, Plan  # noqa: E402
from tools.grade.plugin import Farm, GradePlugin  # noqa: E402
from tools.grade.pycheck import place_of  # noqa: E402
from tools.grade.report import (  # noqa: E402
    Again, Line, Printer, blank_lines, group_lines, total_lines)
from tools.grade.results import Results  # noqa: E402
from tools.grade.schema import load_plan  # noqa: E402
from tools.grade.score import Score, bonus, score  # noqa: E402
from tools.grade.symbols import Symbols  # noqa: E402
from tools.grade.tomltable import SchemaError  # noqa: E402
from tools.grade.verdict import Verdict  # noqa: E402

_UNUSED = ("terminal", "cacheprovider", "debugging", "doctest", "faulthandler", "junitxml",
           "legacypath", "logging", "monkeypatch", "nose", "pastebin", "python", "recwarn",
           "setuponly", "setupplan", "skipping", "stepwise", "threadexception", "tmpdir",
           "unittest", "unraisableexception", "warnings")
"""Parts of pytest that grading does without: loading them would take longer than a lab's boots."""


def main(arguments: list[str] | None = None) -> int:
    """Grades as the arguments say; returns the exit status."""
    options = _parse(arguments)
    _on_interrupt(_interrupt)
    sys.stdout.reconfigure(errors="backslashreplace")
    colour = options.color == "always" or (options.color == "auto" and sys.stdout.isatty()
                                           and "NO_COLOR" not in os.environ)
    session = Session(options, Printer(colour))
    try:
        return session.run()
    except KeyboardInterrupt:
        return session.stop("interrupted", "interrupted", 130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as problem:  # a fault of the grader's own: no traceback for its user
        what = f"{place_of(problem)}: {type(problem).__name__}: {problem}"
        return session.stop("grader-failed", f"the grader itself failed at {what}", 1)


class Session:
    """One call of the grader."""

    def __init__(self, options: argparse.Namespace, printer: Printer) -> None:
        self._options = options
        self._print = printer
        self._plan: Plan | None = None
        self._verdicts: dict[str, Verdict] = {}
        self._group: list[Verdict] = []
        self._blanks: dict[str, Blank] = {}
        seed = options.seed if options.seed is not None else DEFAULT_SEED
        self._seed = seed
        folder = options.results or options.build_dir / "grade"
        self._results = Results(folder, options.lab, seed)
        self._again = Again(options.lab, options.seed, _short(folder))

    def run(self) -> int:
        """Everything in order; what goes wrong before the first machine ends it with 0 points."""
        options = self._options
        self._results.begin(None)
        try:
            self._plan = self._select(load_plan(options.lab_dir / "lab.toml", self._seed))
            self._results.begin(self._plan)
            self._blanks = find_blanks(options.root, self._plan.exercises)
            build.require_qemu()
            with _private_folder() as private:
                with build.only_one_builds(options.root):
                    if options.build_command:
                        build.build(options.build_command, options.root)
                    images = build.images(options.build_dir, Path(private))
                symbols = Symbols.load(images.symbols or Path(os.devnull))
                with Farm(images, options.jobs, Path(private), options.wall_limit) as farm:
                    self._grade(farm, symbols)
        except SchemaError as problem:
            return self.stop("bad-plan", str(problem), 1)
        except build.NotReady as problem:
            return self.stop(problem.state, str(problem), 1)
        self._results.end("complete")
        self._print(blank_lines(self._blanks.values(), self._verdicts.values(), self._options.lab))
        return self._total()

    def stop(self, state: str, message: str, status: int) -> int:
        """Ends before everything was graded; what was not graded has won nothing."""
        self._flush_group()
        self._results.end(state, message)
        self._print([Line(line, "bad") for line in f"!! {message}".splitlines()])
        self._total()
        return status

    def _select(self, plan: Plan) -> Plan:
        """The plan, or that part of it which --check names."""
        names = [name for option in self._options.check for name in option.split(",") if name]
        unknown = set(names) - {check.name for check in plan.checks}
        if unknown:
            known = ", ".join(check.name for check in plan.checks)
            raise SchemaError(f"there is no check '{sorted(unknown)[0]}' in {plan.path}; "
                              f"there are: {known}")
        if self._options.answers:
            names += [check.name for check in plan.checks if check.answer]
            if not names:
                raise SchemaError(f"{plan.path}: no question has an answer that can be checked")
        if not names:
            return plan
        return replace(plan, checks=tuple(c for c in plan.checks if c.name in names))

    def _grade(self, farm: Farm, symbols: Symbols) -> None:
        assert self._plan is not None
        plugin = GradePlugin(self._plan, farm, symbols, self._heard, self._blanks)
        for name in ("PYTEST_ADDOPTS", "PYTEST_PLUGINS"):
            os.environ.pop(name, None)
        os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
        unused = [word for name in _UNUSED for word in ("-p", f"no:{name}")]
        # An exception in the middle of starting a thread would lose the thread: from here on an
        # interruption only cancels, and shows where a check waits for its machines.
        _on_interrupt(lambda *_: farm.cancel())
        status = pytest.main(
            [*unused, "--capture=no", "--noconftest", "-c", os.devnull,
             f"--rootdir={self._plan.path.parent}", str(self._plan.path)], plugins=[plugin])
        self._flush_group()
        if farm.cancelled or status == pytest.ExitCode.INTERRUPTED:
            raise KeyboardInterrupt
        if len(self._verdicts) != len(self._plan.checks):
            raise build.NotReady("grader-failed", f"pytest ended early, with status {int(status)}")

    def _heard(self, verdict: Verdict) -> None:
        """A verdict has been reached; a group is printed when it is complete."""
        assert self._plan is not None
        self._verdicts[verdict.check.name] = verdict
        self._results.add(verdict)
        if self._group and self._group[0].check.group != verdict.check.group:
            self._flush_group()
        self._group.append(verdict)
        members = [c for c in self._plan.checks if c.group == verdict.check.group]
        if verdict.check is members[-1]:
            self._flush_group()

    def _flush_group(self) -> None:
        if self._group:
            self._print(group_lines(self._group[0].check.group, self._group, self._again))
            self._group = []

    def _total(self) -> int:
        checks = self._plan.checks if self._plan else ()
        result, extra = score(checks, self._verdicts), bonus(checks, self._verdicts)
        self._print(total_lines(result, extra))
        return 0 if self._nothing_lost(result, extra) else 1

    def _nothing_lost(self, result: Score, extra: Score) -> bool:
        """Full marks; bonus points count only if they were asked for, or nothing else was."""
        verdicts = self._verdicts.values()
        if self._options.require_bonus and any(v.check.answer and v.failed for v in verdicts):
            return False
        if self._options.require_bonus or not result.total:
            result = Score(result.won + extra.won, result.total + extra.total)
        if not result.total:  # nothing but questions, which win no points
            return bool(verdicts) and all(verdict.passed for verdict in verdicts)
        return result.full


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="grade", description="Grades a lab of ucore-cc.")
    parser.add_argument("--lab", type=int, required=True, metavar="N", help="which lab")
    parser.add_argument("--check", action="append", default=[], metavar="NAME",
                        help="only this check (may be repeated, or a list with commas)")
    parser.add_argument("--answers", action="store_true",
                        help="only what can be checked in answers/labN.md")
    parser.add_argument("--seed", type=lambda text: int(text, 0), metavar="S",
                        help=f"what \"auto\" stands for in boot options (default {DEFAULT_SEED})")
    parser.add_argument("-j", "--jobs", type=int, default=len(os.sched_getaffinity(0)), metavar="J",
                        help="machines at a time (default: the cores there are)")
    parser.add_argument("--build-dir", type=Path, metavar="DIR",
                        help="where bin/ucore.img is (default build/i386/labN)")
    parser.add_argument("--lab-dir", type=Path, metavar="DIR",
                        help="where lab.toml is (default labs/labN)")
    parser.add_argument("--results", type=Path, metavar="DIR",
                        help="for results.json and logs (default grade/ in the build directory)")
    parser.add_argument("--root", type=Path, default=ROOT, metavar="DIR", help=argparse.SUPPRESS)
    parser.add_argument("--build-command", metavar="COMMAND",
                        help="what builds the lab (default make -s LAB=N)")
    parser.add_argument("--no-build", action="store_true", help="grade what has been built before")
    parser.add_argument("--wall-limit", type=float, default=WALL_LIMIT, metavar="SECONDS",
                        help="of real time for one machine, behind the limits in virtual time")
    parser.add_argument("--require-bonus", action="store_true",
                        help="full marks take the bonus points of challenges, and no wrong answer")
    parser.add_argument("--color", choices=("auto", "always", "never"), default="auto")
    options = parser.parse_args(arguments)
    options.jobs = max(1, options.jobs)
    options.build_dir = options.build_dir or options.root / "build" / "i386" / f"lab{options.lab}"
    options.lab_dir = (options.lab_dir or options.root / "labs" / f"lab{options.lab}").resolve()
    if options.no_build:
        options.build_command = ""
    elif options.build_command is None:
        options.build_command = f"make -s -j{options.jobs} LAB={options.lab}"
    return options


def _on_interrupt(handler: Callable[[int, FrameType | None], None]) -> None:
    """SIGTERM and SIGHUP end the grader as Ctrl-C does: in order, with nothing left running."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, handler)


def _private_folder() -> tempfile.TemporaryDirectory[str]:
    """A folder that goes when we do. No interruption comes while it is made: Python would leave it
    behind, or the file by which it tries first whether it may write there."""
    signals = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
    signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    try:
        return tempfile.TemporaryDirectory(prefix="ucore-grade-")
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, signals)


def _interrupt(number: int, _frame: FrameType | None) -> None:
    signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def _short(path: Path) -> str:
    """The path as seen from here, when it lies below."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


if __name__ == "__main__":
    sys.exit(main())
