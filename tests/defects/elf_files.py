"""ELF files that are unusual or wrong, by the name of the program that they become."""

from tests.defects.made import BASE, LOAD, READ, WRITE, elf, segment

CODE = segment()
STACK_BOTTOM, USER_TOP = 0xAFF00000, 0xB0000000

# mov $1, %eax; mov (ADDRESS), %edx; int $0x80: exits with a word of memory.
def _exit_with_word_at(address: int) -> bytes:
    return bytes([0xB8, 1, 0, 0, 0, 0x8B, 0x15]) + address.to_bytes(4, "little") + bytes([0xCD, 0x80])


# The same after 5 was added to the word: it must be writable.
def _add_5_to_word_at(address: int) -> bytes:
    return (bytes([0x83, 0x05]) + address.to_bytes(4, "little") + bytes([5])
            + _exit_with_word_at(address))


RUNNING = {
    "elf_plain": elf(),
    # K19: a segment without bytes in the file is zeros that may be written.
    "elf_only_zeros": elf(CODE, segment(address=0x00A00000, offset=0, file_size=0, memory_size=0x3000,
                                        flags=READ | WRITE), code=_add_5_to_word_at(0x00A02FF0)),
    # K19: and its place in the file does not matter.
    "elf_zeros_nowhere": elf(CODE, segment(address=0x00A00000, offset=0, file_size=0,
                                           memory_size=0x10, flags=READ | WRITE),
                             code=_add_5_to_word_at(0x00A00004)),
    # K17: a second segment below the first.
    "elf_descending": elf(CODE, segment(address=0x00600000, file_size=0x100, flags=READ | WRITE),
                          code=_add_5_to_word_at(0x00600080)),
    # Segments that begin and end anywhere.
    "elf_unaligned": elf(CODE, segment(address=0x00A00123, offset=0x201, file_size=0x456,
                                       memory_size=0x2345, flags=READ | WRITE, align=1),
                         code=_add_5_to_word_at(0x00A01000)),
    "elf_empty_segments": elf(CODE, *[segment(address=0xC0000000, file_size=0, memory_size=0)] * 3),
    "elf_other_headers": elf(CODE, *[segment(type=kind, offset=0xFFFFFFFF, address=0xC0000000)
                                     for kind in (0, 4, 6, 0x6474E551)]),
    "elf_up_to_the_stack": elf(CODE, segment(address=STACK_BOTTOM - 0x1000, file_size=0,
                                             memory_size=0x1000, flags=READ | WRITE),
                               code=_add_5_to_word_at(STACK_BOTTOM - 4)),
}
"""Programs that must run; they end with a code that says whether memory is right."""


def _headers(**changes: list[int]) -> dict[str, bytes]:
    return {f"elf_{field}_{value:x}": elf(**{field: value})
            for field, values in changes.items() for value in values}


def _segments(**changes: list[int]) -> dict[str, bytes]:
    return {f"elf_p_{field}_{value:x}": elf(segment(**{field: value}))
            for field, values in changes.items() for value in values}


REFUSED = {
    # K19: what the file says that it is.
    **_headers(magic=[0, 0x464C457E], **{"class": [0, 2]}, data=[0, 2], type=[0, 1, 3, 4, 0xFFFF],
               machine=[0, 2, 62, 0xFFFF], version=[0, 2], phentsize=[0, 1, 31, 33, 64, 0xFFFF],
               phnum=[0], entry=[0, BASE - 1, BASE + 0x1000, 0xB0000000, 0xC0100000, 0xFFFFFFFF]),
    # K18: program headers beyond the end of the file.
    **_headers(phoff=[0xFE1, 0x1000, 0x200000, 0x500000, 0x7FFFFFFF, 0xFFFFFFE0, 0xFFFFFFFF]),
    "elf_many_headers": elf(phnum=0xFFFF),
    # K18: bytes beyond the end of the file.
    **_segments(offset=[1, 0x1000, 0x200000, 0x500000, 0xFFFFF000, 0xFFFFFFFF],
                file_size=[0x1001, 0x80000000, 0xFFFFFFFF]),
    "elf_p_file_bigger": elf(segment(file_size=0x1000, memory_size=0xFFF)),
    # Addresses that are not the program's to have.
    **_segments(address=[0, 0x1000, 0x1FF000, 0x1FFFFF, STACK_BOTTOM, USER_TOP, 0xBFFFF000,
                         0xC0000000, 0xC0100000, 0xFAC00000, 0xFFFFF000, 0xFFFFFFFF],
                memory_size=[0xB0000000, 0xC0000000, 0xFF800000, 0xFFFFFFFF]),
    # K17: overlaps, in either order, and the stack's place.
    "elf_overlap_below": elf(CODE, segment(address=BASE - 0x1000, memory_size=0x1001)),
    "elf_overlap_lower": elf(CODE, segment(address=0x00600000, file_size=0x100, memory_size=0x300000)),
    "elf_overlap_same": elf(CODE, CODE),
    "elf_overlap_inside": elf(segment(memory_size=0x10000), segment(address=BASE + 0x5000)),
    "elf_overlap_page": elf(CODE, segment(address=BASE + 0xFFF, file_size=1, memory_size=1)),
    "elf_in_stack": elf(CODE, segment(address=0xAFFFF000, flags=READ | WRITE)),
    "elf_into_stack": elf(CODE, segment(address=STACK_BOTTOM - 0x1000, file_size=0,
                                        memory_size=0x1001, flags=READ | WRITE)),
    "elf_over_all": elf(CODE, segment(address=0x00200000, file_size=0, memory_size=0xAFD00000)),
    # Nothing that could be executed.
    "elf_no_segment": elf(segment(type=LOAD + 1)),
    "elf_not_executable": elf(segment(flags=READ | WRITE)),
    "elf_code_elsewhere": elf(segment(address=0x00900000)),
    "elf_empty": b"",
    "elf_short": elf()[:51],
    "elf_text": b"#!/bin/sh\nexit 0\n",
}
"""Files that exec must refuse."""
