"""Makes the tree's root importable, and builds the kernel that carries all test programs once."""

import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).resolve().parents[2]))

from tests.defects import made
from tests.defects.elf_files import REFUSED, RUNNING


@pytest.fixture(scope="session")
def images(tmp_path_factory):
    """The bin directory of a lab 5 kernel with all of programs/ and elf_files.py."""
    return made.build_kernel(tmp_path_factory.mktemp("made"), REFUSED | RUNNING)


@pytest.fixture
def machine(images):
    """Boots one of the programs; see made.run."""
    def start(program, **more):
        return made.run(images, program, **more)

    return start
