"""tools/docs/gdb_sessions.py: what pages do in gdb. `make test` does lab 1's sessions, make pages all."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools/docs"))
from documents import read  # noqa: E402
from gdb_sessions import Session, Step, missing, sessions_of  # noqa: E402
from outputs import Boot  # noqa: E402

TOOL = ROOT / "tools/docs/gdb_sessions.py"
PAGE = """\
# Lab
`make LAB=2 debug-nox BOOT="check=a pmm=b"` waits.
## One
```
(gdb) break f
(gdb) commands
> silent
> end
Will do.
...
```
Then:
```
(gdb) break g
```
## Two
```
(gdb) print 1
$1 = 1
```
## Three
```
(gdb) break h
```
<!-- gdb: init=x -->
```
(gdb) print 2
```
"""


def sessions(tmp_path: Path, text: str) -> list[Session]:
    page = tmp_path / "README.md"
    page.write_text(text)
    return sessions_of(read(page, "labs/lab2/README.md"), text)


def test_blocks_are_put_together(tmp_path: Path) -> None:
    """A block goes on where the one before it stopped, but for one that begins a section with a breakpoint,
    or has a machine of its own."""
    first, second, third = sessions(tmp_path, PAGE)
    assert first.boot == Boot(2, ("check=a", "pmm=b"), ())
    assert [step.command for step in first.steps] == ["break f", "commands\nsilent\nend", "break g", "print 1"]
    assert first.steps[1].shown == ("Will do.",)
    assert second.boot == Boot(2, (), ()) and [s.command for s in second.steps] == ["break h"]
    assert third.boot == Boot(2, ("init=x",), ()) and third.steps == [Step("print 2", ())]


@pytest.mark.parametrize(("wanted", "said", "is_there"), [
    ("$1 = 4", "$7 = 4", True), ("$1 = 4", "$1 = 5", False), ("$1 = 4096", "$1 = 8192", True),
    ("eip  0x10", "eip            0x20", True), ("f (...) at a.cpp:12", "f (x=1) at a.cpp:99", True),
    ("#2  f (...) at a.cpp:12", "#2  0xc0100000 in f (x=1) at a.cpp:99", True),
    ("#2  f (...)", "#3  f (x=1)", False), ("    f (...) at", "#9  0x1 in f (x=1) at a.cpp:3", True),
    ("f at b.cpp:12", "f at a.cpp:12", False), ("CR3=00221000 ...", "CR3=00332000 CR4=1", True),
    ("pid 3, pass 0x7fffffff", "pid 4, pass 0x7fffffff", False), ("a.b", "axb", False),
])  # fmt: skip
def test_lines(wanted: str, said: str, is_there: bool) -> None:
    assert (missing((wanted,), f"before\n{said}\n") == []) == is_there


def test_order_of_lines() -> None:
    assert missing(("a", "b"), "a\nb\n") == [] and missing(("b", "a"), "a\nb\n") == ["a"]


def test_lab_1_does_what_its_page_says() -> None:
    done = subprocess.run([TOOL, "--lab", "1"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("commands") >= 4 and "docs/debugging.md" in done.stdout


def test_a_page_that_is_wrong(tmp_path: Path) -> None:
    page = tmp_path / "lab1.md"
    page.write_text("`make LAB=1 debug-nox`\n\n```\n(gdb) print 1 + 1\n$1 = 3\n(gdb) print 5\n$2 = 5\n```\n")
    done = subprocess.run([TOOL, page], capture_output=True, text=True, check=False)
    assert done.returncode == 1 and "`print 1 + 1`: gdb does not say" in done.stdout
    assert "$1 = 3" in done.stdout and "print 5" not in done.stdout.partition("does not say")[2]


def test_no_such_page() -> None:
    done = subprocess.run([TOOL, "none.md"], capture_output=True, text=True, check=False)
    assert done.returncode == 1 and "none.md: No such file" in done.stderr
