"""sfs-dump, against the independent reader."""

import json
import struct

import pytest

from tests.compat.sfs_reader import FILE, FOLDER, LINK, Image
from tests.sfs.trees import BLOCK, make_random, mksfs, run

KINDS = {FILE: "file", FOLDER: "folder", LINK: "link"}


@pytest.fixture(params=range(12))
def image(tmp_path, request):
    make_random(tmp_path / "tree", 1000 + request.param)
    mksfs("--size", "fit", *(["--sparse"] if request.param % 2 else []), tmp_path / "test.img",
          tmp_path / "tree")
    return tmp_path / "test.img"


@pytest.fixture
def small(tmp_path):
    folder = tmp_path / "tree"
    (folder / "sub").mkdir(parents=True)
    (folder / "sub" / "file").write_bytes(b"x" * 20 * BLOCK)
    (folder / "link").symlink_to("sub/file")
    mksfs("--size", "1M", "--label", "a label", tmp_path / "test.img", folder)
    return tmp_path / "test.img"


def dump(image, *words):
    done = run("sfs-dump", image, *words)
    assert done.returncode == 0, done.stderr
    return done.stdout


def dump_json(image, *words):
    return json.loads(dump(image, *words, "--json"))


def patch(image, block, offset, format_, *values):
    with open(image, "r+b") as file:
        file.seek(block * BLOCK + offset)
        file.write(struct.pack(format_, *values))


# --- random images: everything it says is what the reader reads ---


def test_superblock(image):
    read = Image(image)
    assert dump_json(image) == dump_json(image, "super") == {
        "magic": 0x2F8DBE2A, "blocks": read.blocks, "unused_blocks": read.unused_blocks,
        "label": "simple file system", "image_blocks": read.blocks,
        "free_map_blocks": read.map_blocks, "is_sound": True, "free_in_map": read.unused_blocks}


def test_tree_and_inodes(image):
    read = Image(image)
    rows = {row["path"]: row for row in dump_json(image, "tree")}
    nodes = dict(read.walk())
    assert len(rows) == len(nodes)
    for path, node in nodes.items():
        # Bytes that are no UTF-8 come as the code points of the same number.
        try:
            name = (path or b"/").decode()
        except UnicodeDecodeError:
            assert any(row["inode"] == node.inode.number for row in rows.values())
            continue
        row = rows[name]
        assert row["inode"] == node.inode.number and row["type"] == KINDS[node.inode.type]
        assert (row["size"], row["nlinks"], row["blocks"]) == (
            node.inode.size, node.inode.nlinks, node.inode.blocks)
        if node.inode.type == LINK:
            assert row["target"].encode() == node.content
    for number, inode in list(read.inodes.items())[:8]:
        row = dump_json(image, "inode", number)
        assert (row["inode"], row["type"], row["size"], row["nlinks"], row["blocks"]) == (
            number, KINDS[inode.type], inode.size, inode.nlinks, inode.blocks)
        assert [p for p in row["direct"] if p] == [p for p in inode.data[:12] if p]
        assert bool(row["indirect"] or row["double_indirect"]) == bool(inode.pointers)


def test_block_map(image):
    read = Image(image)
    uses = {}
    for row in dump_json(image, "map"):
        for block in range(row["first"], row["first"] + row["count"]):
            assert block not in uses
            uses[block] = (row["use"], row["inode"])
    expected = {block: ("free", 0) for block in range(read.blocks)}
    expected[0] = ("superblock", 0)
    expected |= {block: ("free map", 0) for block in range(2, read.first_data)}
    contents = {FILE: "data", FOLDER: "entries", LINK: "target"}
    for number, inode in read.inodes.items():
        expected[number] = ("inode", number)
        expected |= {block: ("pointers", number) for block in inode.pointers}
        expected |= {block: (contents[inode.type], number) for block in inode.data if block}
    assert uses == expected


# --- text ---


def test_text(small):
    text = dump(small)
    for line in ("magic          0x2f8dbe2a", "blocks         256 of 4 KiB; the image has 256",
                 "label          a label", "free map       blocks 2 to 2"):
        assert line in text
    text = dump(small, "tree")
    lines = [line.split(None, 4) for line in text.splitlines()[1:]]
    assert [line[1] for line in lines] == ["folder", "link", "folder", "file"]
    assert [line[4] for line in lines] == ["/", "/link -> sub/file", "/sub", "/sub/file"]
    assert lines[3][2:4] == ["81920", "1"]
    assert dump(small, "tree", "/sub").splitlines()[1].endswith("/sub")
    text = dump(small, "inode", "/sub/file")
    number = lines[3][0]
    assert text == dump(small, "inode", number)
    assert f"inode          {number}\ntype           file (1)\nsize           81920 bytes\n" in text
    text = dump(small, "map").splitlines()
    assert text[0].split() == ["0", "superblock"] and text[1].split() == ["1", "inode", "1"]
    assert any(line.split()[1:] == ["data", "of", "inode", number] for line in text)
    assert text[-1].endswith("free") and text[-1].split()[0].endswith("-255")


def test_names_cannot_write_to_the_terminal(tmp_path):
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree" / "\x1b[2J\nx").touch()
    mksfs(tmp_path / "test.img", tmp_path / "tree")
    assert "/\\033[2J\\012x\n" in dump(tmp_path / "test.img", "tree")


# --- damage ---


def test_no_sfs(small):
    patch(small, 0, 0, "<I", 1)
    done = run("sfs-dump", small)
    assert done.returncode == 1 and "0x00000001  (not SFS)" in done.stdout
    assert "is damaged, or no SFS image" in done.stderr
    assert not json.loads(run("sfs-dump", small, "--json").stdout)["is_sound"]
    for what in ("tree", "map"):
        done = run("sfs-dump", small, what)
        assert done.returncode == 1 and "is damaged, or no SFS image" in done.stderr


def test_wrong_count_is_shown(small):
    free = Image(small).unused_blocks
    patch(small, 0, 8, "<I", 7)
    text = dump(small)
    assert "unused blocks  7\n" in text and f"free in map    {free}\n" in text


def test_damaged_inode(small):
    number = dump_json(small, "inode", "/sub/file")["inode"]
    patch(small, number, 4, "<H", 9)
    done = run("sfs-dump", small, "tree")
    assert done.returncode == 1 and f"/sub/file: inode {number} is damaged" in done.stderr
    assert "/link" in done.stdout
    assert "invalid (9)" in dump(small, "inode", number)


def test_folder_with_two_names(small):
    """A circle: the tree ends all the same."""
    read = Image(small)
    sub = read.root.children[b"sub"]
    for pointer in sub.inode.data:
        if read.block(pointer)[4:9] == b"file\0":
            patch(small, pointer, 0, "<I", sub.inode.number)
    done = run("sfs-dump", small, "tree", timeout=20)
    assert done.returncode == 1 and "is a folder with a second name" in done.stderr
    assert run("sfs-dump", small, "map", timeout=20).returncode == 0


def test_lost_blocks(small):
    with open(small, "r+b") as file:
        file.seek(2 * BLOCK + 250 // 8)
        byte = file.read(1)[0]
        file.seek(-1, 1)
        file.write(bytes([byte & ~(1 << 250 % 8)]))
    assert "250               lost\n" in dump(small, "map")


# --- usage ---


def test_usage(small):
    done = run("sfs-dump", "--help")
    assert done.returncode == 0 and "WHAT" in done.stdout and "--json" in done.stdout
    for words in ([], [small, "all"], [small, "inode"], [small, "super", "1"], [small, "map", "1"],
                  [small, "tree", "/", "x"], ["--what", small]):
        assert run("sfs-dump", *words).returncode == 2, words


def test_nothing_there(small, tmp_path):
    for words, message in (([tmp_path / "none"], "No such file or directory"),
                           ([small, "inode", "/none"], "/none: no such file or directory"),
                           ([small, "inode", "/link/x"], "not a directory"),
                           ([small, "inode", "256"], "there is no block 256"),
                           ([small, "inode", "99999999999"], "there is no block"),
                           ([small, "tree", "/none"], "/none: no such file or directory")):
        done = run("sfs-dump", *words)
        assert done.returncode == 1 and message in done.stderr, words
