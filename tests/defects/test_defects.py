"""Defects of the original and their relatives, each as a program that must not succeed with it.

A test is named after its line of the list of defects (K01, K02, ...). All of them boot one kernel; it
must outlive the program, and find nothing missing at the end (exit status 33). Elsewhere are K07
and a part of K09 (tests/kernel/test_hardening.py), K08 (tests/kernel/test_user.py), K16, a case of K30
(test_file_defects.py), K26 and K27, which concern the kernel's own allocators
(tests/unit/heap_test.cpp, pmm_test.cpp), a disk that does not answer, of K42
(tests/kernel/test_disk.py), and of K53 how a panic ends (tests/kernel/test_failures.py) and words
without end in the monitor (tests/kernel/test_monitor.py).
"""

import re

import pytest

from tests.defects.elf_files import REFUSED, RUNNING
from tests.kernel.boot import OK, raw

ENDS = ("all user-mode processes have quit.", "init check memory pass.")


def lives(run):
    """The kernel went through the end of the program in order."""
    assert run.status == OK, run
    for line in ENDS:
        assert line in run.text, run
    assert "kernel panic" not in run.text, run


def passes(machine, program, **more):
    run = machine(program, **more)
    assert f"\n{program} pass.\n" in run.text, run
    lives(run)
    return run


# --- traps, privilege, isolation -----------------------------------------------------------------

def test_k01_unknown_system_calls(machine):
    passes(machine, "k01_numbers")


def test_k02_bad_accesses_end_the_program(machine):
    run = passes(machine, "k02_accesses")
    assert run.text.count("  trap 0x0000000e Page Fault") >= 54


def test_k03_no_ports(machine):
    run = passes(machine, "k03_ports")
    assert run.text.count("  trap 0x0000000d General Protection") == 8 * 26 + 1


def test_k06_memory_is_zeroed(machine):
    passes(machine, "k06_zeroed")


def test_k06_memory_is_zeroed_when_it_was_swapped(machine):
    passes(machine, "k06_zeroed", memory="12M")


def test_k09_no_memory_for_a_copy(machine, tmp_path):
    disk = tmp_path / "swap.img"
    disk.write_bytes(bytes(1 << 20))
    run = passes(machine, "k09_full", memory="16M", swap_drive=raw(disk))
    assert "out of memory: process" not in run.text, run


def test_k10_pointers_that_go_bad_while_the_call_sleeps(machine):
    passes(machine, "k10_pointers")


# --- processes, exec -------------------------------------------------------------------------------

def test_k11_pids_of_others(machine):
    passes(machine, "k11_pids")


@pytest.mark.parametrize("memory", ["16M", "128M"])
def test_k12_fork_until_it_fails(machine, memory):
    passes(machine, "k12_chain", memory=memory)


def test_k12_fork_until_nobody_can_go_on(machine):
    """In so little memory the processes fill it before fork fails: some are ended."""
    lives(machine("k12_chain", memory="8M"))


def test_k13_large_bss(machine):
    passes(machine, "k13_bss", memory="16M")


def test_k13_more_than_there_is(machine, tmp_path):
    disk = tmp_path / "swap.img"
    disk.write_bytes(bytes(16 << 20))
    run = passes(machine, "k13_hog", memory="16M", swap_drive=raw(disk))
    assert len(re.findall(r"out of memory: process \d+", run.text)) == 2, run


def test_k15_failed_exec_changes_nothing(machine):
    passes(machine, "k15_exec")


@pytest.mark.parametrize("name", [name for name in REFUSED if "overlap" in name or "stack" in name])
def test_k17_overlapping_segments(machine, name):
    refused(machine, name)


@pytest.mark.parametrize("name", [name for name in REFUSED if "phoff" in name or "offset" in name])
def test_k18_places_beyond_the_file(machine, name):
    refused(machine, name)


@pytest.mark.parametrize("name", [
    name for name in REFUSED if not any(text in name for text in ("overlap", "stack", "phoff", "offset"))])
def test_k19_wrong_headers(machine, name):
    refused(machine, name)


def refused(machine, name):
    run = machine(name)
    reason = "no such file or directory" if name == "elf_empty" else "invalid elf file"
    assert f"the program can not be run: {reason}" in run.text, run
    lives(run)


@pytest.mark.parametrize("name", RUNNING)
def test_k19_unusual_files_run(machine, name):
    run = machine(name)
    assert "killed by kernel." not in run.text and "can not be run" not in run.text, run
    lives(run)


@pytest.mark.parametrize("swap", ["fifo", "clock"])
def test_k20_ends_of_processes_that_are_swapped(machine, swap):
    """Address spaces end while others wait for the disk. That none ends while the CPU uses its page
    table is asserted wherever one does (vm::AddressSpace)."""
    passes(machine, "family", memory="12M", swap=swap)


# --- memory, swap ------------------------------------------------------------------------------------

@pytest.mark.parametrize("swap", ["fifo", "clock", "extended_clock", "lru"])
def test_k23_k24_same_addresses_on_the_swap_disk(machine, swap):
    passes(machine, "k23_stacks", memory="8M", swap=swap)


def test_k22_swap_serves_processes(machine, tmp_path):
    """What passes with 8 MiB of memory and a swap disk (see above) does not with next to no disk:
    then the processes that are too many end, and the kernel goes on."""
    disk = tmp_path / "swap.img"
    disk.write_bytes(bytes(1 << 20))
    run = machine("k23_stacks", memory="8M", swap_drive=raw(disk))
    assert "k23_stacks pass." not in run.text and "FAIL: word" not in run.text, run
    lives(run)


@pytest.mark.parametrize("swap", ["fifo", "clock", "extended_clock", "lru"])
def test_k24_fork_copies_pages_that_are_away(machine, swap):
    """Room for a copy is made at the cost of other pages than the one that is copied."""
    passes(machine, "k23_stacks", memory="8M", cow="off", swap=swap)


def faulty_disk(folder, kind, sector=None):
    """A swap disk that fails to read or write one sector, or all of them."""
    disk = folder / "swap.img"
    with open(disk, "wb") as file:
        file.truncate(64 << 20)
    place = "" if sector is None else f",file.inject-error.0.sector={sector}"
    return (f"driver=raw,file.driver=blkdebug,file.image.driver=file,file.image.filename={disk}"
            f",file.inject-error.0.errno=5,file.inject-error.0.event=none"
            f",file.inject-error.0.iotype={kind}{place}")


@pytest.mark.parametrize("sector", [4096, None])
@pytest.mark.parametrize("kind", ["read", "write"])
def test_k25_k42_errors_of_the_swap_disk(machine, tmp_path, kind, sector):
    """Pages that can not come back end their processes; no garbage is mapped, nothing is lost."""
    drive = faulty_disk(tmp_path, kind, sector)
    run = machine("family", memory="12M", swap_drive=drive)
    lives(run)
    assert "FAIL" not in run.text and "of writer" not in run.text, run
    where = "" if sector is None else f" {sector // 100}"
    assert f"[disk] ata1: {kind} failed at sector{where}" in run.text, run


# --- relatives: what else user mode can do ---------------------------------------------------------------

# With SMAP on, QEMU 7.2 takes the stack that a program's own iret or far return reads for one that the
# kernel reads, and the program never gets over the instruction: `flags` and `selectors` have such.
@pytest.mark.parametrize("program, cpu", [
    ("flags", "qemu32"), ("selectors", "qemu32"), ("privileged", "qemu32"), ("fpu", "qemu32"),
    ("stack_pointer", "qemu32"), ("memory_calls", "qemu32"), ("flags", "max,-smap"),
    ("selectors", "max,-smap"), ("privileged", "max"), ("fpu", "max"), ("stack_pointer", "max"),
    ("memory_calls", "max")])
def test_user_mode_can_not(machine, program, cpu):
    passes(machine, program, cpu=cpu)


def test_no_floating_point_where_the_cpu_has_no_fxsave(machine):
    run = passes(machine, "no_fpu", cpu="qemu32,-fxsr")
    assert run.text.count("  trap 0x00000007 Device Not Available") >= 2


def test_user_mode_does_not_learn_where_the_tables_are(machine):
    passes(machine, "tables", cpu="max")
    assert "FAIL: sgdt" in machine("tables", cpu="max,-umip").text
