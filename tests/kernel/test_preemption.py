"""Kernel preemption: system calls that take long keep nobody waiting, and nothing breaks when others
run in the middle of them."""

import re

import pytest

from tests.kernel.boot import OK, Run, boot

SLICE = 5
"""A turn under round robin and stride, in ticks."""

LONG_CALLS = ("pgdir", "exec", "mmap, munmap", "shmem, munmap", "brk", "fork, exit")
"""What user/latency.c measures."""

TABLE_LINE = re.compile(r"(PDE|  \|-- PTE)\([0-9a-f]+\) ([0-9a-f]{8})-([0-9a-f]{8}) ([0-9a-f]{8}) [u-]r[w-]")
"""A line of print_pgdir."""

QUICK_CLOCK = ("-icount", "shift=8,sleep=off", "-rtc", "base=2000-01-01T00:00:00,clock=vm")
"""A tick every 39,000 instructions, sixteen times as often as else."""


def ends_in_order(lab: int, options: dict[str, object], **more) -> Run:
    run = boot(lab, {"check": "none"} | options, **({"icount": True} | more))
    assert run.status == OK and "init check memory pass." in run.text, run
    assert "user panic" not in run.text, run
    return run


def lateness(policy: str) -> dict[str, int]:
    """By what is done meanwhile: how many ticks late a process woke up at most."""
    text = ends_in_order(6, {"init": "latency", "sched": policy}, memory="256M").text
    assert "latency pass." in text
    found = dict(re.findall(r"latency: (.*?) +(\d+) ticks late", text))
    assert tuple(found) == LONG_CALLS
    return {what: int(ticks) for what, ticks in found.items()}


@pytest.mark.parametrize("policy", ["cfs", "mlfq"])
def test_long_system_calls_do_not_delay_the_interactive(policy):
    """Without preemption points it wakes up 5 to 38 ticks late; 21 where page tables are printed."""
    late = lateness(policy)
    assert max(late.values()) <= 1, late


def test_long_system_calls_end_with_their_turn():
    """A process that wakes up under round robin is next after the one that runs."""
    late = lateness("rr")
    assert max(late.values()) <= SLICE, late


def see_page_tables(text: str) -> None:
    """What user/together.c prints of tables that change is whole lines that lead on, to the last one."""
    assert "together: page tables printed." in text
    tables = text.partition("together: page tables printed.")[0].split("page tables:\n")[1:]
    assert len(tables) == 4
    for table in tables:
        at = {"PDE": 0, "  |-- PTE": 0}
        for line in table.splitlines():
            found = TABLE_LINE.fullmatch(line)
            assert found, line
            first, last, size = (int(number, 16) for number in found.groups()[1:])
            assert at[found[1]] <= first and 0 < size == last - first, table
            at[found[1]] = last
        assert at["PDE"] >= 0xFF000000, "the kernel's stacks are the last: " + table


@pytest.mark.parametrize("lab, policy", [
    (5, "rr"), (6, "stride"), (6, "cfs"), pytest.param(6, "mlfq", marks=pytest.mark.long),
    pytest.param(6, "lottery", marks=pytest.mark.long)])
def test_threads_at_work_on_one_address_space(lab, policy):
    text = ends_in_order(lab, {"init": "together", "sched": policy}).text
    assert "together pass." in text
    see_page_tables(text)


@pytest.mark.parametrize("memory, cow", [
    ("128M", "on"), ("48M", "on"), pytest.param("256M", "off", marks=pytest.mark.long)])
def test_threads_that_are_preempted_all_the_time(memory, cow):
    """With 48 MiB most of their pages are on the swap disk."""
    text = ends_in_order(5, {"init": "together", "cow": cow}, memory=memory, icount=False,
                         extra=QUICK_CLOCK).text
    assert "together pass." in text
    see_page_tables(text)


@pytest.mark.parametrize("disk", ["dma", "pio"])
def test_requests_of_several_threads_to_one_disk(disk):
    """They take turns by commands; nobody waits for the whole of another one's request."""
    run = ends_in_order(5, {"init": "hello", "check": "disk_threads", "disk": disk})
    assert "check_disk_threads() succeeded!" in run.text


@pytest.mark.parametrize("lab, policy, clock", [
    (5, "rr", ()), (5, "rr", QUICK_CLOCK), (6, "cfs", ()), (6, "mlfq", QUICK_CLOCK), (8, "stride", ())],
    ids=["5-rr", "5-rr-quick", "6-cfs", "6-mlfq-quick", "8-stride"])
def test_no_line_of_a_program_is_broken(lab, policy, clock):
    """Six processes write at the same time; a turn ends after a line."""
    text = ends_in_order(lab, {"init": "writers", "sched": policy}, icount=not clock, extra=clock).text
    assert "\nwriters pass.\n" in text
    lines = re.findall(r"^.*writer.*$", text.partition("\n.")[0], re.MULTILINE)
    writers = [re.fullmatch(r"writer (\d), line (\d{3}), which is not short and ends here\.", line)
               for line in lines if "kernel_execve" not in line]
    assert all(writers), [line for line, whole in zip(lines, writers) if not whole]
    written = [(int(found[1]), int(found[2])) for found in writers]
    assert sorted(written) == [(writer, line) for writer in range(6) for line in range(300)]
    turns = sum(one[0] != other[0] for one, other in zip(written, written[1:]))
    assert turns > 10, "they have written one after the other"
