"""What people read: groups and checks in the manner of the original's script, reasons below."""

import sys
from collections.abc import Iterable
from dataclasses import dataclass

from tools.grade.blanks import Blank
from tools.grade.score import Score, points_of
from tools.grade.verdict import Verdict

_COLUMN = 50
_STYLES = {"good": "bold green", "bad": "bold red", "head": "bold", "faint": "dim"}


@dataclass(frozen=True)
class Line:
    """One line of the report: plain text, of which `mark` at its end or whole may get a colour."""

    text: str
    style: str = ""
    mark: str = ""


class Printer:
    """Writes lines; with colours only when asked to, and then by way of rich."""

    def __init__(self, colour: bool) -> None:
        self._console = None
        if colour:
            from rich.console import Console  # only now: it takes 30 ms to load
            self._console = Console(force_terminal=True, highlight=False, markup=False)

    def __call__(self, lines: Iterable[Line]) -> None:
        for line in lines:
            whole = f"{line.text}{line.mark}".rstrip()
            if self._console is None:
                print(whole)
                continue
            from rich.text import Text
            style = _STYLES.get(line.style, "")
            parts = ((line.text, style if not line.mark else ""), (line.mark, style))
            self._console.print(Text.assemble(*parts), soft_wrap=True)
        sys.stdout.flush()


def group_lines(group: str, verdicts: list[Verdict], again: "Again") -> list[Line]:
    """A group's heading with the time its machines took, and its checks."""
    seconds = sum(verdict.wall for verdict in verdicts)
    lines = [Line(f"{group + ':':<{_COLUMN - 4}} ({seconds:.1f}s)", "head")]
    for verdict in verdicts:
        lines += _check_lines(verdict, again)
    return lines


def blank_lines(blanks: Iterable[Blank], verdicts: Iterable[Verdict], lab: int) -> list[Line]:
    """Where to write what checks found blank: once for all of them. What earlier labs than `lab` left
    blank is needed first."""
    wanted = {name for verdict in verdicts for name in (verdict.not_done, verdict.reached)}
    found = [blank for blank in blanks if wanted & {blank.id, blank.exercise}]
    if not found:
        return []
    lines = [Line("Not done yet:", "head")]
    first = {blank.id: ", needed first" for blank in found if blank.lab < lab}
    return lines + [Line(f"  exercise {b.number:<6} {b.title} ({b.file}:{b.line}){first.get(b.id, '')}")
                    for b in found]


def total_lines(result: Score, bonus: Score) -> list[Line]:
    """The end: what challenges have won, and as the last line the score in the original's form."""
    lines = [Line(f"Bonus: {bonus.won}/{bonus.total}", "good" if bonus.full else "")]
    style = "good" if result.full else "bad"
    last = Line(f"Total Score: {result.won}/{result.total}", style)
    return [*(lines if bonus.total else []), last]


@dataclass(frozen=True)
class Again:
    """How a failed check is run again by itself, and where its logs are."""

    lab: int
    seed: int | None
    folder: str

    def command(self, check: str) -> str:
        """The line for the shell; the seed is named only when it was chosen."""
        seed = f" SEED={self.seed}" if self.seed is not None else ""
        return f"make grade LAB={self.lab} CHECK={check}{seed}"


def _check_lines(verdict: Verdict, again: Again) -> list[Line]:
    own = points_of(verdict.check, verdict)
    extra = " bonus" if verdict.check.bonus else ""
    title = f"  -check {verdict.check.title}:"
    word = "OK" if verdict.passed else "not answered yet" if verdict.unanswered else "WRONG"
    mark = f" {word:<6} ({own.won}/{own.total}{extra})" if own.total else f" {word}"
    if verdict.not_done:
        mark += f"  not done yet (exercise {verdict.not_done.removeprefix('lab')})"
    lines = [Line(f"{title:<{_COLUMN}}", "good" if verdict.passed else "bad", mark)]
    if verdict.unanswered:
        return lines + [Line(f"      {problem}") for problem in verdict.problems]
    return lines if verdict.passed or verdict.not_done else lines + _reasons(verdict, again)


def _reasons(verdict: Verdict, again: Again) -> list[Line]:
    lines = [Line(f"   !! error: {problem}", "bad") for problem in verdict.problems]
    if verdict.panic:
        lines.append(Line("      the panic:"))
        lines += [Line(f"      | {text}", "faint") for text in verdict.panic]
    if verdict.check.answer and not verdict.tail:
        question = f"      question {verdict.check.answer}, in answers/"
        question += f"{verdict.check.answer.partition('.')[0]}.md"
        return [*lines, Line(question), Line(f"      again: {again.command(verdict.check.name)}")]
    if verdict.tail:
        lines.append(Line(f"      the last {len(verdict.tail)} lines of the console:"))
        lines += [Line(f"      | {text}", "faint") for text in verdict.tail]
    else:
        lines.append(Line("      the console is empty"))
    exercise = verdict.exercise
    if exercise is not None:
        kind = "challenge" if exercise.challenge else "exercise"
        lines.append(Line(f"      {kind} {exercise.id}, {exercise.title}: {exercise.function} in "
                          f"{exercise.file}"))
        if exercise.hint:
            lines.append(Line(f"      hint: {' '.join(exercise.hint.split())}"))
    lines.append(Line(f"      again: {again.command(verdict.check.name)}"))
    lines.append(Line(f"      logs:  {again.folder}/{verdict.check.name}/"))
    return lines
