"""tools/mistakes on a small tree: a host program stands for the kernel, a script for the grader."""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from helpers import PYTHON, ROOT, run

sys.path.insert(0, str(ROOT / "tools/mistakes"))
from cases import CaseError, collect, sample  # noqa: E402

TOOL = ROOT / "tools/mistakes/mistakes.py"

SOURCE = """\
#define NOT_IMPLEMENTED(id) return -1
int add(int a, int b) {
    // EXERCISE lab1.1 BEGIN add
    return a + b;
    // EXERCISE lab1.1 STUB
    // EXERCISE lab1.1 END
}
int sub(int a, int b) {
    // EXERCISE lab1.2a BEGIN subtract
    return a - b;
    // EXERCISE lab1.2a STUB
    // EXERCISE lab1.2a END
}
"""

MAIN = """\
#include <stdio.h>
int add(int, int); int sub(int, int);
int main() { printf("%d %d\\n", add(1, 2), sub(9, 4)); }
"""

MAKEFILE = """\
O := build/i386/lab$(LAB)
$(O)/bin/kernel: $(O)/obj/a.o $(O)/obj/main.o
	@mkdir -p $(@D)
	@g++ $^ -o $@
$(O)/obj/%.o: kern/%.cpp tools/build/rule
	@mkdir -p $(@D)
	@echo $@ >>$$COMPILED
	@g++ -c $< -o $@
"""

GRADER = """\
import json, pathlib, subprocess, sys
lab, results = sys.argv[2], pathlib.Path(sys.argv[sys.argv.index("--results") + 1])
if pathlib.Path("hang").exists():
    __import__("time").sleep(60)
out = subprocess.run([f"build/i386/lab{lab}/bin/kernel"], capture_output=True, text=True).stdout
add, sub = out.split()
points = {"boot": 1, "add": 5 * (add == "3"), "sub": 5 * (sub == "5")}
owner = {"boot": "", "add": "lab1.1", "sub": "lab1.2"}
if "--check" in sys.argv:
    asked = sys.argv[sys.argv.index("--check") + 1]
    points = {name: points[name] for name in asked.split(",")}
    with open("../../../../asked", "a") as log:
        print(pathlib.Path.cwd().name, asked, file=log)
tests = [{"name": n, "score": p, "max_score": 5, "exercise": owner[n]} for n, p in points.items()]
results.mkdir(parents=True, exist_ok=True)
(results / "results.json").write_text(json.dumps({"state": "complete", "message": "",
    "score": sum(points.values()), "max_score": 11, "tests": tests}))
print("Total Score: ...")
"""

MISTAKES = {
    "lab1.1-minus": "// subtracts\n    return a - b;\n",
    "lab1.2a-zero": "// always nothing\n    return 0;\n",
}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    files = {
        "kern/a.cpp": SOURCE,
        "kern/main.cpp": MAIN,
        "Makefile": MAKEFILE,
        "tools/grade/grade.py": GRADER,
        "tools/build/rule": "",
        "labs/lab1/lab.toml": "",
    }
    files |= {f"labs/lab1/mistakes/{name}.cpp": text for name, text in MISTAKES.items()}
    for name, text in files.items():
        path = tmp_path / "tree" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path / "tree"


def try_all(tree: Path, *options: str):
    log = tree.parent / "compiled"
    log.write_text("")
    return run(PYTHON, TOOL, "--root", tree, *options, env=dict(os.environ, COMPILED=str(log)))


def report(tree: Path) -> dict[str, dict]:
    rows = json.loads((tree / "build/mistakes/report.json").read_text())
    return {row["name"]: row for row in rows}


def mistake(tree: Path, name: str, text: str) -> None:
    (tree / f"labs/lab1/mistakes/{name}.cpp").write_text(text)


def test_caught(tree: Path) -> None:
    done = try_all(tree)
    assert done.returncode == 0, done.stdout + done.stderr
    rows = report(tree)
    assert list(rows) == ["lab1.1-minus", "lab1.1-blank", "lab1.2a-zero", "lab1.2a-blank", "lab1-blank"]
    assert rows["lab1.1-minus"]["lost"] == ["add"] and rows["lab1.1-minus"]["score"] == 6
    assert rows["lab1.2a-zero"]["exercises"] == ["lab1.2"]
    assert rows["lab1-blank"]["lost"] == ["add", "sub"]
    assert "mistakes: 5 of 5 caught" in done.stdout
    assert "lab1.1-minus" in done.stdout and "6/11" in done.stdout


def test_tree_stays_as_it_was_and_only_the_changed_file_is_compiled(tree: Path) -> None:
    assert run("make", "-s", "LAB=1", cwd=tree, env=dict(os.environ, COMPILED="/dev/null")).returncode == 0
    built = tree / "build/i386/lab1/bin/kernel"
    before = built.stat().st_mtime_ns
    assert try_all(tree, "-j1").returncode == 0
    assert (tree.parent / "compiled").read_text().split() == ["build/i386/lab1/obj/a.o"] * 5
    assert built.stat().st_mtime_ns == before
    assert (tree / "kern/a.cpp").read_text() == SOURCE
    assert not list((tree / "build/mistakes").glob("work-*"))


def test_survivor(tree: Path) -> None:
    mistake(tree, "lab1.1-right", "// nothing is wrong\n    return b + a;\n")
    done = try_all(tree, "--only", "lab1.1")
    assert done.returncode == 1
    assert report(tree)["lab1.1-right"]["verdict"] == "SURVIVES"
    assert "lab1.1-right: SURVIVES: nothing is wrong" in done.stdout


def test_loss_at_another_exercise_is_no_catch(tree: Path) -> None:
    mistake(tree, "lab1.1-elsewhere", "// breaks sub\n    return a + b;\n}\nint x(int a, int b) {\n")
    source = SOURCE.replace("return a - b;\n    // EXERCISE lab1.2a STUB", "extern int wrong;\n"
                            "    return a - b + wrong;\n    // EXERCISE lab1.2a STUB")
    (tree / "kern/a.cpp").write_text("int wrong = 0;\n" + source)
    mistake(tree, "lab1.1-elsewhere", "// breaks sub\n    wrong = 7;\n    return a + b;\n")
    main = MAIN.replace('add(1, 2), sub(9, 4)', 'x, sub(9, 4)').replace("printf", "int x = add(1, 2); printf")
    (tree / "kern/main.cpp").write_text(main)
    assert try_all(tree, "--only", "lab1.1-elsewhere").returncode == 1
    row = report(tree)["lab1.1-elsewhere"]
    assert (row["lost"], row["verdict"]) == (["sub"], "SURVIVES")


def test_mistake_that_does_not_build(tree: Path) -> None:
    mistake(tree, "lab1.1-typo", "// no C++\n    return a +;\n")
    done = try_all(tree, "--only", "lab1.1-typo")
    assert done.returncode == 1
    assert "lab1.1-typo: BROKEN: does not build: kern/a.cpp:4:" in done.stdout


@pytest.mark.parametrize(
    "name,text,message",
    [
        ("lab1.9-x", "// x\n", "lab1.9-x.cpp:1: no markers of lab1.9 in the tree"),
        ("nonsense", "// x\n", "nonsense.cpp:1: file name is not"),
        ("lab1.1-x", "return 1;\n", "lab1.1-x.cpp:1: first line is not `// what is wrong`"),
        ("lab1.2-x", "// x\n", "lab1.2-x.cpp:1: no markers of lab1.2 in the tree"),
    ],
)
def test_unusable_files(tree: Path, name: str, text: str, message: str) -> None:
    mistake(tree, name, text)
    done = try_all(tree)
    assert done.returncode == 1
    assert message in done.stderr and "Traceback" not in done.stderr


def test_tree_that_does_not_build(tree: Path) -> None:
    (tree / "kern/main.cpp").write_text("int main() { return x; }\n")
    done = try_all(tree)
    assert done.returncode == 1
    assert "mistakes: lab 1 does not build: kern/main.cpp:1:" in done.stderr


def test_grader_that_fails(tree: Path) -> None:
    (tree / "tools/grade/grade.py").write_text('print("no machine")\n')
    done = try_all(tree)
    assert done.returncode == 1
    assert "lab 1 cannot be graded: the grader left no results.json: no machine" in done.stderr


def test_sample_spreads_over_labs(tree: Path) -> None:
    shutil.copytree(tree / "labs/lab1", tree / "labs/lab2", ignore=shutil.ignore_patterns("mistakes"))
    (tree / "kern/b.cpp").write_text(SOURCE.replace("lab1.", "lab2."))
    cases = collect(tree, [], [])
    assert {c.lab for c in cases} == {1, 2}
    chosen = sample(cases, 4, seed=1)
    assert [c.lab for c in chosen] == [1, 1, 2, 2]
    assert sample(cases, 4, seed=1) == chosen
    assert any(sample(cases, 4, seed=s) != chosen for s in range(2, 8))
    assert sample(cases, 99, seed=1) == cases


LAB_TOML = '''
[[check]]
name = "boot"
[[check]]
name = "add"
exercise = "lab1.1"
[[check]]
name = "sub"
exercise = "lab1.2a"
'''


def test_a_sample_runs_only_the_checks_of_its_exercises(tree: Path) -> None:
    (tree / "labs/lab1/lab.toml").write_text(LAB_TOML)
    mistake(tree, "lab1.2a-right", "// nothing is wrong\n    return 0 - b + a;\n")
    done = try_all(tree, "--sample", "9", "-j1")
    assert done.returncode == 1
    asked = (tree / "asked").read_text().splitlines()
    assert asked[0] == "lab1-reference add,sub"
    assert sorted(asked[1:]) == [
        "lab1-blank add,sub", "lab1.1-blank add", "lab1.1-minus add", "lab1.2a-blank sub",
        "lab1.2a-right sub", "lab1.2a-zero sub",
    ]  # fmt: skip
    rows = report(tree)
    assert rows["lab1.1-minus"]["lost"] == ["add"]
    verdicts = {name: row["verdict"] for name, row in rows.items()}
    assert verdicts.pop("lab1.2a-right") == "SURVIVES" and set(verdicts.values()) == {"caught"}
    assert rows["lab1-blank"]["lost"] == ["add", "sub"]


def test_selection_and_list(tree: Path) -> None:
    done = try_all(tree, "--list", "--only", "lab1.1-m")
    assert done.stdout.split(None, 1) == ["lab1.1-minus", "subtracts\n"]
    assert try_all(tree, "--lab", "7").returncode == 1
    with pytest.raises(CaseError):
        (tree / "kern/a.cpp").write_text("// EXERCISE lab1.1 END\n")
        collect(tree, [], [])


def test_interrupt_leaves_nothing_behind(tree: Path) -> None:
    (tree / "hang").touch()
    environment = dict(os.environ, COMPILED="/dev/null")
    process = subprocess.Popen([PYTHON, TOOL, "--root", tree], env=environment, stderr=subprocess.PIPE)
    logs = tree / "build/mistakes"
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline and not list(logs.glob("work-*/*/build/i386/lab1/bin/kernel")):
        time.sleep(0.05)
    process.terminate()
    _, errors = process.communicate(timeout=300)
    assert process.returncode == 130 and b"interrupted" in errors
    assert not list(logs.glob("work-*"))
