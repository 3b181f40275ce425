"""The kernel monitor over the serial line: commands, line editing, and the two ways out."""

import re

import pytest

from tests.kernel.boot import LABS
from tests.kernel.machine import Machine

COMMANDS = ["help", "kerninfo", "backtrace", "regs", "x", "symbol", "continue", "reboot", "quit"]
LAB = max(lab for lab in LABS if lab <= 3)
LINE_LIMIT = 255


def start(lab=LAB, **more) -> Machine:
    """A machine whose kernel goes into the monitor at the first tick."""
    return Machine(lab, {"ticks": 1, "check": "none"}, **more)


@pytest.fixture(scope="module")
def shared():
    """One machine for all tests that leave the monitor as they found it."""
    with start() as machine:
        machine.wait_for("K> ")
        yield machine


def address_of(monitor, function):
    return int(monitor.command(f"symbol {function}").split()[0], 16)


def test_help_lists_every_command(shared):
    lines = shared.command("help").splitlines()
    assert [line.split()[0] for line in lines] == COMMANDS
    assert all(line.rstrip().endswith(".") for line in lines)


def test_kerninfo(shared):
    assert "Special kernel symbols:" in shared.command("kerninfo")


def test_backtrace_shows_how_it_came_here(shared):
    trace = shared.command("backtrace").splitlines()
    assert "kern/debug/monitor.cpp:" in trace[0] and "debug::kernel_monitor+" in trace[0]
    assert any("trap_entered+" in line for line in trace)
    assert "kern/arch/i386/entry.S:" in trace[-1]


def test_registers(shared):
    assert re.search(r"cr0  0x[0-9a-f]{8}  cr2 .* cr3 .* cr4 ", shared.command("regs"))


def test_memory_by_function_and_by_address(shared):
    by_name = shared.command("x readline 16")
    address = address_of(shared, "readline")
    assert by_name == shared.command(f"x {address:#x} 16") == shared.command(f"x {address} 16")
    assert by_name == shared.command(f"x 0x{address:X} 16")
    assert re.fullmatch(r"  [0-9a-f]{8}  55 89 e5( [0-9a-f]{2}){13}\n", by_name), "push, mov %esp"


def test_memory_that_is_not_mapped(shared):
    assert shared.command("x 0x00001000 4") == "  00001000  ?? ?? ?? ??\n"
    edge = shared.command("x 0xf7fffff8 16").split()
    assert "??" not in edge[1:9] and edge[9:] == ["??"] * 8, "the kernel's memory ends within"


@pytest.mark.parametrize("address", ["0xfffffff8", "0xfffffff0"])
def test_memory_at_the_end_of_the_address_space(shared, address):
    assert len(shared.command(f"x {address} 32").splitlines()) == 2


def test_memory_is_shown_sixteen_bytes_a_line(shared):
    assert len(shared.command("x readline").splitlines()) == 4
    assert len(shared.command("x readline 17").splitlines()) == 2
    assert len(shared.command("x readline 0xffffffff").splitlines()) == 256, "4096 bytes at most"


@pytest.mark.parametrize("line", ["x", "x 12z", "x 0x", "x no_such_function", "x readline 1q",
                                  "x 0x100100000", "x readline 4294967296"])
def test_memory_of_nothing(shared, line):
    assert shared.command(line) == "usage: x ADDRESS-OR-FUNCTION [BYTES]\n"


def test_symbol(shared):
    answer = shared.command("symbol print_backtrace")
    assert re.search(r"kern/debug/backtrace\.cpp:\d+: debug::print_backtrace\+0", answer)
    address = address_of(shared, "print_backtrace")
    assert "debug::print_backtrace+3" in shared.command(f"symbol {address + 3:#x}")
    assert "<unknown>" in shared.command("symbol 0x10")
    assert "usage" in shared.command("symbol") and "usage" in shared.command("symbol nobody")


def test_an_unknown_command(shared):
    assert shared.command("frobnicate") == "unknown command; `help` lists the commands\n"


def test_nothing_but_blanks(shared):
    assert shared.command("") == "" and shared.command("   ") == ""


def test_blanks_around_words(shared):
    assert shared.command("   x   readline   4  ") == shared.command("x readline 4")


def test_more_words_than_it_keeps(shared):
    assert shared.command("kerninfo" + " word" * 40) == shared.command("kerninfo")


def test_a_line_that_is_too_long(shared):
    shared.send("y" * 2000 + "\n")
    echo, _, answer = shared.wait_for("K> ").partition("\n")
    assert echo == "y" * LINE_LIMIT
    assert answer == "unknown command; `help` lists the commands\n"


@pytest.mark.parametrize("erase", ["\b", "\x7f"])
def test_backspace(shared, erase):
    shared.send(f"hexx{erase}{erase}lp\n")
    assert shared.wait_for("\n") == "hexx" + "\b \b" * 2 + "lp"
    assert shared.wait_for("K> ").startswith("  help")


def test_backspace_at_the_start(shared):
    shared.send("\b\b\b" + "help\n")
    assert shared.wait_for("\n") == "help"
    assert shared.wait_for("K> ").startswith("  help")


def test_control_u_erases_the_line(shared):
    shared.send("quit\x15help\n")
    assert shared.wait_for("\n") == "quit" + "\b \b" * 4 + "help"
    assert shared.wait_for("K> ").startswith("  help")


def test_control_characters_and_bytes_beyond_ascii_are_left_out(shared):
    shared.send("\x01\x1b\xe9\xff" + "help\n")
    assert shared.wait_for("\n") == "help"
    assert shared.wait_for("K> ").startswith("  help")


@pytest.mark.parametrize("lab", LABS)
def test_quit_ends_qemu(lab):
    with start(lab) as machine:
        machine.wait_for("K> ")
        machine.send("quit\n")
        assert machine.wait_end() == 0


def test_reboot_boots_again():
    with start(reboots=True) as machine:
        machine.wait_for("K> ")
        machine.send("reboot\n")
        machine.wait_for(f"ucore-cc, lab{LAB}")
        machine.wait_for("K> ")
        assert machine.command("help")


def test_continue_comes_back_when_the_kernel_is_done():
    with start() as machine:
        machine.wait_for("K> ")
        machine.send("continue\n")
        machine.wait_for("Kernel monitor:")
        machine.wait_for("K> ")


@pytest.mark.parametrize("cpu", [(), ("-cpu", "max")])
@pytest.mark.skipif(max(LABS) < 5, reason="needs programs")
def test_memory_of_the_program_that_runs(cpu):
    """Also where the CPU keeps the kernel out of it (SMAP)."""
    with Machine(5, {"ticks": 30, "check": "none", "init": "swaptest"}, extra=cpu) as machine:
        machine.wait_for("K> ")
        shown = machine.command("x 0x800000 16")
        assert re.fullmatch(r"  00800000 ( [0-9a-f]{2}){16}\n", shown), shown
        assert machine.command("x 0x100 1") == "  00000100  ??\n"
