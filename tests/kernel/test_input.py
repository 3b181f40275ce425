"""The PS/2 keyboard and floods of input; lab 1's keys 3 and 0."""

import pytest

from tests.kernel.boot import LABS
from tests.kernel.machine import Machine

LAB = max(lab for lab in LABS if lab <= 3)
QUEUE = 512
"""Characters that the kernel keeps for a reader."""


@pytest.fixture(scope="module")
def shared():
    """A machine in its kernel monitor, whose echo shows what a key gave."""
    with Machine(LAB, {"ticks": 1, "check": "none"}) as machine:
        machine.wait_for("K> ")
        yield machine


def typed(machine, *keys):
    """What the keys show at the prompt; the line is erased again."""
    machine.press(*keys, "ctrl-u", "h", "e", "l", "p", "ret")
    line = machine.wait_for("\n")
    machine.wait_for("K> ")
    shown, _, rest = line.partition("help")
    assert rest == ""
    return shown.split("\b", 1)[0]


def test_letters_and_digits(shared):
    keys = "abcdefghijklmnopqrstuvwxyz0123456789"
    assert typed(shared, *keys) == keys


def test_other_plain_keys(shared):
    names = ("minus equal bracket_left bracket_right semicolon apostrophe grave_accent backslash "
             "comma dot slash spc")
    assert typed(shared, *names.split()) == "-=[];'`\\,./ "


@pytest.mark.parametrize("shift", ["shift", "shift_r"])
def test_shift(shared, shift):
    keys = "a z 1 2 9 0 minus semicolon apostrophe grave_accent backslash slash".split()
    assert typed(shared, *(f"{shift}-{key}" for key in keys)) == 'AZ!@()_:"~|?'


def test_a_key_after_shift_is_plain_again(shared):
    assert typed(shared, "a", "shift-a", "a") == "aAa"


def test_caps_lock_changes_letters_only(shared):
    assert typed(shared, "caps_lock", "a", "1", "shift-a", "caps_lock", "a", "shift-a") == "A1aaA"


@pytest.mark.parametrize("control", ["ctrl", "ctrl_r"])
def test_control_u(shared, control):
    shared.press("q", f"{control}-u", "h", "e", "l", "p", "ret")
    assert shared.wait_for("\n") == "q\b \bhelp"
    shared.wait_for("K> ")


def test_control_with_other_keys_shows_nothing(shared):
    assert typed(shared, "a", "ctrl-a", "ctrl-c", "ctrl-1", "ctrl-spc", "b") == "ab"


def test_backspace(shared):
    shared.press("x", "backspace", "h", "e", "l", "p", "ret")
    assert shared.wait_for("\n") == "x\b \bhelp"
    shared.wait_for("K> ")


def test_keys_without_a_character_show_nothing(shared):
    silent = ("up down left right home end pgup pgdn insert delete meta_l meta_r menu esc alt "
              "alt_r num_lock num_lock scroll_lock scroll_lock pause print sysrq f1 f10 f11 f12")
    assert typed(shared, "a", *silent.split(), "b") == "ab"


def test_shifted_arrows_leave_shift_as_it_is(shared):
    assert typed(shared, "shift-left", "shift-delete", "a", "ctrl-up", "b") == "ab"


def test_keypad(shared):
    keys = "kp_7 kp_8 kp_9 kp_subtract kp_add kp_multiply kp_divide".split()
    assert typed(shared, *keys) == "789-+*/"


def test_keypad_enter(shared):
    shared.press("h", "e", "l", "p", "kp_enter")
    assert shared.wait_for("\n") == "help"
    shared.wait_for("K> ")


# --- more input than anybody reads ----------------------------------------------------------------

def test_a_flood_on_the_serial_line_that_nobody_reads():
    """Nothing reads in lab 2: the queue fills, and the kernel lives on."""
    with Machine(2, {"check": "none"}) as machine:
        machine.wait_for("++ setup timer interrupts")
        machine.send("z" * (4 * QUEUE))
        machine.wait_for("100 ticks")
        machine.wait_for("100 ticks")
        assert "z" not in machine.text.partition("++ setup")[2].replace("100 ticks", "")


def test_a_flood_of_keys_that_nobody_reads():
    with Machine(2, {"check": "none"}) as machine:
        machine.wait_for("++ setup timer interrupts")
        machine.press(*["z"] * (QUEUE + 100))
        machine.wait_for("100 ticks")


def test_what_was_typed_first_is_kept():
    """Typed while nobody reads, then read: the oldest characters are there."""
    with Machine(2, {"check": "none", "ticks": 200}) as machine:
        machine.wait_for("++ setup timer interrupts")
        machine.send("help\n" + "q" * QUEUE)
        machine.wait_for("K> help\n")
        machine.wait_for("  kerninfo")
        machine.wait_for("K> " + "q" * 255)


def test_a_flood_in_the_monitor(shared):
    shared.send("m" * 3000 + "\x15")
    shared.wait_for("m" * 255 + "\b \b")
    shared.send("help\n")
    shared.wait_for("  quit")
    shared.wait_for("K> ")


# --- lab 1: the keys 3 and 0 ----------------------------------------------------------------------

@pytest.fixture
def ring_machine():
    """Lab 1 when it has nothing more to do than to wait for keys."""
    with Machine(1, {"check": "none"}) as machine:
        machine.wait_for("100 ticks")
        yield machine


def ring_after(machine, source, key):
    """Gives a key; returns cs of the trap frame that is printed."""
    if source == "keyboard":
        machine.press(key)
    else:
        machine.send(key)
    machine.wait_for(f"input {key}: @ring ")
    machine.wait_for("  cs   0x----")
    return machine.wait_for("\n")


@pytest.mark.parametrize("source", ["keyboard", "serial"])
def test_keys_3_and_0_change_the_ring(ring_machine, source):
    for _ in range(3):
        assert ring_after(ring_machine, source, "3") == "001b"
        ring_machine.wait_for("  ss   0x----0023")
        assert ring_after(ring_machine, source, "3") == "001b", "again: it stays in user mode"
        assert ring_after(ring_machine, source, "0") == "0008"
        assert ring_after(ring_machine, source, "0") == "0008", "again: it stays in the kernel"
    ring_machine.wait_for("100 ticks")


def test_the_ring_really_changes(ring_machine):
    """Not only the printed frame: QEMU says at what privilege level the processor is."""
    for key, level in (("3", "CPL=3"), ("0", "CPL=0"), ("3", "CPL=3")):
        ring_machine.press(key)
        ring_machine.wait_until(level, lambda: level in ring_machine.monitor("info registers"))
    ring_machine.wait_for("100 ticks")


def test_other_keys_change_nothing(ring_machine):
    ring_machine.press("x", "up", "shift")
    ring_machine.wait_for("input x: @ring 0")
    ring_machine.wait_for("100 ticks")
    assert ring_machine.text.count("input") == 1 and "trapframe" not in ring_machine.text
