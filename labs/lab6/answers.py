"""Right answers to lab 6's reading questions: who had the CPU at each tick, by QEMU's record."""

from collections import Counter

from tools.grade import Failure

from labs.lab6.checks import window


def ticks_of_a_turn(run) -> int:
    """lab6.q1: how long most turns last while three children compute."""
    lengths = Counter(turn.ticks for turn in window(run)[1:])
    return lengths.most_common(1)[0][0]


def turns_for_each_of_child_3(run) -> list[int]:
    """lab6.q2: of child 1 and of child 2, in most of the rounds from one turn of child 3 to the next."""
    turns = window(run)
    ends = [number for number, turn in enumerate(turns) if turn.who == 3]
    rounds: Counter[tuple[int, ...]] = Counter()
    for begin, end in zip(ends, ends[1:]):
        between = turns[begin + 1:end]
        ticks = [sum(turn.ticks for turn in between if turn.who == child) for child in (1, 2)]
        rounds[tuple(number // turns[begin].ticks for number in ticks)] += 1
    if not rounds:
        raise Failure("child 3 had no two turns while three children computed")
    return list(rounds.most_common(1)[0][0])
