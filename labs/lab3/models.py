"""Models of areas and of page replacement, to recompute what a kernel's self-checks report.

Pure functions. `Prng` is a class with below(limit), made from a seed; the kernel has the same one
in libs/prng.h. vm_check.cpp, swap_check.cpp and swap_workload.cpp in kern/selftest are the other
half of this file: change both.
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


# How the kernel itself pages: with ticks of its own, one program after the other.

PAGE_SIZE = 4096
USER_BASE = 0x00200000
FAULTS_PER_TICK = 8
"""vm::swap_tick lets the policy look once in so many calls; each page fault is one."""

CHECK_SWAP_FRAMES = 4
CHECK_SWAP_WRITES = "abcd" + "cadbebabcdea" + "abcde"
"""The pages that check_swap writes: first, in its steps, and at the end."""


class KernelPager(Pager):
    """A Pager as the kernel is one: notes the page of each fault, and ticks seldom. `ticks` counts
    calls of swap_tick since boot, in a list of one number: all pagers of a kernel share it."""

    def __init__(self, policy, frames, ticks):
        super().__init__(policy, frames)
        self.ticks = ticks
        self.fault_pages = []

    def fault(self, page):
        self.fault_pages.append(page)
        self.tick()
        super().fault(page)

    def tick(self):
        self.ticks[0] += 1
        if self.ticks[0] % FAULTS_PER_TICK == 0:
            super().tick()


def check_swap_run(policy="fifo"):
    """(addresses of the page faults, reads, writes) of check_swap at boot."""
    pager = KernelPager(policy, CHECK_SWAP_FRAMES, [0])
    for name in CHECK_SWAP_WRITES:
        pager.visit(ord(name) - ord("a"), True)
    return [(page + 1) * PAGE_SIZE for page in pager.fault_pages], pager.reads, pager.writes


def check_policy_run(seed, Prng, policy):
    """(addresses of the page faults, reads, writes, counters) of check_swap_policy at boot; counters are
    the (faults, reads, writes) of each pattern, without filling and comparing the pages."""
    addresses, reads, writes, counters, ticks = [], 0, 0, [], [0]
    for pattern in PATTERNS:
        pager = KernelPager(policy, FRAMES, ticks)
        for page in range(PAGES):
            pager.visit(page, True)
        before = pager.faults, pager.reads, pager.writes
        for page, is_write in pattern_visits(Prng(seed), pattern):
            pager.visit(page, is_write)
        after = pager.faults, pager.reads, pager.writes
        counters.append(tuple(b - a for a, b in zip(before, after)))
        for page in range(PAGES):
            pager.visit(page, False)
        addresses += [USER_BASE + page * PAGE_SIZE for page in pager.fault_pages]
        reads, writes = reads + pager.reads, writes + pager.writes
    return addresses, reads, writes, counters


AREA_PAGES, AREA_STEPS = 64, 2000


def vma_digest(prng):
    """The digest of check_vma_struct: random additions and removals of areas in a range of pages."""
    pages = [0] * AREA_PAGES
    digest = 0
    for _ in range(AREA_STEPS):
        first = prng.below(AREA_PAGES)
        last = min(first + 1 + prng.below(8), AREA_PAGES)
        if prng.below(3) == 0:
            pages[first:last] = [0] * (last - first)
            done = True
        else:
            permissions = 1 + prng.below(2)
            done = not any(pages[first:last])
            if done:
                pages[first:last] = [permissions] * (last - first)
        # Neighbours with equal permissions are one area.
        areas = sum(page != 0 and page != before for before, page in zip([0, *pages], pages))
        digest = (digest << 1 | digest >> 31) & 0xFFFFFFFF
        digest ^= (0x9E3779B9 if done else 1) ^ areas
    return digest
