"""Fixtures of the compatibility tests: private copies of the tree."""

import shutil
import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).resolve().parents[2]))

from tests.compat.original import Tree  # noqa: E402


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    """A copy of the tree in which nothing is built, for the tests of one file."""
    folder = tmp_path_factory.mktemp("tree")
    yield Tree.copy_to(folder)
    shutil.rmtree(folder)
