"""What the original's mksfs gets wrong and ours must not: a test is named after its line of the list of
defects (K50, K51, K52)."""

import os
import subprocess

import pytest

from tests.compat.sfs_reader import Image
from tests.sfs.trees import BLOCK, assert_image, mksfs, run, tool


@pytest.fixture
def tree(tmp_path):
    (tmp_path / "tree").mkdir()
    return tmp_path / "tree"


@pytest.fixture
def image(tmp_path):
    return tmp_path / "test.img"


def test_k50_what_the_original_cannot_use_is_refused_for_it(tree, image):
    (tree / "link").symlink_to("large")
    (tree / "large").write_bytes(bytes(1037 * BLOCK))
    for i in range(1100):
        (tree / f"{i}").touch()
    done = run("mksfs", "--original", image, tree)
    assert done.returncode == 1 and not image.exists()
    for reason in ("symbolic link", "4247552 bytes", "1102 names"):
        assert reason in done.stderr
    mksfs(image, tree)
    assert_image(image, tree)


def test_k51_a_fifo_is_never_opened(tree, image):
    os.mkfifo(tree / "fifo")
    done = run("mksfs", image, tree, timeout=20)
    assert done.returncode == 1 and "fifo is a FIFO" in done.stderr


def test_k51_names_with_a_dot_are_names(tree, image):
    for name in (".profile", "...", ".d"):
        (tree / name).write_text(name)
    mksfs(image, tree)
    assert sorted(assert_image(image, tree).root.children) == [b"...", b".d", b".profile"]


@pytest.mark.parametrize("size", ["4096", "20480", "24576", "1M"])
def test_k51_no_image_is_left_half_written(tree, image, size):
    (tree / "file").write_bytes(bytes(2 << 20))
    done = run("mksfs", "--size", size, image, tree)
    assert done.returncode == 1 and "are missing" in done.stderr
    assert os.listdir(image.parent) == ["tree"]


def test_k51_names_are_sorted(tree, image):
    for name in ("b", "a", "c", "B", "\N{LATIN SMALL LETTER A WITH DIAERESIS}", "10", "9"):
        (tree / name).touch()
    mksfs(image, tree)
    names = [name for _, name in assert_image(image, tree).root.inode.entries]
    assert names == [b".", b".."] + sorted(names[2:])


def test_k51_hard_links_are_files_of_one_device(tmp_path, image):
    """Two file systems in memory give the same inode numbers to different files."""
    if os.geteuid() != 0:
        pytest.skip("only root may mount")
    for name in "ab":
        (tmp_path / "tree" / name).mkdir(parents=True)
    script = """
        set -e
        for name in a b; do
            mount -t tmpfs none "$1/$name"
            echo "of $name" > "$1/$name/file"
            ln "$1/$name/file" "$1/$name/again"
        done
        [ "$(stat -c %i "$1/a/file")" = "$(stat -c %i "$1/b/file")" ] || exit 77
        "$2" -q "$3" "$1"
    """
    done = subprocess.run(["unshare", "-m", "sh", "-c", script, "sh", tmp_path / "tree", tool("mksfs"), image],
                          capture_output=True, text=True, timeout=60, check=False)
    if done.returncode == 77 or "unshare" in done.stderr or "mount" in done.stderr:
        pytest.skip("no two file systems with the same inode numbers: " + done.stderr)
    assert done.returncode == 0, done.stderr
    root = Image(image).root
    for name in (b"a", b"b"):
        file = root.children[name].children[b"file"]
        assert file.content == b"of " + name + b"\n" and file.inode.nlinks == 2
        assert root.children[name].children[b"again"].inode.number == file.inode.number


def test_k52_nothing_is_left_after_names_labels_and_files(tree, image):
    for length in (200, 100, 50, 10, 5, 1):
        (tree / ("n" * length)).write_bytes(b"x" * length)
    image.write_bytes(os.urandom(4 << 20))
    mksfs("--label", "short", image, tree)
    read = assert_image(image, tree)  # the reader looks at the bytes after each name and end
    for pointer in read.root.inode.data:
        entry = read.block(pointer)
        assert not any(entry[4 + entry[4:].index(0) :])
    assert not any(read.block(0)[12 + len("short") :])
    for block in range(read.blocks):
        if read.is_free(block):
            assert not any(read.block(block)), f"free block {block} has old contents"
