"""Lab 6's schedulers in a real kernel: programs under every policy, preemption, sleep, the trace."""

import re
import sys

import pytest

from boot import OK, ROOT, boot

sys.path.append(str(ROOT / "tools" / "trace"))

from figures import figures, waits  # noqa: E402
from model import Trace, name_processes, parse  # noqa: E402

NAMES = {"stride": "stride_scheduler", "rr": "RR_scheduler", "mlfq": "mlfq_scheduler",
         "cfs": "cfs_scheduler", "lottery": "lottery_scheduler", "fifo": "fifo_scheduler",
         "sjf": "sjf_scheduler"}
TURNS = [name for name in NAMES if name not in ("fifo", "sjf")]
"""The policies that take the CPU away."""


def record(tmp_path, program: str, policy: str, **options: object) -> Trace:
    """Run a program and read its trace from the debug channel."""
    channel = tmp_path / "trace"
    run = boot(6, {"init": program, "sched": policy, "trace": "sched", "check": "none", **options},
               icount=True, extra=("-debugcon", f"file:{channel}"))
    assert run.status == OK, run
    assert "trace begin" not in run.text
    trace = parse(channel.read_text("latin-1"))
    name_processes(trace, run.text)
    return trace


@pytest.mark.parametrize("policy", NAMES)
def test_policy_is_chosen_at_boot(policy):
    run = boot(6, {"init": "forktest", "sched": policy, "check": "none"}, icount=True)
    assert run.status == OK, run
    assert f"sched class: {NAMES[policy]}" in run.text.splitlines()
    assert "forktest pass." in run.text and "init check memory pass." in run.text


def test_stride_is_the_default():
    run = boot(6, {"init": "hello", "check": "none"}, icount=True)
    assert run.status == OK and "sched class: stride_scheduler" in run.text


def test_unknown_policy():
    run = boot(6, {"init": "hello", "sched": "best", "check": "none"}, icount=True)
    assert run.status == OK, run
    assert "there is no sched 'best': stride, rr, mlfq, cfs, lottery, fifo or sjf" in run.text
    assert "sched class: stride_scheduler" in run.text


@pytest.mark.parametrize("seed", (1, 2))
@pytest.mark.parametrize("policy", TURNS)
def test_preemption_and_sleep(policy, seed):
    run = boot(6, {"check": "sched", "ticks": 0, "sched": policy, "seed": seed}, icount=True)
    assert run.status == OK and "check_sched() succeeded!" in run.text, run


@pytest.mark.parametrize("policy, weighted", (("stride", True), ("cfs", True), ("rr", False)))
def test_shares_are_within_five_percent(tmp_path, policy, weighted):
    """Five children that only count, priorities 1 to 5, measured by the CPU's own clock."""
    trace = record(tmp_path, "priority", policy)
    children = [f.process for f in figures(trace).processes]
    assert [p.priority for p in children] == [1, 2, 3, 4, 5]
    cpu = [p.time("running") for p in children]
    for process, used in zip(children, cpu):
        share = process.priority / 15 if weighted else 1 / 5
        assert used / sum(cpu) == pytest.approx(share, rel=0.05), (process.name, cpu)


@pytest.mark.parametrize("policy", ("rr", "stride", "cfs"))
def test_output_gains_nobody_time(tmp_path, policy):
    """The last of writers' children: a silent one, one that never ends its line, and one that has
    always begun another. The kernel lets who writes end his line before others have their turn."""
    trace = record(tmp_path, "writers", policy)
    times = [p.time("running") for p in list(trace.processes.values())[-3:]]
    assert times == pytest.approx([sum(times) / 3] * 3, rel=0.05)


def test_mlfq_and_cfs_serve_the_interactive_first(tmp_path):
    """The process `keys` of schedmix wants a tick now and then, while others compute."""
    waited = {}
    for policy in ("rr", "mlfq", "cfs"):
        trace = record(tmp_path, "schedmix", policy)
        keys = next(p for p in trace.processes.values() if p.name == "keys")
        waited[policy] = sum(waits(keys)[1:]) / len(waits(keys)[1:])
    assert waited["rr"] > 30  # ms
    assert waited["mlfq"] < 10 and waited["cfs"] < 10


def test_lottery_depends_on_the_seed_alone(tmp_path):
    def turns(seed: int) -> list[tuple[int, int]]:
        trace = record(tmp_path, "schedmix", "lottery", seed=seed)
        return [(old, new) for _, old, new, _ in trace.switch_log]

    assert turns(7) == turns(7)
    assert turns(7) != turns(8)


def test_trace_is_complete(tmp_path):
    trace = record(tmp_path, "forktree", "rr")
    assert trace.policy == "RR_scheduler" and trace.lost == 0
    ended = [p for p in trace.processes.values() if p.ended is not None]
    assert len(ended) == 32  # the program and 30 descendants, and init
    assert all(p.born is not None and p.exit_code == 0 for p in ended)
    assert all(p.name == "forktree" for p in ended if p.pid > 2)
    # Somebody runs at every moment, and never two.
    running = sorted((s.begin, s.end) for p in trace.processes.values() for s in p.spans
                     if s.state == "running")
    for (_, end), (begin, _) in zip(running, running[1:]):
        assert begin == pytest.approx(end, abs=1e-6)


def test_trace_goes_to_the_console_without_a_channel():
    run = boot(6, {"init": "hello", "trace": "sched", "check": "none"}, icount=True)
    assert run.status == OK, run
    assert parse(run.text).policy == "stride_scheduler"


def test_full_buffer_keeps_the_latest(tmp_path):
    trace = record(tmp_path, "execloop", "rr")
    assert trace.lost > 0
    assert trace.processes[1].ended is not None


def test_no_trace_unless_asked():
    run = boot(6, {"init": "hello", "check": "none"}, icount=True)
    assert not re.search("trace (begin|end)|there is no trace", run.text)


def test_unknown_trace():
    run = boot(6, {"init": "hello", "check": "none", "trace": "scheduler"}, icount=True)
    assert run.status == OK and "there is no trace 'scheduler': pmm,sched\n" in run.text, run
    assert "trace begin" not in run.text
