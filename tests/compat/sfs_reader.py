#!/usr/bin/python3
"""An independent reader of SFS images, from the description of the format alone.

    sfs_reader.py IMAGE [--tree]

Reads superblock, free map, inodes and folders, checks everything that must hold, and prints what does
not; exit status 1 if there is any such thing. The tests compare what it reads with what the tools and
the kernel say. It shares no line with libs/sfs.
"""

import argparse
import mmap
import struct
import sys
from dataclasses import dataclass, field
from pathlib import Path

BLOCK = 4096
BITS = BLOCK * 8
MAGIC = 0x2F8DBE2A
FILE, FOLDER, LINK = 1, 2, 3
TYPES = {FILE: "file", FOLDER: "folder", LINK: "link"}
SUPER = 0
ROOT = 1
FIRST_MAP = 2
DIRECT = 12
POINTERS = BLOCK // 4
FIRST_DOUBLE = DIRECT + POINTERS
ENTRY = 256  # what the size of a folder counts for each slot
NAME = 256
MAX_FILE = 128 << 20
ORIGINAL_BLOCKS = 1036


class NoSfs(Exception):
    """The image has no superblock that could be believed."""


@dataclass
class Inode:
    """An inode as it is on disk, with what its pointers lead to."""

    number: int
    size: int
    type: int
    nlinks: int
    blocks: int
    data: list[int]  # the block of each 4 KiB; 0 is a hole
    pointers: list[int]  # pointer blocks
    tail: bytes  # after the last pointer
    entries: list[tuple[int, bytes]] = field(default_factory=list)  # of a folder: (number, name)


@dataclass
class Node:
    """A name in the tree; `content` of a file or link, `children` of a folder."""

    inode: Inode
    content: bytes = b""
    children: dict[bytes, "Node"] = field(default_factory=dict)


class Image:
    """An image and what is wrong with it. With `strict`, what the original's programs leave behind
    (bytes after names and labels) is a problem, too."""

    def __init__(self, path: Path | str, strict: bool = True) -> None:
        with open(path, "rb") as file:
            if Path(path).stat().st_size < 3 * BLOCK:
                raise NoSfs("the image is too small")
            self.bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self.strict = strict
        self.problems: list[str] = []
        block = self.block(SUPER)
        self.magic, self.blocks, self.unused_blocks = struct.unpack_from("<3I", block)
        if self.magic != MAGIC:
            raise NoSfs(f"the magic number is {self.magic:#x}")
        if not 3 <= self.blocks <= len(self.bytes) // BLOCK:
            raise NoSfs(f"{self.blocks} blocks in an image of {len(self.bytes) // BLOCK}")
        self.label = block[12:44].split(b"\0")[0]
        self.inodes: dict[int, Inode] = {}
        self.owners: dict[int, str] = {}
        self.names: dict[int, int] = {}
        self.map_blocks = -(-self.blocks // BITS)
        self.first_data = FIRST_MAP + self.map_blocks
        self.check_super(block)
        self.root = self.visit(ROOT, ROOT)
        self.check_counts()
        self.check_map()

    # --- reading ---

    def block(self, number: int) -> bytes:
        return self.bytes[number * BLOCK : (number + 1) * BLOCK]

    def word(self, number: int, offset: int) -> int:
        return struct.unpack_from("<I", self.bytes, number * BLOCK + offset)[0]

    def is_free(self, number: int) -> bool:
        offset = FIRST_MAP * BLOCK + number // 8
        return bool(self.bytes[offset] >> (number % 8) & 1)

    def problem(self, text: str) -> None:
        self.problems.append(text)

    def use(self, number: int, owner: str) -> bool:
        """Note who owns a block; whether it may be looked at."""
        if not self.first_data <= number < self.blocks and number != ROOT:
            self.problem(f"{owner} has block {number}, which is out of range")
            return False
        if number in self.owners:
            self.problem(f"{owner} has block {number} of {self.owners[number]}")
            return False
        if self.is_free(number):
            self.problem(f"{owner} has block {number}, which is marked free")
        self.owners[number] = owner
        return True

    def pointers(self, number: int, owner: str) -> list[int]:
        """The words of a pointer block; holes all the way when there is none."""
        if number == 0 or not self.use(number, owner):
            return [0] * POINTERS
        return list(struct.unpack(f"<{POINTERS}I", self.block(number)))

    def read_inode(self, number: int) -> Inode:
        owner = f"inode {number}"
        block = self.block(number)
        size, kind, nlinks, blocks = struct.unpack_from("<IHHI", block)
        words = struct.unpack_from("<14I", block, 12)
        data = list(words[:DIRECT])
        count = blocks if blocks <= MAX_FILE // BLOCK else 0
        tables = [word for word in words[DIRECT:] if word]
        data += self.pointers(words[12], owner)
        if words[13]:
            for word in self.pointers(words[13], owner):
                if word:
                    tables.append(word)
                data += self.pointers(word, owner)
        for index, pointer in enumerate(data):
            if pointer and index >= count:
                self.problem(f"{owner} has block {pointer} after its end")
        data = (data + [0] * count)[:count]
        good = [block if block and self.use(block, owner) else 0 for block in data]
        return Inode(number, size, kind, nlinks, blocks, good, tables, block[68:])

    def content(self, inode: Inode) -> bytes:
        parts = [self.block(block) if block else bytes(BLOCK) for block in inode.data]
        return b"".join(parts)[: inode.size]

    # --- what must hold ---

    def check_super(self, block: bytes) -> None:
        if b"\0" not in block[12:44]:
            self.problem("the label has no end")
        if any(block[44:]):
            self.problem("the superblock has more than its fields")
        if self.strict and any(block[12 + len(self.label) : 44]):
            self.problem("there is something after the label")

    def check_inode(self, inode: Inode) -> None:
        who = f"inode {inode.number}"
        if inode.type not in TYPES:
            self.problem(f"{who} has type {inode.type}")
        unit = ENTRY if inode.type == FOLDER else BLOCK
        if inode.blocks != -(-inode.size // unit):
            self.problem(f"{who} has {inode.blocks} blocks for {inode.size} bytes")
        if inode.type == FOLDER and inode.size % ENTRY:
            self.problem(f"{who} is a folder of {inode.size} bytes")
        if inode.size > MAX_FILE:
            self.problem(f"{who} has {inode.size} bytes")
        if inode.type == LINK and not 0 < inode.size <= BLOCK:
            self.problem(f"{who} is a link of {inode.size} bytes")
        if any(inode.tail):
            self.problem(f"{who} has more than its fields")
        if self.strict and inode.type != FOLDER and inode.data and inode.data[-1]:
            rest = self.block(inode.data[-1])[inode.size % BLOCK or BLOCK :]
            if any(rest):
                self.problem(f"{who} has something after its end")

    def read_entries(self, inode: Inode) -> None:
        who = f"folder {inode.number}"
        seen: set[bytes] = set()
        for pointer in inode.data:
            block = self.block(pointer) if pointer else bytes(BLOCK)
            number = struct.unpack_from("<I", block)[0]
            name, _, rest = block[4 : 4 + NAME].partition(b"\0")
            if any(block[4 + NAME :]) or self.strict and any(rest):
                self.problem(f"{who} has something after the name {name!r}")
            if number == 0:
                continue
            if not name or len(name) >= NAME or b"/" in name:
                self.problem(f"{who} has a bad name {name!r}")
            if name in seen:
                self.problem(f"{who} has the name {name!r} twice")
            seen.add(name)
            inode.entries.append((number, name))

    def check_dots(self, inode: Inode, parent: int) -> None:
        for name, target in ((b".", inode.number), (b"..", parent)):
            if (target, name) not in inode.entries:
                self.problem(f"folder {inode.number} has no {name.decode()} that is inode {target}")

    def visit(self, number: int, parent: int) -> Node | None:
        """The tree below an inode. (Deep trees need a higher limit of recursion.)"""
        if number in self.inodes:
            inode = self.inodes[number]
            if inode.type == FOLDER:
                self.problem(f"folder {number} has a second name")
                return None
            return Node(inode, self.content(inode))
        if not self.use(number, f"inode {number}"):
            return None
        inode = self.read_inode(number)
        self.inodes[number] = inode
        self.check_inode(inode)
        if inode.type != FOLDER:
            return Node(inode, self.content(inode))
        self.read_entries(inode)
        self.check_dots(inode, parent)
        node = Node(inode)
        for target, name in inode.entries:
            self.names[target] = self.names.get(target, 0) + 1
            if name not in (b".", b".."):
                child = self.visit(target, number)
                if child:
                    node.children[name] = child
        return node

    def check_counts(self) -> None:
        for number, inode in self.inodes.items():
            if inode.nlinks != self.names.get(number, 0):
                self.problem(f"inode {number} says {inode.nlinks} names: {self.names.get(number, 0)}")

    def check_map(self) -> None:
        free = 0
        for number in range(self.map_blocks * BITS):
            if not self.is_free(number):
                if self.first_data <= number < self.blocks and number not in self.owners:
                    self.problem(f"block {number} is marked used, and nobody has it")
                continue
            free += 1
            if number >= self.blocks or number < self.first_data:
                self.problem(f"block {number} is marked free")
        if free != self.unused_blocks:
            self.problem(f"{free} blocks are free: the superblock says {self.unused_blocks}")

    # --- what the original can use ---

    def original_problems(self) -> list[str]:
        """What the original kernel could not use of a sound image."""
        found = []
        for inode in self.inodes.values():
            if inode.blocks > ORIGINAL_BLOCKS:
                found.append(f"inode {inode.number} has {inode.blocks} blocks")
            if inode.type == LINK:
                found.append(f"inode {inode.number} is a link")
            if inode.type == FOLDER and inode.number != ROOT and len(inode.entries) > 2:
                found.append(f"folder {inode.number} is not empty")
            if inode.type == FILE and 0 in inode.data:
                found.append(f"inode {inode.number} has a hole")
        return found

    def walk(self):
        """Every node with its path, folders before what is in them."""
        waiting = [(b"", self.root)]
        while waiting:
            path, node = waiting.pop()
            yield path, node
            for name, child in sorted(node.children.items(), reverse=True):
                waiting.append((path + b"/" + name, child))


def main() -> int:
    parser = argparse.ArgumentParser(description="Check an SFS image.")
    parser.add_argument("image", type=Path)
    parser.add_argument("--tree", action="store_true", help="print every path")
    parser.add_argument("--lenient", action="store_true", help="as the original's mksfs leaves them")
    options = parser.parse_args()
    sys.setrecursionlimit(100000)
    try:
        image = Image(options.image, strict=not options.lenient)
    except (NoSfs, OSError) as error:
        print(f"sfs_reader: {options.image}: {error}", file=sys.stderr)
        return 2
    if options.tree:
        for path, node in image.walk():
            kind = TYPES.get(node.inode.type, "?")
            name = (path or b"/").decode(errors="backslashreplace")
            print(f"{node.inode.number:8} {kind:6} {node.inode.size:10} {node.inode.nlinks:3} {name}")
    for problem in image.problems:
        print(problem)
    return 1 if image.problems else 0


if __name__ == "__main__":
    sys.exit(main())
