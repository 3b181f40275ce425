"""The VGA text screen shows what the serial line shows: scrolling, wrapping, erasing, cursor."""

import pytest

from tests.kernel.boot import LABS
from tests.kernel.machine import COLUMNS, ROWS, Machine


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


def same_on_both(machine):
    """Compares screen and cursor with the serial text: its last lines, or all below the BIOS's."""
    lines, (row, column) = terminal(machine.text)
    shown = lines[-ROWS:]
    screen = machine.screen()
    screen_row, screen_column = machine.cursor()
    assert screen_column == column
    if len(lines) >= ROWS:
        assert screen == shown and screen_row == row - (len(lines) - ROWS)
    else:
        top = screen_row - row
        assert screen[top:screen_row + 1] == shown[:row + 1] and not any(screen[screen_row + 1:])


@pytest.mark.parametrize("lab", LABS)
def test_screen_after_boot(lab):
    with Machine(lab, {"ticks": 1}) as machine:
        machine.wait_for("K> ", patience=120)
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
