#!/usr/bin/python3
"""Make the boot disk: signed boot sector, then the kernel ELF from sector 1.

    bootsign.py [-v] BOOTBLOCK KERNEL IMAGE

BOOTBLOCK is the raw code of the boot sector (objcopy -O binary). The BIOS wants 0x55 0xAA in its
last two bytes, so 510 bytes are left for code; more is refused with the number of bytes over. The
image has at least 10000 sectors, as the original's has; what is not written stays sparse.
"""

import argparse
import os
import sys
from pathlib import Path

SECTOR = 512
ROOM = SECTOR - 2
SIGNATURE = b"\x55\xaa"
MIN_SECTORS = 10000


class ImageError(Exception):
    """A message for the user: why no image was made."""


def boot_sector(code: bytes, name: str) -> bytes:
    """The 512 bytes of the boot sector around `code`."""
    if not code:
        raise ImageError(f"{name}: the boot block is empty")
    if len(code) > ROOM:
        raise ImageError(
            f"{name}: the boot block has {len(code)} bytes, {len(code) - ROOM} over the "
            f"{ROOM} that fit beside the signature: make the boot loader smaller"
        )
    return code.ljust(ROOM, b"\0") + SIGNATURE


def write_image(image: Path, boot: bytes, kernel: bytes) -> None:
    """Write the disk beside its place and rename it, so that no half image is ever seen."""
    partial = image.with_name(image.name + ".partial")
    with open(partial, "wb") as out:
        out.write(boot)
        out.write(kernel)
        sectors = max(MIN_SECTORS, -(-out.tell() // SECTOR))
        out.truncate(sectors * SECTOR)
    os.replace(partial, image)


def make_image(boot_path: Path, kernel_path: Path, image: Path) -> str:
    """Make `image`; returns the line that -v prints."""
    code = boot_path.read_bytes()
    kernel = kernel_path.read_bytes()
    if kernel[:4] != b"\x7fELF":
        raise ImageError(f"{kernel_path}: not an ELF file")
    write_image(image, boot_sector(code, str(boot_path)), kernel)
    return (
        f"{image}: boot block {len(code)} of {ROOM} bytes, {ROOM - len(code)} free; "
        f"kernel {len(kernel)} bytes"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description="Make the boot disk of the kernel.")
    parser.add_argument("bootblock", type=Path)
    parser.add_argument("kernel", type=Path)
    parser.add_argument("image", type=Path)
    parser.add_argument("-v", action="store_true", dest="verbose", help="say what was made")
    options = parser.parse_args()
    try:
        line = make_image(options.bootblock, options.kernel, options.image)
    except (ImageError, OSError) as error:
        print(f"bootsign: {error}", file=sys.stderr)
        return 1
    if options.verbose:
        print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main())
