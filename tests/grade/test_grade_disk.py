"""What a kernel left on its disk, as the grader reads it: names, contents, and every kind of damage."""

import struct

import pytest

from tools.grade.build import copy_image
from tools.grade.failure import Failure
from tools.grade.sfs import BLOCK, Damaged, SfsDisk

BLOCKS = 16
ROOT, MAP, DOT, DOTS, NAME, OTHER, FILE, DATA = 1, 2, 3, 4, 5, 6, 7, 8
"""What is in which block; two names lead to the file."""


class Image:
    """An image of sixteen blocks with a root directory, and a file with two names."""

    def __init__(self, path):
        self.path = path
        self.bytes = bytearray(BLOCKS * BLOCK)
        self.words(0, 0, 0x2F8DBE2A, BLOCKS, BLOCKS - 9)
        self.inode(ROOT, 4 * 256, 2, 2, 4, DOT, DOTS, NAME, OTHER)
        self.words(MAP, 0, 0xFFFF & ~0x1FF)
        for slot, (block, number, name) in enumerate((
                (DOT, ROOT, b"."), (DOTS, ROOT, b".."), (NAME, FILE, b"one"), (OTHER, FILE, b"two"))):
            self.words(block, 0, number)
            self.put(block, 4, name)
            assert slot < 4
        self.inode(FILE, 5, 1, 2, 1, DATA)
        self.put(DATA, 0, b"hello")

    def words(self, block, offset, *words):
        self.put(block, offset, struct.pack(f"<{len(words)}I", *words))

    def put(self, block, offset, data):
        self.bytes[block * BLOCK + offset:block * BLOCK + offset + len(data)] = data

    def inode(self, number, size, kind, names, blocks, *data):
        self.put(number, 0, struct.pack("<IHHI", size, kind, names, blocks))
        self.words(number, 12, *data)

    def disk(self):
        self.path.write_bytes(self.bytes)
        return SfsDisk(self.path)


@pytest.fixture
def image(tmp_path):
    return Image(tmp_path / "sfs.img")


def test_names_and_contents(image):
    disk = image.disk()
    disk.check()
    assert disk.read("/one") == disk.read("two") == b"hello"
    assert disk.find("/one").nlinks == 2
    assert disk.exists("/one") and not disk.exists("/three") and not disk.exists("/one/more")
    with pytest.raises(Failure, match="there is no /three"):
        disk.read("/three")


DAMAGE = {
    "has no superblock": lambda image: image.words(0, 0, 1),
    "says that it has 3 names, but it has 2": lambda image: image.inode(FILE, 5, 1, 3, 1, DATA),
    "block 8 of inode 7 is marked as free": lambda image: image.words(MAP, 0, 0xFF00),
    "block 9 is marked as used, but nobody has it": lambda image: image.words(MAP, 0, 0xFC00),
    "the superblock counts 6 free blocks, the map has 7": lambda image: image.words(0, 8, 6),
    "belongs to inode": lambda image: image.words(FILE, 12, NAME),
    "points to block 99, which is beyond its end": lambda image: image.words(FILE, 12 + 48, 99),
    "has blocks behind its end": lambda image: image.words(FILE, 16, 9),
    "is of no kind": lambda image: image.inode(FILE, 5, 9, 2, 1, DATA),
    "of 5 bytes, has 2 blocks": lambda image: image.inode(FILE, 5, 1, 2, 2, DATA),
}


@pytest.mark.parametrize("what", DAMAGE)
def test_damage_is_told(image, what):
    DAMAGE[what](image)
    with pytest.raises(Damaged, match=what):
        image.disk().check()


def test_holes_are_copied_as_holes(tmp_path):
    source, target = tmp_path / "source", tmp_path / "target"
    with open(source, "wb") as file:
        file.seek(3 << 20)
        file.write(b"in the middle")
        file.truncate(32 << 20)
    copy_image(source, target)
    assert target.read_bytes() == source.read_bytes()
    assert target.stat().st_blocks * 512 < 1 << 20
