"""The boot sector with disks that give it no kernel: it says so, on screen and serial line."""

import shutil

import pytest

from tests.kernel.boot import BOOT, LABS, build, raw
from tests.kernel.machine import Machine

SECTOR = 512
LAB = LABS[-1]


@pytest.fixture
def image(tmp_path):
    """A copy of the lab's boot disk that a test may spoil."""
    return shutil.copy(build(LAB) / "ucore.img", tmp_path / "ucore.img")


def spoil(image, offset, data):
    with open(image, "r+b") as file:
        file.seek(offset)
        file.write(data)


def stops_with(message, drive):
    """Boots from the drive; the message must be all there is, on both outputs."""
    with Machine(LAB, drives={BOOT: drive}) as machine:
        machine.wait_for(message)
        machine.wait_until("the message on the screen",
                           lambda: machine.screen()[0].startswith(message))
        assert machine.text == message
        machine.wait_until("a halted processor",
                           lambda: "HLT=1" in machine.monitor("info registers"))


@pytest.mark.parametrize("offset, data", [
    (0, b"\x7fELG"), (0, bytes(4)), (42, b"\x00\x00"), (42, b"\x21\x00")],
    ids=["magic", "zeros", "no header size", "odd header size"])
def test_what_is_no_kernel(image, offset, data):
    spoil(image, SECTOR + offset, data)
    stops_with("bad kernel ELF", raw(image))


def test_an_empty_disk(image):
    with open(image, "r+b") as file:
        file.truncate(SECTOR)
        file.truncate(1 << 20)
    stops_with("bad kernel ELF", raw(image))


@pytest.mark.parametrize("sectors", [1, 4, 40])
def test_a_disk_that_ends_within_the_kernel(image, sectors):
    with open(image, "r+b") as file:
        file.truncate(sectors * SECTOR)
    stops_with("disk error", raw(image))


@pytest.mark.parametrize("sector", [1, 5, 60, 150])
def test_a_sector_that_can_not_be_read(image, sector):
    stops_with("disk error", f"driver=raw,file.driver=blkdebug,file.image.driver=file,"
               f"file.image.filename={image},file.inject-error.0.errno=5,"
               f"file.inject-error.0.event=none,file.inject-error.0.sector={sector}")
