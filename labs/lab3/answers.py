"""Right answers to lab 3's reading questions, from QEMU's record of faults and of the disk."""

from tools.grade import Failure

PAGE_FAULT = 14
FAULTS_ASKED_FOR = 9


def first_fault(run) -> list[int]:
    """lab3.q1: address and error code."""
    for taken in run.machine.interrupts:
        if taken.vector == PAGE_FAULT and taken.cr2 is not None:
            return [taken.cr2, taken.error]
    raise Failure("the processor took no page fault")


def faults_under_fifo(run) -> list[int]:
    """lab3.q2."""
    return list(run.machine.fault_addresses)[:FAULTS_ASKED_FOR]


def sectors_of_a_page(run) -> int:
    """lab3.q3."""
    commands = run.machine.ide("write", disk="swap")
    if not commands:
        raise Failure("the swap disk was never written to")
    return run.machine.ide("write", disk="swap", sectors=True) // commands
