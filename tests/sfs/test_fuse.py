"""sfs-fuse: an image mounted on the host behaves as a folder of the host's, and is sound after."""

import contextlib
import errno
import os
import random
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.compat.sfs_reader import Image
from tests.sfs.trees import (BLOCK, ROOT, assert_equal, assert_same, contents, image_contents, make_random,
                             mksfs, run, tool)


def why_not() -> str:
    """Why nothing can be mounted here, if so."""
    if not os.access("/dev/fuse", os.R_OK | os.W_OK):
        return "there is no /dev/fuse that this user may open"
    if not tool("sfs-fuse").is_file():
        return "sfs-fuse is not built: there is no libfuse3-dev"
    if not shutil.which("fusermount3"):
        return "there is no fusermount3"
    return ""


pytestmark = pytest.mark.skipif(bool(why_not()), reason=why_not())


PROCESSES: dict[Path, subprocess.Popen] = {}
"""Which sfs-fuse serves a folder."""


@contextlib.contextmanager
def mounted(image, *options, status=0):
    """The folder of a mounted image; afterwards sfs-fuse has ended with `status`."""
    folder = Path(f"{image}.mnt")
    folder.mkdir(exist_ok=True)
    with subprocess.Popen([tool("sfs-fuse"), "-f", *options, image, folder], stdin=subprocess.DEVNULL,
                          stderr=subprocess.PIPE, text=True) as process:
        end = time.monotonic() + 20
        while not os.path.ismount(folder):
            assert process.poll() is None and time.monotonic() < end, process.stderr.read()
            time.sleep(0.01)
        PROCESSES[folder] = process
        try:
            yield folder
        finally:
            unmount(folder)
            ended = process.wait(30)
    assert ended == status


def unmount(folder) -> None:
    end = time.monotonic() + 20
    while subprocess.run(["fusermount3", "-u", folder], capture_output=True, check=False).returncode:
        assert time.monotonic() < end, "the mount is busy"
        time.sleep(0.05)


@pytest.fixture
def image(tmp_path):
    (tmp_path / "empty").mkdir()
    mksfs("--size", "8M", tmp_path / "test.img", tmp_path / "empty")
    return tmp_path / "test.img"


def sound(image) -> Image:
    """The image read again; cut files leave bytes after their end."""
    read = Image(image, strict=False)
    assert read.problems == []
    assert run("fsck.sfs", "-n", image).returncode == 0
    return read


# --- reading and writing ---


@pytest.mark.parametrize("seed", range(6))
def test_shows_what_mksfs_packed(tmp_path, seed):
    make_random(tmp_path / "tree", 4000 + seed)
    image = tmp_path / "test.img"
    mksfs(*(["--sparse"] if seed % 2 else []), image, tmp_path / "tree")
    before = image.read_bytes()
    with mounted(image, "--read-only") as folder:
        assert_same(tmp_path / "tree", folder)
    assert image.read_bytes() == before


@pytest.mark.parametrize("seed", range(6))
def test_takes_a_copy_of_a_tree(tmp_path, image, seed):
    make_random(tmp_path / "tree", 5000 + seed)
    mksfs("--size", "32M", image, tmp_path / "empty")
    with mounted(image) as folder:
        subprocess.run(["cp", "-r", "--preserve=links", f"{tmp_path}/tree/.", folder], check=True)
        assert_same(tmp_path / "tree", folder)
    assert_equal(contents(tmp_path / "tree"), image_contents(sound(image)))


class Both:
    """The same operation on a mounted image and in a folder of the host: with the same result."""

    def __init__(self, left: Path, right: Path) -> None:
        self.places = (left, right)

    def do(self, operation) -> None:
        results = []
        for place in self.places:
            try:
                results.append(operation(place))
            except OSError as error:
                results.append(errno.errorcode[error.errno])
        assert results[0] == results[1]


def write_at(path, offset, data):
    fd = os.open(path, os.O_WRONLY | os.O_CREAT, 0o666)
    try:
        return os.pwrite(fd, data, offset)
    finally:
        os.close(fd)


def append(path, data):
    with open(path, "ab") as file:
        return file.write(data)


def random_operation(prng, names):
    """An operation as a function of the folder in which to do it."""
    one, other = prng.choice(names), prng.choice(names)
    size, offset = prng.randrange(30000), prng.choice([0, 1, 4095, 4096, 50000, 60000])
    data = prng.randbytes(size)
    return prng.choice([
        lambda top: write_at(top / one, offset, data),
        lambda top: append(top / one, data),
        lambda top: os.truncate(top / one, offset),
        lambda top: os.mkdir(top / one),
        lambda top: os.rmdir(top / one),
        lambda top: os.unlink(top / one),
        lambda top: os.rename(top / one, top / other),
        lambda top: os.rename(top / one, top / other),
        lambda top: os.link(top / one, top / other, follow_symlinks=False),
        lambda top: os.symlink(other, top / one),
        lambda top: os.readlink(top / one),
        lambda top: (top / one).read_bytes(),
        lambda top: sorted(os.listdir(top / one)),
        lambda top: os.lstat(top / one).st_size if (top / one).is_file() else None,
        lambda top: os.lstat(top / one).st_nlink if not (top / one).is_dir() else None,
    ])


@pytest.mark.parametrize("seed", range(5))
def test_random_operations_as_on_the_host(tmp_path, image, seed):
    """The same errors, the same contents; and again after it was unmounted and mounted."""
    prng = random.Random(seed)
    names = [f"{a}{b}" for a in ("", "x/", "x/y/", "z/") for b in "abcxyz"]
    (tmp_path / "host").mkdir()
    for _ in range(2):
        with mounted(image) as folder:
            both = Both(folder, tmp_path / "host")
            for _ in range(300):
                both.do(random_operation(prng, names))
            assert_same(tmp_path / "host", folder)
        assert_equal(contents(tmp_path / "host"), image_contents(sound(image)))


def test_edges_of_the_pointers(image):
    """Bytes around each step of indirection, with holes between them."""
    places = [n * BLOCK + more for n in (0, 12, 1036, 2060, 32767) for more in (-1, 0, 1) if n + more >= 0]
    with mounted(image) as folder:
        for place in places:
            write_at(folder / "f", place, bytes([place % 251 + 1]))
    content = sound(image).root.children[b"f"].content
    assert [content[place] for place in places] == [place % 251 + 1 for place in places]
    assert content.count(0) == len(content) - len(places)


def test_limits(image):
    with mounted(image) as folder:
        largest = 128 << 20
        os.truncate(write_at(folder / "f", 0, b"x") and folder / "f", largest)
        for operation in (lambda: os.truncate(folder / "f", largest + 1),
                          lambda: write_at(folder / "f", largest, b"x")):
            with pytest.raises(OSError) as error:
                operation()
            assert error.value.errno == errno.EFBIG
        with pytest.raises(OSError) as error:
            (folder / ("n" * 256)).touch()
        assert error.value.errno == errno.ENAMETOOLONG
        (folder / ("n" * 255)).touch()
        with pytest.raises(PermissionError):
            os.mkfifo(folder / "fifo")
    assert sound(image).root.children[b"f"].inode.size == 128 << 20


# --- the disk ---


def test_statfs(image):
    read = Image(image)
    with mounted(image) as folder:
        status = os.statvfs(folder)
        assert (status.f_frsize, status.f_blocks, status.f_bfree) == (BLOCK, read.blocks, read.unused_blocks)
        assert status.f_namemax == 255
        (folder / "f").write_bytes(b"x")
        assert os.statvfs(folder).f_bfree == read.unused_blocks - 3


def test_disk_full(image):
    free = Image(image).unused_blocks
    with mounted(image) as folder:
        with pytest.raises(OSError) as error:
            (folder / "f").write_bytes(bytes(9 << 20))
        assert error.value.errno == errno.ENOSPC
        assert os.statvfs(folder).f_bfree < 2
        for operation in ((folder / "more").mkdir, (folder / "more").touch):
            with pytest.raises(OSError) as error:
                operation()
            assert error.value.errno == errno.ENOSPC
        (folder / "f").unlink()
        assert os.statvfs(folder).f_bfree >= free - 1
        (folder / "g").write_bytes(b"there is room again")
    assert sound(image).root.children[b"g"].content == b"there is room again"


def test_fsync_means_it(image):
    """What was synced is there after sfs-fuse is killed, and nothing is damaged."""
    with mounted(image, status=-signal.SIGKILL) as folder:
        with open(folder / "synced", "wb") as file:
            file.write(b"s" * 100000)
            file.flush()
            os.fsync(file.fileno())
        (folder / "late").write_bytes(b"l" * 100000)
        PROCESSES[folder].kill()
    read = sound(image)
    assert read.root.children[b"synced"].content == b"s" * 100000


def test_removed_file_stays_until_it_is_closed(image):
    free = Image(image).unused_blocks
    with mounted(image) as folder:
        with open(folder / "f", "w+b") as file:
            file.write(b"x" * 50000)
            file.flush()
            os.unlink(folder / "f")
            assert not (folder / "f").exists()
            file.seek(0)
            assert file.read() == b"x" * 50000
            assert os.fstat(file.fileno()).st_size == 50000
            file.write(b"y")
            os.ftruncate(file.fileno(), 10)
    read = sound(image)
    assert read.root.children == {}
    assert read.unused_blocks == free - 1  # the slot of its name stays


def test_times_modes_and_owners(image):
    with mounted(image) as folder:
        file = folder / "f"
        file.touch()
        os.utime(file, (1, 1))
        os.chmod(file, 0o755)
        for operation in (lambda: os.chmod(file, 0o600), lambda: os.chown(file, 12345, -1)):
            with pytest.raises(PermissionError):
                operation()


def test_names_of_one_file(image):
    with mounted(image) as folder:
        (folder / "a").write_text("a")
        os.link(folder / "a", folder / "b")
        for i in range(20):
            append(folder / ("ab"[i % 2]), b"%d" % i)
            assert (folder / ("ba"[i % 2])).read_bytes() == (folder / ("ab"[i % 2])).read_bytes()
            assert os.stat(folder / "a").st_size == os.stat(folder / "b").st_size
        assert os.stat(folder / "a").st_ino == os.stat(folder / "b").st_ino


def test_rename_without_replacing(image):
    with mounted(image) as folder:
        (folder / "a").write_text("a")
        (folder / "b").write_text("b")
        subprocess.run(["mv", "-n", folder / "a", folder / "b"], capture_output=True, check=False)
        assert (folder / "a").read_text() == "a" and (folder / "b").read_text() == "b"


def test_many_names_in_a_folder(image):
    with mounted(image) as folder:
        for i in range(300):
            (folder / f"{i}").write_bytes(b"%d" % i)
        for i in range(0, 300, 2):
            (folder / f"{i}").unlink()
        assert sorted(map(int, os.listdir(folder))) == list(range(1, 300, 2))
    assert len(sound(image).root.children) == 150


# --- usage ---


def test_read_only(image):
    before = image.read_bytes()
    with mounted(image, "-r") as folder:
        with pytest.raises(OSError) as error:
            (folder / "f").touch()
        assert error.value.errno == errno.EROFS
    assert image.read_bytes() == before
    image.chmod(0o444)
    with mounted(image, "-r") as folder:
        assert os.listdir(folder) == []


def test_one_mount_at_a_time(image, tmp_path):
    with mounted(image) as folder:
        for words in (("sfs-fuse", image, folder), ("mksfs", image, tmp_path / "empty"),
                      ("sfs-extract", image, tmp_path / "out")):
            done = run(*words)
            assert done.returncode == 1 and "is in use by another program" in done.stderr


def test_in_the_background(image):
    folder = Path(f"{image}.mnt")
    folder.mkdir()
    done = run("sfs-fuse", image, folder)
    assert done.returncode == 0 and os.path.ismount(folder)
    (folder / "f").write_bytes(b"x")
    unmount(folder)
    end = time.monotonic() + 20
    while run("sfs-dump", image).returncode:  # it still writes, and has it locked
        assert time.monotonic() < end
        time.sleep(0.05)
    assert sound(image).root.children[b"f"].content == b"x"


def test_name_with_a_comma(tmp_path):
    (tmp_path / "empty").mkdir()
    image = tmp_path / "a,b.img"
    mksfs(image, tmp_path / "empty")
    with mounted(image) as folder:
        assert os.listdir(folder) == []


def test_damaged_images(tmp_path, image):
    with open(image, "r+b") as file:
        file.write(b"\0\0\0\0")
    done = run("sfs-fuse", image, tmp_path)
    assert done.returncode == 1 and "is damaged, or no SFS image" in done.stderr


def test_damaged_inode(tmp_path, image):
    with mounted(image) as folder:
        (folder / "bad").write_bytes(b"x")
        (folder / "good").write_bytes(b"y")
    number = Image(image).root.children[b"bad"].inode.number
    with open(image, "r+b") as file:
        file.seek(number * BLOCK + 4)
        file.write(b"\x09")
    with mounted(image) as folder:
        assert sorted(os.listdir(folder)) == ["bad", "good"]
        with pytest.raises(OSError) as error:
            (folder / "bad").read_bytes()
        assert error.value.errno == errno.EIO
        assert (folder / "good").read_bytes() == b"y"


def test_usage(image, tmp_path):
    done = run("sfs-fuse", "--help")
    assert done.returncode == 0 and "--foreground" in done.stdout and "fusermount3 -u" in done.stdout
    assert run("sfs-fuse").returncode == 2
    assert run("sfs-fuse", image).returncode == 2
    done = run("sfs-fuse", tmp_path / "none", tmp_path)
    assert done.returncode == 1 and "No such file or directory" in done.stderr
    done = run("sfs-fuse", image, tmp_path / "none")
    assert done.returncode == 1 and done.stderr


def test_make_says_when_it_is_left_out():
    """The rule looks for the header; here it is."""
    done = subprocess.run(["make", "-n", "LAB=8", "sfs-fuse"], cwd=ROOT, capture_output=True, text=True,
                          check=False)
    assert "there is no libfuse3-dev" in done.stdout


@pytest.mark.parametrize("seed", range(4))
def test_killed_at_any_time(tmp_path, image, seed):
    """fsck.sfs repairs what is left to a sound image in which all is there that was synced."""
    prng = random.Random(seed)
    names = [f"{a}{b}" for a in ("", "x/", "x/y/") for b in "abcxyz"]
    synced = {}
    with mounted(image, status=-signal.SIGKILL) as folder:
        for i in range(prng.randrange(100, 400)):
            with contextlib.suppress(OSError):
                random_operation(prng, names)(folder)
            if i % 40 == 39:
                synced[f"synced{i}"] = prng.randbytes(prng.choice([0, 100, 60000]))
                with open(folder / f"synced{i}", "wb") as file:
                    file.write(synced[f"synced{i}"])
                    file.flush()
                    os.fsync(file.fileno())
        PROCESSES[folder].kill()
    assert run("fsck.sfs", "-y", image).returncode in (0, 1)
    children = sound(image).root.children
    for name, content in synced.items():
        assert children[name.encode()].content == content
