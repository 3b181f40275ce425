#!/usr/bin/python3
"""Write the assembly file by which the kernel carries user programs in itself.

    embed.py OUTPUT PROGRAM...

OUTPUT gets a table, from `program_table` to `program_table_end`, of {name, start, end} for each
PROGRAM (a file; its name without folders is the program's), sorted by name. It is written only when
it changes. kern/process/programs.h reads the table.
"""

import sys
from pathlib import Path

HEAD = """\
// Made by tools/build/embed.py: the user programs that the kernel carries.
    .section .rodata.programs, "a"
    .balign 16
    .globl program_table, program_table_end
program_table:
"""
ENTRY = """\
    .long .Lname_{n}, .Lstart_{n}, .Lend_{n}
"""
PROGRAM = """\
.Lname_{n}:
    .asciz "{name}"
    .balign 16
.Lstart_{n}:
    .incbin "{path}"
.Lend_{n}:
"""
TAIL = """\
    .section .note.GNU-stack, "", @progbits
"""


def assembly(paths: list[str]) -> str:
    paths = sorted(paths, key=lambda path: Path(path).name)
    numbered = list(enumerate(paths))
    entries = [ENTRY.format(n=n) for n, _ in numbered]
    programs = [PROGRAM.format(n=n, name=Path(path).name, path=path) for n, path in numbered]
    return "".join([HEAD, *entries, "program_table_end:\n", *programs, TAIL])


def main() -> None:
    output, text = Path(sys.argv[1]), assembly(sys.argv[2:])
    if not output.is_file() or output.read_text() != text:
        output.write_text(text)


if __name__ == "__main__":
    main()
