"""Defects of the original's files, devices and images, each as a program or an image that must do no
harm. A test is named after its line of the list of defects (K28, K29, ...); K38, reads that fault, and
K41, many processes at once, are in tests/kernel/test_files.py, K42, disk errors, in
tests/kernel/test_file_errors.py, K51 and K52, which are mksfs's, in tests/sfs.
"""

import struct
from pathlib import Path

import pytest

from tests.compat.sfs_reader import Image
from tests.kernel.boot import CANNOT_BOOT, SFS
from tests.kernel.files import (assert_sound, boot_image, fsck, lives, look_up, make_image, pattern,
                                raw, run_script)
from tests.kernel.machine import Machine

BLOCK = 4096
WORST = (0, 1, 2, 3, 0x7FFFFFFF, 0x80000000, 0xFFFFFFF0, 0xFFFFFFFF)


@pytest.fixture
def script(tmp_path):
    """Runs a script of fsops on an image with `more` in it; the tree that is in it afterwards."""
    def run(text, more=None, size="8M"):
        image = make_image(tmp_path, {"script": text} | (more or {}), size=size)
        run_script(image)
        return assert_sound(image)

    return run


# --- files and devices ---------------------------------------------------------------------------


def test_k28_what_a_kind_of_file_cannot_do(script):
    script("""
        open stdin: r =0
        open stdout: w =1
        open /script r =2
        open / r =3
        fsync 1 =0
        dirent 0 =-18
        dirent 2 =-18
        read 3 10 =-17
        seek 3 0 0 =*
        seek 1 0 0 =-21
        truncate 1 0 =-3
        truncate 3 0 =-3
        ioctl 2 0 =-3
        read 1 1 =-3
    """)


def test_k29_create(script):
    script("""
        open /new rwc =0
        open . rc =1
        open . rwc =-17
        open . rwct =-17
        open /new rc =2
    """)


def test_k16_k30_seek_and_exec_of_a_directory(script):
    script("""
        open . r =0
        seek 0 4096 0 =*
        seek 0 0 2 =*
        exec . =-17
        exec / =-17
    """)


def test_k31_create_does_not_cut(script):
    root = script("""
        open /f wc =0
        write 0 0 500 1 =500
        open /f rc =1
        open /f wc =2
        stat /f size =500
    """)
    assert look_up(root, "f").content == pattern(1, 0, 500)


def test_k33_long_names(script):
    script("\n".join(f"{call} /{'x' * length}{rest} =-12" for length in (256, 300, 4000)
                     for call, rest in (("open", " r"), ("open", " rwc"), ("mkdir", ""),
                                        ("stat", " size"), ("unlink", ""), ("exec", ""))
                     if call != "exec" or length < 4000))


def test_k34_seek_past_the_end_does_not_grow(script):
    root = script("""
        open /script r =0
        free / =*
        seek 0 1048576 0 =0
        read 0 10 =0
        seek 0 5000 2 =0
        open /f rwc =1
        seek 1 5000000 0 =0
        stat /f size =0
        stat /f blocks =0
    """)
    assert look_up(root, "f").content == b""


def test_k35_beyond_the_indirect_block(script):
    root = script("""
        open /f rwc =0
        write 0 4243456 5000 1 =5000
        check 0 4243456 5000 1 =5000
        seek 0 5000000 0 =0
        write 0 0 4400000 2 =4400000
    """)
    assert look_up(root, "f").content == pattern(2, 0, 4400000)


def test_k37_paths_of_several_names(script):
    script("""
        stat ./script type =1
        stat .//script type =1
        stat sub/inner size =4
        stat sub/deeper/still size =4
        exec ./exit7 =7
        exec sub/../exit7 =7
        stat disk0:sub/inner size =4
    """, {"sub/inner": "text", "sub/deeper/still": "text"})


def test_k39_what_was_typed_first_is_kept(tmp_path):
    """More keys than the console remembers: the oldest stay, and nothing panics."""
    image = make_image(tmp_path)
    options = {"init": "typed", "check": "none"}
    with Machine(8, options, drives={SFS: raw(image)}, ends=True) as machine:
        machine.wait_for("type now")
        for number in range(300):
            machine.send(f"line {number:04}\n")
        shown = machine.wait_for("typed pass.")
        assert machine.wait_end() == 33
    lines = [line for line in shown.replace("\r", "").split("\n") if line.startswith("got: ")]
    assert lines[:20] == [f"got: line {number:04}" for number in range(20)], shown


def test_k40_a_directory_is_read_once(tmp_path):
    """The time to list it grows with its entries, not with their square."""
    times = []
    for count in (100, 400):
        image = make_image(tmp_path, {"script": "ls /d\n" * 10, "d/x": ""} |
                           {f"d/{number}": "" for number in range(count)})
        run = boot_image(image, "fsops /script", extra=("-d", "trace:ide_exec_cmd", "-D",
                                                        str(tmp_path / "trace")))
        lives(run)
        times.append((tmp_path / "trace").read_text().count("cmd "))
    assert times[1] < times[0] * 5, times


# --- what is on the disk -------------------------------------------------------------------------


def test_k44_fsync_then_a_cut(tmp_path):
    """What fsync said is there is there, and the free map says so, too."""
    image = make_image(tmp_path, {"script": """
        open /f wc =0
        write 0 0 160000 1 =160000
        fsync 0 =0
        open stdout: w =1
        say fsynced =0
        sleep 100000 =*
    """})
    with Machine(8, {"init": "fsops /script", "check": "none"}, drives={SFS: raw(image)}) as machine:
        machine.wait_for("fsynced")
    report = fsck(image, "-n")
    assert "marked free" not in report.stdout + report.stderr
    fsck(image, "-y")
    assert look_up(assert_sound(image), "f").content == pattern(1, 0, 160000)


def harm(image, offset, *words):
    with open(image, "r+b") as file:
        file.seek(offset)
        for word in words:
            file.write(struct.pack("<I", word))


@pytest.mark.parametrize("unused", [0, 1, 0xFFFFFFFF])
def test_k45_a_stale_count_of_free_blocks(tmp_path, unused):
    image = make_image(tmp_path, {"script": "open /f wc =0\nwrite 0 0 50000 1 =50000\n"})
    harm(image, 8, unused)
    run_script(image)
    assert look_up(assert_sound(image), "f").content == pattern(1, 0, 50000)


REFUSED = {
    "magic": (0, 0x12345678), "no blocks": (4, 0), "one block": (4, 1), "two blocks": (4, 2),
    "three blocks": (4, 3), "too many blocks": (4, 0x10000), "all blocks": (4, 0xFFFFFFFF),
    "superblock free": (2 * BLOCK, 0xFFFFFFFF), "root free": (2 * BLOCK, 2), "map free": (2 * BLOCK, 4),
    "free past the end": (2 * BLOCK + 64, 0xFFFFFFFF),
    "root of type 7": (BLOCK + 4, 0x00020007), "root is a file": (BLOCK + 4, 0x00020001),
    "root without names": (BLOCK + 4, 0x00000002), "root too large": (BLOCK, 0xFFFFFF00),
}


@pytest.mark.parametrize("what", REFUSED)
def test_k46_k47_mount_refuses(tmp_path, what):
    """As the second disk: an error to the program; the blocks of the disk stay as they are."""
    second = make_image(tmp_path, {"file": "text"}, name="second.img", size="2M",
                        with_programs=False)
    harm(second, *REFUSED[what])
    before = second.read_bytes()
    image = make_image(tmp_path, {"mnt/x": "", "script": "mount disk1: /mnt =-3\nstat /mnt/x size =0\n"})
    run_script(image, second=second)
    assert second.read_bytes() == before
    assert_sound(image)


@pytest.mark.parametrize("what", ["magic", "no blocks", "one block", "root of type 7", "map free"])
def test_k46_a_boot_disk_that_is_refused(tmp_path, what):
    image = make_image(tmp_path)
    harm(image, *REFUSED[what])
    run = boot_image(image, "fsops")
    assert run.status == CANNOT_BOOT, run
    assert "kernel panic" not in run.text and "file system" in run.text, run


FIELDS = {"size": 0, "type and names": 4, "blocks": 8, "direct 0": 12, "direct 1": 16, "direct 11": 56,
          "indirect": 60, "double": 64}


def hostile_image(tmp_path, kind):
    """Many files, or folders, each with one word of its inode, or entries, that is not true."""
    values = WORST + (511, 512, 513, 0x00020007, 0x00020001, 0x00010002, 0x00010003, 0xFFFF0001)
    names = [f"{field}-{value:x}".replace(" ", "_") for field in FIELDS for value in values]
    content = bytes(60000) if kind == "file" else b""
    tree = {f"{name}" if kind == "file" else f"{name}/inner": content for name in names}
    tree = {f"all/{path}": data for path, data in tree.items()} | {"innocent": pattern(7, 0, 30000)}
    second = make_image(tmp_path, tree, name="second.img", size="48M", with_programs=False)
    read = Image(second)
    for field, offset in FIELDS.items():
        for value in values:
            node = look_up(read.root, "all/" + f"{field}-{value:x}".replace(" ", "_"))
            harm(second, node.inode.number * BLOCK + offset, value)
    return second, names


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_k47_k48_every_field_of_an_inode(tmp_path, kind):
    """Whatever an inode says, programs get errors or contents, and nobody else's blocks change."""
    second, names = hostile_image(tmp_path, kind)
    probes = "\n".join(f"probe /mnt/all/{name} =0" for name in names)
    removal = "\n".join(f"unlink /mnt/all/{name} =*\nrmdir /mnt/all/{name} =*" for name in names)
    image = make_image(tmp_path, {"mnt/x": "", "script": f"""
        mount disk1: /mnt =0
        open /mnt/innocent r =0
        check 0 0 30000 7 =30000
{probes}
        check 0 0 30000 7 =30000
{removal}
        check 0 0 30000 7 =30000
        close 0 =0
        sync =0
        umount /mnt =0
    """}, size="32M")
    run_script(image, second=second)
    assert_sound(image)
    assert look_up(Image(second, strict=False).root, "innocent").content == pattern(7, 0, 30000)
    assert fsck(second, "-y").returncode in (0, 1)
    root = assert_sound(second, repaired=True)
    assert look_up(root, "innocent").content == pattern(7, 0, 30000)


ENTRIES = {"out of range": 0x7FFFFFFF, "past the end": 512, "root": 1, "super": 0xFFFFFFFF, "map": 2,
           "itself": None, "parent": "all", "free": 500}


def test_k47_every_entry_of_a_directory(tmp_path):
    """Names that stand for no inode, for a free block, for the root, for the directory itself; `.` and
    `..` that stand for a file; names without an end."""
    tree = {f"all/{name.replace(' ', '_')}/inner": "" for name in ENTRIES}
    tree |= {f"all/dot{slot}/inner": "" for slot in (0, 1)}
    tree |= {"all/endless/inner": "", "all/slash/inner": "", "all/empty/inner": "",
             "innocent": pattern(7, 0, 30000)}
    second = make_image(tmp_path, tree, name="second.img", size="2M", with_programs=False)
    read = Image(second)
    for name, value in ENTRIES.items():
        node = look_up(read.root, f"all/{name.replace(' ', '_')}")
        number = {None: node.inode.number, "all": look_up(read.root, "all").inode.number}.get(value, value)
        harm(second, node.inode.data[2] * BLOCK, number)
    innocent = look_up(read.root, "innocent").inode.number
    for slot in (0, 1):
        harm(second, look_up(read.root, f"all/dot{slot}").inode.data[slot] * BLOCK, innocent)
    for name, letter in (("endless", b"x"), ("slash", b"/"), ("empty", b"\0")):
        with open(second, "r+b") as file:
            file.seek(look_up(read.root, f"all/{name}").inode.data[2] * BLOCK + 4)
            file.write(letter * 256)
    names = [path.split("/")[1] for path in tree if path.startswith("all/")]
    lines = "\n".join(f"""probe /mnt/all/{name} =0
        exec /mnt/all/{name}/inner =*
        stat /mnt/all/{name}/inner size =*
        ls /mnt/all/{name} =*
        rename /mnt/all/{name}/inner /mnt/all/{name}/other =*
        unlink /mnt/all/{name}/other =*
        rmdir /mnt/all/{name}/other =*
        rmdir /mnt/all/{name} =*""" for name in names)
    image = make_image(tmp_path, {"mnt/x": "", "script": f"mount disk1: /mnt =0\n{lines}\n"
                                  "stat /mnt/innocent size =*\nsync =0\numount /mnt =0\n"})
    run_script(image, second=second)
    assert_sound(image)
    assert fsck(second, "-y").returncode in (0, 1)
    assert_sound(second, repaired=True)


def test_k50_links_and_large_files_of_mksfs(script):
    root = script("""
        lstat /link type =3
        readlink /link large =5
        stat /link size =5000000
        open /link r =0
        check 0 0 5000000 zero =5000000
        ls / =*
        stat /d size =307712
        stat /d/1150 size =0
    """, {"large": bytes(5000000), "link": Path("large"), "d/x": ""} | {f"d/{number}": "" for number in range(1199)}, "16M")
    assert look_up(root, "large").content == bytes(5000000)
