"""Lab 7's synchronisation in a real kernel: what its checks, its programs and the philosophers do, under
every policy that takes the CPU away, and when they are killed or memory is out."""

import pytest

from tests.kernel.boot import LABS, OK, PANIC, boot
from tests.kernel.determinism import side_by_side
from tests.kernel.failures import run_program

LAB = 7
ENDS = ("all user-mode processes have quit.", "init check memory pass.")
POLICIES = ("stride", "rr", "mlfq", "cfs", "lottery", "fifo", "sjf")
OF_EACH_KIND = ("rr", "cfs", "lottery", "sjf")
"""A policy that takes turns, one that counts time, one that draws, one that lets everybody finish."""
PROGRAMS = ("semtest", "eventtest", "mboxtest", "killable", "lines", "sleep", "sleepkill", "ipcfuzz")
"""Programs of this lab that end with `NAME pass.`"""

TURNS = tuple(policy for policy in POLICIES if policy not in ("fifo", "sjf"))
IN_TURNS = ("semtest", "eventtest", "mboxtest", "killable", "ipcfuzz")

OLDER_PROGRAMS = ("threadtest", "mmaptest", "cowtest", "forktest", "waiting", "killing")
"""Programs of labs before it, beside the philosophers."""


def said_by(check: str, **options: object) -> str:
    """What a check prints from its first line on."""
    run = boot(LAB, {"check": check, "ticks": 0, **options}, icount=True)
    assert run.status == OK, run
    return run.text.partition("sched class: ")[2].partition("\n")[2]


def ends_in_order(program: str, **more):
    options = {"init": program, "check": "none"} | more.pop("options", {})
    run = boot(LAB, options, icount=True, **more)
    assert run.status == OK and f"\n{program} pass.\n" in run.text, run
    for line in ENDS:
        assert line in run.text, run
    assert "kernel panic" not in run.text, run
    return run


@pytest.mark.parametrize("policy", POLICIES)
def test_locks(policy):
    assert "check_locks() succeeded!" in said_by("locks", sched=policy)


def test_locks_of_clang():
    run = boot(LABS[-1], {"check": "locks", "ticks": 0}, icount=True, toolchain="clang")
    assert run.status == OK and "check_locks() succeeded!" in run.text, run


def test_only_the_holder_unlocks_a_mutex():
    run = boot(LAB, {"check": "mutex_holder", "ticks": 0}, icount=True)
    assert run.status == PANIC, run
    assert 'thread 2 unlocks mutex "first", which it does not hold' in run.text


@pytest.mark.parametrize("check", ("semaphore", "monitor", "rcu"))
def test_who_is_next_does_not_depend_on_the_policy(check, sampling):
    """It depends on the seed."""
    policies = OF_EACH_KIND if sampling else POLICIES
    seen = {said_by(check, sched=policy, seed=3) for policy in policies}
    assert len(seen) == 1 and f"check_{check}() ended" in seen.pop()
    assert said_by(check, sched="rr", seed=4) != said_by(check, sched="rr", seed=3)


@pytest.mark.parametrize("seed", range(1, 6))
def test_deadlocks_are_told_by_name(seed):
    text = said_by("deadlock", seed=seed)
    assert text.count("deadlock:\n") == text.count(" is refused ") > 0
    assert text.count('" waits for "') >= text.count("deadlock:\n")
    assert text.count(" has ") + text.count(" is refused ") == 4 * 6 == text.count(" wants ")


@pytest.mark.parametrize("seed", range(1, 6))
def test_deadlocks_of_readers_and_writers(seed):
    text = said_by("rw_deadlock", seed=seed)
    circles = text.count("deadlock:\n")
    assert circles == text.count(" is refused ") > 0
    assert "there is no circle" not in text
    assert text.count('" waits for "') > circles  # some through several locks
    assert text.count(" has ") + text.count(" is refused ") == 8 * 6 == text.count(" wants ")


@pytest.mark.parametrize("program", PROGRAMS)
def test_program(program):
    ends_in_order(program)


# Each program under two of them, and each of them with two programs, is enough for a sample.
@pytest.mark.parametrize("program, policy", [
    pytest.param(program, policy, marks=[pytest.mark.long] if (i + j) % len(TURNS) > 1 else [])
    for i, program in enumerate(IN_TURNS) for j, policy in enumerate(TURNS)])
def test_program_under_every_policy(program, policy):
    ends_in_order(program, options={"sched": policy})


@pytest.mark.parametrize("program", ("mboxtest", "ipcfuzz"))
def test_program_in_little_memory(program):
    ends_in_order(program, memory="12M")


@pytest.mark.parametrize("program", OLDER_PROGRAMS)
def test_philosophers_beside_a_program(program):
    run = ends_in_order(program, options={"check": "philosophers"}, memory="32M")
    for kind in ("sema", "condvar"):
        assert run.text.count(f" philosopher_{kind} is eating\n") == 5 * 4
        assert run.text.count(f" philosopher_{kind} quit\n") == 5


@pytest.mark.parametrize("policy", POLICIES)
def test_philosophers_under_every_policy(policy):
    run = ends_in_order("hello", options={"check": "philosophers", "sched": policy})
    assert run.text.count(" quit\n") == 10


@pytest.mark.parametrize("plan", ("any:every:7@user", "heap:every:3@user", "page:every:20@user"))
@pytest.mark.parametrize("program", ("ipcfuzz", "semtest", "mboxtest", "eventtest", "killable"))
def test_failures_again_and_again(program, plan):
    run = boot(LAB, {"init": program, "check": "none", "fail": plan}, icount=True)
    assert run.status == OK and ENDS[1] in run.text, run


@pytest.mark.parametrize("plan, missing", [("any:5@user", 1), ("any:13@user", 1), ("page:9@user", 1),
                                           ("heap:6@user", 1), ("any:7:8@user", 8), ("any:19:8@user", 5)])
def test_a_philosopher_can_not_come(plan, missing):
    run = boot(LAB, {"init": "hello", "check": "philosophers", "fail": plan, "log": "info"}, icount=True)
    assert run.status == OK and ENDS[1] in run.text and "kernel panic" not in run.text, run
    assert run.text.count("a philosopher can not come: out of memory\n") == missing, run
    assert run.text.count(" quit\n") == 10 - missing
    assert run.text.count(" is eating\n") == 4 * (10 - missing)


@pytest.mark.parametrize("program, runs", [
    pytest.param("semtest", 500, marks=pytest.mark.long), ("eventtest", 150), ("lines", 150)])
def test_every_allocation_of_a_program(program, runs):
    assert run_program(LAB, program) >= runs


@pytest.mark.parametrize("check", ("semaphore", "monitor", "locks", "deadlock", "rw_deadlock", "rcu"))
def test_a_check_says_the_same_again(check):
    assert len(set(side_by_side(lambda: said_by(check, seed=5)))) == 1


@pytest.mark.parametrize("options", [{"init": "matrix", "check": "philosophers", "seed": 5},
                                     {"init": "lines", "check": "none"}], ids=("matrix", "lines"))
def test_a_program_says_the_same_again(options):
    """From the first program on: before it the boot waits for the disk."""
    texts = side_by_side(lambda: boot(LAB, options, icount=True).text)
    seen = {text.partition("kernel_execve: ")[2] for text in texts}
    assert len(seen) == 1 and ENDS[1] in seen.pop()
