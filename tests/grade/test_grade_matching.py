"""Expected lines, QEMU's record and the other pieces, without a machine."""

import json
import subprocess

import pytest
from grade_bench import ROOT
from tools.grade import Prng, keyboard
from tools.grade.console import decode, junk, panic
from tools.grade.evidence import Evidence
from tools.grade.matching import console_problems
from tools.grade.plan import Check, InterruptRule, IdeRule, MachineRules
from tools.grade.rules import machine_problems
from tools.grade.symbols import Symbols

CONSOLE = ["one fish", "two fish", "red fish", "blue fish", "one fish"]


def problems(console: list[str] = CONSOLE, **rules: object) -> list[str]:
    """What a check with these rules has to say about a console."""
    return console_problems(Check("n", "g", "t", 1, **rules), console)  # type: ignore[arg-type]


def test_lines_in_order() -> None:
    assert problems(lines=("one", "red", "one")) == []
    assert problems(lines=("one", "one", "one")) == [
        "'one' did not appear after 'one', only before it"]
    assert problems(lines=("blue", "red")) == ["'red' did not appear after 'blue', only before it"]
    assert problems(lines=("blue", "red"), ordered=False) == []


def test_only_the_first_gap_is_told() -> None:
    assert len(problems(lines=("nothing", "like", "this"))) == 1
    assert len(problems(lines=("nothing", "like", "this"), ordered=False)) == 3


def test_nearest_line() -> None:
    assert problems(lines=("blue fist",)) == [
        "missing 'blue fist'; the nearest line is 4: 'blue fish'"]
    assert problems(lines=("an elephant",)) == ["missing 'an elephant'"]
    assert problems([], lines=("an elephant",)) == ["missing 'an elephant'"]


def test_regex_is_for_whole_lines() -> None:
    assert problems(regex=("[a-z]+ fish",)) == []
    assert "no line matches the expression 'fish'" in problems(regex=("fish",))[0]


def test_absent() -> None:
    assert problems(absent=("elephant",), absent_regex=("fish",)) == []
    assert problems(absent=("red",)) == ["'red' must not appear, but line 3 is 'red fish'"]
    assert len(problems(absent=("fish",))) == 1
    assert problems(absent_regex=("red.*",)) == [
        "no line may match 'red.*', but line 3 is 'red fish'"]


def test_console_text() -> None:
    assert decode(b"a\r\nb\tc\n\x1b[31m\xff\n\nlast") == ["a", "b\tc", "\\x1b[31m\\xff", "", "last"]
    assert decode(b"") == []
    assert junk(b"plain text\n" * 10) == 0
    assert junk(bytes(range(128, 256))) == 128


def test_panic_block_ends_at_the_monitor() -> None:
    lines = ["x", "kernel panic at a.cpp:1, in f:", "    why", "stack backtrace:", "K> ", "more"]
    assert panic(lines) == lines[1:4]
    assert panic(["fine"]) == []


def test_prng_is_that_of_libs(tmp_path) -> None:
    program = tmp_path / "prng.cpp"
    program.write_text('''#include "libs/prng.h"
        #include <cstdio>
        #include <cstdlib>
        void panic_at(const char*, int, const char*, const char*, ...) { std::abort(); }
        const char* const kSeeds[] = {"0", "1", "20240229", "0xffffffff"};
        int main() {
            for (const char* text : kSeeds) {
                Prng prng(std::strtoul(text, nullptr, 0));
                for (int i = 0; i < 5; i++) std::printf("%u ", (unsigned)prng.next());
                std::printf("%u\\n", (unsigned)prng.below(10));
            }
        }''')
    if not (ROOT / "libs/prng.h").exists():
        pytest.skip("libs/prng.h is not there yet")
    subprocess.run(["g++", "-std=c++23", f"-I{ROOT}", str(program), "-o", str(tmp_path / "prng")],
                   check=True)
    printed = subprocess.run([tmp_path / "prng"], check=True, capture_output=True, text=True).stdout
    for seed, line in zip((0, 1, 20240229, 0xFFFFFFFF), printed.splitlines(), strict=True):
        prng = Prng(seed)
        assert line.split() == [str(prng.next()) for _ in range(5)] + [str(prng.below(10))]


def test_symbols(tmp_path) -> None:
    table = tmp_path / "kernel.sym"
    table.write_text("00100000 kern_init\n00100040 trap\n\nno line at all\n")
    symbols = Symbols.load(table)
    assert symbols.name(0x100000) == "kern_init"
    assert symbols.name(0x100044) == "trap+4"
    assert symbols.name(0xFFF) is None and symbols.name(0xF0000000) is None
    assert Symbols.load(tmp_path / "absent").name(0x100000) is None


def test_scan_codes() -> None:
    assert keyboard.scan_codes("3") == [0x04]
    assert keyboard.scan_codes("A\n") == [0x2A, 0x1E, 0xAA, 0x1C]
    assert keyboard.typable("help 0-9 /x_y\n") and not keyboard.typable("é")


LOG = b"""CPU Reset (CPU 0)
EAX=00000000 EBX=00000000 ECX=00000000 EDX=00000000
ide_exec_cmd IDE exec cmd: bus 0x5600; state 0x5688; cmd 0xec
ide_exec_cmd IDE exec cmd: bus 0x5600; state 0x5a60; cmd 0xec
ide_exec_cmd IDE exec cmd: bus 0x5600; state 0x5688; cmd 0x20
ide_sector_read sector=0 nsectors=1
Servicing hardware INT=0x08
Servicing hardware INT=0x20
     0: v=20 e=0000 i=0 cpl=0 IP=0008:00100a63 pc=00100a63 SP=0010:00007b28 env->regs[R_EAX]=0
     1: v=78 e=0000 i=1 cpl=0 IP=0008:00100b63 pc=00100b63 SP=0010:00007b28 env->regs[R_EAX]=0
     2: v=20 e=0000 i=1 cpl=3 IP=001b:00100c63 pc=00100c63 SP=0023:00007b28 env->regs[R_EAX]=0
check_exception old: 0xffffffff new 0xe
     3: v=0e e=0002 i=0 cpl=0 IP=0008:c0100000 pc=c0100000 SP=0010:c0110000 CR2=00000100
     4: v=0e e=0006 i=0 cpl=3 IP=001b:00800020 pc=00800020 SP=0023:afffff00 CR2=00001000
ide_exec_cmd IDE exec cmd: bus 0x5600; state 0x5a60; cmd 0xca
ide_dma_cb IDEState 0x5a60; sector_num=8 n=16 cmd=DMA WRITE
ide_exec_cmd IDE exec cmd: bus 0x5600; state 0x5a60; cmd 0x20
ide_sector_read sector=8 nsectors=1
ide_sector_read sector=9 nsectors=1
"""


@pytest.mark.parametrize("size", [1, 7, 64, 100000])
def test_record_cut_anywhere(size: int) -> None:
    machine = Evidence()
    for start in range(0, len(LOG), size):
        machine.feed(LOG[start:start + size])
    assert machine.count(0x20) == 2 and machine.count(0x20, soft=False) == 1
    assert machine.count(0x78, cpl=0) == 1 and machine.count(0x78, cpl=3) == 0
    assert machine.count(0x0E, error=6) == 1
    assert list(machine.fault_addresses) == [0x100, 0x1000]
    assert [i.hardware for i in machine.interrupts] == [True, False, False, False, False]
    assert machine.ide("read", disk="boot") == 1 and machine.ide("read", disk="swap") == 1
    assert machine.ide("write", disk="swap", mode="dma", sectors=True) == 16
    assert machine.ide("read", disk="swap", sectors=True) == 2
    assert not machine.triple_fault
    machine.feed(b"Triple fault\n")
    assert machine.triple_fault


def test_machine_rules() -> None:
    machine = Evidence()
    machine.feed(LOG)

    def ask(**rules: object) -> list[str]:
        return machine_problems(MachineRules(**rules), machine)  # type: ignore[arg-type]

    assert ask(interrupts=(InterruptRule(0x20, min=2),), faults=(0x100, 0x1000)) == []
    assert "took vector 0x21 (keyboard) never, at least 1" in ask(
        interrupts=(InterruptRule(0x21),))[0]
    assert "twice" not in ask(interrupts=(InterruptRule(0x20, min=0, max=1),))[0]
    assert "at address 0x100 after the one at 0x1000" in ask(faults=(0x1000, 0x100))[0]
    assert ask(ide=(IdeRule(reads_min=1, writes_min=1),)) == []
    assert "the swap disk got 1 write commands, at least 2" in ask(ide=(IdeRule(writes_min=2),))[0]
    assert "at most 0" in ask(ide=(IdeRule(mode="pio", reads_max=0),))[0]
    assert json.dumps(machine.summary())
