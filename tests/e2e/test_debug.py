"""What `make debug-nox` gives to who types its gdb command: stops at a panic, commands of this tree."""

import os
import shlex
import signal
import subprocess
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = "tools/gdb/gdbinit"


def printed(variable: str, *settings: str) -> str:
    command = ["make", "-s", "LAB=1", f"print-{variable}", *settings]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What gdb prints in a session with lab 1's kernel, which panics."""
    subprocess.run(["make", "-s", "LAB=1"], cwd=ROOT, check=True)
    socket = tmp_path_factory.mktemp("debug") / "gdb"
    machine = subprocess.Popen(
        [printed("QEMU"), *shlex.split(printed("QEMUOPTS", "BOOT=check=panic")), "-snapshot", "-S",
         "-gdb", f"unix:{socket},server=on,wait=off", "-display", "none"],
        cwd=ROOT, start_new_session=True,
    )  # fmt: skip
    try:
        for _ in range(6000):
            if socket.exists():
                break
            time.sleep(0.1)
        assert FILES in printed("DEBUGGER")
        commands = ("continue", "backtrace 2", "registers", "page-table", "help page-table")
        words = [word for command in commands for word in ("-ex", command)]
        return subprocess.run(
            [printed("GDB"), "-q", "-batch", "-x", FILES, "-ex", f"target remote {socket}", *words,
             printed("KERNEL")],
            cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=600,
            check=False,
        ).stdout  # fmt: skip
    finally:
        os.killpg(machine.pid, signal.SIGKILL)
        machine.wait()


def test_gdb_stops_at_a_panic(session: str):
    assert ", panic_at (" in session
    assert "#1 " in session and "selftest::" in session


def test_commands_of_the_tree(session: str):
    assert "EIP=" in session and "CR0=" in session, "registers"
    assert "PG disabled" in session, "page-table"
    assert "What is mapped now, as QEMU sees it." in session
