"""User programs: those of the labs end as they should, and the kernel ends in order after each.

The lines that a program prints are compat's and the grader's matter; here it is the kernel with all its
defaults (fork copies on write, no self-checks), on machines of several sizes, built by both compilers.
"""

import pytest

from tests.kernel.boot import OK, boot

LAB = 5
ENDS = ("all user-mode processes have quit.", "init check memory pass.")

FAULTING = {
    "badsegment": ("0d General Protection", "00000028"),
    "divzero": ("00 Divide error", "00000000"),
    "softint": ("0d General Protection", "00000072"),
    "faultread": ("0e Page Fault", "00000004"),
    "faultreadkernel": ("0e Page Fault", "00000005"),
    "testbss": ("0e Page Fault", "00000006"),
}
"""Programs that a fault ends: the vector with its name, and the error code."""

PASSING = ("hello", "pgdir", "yield", "badarg", "exit", "forktest", "segments", "copies", "killing",
           "waiting", "family", "cowtest", "mmaptest", "threadtest", "threadkill", "killbusy", "cxx",
           "libtest", "elffuzz", "execloop",
           pytest.param("sysfuzz", marks=pytest.mark.long))  # tests/kernel/test_hardening.py has it, too
"""Programs that end with `NAME pass.`"""


def ends_in_order(program, **more):
    options = {"init": program, "check": "none"} | more.pop("options", {})
    run = boot(LAB, options, icount=True, **more)
    assert run.status == OK, run
    assert f'kernel_execve: pid = 2, name = "{program}".' in run.text, run
    for line in ENDS:
        assert line in run.text, run
    assert "user panic" not in run.text and "kernel panic" not in run.text, run
    return run


@pytest.mark.parametrize("program", FAULTING)
def test_a_fault_ends_the_program(program):
    vector, error = FAULTING[program]
    text = ends_in_order(program).text
    assert f"  trap 0x000000{vector}\n" in text
    assert f"  err  0x{error}\n" in text
    assert text.count("killed by kernel.") == 1
    for register, value in (("ds", "0x----0023"), ("es", "0x----0023"), ("cs", "0x----001b"),
                            ("ss", "0x----0023"), ("eip", "0x008"), ("esp", "0xaff")):
        assert f"\n  {register:4} {value}" in text


@pytest.mark.parametrize("program", PASSING)
def test_a_program_passes(program):
    assert f"\n{program} pass.\n" in ends_in_order(program).text


@pytest.mark.parametrize("program, last", [
    ("spin", "spin may pass."), ("waitkill", "kill child1 ok."), ("forktree", ": I am '1111'")])
def test_a_program_says(program, last):
    assert last in ends_in_order(program).text


@pytest.mark.parametrize("memory", ["8M", "32M", "512M"])
@pytest.mark.parametrize("program", ["forktest", "cowtest", "testbss"])
def test_machines_of_other_sizes(program, memory):
    ends_in_order(program, memory=memory)


@pytest.mark.parametrize("program", ["exit", "forktest", "copies", "testbss"])
def test_built_by_clang(program):
    ends_in_order(program, toolchain="clang")


def test_a_program_that_does_not_exist():
    run = boot(LAB, {"init": "nonsense", "check": "none"}, icount=True)
    assert run.status == OK, run
    assert "the program can not be run: no such file or directory. There are:" in run.text
    assert "  hello" in run.text and ENDS[1] in run.text


@pytest.mark.parametrize("how", ["divide_error", "wild_access", "null_call"])
def test_k08_a_fault_of_the_kernel_is_a_panic(how):
    """It does not end whatever process happens to run, with locks still held."""
    run = boot(LAB, {"check": how})
    assert run.status == 35, run
    assert run.text.count("kernel panic at") == 1 and "killed by kernel." not in run.text


@pytest.mark.parametrize("cow", ["on", "off"])
def test_same_program_whether_pages_are_shared_or_copied(cow):
    """What a program sees does not depend on how fork works."""
    text = ends_in_order("copies", options={"cow": cow}).text
    assert text.count("copies: every process has its own.") == 1
