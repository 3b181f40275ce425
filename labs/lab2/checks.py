"""Checks of lab 2 that compare the kernel's self-checks with models of what it must do."""

import re

from tools.grade import Failure
from tools.grade.prng import Prng

from labs.lab1.checks import a_line_a_second  # noqa: F401
from labs.lab2 import models

KERNEL_MEMORY = 0x38000000
"""Bytes of physical memory that the kernel maps; frames beyond are left alone."""

TRACE = re.compile(r"pmm trace: (\d+) frames at (-?\d+)")

PAGE_TABLES = [
    "PDE(0e0) c0000000-f8000000 38000000 urw",
    "  |-- PTE(38000) c0000000-f8000000 38000000 -rw",
    "PDE(001) fac00000-fb000000 00400000 -rw",
    "  |-- PTE(000e0) faf00000-fafe0000 000e0000 urw",
    "  |-- PTE(00001) fafeb000-fafec000 00001000 -rw",
]


def digest_matches_model(run) -> None:
    """Every allocation of the random requests got the frames that first fit gives."""
    for machine in run.all:
        wanted = models.pmm_digest(machine.seed, Prng)
        line = f"pmm check: seed 0x{machine.seed:08x} digest 0x{wanted:08x}"
        if line not in machine.lines:
            raise Failure(f"with {machine.memory} and seed {machine.seed}: no line '{line}': "
                          f"some allocation got other frames than first fit gives")


def all_memory_is_used(run) -> None:
    """The same in machines of several sizes; what the kernel can not map is reported."""
    digest_matches_model(run)
    for machine in run.all:
        told = any(f"memory from {KERNEL_MEMORY:08x} on is not used" in line
                   for line in machine.lines)
        if told != (machine.memory == "1G"):
            raise Failure(f"with {machine.memory}: memory beyond what the kernel maps "
                          f"{'is reported, but there is none' if told else 'is not reported'}")


def buddy_placements_are_right(run) -> None:
    """Every allocation of the random requests is one that a buddy system would make."""
    for machine in run.all:
        placements = [(int(match[1]), None if match[2] == "-1" else int(match[2]))
                      for match in map(TRACE.fullmatch, machine.lines) if match]
        try:
            models.check_buddy(machine.prng(), placements)
        except models.WrongPlacement as wrong:
            raise Failure(f"with {machine.memory} and seed {machine.seed}: {wrong}") from None


def expect_faults(run, wanted: list[int]) -> None:
    """The page faults that QEMU recorded are those of the model, in its order."""
    seen = list(run.machine.fault_addresses)
    for number, (got, expected) in enumerate(zip(seen, wanted), 1):
        if got != expected:
            raise Failure(f"page fault {number} was at 0x{got:08x}, expected at 0x{expected:08x} "
                          f"(recorded by QEMU)")
    if len(seen) != len(wanted):
        raise Failure(f"the processor took {len(seen)} page faults, {len(wanted)} expected "
                      f"(recorded by QEMU)")


def get_pte_faults(run) -> None:
    """check_get_pte touched each place before it was mapped, and faulted only then."""
    for machine in run.all:
        expect_faults(machine, models.get_pte_faults(machine.prng()))


def pgdir_faults(run) -> None:
    """check_pgdir's accesses faulted exactly where nothing is mapped, or only for reading."""
    expect_faults(run, models.pgdir_faults(run.prng()))


def page_tables_are_printed(run) -> None:
    """print_pgdir shows what the kernel maps and nothing else."""
    get_pte_faults(run)
    shown = [line for line in run.lines if line.startswith(("PDE(", "  |-- PTE("))]
    if shown != PAGE_TABLES:
        other = next((line for line in shown if line not in PAGE_TABLES), None)
        raise Failure(f"print_pgdir shows {len(shown)} lines instead of {len(PAGE_TABLES)}"
                      + (f"; this one is not expected: '{other.strip()}'" if other else ""))
