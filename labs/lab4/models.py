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
