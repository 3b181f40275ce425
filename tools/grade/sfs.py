"""What a kernel left on the disk of its file system, read without any code of the kernel's.

A reader of SFS's format for checks in Python: names, contents, link counts, and
whether everything that must hold does. A disk that a wrong kernel wrote may hold anything, so
whatever cannot be followed is a `Damaged` that says what it is.
"""

import struct
from dataclasses import dataclass
from pathlib import Path

from tools.grade.failure import Failure

BLOCK = 4096
MAGIC = 0x2F8DBE2A
ROOT, FIRST_MAP_BLOCK = 1, 2
FILE, DIRECTORY, LINK = 1, 2, 3
DIRECT, POINTERS = 12, BLOCK // 4
MAX_BLOCKS = 128 * 1024 * 1024 // BLOCK
"""Of a file."""

_KINDS = {FILE: "a file", DIRECTORY: "a directory", LINK: "a symbolic link"}


class Damaged(Failure):
    """The disk is not as the format asks for."""


@dataclass(frozen=True)
class Inode:
    """An inode as it stands on the disk; `data` are its blocks (0: a hole), `tables` those of pointers."""

    number: int
    size: int
    kind: int
    nlinks: int
    data: tuple[int, ...]
    tables: tuple[int, ...]


class SfsDisk:
    """An image that nobody writes to any more."""

    def __init__(self, path: Path) -> None:
        self._file = open(path, "rb")  # pylint: disable=consider-using-with
        magic, self.blocks, self.unused = struct.unpack_from("<3I", self._block(0))
        if magic != MAGIC:
            raise Damaged("the file system's disk has no superblock any more")

    def close(self) -> None:
        """Ends the use of the image."""
        self._file.close()

    # --- names and contents ---------------------------------------------------------------------

    def find(self, path: str) -> Inode:
        """What a path from the root names; links are not followed. Failure when there is none."""
        number = ROOT
        for name in filter(None, path.split("/")):
            names = self.names(self.inode(number))
            if name.encode() not in names:
                raise Failure(f"there is no {path} on the disk")
            number = names[name.encode()]
        return self.inode(number)

    def exists(self, path: str) -> bool:
        """Whether the path names anything."""
        try:
            return bool(self.find(path))
        except Damaged:
            raise
        except Failure:
            return False

    def read(self, path: str) -> bytes:
        """The contents of a file, or the target of a link."""
        return self.content(self.find(path))

    def content(self, inode: Inode) -> bytes:
        """The same for an inode."""
        blocks = (self._block(number) if number else bytes(BLOCK) for number in inode.data)
        return b"".join(blocks)[:inode.size]

    def names(self, directory: Inode) -> dict[bytes, int]:
        """Names in a directory, and the inodes that they name."""
        if directory.kind != DIRECTORY:
            raise Failure(f"inode {directory.number} is no directory")
        found: dict[bytes, int] = {}
        for number in directory.data:
            block = self._block(number) if number else bytes(BLOCK)
            inode, name = struct.unpack_from("<I", block)[0], block[4:260].split(b"\0")[0]
            if inode:
                found[name] = inode
        return found

    def inode(self, number: int) -> Inode:
        """The inode of this number, with all its blocks."""
        block = self._block(number)
        size, kind, nlinks, blocks = struct.unpack_from("<IHHI", block)
        words = struct.unpack_from("<14I", block, 12)
        if kind not in _KINDS:
            raise Damaged(f"inode {number} is of no kind ({kind})")
        if blocks > MAX_BLOCKS or blocks != -(-size // (256 if kind == DIRECTORY else BLOCK)):
            raise Damaged(f"inode {number}, {_KINDS[kind]} of {size} bytes, has {blocks} blocks")
        tables = [word for word in words[DIRECT:] if word]
        data = list(words[:DIRECT]) + self._pointers(words[12])
        for word in self._pointers(words[13]) if words[13] else ():
            tables += [word] if word else []
            data += self._pointers(word)
        if any(data[blocks:]):
            raise Damaged(f"inode {number} has blocks behind its end")
        data += [0] * (blocks - len(data))
        return Inode(number, size, kind, nlinks, tuple(data[:blocks]), tuple(tables))

    def _pointers(self, number: int) -> list[int]:
        return list(struct.unpack(f"<{POINTERS}I", self._block(number))) if number else [0] * POINTERS

    def _block(self, number: int) -> bytes:
        self._file.seek(number * BLOCK)
        block = self._file.read(BLOCK)
        if len(block) != BLOCK:
            raise Damaged(f"something on the disk points to block {number}, which is beyond its end")
        return block

    # --- what must hold -------------------------------------------------------------------------

    def check(self) -> None:
        """Damaged unless every block has one owner or is free, and every link count is right."""
        owners: dict[int, int] = {}
        links: dict[int, int] = {}
        found = {ROOT: self.inode(ROOT)}
        queue = [ROOT]
        while queue:
            inode = found[queue.pop()]
            for block in (inode.number, *inode.tables, *filter(None, inode.data)):
                if block in owners:
                    raise Damaged(f"block {block} belongs to inode {owners[block]} and to inode "
                                  f"{inode.number}")
                owners[block] = inode.number
            for number in self.names(inode).values() if inode.kind == DIRECTORY else ():
                links[number] = links.get(number, 0) + 1
                if number not in found:
                    found[number] = self.inode(number)
                    queue.append(number)
        for number, inode in found.items():
            if inode.nlinks != links.get(number, 0):
                raise Damaged(f"inode {number} says that it has {inode.nlinks} names, but it has "
                              f"{links.get(number, 0)}")
        self._check_map(owners)

    def _check_map(self, owners: dict[int, int]) -> None:
        map_blocks = -(-self.blocks // (BLOCK * 8))
        free = b"".join(self._block(FIRST_MAP_BLOCK + i) for i in range(map_blocks))
        first = FIRST_MAP_BLOCK + map_blocks
        for block in range(first, self.blocks):
            is_free = bool(free[block // 8] >> block % 8 & 1)
            if is_free and block in owners:
                raise Damaged(f"block {block} of inode {owners[block]} is marked as free")
            if not is_free and block not in owners:
                raise Damaged(f"block {block} is marked as used, but nobody has it")
        number = sum(byte.bit_count() for byte in free)
        if number != self.unused:
            raise Damaged(f"the superblock counts {self.unused} free blocks, the map has {number}")
