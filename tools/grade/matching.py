"""Expected lines against the console: each problem found is one sentence for the student."""

import difflib
import re
from collections.abc import Iterator

from tools.grade.console import shorten
from tools.grade.plan import Check


def console_problems(check: Check, lines: list[str]) -> list[str]:
    """What is wrong with the console, the most telling thing first; empty when nothing is."""
    problems = []
    problems += list(_missing_in_order(check.lines, lines) if check.ordered
                     else _missing(check.lines, lines))
    problems += list(_missing_patterns(check.regex, lines))
    problems += list(_unwanted(check, lines))
    return problems


def _missing_in_order(wanted: tuple[str, ...], lines: list[str]) -> Iterator[str]:
    """Only the first gap is told: what comes after it follows from it."""
    text = "\n".join(lines)
    position = 0
    for index, piece in enumerate(wanted):
        found = text.find(piece, position)
        if found < 0:
            if index and piece in text:
                yield f"'{piece}' did not appear after '{wanted[index - 1]}', only before it"
            else:
                yield _missing_text(piece, lines)
            return
        position = found + len(piece)


def _missing(wanted: tuple[str, ...], lines: list[str]) -> Iterator[str]:
    for piece in wanted:
        if not any(piece in line for line in lines):
            yield _missing_text(piece, lines)


def _missing_patterns(patterns: tuple[str, ...], lines: list[str]) -> Iterator[str]:
    for pattern in patterns:
        compiled = re.compile(pattern)
        if not any(compiled.fullmatch(line) for line in lines):
            yield f"no line matches the expression '{pattern}'{_nearest(pattern, lines)}"


def _unwanted(check: Check, lines: list[str]) -> Iterator[str]:
    for piece in check.absent:
        for number, line in enumerate(lines, 1):
            if piece in line:
                yield f"'{piece}' must not appear, but line {number} is '{shorten(line)}'"
                break
    for pattern in check.absent_regex:
        compiled = re.compile(pattern)
        for number, line in enumerate(lines, 1):
            if compiled.fullmatch(line):
                yield f"no line may match '{pattern}', but line {number} is '{shorten(line)}'"
                break


def _missing_text(piece: str, lines: list[str]) -> str:
    return f"missing '{piece}'{_nearest(piece, lines)}"


def _nearest(piece: str, lines: list[str]) -> str:
    """The line that is most like the missing one, with its number, if any is at all like it."""
    numbers = {shorten(line): number for number, line in enumerate(lines[:5000], 1)}
    close = difflib.get_close_matches(piece, numbers, n=1, cutoff=0.6)
    return f"; the nearest line is {numbers[close[0]]}: '{close[0]}'" if close else ""
