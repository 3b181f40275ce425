"""Checks of lab 3 that compare the kernel's self-checks with models of what it must do."""

from tools.grade import Failure
from tools.grade.prng import Prng

from labs.lab2.checks import (  # noqa: F401
    PAGE_TABLES, digest_matches_model, expect_faults, pgdir_faults)
from labs.lab3 import models

SECTORS_PER_PAGE = 8
READ_WRITE_AREA, READ_ONLY_AREA = 0x0, 0x400000
"""Where check_pgfault has its areas; the second one is a page long."""

POLICY_NAMES = {"fifo": "fifo", "clock": "clock", "extended_clock": "extended clock", "lru": "lru"}


def expect_line(run, line: str, why: str) -> None:
    """The console has exactly this line."""
    if line not in run.lines:
        raise Failure(f"seed {run.seed}: no line '{line}': {why}")


def expect_traffic(run, reads: int, writes: int) -> None:
    """The swap disk moved as many pages as the model says."""
    for direction, wanted in (("read", reads), ("write", writes)):
        sectors = run.machine.ide(direction, disk="swap", sectors=True)
        if sectors != wanted * SECTORS_PER_PAGE:
            raise Failure(f"the swap disk was asked to {direction} {sectors / SECTORS_PER_PAGE:g} "
                          f"pages, {wanted} expected (recorded by QEMU)")


def areas_and_first_faults(run) -> None:
    """check_vma_struct had the right answers; check_pgfault touched its pages and no others."""
    digest = models.vma_digest(run.prng())
    expect_line(run, f"vma check: seed 0x{run.seed:08x} digest 0x{digest:08x}",
                "some range of addresses was added, removed or merged wrongly")
    expect_faults(run, [READ_WRITE_AREA + 0x100, READ_ONLY_AREA, READ_ONLY_AREA,
                        READ_ONLY_AREA + models.PAGE_SIZE])


def page_tables_are_printed(run) -> None:
    """print_pgdir shows what the kernel maps and nothing else; before, check_pgdir has faulted where
    it had to."""
    pgdir_faults(run)
    if [line for line in run.lines if line.startswith(("PDE(", "  |-- PTE("))] != PAGE_TABLES:
        raise Failure("print_pgdir shows other mappings than the kernel's own")


def one_page_leaves(run) -> None:
    """Five pages, four frames: the fifth one sends a page to the disk, and none comes back."""
    expect_faults(run, [(page + 1) * models.PAGE_SIZE for page in range(5)])
    expect_traffic(run, reads=0, writes=1)


def pages_come_and_go(run) -> None:
    """check_swap: which page faults come, in which order, by the policy in use."""
    addresses, reads, writes = models.check_swap_run(run.options.get("swap", "fifo"))
    expect_faults(run, addresses)
    expect_traffic(run, reads, writes)


def policy_chooses_as_model(run) -> None:
    """check_swap_policy: every victim, and so every page fault, is the model's."""
    for machine in run.all:
        policy = machine.options.get("swap", "fifo")
        addresses, reads, writes, counters = models.check_policy_run(machine.seed, Prng, policy)
        for pattern, (faults, pattern_reads, pattern_writes) in zip(models.PATTERNS, counters):
            expect_line(machine, f"swap: {POLICY_NAMES[policy]} swap manager, pattern {pattern}: "
                        f"{faults} faults, {pattern_reads} reads, {pattern_writes} writes, "
                        f"all bytes right", "other pages were sent away, or written needlessly")
        expect_faults(machine, addresses)
        expect_traffic(machine, reads, writes)
