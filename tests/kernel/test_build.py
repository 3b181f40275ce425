"""What stands in the files of a build: nothing that runs before the kernel, and not too much."""

import pytest
from elftools.elf.elffile import ELFFile

from tests.kernel.boot import LABS, build

BOOT_BLOCK_LIMIT = 510
"""Bytes of the boot sector before its signature."""

BUDGET = 48
"""KiB that each lab may add to the kernel on the disk (no debug information; its symbol table)."""

VARIANTS = [(lab, toolchain) for lab in LABS for toolchain in ("gcc", "clang")]
in_every_build = pytest.mark.parametrize("lab, toolchain", VARIANTS)


@pytest.fixture
def kernel(lab, toolchain):
    with open(build(lab, toolchain) / "kernel", "rb") as file:
        yield ELFFile(file)


@in_every_build
def test_no_code_runs_before_the_kernel(kernel):
    for name in (".init_array", ".ctors", ".preinit_array"):
        section = kernel.get_section_by_name(name)
        assert section is None or section.data_size == 0, name


@in_every_build
def test_segments_are_writable_or_executable_but_not_both(kernel):
    flags = [segment["p_flags"] & 3 for segment in kernel.iter_segments("PT_LOAD")]
    assert sorted(flags) == [1, 2], "one to execute, one to write"
    stacks = list(kernel.iter_segments("PT_GNU_STACK"))
    assert all(not segment["p_flags"] & 1 for segment in stacks)


@in_every_build
def test_no_call_goes_through_a_table(kernel):
    """Position-independent code would need one."""
    names = {section.name for section in kernel.iter_sections()}
    assert names.isdisjoint({".got", ".got.plt", ".plt", ".dynamic", ".interp", ".eh_frame"})


@in_every_build
def test_size_of_kernel_and_boot_block(lab, toolchain, capsys):
    objects = build(lab, toolchain).parent / "obj"
    programs = objects / "programs.o"  # user programs that the kernel carries are not its own
    carried = programs.stat().st_size if programs.exists() else 0
    kernel = (objects / "kernel.stripped").stat().st_size - carried
    boot_block = (objects / "bootblock").stat().st_size
    with capsys.disabled():
        print(f"\nlab {lab}, {toolchain}: kernel {kernel / 1024:.1f} of {BUDGET * lab} KiB, "
              f"boot block {boot_block} of {BOOT_BLOCK_LIMIT} bytes", end=" ")
    assert boot_block <= BOOT_BLOCK_LIMIT
    assert kernel <= BUDGET * lab * 1024


@in_every_build
def test_boot_disk(lab, toolchain):
    """The boot block, filled up to its signature, and then the kernel as it was linked."""
    images = build(lab, toolchain)
    disk = (images / "ucore.img").read_bytes()
    block = (images.parent / "obj/bootblock").read_bytes()
    kernel = (images.parent / "obj/kernel.stripped").read_bytes()
    assert disk[:512] == block.ljust(BOOT_BLOCK_LIMIT, b"\0") + b"\x55\xaa"
    assert disk[512:512 + len(kernel)] == kernel and not any(disk[512 + len(kernel):])
