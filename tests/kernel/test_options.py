"""Boot options: every value works, a wrong one is told and leaves the default."""

import pytest

from tests.kernel.boot import LABS, OK, boot
from tests.kernel.machine import Machine

MANAGERS = {"first_fit": "default_pmm_manager", "best_fit": "best_fit_pmm_manager",
            "worst_fit": "worst_fit_pmm_manager", "buddy": "buddy_pmm_manager"}
CHECKS = {"ticks": 1, "check": "pmm,pgdir"}

needs_lab3 = pytest.mark.skipif(3 not in LABS, reason="there is no lab 3")


@pytest.mark.parametrize("seed", [0, 1, 7, "0xdeadbeef", 4294967295])
@pytest.mark.parametrize("strategy", MANAGERS)
def test_each_allocator_passes_with_any_seed(strategy, seed):
    run = boot(2, {**CHECKS, "pmm": strategy, "seed": seed})
    assert run.status == OK, run
    assert f"memory management: {MANAGERS[strategy]}" in run.text.splitlines(), run
    assert f"pmm check: seed 0x{int(str(seed), 0):08x} digest" in run.text, run


def test_different_seeds_are_different_tests():
    digests = {boot(2, {**CHECKS, "seed": seed}).text.partition("digest ")[2][:10]
               for seed in (1, 2)}
    assert len(digests) == 2


def test_no_allocator_of_that_name():
    run = boot(2, {**CHECKS, "pmm": "perfect_fit"})
    assert run.status == OK, run
    assert "there is no pmm 'perfect_fit': first_fit, best_fit, worst_fit or buddy" in run.text
    assert "memory management: default_pmm_manager" in run.text


@pytest.mark.parametrize("lab", LABS)
def test_no_self_check_of_that_name(lab):
    run = boot(lab, {"ticks": 100, "check": "backtrace,backtrak,none"}, icount=True)
    assert run.status == OK, run
    assert "boot option check: no self-check 'backtrak' has run\n" in run.text, run
    assert run.text.count("boot option check:") == 1, run


@pytest.mark.parametrize("seed", ["abc", "12x", "0x", "4294967296", "-1"])
def test_a_seed_that_is_no_number(seed):
    run = boot(2, {**CHECKS, "seed": seed})
    assert run.status == OK, run
    assert run.text.count(f"boot option seed: '{seed}' is not a number, so it is ignored") == 1, run
    assert "pmm check: seed 0x00000001" in run.text, run


def test_ticks_that_are_no_number():
    with Machine(1, {"check": "none", "ticks": "soon"}) as machine:
        machine.wait_for("boot option ticks: 'soon' is not a number, so it is ignored")
        machine.wait_for("100 ticks")
        assert machine.text.count("boot option") == 1


def test_no_log_level_of_that_name():
    run = boot(2, {**CHECKS, "log": "loud"})
    assert run.status == OK, run
    assert run.text.count(
        "boot option log: 'loud' is not error, warning, info or debug, so it is ignored") == 1, run


def test_log_levels():
    quiet, loud = (boot(2, {**CHECKS, "log": level}).text for level in ("error", "debug"))
    assert "[mm] e820" in loud and "[mm]" not in quiet


@pytest.mark.parametrize("lab", [lab for lab in LABS if lab >= 2])
def test_no_trace_of_that_name(lab):
    known = "pmm,sched" if lab >= 4 else "pmm"
    run = boot(lab, {"check": "pmm", "ticks": 0, "trace": "foo,pmm"}, icount=True)
    assert run.status == OK and "pmm trace: " in run.text, run
    assert run.text.count("there is no trace") == 1, run
    assert f"there is no trace 'foo': {known}\n" in run.text, run


@needs_lab3
def test_no_swap_policy_of_that_name():
    run = boot(3, {**CHECKS, "swap": "telepathy"})
    assert run.status == OK, run
    assert "'telepathy'" in run.text and "fifo" in run.text, run


@needs_lab3
def test_no_disk_mode_of_that_name():
    run = boot(3, {**CHECKS, "disk": "tape"})
    assert run.status == OK, run
    assert "boot option disk: 'tape' is not dma or pio, so it is ignored" in run.text, run


def test_a_value_that_is_too_long_is_cut():
    run = boot(2, {**CHECKS, "pmm": "x" * 500})
    assert run.status == OK, run
    assert f"there is no pmm '{'x' * 127}'" in run.text, run
