"""A small reader of linked 32-bit little-endian ELF files: sections, symbols, loaded bytes.

pyelftools does the same, but takes longer to start than the rest of a link step.
"""

import struct
from pathlib import Path
from typing import Iterator, NamedTuple

SHT_SYMTAB = 2
SHT_NOBITS = 8
SHF_ALLOC = 2
SHF_EXECINSTR = 4
SHN_LORESERVE = 0xFF00
TYPES = {0: "NOTYPE", 1: "OBJECT", 2: "FUNC", 3: "SECTION", 4: "FILE"}
GLOBAL = 1


class ElfError(Exception):
    """The file is not what it should be; the text says how."""


class Section(NamedTuple):
    name: str
    type: int
    flags: int
    address: int
    offset: int
    size: int
    link: int
    entry_size: int

    @property
    def loaded(self) -> bool:
        return bool(self.flags & SHF_ALLOC)

    @property
    def code(self) -> bool:
        return bool(self.flags & SHF_EXECINSTR)


class Symbol(NamedTuple):
    name: str
    address: int
    size: int
    type: str
    is_global: bool
    section: int


class Elf32:
    """One ELF file, read into memory."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.data = path.read_bytes()
        if self.data[:6] != b"\x7fELF\x01\x01" or len(self.data) < 52:
            raise ElfError(f"{path}: not a 32-bit little-endian ELF file")
        try:
            self.sections = self._read_sections()
        except (struct.error, IndexError) as error:
            raise ElfError(f"{path}: damaged section headers") from error

    def _read_sections(self) -> list[Section]:
        (offset,) = struct.unpack_from("<I", self.data, 32)
        entry, count, names_index = struct.unpack_from("<HHH", self.data, 46)
        raw = [struct.unpack_from("<10I", self.data, offset + i * entry) for i in range(count)]
        names = raw[names_index][4]
        return [
            Section(self._text(names + r[0]), r[1], r[2], r[3], r[4], r[5], r[6], r[9]) for r in raw
        ]

    def _text(self, offset: int) -> str:
        return self.data[offset : self.data.index(b"\0", offset)].decode("utf-8", "replace")

    def section(self, name: str) -> Section | None:
        """The section of that name, or None."""
        return next((s for s in self.sections if s.name == name), None)

    def symbols(self) -> Iterator[Symbol]:
        """Every defined symbol that has a place in a section (also in no loaded one)."""
        for table in self.sections:
            if table.type != SHT_SYMTAB:
                continue
            strings = self.sections[table.link].offset
            block = self.data[table.offset : table.offset + table.size // 16 * 16]
            for name, value, size, info, _, index in struct.iter_unpack("<IIIBBH", block):
                if 0 < index < SHN_LORESERVE:
                    kind = TYPES.get(info & 15, "OTHER")
                    yield Symbol(
                        self._text(strings + name), value, size, kind, info >> 4 == GLOBAL, index
                    )

    def loaded_bytes(self, start: int, end: int) -> bytes:
        """The file's bytes for the addresses [start, end); they must lie in one section."""
        for s in self.sections:
            if s.loaded and s.type != SHT_NOBITS and s.address <= start <= end <= s.address + s.size:
                first = s.offset + start - s.address
                return self.data[first : first + end - start]
        raise ElfError(f"{self.path}: no section holds the addresses {start:#x} to {end:#x}")
