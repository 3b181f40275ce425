"""Right answers to lab 7's reading questions, from a run of the philosophers."""

import re

from tools.grade import Failure

LINE = re.compile(r"(?:Iter \d+, )?No\.(\d) philosopher_sema (?:is (eating|thinking)|quit)")


def first_meals(run) -> list[int]:
    """lab7.q1: numbers of philosophers in the order of their first meals."""
    order: list[int] = []
    for who, eats in _events(run):
        if eats and who not in order:
            order.append(who)
    return order


def most_at_once(run) -> int:
    """lab7.q2."""
    eating: set[int] = set()
    most = 0
    for who, eats in _events(run):
        eating = eating | {who} if eats else eating - {who}
        most = max(most, len(eating))
    return most


def _events(run) -> list[tuple[int, bool]]:
    events = [(int(match[1]), match[2] == "eating")
              for match in map(LINE.fullmatch, run.lines) if match]
    if not any(eats for _, eats in events):
        raise Failure("no philosopher eats")
    return events
