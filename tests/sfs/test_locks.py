"""An image has one user: QEMU and the tools keep out of each other's way."""

import os
import shutil
import subprocess

import pytest

from tests.sfs.trees import mksfs, run, tool

pytestmark = pytest.mark.skipif(not shutil.which("qemu-system-i386"), reason="there is no QEMU")


@pytest.fixture
def image(tmp_path):
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree" / "file").write_bytes(bytes(1 << 20))
    mksfs(tmp_path / "test.img", tmp_path / "tree")
    return tmp_path / "test.img"


def machine(image, **options):
    """A machine that has the image as its disk, and does nothing."""
    return subprocess.Popen(
        ["qemu-system-i386", "-S", "-display", "none", "-nodefaults", "-monitor", "stdio",
         "-drive", f"file={image},format=raw,if=ide"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)


def test_no_tool_writes_the_disk_of_a_running_machine(image, tmp_path):
    with machine(image) as running:
        try:
            assert "monitor" in running.stdout.readline()
            before = image.read_bytes()
            for words in (("mksfs", image, tmp_path / "tree"), ("fsck.sfs", "-y", image)):
                done = run(*words)
                assert done.returncode != 0 and "is in use by another program" in done.stderr
            assert image.read_bytes() == before
        finally:
            running.kill()
    mksfs(image, tmp_path / "tree")


def test_no_machine_starts_while_a_tool_writes(image, tmp_path):
    """sfs-extract into a FIFO that nobody reads stays, with the image open."""
    os.mkfifo(tmp_path / "tar")
    with subprocess.Popen([tool("sfs-extract"), image, "--force", "--tar", tmp_path / "tar"]) as extracting:
        reader = os.open(tmp_path / "tar", os.O_RDONLY)
        try:
            with machine(image) as refused:
                errors = refused.stderr.read()
                assert refused.wait(30) == 1 and "lock" in errors
        finally:
            os.close(reader)
            extracting.wait(30)
