"""What the tests of handouts share: this tree as a source, and a handout made from it."""

from pathlib import Path

import pytest
from course import Course, make_handout


@pytest.fixture(scope="session")
def course() -> Course:
    """What the generator knows of this tree."""
    return Course()


@pytest.fixture(scope="session")
def handout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The students' repository of all labs."""
    folder = tmp_path_factory.mktemp("course") / "handout"
    make_handout(folder)
    return folder


@pytest.fixture(scope="session")
def solutions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with all answers."""
    folder = tmp_path_factory.mktemp("course") / "solutions"
    make_handout(folder, "--solutions")
    return folder
