"""docs/cpp-in-the-kernel.md: what it says that compiles does, and what does not gives the error it says.

A comment in front of a block says which: <!-- compiles -->, <!-- error: TEXT -->, <!-- clang error: TEXT -->.
"""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/cpp-in-the-kernel.md"
BLOCK = re.compile(r"<!-- (compiles|(?:clang )?error: .*?) -->\n```cpp\n(.*?)```", re.DOTALL)
# What only one of the two compilers knows.
CLANG = ["-std=c++2b", "-m32", "-ffreestanding", "-nostdinc++", "-fno-exceptions", "-fno-rtti",
         "-Wthread-safety", "-Werror", "-I.", "-Ikern/arch/i386/include", "-DLAB=8",
         "-DKERNEL_BASE=0xC0000000"]  # fmt: skip


def blocks() -> list[tuple[str, str]]:
    return BLOCK.findall(PAGE.read_text())


def flags() -> list[str]:
    """Those with which the kernel is compiled."""
    command = ["make", "-s", "print-kern_cxxflags", "LAB=8"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return [flag.strip('"') for flag in done.stdout.split()]


def compile_block(code: str, by_clang: bool) -> subprocess.CompletedProcess[str]:
    command = ["clang++", *CLANG] if by_clang else ["g++", *flags()]
    command += ["-fsyntax-only", "-x", "c++", "-"]
    environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
    return subprocess.run(
        command, cwd=ROOT, input=code, capture_output=True, text=True, check=False, env=environment
    )


def test_there_are_blocks_of_each_kind() -> None:
    kinds = [kind.partition(":")[0] for kind, _ in blocks()]
    assert kinds.count("compiles") >= 3 and kinds.count("error") >= 6 and "clang error" in kinds


@pytest.mark.parametrize(("kind", "code"), blocks(), ids=lambda text: text.splitlines()[0][:40])
def test_block_does_what_the_page_says(kind: str, code: str) -> None:
    by_clang = kind.startswith("clang")
    if by_clang and not shutil.which("clang++"):
        pytest.skip("there is no clang here")
    done = compile_block(code, by_clang)
    what, _, text = kind.partition(": ")
    if what == "compiles":
        assert done.returncode == 0, done.stderr
    else:
        errors = [line for line in done.stderr.splitlines() if "error:" in line]
        assert done.returncode != 0
        assert any(text in line for line in errors), f"not {text!r}, but {errors}"
