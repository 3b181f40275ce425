"""What the handbook says is true, and the checkers that say so notice when it is not."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

TOOLS = ROOT / "tools" / "docs"
sys.path.append(str(TOOLS))

from documents import anchors, read  # noqa: E402
from outputs import Boot, find_shown, matches, missing, sample  # noqa: E402

OPTIONS = "// | name | value |\n// | seed | number |\n// | check | names |\n// | init | name |\n"


def run(name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run one of the checkers."""
    command = ["/usr/bin/python3", str(TOOLS / name), *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True)


def test_the_pages_say_what_is_there() -> None:
    result = run("references.py")
    assert result.returncode == 0, result.stdout + result.stderr


def test_the_first_output_of_each_page() -> None:
    listed = run("outputs.py", "--sample", "--list").stdout.splitlines()
    labs = {match[1] for line in listed if (match := re.match(r"labs/lab(\d)/", line))}
    assert len(labs) >= 6, listed
    result = run("outputs.py", "--sample")
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A small tree with something to refer to."""
    files = {
        "Makefile": "LAB := 1\nBOOT :=\nall:\nqemu-nox: all\nrun-nox-%: all\n",
        "kern/debug/options.h": OPTIONS,
        "kern/mm/frame.cpp": '// frames\nint alloc_pages(int n) {\n}\n',
        "kern/selftest/checks.cpp": 'run_if_wanted("pmm", x);\n',
        "labs/lab1/lab.mk": "",
        "user/hello.c": "int main(void) {}\n",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


def check(tree: Path, text: str) -> str:
    """What references.py says of a page labs/lab1/README.md with `text`."""
    (tree / "labs/lab1/README.md").write_text(f"# Page\n\n{text}\n\n## How to work\n\nWell.\n")
    result = run("references.py", "--root", str(tree))
    assert "Traceback" not in result.stderr
    assert (result.returncode == 0) == result.stdout.startswith("what the pages say")
    return result.stdout


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("see [it](../../kern/none.cpp)", "README.md:3: the link ../../kern/none.cpp leads nowhere"),
        ("[it](../../../other)", "leads nowhere"),
        ("[it](#how-to-sleep)", "has no heading for #how-to-sleep"),
        ("[it](../../kern/mm/frame.cpp#free_pages)", "kern/mm/frame.cpp has no free_pages"),
        ("[it](../../kern/mm/frame.cpp#L99)", "has no line 99"),
        ("[`alloc_pages`](../../kern/mm/frame.cpp#L1)", "is not at kern/mm/frame.cpp:1"),
        ("[it](../../kern/mm#alloc_pages)", "is a folder"),
        ("`kern/mm/none.cpp`", "there is no kern/mm/none.cpp"),
        ("`none.cpp`", "there is no file none.cpp"),
        ("`release_pages`", "nothing is called release_pages"),
        ("`release()`", "nothing is called release"),
        ("`mm::alloc_pages`", "nothing is called mm (mm::alloc_pages)"),
        ("    make LAB=1 qemu-knox", "make has no target qemu-knox"),
        ("    make LAB=9 qemu-nox", "there is no lab 9"),
        ("`make LUB=1 qemu-nox`", "make has no variable LUB"),
        ("    make run-nox-goodbye", "there is no program goodbye"),
        ('    make qemu-nox BOOT="sed=1"', "there is no boot option sed"),
        ('    make qemu-nox BOOT="check=pmm,vmm"', "there is no self-check vmm"),
        ("```\n(gdb) break free_pages\n```", "README.md:4: there is no free_pages to break at"),
        ("```\n$ tools/none.py x\n```", "there is no tools/none.py to run"),
    ],
)
def test_what_is_not_there_is_found(tree: Path, text: str, what: str) -> None:
    assert what in check(tree, text)


def test_what_is_there_is_not(tree: Path) -> None:
    text = """
[folder](../../kern/mm), [file](../../kern/mm/frame.cpp#L2), [name](../../kern/mm/frame.cpp#alloc_pages),
[`alloc_pages`](../../kern/mm/frame.cpp#L2), [below](#how-to-work), [away](https://example.org/none).
`kern/mm/frame.cpp`, `frame.cpp`, `alloc_pages(3)`, `labs/labN/lab.mk`, `a + b`, `make LAB=1 run-nox-hello`.

    make LAB=1 qemu-nox BOOT="check=pmm seed=5 init=NAME"    # free_pages

```
(gdb) break alloc_pages
(gdb) break *0x7c00
[not](a link) and `not_a_name`
```
"""
    assert "is there" in check(tree, text)


def test_names_from_elsewhere(tree: Path) -> None:
    assert "nothing is called" in check(tree, "`trap_dispatch`, `kdebug_init()`")
    text = "<!-- elsewhere: trap_dispatch, kdebug_init -->\n\n`trap_dispatch`, `kdebug_init()`"
    assert "is there" in check(tree, text)


def test_a_page_that_is_not_there() -> None:
    for name in ("references.py", "outputs.py"):
        result = run(name, "none.md")
        assert result.returncode == 1
        assert "there is no page none.md" in result.stderr and "Traceback" not in result.stderr


def test_anchors_of_headings(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# Exercise 1.1: `idt_init` (10 points)\n\n## Why?\n\n```\n# no heading\n```\n\n## Why?\n")
    assert anchors(read(page, "page.md")) == {"exercise-11-idt_init-10-points", "why", "why-1"}


PAGE = """# Lab

## Run it

    make LAB=8 qemu-nox BOOT="check=none"

says

```
sfs: mounted from ata2
$ ls
...
$ exit
```

and never

```text
sfs: nonsense
```

## Other

```
no output of a boot
```

`make LAB=5 run-nox-hello`:

```console
Hello world!!.
```
"""


def test_which_blocks_are_compared(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(PAGE)
    shown = find_shown(read(page, "page.md"))
    assert [one.boot for one in shown] == [
        Boot(8, ("check=none",), (("$", "ls"), ("$", "exit"))),
        Boot(5, ("init=hello",), ()),
    ]
    assert shown[0].lines == ["sfs: mounted from ata2", "$ ls", "$ exit"]
    assert [one.marked for one in shown] == [False, True]
    assert sample(shown) == shown[:1]


def test_lines_are_compared_without_their_numbers() -> None:
    assert matches("ebp:0x0010bec8  12 ticks", "ebp:0x0010be00 13 ticks")
    assert matches("page fault at ...", "page fault at 0x100: K/W")
    assert not matches("check_pmm() succeeded!", "check_pmm() failed!")
    assert missing(["b", "a"], "a\nb\n") == ["a"]
    assert missing(["a", "b"], "a\nx\nb\n") == []


def test_an_output_that_is_wrong_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    text = '# P\n\n    make LAB=1 qemu-nox BOOT="check=none ticks=0"\n\n```\n{}\n```\n'
    page.write_text(text.format("ucore-cc, lab1\n  entry  0x00100000 (phys)\n++ setup timer interrupts"))
    assert run("outputs.py", "--root", str(tmp_path), "page.md").returncode == 0
    page.write_text(text.format("ucore-cc, lab1\n  entry  0x00100000 (phys)\n++ setup timer interupts"))
    result = run("outputs.py", "--root", str(tmp_path), "page.md")
    assert result.returncode == 1
    assert "page.md:6: lab 1 check=none ticks=0 does not say: ++ setup timer interupts" in result.stdout
