"""tools/skel/markers.py: exercise regions, as a library and from the command line."""

import sys
from pathlib import Path

import pytest

from helpers import PYTHON, ROOT, run

sys.path.insert(0, str(ROOT / "tools/skel"))
from markers import check_tree, enclosing_function, tree_regions  # noqa: E402
from regions import MarkerError, blank, extract, parse_regions, replace  # noqa: E402

TOOL = ROOT / "tools/skel/markers.py"

SOURCE = """\
int before;
int add(int a, int b) {
    // EXERCISE lab2.1a BEGIN add the two
    // HINT there is an operator for that
    // HINT a second hint
    int sum = a + b;

    return sum;
    // EXERCISE lab2.1a STUB
    //| static_cast<void>(a);
    //|
    //|     return b;
    // EXERCISE lab2.1a END
}
int sub(int a, int b) {
    // EXERCISE lab2.1b BEGIN subtract
    return a - b;
    // EXERCISE lab2.1b STUB
    // EXERCISE lab2.1b END
}
void none() {
        // EXERCISE lab2.2 BEGIN no stub at all
        add(1, 2);
        // EXERCISE lab2.2 END
}
"""

TOML = """\
title = "Memory"
[[exercise]]
id = "lab2.1"
parts = ["a", "b"]
file = "kern/mm/a.cpp"
function = "add, sub"
[[exercise]]
id = "lab2.2"
file = "kern/mm/a.cpp"
function = "mm::none"
[[check]]
name = "one"
exercise = "lab2.1"
"""


def make_tree(folder: Path, source: str = SOURCE, toml: str = TOML, extra: str = "") -> Path:
    (folder / "kern/mm").mkdir(parents=True)
    (folder / "labs/lab2").mkdir(parents=True)
    (folder / "kern/mm/a.cpp").write_text(source)
    (folder / "labs/lab2/lab.toml").write_text(toml)
    if extra:
        (folder / "kern/mm/b.cpp").write_text(extra)
    return folder


def messages(root: Path) -> list[str]:
    return [str(error) for error in check_tree(root)]


def test_regions_know_their_lines() -> None:
    a, b, none = parse_regions(SOURCE, "a.cpp")
    assert (a.id, a.exercise, a.lab, a.begin, a.body, a.body_end, a.end) == (
        "lab2.1a", "lab2.1", 2, 3, 6, 9, 13)  # fmt: skip
    assert a.task == "add the two"
    assert a.hints == ["there is an operator for that", "a second hint"]
    assert b.stub_lines() == ['    NOT_IMPLEMENTED("lab2.1b");']
    assert none.stub_lines() == ['        NOT_IMPLEMENTED("lab2.2");']


def test_blank_keeps_task_and_hints() -> None:
    text = blank(SOURCE, "a.cpp", ["lab2.1a"])
    assert "int sum" not in text and "STUB" not in text.split("lab2.1b")[0]
    assert (
        "    // HINT a second hint\n    static_cast<void>(a);\n\n        return b;\n"
        "    // EXERCISE lab2.1a END\n" in text
    )
    assert "return a - b;" in text


def test_blank_by_exercise_and_everything() -> None:
    both = blank(SOURCE, "a.cpp", ["lab2.1"])
    assert "a - b" not in both and "int sum" not in both and "add(1, 2);" in both
    everything = blank(SOURCE, "a.cpp")
    assert "//|" not in everything and "STUB" not in everything and "add(1, 2);" not in everything
    assert [r.id for r in parse_regions(everything, "a.cpp")] == ["lab2.1a", "lab2.1b", "lab2.2"]
    assert blank(everything, "a.cpp").count("NOT_IMPLEMENTED") == 3  # an answer is blanked as well


def test_replace_and_extract_are_inverse() -> None:
    changed = replace(SOURCE, "a.cpp", "lab2.1a", "    return 7;\n")
    assert extract(changed, "a.cpp", "lab2.1a") == "    return 7;\n"
    back = replace(changed, "a.cpp", "lab2.1a", extract(SOURCE, "a.cpp", "lab2.1a"))
    assert back == SOURCE
    student = blank(SOURCE, "a.cpp")
    answer = replace(student, "a.cpp", "lab2.2", "        add(3, 4);")
    assert extract(answer, "a.cpp", "lab2.2") == "        add(3, 4);\n"


def test_replace_wants_one_part() -> None:
    with pytest.raises(MarkerError, match="a.cpp:3: lab2.1 has parts, name one of lab2.1a, lab2.1b"):
        replace(SOURCE, "a.cpp", "lab2.1", "x")


def test_unknown_id_says_what_there_is() -> None:
    with pytest.raises(MarkerError, match="no exercise lab9.9 in this file .it has: lab2.1a, "):
        blank(SOURCE, "a.cpp", ["lab9.9"])


BEGIN, STUB, END = "// EXERCISE lab1.1 BEGIN x", "// EXERCISE lab1.1 STUB", "// EXERCISE lab1.1 END"


@pytest.mark.parametrize(
    "lines,where,what",
    [
        ([BEGIN, "x;"], 1, "has no END"),
        (["x;", END], 2, "END of lab1.1 has no BEGIN"),
        ([STUB], 1, "STUB of lab1.1 has no BEGIN"),
        ([BEGIN, BEGIN.replace("1.1", "1.2"), END], 2, "do not nest"),
        ([BEGIN, END.replace("1.1", "1.2")], 2, "END of lab1.2 inside lab1.1"),
        ([BEGIN, END, BEGIN, END], 3, "a second region lab1.1"),
        ([BEGIN, STUB, STUB, END], 3, "a second STUB"),
        ([BEGIN[:-2], END], 1, "names no task"),
        ([BEGIN, "x;", "// HINT late", END], 3, "HINT stands elsewhere"),
        (["// HINT lost"], 1, "HINT stands elsewhere"),
        ([BEGIN, "//| early", END], 2, "between STUB and END"),
        ([BEGIN, STUB, "x;", END], 3, "write it as"),
        (["// EXERCISE lab1 BEGIN x"], 1, "marker is not"),
        (["// EXERCISE lab1.1 BEGINS x"], 1, "marker is not"),
        ([BEGIN, END + " of it"], 2, "text after END"),
    ],
)
def test_unsound_markers(lines: list[str], where: int, what: str) -> None:
    with pytest.raises(MarkerError) as caught:
        parse_regions("\n".join(lines), "x.cpp")
    assert str(caught.value).startswith(f"x.cpp:{where}: ") and what in str(caught.value)


def test_enclosing_function() -> None:
    text = "namespace mm {\nResult<int> A::find(int a,\n        int b) {\n    if (a) {\n        X\n    }\n}\n"
    assert enclosing_function(text, 5) == "find"
    assert enclosing_function(text, 4) == "find"


def test_sound_tree(tmp_path: Path) -> None:
    root = make_tree(tmp_path)
    assert messages(root) == []
    done = run(PYTHON, TOOL, "--root", root, "list")
    assert done.returncode == 0
    assert done.stdout.splitlines()[0] == "lab2.1a   kern/mm/a.cpp:3-13 add the two"
    assert run(PYTHON, TOOL, "--root", root, "check").returncode == 0


def test_same_id_in_two_files(tmp_path: Path) -> None:
    extra = "void f() {\n    // EXERCISE lab2.2 BEGIN x\n    // EXERCISE lab2.2 END\n}\n"
    root = make_tree(tmp_path, extra=extra)
    assert "kern/mm/b.cpp:2: lab2.2 is also at kern/mm/a.cpp:22" in messages(root)
    assert len(tree_regions(root)[1]) == 1


@pytest.mark.parametrize(
    "old,new,message",
    [
        ('"a", "b"', '"a"', "kern/mm/a.cpp:16: lab2.1b is not declared in labs/lab2/lab.toml"),
        ('"a", "b"', '"a", "b", "c"', "labs/lab2/lab.toml:3: exercise lab2.1c has no markers"),
        ("mm/a.cpp", "mm/z.cpp", "labs/lab2/lab.toml:3: lab2.1a is in kern/mm/a.cpp, not in"),
        ("mm::none", "mm::nothing", "kern/mm/a.cpp:22: lab2.2 is in the function none"),
        ('exercise = "lab2.1"', 'exercise = "lab2.7"', "check one is for lab2.7: no such exercise"),
        ('"lab2.2"', '"lab3.2"', "labs/lab2/lab.toml:8: exercise lab3.2 belongs to another lab"),
        ("title =", "title", "labs/lab2/lab.toml:1: no valid TOML"),
    ],
)
def test_tree_and_toml_disagree(tmp_path: Path, old: str, new: str, message: str) -> None:
    root = make_tree(tmp_path, toml=TOML.replace(old, new, 1))
    assert any(m.startswith(message) or message in m for m in messages(root)), messages(root)
    done = run(PYTHON, TOOL, "--root", root, "check")
    assert done.returncode == 1 and message in done.stderr


def test_check_for_an_exercise_of_an_earlier_lab(tmp_path: Path) -> None:
    root = make_tree(tmp_path)
    (root / "labs/lab3").mkdir()
    (root / "labs/lab3/lab.toml").write_text('[[check]]\nname = "x"\nexercise = "lab2.1b"\n')
    assert messages(root) == []
    (root / "labs/lab3/lab.toml").write_text('[[check]]\nname = "x"\nexercise = "lab2.1c"\n')
    assert messages(root) == ["labs/lab3/lab.toml:1: check x is for lab2.1c: no such exercise"]


def test_command_line(tmp_path: Path) -> None:
    file = make_tree(tmp_path) / "kern/mm/a.cpp"
    body = tmp_path / "body"
    body.write_text("    return 0;\n")
    assert run(PYTHON, TOOL, "blank", file, "lab2.1b").stdout == blank(SOURCE, "", ["lab2.1b"])
    replaced = run(PYTHON, TOOL, "replace", file, "lab2.1b", body).stdout
    assert replaced == replace(SOURCE, "", "lab2.1b", "    return 0;")
    assert run(PYTHON, TOOL, "extract", file, "lab2.1b").stdout == "    return a - b;\n"
    wrong = run(PYTHON, TOOL, "extract", file, "lab2.8")
    assert wrong.returncode == 1 and wrong.stderr.startswith(f"{file}:1: no exercise lab2.8")
    missing = run(PYTHON, TOOL, "blank", tmp_path / "nothing.cpp")
    assert missing.returncode == 1 and "Traceback" not in missing.stderr


def test_markers_of_this_tree_are_sound() -> None:
    regions, errors = tree_regions(ROOT)
    assert errors == []
    for file in {r.file for r in regions}:
        text = (ROOT / file).read_text()
        assert "//|" not in blank(text, file)
