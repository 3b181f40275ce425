"""Models of frame allocation, to recompute what a kernel's self-check reports.

Pure functions. `Prng` is a class with below(limit), made from a seed; the kernel has the same one
in libs/prng.h. kern/selftest/pmm_workload.cpp is the other half of this file: change both.
"""

ARENA_FRAMES = 512
MAX_BLOCKS = 128
OPERATIONS = 1000
NO_FRAME = 0xFFFFFFFF


def free_runs(used):
    """All (start, length) of neighbouring free frames, from low to high."""
    runs = []
    start = None
    for frame, taken in enumerate(used):
        if taken:
            if start is not None:
                runs.append((start, frame - start))
            start = None
        elif start is None:
            start = frame
    if start is not None:
        runs.append((start, len(used) - start))
    return runs


def place(used, count, rule="first_fit"):
    """The first of `count` frames by first_fit, best_fit or worst_fit, or None."""
    runs = [run for run in free_runs(used) if run[1] >= count]
    if not runs:
        return None
    if rule == "first_fit":
        return runs[0][0]
    if rule == "best_fit":
        return min(runs, key=lambda run: (run[1], run[0]))[0]
    if rule == "worst_fit":
        return min(runs, key=lambda run: (-run[1], run[0]))[0]
    raise ValueError(f"no model of {rule}")


def run_workload(prng, operations, blocks, allocate, free_one):
    """The self-check's random calls of `allocate(count)` and `free_one()`, until all is free again.
    `blocks` holds what is allocated; the two keep it."""
    for operation in range(operations):
        odds = prng.below(8) < (5 if operation // 128 % 2 == 0 else 3)
        if not blocks or (odds and len(blocks) < MAX_BLOCKS):
            limit = 64 if prng.below(4) == 0 else 8
            allocate(1 + prng.below(limit))
        else:
            free_one()
    while blocks:
        free_one()


def pmm_placements(prng, rule="first_fit", operations=OPERATIONS):
    """The frame that each allocation of the self-check's workload gets, in order; None for none."""
    used = [False] * ARENA_FRAMES
    blocks = []  # (start, length) of what is allocated
    placements = []

    def allocate(count):
        start = place(used, count, rule)
        placements.append(start)
        if start is not None:
            used[start:start + count] = [True] * count
            blocks.append((start, count))

    def free_one():
        index = prng.below(len(blocks))
        block_start, block_length = blocks[index]
        may_split = block_length > 1 and len(blocks) < MAX_BLOCKS
        blocks[index] = blocks[-1]
        blocks.pop()
        start, count = block_start, block_length
        if may_split and prng.below(4) == 0:
            end = block_start + block_length
            start += prng.below(block_length)
            count = 1 + prng.below(end - start)
            blocks.extend(part for part in ((block_start, start - block_start),
                                            (start + count, end - start - count)) if part[1] > 0)
        used[start:start + count] = [False] * count

    run_workload(prng, operations, blocks, allocate, free_one)
    allocate(ARENA_FRAMES)
    return placements


def digest(placements):
    """The digest that the kernel prints for these placements."""
    value = 0x811C9DC5
    for frame in placements:
        value = ((value ^ (NO_FRAME if frame is None else frame)) * 0x01000193) & 0xFFFFFFFF
    return value


def pmm_digest(seed, Prng, rule="first_fit", operations=OPERATIONS):
    """What `pmm check: seed ... digest ...` must show for a kernel with the strategy `rule`."""
    return digest(pmm_placements(Prng(seed), rule, operations))


class WrongPlacement(Exception):
    """An allocation that no buddy system would make; the text says which and why."""


def check_buddy(prng, placements, operations=OPERATIONS):
    """Follows the self-check's workload with the placements that a buddy system really gave: (frames,
    first frame or None), in order. A buddy system may choose among free blocks, but a block of 2^k
    frames lies at a multiple of 2^k, and there is one if a free one exists. WrongPlacement otherwise.

    Frames are numbered from the arena on, which begins at frame number 1."""
    used = [False] * ARENA_FRAMES
    blocks = []
    given = iter(placements)

    def aligned_places(size):
        return range(-1 % size, ARENA_FRAMES - size + 1, size)

    def has_free(size):
        return any(not any(used[place:place + size]) for place in aligned_places(size))

    def allocate(count):
        asked, start = next(given, (None, None))
        what = f"allocation of {count} frames"
        if asked != count:
            raise WrongPlacement(f"{what}: there was none, but one of {asked} frames")
        size = 1 << (count - 1).bit_length()
        if start is None:
            if has_free(size):
                raise WrongPlacement(f"{what}: refused, though there is a free block of {size}")
            return
        if start not in aligned_places(size):
            raise WrongPlacement(f"{what}: frame {start} does not begin a block of {size}")
        if any(used[start:start + size]):
            raise WrongPlacement(f"{what}: frame {start} begins a block that is in use")
        used[start:start + size] = [True] * size
        blocks.append((start, count, size))

    def free_one():
        index = prng.below(len(blocks))
        start, _, size = blocks[index]
        blocks[index] = blocks[-1]
        blocks.pop()
        used[start:start + size] = [False] * size

    run_workload(prng, operations, blocks, allocate, free_one)
    size = ARENA_FRAMES
    while size > 0:
        while has_free(size):
            allocate(size)
        size //= 2
    if next(given, None) is not None:
        raise WrongPlacement("more allocations than the check makes")


# What follows is the other half of kern/selftest/page_table_check.cpp: change both.

USER_BASE, USER_TOP = 0x00200000, 0xB0000000
PAGE_SIZE = 4096
ENTRY_PLACES = 32
MAPPING_SLOTS, MAPPING_FRAMES, MAPPING_STEPS = 16, 4, 256


def random_places(prng, count):
    """A page in each of `count` equal parts of user memory."""
    pages = (USER_TOP - USER_BASE) // PAGE_SIZE // count
    return [USER_BASE + (part * pages + prng.below(pages)) * PAGE_SIZE for part in range(count)]


def get_pte_faults(prng):
    """The addresses of the page faults of check_get_pte: a read of each place before it is mapped."""
    return random_places(prng, ENTRY_PLACES)


def pgdir_faults(prng):
    """The addresses of the page faults of check_pgdir: after each step on one of the slots it is read,
    and written when it is mapped; what is not mapped, or read-only, faults."""
    slots = random_places(prng, MAPPING_SLOTS)
    state = ["unmapped"] * MAPPING_SLOTS
    faults = []
    for _ in range(MAPPING_STEPS):
        slot = prng.below(MAPPING_SLOTS)
        step = prng.below(4)
        if step == 0:
            state[slot] = "unmapped"
        elif step in (1, 2):
            prng.below(MAPPING_FRAMES)
            state[slot] = "writable" if step == 1 else "read-only"
        if state[slot] != "writable":
            faults.append(slots[slot])
    return faults
