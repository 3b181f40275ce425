"""tools/build/symtab.py and its reader in the kernel, over real links by GCC and by clang."""

import re
import shutil
from pathlib import Path

import pytest

from helpers import PYTHON, ROOT, run

TOOL = ROOT / "tools/build/symtab.py"
FLAGS = (
    "-std=c++2b -m32 -ffreestanding -nostdlib -fno-exceptions -fno-rtti -fno-pie -O2 -g "
    "-fno-omit-frame-pointer -fno-asynchronous-unwind-tables -mgeneral-regs-only"
).split()

SAMPLE_HEADER = """
#pragma once
void sink(int);
inline int squared(int x) {
    sink(x);  // HELPER
    return x * x;
}
template <typename T>
__attribute__((noinline)) T doubled(T x) {
    sink(static_cast<int>(x));  // DOUBLED
    return x + x;
}
"""

SAMPLE = """
#include "sample.h"
namespace mm {
namespace {
inline int same_file(int x) {
    sink(x + 7);  // SAME_FILE
    return x;
}
__attribute__((noinline)) int hidden(int x) {
    sink(x);
    return x + 1;
}
}
int alloc_pages(int n) {  // ALLOC_BEGIN
    int sum = 0;
    for (int i = 0; i < n; i++) {
        sum += squared(i);
        sum += same_file(i);
        sum += hidden(i);
    }
    auto twice = [&](int x) __attribute__((noinline)) { sink(x + sum);  return 2 * x; };
    sum += twice(n);
    sum += static_cast<int>(doubled<unsigned long long>(sum));
    return sum;  // ALLOC_END
}
}
extern "C" int readline(int n) {
    sink(n);
    return n;
}
void sink(int x) {
    asm volatile("nop" : : "r"(x));
}
extern "C" int kern_init() {
    return mm::alloc_pages(3) + readline(4);
}
"""

LINK_MAP = """
ENTRY(kern_init)
SECTIONS {
    . = 0xC0100000;
    .text : { *(.text .text.*) }
    .rodata : { *(.rodata .rodata.*) }
    .data : { *(.data .data.*) }
    .symbols : { kernel_symbols_start = .; *(.symbols) kernel_symbols_end = .; }
    /DISCARD/ : { *(.eh_frame .note.* .comment) }
}
"""

DRIVER = """
#include "kern/debug/symbols.h"
#include <stdio.h>
#include <stdlib.h>
#include <vector>
asm(".section .rodata\\n.globl kernel_symbols_start, kernel_symbols_end\\n"
    "kernel_symbols_start:\\nkernel_symbols_end:\\n.previous\\n");
int main(int argc, char** argv) {
    std::vector<u8> bytes(1 << 20);
    FILE* file = fopen(argv[1], "rb");
    bytes.resize(fread(bytes.data(), 1, bytes.size(), file));
    debug::SymbolTable table(Span<const u8>(bytes.data(), bytes.size()));
    for (unsigned long a = strtoul(argv[2], nullptr, 16); a < strtoul(argv[3], nullptr, 16); a++) {
        debug::SourceLocation p{};
        if (table.find_symbol(a, p))
            printf("%lx %s+%u %s:%u\\n", a, p.function, p.offset, p.file, p.line);
        else
            printf("%lx none\\n", a);
    }
}
"""


class Linked:
    """A small kernel, its table, and what the kernel's own reader says about each of its bytes."""

    def __init__(self, folder: Path, compiler: str, driver: Path) -> None:
        self.folder, self.compiler = folder, compiler
        (folder / "kern").mkdir()
        (folder / "kern/sample.cpp").write_text(SAMPLE)
        (folder / "kern/sample.h").write_text(SAMPLE_HEADER)
        (folder / "link.ld").write_text(LINK_MAP)
        self.check(compiler, *FLAGS, "-c", "kern/sample.cpp", "-o", "sample.o")
        self.first = self.link("first")
        self.check(PYTHON, TOOL, "first", "-o", "table", "--text", "kernel.sym")
        self.names = (folder / "kernel.sym").read_text().splitlines()
        text = self.check("readelf", "-SW", "first")
        start, size = re.search(r" \.text +PROGBITS +(\w+) \w+ (\w+)", text).groups()
        self.start, self.end = int(start, 16), int(start, 16) + int(size, 16)
        found = self.check(driver, "table", hex(self.start), hex(self.end + 1))
        self.places = [line.split(" ", 1)[1] for line in found.splitlines()]

    def check(self, *command: object) -> str:
        done = run(*command, cwd=self.folder)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def link(self, name: str, table: bytes = b"") -> Path:
        (self.folder / f"{name}.bin").write_bytes(table)
        source = f'.section .symbols,"a"\n.incbin "{name}.bin"\n'
        (self.folder / f"{name}.S").write_text(source)
        self.check("gcc", "-m32", "-c", f"{name}.S", "-o", f"{name}.o")
        objects = ("sample.o", f"{name}.o")
        self.check("ld", "-m", "elf_i386", "-T", "link.ld", *objects, "-o", name)
        return self.folder / name

    def lines_of(self, function: str) -> set[tuple[str, int]]:
        pattern = re.compile(re.escape(function) + r"\+\d+ (.*):(\d+)$")
        hits = (pattern.match(place) for place in self.places)
        return {(m[1], int(m[2])) for m in hits if m}


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("driver")
    (folder / "driver.cpp").write_text(DRIVER)
    reader = ROOT / "kern/debug/symbols.cpp"
    command = ("g++", "-std=c++23", "-fsanitize=address,undefined", "-I", ROOT, "driver.cpp", reader)
    done = run(*command, "-o", "driver", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder / "driver"


@pytest.fixture(scope="module", params=["g++", "clang++"])
def linked(request, tmp_path_factory: pytest.TempPathFactory, driver: Path) -> Linked:
    if not shutil.which(request.param):
        pytest.skip(f"no {request.param}")
    return Linked(tmp_path_factory.mktemp("kernel"), request.param, driver)


def line_of(text: str, mark: str) -> int:
    return next(i for i, line in enumerate(text.splitlines(), 1) if mark in line)


def test_inlined_code_has_the_line_of_its_caller(linked: Linked) -> None:
    lines = linked.lines_of("mm::alloc_pages")
    assert {file for file, _ in lines} == {"kern/sample.cpp"}
    begin, end = line_of(SAMPLE, "ALLOC_BEGIN"), line_of(SAMPLE, "ALLOC_END") + 1
    numbers = {number for _, number in lines}
    assert numbers <= set(range(begin, end + 1))
    assert line_of(SAMPLE, "squared(i)") in numbers
    assert line_of(SAMPLE, "same_file(i)") in numbers


def test_code_of_a_header_that_was_not_inlined(linked: Linked) -> None:
    lines = linked.lines_of("doubled<unsigned long long>")
    assert ("kern/sample.h", line_of(SAMPLE_HEADER, "DOUBLED")) in lines


def test_every_byte_of_code_has_function_and_line(linked: Linked) -> None:
    inside, after = linked.places[:-1], linked.places[-1]
    assert after == "none"
    assert not [p for p in inside if p == "none" or ":0" in p or "?" in p]


def test_text_is_sorted_and_readable(linked: Linked) -> None:
    assert linked.names == sorted(linked.names)
    assert all(re.fullmatch(r"[0-9a-f]{8} \S+", line) for line in linked.names)
    names = {line.split()[1] for line in linked.names}
    assert {"readline", "kern_init", "mm::alloc_pages", "sink", "mm::hidden"} <= names
    assert "mm::alloc_pages::lambda#1" in names
    assert "kernel_symbols_start" in names


def test_second_link_is_verified(linked: Linked) -> None:
    table = (linked.folder / "table").read_bytes()
    second = linked.link("second", table)
    assert run(PYTHON, TOOL, "--verify", linked.first, second).returncode == 0
    empty = run(PYTHON, TOOL, "--verify", linked.first, linked.first)
    assert empty.returncode == 1 and "empty symbol table" in empty.stderr
    damaged = linked.link("damaged", table[:-4])
    done = run(PYTHON, TOOL, "--verify", linked.first, damaged)
    assert done.returncode == 1 and "damaged" in done.stderr


def test_verify_sees_moved_code(linked: Linked) -> None:
    table = (linked.folder / "table").read_bytes()
    link_map = linked.folder / "link.ld"
    try:
        link_map.write_text(LINK_MAP.replace("0xC0100000", "0xC0100010"))
        moved = linked.link("moved", table)
    finally:
        link_map.write_text(LINK_MAP)
    done = run(PYTHON, TOOL, "--verify", linked.first, moved)
    assert done.returncode == 1
    assert "not at the same address" in done.stderr and "Traceback" not in done.stderr


def test_what_is_no_kernel_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("no ELF file at all")
    done = run(PYTHON, TOOL, tmp_path / "text", "-o", tmp_path / "table")
    assert done.returncode == 1
    assert done.stderr.startswith("symtab: ") and "Traceback" not in done.stderr
