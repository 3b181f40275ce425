"""A handout is corrected after the course has begun, and students merge the correction."""

from pathlib import Path

import pytest
from course import Course, Student, make_handout, must, run

LABS = ("--labs", "1-3")
BUG = "    arch::tlb_invalidate(address.raw());"


@pytest.fixture
def source(course: Course, tmp_path: Path) -> Path:
    """A copy of this tree that can be corrected."""
    folder = tmp_path / "source"
    for name in course.names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes((course.root / name).read_bytes())
        (folder / name).chmod((course.root / name).stat().st_mode)
    must("git", "init", "-q", folder)
    must("git", "add", "-A", "-f", folder=folder)
    must("git", "commit", "-q", "-m", "as it was", folder=folder)
    return folder


def correct(source: Path, name: str, old: str, new: str) -> None:
    text = (source / name).read_text()
    assert old in text
    (source / name).write_text(text.replace(old, new, 1))
    must("git", "commit", "-q", "-a", "-m", "a correction", folder=source)


def heads(out: Path) -> dict[str, str]:
    lines = must("git", "for-each-ref", "--format=%(refname:short) %(objectname)", "refs/heads", folder=out)
    return dict(line.split() for line in lines.splitlines())


def test_a_correction_reaches_everybody(course: Course, source: Path, tmp_path: Path) -> None:
    """A file of lab 2 is corrected: lab 1 stays, those in lab 2 merge lab2 again and lab 3 on top, and
    who comes to lab 2 or 3 later has the correction with it."""
    out = tmp_path / "handout"
    make_handout(out, *LABS, root=source)
    in_lab2 = Student(course, out, tmp_path / "in-lab2")
    in_lab1 = Student(course, out, tmp_path / "in-lab1")
    late = Student(course, out, tmp_path / "late")
    for student in (in_lab2, in_lab1, late):
        student.work(1)
    in_lab2.merge(2)
    in_lab2.work(2)
    before = heads(out)

    correct(source, "kern/mm/pmm_managers.cpp", "namespace mm {", "namespace mm {  // corrected")
    correct(source, "labs/lab2/lab.toml", "title =", "# corrected, too\ntitle =")
    told = make_handout(out, *LABS, root=source)
    after = heads(out)
    assert after["lab1"] == before["lab1"]
    assert after["lab2"] != before["lab2"] and after["lab3"] != before["lab3"]
    assert [line.split()[2] for line in told.splitlines()[:3]] == ["unchanged:", "updated:", "updated:"]
    for lab in (1, 2):
        must("git", "merge-base", "--is-ancestor", f"lab{lab}", f"lab{lab + 1}", folder=out)
    must("git", "merge-base", "--is-ancestor", before["lab2"], "lab2", folder=out)

    in_lab2.merge(2)
    in_lab1.merge(2)
    late.merge(3)
    for student in (in_lab2, in_lab1, late):
        assert "// corrected" in (student.folder / "kern/mm/pmm_managers.cpp").read_text()
    assert in_lab2.grade("CHECK=get-pte").splitlines()[-1] == "Total Score: 10/10"
    in_lab2.merge(3)
    in_lab2.work(3)
    assert in_lab2.build() == ""


def test_a_correction_in_a_blank_exercise_file(course: Course, source: Path, tmp_path: Path) -> None:
    """The file has the student's answers; the correction is elsewhere in it."""
    out = tmp_path / "handout"
    make_handout(out, *LABS, root=source)
    student = Student(course, out, tmp_path / "mine")
    student.work(1)
    correct(source, "kern/trap/trap.cpp", "// What happens on a trap:", "// What must happen on a trap:")
    make_handout(out, *LABS, root=source)
    student.merge(1)
    assert "What must happen" in (student.folder / "kern/trap/trap.cpp").read_text()
    student.merge(2)
    student.merge(3)


def test_nothing_changes_when_nothing_changed(source: Path, tmp_path: Path) -> None:
    """Also with a newer source commit that concerns no student."""
    out = tmp_path / "handout"
    make_handout(out, *LABS, root=source)
    before = heads(out)
    correct(source, "ROADMAP.md", "# ", "# New: ")
    told = make_handout(out, *LABS, root=source)
    assert heads(out) == before
    assert told.count("unchanged") == 3


def test_a_file_that_goes_goes_for_students_too(course: Course, source: Path, tmp_path: Path) -> None:
    out = tmp_path / "handout"
    make_handout(out, *LABS, root=source)
    student = Student(course, out, tmp_path / "mine", lab=3)
    must("git", "rm", "-q", "labs/lab2/README.md", folder=source)
    must("git", "commit", "-q", "-m", "no page", folder=source)
    make_handout(out, *LABS, root=source)
    student.merge(3)
    assert not (student.folder / "labs/lab2/README.md").exists()
    assert not (out / "labs/lab2").exists() or not (out / "labs/lab2/README.md").exists()


def test_a_handout_keeps_its_options(source: Path, tmp_path: Path) -> None:
    """Answers must not get into the students' branches by a slip."""
    out = tmp_path / "handout"
    make_handout(out, *LABS, root=source)
    before = heads(out)
    tool = source / "tools/handout/handout.py"
    for words in (("--solutions",), ("--with-solutions", "3"), ("--course", "Other"), ("--labs", "1-2")):
        rest = () if "--labs" in words else LABS
        done = run("/usr/bin/python3", tool, "--out", out, *words, *rest, folder=source)
        assert done.returncode == 1 and "was made with" in done.stdout and "Traceback" not in done.stdout
    (out / "README.md").write_text("mine\n")
    done = run("/usr/bin/python3", tool, "--out", out, *LABS, folder=source)
    assert done.returncode == 1 and "changes of its own" in done.stdout
    assert heads(out) == before
