#!/usr/bin/python3
"""Symbol table of the kernel: for its own backtraces, and as a text for people and scripts.

    symtab.py KERNEL -o TABLE [--text kernel.sym] [--root DIR]
    symtab.py --verify FIRST SECOND

The first form reads a kernel that was linked with an empty table and writes the table that the
second link puts between kernel_symbols_start and kernel_symbols_end. The table must be the last
thing in memory whose size matters, so that no code moves; --verify proves that: the table inside
SECOND must say of every function what the symbols of SECOND say, and FIRST must agree.

The table (little endian; kern/debug/symbols.cpp is its reader):

    u32 magic 'UCST'   u32 version 1   u32 size of the whole table in bytes
    u32 functions      u32 files       u32 offset of lines   u32 offset of names
    u64 base: lowest address           u32 end of the code - base
    functions x { u32 address - base, u32 name, u32 lines, u16 file, u16 first line }
    files     x { u32 name }
    lines: for each function { ULEB128 bytes further, SLEB128 lines further } ...
    names: texts that end in a zero byte

Functions are sorted by address. `name` counts from the start of names, `lines` from the start of
lines; a function's lines end where those of the next begin. File 0xffff stands for "not known".
"""

import argparse
import bisect
import os
import re
import struct
import sys
from pathlib import Path
from typing import NamedTuple

from dwarf_lines import DwarfError
from elf32 import Elf32, ElfError, Symbol
from linemap import Place, ToolError, run_tool, source_places

MAGIC = 0x54534355  # "UCST"
VERSION = 1
HEADER = struct.Struct("<IIIIIIIQI")
FUNCTION = struct.Struct("<IIIHH")
NO_FILE = 0xFFFF
START, END = "kernel_symbols_start", "kernel_symbols_end"


class Function(NamedTuple):
    """One function, its name as people read it, and (address, line) where a line begins."""

    address: int
    name: str
    file: str | None
    rows: list[tuple[int, int]]


def without_parameters(name: str) -> str:
    """Drop parameter lists of enclosing functions, anonymous namespaces and the noise of lambdas."""
    name = re.sub(r" \[clone [^]]*\]", "", name).replace("(anonymous namespace)::", "")
    name = re.sub(r"\$_(\d+)::operator\(\)", lambda m: f"lambda#{int(m[1]) + 1}", name)  # clang
    name = re.sub(r"\{lambda\([^{}]*\)#(\d+)\}::operator\(\)", r"lambda#\1", name)
    while True:
        shorter = re.sub(r"\([^()]*\)( const)?(?=[^()]*::(?!operator\(\)$))", "", name)
        if shorter == name:
            return name
        name = shorter


def demangle(names: list[str]) -> dict[str, str]:
    """Readable names, without parameters, for linker names; C names stay as they are."""
    mangled = sorted({name for name in names if name.startswith("_Z")})
    readable = run_tool(["c++filt", "-p"], "".join(f"{m}\n" for m in mangled)).splitlines()
    table = {m: without_parameters(r) for m, r in zip(mangled, readable)}
    return {name: table.get(name, name) for name in names}


def is_label(symbol: Symbol) -> bool:
    """Names that are no symbols for people: assembler temporaries, sections, files."""
    return not symbol.name or symbol.name.startswith(".L") or symbol.type in ("SECTION", "FILE")


def code_symbols(elf: Elf32) -> list[Symbol]:
    """One symbol for each address in code, best name first: function, global, C++ or C name."""
    found: dict[int, Symbol] = {}
    ranked = sorted(
        (s for s in elf.symbols() if elf.sections[s.section].code and not is_label(s)),
        key=lambda s: (s.address, s.type != "FUNC", not s.is_global, s.name),
    )
    for symbol in ranked:
        section = elf.sections[symbol.section]
        if symbol.address < section.address + section.size:  # not the linker's end markers
            found.setdefault(symbol.address, symbol)
    return list(found.values())


def line_rows(places: list[tuple[int, Place]]) -> tuple[str | None, list[tuple[int, int]]]:
    """The file of a function and the addresses at which its line changes."""
    if not places:
        return None, []
    file = places[0][1].file
    rows: list[tuple[int, int]] = []
    for address, place in places:
        # A line of another file (an #include inside the body) keeps the line before it.
        if place.file == file and (not rows or rows[-1][1] != place.line):
            rows.append((address, place.line))
    return file, rows


def read_functions(elf: Elf32, root: Path) -> list[Function]:
    """All functions of the kernel with their lines, sorted by address."""
    symbols = code_symbols(elf)
    if not symbols:
        raise ElfError(f"{elf.path}: no symbols of functions: link the kernel without -s")
    names = demangle([s.name for s in symbols])
    starts = [s.address for s in symbols]
    own: list[list[tuple[int, Place]]] = [[] for _ in symbols]
    for address, place in sorted(source_places(elf, root).items()):
        index = bisect.bisect_right(starts, address) - 1
        if index >= 0:
            own[index].append((address, place))
    return [Function(s.address, names[s.name], *line_rows(p)) for s, p in zip(symbols, own)]


def uleb128(value: int) -> bytes:
    """Seven bits per byte, low bits first, top bit set on all bytes but the last."""
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def sleb128(value: int) -> bytes:
    """As uleb128, with the sign in bit 6 of the last byte."""
    out = bytearray()
    while not -64 <= value < 64:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value & 0x7F)
    return bytes(out)


def encode_rows(function: Function) -> bytes:
    """The line program of one function; the first line itself stands in its entry."""
    out = bytearray()
    address, line = function.address, function.rows[0][1] if function.rows else 0
    for row_address, row_line in function.rows:
        out += uleb128(row_address - address) + sleb128(row_line - line)
        address, line = row_address, row_line
    return bytes(out)


class Names:
    """The pool of texts; each is stored once."""

    def __init__(self) -> None:
        self.data = bytearray()
        self._offsets: dict[str, int] = {}

    def add(self, text: str) -> int:
        if text not in self._offsets:
            self._offsets[text] = len(self.data)
            self.data += text.encode() + b"\0"
        return self._offsets[text]


def encode_table(functions: list[Function], code_end: int) -> bytes:
    """The table as the kernel reads it."""
    base = functions[0].address
    files = sorted({f.file for f in functions if f.file is not None})
    names, entries, lines = Names(), bytearray(), bytearray()
    for function in functions:
        file = NO_FILE if function.file is None else bisect.bisect_left(files, function.file)
        first = min(function.rows[0][1], 0xFFFF) if function.rows else 0
        name = names.add(function.name)
        entries += FUNCTION.pack(function.address - base, name, len(lines), file, first)
        lines += encode_rows(function)
    file_names = b"".join(struct.pack("<I", names.add(f)) for f in files)
    lines_at = HEADER.size + len(entries) + len(file_names)
    names_at = lines_at + len(lines)
    total = -(-(names_at + len(names.data)) // 4) * 4
    header = HEADER.pack(
        MAGIC, VERSION, total, len(functions), len(files), lines_at, names_at, base, code_end - base
    )
    return (header + entries + file_names + lines + names.data).ljust(total, b"\0")


def code_end(elf: Elf32) -> int:
    """The first address behind all code."""
    return max(s.address + s.size for s in elf.sections if s.loaded and s.code)


def symbol_text(elf: Elf32) -> str:
    """Lines "ADDRESS NAME" of every symbol, sorted by address."""
    symbols = [s for s in elf.symbols() if not is_label(s) and elf.sections[s.section].loaded]
    names = demangle([s.name for s in symbols])
    lines = {f"{s.address:08x} {names[s.name].replace(' ', '_')}\n" for s in symbols}
    return "".join(sorted(lines))


def write_whole(path: Path, data: bytes) -> None:
    """Write `data` beside its place and rename it, so that no half file is ever seen."""
    partial = path.with_name(path.name + ".partial")
    partial.write_bytes(data)
    os.replace(partial, path)


def decode_addresses(table: bytes) -> dict[int, str]:
    """Address and name of every function in a table; the check of --verify."""
    if len(table) < HEADER.size:
        raise ElfError("the kernel holds an empty symbol table")
    magic, version, total, count, _, _, names_at, base, _ = HEADER.unpack_from(table)
    if (magic, version, total) != (MAGIC, VERSION, len(table)):
        raise ElfError("the kernel holds a damaged symbol table")
    found = {}
    for i in range(count):
        address, name, *_ = FUNCTION.unpack_from(table, HEADER.size + i * FUNCTION.size)
        end = table.index(b"\0", names_at + name)
        found[base + address] = table[names_at + name : end].decode()
    return found


def verify(first: Elf32, second: Elf32) -> None:
    """Raise ElfError unless both links have every function at the same address."""
    def by_name(elf: Elf32) -> dict[tuple[str, int], None]:
        return {(s.name, s.address): None for s in code_symbols(elf)}

    moved = sorted(by_name(first).keys() ^ by_name(second).keys())
    if moved:
        name, _ = moved[0]
        raise ElfError(
            f"{name} is not at the same address in {first.path} and {second.path} ({len(moved)} "
            "differences): the symbol table must come last in the link map"
        )
    bounds = {s.name: s.address for s in second.symbols() if s.name in (START, END)}
    if len(bounds) != 2:
        raise ElfError(f"{second.path}: {START} or {END} is missing")
    inside = decode_addresses(second.loaded_bytes(bounds[START], bounds[END]))
    if inside.keys() != {s.address for s in code_symbols(second)}:
        raise ElfError(f"{second.path}: holds the symbol table of another link")


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Make the kernel's symbol table.")
    parser.add_argument("kernel", type=Path, nargs="?")
    parser.add_argument("-o", "--output", type=Path, help="the table for the second link")
    parser.add_argument("--text", type=Path, help="write lines ADDRESS NAME to this file")
    parser.add_argument("--root", type=Path, default=Path.cwd(), help="root of the source tree")
    parser.add_argument("--verify", type=Path, nargs=2, metavar=("FIRST", "SECOND"))
    parser.add_argument("-v", action="store_true", dest="verbose", help="say what was made")
    options = parser.parse_args()
    if not options.verify and not (options.kernel and (options.output or options.text)):
        parser.error("give KERNEL and -o or --text, or --verify FIRST SECOND")
    return options


def run(options: argparse.Namespace) -> None:
    if options.verify:
        verify(*(Elf32(path) for path in options.verify))
        return
    elf = Elf32(options.kernel)
    if options.output:
        functions = read_functions(elf, options.root.resolve())
        table = encode_table(functions, code_end(elf))
        write_whole(options.output, table)
        if options.verbose:
            rows = sum(len(f.rows) for f in functions)
            print(f"{options.output}: {len(functions)} functions, {rows} lines, {len(table)} bytes")
    if options.text:
        write_whole(options.text, symbol_text(elf).encode())


def main() -> int:
    options = parse_options()
    try:
        run(options)
    except (ElfError, DwarfError, ToolError, OSError) as error:
        print(f"symtab: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
