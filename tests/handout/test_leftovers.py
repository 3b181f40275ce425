"""A lab's branch holds only what labs 1 to N need: no path, command, program, option or function of what
comes later. The words `lab M` are the generator's own business (tools/handout/check.py)."""

from pathlib import Path

import pytest
from course import Course
from leftovers import (
    Files, Known, function_uses, missing_paths, missing_targets, read_branch, undefined_functions, wrong_options,
)  # fmt: skip

LABS = range(1, 9)
# Headers that describe the machine, whole from the start.
MACHINE = "kern/arch/i386/include/arch/"
# Hooks to which a later lab ties something, and parts of a class or a pair that would be odd without them.
SEAMS = {
    "add_reference", "age", "all_processes", "begin_failures_of_programs", "being_ended", "cancel_timer",
    "copy_text_from_user", "end_failures", "file_end", "find_free", "frame_reserve_init", "is_page_aligned",
    "list_contains", "name_of", "page_floor", "proc_tick", "record_tick", "resident_pages", "room_for_pages",
    "set_between_commands", "set_end_action", "set_fault_resolver", "set_gate", "set_priority", "set_timer",
    "set_user_traps", "swap_add_user_of_slot", "free_zeroed_page", "overflow_stack_when_asked",
}  # fmt: skip


@pytest.fixture(scope="module")
def known(course: Course) -> Known:
    files = frozenset(course.names)
    programs = frozenset(Path(n).stem for n in files if n.startswith("user/") and n.count("/") == 1)
    return Known(files, programs)


@pytest.fixture(scope="module")
def branches(handout: Path) -> dict[int, Files]:
    return {lab: read_branch(handout, f"lab{lab}") for lab in LABS}


@pytest.fixture(scope="module")
def answered(solutions: Path) -> dict[int, Files]:
    """With all answers, for what only these use."""
    return {lab: read_branch(solutions, f"lab{lab}") for lab in LABS}


@pytest.mark.parametrize("lab", LABS)
def test_every_file_that_is_named_is_there(lab: int, branches: dict[int, Files], known: Known) -> None:
    """What an earlier branch had, and a later lab took away, may be named."""
    gone = {name for earlier in range(1, lab) for name in branches[earlier]}
    assert missing_paths(branches[lab], known._replace(files=known.files - gone)) == []


@pytest.mark.parametrize("lab", LABS)
def test_every_command_works(lab: int, branches: dict[int, Files], known: Known) -> None:
    assert missing_targets(branches[lab], known) == []


@pytest.mark.parametrize("lab", LABS)
def test_every_function_that_is_declared_is_there(lab: int, answered: dict[int, Files]) -> None:
    kept = {"kern/process/programs.h: print_programs"} if lab == 8 else set()  # an exercise of lab 5 includes it
    assert set(undefined_functions(answered[lab])) == kept


@pytest.mark.parametrize("lab", LABS)
def test_functions_wait_for_their_lab(lab: int, answered: dict[int, Files]) -> None:
    """None is there unused that a later lab is the first to use, but for the seams."""
    uses = {n: function_uses(answered[n]) for n in LABS}

    def first_use(function: str) -> int:
        return next((n for n in LABS if uses[n].get(function, ("", 0))[1] > 0), 0)

    early = {f: place for f, (place, count) in uses[lab].items() if count <= 0 and first_use(f) > lab}
    assert {f: p for f, p in early.items() if f not in SEAMS and not p.startswith(MACHINE)} == {}


@pytest.mark.parametrize("lab", LABS)
def test_boot_options_are_those_of_the_lab(lab: int, branches: dict[int, Files]) -> None:
    assert wrong_options(branches[lab]) == []


def test_no_comment_for_the_tests_of_our_tree(branches: dict[int, Files]) -> None:
    for files in branches.values():
        for name, text in files.items():
            if name.endswith((".md", ".svg")) and not name.startswith("answers/"):
                assert "<!--" not in text, name


# --- the finders find -------------------------------------------------------------------------------------


KNOWN = Known(frozenset({"kern/a.cpp", "kern/vm/swap.cpp", "user/sh.cpp", "tests/unit/a.cpp"}), frozenset({"sh"}))


@pytest.mark.parametrize(("text", "found"), [
    ("// see kern/vm/swap.cpp", "kern/vm/swap.cpp"), ("// see swap.cpp there", "swap.cpp"),
    ("`kern/vm` has it", "kern/vm"), ("tests/unit has it", "tests/unit"),
    ("// see kern/a.cpp, a.cpp, other.cpp", ""), ("// uCore: kern/vm/swap.cpp", ""),
])  # fmt: skip
def test_paths_are_found(text: str, found: str) -> None:
    assert missing_paths({"kern/a.cpp": text}, KNOWN) == ([f"kern/a.cpp:1: {found}"] if found else [])


def test_commands_and_programs_are_found() -> None:
    makefile = "## qemu: run\nqemu: all\nrun-%: all\n"
    page = "`make qemu` and `make fly`; to make it\n\n    make A=1 walk\n    make run-sh\n"
    found = missing_targets({"Makefile": makefile, "a.md": page}, KNOWN)
    assert found == ["a.md: make fly", "a.md: make walk", "a.md: program sh"]


def test_functions_are_found() -> None:
    header = "int there(int x);\nint nowhere(int x);\nvoid unused();  // unused\n"
    source = "int there(int x) { return x; }\nvoid unused() {\n    there(1);\n}\n"
    files = {"kern/a.h": header, "kern/a.cpp": source}
    assert undefined_functions(files) == ["kern/a.h: nowhere"]
    uses = function_uses(files)
    assert uses["there"] == ("kern/a.h", 1) and uses["unused"] == ("kern/a.h", 0)


def test_options_are_found() -> None:
    table = "// | name | value |\n// | log   | x |\n// | swap  | x |\n"
    found = wrong_options({"kern/debug/options.h": table, "kern/a.cpp": 'option("log") option_number("seed", 1)'})
    assert found == ["only in the table: swap", "not in it: seed"]
