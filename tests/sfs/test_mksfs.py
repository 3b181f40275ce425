"""mksfs, as its users run it: every image is read again by the independent reader."""

import hashlib
import os
import pty
import resource
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import pytest

from tests.compat.sfs_reader import Image
from tests.sfs.trees import BLOCK, ROOT, assert_image, make_random, mksfs, run, tool

MIB = 1 << 20


@pytest.fixture
def tree(tmp_path):
    folder = tmp_path / "tree"
    folder.mkdir()
    (folder / "file").write_bytes(b"contents")
    return folder


@pytest.fixture
def image(tmp_path):
    return tmp_path / "test.img"


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def sparse_file(path: Path, size: int) -> Path:
    with open(path, "wb") as file:
        file.truncate(size)
    return path


def assert_refused(done: subprocess.CompletedProcess, image: Path, *messages: str) -> None:
    """Exit status 1, the messages, and neither an image nor anything else beside it."""
    assert done.returncode == 1, done.stderr
    for message in messages:
        assert message in done.stderr
    assert [p.name for p in image.parent.glob(image.name + "*")] == []


# --- what is in the image ---


@pytest.mark.parametrize("seed", range(40))
def test_random_trees(tmp_path, image, seed):
    make_random(tmp_path / "tree", seed)
    mksfs(image, tmp_path / "tree")
    assert_image(image, tmp_path / "tree")
    fit = tmp_path / "fit.img"
    mksfs("--size", "fit", fit, tmp_path / "tree")
    assert assert_image(fit, tmp_path / "tree").unused_blocks == 0
    mksfs("--size", "fit", "--sparse", fit, tmp_path / "tree")
    sparse = assert_image(fit, tmp_path / "tree")
    assert sparse.unused_blocks == 0
    for inode in sparse.inodes.values():
        assert all(any(sparse.block(block)) for block in inode.data if block)


@pytest.mark.parametrize("blocks", [0, 1, 11, 12, 13, 1035, 1036, 1037, 2059, 2060, 2061])
@pytest.mark.parametrize("more", [-1, 0, 1])
def test_sizes_at_the_edges(tree, image, blocks, more):
    size = blocks * BLOCK + more
    if size < 0:
        return
    (tree / "file").write_bytes(os.urandom(size))
    mksfs("--size", "fit", image, tree)
    assert assert_image(image, tree).unused_blocks == 0


def test_largest_file(tree, image):
    sparse_file(tree / "file", 128 * MIB)
    mksfs("--sparse", image, tree)
    assert_image(image, tree)
    assert image.stat().st_size == 2 * MIB
    mksfs("--size", "fit", image, tree)
    assert assert_image(image, tree).unused_blocks == 0
    sparse_file(tree / "file", 128 * MIB + 1)
    done = run("mksfs", "--sparse", image, tree)
    assert done.returncode == 1 and "134217729 bytes: a file has at most 134217728" in done.stderr


@pytest.mark.parametrize("names", [10, 11, 1033, 1034, 1035, 2500])
def test_large_folders(tree, image, names):
    for i in range(names - 1):
        (tree / f"{i}").touch()
    mksfs("--size", "fit", image, tree)
    assert assert_image(image, tree).unused_blocks == 0


def test_empty_tree(tmp_path, image):
    (tmp_path / "empty").mkdir()
    mksfs("--size", "fit", image, tmp_path / "empty")
    assert image.stat().st_size == 5 * BLOCK
    assert_image(image, tmp_path / "empty")


def test_deep_tree(tmp_path, image):
    path = tmp_path / "tree"
    for _ in range(400):
        path /= "d"
    path.mkdir(parents=True)
    (path / "bottom").write_text("here")
    mksfs(image, tmp_path / "tree")
    assert_image(image, tmp_path / "tree")


def test_hard_links_by_device_and_inode(tree, image):
    os.link(tree / "file", tree / "again")
    (tree / "sub").mkdir()
    os.link(tree / "file", tree / "sub" / "third")
    os.symlink("file", tree / "link")
    os.link(tree / "link", tree / "sub" / "link", follow_symlinks=False)
    mksfs(image, tree)
    read = assert_image(image, tree)
    assert read.root.children[b"file"].inode.nlinks == 3
    assert read.root.children[b"link"].inode.nlinks == 2


def test_a_name_outside_does_not_count(tmp_path, tree, image):
    os.link(tree / "file", tmp_path / "outside")
    mksfs(image, tree)
    assert Image(image).root.children[b"file"].inode.nlinks == 1


def test_label(tree, image):
    mksfs(image, tree)
    assert Image(image).label == b"simple file system"
    mksfs("--label", "x" * 31, image, tree)
    assert Image(image).label == b"x" * 31
    mksfs("-L", "", image, tree)
    assert Image(image).label == b""
    done = run("mksfs", "-L", "x" * 32, image, tree)
    assert done.returncode == 2 and "--label: at most 31 bytes" in done.stderr


# --- sizes ---


def test_new_images_have_room_left(tree, image):
    mksfs(image, tree)
    assert image.stat().st_size == 2 * MIB
    (tree / "file").write_bytes(bytes(20 * MIB))
    image.unlink()
    mksfs(image, tree)
    read = Image(image)
    assert read.blocks * BLOCK == image.stat().st_size == 23 * MIB
    assert read.unused_blocks > 512


@pytest.mark.parametrize("size, blocks", [("64M", 16384), ("128m", 32768), ("1G", 262144),
                                          ("100K", 25), ("409600", 100), ("413695", 100)])
def test_size_as_asked_for(tree, image, size, blocks):
    mksfs("--size", size, image, tree)
    assert assert_image(image, tree).blocks == blocks
    assert image.stat().st_size == blocks * BLOCK


@pytest.mark.parametrize("size", ["x", "-1", "1T", "1MB", " 1M", "99999999999999999999", "20G.."])
def test_no_size(tree, image, size):
    done = run("mksfs", f"--size={size}", image, tree)
    assert done.returncode == 2 and "size" in done.stderr


# One and two blocks of free map.
@pytest.mark.parametrize("blocks", [32767, 32768, 32769, 65536, 65537])
def test_free_maps(tree, image, blocks):
    mksfs("--size", blocks * BLOCK, image, tree)
    assert assert_image(image, tree).blocks == blocks


def test_fit_at_the_edge_of_the_free_map(tree, image):
    sparse_file(tree / "file", 100 * MIB)
    mksfs("--size", "fit", image, tree)
    used = Image(image).blocks
    for blocks in (32767, 32768, 32769, 32770):
        sparse_file(tree / "file", 100 * MIB)
        sparse_file(tree / "more", (blocks - used - 3) * BLOCK)  # inode, entry, pointers
        mksfs("--size", "fit", image, tree)
        read = Image(image)
        assert read.unused_blocks == 0 and read.problems == []


def test_larger_than_two_gib(tree, image):
    sparse_file(image, 3 << 30)
    mksfs(image, tree)
    assert assert_image(image, tree).blocks == 786432
    done = mksfs("--original", image, tree)
    assert "only the first 2 GiB are used" in done.stderr
    assert assert_image(image, tree).blocks == 524288
    assert image.stat().st_size == 3 << 30


def test_does_not_fit(tree, image):
    (tree / "file").write_bytes(os.urandom(100 * BLOCK))
    mksfs("--size", "fit", image, tree)
    least = image.stat().st_size // BLOCK
    image.unlink()
    done = run("mksfs", "--size", (least - 1) * BLOCK, image, tree)
    assert_refused(done, image, f"needs {least} blocks", "1 blocks (4 KiB) are missing")
    done = run("mksfs", "--size", "40K", image, tree)
    assert_refused(done, image, f"there are 10; {least - 10} blocks ({(least - 10) * 4} KiB) are missing")


# --- an image that is there already ---


def test_existing_image_keeps_size_and_mode(tree, image):
    sparse_file(image, 3 * MIB + 100)
    image.chmod(0o640)
    mksfs(image, tree)
    assert image.stat().st_size == 3 * MIB + 100
    assert image.stat().st_mode & 0o777 == 0o640
    assert assert_image(image, tree).blocks == 768
    mksfs("--size", "1M", image, tree)
    assert image.stat().st_size == MIB


def test_existing_image_of_other_contents(tree, image):
    image.write_bytes(os.urandom(2 * MIB))
    mksfs(image, tree)
    assert_image(image, tree)
    fresh = image.parent / "fresh.img"
    mksfs("--size", "2M", fresh, tree)
    assert digest(image) == digest(fresh)


@pytest.mark.parametrize("blocks", [0, 1, 2, 3, 4, 5, 7])
def test_existing_image_that_is_too_small(tree, image, blocks):
    image.write_bytes(b"x" * (blocks * BLOCK))
    before = digest(image)
    done = run("mksfs", image, tree)
    assert done.returncode == 1 and "are missing" in done.stderr
    assert digest(image) == before and len(list(image.parent.glob("test.img*"))) == 1


def test_existing_image_is_as_it_was_after_a_failure(tree, image):
    mksfs(image, tree)
    before = digest(image), image.stat().st_ino
    os.mkfifo(tree / "fifo")
    assert run("mksfs", image, tree).returncode == 1
    assert (digest(image), image.stat().st_ino) == before


def test_existing_image_in_use(tree, image):
    mksfs(image, tree)
    before = digest(image)
    with open(image, "rb") as file:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_SH)
        done = run("mksfs", image, tree)
    assert done.returncode == 1 and "is in use by another program" in done.stderr
    assert digest(image) == before


def test_image_behind_a_link(tmp_path, tree, image):
    sparse_file(image, 2 * MIB)
    link = tmp_path / "link.img"
    link.symlink_to("test.img")
    mksfs(link, tree)
    assert link.is_symlink()
    assert_image(image, tree)
    dangling = tmp_path / "dangling"
    dangling.symlink_to("nothing")
    done = run("mksfs", dangling, tree)
    assert done.returncode == 1 and "No such file" in done.stderr


@pytest.mark.parametrize("make", [os.mkdir, os.mkfifo])
def test_image_that_is_no_file(tree, image, make):
    make(image)
    done = run("mksfs", image, tree)
    assert done.returncode == 1 and image.name in done.stderr


def test_image_in_its_own_folder(tree):
    image = tree / "test.img"
    mksfs(image, tree)
    read = Image(image)
    assert read.problems == [] and list(read.root.children) == [b"file"]
    done = run("mksfs", image, tree)
    assert done.returncode == 1 and "is the image itself" in done.stderr


# --- what is refused ---


def test_fifos_sockets_devices(tree, image):
    """K51: never opened, so nobody waits for the other side of a FIFO."""
    os.mkfifo(tree / "fifo")
    with socket.socket(socket.AF_UNIX) as listener:
        here = os.getcwd()
        os.chdir(tree)
        listener.bind("socket")
        os.chdir(here)
        messages = ["fifo is a FIFO", "socket is a socket"]
        if os.geteuid() == 0:
            os.mknod(tree / "device", 0o20600, os.makedev(1, 3))
            messages.append("device is a character device")
        done = run("mksfs", image, tree, timeout=20)
    assert_refused(done, image, *messages)


def test_every_problem_is_told(tree, image):
    for i in range(30):
        os.mkfifo(tree / f"fifo{i:02}")
    done = run("mksfs", image, tree)
    assert_refused(done, image, "fifo00 is a FIFO", "fifo19 is a FIFO", "... and 10 more")
    assert "fifo20" not in done.stderr


def test_names_cannot_write_to_the_terminal(tree, image):
    os.mkfifo(tree / "\x1b[2J\n")
    done = run("mksfs", image, tree)
    assert "\\033[2J\\012 is a FIFO" in done.stderr and "\x1b" not in done.stderr


def test_unreadable_files():
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        shutil.copy(tool("mksfs"), folder / "mksfs")
        (folder / "tree" / "closed").mkdir(parents=True)
        (folder / "tree" / "secret").write_text("x")
        (folder / "tree" / "secret").chmod(0)
        (folder / "tree" / "closed").chmod(0)
        (folder / "out").mkdir()
        (folder / "out").chmod(0o777)
        words = [folder / "mksfs", folder / "out" / "test.img", folder / "tree"]
        if os.geteuid() == 0:
            words = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", *words]
        done = subprocess.run(words, capture_output=True, text=True, timeout=20, check=False)
        assert_refused(done, folder / "out" / "test.img", "tree/secret: Permission denied",
                       "tree/closed: Permission denied")


def test_no_folder(tmp_path, image):
    done = run("mksfs", image, tmp_path / "none")
    assert_refused(done, image, "none: No such file or directory")
    (tmp_path / "file").touch()
    done = run("mksfs", image, tmp_path / "file")
    assert_refused(done, image, "file: Not a directory")


def test_no_place_for_the_image(tmp_path, tree):
    done = run("mksfs", tmp_path / "none" / "test.img", tree)
    assert done.returncode == 1 and "No such file or directory" in done.stderr


def test_host_disk_full(tree, image):
    """Writing fails half-way: nothing is left behind."""
    (tree / "file").write_bytes(os.urandom(4 * MIB))
    limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (3 * MIB, 3 * MIB))  # noqa: E731
    done = run("mksfs", image, tree, preexec_fn=limit)
    assert_refused(done, image, "File too large")


def test_too_many_hard_links(image):
    """In memory, since the host's own disk may not have so many."""
    with tempfile.TemporaryDirectory(dir="/dev/shm") as name:
        tree = Path(name)
        (tree / "file").touch()
        for i in range(65535):
            folder = tree / str(i % 200)
            folder.mkdir(exist_ok=True)
            os.link(tree / "file", folder / str(i))
        done = run("mksfs", image, tree)
        assert_refused(done, image, "0/0 has 65536 names: a file has at most 65535")
        (tree / "file").unlink()
        mksfs(image, tree)
        assert Image(image).root.children[b"0"].children[b"0"].inode.nlinks == 65535


def test_too_many_names_in_a_folder(image):
    with tempfile.TemporaryDirectory(dir="/dev/shm") as name:
        tree = Path(name)
        (tree / "0").touch()
        for i in range(1, 32767):
            os.link(tree / "0", tree / f"{i}")
        done = run("mksfs", image, tree)
        assert_refused(done, image, "has 32767 names: a folder has at most 32766")


# --- for the original ---


def test_original_accepts_what_its_kernel_can_use(tree, image):
    (tree / "large").write_bytes(os.urandom(1036 * BLOCK))
    (tree / "empty").mkdir()
    os.link(tree / "file", tree / "again")
    mksfs("--original", image, tree)
    assert assert_image(image, tree).original_problems() == []


@pytest.mark.parametrize("reason, make", [
    ("large has 4243457 bytes: the original kernel reads at most 4243456 of a file",
     lambda tree: (tree / "large").write_bytes(bytes(1036 * BLOCK + 1))),
    ("link is a symbolic link, on which the original kernel panics",
     lambda tree: (tree / "link").symlink_to("file")),
    ("has 1035 names: the original kernel sees at most 1034",
     lambda tree: [(tree / f"{i}").touch() for i in range(1034)]),
    ("sub/file is in a folder, where the original kernel finds no names",
     lambda tree: ((tree / "sub").mkdir(), (tree / "sub" / "file").touch())),
    ("a:b has a colon in its name, which the original kernel takes for a device's",
     lambda tree: (tree / "a:b").touch()),
], ids=["large", "link", "names", "folder", "colon"])
def test_original_refuses_the_rest_with_the_reason(tree, image, reason, make):
    make(tree)
    done = run("mksfs", "--original", image, tree)
    assert_refused(done, image, reason)
    mksfs(image, tree)
    assert_image(image, tree)


def test_original_has_no_holes(tree, image):
    done = run("mksfs", "--original", "--sparse", image, tree)
    assert done.returncode == 2 and "panics on holes" in done.stderr


# --- the same input, the same image ---


def test_reproducible(tmp_path):
    """Ten runs over trees whose names were made in different orders, in two locales."""
    digests = set()
    for i in range(10):
        folder = tmp_path / f"tree{i}"
        make_random(folder, 77, shuffle=i)
        image = tmp_path / f"{i}.img"
        mksfs("--sparse", image, folder, env={"LC_ALL": ("C", "C.UTF-8")[i % 2], "TZ": f"UTC{i}"})
        digests.add(digest(image))
    assert len(digests) == 1


def test_holes_of_the_host_do_not_matter(tmp_path):
    content = os.urandom(BLOCK) + bytes(9 * BLOCK) + os.urandom(100) + bytes(5 * BLOCK)
    for kind in ("dense", "holes"):
        (tmp_path / kind).mkdir()
    (tmp_path / "dense" / "f").write_bytes(content)
    with open(tmp_path / "holes" / "f", "wb") as file:
        file.write(content[:BLOCK])
        file.seek(10 * BLOCK)
        file.write(content[10 * BLOCK : 10 * BLOCK + 100])
        file.truncate(len(content))
    for option in ("--quiet", "--sparse"):
        images = [tmp_path / f"{kind}{option}.img" for kind in ("dense", "holes")]
        for image, kind in zip(images, ("dense", "holes")):
            mksfs(option, image, tmp_path / kind)
            assert_image(image, tmp_path / kind)
        assert digest(images[0]) == digest(images[1])


def test_time_mode_and_owner_do_not_matter(tree, image):
    mksfs(image, tree)
    before = digest(image)
    os.utime(tree / "file", (1, 1))
    (tree / "file").chmod(0o755)
    mksfs(image, tree)
    assert digest(image) == before


# --- how it is used ---


def test_report_and_quiet(tree, image):
    (tree / "sub").mkdir()
    done = mksfs(image, tree)
    assert done.stdout == f"mksfs: {image}: 1 file, 2 folders, 4 KiB in 12 of 512 blocks\n"
    assert done.stderr == ""
    assert Image(image).blocks - Image(image).unused_blocks == 12
    done = mksfs("-q", image, tree)
    assert done.stdout == done.stderr == ""


def test_help_and_wrong_usage(tree, image):
    done = run("mksfs", "--help")
    assert done.returncode == 0
    for option in ("IMAGE", "DIR", "--size", "--label", "--sparse", "--original", "--quiet"):
        assert option in done.stdout
    for words in ([], [image], [image, tree, "more"], ["--unknown", image, tree], ["--size"]):
        done = run("mksfs", *words)
        assert done.returncode == 2 and "Try 'mksfs --help'" in done.stderr
        assert not image.exists()


def wait_for_temporary(image: Path) -> None:
    end = time.monotonic() + 20
    while not list(image.parent.glob("test.img.new-*")):
        assert time.monotonic() < end
        time.sleep(0.001)


def test_interrupted(tree, image):
    """Nothing is left behind by a run that a signal ends."""
    sparse_file(tree / "file", 128 * MIB)
    mksfs("--size", "2M", "--sparse", image, tree)
    before = digest(image)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        with subprocess.Popen([tool("mksfs"), "--size", "fit", image, tree]) as process:
            wait_for_temporary(image)
            process.send_signal(number)
            status = process.wait(20)
        assert status == -number
        assert [p.name for p in image.parent.glob("test.img*")] == ["test.img"]
        assert digest(image) == before


def test_progress_on_a_terminal(tree, image):
    sparse_file(tree / "file", 128 * MIB)
    ours, its = pty.openpty()
    with subprocess.Popen([tool("mksfs"), image, tree], stdout=subprocess.PIPE, stderr=its) as process:
        wait_for_temporary(image)
        process.send_signal(signal.SIGSTOP)
        time.sleep(0.4)
        process.send_signal(signal.SIGCONT)
        assert process.wait(30) == 0
    os.close(its)
    shown = b""
    try:
        while part := os.read(ours, 4096):
            shown += part
    except OSError:  # the end of a terminal
        pass
    os.close(ours)
    assert b"%, 2 of 2 names" in shown and shown.endswith(b"\r\x1b[K")


def test_lab8_has_it():
    """`make LAB=8 tools` puts it where the original has its tools: bin/mksfs, in the tree of all labs."""
    words = ["make", "-n", "LAB=8", "tools"]
    steps = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert "for d in obj bin" in steps and "build/i386/lab8/$d" in steps
    assert tool("mksfs") == ROOT / "build" / "i386" / "lab8" / "bin" / "mksfs"
    assert tool("mksfs").is_file()
