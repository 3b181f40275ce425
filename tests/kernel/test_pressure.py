"""Machines whose memory, and swap disk, are full: everything ends, in bounded time, and nothing is lost."""

import re
from pathlib import Path

import pytest

from tests.kernel.boot import OK, SWAP, Run, boot, copy_on_write

LAB = 5
TICKS = 12_000
"""So long (two minutes of virtual time) a run may take; the kernel ends it then."""
MEBIBYTE = 1 << 20

def swap_disk(folder: Path, mebibytes: int) -> dict[int, str | None]:
    """The machine's drives with a swap disk of this size; 0: none."""
    if mebibytes == 0:
        return {SWAP: None}
    image = folder / "swap.img"
    with open(image, "wb") as file:
        file.truncate(mebibytes * MEBIBYTE)
    return {SWAP: copy_on_write(image)}


def runs_to_its_end(program: str, memory: str, drives: dict[int, str | None] | None = None,
                    **options: object) -> Run:
    run = boot(LAB, {"init": program, "check": "none", "ticks": TICKS} | options,
               memory=memory, drives=drives, icount=True)
    assert run.status == OK, run
    assert "init check memory pass." in run.text and "kernel panic" not in run.text, run
    return run


@pytest.mark.parametrize("memory", ["16M", "32M", "48M", "64M", "128M"])
def test_fork_bomb_and_back(memory):
    """Fork fails while there are still pages left to work with: else all that the processes do is to
    take these away from each other."""
    run = runs_to_its_end("forkbomb", memory)
    assert "forkbomb pass." in run.text, run
    limits = re.findall(r"forkbomb: (\d+) children, then: out of memory\.", run.text)
    assert len(limits) == 3 and len(set(limits)) == 1, run
    assert int(limits[0]) > 20 * int(memory.removesuffix("M")), "memory is left unused"


def test_fork_bomb_to_the_most_processes():
    run = runs_to_its_end("forkbomb", "256M")
    assert run.text.count("then: out of processes.") == 3 and "forkbomb pass." in run.text, run


def test_fork_bomb_without_swap(tmp_path):
    assert "forkbomb pass." in runs_to_its_end("forkbomb", "32M", swap_disk(tmp_path, 0)).text


# The two policies that look at many pages take long to look at still more.
@pytest.mark.parametrize("policy, mebibytes", [
    *((policy, mebibytes) for policy in ("fifo", "clock") for mebibytes in (0, 2, 4)),
    *((policy, mebibytes) for policy in ("extended_clock", "lru") for mebibytes in (0, 2)),
    *(pytest.param(policy, 4, marks=pytest.mark.long) for policy in ("extended_clock", "lru"))])
def test_full_to_the_last_page(tmp_path, policy, mebibytes):
    """Every page can still come in. Who wants more than there is gets an error, or is ended."""
    run = runs_to_its_end("fullswap", "16M", swap_disk(tmp_path, mebibytes), swap=policy)
    assert "fullswap pass." in run.text, run
    ended = re.findall(r"out of memory: process (\d+), ", run.text)
    assert len(ended) == 1 and int(ended[0]) > 2, run  # the greedy child, not its parent


def test_too_much_is_refused_at_once(tmp_path):
    """Not after everything else was swapped out to make room."""
    run = runs_to_its_end("fullswap", "16M", swap_disk(tmp_path, 4))
    effort = [int(n) for n in re.findall(r"refused after (\d+) kilocycles", run.text)]
    assert len(effort) == 2 and max(effort) < 10_000, run


def test_swap_disk_that_is_just_large_enough(tmp_path):
    """48 MiB of the parent, and as many that each of the two children writes anew, on a machine with
    29 MiB for them: that leaves 115.3 MiB."""
    run = runs_to_its_end("swaptest", "32M", swap_disk(tmp_path, 116))
    assert "swaptest pass." in run.text and "is ended" not in run.text, run


def test_swap_disk_that_is_too_small(tmp_path):
    """One process is ended with a message; the other child is served to its end."""
    run = runs_to_its_end("swaptest", "32M", swap_disk(tmp_path, 112))
    assert run.text.count("is ended") == 1, run
    assert len(re.findall(r"swaptest: child \d is right\.", run.text)) == 1, run
