"""The texts of students' trees, and what the generator refuses to hand out."""

import re
from pathlib import Path

import pytest
from check import hunks, merge_problems, student_spans, tree_problems
from course import Course, must
from resolve import Answers, HandoutError, cut_links, resolve
from tree import File, Tree

SOURCE = """\
#include "libs/types.h"
#if LAB >= 3
#include "libs/list.h"
#endif

int before();

int f(int a) {
    // EXERCISE lab2.1a BEGIN add one to "a"
    // HINT there is an operator
    return a + 1;
    // EXERCISE lab2.1a STUB
    //| static_cast<void>(a);
    //| NOT_IMPLEMENTED("lab2.1a");
    // EXERCISE lab2.1a END
}

int g() {
    // EXERCISE lab3.1 BEGIN a task that is told in so many words that the line gets too long for it
    return 3;
    // EXERCISE lab3.1 STUB
    //| NOT_DONE_YET("lab3.1");
    //| // for now
    //| return 0;
    // EXERCISE lab3.1 END
}
"""

LAB2 = """\
#include "libs/types.h"

int before();

int f(int a) {
    // Exercise lab2.1a: add one to "a".
    // there is an operator
    static_cast<void>(a);
    NOT_IMPLEMENTED("lab2.1a", "add one to \\"a\\"");
}

int g() {
    return 0;
}
"""

LAB3_G = """\
int g() {
    // Exercise lab3.1: a task that is told in so many words that the line gets too long for it.
    NOT_DONE_YET("lab3.1",
                 "a task that is told in so many words that the line gets too long for it");
    // for now
    return 0;
}
"""


def test_a_source_in_two_labs() -> None:
    assert resolve(SOURCE, "kern/a.cpp", 2, Answers()) == LAB2
    text = resolve(SOURCE, "kern/a.cpp", 3, Answers())
    assert '#include "libs/list.h"\n\nint before' in text
    assert text.endswith(LAB3_G)


def test_answers() -> None:
    text = resolve(SOURCE, "kern/a.cpp", 3, Answers(before=3))
    assert "    // there is an operator\n    return a + 1;\n}" in text and "NOT_IMPLEMENTED" not in text
    assert 'NOT_DONE_YET("lab3.1"' in text
    assert resolve(SOURCE, "kern/a.cpp", 2, Answers(before=9)).endswith("int g() {\n    return 3;\n}\n")
    assert "return 3;" in resolve(SOURCE, "kern/a.cpp", 3, Answers(also=frozenset({"lab3.1"})))


def test_an_exercise_of_a_later_lab_must_have_a_stub_that_works() -> None:
    text = SOURCE.replace('    //| NOT_DONE_YET("lab3.1");\n', '    //| NOT_IMPLEMENTED("lab3.1");\n')
    with pytest.raises(HandoutError, match=r"a.cpp:19: lab3.1 .* STUB must work"):
        resolve(text, "kern/a.cpp", 2, Answers())


def test_bad_markers_are_told() -> None:
    with pytest.raises(HandoutError, match=r"a.cpp:1: BEGIN of lab1.1 has no END"):
        resolve("// EXERCISE lab1.1 BEGIN x\n", "kern/a.cpp", 1, Answers())


def test_makefiles() -> None:
    """What is a comment to our make becomes code, or goes."""
    text = "A := 1\n#if LAB >= 3\nB := it's\n#endif\n#ifndef HANDOUT\nC := 1\n#else\n#| C := @LAB@\n#|\t@echo\n#endif\n"
    assert resolve(text, "Makefile", 2, Answers()) == "A := 1\nC := 2\n\t@echo\n"
    assert resolve(text, "Makefile", 4, Answers()) == "A := 1\nB := it's\nC := 4\n\t@echo\n"


def test_pages() -> None:
    text = "# A\n<!-- LAB >= 3 -->\nthree\n<!-- LAB end -->\n<!-- LAB < 3 -->\ntwo\n<!-- LAB end -->\n    make LAB=2 qemu\n"
    assert resolve(text, "docs/a.md", 2, Answers()) == "# A\ntwo\n    make qemu\n"
    assert resolve(text, "docs/a.md", 3, Answers()) == "# A\nthree\n    make qemu\n"
    assert resolve("a\n\n<!-- ours -->\nb\n<!-- ours end -->\n\nc\n", "a.md", 3, Answers()) == "a\n\nc\n"
    for wrong in ("<!-- LAB >= 3 -->\n", "<!-- LAB >= 3 -->\n<!-- LAB < 5 -->\n"):
        with pytest.raises(HandoutError, match=r"a.md"):
            resolve(wrong, "a.md", 2, Answers())


def test_questions_have_no_answers() -> None:
    text = "## q\n<!-- answer: lab2.q1 -->\n0x10\n\nsince\n<!-- end -->\nmake answers LAB=2\n"
    blank = "## q\n<!-- answer: lab2.q1 -->\n\n<!-- end -->\nmake answers\n"
    assert resolve(text, "answers/lab2.md", 2, Answers()) == blank
    assert "since" in resolve(text, "answers/lab2.md", 4, Answers(before=3))


def test_questions_stay_as_they_are() -> None:
    before, after = (Tree(n, {"answers/lab1.md": File(b"%d" % n)}) for n in (1, 2))
    assert merge_problems(before, after) == ["lab 2 changes answers/lab1.md, where students write"]
    assert merge_problems(before, before) == []


def test_the_table_of_exercises_ends_with_the_lab() -> None:
    text = "| lab |\n| --- |\n| [1 Boot](lab1/README.md) |\n| 3 Swap |\n| lab2.1 a-c | x |\n| lab3.1 | x |\n"
    assert resolve(text, "labs/README.md", 2, Answers()) == text.replace("| 3 Swap |\n", "").replace(
        "| lab3.1 | x |\n", ""
    )
    assert resolve(text, "docs/other.md", 2, Answers()) == text


def test_tasks_of_the_editor_know_the_lab() -> None:
    text = '"make grade LAB=${input:lab}", "build/i386/lab${input:lab}/bin"'
    assert resolve(text, ".vscode/tasks.json", 2, Answers()) == '"make grade", "build/i386/lab2/bin"'


def test_links_to_what_is_not_there_become_words() -> None:
    files = {"labs/lab1/README.md", "kern/a.cpp", "labs/lab1/b.svg"}
    text = "[a](../../kern/a.cpp#L3) [`b`](../../tests/b.cpp) [c](#d) [w](https://x.org/y) ![b](b.svg)![c](c.svg)\n"
    cut = "[a](../../kern/a.cpp#L3) `b` [c](#d) [w](https://x.org/y) ![b](b.svg)\n"
    assert cut_links(text, "labs/lab1/README.md", files) == cut


# --- what is refused --------------------------------------------------------------------------------------


def problems(name: str, text: str, lab: int = 2) -> list[str]:
    tree = Tree(lab, {name: File(text.encode()), "libs/types.h": File(b"")})
    return tree_problems(tree, (1, 2, 3))


@pytest.mark.parametrize("text", [
    "// EXERCISE lab2.1 BEGIN a", "    // HINT a", "    //| a();", "#if LAB >= 2", "#ifdef HANDOUT",
    "x := @LAB@", "int a = LAB < 3;",
])  # fmt: skip
def test_traces_are_refused(text: str) -> None:
    found = problems("kern/a.cpp", f"int a;\n{text}\n")
    assert found and "kern/a.cpp:2: a trace" in found[0]


@pytest.mark.parametrize("text", ["see tests/unit/a.cpp", "tools/skel/markers.py", "`make lint` looks"])
def test_what_students_do_not_have_is_refused(text: str) -> None:
    assert "kern/a.cpp:1: students do not have this" in problems("kern/a.cpp", f"// {text}\n")[0]


@pytest.mark.parametrize("text", ["from lab 3 on", "labs 3 and 4", "lab3.1", "Lab 8"])
def test_later_labs_are_refused(text: str) -> None:
    found = problems("kern/a.cpp", f"// {text}\n")
    assert found and "kern/a.cpp:1: speaks of a later lab" in found[0]
    assert not problems("kern/a.cpp", f"// {text}\n", lab=8)
    assert not problems("kern/a.cpp", "// from lab 2 on; uCore: of its lab 6\n")
    assert "docs/a.md:1: speaks of a later lab" in problems("docs/a.md", text)[0]
    assert not problems("README.md", text)


def test_dead_includes_are_refused() -> None:
    assert not problems("kern/a.cpp", '#include <stdint.h>\n#include "libs/types.h"\n')
    assert "includes libs/none.h" in problems("kern/a.cpp", '#include "libs/none.h"\n')[0]
    assert "includes stdio.h" in problems("kern/a.cpp", "#include <stdio.h>\n")[0]
    for word in ("include", "-include"):
        assert "Makefile:1: includes tools/none.mk" in problems("Makefile", f"{word} tools/none.mk\n")[0]
    assert not problems("Makefile", "include libs/types.h\n-include $(OBJECTS)\n")


FILE = """\
#include "a.h"

namespace a {

int helper() {
    one();
    two();
    three();
    four();
    five();
    six();
    seven();
}

// Told of f.
int f() {
    // Exercise lab2.1: do it.
    NOT_IMPLEMENTED("lab2.1", "do it");
}

}  // namespace a
"""


@pytest.mark.parametrize("old, new, near", [
    ('#include "a.h"\n', '#include "a.h"\n#include "b.h"\n', "the includes"),
    ("namespace a {\n", "namespace a {\nint x;\n", "the includes"),
    ("    four();\n", "    four();\n    more();\n", ""),
    ("    three();\n", "", ""),
    ("    seven();\n", "", "exercise lab2.1"),
    ("// Told of f.\n", "// Told.\n", "exercise lab2.1"),
    ("do it.\n", "do it!\n", "exercise lab2.1"),
    ("}  // namespace a\n", "int x;\n}  // namespace a\n", "exercise lab2.1"),
])  # fmt: skip
def test_changes_near_students_work_are_refused(old: str, new: str, near: str) -> None:
    before = Tree(2, {"kern/a.cpp": File(FILE.encode())})
    after = Tree(3, {"kern/a.cpp": File(FILE.replace(old, new, 1).encode())})
    found = merge_problems(before, after)
    assert bool(found) == bool(near) and (not near or near in found[0]), found
    assert hunks(FILE.splitlines(), FILE.splitlines()) == []
    assert len(student_spans(FILE.splitlines())) == 2


def test_files_with_exercises_must_stay() -> None:
    before = Tree(2, {"kern/a.cpp": File(FILE.encode())})
    assert "is gone in lab 3" in merge_problems(before, Tree(3))[0]


# --- the trees themselves ---------------------------------------------------------------------------------


def test_nothing_of_ours_is_handed_out(course: Course, handout: Path) -> None:
    """No tests, no wrong answers, no answers; every exercise up to the lab, none beyond."""
    for lab in course.labs:
        names = must("git", "ls-tree", "-r", "--name-only", f"lab{lab}", folder=handout).splitlines()
        assert not [n for n in names if re.match(r"tests/|tools/(skel|handout|mistakes|lint)/|\.ci/", n)]
        assert not [n for n in names if "mistakes" in n or n in ("ROADMAP.md", "tools/test.py")]
        assert not [n for n in names if (m := re.match(r"labs/lab(\d)/", n)) and int(m[1]) > lab]
        assert {"Makefile", "README.md", "LICENSE", ".clang-format", f"labs/lab{lab}/README.md"} <= set(names)
        told = must("git", "grep", "-hoE", "// Exercise lab[0-9.]+[a-z]?:", f"lab{lab}", "--", "*.cpp",
                    folder=handout)  # fmt: skip
        ids = sorted(re.findall(r"lab\d+\.\d+[a-z]?", told))
        assert ids == sorted(r.id for r in course.regions.values() if r.lab <= lab)


def test_answers_are_nowhere_in_the_repository(course: Course, handout: Path) -> None:
    """Neither in the trees nor in the history, line after line."""
    shown = must("git", "log", "-p", "--format=", "--all", "-m", folder=handout)
    seen = "\n".join(line[1:].strip() for line in shown.splitlines() if line.startswith("+"))
    for region in course.regions.values():
        lines = [line.strip() for line in course.answer(region)]
        assert len(lines) < 4 or "\n".join(lines) not in seen, region.id
