"""The line table of an ELF file: at which addresses which line of which file begins [DWARF5 6.2].

Reads what GCC and clang make for our kernel: 32-bit DWARF, versions 3 to 5.
"""

import os
import struct
from typing import NamedTuple

# Content types and forms of the file tables [DWARF5 6.2.4.1, 7.5.6].
CONTENT_PATH, CONTENT_DIRECTORY = 1, 2
FORM_SIZES = {0x0B: 1, 0x05: 2, 0x06: 4, 0x07: 8, 0x1E: 16}
FORM_STRING, FORM_STRP, FORM_UDATA, FORM_LINE_STRP = 0x08, 0x0E, 0x0F, 0x1F


class DwarfError(Exception):
    """The debug information is damaged or of a kind that we do not read."""


class Row(NamedTuple):
    """From `address` on the code belongs to `line` of `file`; line 0 means to none."""

    address: int
    file: str
    line: int


class Cursor:
    """A place in a section, from which numbers and texts are taken."""

    def __init__(self, data: bytes, at: int) -> None:
        self.data, self.at = data, at

    def fixed(self, size: int) -> int:
        self.at += size
        return int.from_bytes(self.data[self.at - size : self.at], "little")

    def uleb(self) -> int:
        value = shift = 0
        while True:
            byte = self.data[self.at]
            self.at += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    def sleb(self) -> int:
        start = self.at
        value = self.uleb()
        bits = 7 * (self.at - start)
        return value - (1 << bits) if value >> (bits - 1) else value

    def text(self) -> str:
        end = self.data.index(b"\0", self.at)
        value = self.data[self.at : end].decode("utf-8", "replace")
        self.at = end + 1
        return value


class LineTables:
    """The three sections that make up the line tables of a linked file."""

    def __init__(self, lines: bytes, line_texts: bytes, texts: bytes) -> None:
        self.lines, self.line_texts, self.texts = lines, line_texts, texts

    def rows(self) -> list[Row]:
        """The rows of all units, in the order of the file."""
        rows: list[Row] = []
        at = 0
        try:
            while at + 4 < len(self.lines):
                (length,) = struct.unpack_from("<I", self.lines, at)
                end = at + 4 + length
                rows += self._unit(Cursor(self.lines, at + 4), end)
                at = end
        except (IndexError, ValueError, KeyError, struct.error) as error:
            raise DwarfError(f"cannot read .debug_line near byte {at}: {error}") from error
        return rows

    def _unit(self, cursor: Cursor, end: int) -> list[Row]:
        version = cursor.fixed(2)
        if not 3 <= version <= 5:
            raise DwarfError(f".debug_line has version {version}: compile with -gdwarf-5")
        if version == 5:
            cursor.fixed(2)  # size of addresses and of segment selectors
        length = cursor.fixed(4)
        program = cursor.at + length
        step = cursor.fixed(1)
        if version >= 4:
            cursor.fixed(1)  # operations per instruction: one on all our machines
        cursor.fixed(1)  # is_stmt at the start
        line_base = cursor.fixed(1)
        line_range, opcode_base = cursor.fixed(1), cursor.fixed(1)
        operands = [0] + [cursor.fixed(1) for _ in range(opcode_base - 1)]
        files = self._files_5(cursor) if version == 5 else self._files_4(cursor)
        cursor.at = program
        base = line_base - 256 if line_base > 127 else line_base
        return run_program(cursor, end, files, (step, base, line_range, operands))

    def _files_4(self, cursor: Cursor) -> list[str]:
        """Files of versions 3 and 4: they count from 1."""
        folders = [""]
        while name := cursor.text():
            folders.append(name)
        files = [""]
        while name := cursor.text():
            files.append(os.path.join(folders[cursor.uleb()], name))
            cursor.uleb(), cursor.uleb()  # time and size
        return files

    def _files_5(self, cursor: Cursor) -> list[str]:
        """Files of version 5: they count from 0, the compiler's input."""
        folders = [entry[CONTENT_PATH] for entry in self._entries(cursor)]
        return [
            os.path.join(folders[0], folders[entry.get(CONTENT_DIRECTORY, 0)], entry[CONTENT_PATH])
            for entry in self._entries(cursor)
        ]

    def _entries(self, cursor: Cursor) -> list[dict]:
        form_count = cursor.fixed(1)
        forms = [(cursor.uleb(), cursor.uleb()) for _ in range(form_count)]
        count = cursor.uleb()
        return [{kind: self._value(cursor, form) for kind, form in forms} for _ in range(count)]

    def _value(self, cursor: Cursor, form: int) -> int | str:
        if form == FORM_STRING:
            return cursor.text()
        if form == FORM_LINE_STRP:
            return Cursor(self.line_texts, cursor.fixed(4)).text()
        if form == FORM_STRP:
            return Cursor(self.texts, cursor.fixed(4)).text()
        if form == FORM_UDATA:
            return cursor.uleb()
        return cursor.fixed(FORM_SIZES[form])


def run_program(cursor: Cursor, end: int, files: list[str], rules: tuple) -> list[Row]:
    """The rows that one unit's program yields [DWARF5 6.2.5]."""
    step, line_base, line_range, operands = rules
    opcode_base = len(operands)
    rows: list[Row] = []
    address, file, line = 0, 1, 1
    while cursor.at < end:
        code = cursor.fixed(1)
        if code >= opcode_base:
            jump, forward = divmod(code - opcode_base, line_range)
            address += jump * step
            line += line_base + forward
            rows.append(Row(address, files[file], line))
        elif code == 0:  # extended: length, sub-code
            length = cursor.uleb()
            after = cursor.at + length
            kind = cursor.fixed(1)
            if kind == 1:  # end_sequence
                rows.append(Row(address, files[file], 0))
                address, file, line = 0, 1, 1
            elif kind == 2:  # set_address
                address = cursor.fixed(length - 1)
            cursor.at = after
        elif code == 1:  # copy
            rows.append(Row(address, files[file], line))
        elif code == 2:  # advance_pc
            address += cursor.uleb() * step
        elif code == 3:  # advance_line
            line += cursor.sleb()
        elif code == 4:  # set_file
            file = cursor.uleb()
        elif code == 8:  # const_add_pc
            address += (255 - opcode_base) // line_range * step
        elif code == 9:  # fixed_advance_pc
            address += cursor.fixed(2)
        else:
            for _ in range(operands[code]):
                cursor.uleb()
    return rows
