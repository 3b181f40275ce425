"""Makes the tree's root importable, and leaves no images behind."""

import shutil
import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).resolve().parents[2]))


@pytest.fixture(autouse=True)
def no_leftovers(tmp_path):
    """Images and trees are large: they go as soon as their test has ended."""
    yield
    shutil.rmtree(tmp_path, ignore_errors=True)
