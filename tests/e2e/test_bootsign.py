"""tools/build/bootsign.py makes the boot disk, or says why not."""

from pathlib import Path

import pytest

from helpers import PYTHON, ROOT, run

TOOL = ROOT / "tools/build/bootsign.py"


def make(folder: Path, boot: bytes, kernel: bytes, *options: str):
    (folder / "boot.bin").write_bytes(boot)
    (folder / "kernel").write_bytes(kernel)
    image = folder / "ucore.img"
    return image, run(PYTHON, TOOL, *options, folder / "boot.bin", folder / "kernel", image)


def test_layout(tmp_path: Path) -> None:
    kernel = b"\x7fELF" + bytes(range(256)) * 9
    image, done = make(tmp_path, b"\xeb\xfe" * 100, kernel)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    data = image.read_bytes()
    assert data[:512] == (b"\xeb\xfe" * 100).ljust(510, b"\0") + b"\x55\xaa"
    assert data[512 : 512 + len(kernel)] == kernel
    assert len(data) == 10000 * 512 and not any(data[512 + len(kernel) :])
    assert image.stat().st_blocks * 512 < 100_000, "the rest of the image should be sparse"
    assert not list(tmp_path.glob("*.partial"))


def test_large_kernel_fills_whole_sectors(tmp_path: Path) -> None:
    image, done = make(tmp_path, b"x", b"\x7fELF".ljust(10000 * 512 + 1, b"k"))
    assert done.returncode == 0
    assert image.stat().st_size == 10002 * 512


@pytest.mark.parametrize("size,free", [(510, 0), (100, 410)])
def test_verbose_prints_bytes_free(tmp_path: Path, size: int, free: int) -> None:
    _, done = make(tmp_path, b"x" * size, b"\x7fELF", "-v")
    assert f"boot block {size} of 510 bytes, {free} free" in done.stdout


def test_too_big_names_size_and_excess(tmp_path: Path) -> None:
    image, done = make(tmp_path, b"x" * 620, b"\x7fELF")
    assert done.returncode == 1
    assert "620 bytes, 110 over" in done.stderr
    assert not image.exists()


@pytest.mark.parametrize("boot,kernel", [(b"", b"\x7fELF"), (b"x", b"MZ")])
def test_nonsense_is_refused(tmp_path: Path, boot: bytes, kernel: bytes) -> None:
    image, done = make(tmp_path, boot, kernel)
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert not image.exists()


def test_missing_file_has_no_traceback(tmp_path: Path) -> None:
    done = run(PYTHON, TOOL, tmp_path / "a", tmp_path / "b", tmp_path / "c")
    assert done.returncode == 1
    assert done.stderr.startswith("bootsign: ") and "Traceback" not in done.stderr
