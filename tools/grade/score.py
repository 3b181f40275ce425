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
    """The score of `checks`. Bonus points are not part of it, whether they were won or not."""
    return _sum((check for check in checks if not check.bonus), verdicts)


def bonus(checks: Iterable[Check], verdicts: dict[str, Verdict]) -> Score:
    """The bonus points among `checks`: those of challenges."""
    return _sum((check for check in checks if check.bonus), verdicts)


def points_of(check: Check, verdict: Verdict | None) -> Score:
    """One check by itself: all or nothing; without a verdict it has won nothing."""
    passed = verdict is not None and verdict.passed
    return Score(check.points if passed else 0, check.points)


def _sum(checks: Iterable[Check], verdicts: dict[str, Verdict]) -> Score:
    each = [points_of(check, verdicts.get(check.name)) for check in checks]
    return Score(sum(one.won for one in each), sum(one.total for one in each))
