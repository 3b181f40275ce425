"""Right answers to lab 2's reading questions, worked out from the build and from a run."""

import re

from tools.grade import Failure


def first_instruction(run) -> int:
    """lab2.q1."""
    return run.symbols.address("kernel_entry")


def tables_of_the_kernel(run) -> int:
    """lab2.q2: the entries of the root that map memory from 0xc0000000 on."""
    return int(_printed(run, r"PDE\(([0-9a-f]+)\) c0000000-f8000000 .*"), 16)


def root_table(run) -> int:
    """lab2.q3: the one table that is mapped as a page with the kernel's rights only."""
    return int(_printed(run, r"  \|-- PTE\(00001\) ([0-9a-f]+)-[0-9a-f]+ 00001000 -rw"), 16)


def _printed(run, pattern: str) -> str:
    for line in run.after("page tables:"):
        if match := re.fullmatch(pattern, line):
            return match[1]
    raise Failure("print_pgdir does not show the page tables; see the check 'page-tables'")
