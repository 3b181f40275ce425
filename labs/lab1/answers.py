"""Right answers to lab 1's reading questions, worked out from the build and from QEMU's record."""

from collections import Counter

TIMER = 0x20


def first_instruction(run) -> int:
    """lab1.q1."""
    return run.symbols.address("kernel_entry")


def idle_function(run) -> str:
    """lab1.q2: where most of the timer's interrupts have found the processor."""
    names = Counter((run.symbols.name(taken.ip) or "?").partition("+")[0]
                    for taken in run.machine.interrupts if taken.vector == TIMER)
    return names.most_common(1)[0][0]


def timer_interrupt(run) -> list[int]:
    """lab1.q3: vector and selector."""
    taken = next(i for i in run.machine.interrupts if i.hardware and run.machine.count(i.vector) > 10)
    return [taken.vector, taken.cs]


def common_entry(run) -> int:
    """lab1.q4."""
    return run.symbols.address("trap_common")
