"""sfs-extract: what mksfs packed comes out as it was, and nothing leaves its folder."""

import io
import os
import struct
import subprocess
import tarfile

import pytest

from tests.compat.sfs_reader import Image
from tests.sfs.trees import BLOCK, assert_equal, assert_same, contents, make_random, mksfs, run, tool


@pytest.fixture
def small(tmp_path):
    folder = tmp_path / "tree"
    (folder / "sub").mkdir(parents=True)
    (folder / "sub" / "file").write_bytes(b"x" * 20000)
    (folder / "other").write_bytes(b"y")
    mksfs(tmp_path / "test.img", folder)
    return tmp_path / "test.img"


def patch(image, block, offset, content):
    with open(image, "r+b") as file:
        file.seek(block * BLOCK + offset)
        file.write(content)


def entry_of(image, path):
    """The block in which the name of a path stands, from the root's on."""
    read = Image(image)
    node = read.root
    *folders, last = path.encode().split(b"/")
    for name in folders:
        node = node.children[name]
    return next(b for b in node.inode.data if read.block(b)[4:].startswith(last + b"\0"))


def unpack_tar(archive):
    """What contents() says of a folder, of an archive."""
    found, groups = {}, {}
    for member in archive:
        path = b"/" + os.fsencode(member.name)
        if member.isdir():
            found[path] = ("folder", b"")
            continue
        if member.islnk():
            first = b"/" + os.fsencode(member.linkname)
            found[path] = found[first]
        elif member.issym():
            first = path
            found[path] = ("link", os.fsencode(member.linkname))
        else:
            first = path
            found[path] = ("file", archive.extractfile(member).read())
        groups.setdefault(first, []).append(path)
        assert member.uid == member.gid == member.mtime == 0
    names = {path: tuple(sorted(group)) for group in groups.values() for path in group}
    return {path: (*thing, names.get(path, ())) for path, thing in found.items()}


# --- there and back ---


@pytest.mark.parametrize("seed", range(40))
def test_random_trees_come_out_as_they_went_in(tmp_path, seed):
    make_random(tmp_path / "tree", 2000 + seed)
    image = tmp_path / "test.img"
    mksfs(*(["--sparse"] if seed % 2 else []), image, tmp_path / "tree")
    done = run("sfs-extract", image, tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert_same(tmp_path / "tree", tmp_path / "out")
    # And the same image again.
    again = tmp_path / "again.img"
    mksfs(*(["--sparse"] if seed % 2 else []), again, tmp_path / "out")
    assert again.read_bytes() == image.read_bytes()


@pytest.mark.parametrize("seed", range(12))
def test_archives(tmp_path, seed):
    make_random(tmp_path / "tree", 3000 + seed)
    image = tmp_path / "test.img"
    mksfs(image, tmp_path / "tree")
    done = run("sfs-extract", image, "--tar", tmp_path / "out.tar")
    assert done.returncode == 0, done.stderr
    with tarfile.open(tmp_path / "out.tar", errors="surrogateescape") as archive:
        assert_equal(contents(tmp_path / "tree"), unpack_tar(archive))
    piped = run("sfs-extract", image, "--tar", "-", text=False)
    assert piped.returncode == 0 and piped.stdout == (tmp_path / "out.tar").read_bytes()
    (tmp_path / "out").mkdir()
    subprocess.run(["tar", "-C", tmp_path / "out", "-xf", tmp_path / "out.tar"], check=True)
    assert_same(tmp_path / "tree", tmp_path / "out")


def test_holes_stay_holes(tmp_path):
    (tmp_path / "tree").mkdir()
    with open(tmp_path / "tree" / "f", "wb") as file:
        file.truncate(50 << 20)
        file.seek(20 << 20)
        file.write(b"x")
    mksfs("--sparse", tmp_path / "test.img", tmp_path / "tree")
    assert run("sfs-extract", tmp_path / "test.img", tmp_path / "out").returncode == 0
    assert_same(tmp_path / "tree", tmp_path / "out")
    assert (tmp_path / "out" / "f").stat().st_blocks * 512 < 1 << 20


def test_deep_tree(tmp_path):
    path = tmp_path / "tree"
    for _ in range(1500):
        path /= "d"
    path.mkdir(parents=True)
    mksfs(tmp_path / "test.img", tmp_path / "tree")
    assert run("sfs-extract", tmp_path / "test.img", tmp_path / "out").returncode == 0
    assert (tmp_path / "out" / path.relative_to(tmp_path / "tree")).is_dir()


# --- a part of it, and what is there already ---


def test_one_path(small, tmp_path):
    done = run("sfs-extract", small, tmp_path / "a", "--path", "/sub")
    assert done.returncode == 0 and done.stdout == "sfs-extract: 2 names\n"
    assert sorted(contents(tmp_path / "a")) == [b"/sub", b"/sub/file"]
    assert run("sfs-extract", small, tmp_path / "b", "-p", "sub//file/", "-q").stdout == ""
    assert sorted(contents(tmp_path / "b")) == [b"/file"]
    done = run("sfs-extract", small, tmp_path / "c", "-p", "/none")
    assert done.returncode == 1 and "/none: no such file or directory" in done.stderr
    for path in ("/sub/..", ".", "/.."):
        assert run("sfs-extract", small, tmp_path / "c", "-p", path).returncode == 2


def test_nothing_is_replaced_unasked(small, tmp_path):
    out = tmp_path / "out"
    (out / "sub").mkdir(parents=True)
    (out / "other").write_bytes(b"mine")
    done = run("sfs-extract", small, out)
    assert done.returncode == 1 and "other: File exists" in done.stderr
    assert (out / "other").read_bytes() == b"mine" and (out / "sub" / "file").is_file()
    assert run("sfs-extract", small, out, "--force").returncode == 0
    assert_same(tmp_path / "tree", out)
    archive = tmp_path / "other.tar"
    archive.write_bytes(b"mine")
    done = run("sfs-extract", small, "--tar", archive)
    assert done.returncode == 1 and archive.read_bytes() == b"mine"
    assert run("sfs-extract", small, "--tar", archive, "--force").returncode == 0
    assert tarfile.is_tarfile(archive)


@pytest.mark.parametrize("options", [[], ["--force"]])
def test_links_that_were_there_are_not_followed(small, tmp_path, options):
    outside = tmp_path / "outside"
    (outside / "sub").mkdir(parents=True)
    (outside / "other").write_bytes(b"theirs")
    out = tmp_path / "out"
    out.mkdir()
    (out / "sub").symlink_to(outside / "sub")
    (out / "other").symlink_to(outside / "other")
    assert run("sfs-extract", small, out, *options).returncode == 1
    assert sorted(contents(outside)) == [b"/other", b"/sub"]
    assert (outside / "other").read_bytes() == b"theirs"


# --- hostile images ---


@pytest.mark.parametrize("name", [b"../x", b"/x", b"a/b", b"../../../../tmp/x", b"/", b"", b".", b".."])
def test_names_that_would_leave_the_folder(small, tmp_path, name):
    patch(small, entry_of(small, "sub/file"), 4, name.ljust(256, b"\0"))
    out = tmp_path / "deep" / "out"
    out.parent.mkdir()
    done = run("sfs-extract", small, out)
    assert sorted(contents(tmp_path / "deep")) == [b"/out", b"/out/other", b"/out/sub"]
    if name not in (b".", b".."):
        assert done.returncode == 1 and "no good name: left out" in done.stderr
    done = run("sfs-extract", small, "--tar", "-", text=False)
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        assert archive.getnames() == ["other", "sub"]


def test_name_without_end(small, tmp_path):
    patch(small, entry_of(small, "sub/file"), 4, b"n" * 256)
    run("sfs-extract", small, tmp_path / "out")
    assert os.listdir(tmp_path / "out" / "sub") == ["n" * 255]


def test_a_link_does_not_lead_out(small, tmp_path):
    """A link and a folder of the same name: what is in the folder must not go through the link."""
    outside = tmp_path / "outside"
    outside.mkdir()
    read = Image(small)
    other = read.root.children[b"other"].inode
    patch(small, other.number, 4, struct.pack("<H", 3))
    target = os.fsencode(outside)
    patch(small, other.number, 0, struct.pack("<I", len(target)))
    patch(small, other.data[0], 0, target)
    patch(small, entry_of(small, "other"), 4, b"sub\0\0\0")
    done = run("sfs-extract", small, tmp_path / "out")
    assert done.returncode == 1
    assert os.listdir(outside) == []


def test_circles(small, tmp_path):
    read = Image(small)
    sub = read.root.children[b"sub"].inode.number
    patch(small, entry_of(small, "sub/file"), 0, struct.pack("<I", sub))
    done = run("sfs-extract", small, tmp_path / "out", timeout=20)
    assert done.returncode == 1 and "sub/file: the folder has a second name" in done.stderr
    patch(small, entry_of(small, "sub/file"), 0, struct.pack("<I", 1))
    done = run("sfs-extract", small, "--tar", tmp_path / "out.tar", timeout=20)
    assert done.returncode == 1 and "the folder has a second name" in done.stderr


def test_damage_takes_only_what_it_hits(small, tmp_path):
    read = Image(small)
    number = read.root.children[b"other"].inode.number
    patch(small, number, 4, struct.pack("<H", 7))
    done = run("sfs-extract", small, tmp_path / "out")
    assert done.returncode == 1 and f"other: inode {number} is damaged" in done.stderr
    assert (tmp_path / "out" / "sub" / "file").read_bytes() == b"x" * 20000


def test_file_with_a_bad_pointer(small, tmp_path):
    number = Image(small).root.children[b"sub"].children[b"file"].inode.number
    patch(small, number, 12 + 4, struct.pack("<I", 0))  # a hole
    assert run("sfs-extract", small, tmp_path / "a").returncode == 0
    content = (tmp_path / "a" / "sub" / "file").read_bytes()
    assert content == b"x" * 4096 + bytes(4096) + b"x" * (20000 - 8192)
    patch(small, number, 12 + 4, struct.pack("<I", 0xFFFFFFF0))
    done = run("sfs-extract", small, tmp_path / "b")
    assert done.returncode == 1 and "sub/file: " in done.stderr
    assert os.listdir(tmp_path / "b" / "sub") == []
    done = run("sfs-extract", small, "--tar", tmp_path / "b.tar")
    assert done.returncode == 1 and "zeros instead" in done.stderr
    with tarfile.open(tmp_path / "b.tar") as archive:
        assert archive.getnames() == ["other", "sub", "sub/file"]


def test_names_cannot_write_to_the_terminal(small, tmp_path):
    patch(small, entry_of(small, "sub/file"), 4, b"\x1b[2J/".ljust(256, b"\0"))
    done = run("sfs-extract", small, tmp_path / "out")
    assert "\\033[2J" in done.stderr and "\x1b" not in done.stderr


# --- usage and the host's errors ---


def test_usage(small, tmp_path):
    done = run("sfs-extract", "--help")
    assert done.returncode == 0 and "--tar" in done.stdout and "--path" in done.stdout
    for words in ([], [small], [small, tmp_path / "a", "--tar", "x"], [small, tmp_path / "a", "b"]):
        done = run("sfs-extract", *words)
        assert done.returncode == 2 and done.stderr, words
    done = run("sfs-extract", tmp_path / "none", tmp_path / "a")
    assert done.returncode == 1 and "No such file or directory" in done.stderr
    done = run("sfs-extract", small, tmp_path / "none" / "a")
    assert done.returncode == 1 and "No such file or directory" in done.stderr


def test_archive_that_cannot_be_written(small):
    with open("/dev/full", "wb") as full:
        done = subprocess.run([tool("sfs-extract"), small, "--tar", "-"], stdout=full,
                              stderr=subprocess.PIPE, text=True, timeout=20, check=False)
    assert done.returncode == 1 and "No space left on device" in done.stderr


def test_image_in_use(small, tmp_path):
    import fcntl

    with open(small, "rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        done = run("sfs-extract", small, tmp_path / "out")
    assert done.returncode == 1 and "is in use by another program" in done.stderr
