"""The disk driver, from outside: QEMU makes the disks large, absent, faulty or stuck, and looks at
what reaches them; the kernel's own check (kern/selftest/disk_check.cpp) transfers data."""

import re
import struct
import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).resolve().parents[2]))

from tests.kernel.boot import OK, SWAP, Run, boot, raw
from tools.grade.prng import Prng

LAB = 3
SECTOR = 512
AREA = 512
MASK = 0xFFFFFFFF

READ_PIO, READ_PIO_EXT, WRITE_PIO, WRITE_PIO_EXT = 0x20, 0x24, 0x30, 0x34
READ_DMA, READ_DMA_EXT, WRITE_DMA, WRITE_DMA_EXT = 0xC8, 0x25, 0xCA, 0x35


@pytest.fixture
def image(tmp_path):
    """Makes a sparse disk image of so many sectors."""
    path = tmp_path / "disk.img"

    def make(sectors: int) -> Path:
        with open(path, "wb") as file:
            file.truncate(sectors * SECTOR)
        return path

    yield make
    path.unlink(missing_ok=True)


def check_disk(drive: str | None, mode: str = "dma", seed: int = 1, check: str = "disk",
               extra: tuple[str, ...] = (), icount: bool = False) -> Run:
    """Runs a check on the swap disk; the run ends in order, a little after the check."""
    options = {"check": check, "disk": mode, "seed": seed, "ticks": 5}
    return boot(LAB, options, drives={SWAP: drive}, extra=extra, icount=icount)


def faulty(path: Path, **error: object) -> str:
    """A drive that gives an error where and when `error` says (QEMU's blkdebug)."""
    rule = "".join(f",file.inject-error.0.{name}={value}" for name, value in error.items())
    return (f"driver=raw,file.driver=blkdebug,file.image.driver=file,file.image.filename={path}"
            f",file.inject-error.0.errno=5,file.inject-error.0.event=none{rule}")


def contents(seed: int, sector: int) -> bytes:
    """What the check leaves in a sector: sector_contents(seed, sector, 0) of disk_check.cpp."""
    start = seed ^ (sector * 0x9E3779B9 & MASK) ^ ((sector >> 32) * 0x7FEB352D & MASK)
    random = Prng(start & MASK)
    return struct.pack("<128I", *(random.next() for _ in range(128)))


def assert_contents(path: Path, seed: int, *areas: tuple[int, int]) -> None:
    with open(path, "rb") as file:
        for first, count in areas:
            for sector in range(first, first + count):
                file.seek(sector * SECTOR)
                assert file.read(SECTOR) == contents(seed, sector), f"sector {sector}"


def commands(log: Path) -> set[int]:
    """The ATA commands that QEMU's IDE controller was given."""
    return {int(code, 16) for code in re.findall(r"exec cmd: .*cmd 0x(\w+)", log.read_text())}


@pytest.mark.parametrize("mode", ["dma", "pio"])
@pytest.mark.parametrize("icount", [False, True], ids=["realtime", "icount"])
def test_data_reaches_the_disk_and_comes_back(image, tmp_path, mode, icount):
    path, log, seed = image(16384), tmp_path / "trace", 0xBEEF
    run = check_disk(raw(path), mode, seed, icount=icount,
                     extra=("-d", "trace:ide_exec_cmd", "-D", str(log)))
    assert run.status == OK, run
    assert "check_disk() succeeded!" in run.text
    assert f"disk check: ata1 ({mode}), 16384 sectors, seed 0x0000beef: " in run.text
    assert_contents(path, seed, (0, AREA), (16384 - AREA, AREA))
    used = commands(log)
    # By DMA too a buffer at an odd address goes by PIO.
    assert {READ_PIO, WRITE_PIO} <= used
    assert ({READ_DMA, WRITE_DMA} <= used) == (mode == "dma")
    assert not {READ_DMA_EXT, WRITE_DMA_EXT, READ_PIO_EXT, WRITE_PIO_EXT} & used


def test_same_seed_same_transfers(image):
    """What is transferred does not depend on timing or on the way data moves."""
    lines = {check_disk(raw(image(16384)), mode, 77).text.partition("seed 0x")[2].split("\n")[0]
             for mode in ("dma", "pio")}
    assert len(lines) == 1 and "sectors written" in lines.pop()


def test_other_seed_other_transfers(image):
    lines = {check_disk(raw(image(16384)), seed=seed).text.partition(": ata1")[2].split("\n")[0]
             .partition(": ")[2] for seed in (1, 2)}
    assert len(lines) == 2


@pytest.mark.parametrize("mode", ["dma", "pio"])
def test_disk_beyond_28_bit_addresses(image, tmp_path, mode):
    sectors, log = 200 << 21, tmp_path / "trace"  # 200 GiB, nearly all of it a hole
    path = image(sectors)
    run = check_disk(raw(path), mode, extra=("-d", "trace:ide_exec_cmd", "-D", str(log)))
    assert run.status == OK, run
    assert "check_disk() succeeded!" in run.text
    assert f"{sectors} sectors" in run.text
    assert_contents(path, 1, (0, AREA), (sectors - AREA, AREA), ((1 << 28) - AREA // 2, AREA))
    if mode == "dma":
        assert {READ_DMA, READ_DMA_EXT, WRITE_DMA, WRITE_DMA_EXT} <= commands(log)
    else:
        assert {READ_PIO, READ_PIO_EXT, WRITE_PIO, WRITE_PIO_EXT} <= commands(log)


def test_small_disk(image):
    run = check_disk(raw(image(100)))
    assert run.status == OK, run
    assert "check_disk() succeeded!" in run.text


def test_no_swap_disk():
    run = check_disk(None)
    assert run.status == OK, run
    assert "there is no swap disk" in run.text
    assert "check_disk() succeeded!" not in run.text


@pytest.mark.parametrize("mode", ["dma", "pio"])
@pytest.mark.parametrize("what", ["read", "write"])
def test_faulty_sector(image, mode, what):
    """A sector that cannot be read or written: an error for it, and for nothing else."""
    run = check_disk(faulty(image(16384), iotype=what, sector=20), mode, check="disk_errors")
    assert run.status == OK, run
    assert f"disk check: {what} at sector 20: device not available" in run.text
    failed = "0 writes and 1 reads" if what == "read" else "1 writes and 0 reads"
    assert f"disk check: {failed} of 64 failed" in run.text
    assert ("long read at sector 0: device not available" in run.text) == (what == "read")
    assert "check_disk_errors() succeeded!" in run.text
    # Each attempt is told, with what the registers said (ERR; ABRT).
    assert run.text.count(f"[disk] ata1: {what} failed at sector 20: device not available "
                          "(status 41, error 04)") == 2


@pytest.mark.parametrize("mode", ["dma", "pio"])
@pytest.mark.parametrize("what", ["read", "write"])
def test_passing_error(image, mode, what):
    """An error that does not come again: the second attempt succeeds."""
    drive = faulty(image(16384), iotype=what, sector=20, once="on")
    run = check_disk(drive, mode, check="disk_errors")
    assert run.status == OK, run
    assert run.text.count(f"[disk] ata1: {what} failed at sector 20") == 1
    assert "disk check: 0 writes and 0 reads of 64 failed" in run.text
    assert "check_disk_errors() succeeded!" in run.text


def test_flush_error(image):
    run = check_disk(faulty(image(16384), iotype="flush"), check="disk_errors")
    assert run.status == OK, run
    assert "disk check: flush: device not available" in run.text
    assert "disk check: 0 writes and 0 reads of 64 failed" in run.text


@pytest.mark.parametrize("mode", ["dma", "pio"])
def test_stuck_disk(image, mode):
    """A disk that does not answer is reset, and the kernel goes on."""
    # The check's 64 short reads use up what may go fast; the long one would take minutes.
    drive = raw(image(16384)) + ",throttling.bps-read=1,throttling.bps-read-max=33000"
    run = check_disk(drive, mode, check="disk_errors")
    assert run.status == OK, run
    assert "disk check: long read at sector 0: timed out" in run.text
    assert "check_disk_errors() succeeded!" in run.text
