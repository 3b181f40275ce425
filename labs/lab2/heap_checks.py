"""Checks of the kernel heap, with a model of what kern/selftest/heap_workload.cpp asks it for."""

import re

from tools.grade import Failure
from tools.grade.prng import Prng

PAGE = 4096
CRITICAL_SIZES = [
    0, 1, 7, 8, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 128, 129, 255, 256, 257, 511, 512, 513,
    1023, 1024, 1025, 2015, 2016, 2017, 2047, 2048, 2049, 4047, 4048, 4064, 4079, 4080, 4087, 4088,
    4095, 4096, 4097, 8191, 8192, 8193, 12287, 12288, 12289, 16383, 16385]
MOST_BLOCKS = 64


class HeapWorkload:
    """The requests of kern/selftest/heap_workload.cpp: how many blocks and bytes there were."""

    def __init__(self, prng) -> None:
        self.prng = prng
        self.alive = self.blocks = self.bytes = 0

    def allocate(self, size: int) -> None:
        self.blocks += 1
        self.bytes += size
        self.prng.next()  # what is written into the block
        self.alive += 1

    def release(self) -> None:
        self.prng.below(self.alive)
        self.alive -= 1

    def release_all(self) -> None:
        while self.alive > 0:
            self.release()

    def run(self, operations: int) -> tuple[int, int]:
        """(blocks, bytes) of the critical sizes and of `operations` random requests."""
        for size in CRITICAL_SIZES:
            for each in (size, size, 16):
                self.allocate(each)
            if self.alive + 3 > MOST_BLOCKS:
                self.release_all()
        self.release_all()
        for operation in range(operations):
            odds = 5 if operation // 128 % 2 == 0 else 3
            if self.alive == 0 or self.prng.below(8) < odds and self.alive < MOST_BLOCKS:
                kind = self.prng.below(8)
                limit = 128 if kind < 6 else 2100 if kind == 6 else 3 * PAGE
                self.allocate(1 + self.prng.below(limit))
            else:
                self.release()
        self.release_all()
        return self.blocks, self.bytes


def slabs_are_right(run) -> None:
    """Every request was met, and small blocks share frames, in each machine."""
    requests_match_model(run)
    for machine in run.all:
        blocks_share_frames(machine)


def requests_match_model(run, seed: int | None = None) -> None:
    """kmalloc was asked for the blocks that the seed says, and gave them all."""
    for machine in run.all:
        own_seed = machine.seed if seed is None else seed
        blocks, size = HeapWorkload(Prng(own_seed)).run(500)
        line = f"slab check: seed 0x{own_seed:08x} blocks {blocks} bytes {size}"
        if line not in machine.lines:
            raise Failure(f"missing '{line}': other blocks were asked for")


def blocks_share_frames(run) -> None:
    """256 blocks of a drawn size fit into few frames, before and after half of them were freed."""
    size = 32 + 16 * run.prng().below(3)
    line = re.compile(rf"slab_sharing check: seed 0x{run.seed:08x} size {size} blocks 256 "
                      r"frames (\d+) again (\d+)")
    match = next(filter(None, map(line.fullmatch, run.lines)), None)
    if not match:
        raise Failure(f"missing 'slab_sharing check: seed 0x{run.seed:08x} size {size} blocks 256 "
                      "frames ...'")
    fewest, most = 256 * size // PAGE, 256 * (size + 16) // PAGE + 1
    frames, again = int(match[1]), int(match[2])
    if not fewest <= frames <= most or not fewest <= again <= frames:
        raise Failure(f"256 blocks of {size} bytes take {frames} frames, then {again}: at least "
                      f"{fewest} and at most {most} are expected")
