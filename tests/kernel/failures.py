#!/usr/bin/python3
"""Have every single allocation of a lab's boot fail, and see how the boot ends each time.

    failures.py [--lab N]... [--kind page|heap]...

The K-th allocation of frames, or of blocks of the heap, fails (boot option `fail`), for every K that a
boot with one small program comes to. Either the kernel copes with it, gets to its end and has lost
nothing; or it says what it can not boot without, and ends with a status of its own. With `--programs`
instead: longer programs, each of whose allocations fails in turn within one boot.
"""

import argparse
import re
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[2]))

from tests.kernel.boot import CANNOT_BOOT, LABS, OK, Run, boot, build

MEMORY_LABS = [lab for lab in LABS if lab >= 2]
PROGRAM_LABS = [lab for lab in LABS if 5 <= lab <= 7]
"""Those whose kernel carries its programs: what is tried again and again must not change a disk."""

KINDS = {"page": 2, "heap": 3}
"""What can fail, and from which lab on."""

LONG_PROGRAMS = ("forktest", "mmaptest", "testbss", "libtest", "threadtest")
"""Programs that need hundreds of allocations. They end whatever becomes of their parents and children."""

AT_ONCE = 2
BATCH = 32

_END = re.compile(r"cannot boot: out of memory for [a-z0-9' ]+")


class BadEnd(AssertionError):
    """A boot did not end as it should."""


def fail(lab: int, plan: str, **options: object) -> Run:
    """A boot of the lab with allocations that fail as planned."""
    given = {"fail": plan, "check": "none", "log": "info", **options}
    if lab < 4:
        given["ticks"] = 1  # the kernel of these labs has no end of its own
    return boot(lab, given, icount=True)


def came_to_it(run: Run) -> bool:
    """Whether the boot needed the allocation that was to fail."""
    return "fails, as planned" in run.text


def end_of(lab: int, run: Run) -> str:
    """How the boot ended, in a word or two; BadEnd when it is no end that it may have."""
    last = run.text.rstrip("\n").rpartition("\n")[2]
    if "kernel panic" in run.text:
        raise BadEnd(f"lab {lab}: a panic\n{run}")
    if run.status == CANNOT_BOOT and _END.fullmatch(last):
        return last
    if run.status != OK or lab >= 5 and "init check memory pass." not in run.text:
        raise BadEnd(f"lab {lab}: {run}")
    return "boots"


def sweep(lab: int, kind: str) -> dict[str, int]:
    """Has every allocation of the kind fail, one a boot; returns how often there was which end."""
    ends: dict[str, int] = {}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        first = 1
        while True:
            runs = list(pool.map(lambda k: fail(lab, f"{kind}:{k}"), range(first, first + BATCH)))
            for run in runs:
                end = end_of(lab, run)
                if not came_to_it(run):
                    return ends
                ends[end] = ends.get(end, 0) + 1
            first += BATCH


def run_program(lab: int, program: str, **options: object) -> int:
    """Has every allocation of the program fail, within one boot; returns how often it ran."""
    run = boot(lab, {"check": "no_memory_program", "init": program, **options}, icount=True)
    found = re.search(rf"^no memory: {program} ran (\d+) times$", run.text, re.MULTILINE)
    if run.status != OK or not found or "init check memory pass." not in run.text:
        raise BadEnd(f"lab {lab}, {program}: {run}")
    return int(found[1])


def main() -> int:
    parser = argparse.ArgumentParser(description="Have every allocation of a lab's boot fail.")
    parser.add_argument("--lab", type=int, action="append", choices=MEMORY_LABS, metavar="N")
    parser.add_argument("--kind", action="append", choices=KINDS)
    parser.add_argument("--programs", action="store_true", help="long programs instead of the boot")
    given = parser.parse_args()
    failed = 0
    for lab in given.lab or (PROGRAM_LABS[-1:] if given.programs else MEMORY_LABS):
        build(lab)
        for what in LONG_PROGRAMS if given.programs else given.kind or KINDS:
            if lab < KINDS.get(what, 5):
                continue
            start = time.monotonic()
            try:
                if given.programs:
                    result = f"ran {run_program(lab, what)} times, nothing lost"
                else:
                    ends = sweep(lab, what)
                    result = f"{sum(ends.values())} allocations" + "".join(
                        f"\n    {count:4} {end}" for end, count in ends.items())
            except BadEnd as bad:
                failed += 1
                print(bad, flush=True)
            else:
                print(f"lab {lab}, {what}: {result} ({time.monotonic() - start:.0f} s)", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
