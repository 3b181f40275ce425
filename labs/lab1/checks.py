"""Checks of lab 1 that compare what the kernel says with the seed, the symbols and QEMU's record."""

import re
from dataclasses import dataclass

from tools.grade import Failure
from tools.grade.prng import Prng

FRAME = re.compile(r"ebp:0x([0-9a-f]{8}) eip:0x([0-9a-f]{8}) args:((?:0x[0-9a-f]{8} ){4})")
PLACE = re.compile(r"    (?:(\S+):(\d+): (\S+\+\d+)|<unknown>: -- 0x[0-9a-f]{8} --)")

VECTORS_RAISED = 64
NO_INT = {8, 10, 11, 12, 13, 14, 17}
"""Exceptions with an error code, which an `int` instruction does not push."""

TIMER, TO_USER, TO_KERNEL = 0x20, 0x78, 0x79


@dataclass(frozen=True)
class Frame:
    """One frame of a backtrace as the console shows it."""

    ebp: int
    eip: int
    args: tuple[int, ...]
    place: str | None  # "function+offset"


def frames_of(lines: list[str]) -> list[Frame]:
    """The backtrace: from the first line of a frame to the last one, two lines each."""
    frames = []
    for line, below in zip(lines, [*lines[1:], ""]):
        if not (match := FRAME.fullmatch(line)):
            continue
        place = PLACE.fullmatch(below)
        if not place:
            raise Failure(f"'{line.strip()}' is not followed by its place in the source")
        args = tuple(int(word, 16) for word in match[3].split())
        frames.append(Frame(int(match[1], 16), int(match[2], 16), args, place[3]))
    return frames


def nested_calls(prng: Prng) -> list[tuple[int, ...]]:
    """The arguments of the self-check's nested calls, the innermost first: as in
    kern/selftest/backtrace_check.cpp."""
    left = 2 + prng.below(6)
    x, y, z = prng.next(), prng.next(), prng.next()
    calls = [(left, x, y, z)]
    while left > 0:
        left, x, y, z = left - 1, y, z, (x + left) & 0xFFFFFFFF
        calls.append((left, x, y, z))
    return calls[::-1]


def backtrace_is_right(run) -> None:
    """Functions, offsets, frame pointers and arguments of all frames."""
    frames = frames_of(run.lines)
    calls = nested_calls(run.prng())
    for frame in frames:
        actual = run.symbols.name(frame.eip - 1)
        if frame.place is None or frame.place != actual:
            raise Failure(f"eip 0x{frame.eip:08x} is a return address into {actual}, counted from the "
                          f"byte before it, but the line below says {frame.place}")
    for inner, outer in zip(frames, frames[1:]):
        if outer.ebp <= inner.ebp:
            raise Failure(f"ebp 0x{outer.ebp:08x} of the caller is not above 0x{inner.ebp:08x}")
    functions = [str(frame.place).rsplit("+", 1)[0].rsplit("::", 1)[-1] for frame in frames]
    wanted = ["print_stackframe", *["call_deeper"] * len(calls), "check_backtrace"]
    if functions[:len(wanted)] != wanted or functions[-1] != "kern_init":
        raise Failure(f"the backtrace should go {' < '.join(wanted)} < ... < kern_init, "
                      f"but goes {' < '.join(functions)}")
    for frame, call in zip(frames[1:], calls):
        if frame.args != call:
            raise Failure(f"call_deeper was called with {numbers(call)}, "
                          f"but the backtrace says {numbers(frame.args)}")


def numbers(values: tuple[int, ...]) -> str:
    """The values as the backtrace prints them."""
    return " ".join(f"0x{value:08x}" for value in values)


def vectors_were_raised(run) -> None:
    """The processor took the vectors of the self-check, in the order that the seed gives."""
    prng = run.prng()
    wanted = []
    while len(wanted) < VECTORS_RAISED:
        vector = prng.below(256)
        if vector not in NO_INT:
            wanted.append(vector)
    taken = [interrupt.vector for interrupt in run.machine.interrupts if interrupt.soft]
    if taken != wanted:
        raise Failure(f"the processor took {len(taken)} vectors of `int` instructions, not the "
                      f"{len(wanted)} of seed {run.seed} in their order (recorded by QEMU)")


def stack_at(run, vector: int) -> int:
    """The stack pointer of the code that raised `vector` first."""
    for interrupt in run.machine.interrupts:
        if interrupt.vector == vector and interrupt.soft:
            return interrupt.sp
    raise Failure(f"vector {vector:#x} was never raised")


def user_code_keeps_its_stack(run) -> None:
    """The switch to user mode gave the code its own stack pointer back: one function raises both
    vectors, so a few words may lie between, but not a trap frame."""
    before, after = stack_at(run, TO_USER), stack_at(run, TO_KERNEL)
    if abs(after - before) > 32:
        raise Failure(f"the stack pointer was 0x{before:08x} before the switch to user mode "
                      f"and 0x{after:08x} after it")


def kernel_code_keeps_its_stack(run) -> None:
    """After the switch back the kernel idles in ring 0 on the stack that it had before."""
    before = stack_at(run, TO_USER)
    interrupts = run.machine.interrupts
    back = next(i for i, taken in enumerate(interrupts) if taken.vector == TO_KERNEL)
    for taken in interrupts[back + 1:]:
        if taken.cpl != 0:
            raise Failure(f"after vector 121 the processor is still in ring {taken.cpl}")
        if taken.vector == TIMER and abs(taken.sp - before) > 128:
            raise Failure(f"the stack pointer was 0x{before:08x} before the switches "
                          f"and is 0x{taken.sp:08x} after them")


def a_line_a_second(run) -> None:
    """One line for each full hundred of timer interrupts, no more."""
    lines = sum("100 ticks" in line for line in run.lines)
    wanted = run.machine.count(TIMER) // 100
    if lines != wanted:
        raise Failure(f"'100 ticks' was printed {lines} times for {run.machine.count(TIMER)} timer "
                      f"interrupts, not {wanted} times")
