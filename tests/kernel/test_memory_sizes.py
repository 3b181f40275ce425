"""Memory from far too little to more than the kernel maps: it boots, or says why not."""

import pytest

from tests.kernel.boot import CANNOT_BOOT, LABS, OK, boot
from tests.kernel.machine import Machine

QUICK = {"ticks": 1, "check": "pmm,pgdir"}
MEMORY_LABS = [lab for lab in LABS if lab >= 2]
MAPPED = 0x38000000
"""Bytes of physical memory that the kernel maps (KMEMSIZE)."""


@pytest.mark.parametrize("memory", ["32M", "128M", "512M", "1G", "3G"])
@pytest.mark.parametrize("lab", MEMORY_LABS)
def test_boots_with(lab, memory):
    run = boot(lab, QUICK, memory=memory)
    assert run.status == OK, run
    assert "check_pgdir() succeeded!" in run.text
    assert ("is not used" in run.text) == (memory in ("1G", "3G")), run


def test_the_whole_lab_boots_with_32_megabytes():
    run = boot(LABS[-1], {"ticks": 1}, memory="32M")
    assert run.status == OK, run


def test_frames_beyond_the_mapped_part_are_counted():
    run = boot(2, {**QUICK, "log": "info"}, memory="1G")
    end = max(int(line.split("-")[1].split()[0], 16) for line in run.text.splitlines()
              if line.startswith("[mm] e820:") and line.endswith("type 1"))
    beyond = (end - MAPPED) // 1024
    line = f"memory from {MAPPED:08x} on is not used: {beyond} KiB beyond what the kernel maps"
    assert line in run.text.splitlines(), run


@pytest.mark.parametrize("memory", ["2M", "3M", "4M", "8M", "16M"])
@pytest.mark.parametrize("lab", LABS)
def test_little_memory_is_enough_or_is_told(lab, memory):
    run = boot(lab, {"ticks": 1}, memory=memory)
    if run.status != OK:
        assert run.status == CANNOT_BOOT and "\ncannot boot: out of memory for " in run.text, run


@pytest.mark.parametrize("memory", ["3072K", "3160K", "3328K", "3456K", "3584K"])
@pytest.mark.parametrize("lab", [lab for lab in LABS if lab >= 4])
def test_too_little_for_the_check_of_the_heap(lab, memory):
    run = boot(lab, {"check": "slab"}, memory=memory)
    if run.status != OK:
        assert run.status == CANNOT_BOOT and "\ncannot boot: out of memory for " in run.text, run


def test_no_memory_for_the_kernel_itself():
    with Machine(LABS[-1], memory="1M") as machine:
        machine.wait_for("bad kernel ELF")


def test_every_lab_needs_at_most_16_megabytes():
    for lab in LABS:
        run = boot(lab, {"ticks": 1}, memory="16M")
        assert run.status == OK, run
