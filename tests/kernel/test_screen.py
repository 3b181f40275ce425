"""The VGA text screen shows what the serial line shows: scrolling, wrapping, erasing, cursor."""

import contextlib

import pytest

from tests.kernel.boot import LABS
from tests.kernel.machine import COLUMNS, ROWS, Late, Machine


def terminal(text):
    """The lines of an endless page on which `text` was printed, and the cursor's row and column."""
    lines, row, column = [[]], 0, 0
    for c in text:
        if c == "\n":
            row, column = row + 1, 0
        elif c == "\r":
            column = 0
        elif c == "\b":
            row, column = (row, column - 1) if column else (row - 1, COLUMNS - 1)
        else:
            lines[row][column:column + 1] = c
            row, column = (row, column + 1) if column + 1 < COLUMNS else (row + 1, 0)
        while len(lines) <= row:
            lines.append([])
        lines[row] += [" "] * (column - len(lines[row]))
    return ["".join(line).rstrip() for line in lines], (row, column)


def differences(machine):
    """Compares screen and cursor with the serial text; the screen shows its last lines, or all of it
    below what the BIOS left. Returns pairs that should be equal and are not."""
    lines, (row, column) = terminal(machine.text)
    shown = lines[-ROWS:]
    screen = machine.screen()
    screen_row, screen_column = machine.cursor()
    top = 0 if len(lines) >= ROWS else screen_row - row
    pairs = [(screen_column, column), (screen_row - top, row - (len(lines) - len(shown))),
             (screen[max(top, 0):], (shown + [""] * ROWS)[:ROWS - max(top, 0)])]
    return [pair for pair in pairs if pair[0] != pair[1]]


def same_on_both(machine):
    """A character goes to the serial line first, so the screen may lag behind a little."""
    with contextlib.suppress(Late):
        machine.wait_until("the same on both", lambda: not differences(machine), patience=60)
    assert differences(machine) == []


@pytest.mark.parametrize("lab", LABS)
def test_screen_after_boot(lab):
    with Machine(lab, {"ticks": 1}) as machine:
        machine.wait_for("K> ")
        same_on_both(machine)


@pytest.fixture(scope="module")
def shared():
    with Machine(2, {"ticks": 1, "check": "none"}) as machine:
        machine.wait_for("K> ")
        yield machine


def test_short_output_stands_below_the_bios(shared):
    assert len(terminal(shared.text)[0]) < ROWS
    same_on_both(shared)


def test_scrolling(shared):
    for _ in range(4):
        shared.command("help")
        same_on_both(shared)
    shared.command("x readline 1024")
    same_on_both(shared)


def test_a_line_wraps_and_is_erased_again(shared):
    shared.send("w" * 200)
    shared.wait_for("w" * 200)
    same_on_both(shared)
    shared.send("\b" * 150)
    shared.wait_for("\b \b" * 150)
    same_on_both(shared)
    shared.send("\x15")
    shared.wait_for("\b \b" * 50)
    same_on_both(shared)
    assert shared.screen()[shared.cursor()[0]] == "K>"


def test_a_line_of_just_the_width(shared):
    shared.send("v" * (COLUMNS - 3))
    shared.wait_for("v" * (COLUMNS - 3))
    same_on_both(shared)
    shared.send("\n")
    shared.wait_for("K> ")
    same_on_both(shared)
