"""Right answers to lab 4's reading questions, from QEMU's record of a stack that runs over."""

import re

from tools.grade import Failure

EXCEPTIONS = 32
REACHES = re.compile(r"ran over: it reaches from 0x([0-9a-f]{8}) to 0x([0-9a-f]{8})")


def exceptions_of_an_overflow(run) -> list[int]:
    """lab4.q1."""
    return [taken.vector for taken in run.machine.interrupts
            if taken.vector < EXCEPTIONS and not taken.hardware and not taken.soft]


def size_and_distance(run) -> list[int]:
    """lab4.q2: of the stack, and of the address that faulted from its end."""
    reaches = REACHES.search(run.console)
    if not reaches or not run.machine.fault_addresses:
        raise Failure("the kernel does not say which stack ran over")
    begin, end = int(reaches[1], 16), int(reaches[2], 16)
    return [end - begin, begin - run.machine.fault_addresses[-1]]
