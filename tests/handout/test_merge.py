"""Students merge lab after lab: no conflict, no warning, full marks.

`make test` builds and grades one lab of two students; make handout-tests all of them.
"""

import os
import re
from pathlib import Path

import pytest
from course import STYLES, Course, Student, must

ALL = os.environ.get("HANDOUT_TESTS") == "all"
GRADED = {(style, lab) for style in STYLES for lab in range(1, 9)} if ALL else {("helpers", 3), ("odd", 8)}
FULL = re.compile(r"^Total Score: (\d+)/\1$", re.MULTILINE)
STUB = re.compile(r'\b(?:NOT_IMPLEMENTED|NOT_DONE_YET)\(\s*"(lab\d+\.\d+[a-z]?)"')


def blanks(student: Student) -> set[str]:
    """The exercises that are blank in a student's tree."""
    files = must("git", "ls-files", "*.cpp", folder=student.folder).split()
    return {name for file in files for name in STUB.findall((student.folder / file).read_text())}


@pytest.mark.parametrize("style", STYLES)
def test_every_lab_merges(style: str, course: Course, handout: Path, tmp_path: Path) -> None:
    """After each merge exactly the exercises of the new lab are blank; with them done all is well."""
    student = STYLES[style](course, handout, tmp_path / "mine")
    for lab in course.labs:
        if lab > course.labs[0]:
            student.merge(lab)
        assert blanks(student) == {region.id for region in course.exercises(lab)}
        student.work(lab)
        assert not blanks(student)
        if (style, lab) in GRADED:
            assert student.build() == ""
            report = student.grade()
            assert FULL.search(report), f"lab {lab}:\n{report}"


def test_a_merge_brings_what_a_clean_branch_has(course: Course, handout: Path, tmp_path: Path) -> None:
    """Who has written nothing has the very files of the branch, in one step or in eight."""
    student = Student(course, handout, tmp_path / "mine")
    for lab in course.labs[1:]:
        student.merge(lab)
        assert not student.git("diff", "--stat", f"origin/lab{lab}")


def test_a_change_beside_an_exercise_would_conflict(course: Course, handout: Path, tmp_path: Path) -> None:
    """These tests notice a conflict: when the next lab changes what a student has changed."""
    student = Student(course, handout, tmp_path / "mine", lab=1)
    must("git", "clone", "-q", handout, tmp_path / "wrong")
    must("git", "switch", "-q", "lab2", folder=tmp_path / "wrong")
    region = next(r for r in course.exercises(1) if r.id == "lab1.2")
    for folder, text in ((tmp_path / "wrong", "theirs"), (student.folder, "mine")):
        path = folder / region.file
        path.write_text(path.read_text().replace("// Exercise lab1.2:", f"// {text}:"))
    must("git", "-c", "user.name=x", "-c", "user.email=x", "commit", "-qam", "x", folder=tmp_path / "wrong")
    student.commit("mine")
    student.git("remote", "set-url", "origin", str(tmp_path / "wrong"))
    with pytest.raises(AssertionError, match="CONFLICT"):
        student.merge(2)


def test_fresh_branches_build_and_say_what_is_missing(course: Course, handout: Path, tmp_path: Path) -> None:
    """A blank exercise that is reached tells its task, and the file and line of the student's tree;
    every check is not done yet."""
    labs = course.labs if ALL else [2, 8]
    for lab in labs:
        student = Student(course, handout, tmp_path / f"lab{lab}", lab=lab)
        assert student.build() == ""
        report = student.grade()
        checks = [line for line in report.splitlines() if line.startswith("  -check")]
        asked = [line for line in checks if line.endswith("not answered yet")]
        todo = [line for line in checks if line not in asked]
        assert asked and todo and all("not done yet (exercise" in line for line in todo), report
        assert "!!" not in report and "console" not in report
        told = student.make("qemu-nox").stdout
        found = re.search(r"exercise (lab\S+) is not done yet: (\S+):(\d+), in (\w+)\n    (.*)\n", told)
        assert found, told
        region = course.regions[found[1]]
        assert found[2] == region.file and found[5] == region.task.rstrip(".")
        line = (student.folder / region.file).read_text().splitlines()[int(found[3]) - 1]
        assert f'"{found[1]}"' in line


def test_targets_of_the_students_tree(course: Course, handout: Path, tmp_path: Path) -> None:
    """make help lists what works there, and nothing of what we have for ourselves."""
    student = Student(course, handout, tmp_path / "mine", lab=2)
    listed = set(re.findall(r"^  (\S+)\s", student.make("help").stdout, re.MULTILINE))
    assert {"all", "qemu", "debug", "grade", "handin", "help", "clean"} <= listed
    assert not listed & {"handout", "solutions", "mistakes", "lint", "test", "unit", "grade-all"}
    student.work(1)
    assert student.make("handin").returncode == 0
    packed = must("tar", "tzf", "handin-lab2.tar.gz", folder=student.folder).split()
    assert "kern/arch/i386/idt.cpp" in packed
    other = student.make("LAB=1")
    assert other.returncode != 0 and "this branch is lab 2's" in other.stdout
    dry = student.make("-n", "debug", "TERMINAL=true").stdout
    assert "-S -gdb tcp::1234" in dry


def test_solutions_have_full_marks(course: Course, solutions: Path, tmp_path: Path) -> None:
    for lab in course.labs if ALL else [1]:
        student = Student(course, solutions, tmp_path / f"lab{lab}", lab=lab)
        assert not blanks(student)
        assert student.build() == ""
        assert FULL.search(student.grade())
