"""Checks of lab 5 that compare what programs say with QEMU's record of what they did."""

import re

from tools.grade import Failure

PAGE_SIZE = 4096
PAGE_FAULT = 0x0E
NEW_PAGE, PROTECTION = 6, 7
"""Error codes of a write in user mode: to a page that is not there, and to one that is read-only."""

FIRST_REGISTERS = {"ds": "0x----0023", "es": "0x----0023", "fs": "0x----0023", "gs": "0x----0023",
                   "ss": "0x----0023", "cs": "0x----001b"}
INTERRUPTS_ON, IO_PRIVILEGE = 0x200, 0x3000

COPIES_PAGES = 30
COPIES_STEPS = (("fork", "parent", "child"), ("write", "parent", 5, 2), ("write", "child", 3, 0),
                ("fork", "child", "grandchild"), ("write", "grandchild", 4, 1),
                ("write", "child", 3, 0), ("write", "parent", 1, 0))
"""What user/copies.c does: who forks whom; who writes the pages whose number divided by the first
number leaves the second, in ascending order."""


def registers_of(run) -> dict[str, str]:
    """The registers in the trap frame that the kernel printed."""
    pattern = re.compile(r"  ([a-z]{2,4}) +(0x\S{8}).*")
    return {match[1]: match[2] for line in run.lines if (match := pattern.fullmatch(line))}


def first_registers_are_right(run) -> None:
    """divzero changes neither segment registers nor flags of privilege: they are those it began with."""
    registers = registers_of(run)
    for name, wanted in FIRST_REGISTERS.items():
        if registers.get(name) != wanted:
            raise Failure(f"in user mode {name} is {registers.get(name)}, not {wanted}")
    flags = int(registers.get("flag", "0x0"), 16)
    if not flags & INTERRUPTS_ON:
        raise Failure("the program runs with interrupts off: nothing could take the CPU from it")
    if flags & IO_PRIVILEGE:
        raise Failure("the program may use all ports (IOPL is not 0)")
    stack = int(registers.get("esp", "0x0"), 16)
    if not 0xB0000000 - PAGE_SIZE <= stack < 0xB0000000:
        raise Failure(f"the program's stack pointer is 0x{stack:08x}: the stack ends at 0xb0000000")


def tree_has_31_processes(run) -> None:
    """Each name belongs to a process of its own."""
    pids = re.findall(r"^([0-9a-f]{4}): I am '[01]*'$", "\n".join(run.lines), re.MULTILINE)
    if len(pids) != 31 or len(set(pids)) != 31:
        raise Failure(f"{len(set(pids))} processes printed {len(pids)} names: 31 should, one each")


def buffer_of(run) -> int:
    """Where copies has its pages."""
    match = re.search(rf"^copies: {COPIES_PAGES} pages at 0x([0-9a-f]{{8}})\.$",
                      "\n".join(run.lines), re.MULTILINE)
    if not match:
        raise Failure("copies did not tell where its pages are")
    return int(match[1], 16)


def faults_in_buffer(run, error: int) -> list[int]:
    """The pages of copies at which user mode faulted with this error code, in order."""
    start = buffer_of(run)
    pages = [(taken.cr2 - start) // PAGE_SIZE for taken in run.machine.interrupts
             if taken.vector == PAGE_FAULT and not taken.soft and taken.cpl == 3
             and taken.error == error and taken.cr2 is not None]
    return [page for page in pages if 0 <= page < COPIES_PAGES]


def program_ran(run) -> None:
    """copies really touched its pages: each came in at its first write."""
    first = faults_in_buffer(run, NEW_PAGE)
    if first != list(range(COPIES_PAGES)):
        raise Failure(f"the first writes of copies faulted at {len(first)} of its pages in "
                      f"order, not at all {COPIES_PAGES} (recorded by QEMU)")


def pages_were_copied(run) -> None:
    """With cow=off fork has copied every page, writable: no write may fault after it."""
    program_ran(run)
    faults = faults_in_buffer(run, PROTECTION)
    if faults:
        raise Failure(f"{len(faults)} writes after fork faulted, the first one at page {faults[0]}: "
                      "with cow=off fork copies pages that may be written at once "
                      "(recorded by QEMU)")


def copy_on_write_faults() -> list[int]:
    """The pages at which the writes of copies fault: those that the writer has not written since
    its last fork, whether somebody else still has the page or not."""
    faults = []
    writable: dict[str, set[int]] = {"parent": set(range(COPIES_PAGES))}
    for step, who, *rest in COPIES_STEPS:
        if step == "fork":
            writable[who] = set()
            writable[rest[0]] = set()
            continue
        divisor, remainder = rest
        pages = [page for page in range(COPIES_PAGES) if page % divisor == remainder]
        faults += [page for page in pages if page not in writable[who]]
        writable[who].update(pages)
    return faults


def writes_fault_as_model(run) -> None:
    """With copy-on-write the first write to each page after a fork faults, in whoever does it."""
    program_ran(run)
    wanted = copy_on_write_faults()
    seen = faults_in_buffer(run, PROTECTION)
    if not seen:
        raise Failure("no write after fork faulted: nothing was shared (recorded by QEMU)")
    for number, (got, expected) in enumerate(zip(seen, wanted), 1):
        if got != expected:
            raise Failure(f"write fault {number} after fork was at page {got} of copies, expected "
                          f"at page {expected} (recorded by QEMU)")
    if len(seen) != len(wanted):
        raise Failure(f"{len(seen)} writes after fork faulted, {len(wanted)} expected "
                      "(recorded by QEMU)")
