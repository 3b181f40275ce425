"""Right answers to lab 5's reading questions, from QEMU's record of two programs."""

from tools.grade import Failure

SYSTEM_CALL, USER = 0x80, 3


def selectors(run) -> list[int]:
    """lab5.q1: cs and ss of a program at its first system call."""
    for taken in run.machine.interrupts:
        if taken.vector == SYSTEM_CALL and taken.cpl == USER:
            return [taken.cs, taken.ss]
    raise Failure("no program made a system call")


def raised_instead(run) -> list[int]:
    """lab5.q2: the exception, and its error code, that `int $14` in a program leads to."""
    for taken in run.machine.interrupts:
        if taken.cpl == USER and not taken.soft and not taken.hardware:
            return [taken.vector, taken.error]
    raise Failure("the processor raised no exception in user mode")


def system_calls(run) -> int:
    """lab5.q3."""
    return run.machine.count(SYSTEM_CALL, cpl=USER)
