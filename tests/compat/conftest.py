"""Fixtures of the compatibility tests: private copies of the tree."""

import shutil
import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).resolve().parents[2]))

from tests.compat.original import Tree  # noqa: E402


@pytest.fixture(scope="session")
def tree(tmp_path_factory):
    """A copy of the tree for all tests that leave its sources alone."""
    folder = tmp_path_factory.mktemp("tree")
    yield Tree.copy_to(folder)
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def own_tree(tmp_path_factory):
    """A copy of the tree for the tests of one file, which change its sources."""
    folder = tmp_path_factory.mktemp("own")
    yield Tree.copy_to(folder)
    shutil.rmtree(folder)
