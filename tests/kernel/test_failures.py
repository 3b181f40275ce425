"""How the kernel reports its own bugs: message, place, backtrace and QEMU's exit status. The kernel
fails on request (kern/selftest/failure_check.cpp)."""

import re

import pytest

from tests.kernel.boot import LABS, OK, PANIC, ROOT, boot
from tests.kernel.machine import Machine

SOURCE = "kern/selftest/failure_check.cpp"
MEMORY_LABS = [lab for lab in LABS if lab >= 2]

in_lab4 = pytest.mark.skipif(4 not in LABS, reason="there is no lab 4")


def line_of(text: str, file: str = SOURCE) -> int:
    """The line of a source file in which `text` stands."""
    for number, line in enumerate((ROOT / file).read_text().splitlines(), 1):
        if text in line:
            return number
    raise AssertionError(f"no {text!r} in {file}")


def fails(lab, how, **more):
    run = boot(lab, {"check": how}, **more)
    assert run.status == PANIC, run
    assert run.text.count("kernel panic at") == 1, run
    return run


@pytest.mark.parametrize("lab", LABS)
def test_spurious_interrupts_are_ignored(lab):
    run = boot(lab, {"check": "spurious", "ticks": 0})
    assert run.status == OK and "check_spurious_interrupts() succeeded!" in run.text, run


def has_line(run, pattern):
    assert re.search(f"^{pattern}$", run.text, re.MULTILINE), f"no line {pattern}\n{run}"


def traced(run, *places):
    """The backtrace has these (text of the line, function) in this order, then the boot's."""
    trace = run.text.partition("stack backtrace:\n")[2]
    steps = [rf"    {SOURCE}:{line_of(text)}: selftest::{function}\+\d+\n"
             for text, function in places]
    boot_line = line_of("fail_when_asked();", "kern/init/init.cpp")
    steps.append(rf"    kern/init/init\.cpp:{boot_line}: kern_init\+\d+\n")
    steps.append(r"    kern/arch/i386/entry\.S:\d+: ")
    assert re.search("".join(steps), trace), f"{steps}\n{run}"


CALLER = ("failure.fail();", "fail_when_asked")


@pytest.mark.parametrize("toolchain", ["gcc", "clang"])
@pytest.mark.parametrize("lab", LABS)
def test_panic(lab, toolchain):
    run = fails(lab, "panic", toolchain=toolchain)
    line = line_of('PANIC("asked for')
    has_line(run, rf"kernel panic at {SOURCE}:{line}, in fail_by_panic:")
    has_line(run, "    asked for, with the number 42")
    traced(run, ('PANIC("asked for', "fail_by_panic"), CALLER)


@pytest.mark.parametrize("lab", LABS)
def test_divide_error(lab):
    run = fails(lab, "divide_error")
    has_line(run, "  trap 0x00000000 Divide error")
    has_line(run, "    unexpected trap in the kernel: Divide error")
    traced(run, ("10 / zero", "fail_by_division"), CALLER)


@pytest.mark.parametrize("lab", MEMORY_LABS)
def test_wild_access(lab):
    run = fails(lab, "wild_access")
    has_line(run, "  trap 0x0000000e Page Fault")
    has_line(run, "  err  0x00000002")
    assert "page fault at 0x9bad0000" in run.text.partition("kernel panic")[2], run
    traced(run, ("(kWildAddress) = 1", "fail_by_wild_access"), CALLER)


@pytest.mark.parametrize("lab", MEMORY_LABS)
def test_null_call(lab):
    run = fails(lab, "null_call")
    has_line(run, "  eip  0x00000000")
    has_line(run, rf"no code at 0x00000000, called from\n    {SOURCE}:{line_of('nothing();')}: "
             r"selftest::fail_by_null_call\+\d+")
    traced(run, CALLER)


@in_lab4
def test_stack_overflow_names_the_thread():
    run = fails(4, "stack_overflow")
    has_line(run, r'    the kernel stack of process \d+, "deep", ran over: '
             r"it reaches from 0x\w+ to 0x\w+")
    has_line(run, rf"    {SOURCE}:\d+: selftest::fail_by_recursion\+\d+")


@pytest.mark.parametrize("lab", LABS)
def test_after_a_panic_the_monitor_waits(lab):
    with Machine(lab, {"check": "panic"}) as machine:
        machine.wait_for("kernel panic at")
        machine.wait_for("K> ")
        trace = machine.command("backtrace")
        assert "selftest::fail_by_panic+" in trace and "kern_init+" in trace
        machine.send("quit\n")
        assert machine.wait_end() == 0
