"""What make handout takes, and what it refuses."""

import subprocess
from pathlib import Path

import pytest
from course import PYTHON, ROOT, Course, Student, environment, make_handout, must, run
from resolve import Answers

TOOL = ROOT / "tools/handout/handout.py"


def refused(*words: str | Path) -> str:
    """What the generator says when it refuses."""
    done = run(PYTHON, TOOL, *words)
    assert done.returncode != 0 and "Traceback" not in done.stdout
    return done.stdout


def test_same_input_same_commits(handout: Path, tmp_path: Path) -> None:
    make_handout(tmp_path / "again")
    refs = ("git", "for-each-ref", "--format=%(refname) %(objectname)", "refs/heads")
    assert must(*refs, folder=handout) == must(*refs, folder=tmp_path / "again")
    settings = environment() | {"GIT_AUTHOR_NAME": "somebody", "TZ": "Asia/Tokyo", "LC_ALL": "C.UTF-8"}
    subprocess.run([PYTHON, TOOL, "--out", tmp_path / "third"], check=True, env=settings,
                   stdout=subprocess.DEVNULL)  # fmt: skip
    assert must(*refs, folder=handout) == must(*refs, folder=tmp_path / "third")


def test_branches_stand_on_each_other(course: Course, handout: Path) -> None:
    for lab in course.labs[1:]:
        assert must("git", "rev-list", "--count", f"lab{lab}", folder=handout).strip() == str(lab)
        must("git", "merge-base", "--is-ancestor", f"lab{lab - 1}", f"lab{lab}", folder=handout)
    subjects = must("git", "log", "--format=%s", "--reverse", "lab2", folder=handout).splitlines()
    assert subjects == [f"Lab {lab}: {course.title(lab)}" for lab in (1, 2)]
    assert must("git", "status", "--porcelain", folder=handout) == ""


def test_course_labs_licence_date(tmp_path: Path) -> None:
    """By make, as an instructor types it."""
    licence = tmp_path / "licence.txt"
    licence.write_text("Ask me.")
    out = tmp_path / "it's here"
    done = run("make", "-s", "handout", f"OUT={out}", "COURSE=OS 'n' more", "LABS=1,3", f"LICENCE={licence}",
               "DATE=2026-03-01")  # fmt: skip
    assert done.returncode == 0, done.stdout
    branches = must("git", "branch", "--format=%(refname:short)", folder=out).split()
    assert branches == ["lab1", "lab3"]
    shown = must("git", "log", "-1", "--format=%an %cn %ai %s", "lab3", folder=out).strip()
    assert shown.startswith("OS 'n' more OS 'n' more 2026-03-01 00:00:00 +0000 Lab 3: ")
    assert (out / "LICENSE").read_text() == "Ask me.\n"
    assert (out / "README.md").read_text().startswith("# OS 'n' more\n")
    must("git", "merge-base", "--is-ancestor", "lab1", "lab3", folder=out)


def test_with_solutions(course: Course, tmp_path: Path) -> None:
    """Answers of the labs before are there, the lab's own and later ones are not."""
    done = run("make", "-s", "handout", f"OUT={tmp_path / 'out'}", "WITH_SOLUTIONS=3", "LABS=3")
    assert done.returncode == 0, done.stdout
    student = Student(course, tmp_path / "out", tmp_path / "mine", lab=3)
    for region in course.regions.values():
        path = student.folder / region.file
        if region.lab > 3 or not path.is_file():
            continue
        assert (f'("{region.id}"' not in path.read_text()) == (region.lab < 3), region.id
    report = student.grade("CHECK=fifo")
    assert "not done yet (exercise 3." in report and "exercise 1." not in report


def test_refusals(tmp_path: Path) -> None:
    full = tmp_path / "full"
    full.mkdir()
    (full / "file").write_text("mine")
    assert "neither empty nor a handout" in refused("--out", full, "--labs", "1")
    assert (full / "file").read_text() == "mine"
    must("git", "init", "-q", tmp_path / "other")
    assert "neither empty nor a handout" in refused("--out", tmp_path / "other", "--labs", "1")
    out = ("--out", tmp_path / "out")
    assert "there is no lab 9" in refused(*out, "--labs", "1-9")
    assert "not 'one'" in refused(*out, "--labs", "one")
    assert "there is no lab" in refused(*out, "--labs", "3-1")
    assert "not '99'" in refused(*out, "--with-solutions", "99")
    assert "not '-1'" in refused(*out, "--with-solutions=-1")
    assert "not allowed with" in refused(*out, "--with-solutions", "2", "--solutions")
    assert "name of a course" in refused(*out, "--course", " ")
    assert "name of a course" in refused(*out, "--course", "a <b>")
    assert "No such file" in refused(*out, "--labs", "1", "--licence", tmp_path / "none")
    assert "not 'soon'" in refused(*out, "--date", "soon")
    assert "OUT is empty" in refused("--out", "")
    assert "Not a directory" in refused("--out", full / "file" / "x", "--labs", "1")
    assert not (tmp_path / "out").exists()
    done = run("make", "handout")
    assert done.returncode != 0 and "needs OUT=folder" in done.stdout


@pytest.mark.parametrize("before", [0, 3, 100])
def test_which_answers(course: Course, before: int) -> None:
    answers = Answers(before)
    assert all(answers.has(region) == (region.lab < before) for region in course.regions.values())


@pytest.mark.parametrize("labs, told", [("9", "there is no lab 9"), ("1-9", "there is no lab 9"),
                                        ("x", "labs are numbers such as 1-4 or 1,2,5, not 'x'")])
def test_labs_that_are_not_there(tmp_path: Path, labs: str, told: str) -> None:
    done = run("make", "-s", "handout", f"OUT={tmp_path / 'out'}", f"LABS={labs}")
    assert done.returncode != 0 and told in done.stdout, done.stdout
    assert "***" not in done.stdout.partition(told)[0] and not (tmp_path / "out").exists()
