"""The tree of each lab builds the same objects as make LAB=n here: with all answers in it, and but for
line numbers. `make test` looks at lab 3, make handout-tests at all."""

import os
import re
from pathlib import Path

import pytest
from course import Course, must, run

ALL = os.environ.get("HANDOUT_TESTS") == "all"
LABS = range(1, 9) if ALL else (3,)
NO_DEBUGGING = "DEFS=-g0"
WITH_LINES = ("libs/assert.h", "user/libs/ulib.h", "user/usertests/harness.h")
LISTS = ("KERN_OBJECTS", "BOOT_OBJECTS", "USER_LIB_OBJECTS", "USER_START", "PROGRAM_OBJECTS", "PART_OBJECTS")


@pytest.fixture(scope="module")
def ours(course: Course, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of this tree, as it is now."""
    folder = tmp_path_factory.mktemp("ours")
    for name in course.names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes((course.root / name).read_bytes())
        (folder / name).chmod((course.root / name).stat().st_mode)
    return folder


def objects(folder: Path, lab: int) -> dict[str, bytes]:
    """What make compiles for a lab, without line numbers."""
    for path in (folder / name for name in WITH_LINES):
        if path.is_file():
            path.write_text(re.sub(r"__builtin_LINE\(\)|__LINE__", "1", path.read_text()))
    make = ("make", "-s", f"LAB={lab}", NO_DEBUGGING)
    names = must(*make, "-j1", *(f"print-{name}" for name in LISTS), folder=folder).split()
    names = [name for name in names if not name.endswith("/programs.o")]  # made of the others
    done = run(*make, f"-j{os.cpu_count()}", *names, folder=folder)
    assert done.returncode == 0, done.stdout
    return {name: (folder / name).read_bytes() for name in names}


@pytest.mark.parametrize("lab", LABS)
def test_same_objects(lab: int, ours: Path, solutions: Path, tmp_path: Path) -> None:
    must("git", "clone", "-q", "-b", f"lab{lab}", solutions, tmp_path / "theirs")
    here, there = objects(ours, lab), objects(tmp_path / "theirs", lab)
    assert sorted(here) == sorted(there)
    assert len(here) > 30
    assert not [name for name in here if here[name] != there[name]]
