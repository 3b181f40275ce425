#!/usr/bin/python3
"""Run every test of the tree, a stage at a time on each processor, and say how it went.

    test.py [STAGE...]

A stage's output is in build/test/STAGE.log; when it fails, its end is shown. The last line counts the
tests of all stages: "N passed, M failed".

Where ccache is installed, what the stages compile goes through it: most sources read the same in all
labs and in all copies of the tree that tests make, so each is compiled once. Tests that compare what two
compilations make set CCACHE_DISABLE.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOGS = ROOT / "build" / "test"
PYTEST = ["/usr/bin/python3", "-m", "pytest", "-q", "--durations=25", "-p", "no:cacheprovider"]
TAIL_LINES = 40
COMPILERS = ("g++", "gcc", "clang++", "clang")
# Debug information names no folder: gdb, and what looks for lines, start from the one they run in.
CACHED_COMPILER = """#!/bin/sh
case " $* " in
*.S" "*) exec {compiler} "$@" ;; # assemblers name it all the same
*" -c "*) exec {ccache} {compiler} "-fdebug-prefix-map=$PWD=." "$@" ;;
*) exec {compiler} "$@" ;;
esac
"""


def make_environment(cache: Path = ROOT / "build/ccache") -> dict[str, str]:
    """Ours, for makes of their own, not parts of the one that may have started us; with compilers
    that keep what they made in the folder `cache`, if there is ccache."""
    environment = {**os.environ, "MAKEFLAGS": "", "MAKELEVEL": ""}
    ccache = shutil.which("ccache")
    if ccache is None:
        return environment
    wrappers = cache / "bin"
    wrappers.mkdir(parents=True, exist_ok=True)
    search = os.pathsep.join(p for p in os.get_exec_path() if Path(p) != wrappers)
    for name in COMPILERS:
        if compiler := shutil.which(name, path=search):
            (wrappers / name).write_text(CACHED_COMPILER.format(ccache=ccache, compiler=compiler))
            (wrappers / name).chmod(0o755)
    return environment | {"PATH": f"{wrappers}:{search}", "CCACHE_DIR": str(cache)}


@dataclass(frozen=True)
class Stage:
    """A command that runs tests, and what it is for."""

    name: str
    purpose: str
    command: tuple[str, ...]


# The longest come first, so that the processors are busy until the end.
STAGES = (
    Stage("kernel", "real kernels in QEMU", (*PYTEST, "tests/kernel", "--sample-labs")),
    Stage("compat", "what was made for the original", (*PYTEST, "tests/compat")),
    Stage("unit", "host unit tests", ("make", "-s", "unit")),
    Stage("mistakes", "a sample of the seeded mistakes", ("tools/mistakes/mistakes.py", "--sample", "12")),
    Stage("grader", "the autograder", (*PYTEST, "tests/grade")),
    Stage("handout", "students' repositories, a sample", (*PYTEST, "tests/handout")),
    Stage("defects", "what user mode must not be able to do", (*PYTEST, "tests/defects")),
    Stage("tools", "the tools, as their users run them", (*PYTEST, "tests/e2e")),
    Stage("site", "the handbook's site, in a browser", (*PYTEST, "-rs", "tests/site")),
    Stage("grade", "the reference gets full marks in every lab", ("make", "-s", "grade-all", "BONUS=required")),
    Stage("sfs", "tools for SFS images", (*PYTEST, "tests/sfs")),
    Stage("lint", "layers, style, markers, format", ("tools/lint/lint.py",)),
    Stage("fuzz", "what the fuzzers have found worth keeping", ("make", "-s", "fuzz-corpus")),
    Stage("docs", "the pages and their drawings", (*PYTEST, "tests/docs")),
)


@dataclass(frozen=True)
class Outcome:
    """How a stage went; a stage that does not count its tests is one test."""

    stage: Stage
    passed: int
    failed: int
    seconds: float
    log: Path


def count_tests(text: str, succeeded: bool) -> tuple[int, int]:
    """The tests that passed and failed, from what pytest, GoogleTest or the grader print."""
    passed = sum(int(n) for n in re.findall(r"\b(\d+) passed\b", text))
    passed += sum(int(n) for n in re.findall(r"\[  PASSED  \] (\d+) tests?", text))
    passed += len(re.findall(r"^\s*-check .*\bOK\b", text, re.MULTILINE))
    passed += len(re.findall(r"\bcaught\b", text))
    failed = sum(int(n) for n in re.findall(r"\b(\d+) (?:failed|errors?)\b", text))
    if succeeded:
        return max(passed, 1), 0
    return passed, max(failed, 1)


def run(stage: Stage, environment: dict[str, str]) -> Outcome:
    """Run `stage` to its end."""
    log = LOGS / f"{stage.name}.log"
    start = time.monotonic()
    with open(log, "wb") as output:
        status = subprocess.run(
            stage.command,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=environment,
        ).returncode
    text = log.read_text(errors="replace")
    passed, failed = count_tests(text, status == 0)
    return Outcome(stage, passed, failed, time.monotonic() - start, log)


def build_all(environment: dict[str, str]) -> bool:
    """Build every lab first: stages that run side by side must not build the same one."""
    labs = sorted(path.name.removeprefix("lab") for path in (ROOT / "labs").glob("lab*"))
    return all(
        subprocess.run(
            ("make", "-s", f"LAB={lab}"), cwd=ROOT, stdin=subprocess.DEVNULL, env=environment
        ).returncode
        == 0
        for lab in labs
    )


def report(outcome: Outcome) -> None:
    """Print a line for the stage, and the end of its output when it failed."""
    word = "FAILED" if outcome.failed else "ok"
    print(
        f"{outcome.stage.name:9} {outcome.stage.purpose:45} {word:6}"
        f" {outcome.passed:4} tests {outcome.seconds:6.1f} s",
        flush=True,
    )
    if outcome.failed:
        lines = outcome.log.read_text(errors="replace").splitlines()[-TAIL_LINES:]
        print("\n".join(f"    {line}" for line in lines))
        print(f"    (all of it: {outcome.log.relative_to(ROOT)})", flush=True)


def main() -> int:
    names = [stage.name for stage in STAGES]
    parser = argparse.ArgumentParser(description="Run the tests of the tree.")
    parser.add_argument("stage", nargs="*", choices=[*names, []], help=f"one of {', '.join(names)}")
    wanted = parser.parse_args().stage or names
    LOGS.mkdir(parents=True, exist_ok=True)
    environment = make_environment()
    if not build_all(environment):
        print("0 passed, 1 failed")
        return 1
    passed = failed = 0
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        stages = [stage for stage in STAGES if stage.name in wanted]
        for future in [pool.submit(run, stage, environment) for stage in stages]:
            outcome = future.result()
            report(outcome)
            passed += outcome.passed
            failed += outcome.failed
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
