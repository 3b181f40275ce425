"""Checks of lab 4: the kernel's self-checks against models, and threads' stacks as QEMU saw them."""

import re

from tools.grade import Failure
from tools.grade.prng import Prng

from labs.lab2.checks import digest_matches_model, pgdir_faults
from labs.lab2.heap_checks import requests_match_model
from labs.lab4 import models

__all__ = ["digest_matches_model", "pgdir_faults", "requests_match_model"]

PAGE_FAULT, DOUBLE_FAULT = 14, 8
DEFAULT_SEED = 1
STACKS_BEGIN, STACKS_END = 0xFB800000, 0xFF000000
SLOT = 3 * models.PAGE
"""A guard page and the two pages of a stack (kern/mm/kernel_stack.cpp)."""

OVERFLOW = re.compile(r'process \d+, "deep", ran over: it reaches from 0x([0-9a-f]{8}) to '
                      r'0x([0-9a-f]{8})')


def expect_line(run, line: str, why: str) -> None:
    """A line with figures that depend on the seed."""
    if line not in run.lines:
        start = line.split(":")[0]
        printed = next((other for other in run.lines if other.startswith(start)), None)
        raise Failure(f"missing '{line}': {why}"
                      + (f"; it printed '{printed}'" if printed else ""))


def slot_of(stack_pointer: int) -> int | None:
    """Which kernel stack a stack pointer lies in: the number of its slot."""
    offset = stack_pointer - STACKS_BEGIN
    in_range = 0 <= offset < STACKS_END - STACKS_BEGIN and offset % SLOT >= models.PAGE
    return offset // SLOT if in_range else None


def faults_of(run, trail: models.Trail) -> list:
    """The page faults of a check's turns, which follow each other in QEMU's record."""
    seen = [taken for taken in run.machine.interrupts if taken.vector == PAGE_FAULT]
    wanted = trail.addresses
    addresses = [taken.cr2 for taken in seen]
    longest = 0
    for start in range(len(seen)):
        length = 0
        while (length < len(wanted) and start + length < len(seen)
               and addresses[start + length] == wanted[length]):
            length += 1
        if length == len(wanted):
            return seen[start:start + length]
        longest = max(longest, length)
    owner, address = trail.turns[longest]
    raise Failure(f"turn {longest + 1} of {len(wanted)} should be thread {owner}'s, which touches "
                  f"0x{address:08x}: QEMU recorded no such page fault there")


def expect_trail(run, trail: models.Trail) -> None:
    """Every turn was taken in its order, by each thread on one stack that is its own."""
    slots: dict[int, int] = {}
    for (owner, _), fault in zip(trail.turns, faults_of(run, trail)):
        slot = slot_of(fault.sp)
        if slot is None:
            raise Failure(f"thread {owner} ran with esp 0x{fault.sp:08x}, which is on no kernel "
                          "stack (recorded by QEMU)")
        if slots.setdefault(owner, slot) != slot:
            raise Failure(f"thread {owner} ran on two stacks, the one with esp 0x{fault.sp:08x} "
                          "is another thread's (recorded by QEMU)")
    if len(set(slots.values())) != len(slots):
        raise Failure("two threads ran on the same stack (recorded by QEMU)")


def threads_began(run, seed: int | None = None) -> None:
    """Each thread touched the address that its ebx names, on its own stack."""
    seed = run.seed if seed is None else seed
    trail = models.copy_thread(Prng(seed))
    expect_line(run, f"copy_thread check: seed 0x{seed:08x} threads {len(trail.turns)} "
                     f"digest 0x{trail.digest:08x}", "some thread began with other registers")
    expect_trail(run, trail)


def children_match_model(run, seed: int | None = None) -> None:
    """Numbers and order of the children."""
    for machine in run.all:
        own_seed = machine.seed if seed is None else seed
        children, digest = models.do_fork(Prng(own_seed))
        expect_line(machine, f"do_fork check: seed 0x{own_seed:08x} children {children} "
                             f"digest 0x{digest:08x}", "some child got another number")


def switches_match_model(run, seed: int | None = None) -> None:
    """The processor was where proc_run had to bring it, each time."""
    seed = run.seed if seed is None else seed
    trail = models.proc_run(Prng(seed))
    expect_line(run, f"proc_run check: seed 0x{seed:08x} turns {len(trail.turns)} "
                     f"digest 0x{trail.digest:08x}", "some turn was another thread's")
    expect_trail(run, trail)


def turns_match_model(run, seed: int | None = None) -> None:
    """Threads ran first come, first served."""
    for machine in run.all:
        own_seed = machine.seed if seed is None else seed
        trail = models.threads(Prng(own_seed))
        expect_line(machine, f"threads check: seed 0x{own_seed:08x} turns {len(trail.turns)} "
                             f"digest 0x{trail.digest:08x}", "the order of turns is another one")
        expect_trail(machine, trail)


def init_is_a_thread(run) -> None:
    """Init touched its address on a kernel stack of a thread, not on the one of the boot."""
    expect_trail(run, models.init(run.prng()))


def everything_matches_model(run) -> None:
    """A boot without options: the checks use seed 1."""
    requests_match_model(run, DEFAULT_SEED)
    threads_began(run, DEFAULT_SEED)
    switches_match_model(run, DEFAULT_SEED)
    children_match_model(run, DEFAULT_SEED)
    turns_match_model(run, DEFAULT_SEED)


def guard_page_was_hit(run) -> None:
    """The stack that the kernel names is the one whose guard page QEMU saw touched."""
    match = OVERFLOW.search(run.console)
    if not match:
        raise Failure("the thread 'deep' is not named")
    bottom, top = int(match[1], 16), int(match[2], 16)
    if slot_of(bottom) is None or top - bottom != SLOT - models.PAGE:
        raise Failure(f"from 0x{bottom:08x} to 0x{top:08x} is no kernel stack")
    fault = [taken for taken in run.machine.interrupts if taken.vector == PAGE_FAULT][-1:]
    if not fault or not bottom - models.PAGE <= fault[0].cr2 < bottom:
        raise Failure(f"no page fault just below 0x{bottom:08x} came before the double fault "
                      "(recorded by QEMU)")
