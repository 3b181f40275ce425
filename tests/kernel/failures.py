#!/usr/bin/python3
"""Have every single allocation of a lab's boot fail, and see how the boot ends each time.

    failures.py [--lab N]... [--kind page|heap]...
    failures.py --programs | --files

The K-th allocation of frames, or of blocks of the heap, fails (boot option `fail`), for every K that a
boot with one small program comes to. Either the kernel copes with it, gets to its end and has lost
nothing; or it says what it can not boot without, and ends with a status of its own. With `--programs`
instead: longer programs, each of whose allocations fails in turn within one boot; with `--files` the
system calls about files in the same way.
"""

import argparse
import re
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[2]))

from tests.kernel.boot import CANNOT_BOOT, LABS, OK, SFS, Run, boot, build

MEMORY_LABS = [lab for lab in LABS if lab >= 2]
PROGRAM_LABS = [lab for lab in LABS if 5 <= lab <= 7]
"""Those whose kernel carries its programs: what is tried again and again must not change a disk."""

KINDS = {"page": 2, "heap": 3}
"""What can fail, and from which lab on."""

LONG_PROGRAMS = ("forktest", "mmaptest", "testbss", "libtest", "threadtest")
"""Programs that need hundreds of allocations. They end whatever becomes of their parents and children."""

FILE_PARTS = 8
"""Into how many parts the kernel deals the calls about files (boot option `part`)."""

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


def run_file_calls(folder: Path, part: int) -> dict[str, int]:
    """Has every allocation of some system calls about files fail, within one boot; returns how many
    blocks of the heap each of them asks for. The file system is consistent in the end."""
    from tests.kernel import files

    image = files.make_image(folder, size="2M")
    second = files.make_image(folder, size="1M", name="second.img", with_programs=False)
    run = boot(files.LAB, {"check": "no_memory_files", "part": part, "init": "exit7"},
               drives={SFS: files.raw(image), files.SECOND: files.raw(second)}, icount=True, timeout=1800)
    if run.status != OK or "check_no_memory_for_files() succeeded!" not in run.text:
        raise BadEnd(f"calls about files, part {part}: {run}")
    for changed in (image, second):
        files.assert_sound(changed)
    found = re.findall(r"^no memory: ([a-z ]+) asks for (\d+) blocks,", run.text, re.MULTILINE)
    return {name: int(blocks) for name, blocks in found}


def try_file_calls() -> int:
    """All of them; returns 1 when something is wrong."""
    with tempfile.TemporaryDirectory() as folder:
        for part in range(1, FILE_PARTS + 1):
            try:
                needs = run_file_calls(Path(folder), part)
            except (BadEnd, AssertionError) as bad:
                print(bad, flush=True)
                return 1
            for name, blocks in needs.items():
                print(f"{name}: {blocks} allocations, nothing lost", flush=True)
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(description="Have every allocation of a lab's boot fail.")
    parser.add_argument("--lab", type=int, action="append", choices=MEMORY_LABS, metavar="N")
    parser.add_argument("--kind", action="append", choices=KINDS)
    parser.add_argument("--programs", action="store_true", help="long programs instead of the boot")
    parser.add_argument("--files", action="store_true", help="system calls about files instead")
    given = parser.parse_args()
    if given.files:
        return try_file_calls()
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
