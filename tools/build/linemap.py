"""Source lines of a linked kernel, through binutils: which line of its own function is at an address.

`readelf` lists the addresses at which a line begins, `addr2line -i` says for each of them the whole
chain of inlined calls. The last of the chain is the function that really owns the code, with the
line of the call: just what a backtrace should name. Both are quick and know the DWARF of GCC 12 and
of clang 14; pyelftools 0.29 fails on the latter.
"""

import os
import re
import subprocess
from pathlib import Path
from typing import NamedTuple

# "file.cpp    12    0x100040    1    x": the number or "-", then the address.
ROW = re.compile(r"\s(?:\d+|-)\s+(0x[0-9a-f]+)\b")


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


def row_addresses(elf: Path) -> list[int]:
    """Sorted addresses at which some line of the DWARF line tables begins."""
    rows = run_tool(["readelf", "-W", "--debug-dump=decodedline", str(elf)])
    return sorted({int(address, 16) for address in ROW.findall(rows)})


def relative_name(name: str, root: Path) -> str:
    """`name` as a path from the root of the tree, when it lies in it."""
    path = os.path.normpath(os.path.join(root, name))
    prefix = f"{root}{os.sep}"
    return path.removeprefix(prefix)


def parse_place(text: str) -> Place | None:
    """`dir/file.cpp:12 (discriminator 3)` as a place; None for `??:0` or `file.cpp:?`."""
    name, _, rest = text.rpartition(":")
    number = rest.split(" ", 1)[0]
    if not name or name == "??" or not number.isdigit() or number == "0":
        return None
    return Place(name, int(number))


def source_places(elf: Path, addresses: list[int], root: Path) -> dict[int, Place]:
    """The place in the outermost, not inlined function for each address that has one."""
    query = "".join(f"{address:#x}\n" for address in addresses)
    output = run_tool(["addr2line", "-a", "-i", "-e", str(elf)], query)
    names: dict[str, str] = {}
    places: dict[int, Place] = {}
    address = 0
    for text in output.splitlines():
        if text.startswith("0x") and ":" not in text:
            address = int(text, 16)
            continue
        place = parse_place(text)
        if place is None:
            places.pop(address, None)
            continue
        if place.file not in names:
            names[place.file] = relative_name(place.file, root)
        places[address] = Place(names[place.file], place.line)
    return places
