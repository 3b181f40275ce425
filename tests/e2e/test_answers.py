"""The files of answers: blank for students, right in our tree, and at one with lab.toml."""

import shutil
import sys
from pathlib import Path

import pytest
from helpers import PYTHON, ROOT, run

sys.path.insert(0, str(ROOT / "tools" / "skel"))

import answers  # noqa: E402

FILES = sorted(ROOT.glob("answers/lab*.md"))
QUESTION = """# Lab 1

## lab1.q1: Where

Where is it? (*Checked: one number.*)

<!-- answer: lab1.q1 (varies) -->
0x7c00

The secret is out.
<!-- end -->
"""
TOML = '[[check]]\nanswer = "lab1.q1"\n'


def tree(folder: Path, text: str = QUESTION, toml: str = TOML) -> Path:
    """A tree with one file of answers."""
    for name in ("answers", "labs/lab1"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "answers/lab1.md").write_text(text)
    (folder / "labs/lab1/lab.toml").write_text(toml)
    return folder


def test_every_lab_has_questions_of_both_kinds() -> None:
    assert [path.stem for path in FILES] == [f"lab{n}" for n in range(1, 9)]
    for path in FILES:
        names = set(answers.questions(path.read_text()))
        assert len(names) >= 6 and len(names & answers.checked(ROOT)) >= 2, path


def test_the_tree_is_sound() -> None:
    done = run(PYTHON, "tools/skel/answers.py", "check")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_nothing_of_an_answer_is_left(path: Path) -> None:
    text = path.read_text()
    student = answers.blank(text, path.name)
    before, after = answers.parse(text, path.name), answers.parse(student, path.name)
    assert list(before) == list(after)
    assert all(answer.is_blank and not answer.varies for answer in after.values())
    for answer in before.values():
        for line in filter(None, answer.text.splitlines()):
            assert line not in student.splitlines()
    assert answers.questions(student).keys() == answers.questions(text).keys()
    assert answers.blank(student, path.name) == student


def test_blank(tmp_path: Path) -> None:
    file = tree(tmp_path) / "answers/lab1.md"
    done = run(PYTHON, "tools/skel/answers.py", "blank", file)
    assert done.stdout == QUESTION.partition("<!--")[0] + "<!-- answer: lab1.q1 -->\n\n<!-- end -->\n"


@pytest.mark.parametrize("text, toml, what", [
    (QUESTION.replace("<!-- end -->\n", ""), TOML, "answers/lab1.md:7: the answer to lab1.q1 has no"),
    (QUESTION.replace("lab1.q1", "lab1.q2"), TOML.replace("q1", "q2"), "are not lab1.q1, q2"),
    (QUESTION.replace(" (*Checked: one number.*)", ""), TOML, "lab1.md:3: lab1.q1 does not say that"),
    (QUESTION, "", "answers/lab1.md:3: lab1.q1 says that it is checked"),
    (QUESTION, TOML + TOML.replace("q1", "q7"), "labs/lab1/lab.toml:1: answers/lab1.md has no question"),
    (answers.blank(QUESTION, ""), TOML, "answers/lab1.md:3: lab1.q1 has no answer")])
def test_what_is_wrong_is_told(tmp_path: Path, text: str, toml: str, what: str) -> None:
    done = run(PYTHON, "tools/skel/answers.py", "--root", tree(tmp_path, text, toml), "check")
    assert done.returncode == 1 and what in done.stderr, done.stderr


def test_a_file_that_is_not_there() -> None:
    done = run(PYTHON, "tools/skel/answers.py", "blank", "answers/lab9.md")
    assert done.returncode == 1 and "Traceback" not in done.stderr


# --- the reference answers, and wrong ones, against a real lab -------------------------------------

WRONG = {"q1": "0x00100004", "q2": "kern_init", "q3": "0x08, 0x20", "q4": "0x00100000"}


@pytest.fixture(scope="module")
def lab1(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lab 1's plan, its checks and its answers, beside a build of it."""
    folder = tmp_path_factory.mktemp("answers")
    shutil.copytree(ROOT / "labs/lab1", folder / "labs/lab1")
    (folder / "answers").mkdir()
    assert run("make", "-s", "LAB=1").returncode == 0
    return folder


def graded(folder: Path, given: dict[str, str]) -> list[str]:
    """The verdicts on these answers."""
    text = "".join(f"<!-- answer: lab1.{name} -->\n{answer}\n<!-- end -->\n"
                   for name, answer in given.items())
    (folder / "answers/lab1.md").write_text(text)
    done = run(PYTHON, "tools/grade/grade.py", "--lab", "1", "--no-build", "--answers",
               "--lab-dir", folder / "labs/lab1", "--results", folder / "results",
               "--build-dir", ROOT / "build/i386/lab1")
    return [line.rpartition(":")[2].strip() for line in done.stdout.splitlines() if "-check" in line]


def test_right_answers(lab1: Path) -> None:
    reference = answers.parse((ROOT / "answers/lab1.md").read_text(), "lab1.md")
    given = {name: reference[f"lab1.{name}"].text for name in WRONG}
    symbols = (ROOT / "build/i386/lab1/obj/kernel.sym").read_text().splitlines()
    address = next(line.split()[0] for line in symbols if line.endswith(" trap_common"))
    assert reference["lab1.q4"].varies
    assert graded(lab1, {**given, "q4": f"0x{address}"}) == ["OK"] * 4


def test_wrong_answers(lab1: Path) -> None:
    assert graded(lab1, WRONG) == ["WRONG"] * 4


def test_blank_answers(lab1: Path) -> None:
    assert graded(lab1, dict.fromkeys(WRONG, "")) == ["not answered yet"] * 4
