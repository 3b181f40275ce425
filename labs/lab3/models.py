"""Models of page replacement, to recompute what a kernel's self-check reports.

Pure functions. `Prng` is a class with below(limit), made from a seed; the kernel has the same one
in libs/prng.h. kern/selftest/swap_workload.cpp is the other half of this file: change both.
"""

from dataclasses import dataclass

PAGES = 64
FRAMES = 32
VISITS = 1000
VISITS_PER_TICK = 16
PATTERNS = ("uniform", "scan", "hot_set", "dirty_hot")
POLICIES = ("fifo", "clock", "extended_clock", "lru")


def pattern_visits(prng, pattern, pages=PAGES, visits=VISITS):
    """The (page, is_write) of each visit of a pattern, in order."""
    hot_pages = pages // 4
    scanned = 0
    for _ in range(visits):
        if pattern == "dirty_hot":
            if prng.below(4) != 0:
                yield prng.below(hot_pages), True
            else:
                yield hot_pages + scanned % (pages - hot_pages), False
                scanned += 1
            continue
        if pattern == "uniform":
            page = prng.below(pages)
        elif pattern == "scan":
            page = scanned % pages
            scanned += 1
        elif pattern == "hot_set":
            page = prng.below(hot_pages if prng.below(10) != 0 else pages)
        else:
            raise ValueError(f"no model of {pattern}")
        yield page, prng.below(4) == 0


@dataclass
class Resident:
    """A page in memory, with what the machine and the policy note about it."""

    page: int
    accessed: bool = False
    dirty: bool = False
    age: int = 0x80


def fifo_victim(queue):
    """Takes the page that came in first off the queue, whose first element is the oldest."""
    return queue.pop(0)


def clock_victim(queue):
    """The hand is at the start of the queue; used pages get a second chance, once."""
    for _ in range(len(queue)):
        if not queue[0].accessed:
            break
        queue[0].accessed = False
        queue.append(queue.pop(0))
    return queue.pop(0)


def extended_clock_victim(queue):
    """Up to four turns: the first (accessed, dirty) of (0,0), (0,1), and both again."""
    for turn in (1, 2, 3, 4):
        for _ in range(len(queue)):
            candidate = queue.pop(0)
            if not candidate.accessed and candidate.dirty == (turn % 2 == 0):
                return candidate
            if turn == 2:
                candidate.accessed = False
            queue.append(candidate)
    return queue.pop(0)


def lru_victim(queue):
    """The smallest history; what was used since the last tick is newer than any."""
    victim = min(queue, key=lambda resident: resident.age + 0x100 * resident.accessed)
    queue.remove(victim)
    return victim


VICTIM = {"fifo": fifo_victim, "clock": clock_victim, "extended_clock": extended_clock_victim,
          "lru": lru_victim}


class Pager:
    """Memory of some frames over a swap disk. Counts as the kernel does."""

    def __init__(self, policy, frames):
        self.victim = VICTIM[policy]
        self.frames = frames
        self.queue = []
        self.resident = {}
        self.on_disk = set()
        self.faults = self.reads = self.writes = self.visits = 0

    def visit(self, page, is_write):
        """Reads or writes a page, after a fault if need be; then perhaps there is a tick."""
        if page not in self.resident:
            self.fault(page)
        self.resident[page].accessed = True
        self.resident[page].dirty |= is_write
        self.visits += 1
        if self.visits % VISITS_PER_TICK == 0:
            self.tick()

    def fault(self, page):
        self.faults += 1
        if len(self.queue) == self.frames:
            victim = self.victim(self.queue)
            del self.resident[victim.page]
            if victim.dirty:
                self.writes += 1
                self.on_disk.add(victim.page)
        self.reads += page in self.on_disk
        self.resident[page] = Resident(page)
        self.queue.append(self.resident[page])

    def tick(self):
        for resident in self.queue:
            resident.age = resident.age >> 1 | 0x80 * resident.accessed
        if self.victim is lru_victim:
            for resident in self.queue:
                resident.accessed = False


def swap_counters(seed, Prng, policy="fifo", pattern="uniform", pages=PAGES, frames=FRAMES,
                  visits=VISITS):
    """(faults, reads, writes) that the kernel must print for this policy and pattern."""
    pager = Pager(policy, frames)
    for page in range(pages):
        pager.visit(page, True)
    before = pager.faults, pager.reads, pager.writes
    for page, is_write in pattern_visits(Prng(seed), pattern, pages, visits):
        pager.visit(page, is_write)
    after = pager.faults, pager.reads, pager.writes
    return tuple(b - a for a, b in zip(before, after))
