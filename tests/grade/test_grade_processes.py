"""Nothing is left running on any path, and graders do not disturb each other."""

import ctypes
import json
import os
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest
from grade_bench import HELLO, Bench, interrupt

LONG = HELLO.replace("timeout = 4", "timeout = 3600")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted(bench: Bench, number: int) -> None:
    process = bench.lab(LONG).kernel("spin").start()
    bench.wait_for_machine()
    running = json.loads(bench.results_path.read_text())
    assert (running["state"], running["score"], running["max_score"]) == ("running", 0, 10)
    process.send_signal(number)
    outcome = bench.finish(process)
    assert (outcome.status, outcome.last) == (130, "Total Score: 0/10")
    assert outcome.results["state"] == "interrupted"
    assert not bench.machines()
    assert not list(bench.temporary.iterdir())


@pytest.mark.parametrize("moment", [0.01 * step for step in range(12)])
def test_interrupted_at_any_moment(bench: Bench, moment: float) -> None:
    """From when the plan is known on, there is no moment at which Ctrl-C loses a machine."""
    many = [LONG.replace('name = "hello"', f'name = "hello{index}"') for index in range(6)]
    process = bench.lab("".join(many)).kernel("spin").start()

    def knows_the_plan() -> bool:
        return (bench.results_path.exists()
                and json.loads(bench.results_path.read_text())["max_score"] == 60)

    Bench._wait(knows_the_plan, "the grader did not begin")
    time.sleep(moment)
    interrupt(process)
    outcome = bench.finish(process)
    assert (outcome.status, outcome.last) == (130, "Total Score: 0/60")
    assert not bench.machines()
    assert not list(bench.temporary.iterdir())


def test_interrupted_while_making_its_folder(bench: Bench) -> None:
    """Python makes the folder first, and remembers only then that it has to go."""
    custom = bench.root / "python"
    custom.mkdir()
    (custom / "sitecustomize.py").write_text(
        "import os, signal\nmkdir = os.mkdir\n"
        "def and_interrupt(path, *rest, **more):\n"
        "    mkdir(path, *rest, **more)\n"
        "    if 'ucore-grade-' in str(path):\n"
        "        os.kill(os.getpid(), signal.SIGINT)\n"
        "os.mkdir = and_interrupt\n")
    outcome = bench.lab().kernel("ok").grade(PYTHONPATH=str(custom))
    assert (outcome.status, outcome.last) == (130, "Total Score: 0/10")
    assert not list(bench.temporary.iterdir())


def test_interrupted_in_another_thread(bench: Bench) -> None:
    """Python tells the main thread of a signal, but does not wake it for one that another got."""
    process = bench.lab(LONG).kernel("spin").start()
    bench.wait_for_machine()
    threads = [int(task.name) for task in Path(f"/proc/{process.pid}/task").iterdir()]
    other = max(set(threads) - {process.pid})
    assert ctypes.CDLL(None).tgkill(process.pid, other, signal.SIGINT) == 0
    outcome = bench.finish(process)
    assert (outcome.status, outcome.last) == (130, "Total Score: 0/10")
    assert not bench.machines()


def test_interrupted_while_building(bench: Bench) -> None:
    process = bench.lab().kernel("ok").start("--build-command", "sleep 30")
    Bench._wait(bench.results_path.exists, "the grader did not begin")
    interrupt(process)
    assert bench.finish(process).last == "Total Score: 0/10"


def test_grader_killed(bench: Bench) -> None:
    """Even SIGKILL, which no program can answer, does not leave a machine behind."""
    process = bench.lab(LONG).kernel("spin").start()
    bench.wait_for_machine()
    process.kill()
    process.communicate()
    bench.wait_for_silence()


def test_reader_goes_away(bench: Bench) -> None:
    """`make grade | head -1` ends the grader quietly."""
    process = bench.lab().kernel("panic").start()
    assert process.stdout is not None
    process.stdout.close()
    _, errors = subprocess.Popen.communicate(process)
    assert "Traceback" not in errors
    assert not bench.machines()


def test_several_at_once(bench: Bench) -> None:
    """Four graders of the same lab and build directory, one of which is interrupted."""
    checks = "".join(HELLO.replace('"hello"\ngroup', f'"hello{n}"\ngroup') for n in range(3))
    bench.lab(checks).kernel("ok")
    processes = [bench.start() for _ in range(4)]
    interrupt(processes.pop())
    for process in processes:
        text, errors = process.communicate(timeout=600)
        assert text.splitlines()[-1] == "Total Score: 30/30", text + errors
        assert process.returncode == 0
    json.loads(bench.results_path.read_text())
    bench.wait_for_silence()


def test_reports_are_the_same_each_time(bench: Bench) -> None:
    other = HELLO.replace('name = "hello"', 'name = "bye"').replace('["hello"]', '["bye!"]')
    bench.lab(HELLO + other).kernel("hang")
    reports = {re.sub(r"\d+\.\d+ ?s", "TIME", bench.grade("-j", str(jobs)).text)
               for jobs in (1, 2, 3)}
    assert len(reports) == 1, reports


def test_checks_share_a_machine_that_is_the_same(bench: Bench) -> None:
    """Started once for those that would start the very same one; each is judged by itself."""
    started = bench.root / "started"
    counting = bench.root / "bin" / "qemu-system-i386"
    counting.parent.mkdir()
    counting.write_text(f'#!/bin/sh\ncase "$*" in *-icount*) echo >>{started};; esac\n'
                        f'exec {shutil.which("qemu-system-i386")} "$@"\n')
    counting.chmod(0o755)

    def check(name: str, more: str = "", line: str = "hello") -> str:
        return (HELLO.replace('name = "hello"', f'name = "{name}"')
                .replace('["hello"]', f'["{line}"]') + more)

    machines = {  # what tells a machine from that of the first check
        "one": "", "two": "", "wrong": "",
        "memory": 'boot = {memory = "32M"}\n', "traced": "machine = {}\n",
        "typed": '[[check.send]]\nafter = "hello"\nkeys = "a"\n'}
    checks = [check(name, more, "farewell" if name == "wrong" else "hello")
              for name, more in machines.items()]
    checks.append(check("longer").replace("timeout = 4", "timeout = 6"))
    outcome = bench.lab("".join(checks)).kernel("ok").grade(
        PATH=f"{counting.parent}:{os.environ['PATH']}")
    assert len(started.read_text().splitlines()) == 5
    status = {test["name"]: test["status"] for test in outcome.results["tests"]}
    assert status.pop("wrong") == "failed"
    assert set(status.values()) == {"passed"}
    assert (bench.build_dir / "grade" / "wrong" / "console.txt").read_text().startswith("hello")
