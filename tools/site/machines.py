"""What the labs' pages need to boot their kernels in the browser: emulator, BIOS, disk images.

The emulator has two hard disks. From lab 8 on the kernel wants three (boot, swap, files); it finds its
file system by what is on a disk and does without swap, so there the second disk is that of the files.
"""

import gzip
import html
import json
import shutil
from pathlib import Path

SEABIOS = Path("/usr/share/seabios")
# What is copied, and whose npm package or folder it comes from.
EMULATOR_FILES = ("v86/build/libv86.mjs", "v86/build/v86.wasm", "v86/LICENSE")
TERMINAL_FILES = ("@xterm/xterm/lib/xterm.js", "@xterm/xterm/css/xterm.css", "@xterm/xterm/LICENSE")
BIOS_FILES = ("bios.bin", "vgabios-stdvga.bin")
MEMORY = 128 << 20
# What the page suggests to do once the machine runs.
MONITOR = "When the kernel is done, it asks K>: help lists what its monitor can do."
SUGGESTIONS = {
    1: "Type 3 and 0 in the terminal, or into the screen: the running code changes its ring.",
    2: "The kernel checks its memory and its page tables, and then counts ticks.",
    3: "The kernel takes page faults on purpose, swaps pages out and in, and then counts ticks.",
    8: "At the shell's prompt, try ls, then seq 100 | grep 7 | wc, or help; exit ends in the kernel's monitor.",
}


class MachineError(Exception):
    """What is missing for the machines."""


def copy_file(source: Path, target: Path) -> None:
    """Copy one file, or say what provides it."""
    if not source.is_file():
        raise MachineError(f"there is no {source}: see tools/setup.sh and site/package.json")
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def copy_emulator(modules: Path, out: Path) -> None:
    """Copy the emulator, the terminal and the BIOS."""
    for name in EMULATOR_FILES:
        copy_file(modules / name, out / "v86" / Path(name).name)
    for name in TERMINAL_FILES:
        copy_file(modules / name, out / "xterm" / Path(name).name)
    for name in BIOS_FILES:
        copy_file(SEABIOS / name, out / "bios" / name)


def compress(source: Path, target: Path) -> None:
    """Write a compressed copy that depends on nothing but the contents."""
    with open(target, "wb") as raw, gzip.GzipFile("", "wb", 6, raw, mtime=0) as packed:
        with open(source, "rb") as image:
            shutil.copyfileobj(image, packed, 1 << 20)


def copy_images(root: Path, images: Path, lab: int, out: Path) -> bool:
    """Copy the disk images of a lab, and write what machine they make; False when there are none."""
    folder = images / f"lab{lab}" / "bin"
    boot, swap, files = (folder / name for name in ("ucore.img", "swap.img", "sfs.img"))
    if not boot.is_file():
        raise MachineError(f"there is no {boot}: make LAB={lab}")
    target = out / f"lab{lab}"
    target.mkdir(parents=True, exist_ok=True)
    disks: dict[str, dict[str, str | int]] = {}
    second = files if files.is_file() else swap
    for slot, image in (("hda", boot), ("hdb", second)):
        if not image.is_file():
            continue
        disks[slot] = {"size": image.stat().st_size}
        # A disk without anything on it needs no file.
        if image != swap:
            compress(image, target / f"{image.name}.gz")
            disks[slot]["file"] = f"{image.name}.gz"
    description = {"lab": lab, "memory": MEMORY, "disks": disks}
    (target / "machine.json").write_text(json.dumps(description, indent=2) + "\n")
    return True


def panel(lab: int) -> str:
    """The Markdown of a lab's machine; machine.js fills it."""
    hint = html.escape(SUGGESTIONS.get(lab, MONITOR))
    note = (
        "This lab's kernel and disks run in your browser, in an emulated PC. Nothing is sent anywhere, and "
        "what you change on its disks is gone when you leave the page."
    )
    if lab >= 8:
        note += " The emulated PC has room for two disks, so the kernel does without its swap disk here."
    return (
        f"{note}\n\n"
        f'<div class="machine" data-lab="{lab}" data-base="../machine/" data-hint="{hint}">\n'
        '<noscript>The machine needs JavaScript.</noscript>\n'
        '<script defer src="../_static/machine.js"></script>\n'
        "</div>"
    )
