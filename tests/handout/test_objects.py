"""The tree of each lab builds the same objects as make LAB=n here: with all answers in it, and but for
line numbers. `make test` looks at lab 3, make handout-tests at all."""

import io
import os
import re
from pathlib import Path
from typing import Any

import pytest
from course import Course, must, run
from elftools.elf.elffile import ELFFile
from elftools.elf.relocation import RelocationSection

ALL = os.environ.get("HANDOUT_TESTS") == "all"
LABS = range(1, 9) if ALL else (3,)
NO_DEBUGGING = "DEFS=-g0"
WITH_LINES = ("libs/assert.h", "user/libs/ulib.h", "user/usertests/harness.h")
LISTS = ("KERN_OBJECTS", "BOOT_OBJECTS", "USER_LIB_OBJECTS", "USER_START", "PROGRAM_OBJECTS", "PART_OBJECTS")


@pytest.fixture(scope="module")
def ours(course: Course, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of this tree, as it is now."""
    folder = tmp_path_factory.mktemp("ours")
    for name in course.names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes((course.root / name).read_bytes())
        (folder / name).chmod((course.root / name).stat().st_mode)
    return folder


def objects(folder: Path, lab: int) -> dict[str, bytes]:
    """What make compiles for a lab, without line numbers."""
    for path in (folder / name for name in WITH_LINES):
        if path.is_file():
            path.write_text(re.sub(r"__builtin_LINE\(\)|__LINE__", "1", path.read_text()))
    make = ("env", "CCACHE_DISABLE=1", "make", "-s", f"LAB={lab}", NO_DEBUGGING)
    names = must(*make, "-j1", *(f"print-{name}" for name in LISTS), folder=folder).split()
    names = [name for name in names if not name.endswith("/programs.o")]  # made of the others
    done = run(*make, f"-j{os.cpu_count()}", *names, folder=folder)
    assert done.returncode == 0, done.stdout
    return {name: (folder / name).read_bytes() for name in names}


def contents(data: bytes) -> list[tuple[object, ...]]:
    """The sections of an object with their relocations, and its symbols; in no order, since GCC may write
    inline functions in another one when lines are counted otherwise."""
    elf = ELFFile(io.BytesIO(data))
    symbols = elf.get_section_by_name(".symtab")

    def place(symbol: Any) -> tuple[object, ...]:
        index = symbol["st_shndx"]
        section = elf.get_section(index).name if isinstance(index, int) else index
        return symbol.name, section, symbol["st_value"], symbol["st_size"], str(symbol["st_info"])

    found: list[tuple[object, ...]] = [("symbol", *place(symbol)) for symbol in symbols.iter_symbols()]
    for section in elf.iter_sections():
        if isinstance(section, RelocationSection):
            moved = [(r["r_offset"], r["r_info_type"], *place(symbols.get_symbol(r["r_info_sym"])))
                     for r in section.iter_relocations()]  # fmt: skip
            found.append((section.name, *moved))
        elif section["sh_type"] in ("SHT_PROGBITS", "SHT_NOBITS"):
            found.append((section.name, section["sh_size"], section["sh_flags"], section.data()))
    return sorted(found, key=repr)


@pytest.mark.parametrize("lab", LABS)
def test_same_objects(lab: int, ours: Path, solutions: Path, tmp_path: Path) -> None:
    must("git", "clone", "-q", "-b", f"lab{lab}", solutions, tmp_path / "theirs")
    here, there = objects(ours, lab), objects(tmp_path / "theirs", lab)
    assert sorted(here) == sorted(there)
    assert len(here) > 30
    different = [name for name in here if here[name] != there[name]]
    assert not [name for name in different if contents(here[name]) != contents(there[name])]


def test_a_difference_is_noticed(tmp_path: Path) -> None:
    """One constant, one order of calls, one more function; but not the order of functions."""
    def compiled(text: str) -> list[tuple[object, ...]]:
        (tmp_path / "a.cpp").write_text(text)
        flags = ("-m32", "-fno-pic", "-ffunction-sections", "-fno-exceptions",
                 "-fno-asynchronous-unwind-tables")  # fmt: skip
        must("g++", *flags, "-c", "a.cpp", folder=tmp_path)
        return contents((tmp_path / "a.o").read_bytes())

    first, second = "int f(); int g();\nint a() { return f() + 1; }\n", "int b() { return 2; }\n"
    whole = compiled(first + second)
    assert whole == compiled("int f(); int g();\n" + second + first.split("\n")[1])
    for text in (first, first + second.replace("2", "3"), first.replace("f() +", "g() +") + second):
        assert compiled(text) != whole
