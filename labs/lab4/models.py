"""What the self-checks of lab 4 must do with a seed: Python models of kern/selftest/*_check.cpp.

Each `*_trail` is the list of a check's turns: (whose, address that it touched), in order.
"""

from dataclasses import dataclass

PAGE = 4096
USER_BASE = 0x200000
MASK = 0xFFFFFFFF


@dataclass(frozen=True)
class Trail:
    """Who touched which address in which order, and the digest that the kernel prints."""

    turns: list[tuple[int, int]]
    digest: int

    @property
    def addresses(self) -> list[int]:
        """The page faults that QEMU must have seen, in this order."""
        return [address for _, address in self.turns]


def digest_step(digest: int, number: int) -> int:
    """As in kern/selftest/digest.h."""
    return (digest << 5 & MASK | digest >> 27) ^ number


def copy_thread(prng) -> Trail:
    """Threads are made, each with seven registers from the seed; then they run in a drawn order."""
    ebx = []
    for _ in range(3 + prng.below(6)):
        registers = [prng.next() for _ in range(7)]  # edi esi ebp ebx edx ecx eax
        prng.below(2)  # whether interrupts are on
        ebx.append(registers[3])
    waiting = list(range(len(ebx)))
    turns, digest = [], 0
    while waiting:
        place = prng.below(len(waiting))
        thread = waiting[place]
        waiting[place] = waiting[-1]
        waiting.pop()
        turns.append((thread, USER_BASE + ebx[thread] % 4096 * PAGE))
        digest = digest_step(digest, ebx[thread])
    return Trail(turns, digest)


def do_fork(prng) -> tuple[int, int]:
    """(children made, digest): numbers go up from 2, since init has 1."""
    alive = made = digest = 0
    for _ in range(40):
        if alive == 12 or (alive > 0 and prng.below(3) == 0):
            prng.below(alive)
            alive -= 1
            continue
        prng.next()
        digest = digest_step(digest, (2 + made) << 8 | alive)
        alive += 1
        made += 1
    return made, digest


def proc_run(prng) -> Trail:
    """Five threads, the last of them idle, which begins; the one that runs draws who is next."""
    players = 5
    turns, digest, player = [], 0, players - 1
    last_turn = 24 + prng.below(41)
    for turn in range(last_turn):
        turns.append((player, USER_BASE + (turn * players + player) * PAGE))
        digest = digest_step(digest, player << 8 | turn)
        player = prng.below(players)
    return Trail(turns, digest)


def threads(prng) -> Trail:
    """Threads take their turns one after the other, first come, first served."""
    lengths = []
    for _ in range(4 + prng.below(9)):
        lengths.append(1 + prng.below(8))
    turns, digest = [], 0
    for turn in range(8):
        for thread, length in enumerate(lengths):
            if turn < length:
                turns.append((thread, USER_BASE + (thread * 8 + turn) * PAGE))
                digest = digest_step(digest, thread << 8 | turn)
    return Trail(turns, digest)


def init(prng) -> Trail:
    """The init process touches one address."""
    return Trail([(1, USER_BASE + prng.below(4096) * PAGE)], 0)


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
