"""Source lines of a linked kernel: which line of its own function is at an address.

The line table names the innermost source of an instruction, which after inlining may be a line of
some helper. For a backtrace the line in the function that really owns the code is wanted, that is,
of the call. `addr2line -i` of binutils knows the chain of inlined calls; its last link is that line.
"""

import os
import subprocess
from pathlib import Path
from typing import NamedTuple

from dwarf_lines import LineTables
from elf32 import Elf32


class Place(NamedTuple):
    file: str
    line: int


class ToolError(Exception):
    """A tool of binutils failed; the text says which and how."""


def run_tool(command: list[str], text: str = "") -> str:
    """The output of `command` with `text` as its input."""
    try:
        done = subprocess.run(
            command, input=text, capture_output=True, encoding="utf-8", errors="replace"
        )
    except OSError as error:
        raise ToolError(f"{command[0]}: {error.strerror}: install binutils") from error
    if done.returncode != 0:
        raise ToolError(f"{command[0]}: {done.stderr.strip() or 'failed'}")
    return done.stdout


def section_bytes(elf: Elf32, name: str) -> bytes:
    """The bytes of a section; none when it is missing."""
    section = elf.section(name)
    return elf.data[section.offset : section.offset + section.size] if section else b""


def innermost_places(elf: Elf32) -> dict[int, Place]:
    """Where each row of the line table begins; the last row of an address counts."""
    names = (".debug_line", ".debug_line_str", ".debug_str")
    tables = LineTables(*(section_bytes(elf, name) for name in names))
    places: dict[int, Place] = {}
    for row in tables.rows():
        # An address may end one sequence and begin the next: the end does not count then.
        if row.line or row.address not in places:
            places[row.address] = Place(row.file, row.line)
    return places


def parse_place(text: str) -> Place | None:
    """`dir/code.cpp:12 (discriminator 3)` as a place; None for `??:0` or `x.cpp:?`."""
    name, _, rest = text.rpartition(":")
    number = rest.split(" ", 1)[0]
    if not name or name == "??" or not number.isdigit() or number == "0":
        return None
    return Place(name, int(number))


def inlining_callers(elf: Elf32, addresses: list[int]) -> dict[int, Place]:
    """The place of the outermost call for each address whose code was inlined."""
    query = "".join(f"{address:#x}\n" for address in addresses)
    output = run_tool(["addr2line", "-a", "-i", "-e", str(elf.path)], query)
    callers: dict[int, Place] = {}
    for group in ("\n" + output).split("\n0x")[1:]:
        address, *frames = group.splitlines()
        place = parse_place(frames[-1]) if len(frames) > 1 else None
        if place:
            callers[int(address, 16)] = place
    return callers


def source_places(elf: Elf32, root: Path) -> dict[int, Place]:
    """For each address at which a line begins: file (from the root) and line in its own function."""
    places = innermost_places(elf)
    places.update(inlining_callers(elf, sorted(places)))
    prefix = f"{root}{os.sep}"
    names = {place.file for place in places.values()}
    short = {n: os.path.normpath(os.path.join(root, n)).removeprefix(prefix) for n in names}
    return {a: Place(short[p.file], p.line) for a, p in places.items() if p.line}
