"""A few runs of each lab on busy processors give the same; `make determinism` does 50 of each."""

import pytest

from tests.kernel.boot import LABS
from tests.kernel.determinism import (LAST_WITHOUT_DISK, Differs, compare_few, compare_many,
                                      gradable)
from tests.kernel import determinism

SOME = {4: ("swap", "do-fork", "proc-run", "threads"),
        5: ("forktree", "segments", "copies-leave"),
        6: ("spin", "rr-turns", "stride-turns", "cfs-turns"),
        7: ("matrix", "sleep", "semaphore", "lines", "monitor", "philosophers"),
        8: ("spin", "priority", "sleep", "filework", "pipework")}
"""Of the labs that have many checks, those which depend most on when the clock ticks."""


@pytest.mark.parametrize("lab", LABS)
def test_runs_are_the_same(lab):
    if lab > LAST_WITHOUT_DISK and not gradable(lab):
        pytest.skip("the lab has no checks")
    same = compare_few(lab, SOME.get(lab, ()))
    if lab > LAST_WITHOUT_DISK:
        score, _, most = same.rpartition("Total Score: ")[2].strip().partition("/")
        assert score == most, same


def test_a_difference_is_found(monkeypatch):
    consoles = iter(["one\ntwo\n", "one\ntwo\n", "one\n2\n"])
    monkeypatch.setattr(determinism, "console_of", lambda lab: next(consoles))
    with pytest.raises(Differs, match=r"run 3:\n  the first run: two\n  this run:      2"):
        compare_many(1, 3)


def test_a_difference_is_found_side_by_side(monkeypatch):
    consoles = ["one\n", "two\n"] * 500
    monkeypatch.setattr(determinism, "console_of", lambda lab: consoles.pop())
    with pytest.raises(Differs):
        compare_few(1)
