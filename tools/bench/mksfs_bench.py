#!/usr/bin/python3
"""What it costs to make a disk image of a folder: mksfs beside mke2fs -d, for the same files.

    mksfs_bench.py --mksfs FILE [--runs N] [--files N] [--size MIB] [--json FILE]

Makes 5,000 files of together 100 MiB, once in one folder and once in fifty, and an image of each.
Figures are processor time (user and system) and the time that passed, the least of all runs; between
runs nothing is thrown out of the host's memory, so reading the files costs the same for both. Ends
with status 0 when mksfs takes less than a second of processor time, 1 when more, 2 when there is
nothing to run.
"""

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

GOAL = 1.0  # seconds of processor time
FOLDERS = {"in one folder": 1, "in fifty folders": 50}
PATIENCE = 300  # seconds


class BenchError(Exception):
    """There are no figures."""


@dataclass(frozen=True)
class Cost:
    """The least of several runs, in seconds."""

    user: float
    system: float
    elapsed: float

    @property
    def processor(self) -> float:
        return self.user + self.system


def make_files(folder: Path, folders: int, files: int, size: int) -> None:
    """`files` files of together `size` bytes; sizes vary by a half around the mean."""
    prng = random.Random(1)
    mean = size // files
    content = prng.randbytes(2 * mean + 1)
    rest = size
    for i in range(files):
        where = folder / f"folder{i % folders:02}" if folders > 1 else folder
        where.mkdir(parents=True, exist_ok=True)
        length = rest if i == files - 1 else min(rest, prng.randrange(mean // 2, mean * 3 // 2))
        rest -= length
        with open(where / f"file{i:04}", "wb") as file:
            for start in range(0, length, len(content)):
                file.write(content[: min(len(content), length - start)])


def run_once(command: list[str]) -> Cost:
    """Run a command to its end."""
    start = time.monotonic()
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                               stderr=subprocess.PIPE)
    assert process.stderr is not None
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stderr.close()
    if process.returncode != 0:
        raise BenchError(f"{command[0]} failed: {errors.decode(errors='replace').strip()}")
    return Cost(usage.ru_utime, usage.ru_stime, time.monotonic() - start)


def measure(command: list[str], image: Path, runs: int) -> Cost:
    """The least of several runs, each into an image that is not there yet."""
    costs = []
    for _ in range(runs):
        image.unlink(missing_ok=True)
        costs.append(run_once(command))
    image.unlink(missing_ok=True)
    best = min(costs, key=lambda cost: cost.processor)
    return Cost(best.user, best.system, min(cost.elapsed for cost in costs))


def find_mke2fs() -> str:
    found = shutil.which("mke2fs", path=os.environ.get("PATH", "") + ":/sbin:/usr/sbin")
    if not found:
        raise BenchError("mke2fs is missing: run tools/setup.sh test")
    return found


def compare(options: argparse.Namespace, work: Path) -> dict[str, dict[str, Cost]]:
    """The costs of each program for each shape of the tree."""
    mke2fs = find_mke2fs()
    size = options.size << 20
    results = {}
    for shape, folders in FOLDERS.items():
        tree = work / f"tree{folders}"
        make_files(tree, folders, options.files, size)
        image = work / "image"
        room = f"{size * 3 // 2 // 1024 + options.files * 16}k"
        results[shape] = {
            "mksfs": measure([str(options.mksfs), "--quiet", str(image), str(tree)], image, options.runs),
            "mke2fs": measure([mke2fs, "-q", "-F", "-t", "ext2", "-d", str(tree), str(image), room],
                              image, options.runs),
        }
        shutil.rmtree(tree)
    return results


def show(results: dict[str, dict[str, Cost]], options: argparse.Namespace) -> None:
    print(f"{options.files:,} files, {options.size} MiB; seconds, the least of {options.runs} runs")
    print(f"{'':18} {'program':8} {'user':>7} {'system':>7} {'both':>7} {'passed':>7}")
    for shape, programs in results.items():
        for name, cost in programs.items():
            print(f"{shape:18} {name:8} {cost.user:7.3f} {cost.system:7.3f} {cost.processor:7.3f}"
                  f" {cost.elapsed:7.3f}")


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure mksfs beside mke2fs -d.")
    parser.add_argument("--mksfs", type=Path, required=True, help="the program")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--files", type=int, default=5000)
    parser.add_argument("--size", type=int, default=100, help="of all files, in MiB")
    parser.add_argument("--json", type=Path, help="write the figures there, too")
    return parser.parse_args()


def main() -> int:
    options = parse_options()
    if not options.mksfs.is_file():
        print(f"mksfs_bench: there is no {options.mksfs}: make LAB=8 tools", file=sys.stderr)
        return 2
    try:
        with tempfile.TemporaryDirectory(prefix="mksfs_bench.") as name:
            results = compare(options, Path(name))
    except (BenchError, OSError) as error:
        print(f"mksfs_bench: {error}", file=sys.stderr)
        return 2
    show(results, options)
    if options.json:
        figures = {shape: {name: asdict(cost) for name, cost in programs.items()}
                   for shape, programs in results.items()}
        options.json.write_text(json.dumps(figures, indent=2) + "\n")
    too_much = [shape for shape, programs in results.items() if programs["mksfs"].processor >= GOAL]
    for shape in too_much:
        print(f"mksfs takes {GOAL} s of processor time or more {shape}")
    return 1 if too_much else 0


if __name__ == "__main__":
    sys.exit(main())
