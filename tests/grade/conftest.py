"""Fixtures of the grader's tests."""

import sys
from pathlib import Path

import pytest

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parents[2])]

from grade_bench import Bench  # noqa: E402


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """An empty miniature tree."""
    return Bench(tmp_path)
