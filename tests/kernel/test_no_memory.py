"""Allocations that fail, one after the other (boot option `fail`): at boot, in the services of the
kernel, in programs. `make failures` has every one of a boot fail; here it is a sample."""

import re

import pytest

from tests.kernel.boot import CANNOT_BOOT, LABS, OK, boot
from tests.kernel.failures import (MEMORY_LABS, PROGRAM_LABS, BadEnd, came_to_it, end_of, fail,
                                   run_file_calls, run_program)
from tests.kernel.files import assert_sound, boot_image, make_image
from tests.kernel.machine import Machine

TABLES = "cannot boot: out of memory for the kernel's page tables"
STACKS = "cannot boot: out of memory for the page tables of the kernel stacks"

SMALL = {"init": "exit"}
"""A boot with a program that needs little."""

FAR = 16
"""How far apart the allocations of a sample are, where there are hundreds that are alike."""

needs_lab3 = pytest.mark.skipif(3 not in LABS, reason="there is no lab 3")
needs_lab4 = pytest.mark.skipif(4 not in LABS, reason="there is no lab 4")
needs_lab8 = pytest.mark.skipif(8 not in LABS, reason="there is no lab 8")
needs_lab5 = pytest.mark.skipif(5 not in LABS, reason="there is no lab 5")
thread_labs = pytest.mark.parametrize("lab", [lab for lab in LABS if lab >= 4])
program_labs = pytest.mark.parametrize("lab", [lab for lab in LABS if lab >= 5])


@pytest.mark.parametrize("number", [1, 2, 113, 225])
@pytest.mark.parametrize("lab", MEMORY_LABS)
def test_no_page_tables(lab, number):
    run = fail(lab, f"page:{number}")
    assert came_to_it(run) and end_of(lab, run) == TABLES, run


@pytest.mark.parametrize("lab", [lab for lab in LABS if lab >= 3])
def test_no_map_of_the_swap_disk(lab):
    run = fail(lab, "page:226", check="swap,slab")
    assert came_to_it(run) and end_of(lab, run) == "boots", run
    assert "SWAP: off, there is too little memory for the map of its disk" in run.text.splitlines()


@thread_labs
def test_no_kernel_stacks_and_no_first_processes(lab):
    assert end_of(lab, fail(lab, "page:227")) == STACKS
    for number, who in ((1, "process 0"), (2, "process 1")):
        assert end_of(lab, fail(lab, f"heap:{number}")) == f"cannot boot: out of memory for {who}"


@thread_labs
def test_every_frame_behind_the_page_tables(lab):
    """Which are few: the boot is over as soon as one is not needed any more. Files need more."""
    ends = {"boots": 0}
    for number in (*range(236, 300, 2), *range(300, 700, 25)):
        run = fail(lab, f"page:{number}", **SMALL)
        end = end_of(lab, run)
        ends[end] = ends.get(end, 0) + 1
        if not came_to_it(run):
            break
    else:
        pytest.fail(f"there is no end of them: {ends}")
    needed = "process 1" if lab < 8 else "the file system"
    assert ends[f"cannot boot: out of memory for {needed}"] > 0, ends


@program_labs
def test_every_block_of_the_heap(lab, sampling):
    """Once the first program can be run, the sample is of one in FAR blocks."""
    number, ends = 3, []
    first_program = "cannot boot: out of memory for the first program"
    while came_to_it(run := fail(lab, f"heap:{number}", **SMALL)):
        ends.append(end_of(lab, run))
        number += FAR if sampling and first_program in ends and len(ends) > 20 else 1
    assert number > 8
    needed = ["the first program"]
    if lab >= 8:
        needed = ["the devices", "the file system", *needed]
    told = [f"cannot boot: out of memory for {what}" for what in needed]
    assert ends[0] == told[0] and set(ends) == {"boots", *told}, ends
    assert ends.count("boots") >= 6, ends


def test_a_full_machine():
    run = fail(LABS[-1], "any:240:0xffffffff")
    assert run.status == CANNOT_BOOT, run


@needs_lab5
def test_the_first_program_can_not_be_run():
    run = fail(5, "page:3@user")
    assert end_of(5, run) == "boots", run
    run = fail(5, "any:6:1000000@user")
    assert end_of(5, run) == "boots", run
    assert "the program can not be run: out of memory.\n" in run.text


@pytest.mark.parametrize("lab", MEMORY_LABS)
def test_self_checks_are_left_out(lab):
    """They rely on memory; the boot's own allocations are the same with and without them."""
    options = {"fail": "page:225", "log": "info"}
    run = boot(lab, options, icount=True)
    assert came_to_it(run) and run.status == CANNOT_BOOT, run
    assert "check_alloc_page() succeeded!" in run.text and TABLES in run.text, run


@thread_labs
def test_self_checks_between_failures(lab):
    run = boot(lab, {"fail": "page:226", "log": "info"}, icount=True)
    assert came_to_it(run) and run.status == OK, run
    assert "check_slab() succeeded!" in run.text, run


def test_a_kernel_that_cannot_boot_enters_the_monitor():
    with Machine(LABS[-1], {"fail": "page:1"}) as machine:
        machine.wait_for(TABLES)
        machine.wait_for("K> ")
        assert "kern_init+" in machine.command("backtrace")
        machine.send("quit\n")
        assert machine.wait_end() == 0


@pytest.mark.parametrize("plan", ["page", "page:0", "page:x", "frame:1", "page:1:0", "page:1:2:3",
                                  "page:every", "page:every:0", "page:1@boot", ":", "any:-1"])
def test_no_such_plan(plan):
    run = boot(2, {"check": "none", "ticks": 1, "fail": plan})
    assert run.status == OK, run
    assert f"boot option fail: '{plan}' is not page:K, " in run.text, run


@pytest.mark.parametrize("options", [{}, {"cow": "off"}, {"swap": "lru", "pmm": "buddy"}])
@pytest.mark.parametrize("lab", PROGRAM_LABS)
def test_every_allocation_of_every_service(lab, options):
    run = boot(lab, {"check": "no_memory", "ticks": 0, **options}, icount=True)
    assert run.status == OK and "check_no_memory() succeeded!" in run.text, run
    found = re.findall(r"^no memory: ([a-z ]+) asks for (\d+) frames and (\d+) blocks,", run.text,
                       re.MULTILINE)
    needs = {name: (int(frames), int(blocks)) for name, frames, blocks in found}
    assert len(needs) == 14, run
    assert min(needs["fork"]) >= 5 and min(needs["exec"]) >= 4
    assert needs["clone"] == (2, 2) and needs["a swapped page"] == (1, 0)
    assert needs["munmap"] == (0, 1) and needs["shmem in a gap"] == (2, 1)


@needs_lab8
def test_every_allocation_of_every_service_where_programs_are_files(tmp_path):
    image = make_image(tmp_path, size="2M")
    run = boot_image(image, "exit7", options={"check": "no_memory"})
    assert run.status == OK and "check_no_memory() succeeded!" in run.text, run
    assert "sfs: mounted from" in run.text and run.text.count("no memory: ") == 14, run
    assert_sound(image)


@needs_lab8
def test_every_allocation_of_some_calls_about_files(tmp_path):
    """All of them: `make failures`. What a change of the disk needs is kept back before it begins,
    so that most do without nearly all that they ask for."""
    needs = run_file_calls(tmp_path, 1)
    assert list(needs) == ["open", "write", "dup", "mkdir", "rename over a file", "exec with arguments"]
    assert needs["dup"] == 0 and min(needs["mkdir"], needs["rename over a file"]) >= 20, needs


@needs_lab5
def test_services_without_a_swap_disk():
    run = boot(5, {"check": "no_memory", "ticks": 0}, drives={1: None}, icount=True)
    assert run.status == OK and "check_no_memory() succeeded!" in run.text, run


@pytest.mark.parametrize("program, runs", [("exit", 30), ("cxx", 30), ("waiting", 100), ("copies", 100)])
@pytest.mark.parametrize("lab", PROGRAM_LABS)
def test_every_allocation_of_a_program(lab, program, runs):
    assert run_program(lab, program) >= runs


@needs_lab5
@pytest.mark.long  # make failures has this program and more
def test_every_allocation_of_threads():
    assert run_program(PROGRAM_LABS[-1], "threadtest") >= 200


@needs_lab5
@pytest.mark.parametrize("plan", ["any:every:7@user", "page:every:100@user", "heap:every:40@user"])
@pytest.mark.parametrize("program", ["sysfuzz", "forkbomb", "swaptest", "mmaptest"])
def test_failures_again_and_again(program, plan):
    run = boot(5, {"check": "none", "init": program, "fail": plan}, icount=True)
    assert end_of(5, run) == "boots"


def test_a_bad_end_is_found():
    """A panic, another status, and a boot that says too little are none of the ends that are good."""
    run = fail(LABS[-1], "page:1")
    for status, text in ((35, "kernel panic at x\n"), (39, "cannot boot\n"), (None, ""), (33, "")):
        with pytest.raises(BadEnd):
            end_of(5, type(run)(status, text, ""))
