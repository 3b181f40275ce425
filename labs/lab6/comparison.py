"""What a policy makes of user/turns.c in figures, so that two policies can be compared."""

from dataclasses import dataclass

from tools.grade import Failure

from labs.lab6.checks import CLOCK, PRIORITIES, SYSTEM_CALL, interrupted, window

SLEEPER, SLEEPS = 3, 80
"""The child that sleeps at first, and for how many ticks."""


@dataclass(frozen=True)
class Figures:
    """`wait`: ticks from the moment at which the sleeper is due until it runs. `error`: how much of
    the time went to somebody else than priorities say, at most for one child. `turns`: per tick."""

    wait: float
    error: float
    turns: float

    def __str__(self) -> str:
        return (f"waits {self.wait:.0f} ticks after its sleep, {100 * self.error:.0f} % of the time at "
                f"the wrong process, {100 * self.turns:.0f} turns in 100 ticks")


def figures(run) -> Figures:
    """The figures of one run, by QEMU's record."""
    turns = window(run)
    total = sum(turn.ticks for turn in turns)
    shares = sum(PRIORITIES.values())
    errors = [abs(sum(turn.ticks for turn in turns if turn.who == child) - total * priority / shares)
              for child, priority in PRIORITIES.items()]
    return Figures(_wait(run), max(errors) / total, len(turns) / total)


def mean(several: list[Figures]) -> Figures:
    """Their mean."""
    number = len(several)
    return Figures(sum(one.wait for one in several) / number,
                   sum(one.error for one in several) / number,
                   sum(one.turns for one in several) / number)


def _wait(run) -> int:
    ticks, due = 0, None
    for taken in run.machine.interrupts:
        ticks += taken.vector == CLOCK and taken.hardware
        if interrupted(taken) != SLEEPER or taken.vector not in (CLOCK, SYSTEM_CALL):
            continue
        if due is not None and ticks >= due:
            return ticks - due
        if taken.vector == SYSTEM_CALL:
            due = ticks + SLEEPS
    raise Failure(f"child {SLEEPER} never ran after its sleep (recorded by QEMU)")
