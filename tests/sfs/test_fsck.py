"""fsck.sfs, as its users run it: exit codes, messages, JSON, and images that the independent reader
finds no mistake in afterwards."""

import fcntl
import hashlib
import json
import os
import pty
import struct
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT))
from tests.compat.sfs_reader import Image  # noqa: E402
from tests.sfs.trees import tool  # noqa: E402

CLEAN, REPAIRED, LEFT, OPERATIONAL, USAGE = 0, 1, 4, 8, 16
BLOCK = 4096


@pytest.fixture(scope="session")
def tools() -> Path:
    """The folder of the tools, built once."""
    return tool("fsck.sfs").parent


@pytest.fixture
def image(tools, tmp_path) -> Path:
    """An image of 64 blocks with a file, a folder and a link in it."""
    tree = tmp_path / "tree"
    (tree / "folder").mkdir(parents=True)
    (tree / "file").write_bytes(b"x" * 10000)
    (tree / "folder" / "inner").write_text("inner text")
    (tree / "link").symlink_to("file")
    path = tmp_path / "test.img"
    done = subprocess.run([tools / "mksfs", "--quiet", "--size", "256K", path, tree], check=False)
    assert done.returncode == 0
    return path


@pytest.fixture
def fsck(tools):
    def run(*words: object, **options: object) -> subprocess.CompletedProcess:
        options = {"timeout": 60, "text": True, "stdin": subprocess.DEVNULL} | options
        return subprocess.run([tools / "fsck.sfs", *map(str, words)], capture_output=True,
                              check=False, **options)
    return run


def harm(image: Path, offset: int, data: bytes) -> None:
    with open(image, "r+b") as file:
        file.seek(offset)
        file.write(data)


def digest(image: Path) -> str:
    return hashlib.sha256(image.read_bytes()).hexdigest()


def assert_sound(fsck, image: Path) -> None:
    """The checker finds nothing, the independent reader neither, and a repair changes nothing."""
    before = digest(image)
    assert fsck("-n", image).returncode == CLEAN
    assert fsck("-y", image).returncode == CLEAN
    assert digest(image) == before
    assert Image(image).problems == []


def test_a_clean_image(fsck, image):
    done = fsck(image)
    assert done.returncode == CLEAN
    assert done.stdout.startswith("clean; 3 files, 2 folders, ")
    assert_sound(fsck, image)


# Offset, bytes, the damage's name, what the message says.
DAMAGE = {
    "magic": (0, b"\0\0\0\0", "bad-magic", "superblock: the superblock has the wrong magic number"),
    "blocks": (4, struct.pack("<I", 65), "bad-block-count", "65, should be 64"),
    "unused": (8, struct.pack("<I", 1), "wrong-unused-count", "number of free blocks is wrong: 1"),
    "root type": (BLOCK + 4, b"\7", "bad-root", "inode 1: the root inode is no directory"),
    "root links": (BLOCK + 6, b"\x09", "wrong-link-count", "inode 1: the inode's link count"),
    "root size": (BLOCK, b"\1", "bad-directory-size", "inode 1: the directory's size"),
    "root pointer": (BLOCK + 16, b"\2\0", "pointer-out-of-range", "leads out of the data blocks"),
    "map": (2 * BLOCK, b"\xff", "used-blocks-free", "blocks 0-7: blocks are marked free"),
    "map end": (3 * BLOCK - 1, b"\x80", "free-past-end", "block 32767: the free map"),
}


@pytest.mark.parametrize("what", DAMAGE)
def test_damage_is_named_and_repaired(fsck, image, what):
    offset, data, name, message = DAMAGE[what]
    harm(image, offset, data)
    before = digest(image)
    seen = fsck("-n", image)
    assert seen.returncode == LEFT
    assert message in seen.stdout
    assert digest(image) == before
    done = fsck("-y", "--json", image)
    assert done.returncode == REPAIRED, done.stdout + done.stderr
    report = json.loads(done.stdout)
    assert name in [finding["damage"] for finding in report["findings"]]
    assert all(finding["repaired"] for finding in report["findings"])
    assert report["left"] == 0 and report["repaired"] == len(report["findings"])
    assert not report["clean"]
    assert_sound(fsck, image)


def test_what_lost_its_name_is_found_again(fsck, image):
    harm(image, BLOCK + 8, b"\2")  # the root's slots are `.` and `..`
    harm(image, BLOCK, struct.pack("<I", 512))
    done = fsck("-y", image)
    assert done.returncode == REPAIRED
    assert "an inode has no name" in done.stdout
    tree = Image(image).root
    assert set(tree.children) == {b"lost+found"}
    found = tree.children[b"lost+found"].children.values()
    assert b"x" * 10000 in [node.content for node in found]
    assert b"inner" in [name for node in found for name in node.children]
    assert_sound(fsck, image)


def test_it_asks_and_takes_no_for_an_answer(fsck, image):
    harm(image, 8, b"\1")
    before = digest(image)
    for answer in ("n\n", "\n", ""):
        done = fsck(image, stdin=None, input=answer)
        assert done.returncode == LEFT
        assert "repair it? [y/N]" in done.stderr
        assert digest(image) == before
    assert fsck(image, stdin=None, input="y\n").returncode == REPAIRED
    assert_sound(fsck, image)


def test_it_asks_on_a_terminal(tools, image, fsck):
    harm(image, 8, b"\1")
    child, terminal = pty.fork()
    if child == 0:
        os.execv(tools / "fsck.sfs", ["fsck.sfs", str(image)])
    seen = b""
    deadline = time.monotonic() + 30
    while b"[y/N] " not in seen and time.monotonic() < deadline:
        seen += os.read(terminal, 1000)
    os.write(terminal, b"y\n")
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == REPAIRED
    assert_sound(fsck, image)


def test_without_free_blocks_something_is_left_until_there_are_some(fsck, image):
    root = Image(image).root.inode
    names = [name for _, name in root.entries]
    slot = root.data[names.index(b"folder")]
    harm(image, slot * BLOCK, b"\0\0\0\0")
    used = 64 - Image(image).unused_blocks
    with open(image, "r+b") as file:
        file.truncate(used * BLOCK)  # not a free block more
    harm(image, 4, struct.pack("<II", used, 0))
    harm(image, 2 * BLOCK, b"\0" * BLOCK)
    done = fsck("-y", image)
    assert done.returncode == LEFT
    assert "has no free blocks for the rest" in done.stderr
    before = digest(image)
    assert fsck("-y", image).returncode == LEFT
    assert digest(image) == before
    with open(image, "r+b") as file:
        file.truncate(80 * BLOCK)
    harm(image, 4, struct.pack("<I", 80))
    assert fsck("-y", image).returncode == REPAIRED
    assert_sound(fsck, image)


def test_what_is_no_image(fsck, tmp_path):
    missing = fsck(tmp_path / "none.img")
    assert missing.returncode == OPERATIONAL
    assert "none.img: No such file or directory" in missing.stderr
    zeros = tmp_path / "zeros.img"
    zeros.write_bytes(b"\0" * 100 * BLOCK)
    for words in (["-n"], ["-y"], []):
        done = fsck(*words, zeros)
        assert done.returncode == OPERATIONAL
        assert "is no SFS image" in done.stderr
    assert zeros.read_bytes() == b"\0" * 100 * BLOCK
    assert fsck(tmp_path).returncode == OPERATIONAL
    assert json.loads(fsck("-n", "--json", zeros).stdout)["error"].endswith("is no SFS image")


def test_an_image_in_use_is_left_alone(fsck, image):
    with open(image, "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        done = fsck("-y", image)
    assert done.returncode == OPERATIONAL
    assert "in use" in done.stderr


def test_an_image_that_may_only_be_read(fsck, image):
    image.chmod(0o444)
    assert fsck("-n", image).returncode == CLEAN


@pytest.mark.parametrize("words", [[], ["-n", "-y", "x"], ["--what", "x"], ["x", "y"]])
def test_wrong_usage(fsck, words):
    done = fsck(*words)
    assert done.returncode == USAGE
    assert done.stderr.startswith("fsck.sfs: ")


def test_help_names_all(fsck):
    done = fsck("--help")
    assert done.returncode == 0
    for word in ("-n", "-y", "--json", "IMAGE", "Exit status"):
        assert word in done.stdout


@pytest.mark.parametrize("size", ["100K", "64M", "300M"])
def test_images_of_mksfs_are_clean(tools, fsck, tmp_path, size):
    tree = tmp_path / "tree"
    tree.mkdir()
    (tree / "f").write_bytes(b"y" * 20000)
    path = tmp_path / "made.img"
    subprocess.run([tools / "mksfs", "-q", "--size", size, path, tree], check=True)
    assert fsck("-n", path).returncode == CLEAN
