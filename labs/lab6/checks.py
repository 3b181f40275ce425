"""Checks of lab 6: who had the CPU at which tick of the clock, as QEMU recorded it."""

from dataclasses import dataclass

from tools.grade import Failure

STACK_TOP, STACK_SIZE, FLOOR = 0xB0000000, 0x100000, 8192
"""Where a program's stack is, and how far apart the children of turns.c and rests.c have theirs."""

CLOCK, SYSTEM_CALL = 0x20, 0x80
PARENT, ALONE_FOR, TICKS_ALONE = 0, 1, 40
TIME_SLICE = 5
PRIORITIES = {1: 2, 2: 4, 3: 1}
CHILDREN = tuple(PRIORITIES)
NAPS, NAP = 6, 13
"""What user/turns.c does: child 1 is alone, then 2 comes, then 3, which sleeps at first. In the end
the parent takes naps, of so many ticks."""

SHORTEST_WINDOW = 175
"""Ticks that all three children compute together: a little less than there are."""

LEVELS = (2, 4, 8, 16)
"""Ticks that the levels of the multi-level feedback queue allot."""

REST_SHARE = (0.30, 0.365)
"""Of the two children of rests.c, ticks of the one that yields per tick of the other. It uses 2, 2
and 1 ticks of each time slice, and the other has three turns meanwhile: 5 to 15. With a new time
slice for every turn it would be 6 to 15."""


@dataclass
class Stretch:
    """Successive events in user mode of one process: ticks of the clock, and system calls."""

    who: int
    ticks: int = 0
    calls: int = 0


def interrupted(taken) -> int | None:
    """Which process ran in user mode, by its stack pointer; None: the kernel, or another stack."""
    below = STACK_TOP - taken.sp
    return below // FLOOR if taken.cpl == 3 and 0 < below <= STACK_SIZE else None


def stretches(run) -> list[Stretch]:
    """What happened in user mode, process by process."""
    found: list[Stretch] = []
    for taken in run.machine.interrupts:
        who = interrupted(taken)
        if who is None or taken.vector not in (CLOCK, SYSTEM_CALL):
            continue
        if not found or found[-1].who != who:
            found.append(Stretch(who))
        if taken.vector == CLOCK:
            found[-1].ticks += 1
        else:
            found[-1].calls += 1
    return found


def told(turns: list[Stretch], limit: int = 12) -> str:
    """Turns in readable form."""
    return ", ".join(f"child {turn.who}: {turn.ticks}" for turn in turns[:limit])


def alone_and_after(run) -> list[Stretch]:
    """What came after the time that child 1 was alone."""
    found = stretches(run)
    for number, stretch in enumerate(found):
        if stretch.who == ALONE_FOR and abs(stretch.ticks - TICKS_ALONE) <= 2:
            return found[number + 1:]
    alone = max((turn.ticks for turn in found if turn.who == ALONE_FOR), default=0)
    raise Failure(f"child 1 is alone while its parent sleeps for {TICKS_ALONE} ticks; then the "
                  f"parent should run. Child 1 had {alone} ticks (recorded by QEMU)")


def window(run) -> list[Stretch]:
    """The turns from the moment at which child 3 has slept until the parent wakes up: all three
    compute. The last turn, which that cuts short, is not among them."""
    found = alone_and_after(run)
    called = [number for number, stretch in enumerate(found) if stretch.who == 3 and stretch.calls]
    if not called:
        raise Failure("child 3 of turns never ran (recorded by QEMU)")
    rest = found[called[-1] + 1:]
    woken = next((number for number, stretch in enumerate(rest) if stretch.who == 3), None)
    end = next((number for number, stretch in enumerate(rest) if stretch.who == PARENT), len(rest))
    if woken is None or woken >= end:
        raise Failure("child 3 of turns had no turn after it had slept (recorded by QEMU)")
    turns = rest[woken:end - 1]
    for child in CHILDREN:
        if not any(turn.who == child for turn in turns):
            raise Failure(f"child {child} had no turn while three children computed "
                          "(recorded by QEMU)")
    return turns


def turns_of_round_robin(run) -> None:
    """Everybody in turn, for five ticks."""
    turns = window(run)[1:]
    if sum(turn.ticks for turn in turns) < SHORTEST_WINDOW:
        raise Failure(f"the three children had only {sum(turn.ticks for turn in turns)} ticks")
    for number, turn in enumerate(turns):
        if turn.ticks != TIME_SLICE:
            raise Failure(f"a turn lasted {turn.ticks} ticks, not {TIME_SLICE} (recorded by QEMU: "
                          f"{told(turns[max(number - 3, 0):], 6)})")
    order = [turn.who for turn in turns]
    if any(set(order[i:i + 3]) != set(CHILDREN) for i in range(len(order) - 2)):
        raise Failure(f"not everybody in turn (recorded by QEMU: {told(turns)})")


def check_shares(turns: list[Stretch], most: float) -> None:
    """Ticks in proportion to priorities; each child's may differ by `most` ticks."""
    total = sum(turn.ticks for turn in turns)
    if total < SHORTEST_WINDOW:
        raise Failure(f"the three children had only {total} ticks (recorded by QEMU)")
    for child, priority in PRIORITIES.items():
        got = sum(turn.ticks for turn in turns if turn.who == child)
        due = total * priority / sum(PRIORITIES.values())
        if abs(got - due) > most:
            raise Failure(f"child {child}, priority {priority}, had {got} ticks of {total}, "
                          f"expected {due:.0f} (recorded by QEMU: {told(turns)})")


def gaps(run, who: int, least: int) -> list[int]:
    """Between what happened to one process in user mode: the times of at least that many ticks."""
    now, last, found = 0, None, []
    for taken in run.machine.interrupts:
        now += taken.vector == CLOCK and taken.hardware
        if interrupted(taken) != who:
            continue
        if last is not None and now - last >= least:
            found.append(now - last)
        last = now
    return found


def check_naps(run) -> None:
    """Who has slept runs when the turn that it finds is over; turns of two others may come first."""
    waits = [gap - NAP for gap in gaps(run, PARENT, NAP)[2:]][:NAPS]  # it sleeps twice before that
    if len(waits) < NAPS:
        raise Failure(f"the parent has slept {len(waits)} times for {NAP} ticks, not {NAPS} "
                      "(recorded by QEMU)")
    if max(waits) > 3 * TIME_SLICE:
        raise Failure(f"the parent, which has the highest priority and sleeps for {NAP} ticks, had "
                      f"to wait up to {max(waits)} ticks after that: who was away must not be left "
                      "behind (recorded by QEMU)")


def turns_of_stride(run) -> None:
    """Turns of five ticks, of which there are in proportion to priorities; nobody is left behind."""
    turns = window(run)[1:]
    for number, turn in enumerate(turns):
        if turn.ticks % TIME_SLICE != 0:
            raise Failure(f"somebody ran for {turn.ticks} ticks, but turns last {TIME_SLICE} "
                          f"(recorded by QEMU: {told(turns[max(number - 3, 0):], 6)})")
    check_shares(turns, 1.5 * TIME_SLICE)
    check_naps(run)


def newcomer(run) -> int:
    """How many ticks child 2 had before child 1 had its next one."""
    ticks = 0
    seen = False
    for stretch in alone_and_after(run):
        seen = seen or stretch.who == 2
        if seen and stretch.who == 1 and stretch.ticks:
            return ticks
        ticks += stretch.ticks if stretch.who == 2 else 0
    return ticks


def turns_of_cfs(run) -> None:
    """Shares in proportion to priorities from the start, whether one has slept or is new."""
    first = newcomer(run)
    if first > 8:
        raise Failure(f"child 2, which is new, ran for {first} ticks before child 1 had another "
                      "one: it must not make up for the time when it was not there "
                      "(recorded by QEMU)")
    turns = window(run)
    if turns[0].ticks > 8:
        raise Failure(f"child 3, which has slept, ran for {turns[0].ticks} ticks at once: it may "
                      "have a small credit, no more (recorded by QEMU)")
    check_shares(turns, 8)
    total = sum(turn.ticks for turn in turns)
    if total < 3 * len(turns):
        raise Failure(f"{len(turns)} turns in {total} ticks: that is a switch for nothing at "
                      "almost every tick (recorded by QEMU)")


def turns_of_mlfq(run) -> None:
    """Who comes goes through all levels; whoever computes ends in the lowest one."""
    first, wanted = newcomer(run), sum(LEVELS[:-1])
    if first != wanted:
        raise Failure(f"child 2, which is new, had {first} ticks before child 1, which had sunk to "
                      f"the lowest level, had its next one: expected {wanted}, "
                      f"the allotments of the levels above (recorded by QEMU)")
    turns = window(run)
    if turns[0].ticks != wanted - 1:
        raise Failure(f"child 3, which had used one tick before it slept, had {turns[0].ticks} at "
                      f"once: expected {wanted - 1} (recorded by QEMU)")
    for child in CHILDREN:
        if not any(turn.who == child and turn.ticks == LEVELS[-1] for turn in turns[1:]):
            raise Failure(f"child {child} computes all the time, but has no turn of {LEVELS[-1]} "
                          f"ticks (recorded by QEMU: {told(turns)})")
    longest = max(turn.ticks for turn in turns)
    if longest > LEVELS[-1] + LEVELS[0]:  # both when everybody starts anew meanwhile
        raise Failure(f"somebody had {longest} ticks at once (recorded by QEMU: {told(turns)})")


def compared(run) -> tuple:
    """Figures of the lottery (the mean of all runs but the last) and of the policy of the last run."""
    from labs.lab6.comparison import figures, mean
    return mean([figures(machine) for machine in run.all[:-1]]), figures(run.all[-1])


def cfs_is_better_than_the_lottery(run) -> None:
    """Who has slept runs soon, and shares are right, at not many more switches."""
    lottery, own = compared(run)
    if 4 * own.wait > lottery.wait or 2 * own.error > lottery.error or own.turns > 2 * lottery.turns:
        raise Failure(f"under cfs: {own}; under the lottery: {lottery}. Expected: a quarter of the "
                      "wait, half of the error, at most twice the turns (recorded by QEMU)")


def mlfq_is_better_than_the_lottery(run) -> None:
    """Who has slept runs soon, and nevertheless turns are long."""
    lottery, own = compared(run)
    if 4 * own.wait > lottery.wait or own.turns > lottery.turns:
        raise Failure(f"under mlfq: {own}; under the lottery: {lottery}. Expected: a quarter of the "
                      "wait, and no more turns (recorded by QEMU)")


def rests_are_kept(run) -> None:
    """Who yields has the rest of its time slice in its next turn."""
    found = stretches(run)
    ticks = {child: sum(turn.ticks for turn in found if turn.who == child) for child in (1, 2)}
    if sum(ticks.values()) < 100 or not ticks[1]:
        raise Failure(f"the children had {ticks[1]} and {ticks[2]} ticks (recorded by QEMU)")
    share = ticks[2] / ticks[1]
    if not REST_SHARE[0] <= share <= REST_SHARE[1]:
        raise Failure(f"one child computes and had {ticks[1]} ticks; the other one yields after "
                      f"two, and had {ticks[2]}, expected about {ticks[1] / 3:.0f}: is the rest of "
                      "a time slice kept, and only that? (recorded by QEMU)")
