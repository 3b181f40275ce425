"""What keeps the kernel's and the programs' memory apart: page tables, and what newer CPUs add."""

import subprocess
from pathlib import Path

import pytest
from elftools.elf.elffile import ELFFile

from tests.kernel.boot import BOOT, OK, PANIC, Run, boot, build, copy_on_write
from tests.kernel.machine import Machine

NEW_CPU = ("-cpu", "max")
"""Has SMEP, SMAP and UMIP; QEMU's usual one has none of them."""


def run(check: str, *extra: str, lab: int = 5, **options: object) -> Run:
    return boot(lab, {"check": check} | options, icount=True, extra=extra)


def is_refused(ended: Run, rule: str) -> bool:
    return (ended.status == PANIC and ended.text.count("kernel panic at") == 1
            and rule in ended.text and "nothing stopped it" not in ended.text)


@pytest.mark.parametrize("cpu", [(), NEW_CPU])
@pytest.mark.parametrize("check", ["write_code", "write_constant"])
def test_k07_the_kernel_can_not_write_its_own_code(check, cpu):
    assert is_refused(run(check, *cpu), "the kernel's code and constants can not be written")


def test_k09_no_page_comes_in_for_a_bug_of_the_kernel():
    ended = run("demand_user")
    assert ended.status == PANIC and "nothing stopped it" not in ended.text, ended
    assert "page fault at 0x00800000 that nothing can resolve" in ended.text, ended


@pytest.mark.parametrize("check, rule", [("read_user", "(SMAP)"), ("write_user", "(SMAP)"),
                                         ("run_user", "(SMEP)"), ("read_user_in_trap", "(SMAP)")])
def test_k07_the_kernel_keeps_out_of_user_memory(check, rule):
    assert is_refused(run(check, *NEW_CPU), rule)


@pytest.mark.parametrize("cpu, clears", [(NEW_CPU, "0f 01 ca fc"), ((), "3e 3e 3e fc"),
                                         (("-cpu", "max,-smap"), "3e 3e 3e fc")])
def test_every_way_in_takes_the_flags_that_user_mode_may_have_set(cpu, clears):
    """AC and DF, before the first call of C++. Only traps of the common way can be made to touch
    user memory on purpose, so this looks at the code of all three: `clac; cld` or the long `cld`.
    At the end of a run: on a busy host the first tick comes before the code is patched."""
    kernel = build(5) / "kernel"
    symbols = subprocess.run(["nm", kernel], capture_output=True, text=True, check=True).stdout
    address = {name: at for at, _, name in map(str.split, symbols.splitlines())}
    with Machine(5, {"check": "none"}, extra=cpu) as machine:
        machine.wait_for("init check memory pass.")
        machine.wait_for("K> ")
        for entry in ("trap_common", "syscall_vector", "page_fault_vector"):
            shown = machine.command(f"x 0x{address[entry]} 48")
            code = " ".join(byte for line in shown.splitlines() for byte in line.split()[1:17])
            before_call, call, _ = (code.partition(" ff 14 85 ") if entry == "syscall_vector"
                                    else code.partition(" e8 "))
            assert call and before_call.count(clears) == 1, f"{entry}: {code}"


def with_another_cld(folder: Path, which: int) -> Path:
    """A copy of the boot disk in which a way in has other bytes than the long `cld`."""
    images = build(5)
    with open(images / "kernel", "rb") as file:
        kernel = ELFFile(file)
        sites = kernel.get_section_by_name(".clac_sites").data()
        site = int.from_bytes(sites[4 * which:4 * which + 4], "little")
        text = kernel.get_section_by_name(".text")
        code = text.data()[site - text["sh_addr"]:][:32]
    disk = (images / "ucore.img").read_bytes()
    assert code.startswith(b"\x3e\x3e\x3e\xfc") and disk.count(code) == 1
    patched = folder / "patched.img"
    patched.write_bytes(disk.replace(code, b"\x90" + code[1:]))
    return patched


@pytest.mark.parametrize("which", [0, 1, 2])
def test_a_way_in_that_can_not_be_patched_stops_the_boot(tmp_path, which):
    """On a CPU with SMAP, where user mode could reach the kernel with AC set. Elsewhere any will do."""
    drives = {BOOT: copy_on_write(with_another_cld(tmp_path, which))}
    ended = boot(5, {"check": "none"}, drives=drives, icount=True, extra=NEW_CPU)
    assert ended.status == PANIC and ended.text.count("kernel panic at") == 1, ended
    assert "is not the `cld` that stands for `clac; cld` with SMAP: 90 3e 3e fc" in ended.text, ended
    for cpu in ((), ("-cpu", "max,-smap")):
        ended = boot(5, {"check": "none"}, drives=drives, icount=True, extra=cpu)
        assert ended.status == OK and "init check memory pass." in ended.text, ended


@pytest.mark.parametrize("check", ["read_user", "write_user", "run_user"])
def test_a_cpu_without_these_features_goes_on(check):
    ended = run(check)
    assert ended.status == OK and f"{check}: nothing stopped it" in ended.text
    assert "init check memory pass." in ended.text


@pytest.mark.parametrize("feature, check", [("smap", "read_user"), ("smep", "run_user")])
def test_a_cpu_with_one_of_them_goes_on(feature, check):
    ended = run(check, "-cpu", f"max,-{feature}")
    assert ended.status == OK and f"{check}: nothing stopped it" in ended.text


@pytest.mark.parametrize("program", ["exit", "forktest", "badarg", "cowtest", "swaptest", "sysfuzz",
                                     "pgdir", "threadtest"])
def test_programs_run_with_everything_on(program):
    """Every system call, and every way in, at least once."""
    ended = run("none", *NEW_CPU, init=program, lab=6)
    assert ended.status == OK and "init check memory pass." in ended.text, ended
    assert "panic" not in ended.text, ended


@pytest.mark.parametrize("lab", [1, 2, 3, 4, 5, 6])
def test_every_self_check_passes_on_a_new_cpu(lab):
    ended = boot(lab, {"ticks": 100} if lab < 4 else {}, icount=True, extra=NEW_CPU)
    assert ended.status == OK, ended


@pytest.mark.parametrize("cpu, which", [((), "SMEP off, SMAP off, UMIP off"),
                                        (NEW_CPU, "SMEP on, SMAP on, UMIP on"),
                                        (("-cpu", "max,-smep"), "SMEP off, SMAP on, UMIP on")])
def test_the_log_tells_what_is_on(cpu, which):
    assert which in run("none", *cpu, log="info").text
    assert which not in run("none", *cpu).text
