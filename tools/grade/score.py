"""The only place where points are given and added up; every output is derived from it."""

from collections.abc import Iterable
from dataclasses import dataclass

from tools.grade.plan import Check
from tools.grade.verdict import Verdict


@dataclass(frozen=True)
class Score:
    """Points won out of points that there are."""

    won: int
    total: int

    @property
    def full(self) -> bool:
        """Whether nothing was lost."""
        return self.won == self.total > 0


def score(checks: Iterable[Check], verdicts: dict[str, Verdict]) -> Score:
    """The score of `checks`: all or nothing for each; a check without a verdict has won nothing."""
    won = total = 0
    for check in checks:
        total += check.points
        verdict = verdicts.get(check.name)
        if verdict is not None and verdict.passed:
            won += check.points
    return Score(won, total)
