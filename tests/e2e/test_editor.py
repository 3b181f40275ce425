"""What editors and debuggers find in the tree: what it names exists, and does what it should."""

import json
import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from helpers import ROOT, run

from tests.ports import held_port

FILES = ("tasks", "launch", "settings", "extensions")
HIGHEST = max(int(path.name.removeprefix("lab")) for path in ROOT.glob("labs/lab*"))
LIMIT = 60
LAB1_BIN = ROOT / "build/i386/lab1/bin"
"""Where bin/ leads after a build of lab 1, as long as no other test builds another lab."""


def parsed(path: str) -> Any:
    """A JSON file of the tree: plain JSON, so that every tool can read it."""
    return json.loads((ROOT / path).read_text())


def copy_of_sources(folder: Path) -> Path:
    """A tree in which compile_commands.json can be written; what was built stays away."""
    for name in ("kern", "libs", "user", "labs", "tools", "sfs-tools", "tests"):
        shutil.copytree(ROOT / name, folder / name, symlinks=True,
                        ignore=shutil.ignore_patterns("corpus", "__pycache__", "mistakes"))
    for name in ("Makefile", ".clangd", ".clang-format"):
        shutil.copy(ROOT / name, folder / name)
    return folder


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_of_sources(tmp_path_factory.mktemp("editor"))


# --- compile_commands.json ---------------------------------------------------------------------------

def database(sources: Path, lab: int, toolchain: str) -> list[dict[str, Any]]:
    """The database of a lab."""
    done = run("make", "-s", "compile_commands", f"LAB={lab}", f"TOOLCHAIN={toolchain}", cwd=sources)
    assert done.returncode == 0, done.stderr
    return json.loads((sources / "compile_commands.json").read_text())


@pytest.mark.parametrize("lab", [1, HIGHEST])
@pytest.mark.parametrize("toolchain, compiler", [("gcc", "g++"), ("clang", "clang++")])
def test_every_source_of_the_lab_is_there(sources: Path, lab: int, toolchain: str,
                                          compiler: str) -> None:
    entries = {entry["file"]: entry for entry in database(sources, lab, toolchain)}
    listed = set()
    for number in range(1, lab + 1):
        text = (sources / f"labs/lab{number}/lab.mk").read_text()
        listed |= set(re.findall(r"^KERN_SOURCES \+= (\S+\.cpp)", text, re.MULTILINE))
    removed = {"kern/trap/ring_switch.cpp", "kern/init/work_ring_switch.cpp"}
    missing = listed - set(entries)
    assert not missing if lab == 1 else removed <= missing and len(missing) < len(listed) / 10
    for name in ("kern/init/init.cpp", "kern/arch/i386/boot/bootmain.cpp", "libs/string.cpp"):
        words = entries[name]["arguments"]
        assert words[0] == compiler and f"-DLAB={lab}" in words
        assert entries[name]["directory"] == str(sources)
    assert f"/lab{lab}" in entries["libs/string.cpp"]["output"]
    assert not any(name.endswith(".S") for name in entries)


@pytest.mark.parametrize("toolchain", ["gcc", "clang"])
def test_the_commands_compile(sources: Path, toolchain: str) -> None:
    entries = {entry["file"]: entry for entry in database(sources, HIGHEST, toolchain)}
    for name in ("kern/mm/first_fit.cpp", "user/hello.c", "user/libs/ulib.cpp"):
        words = [*entries[name]["arguments"], "-fsyntax-only"]
        done = run(*words, cwd=entries[name]["directory"])
        assert done.returncode == 0, done.stderr


def test_what_make_can_not_say_is_told(sources: Path) -> None:
    done = subprocess.run([ROOT / "tools/build/compile_commands.py", "--out", "none.json"],
                          input="echo nothing\n", cwd=sources, capture_output=True, text=True,
                          timeout=LIMIT, check=False)
    assert done.returncode == 1 and "make named no compiler call" in done.stderr
    assert not (sources / "none.json").exists()


def clangd(sources: Path, name: str) -> subprocess.CompletedProcess[str]:
    """clangd's opinion of one file; its own trials of refactorings are left out."""
    return run("clangd", f"--check={name}", "--check-lines=1-2", "--log=error", cwd=sources)


@pytest.mark.skipif(shutil.which("clangd") is None, reason="there is no clangd: tools/setup.sh test")
@pytest.mark.parametrize("lab", [1, HIGHEST])
def test_clangd_understands_the_sources(sources: Path, lab: int) -> None:
    database(sources, lab, "gcc")
    names = ["kern/arch/i386/idt.cpp", "kern/arch/i386/include/arch/cpu.h", "libs/list.h"]
    if lab > 1:
        names += ["kern/mm/page_table.cpp", "user/turns.c", "libs/sfs/inode.cpp"]
    for name in names:
        done = clangd(sources, name)
        assert done.returncode == 0, f"{name}: {done.stderr}"


@pytest.mark.skipif(shutil.which("clangd") is None, reason="there is no clangd: tools/setup.sh test")
def test_clangd_finds_a_mistake(sources: Path) -> None:
    database(sources, 1, "gcc")
    path = sources / "kern/debug/mistake.cpp"
    path.write_text('#include "libs/types.h"\nu32 number = "text";\n')
    try:
        done = clangd(sources, "kern/debug/mistake.cpp")
    finally:
        path.unlink()
    assert done.returncode != 0 and "cannot initialize a variable of type 'u32'" in done.stderr


# --- VS Code -------------------------------------------------------------------------------------------

@pytest.mark.parametrize("name", FILES)
def test_vscode_files_are_json(name: str) -> None:
    assert parsed(f".vscode/{name}.json")


def test_tasks_run_make_targets_that_exist() -> None:
    tasks = parsed(".vscode/tasks.json")
    inputs = {f"${{input:{one['id']}}}": one["default"] for one in tasks["inputs"]}
    for task in tasks["tasks"]:
        words = task["command"].split()
        for placeholder, value in inputs.items():
            words = [word.replace(placeholder, value) for word in words]
        assert words[0] == "make" and "${" not in " ".join(words), task["label"]
        done = run("make", "-n", *words[1:])
        assert done.returncode == 0, f"{task['label']}: {done.stderr}"


def test_launch_finds_its_task_and_its_files() -> None:
    labels = {task["label"] for task in parsed(".vscode/tasks.json")["tasks"]}
    assert run("make", "-s", "LAB=1").returncode == 0
    for launch in parsed(".vscode/launch.json")["configurations"]:
        assert launch["preLaunchTask"] in labels
        assert Path(launch["program"].replace("${workspaceFolder}", str(ROOT))).exists()
        assert shutil.which(launch["miDebuggerPath"])


def test_extensions_are_those_that_the_settings_need() -> None:
    wanted = parsed(".vscode/extensions.json")["recommendations"]
    formatter = parsed(".vscode/settings.json")["[cpp]"]["editor.defaultFormatter"]
    assert formatter in wanted
    container = parsed(".devcontainer/devcontainer.json")
    assert container["customizations"]["vscode"]["extensions"] == wanted


@contextmanager
def waiting_machine(task: str, port: int) -> Iterator[subprocess.Popen[str]]:
    """The command of a task of tasks.json, with lab 1 and this port."""
    tasks = {one["label"]: one for one in parsed(".vscode/tasks.json")["tasks"]}
    words = tasks[task]["command"].replace("${input:lab}", "1").split() + [f"GDBPORT={port}"]
    with subprocess.Popen(words, cwd=ROOT, text=True, stdin=subprocess.DEVNULL, start_new_session=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as child:
        try:
            ready = re.compile(tasks[task]["problemMatcher"]["background"]["endsPattern"])
            assert child.stdout is not None
            assert any(ready.match(line) for line in child.stdout), "the task never gets ready"
            yield child
        finally:
            os.killpg(child.pid, signal.SIGKILL)


def test_debugging_as_launch_json_says() -> None:
    """The task gets ready, gdb connects, reads our commands, and stops in the kernel."""
    launch = parsed(".vscode/launch.json")["configurations"][0]
    with held_port() as port, waiting_machine(launch["preLaunchTask"], port):
        words = [launch["miDebuggerPath"], "-q", "-nx", "-batch"]
        for command in launch["setupCommands"]:
            words += ["-ex", command["text"].replace("${workspaceFolder}", str(ROOT))]
        server = launch["miDebuggerServerAddress"].replace("1234", str(port))
        words += ["-ex", f"target remote {server}", "-ex", "break kern_init", "-ex", "continue",
                  "-ex", "backtrace 1", "-ex", "help page-table", "-ex", "kill",
                  launch["program"].replace("${workspaceFolder}/bin", str(LAB1_BIN))]
        done = run(*words, timeout=LIMIT)
    assert "kern_init () at kern/init/init.cpp" in done.stdout, done.stdout + done.stderr
    assert "What is mapped now" in done.stdout and "Error in sourced" not in done.stderr


# --- gdb -------------------------------------------------------------------------------------------------

def test_gdbinit_sets_its_stops_before_there_is_a_machine() -> None:
    assert run("make", "-s", "LAB=1").returncode == 0
    done = run("gdb", "-q", "-nx", "-batch", "-x", "tools/gdb/gdbinit", "-ex", "info breakpoints",
               "-ex", "help registers", "bin/kernel")
    assert "Error" not in done.stderr and "All registers" in done.stdout
    assert re.search(r"in readline\(", done.stdout) and re.search(r"in panic_at\(", done.stdout)


@pytest.mark.parametrize("more", [[], ["-x", "tools/gdb/gdbinit", "bin/kernel"]])
def test_gdb_in_this_folder_knows_the_kernel(more: list[str]) -> None:
    assert run("make", "-s", "LAB=1").returncode == 0
    done = run("gdb", "-q", "-batch", "-iex", f"set auto-load safe-path {ROOT}",
               "-ex", "info breakpoints", "-ex", "info line kern_init", "-ex", "help attach-qemu", *more,
               env={**os.environ, "HOME": "/nonexistent"})
    assert "Error" not in done.stderr, done.stderr
    assert len(re.findall(r"^\d+ +breakpoint", done.stdout, re.MULTILINE)) == 2
    assert "kern/init/init.cpp" in done.stdout and "Debug the machine" in done.stdout


# --- the container ---------------------------------------------------------------------------------------

def test_the_container_is_set_up_by_this_tree() -> None:
    container = parsed(".devcontainer/devcontainer.json")
    assert container["image"] == "debian:12"
    steps = container["onCreateCommand"].split(" && ")
    own = [step.split() for step in steps if step.startswith("tools/")]
    assert own, "nothing of this tree"
    for words in own:
        assert os.access(ROOT / words[0], os.X_OK)
        assert run(words[0], "--list", *words[1:]).returncode == 0
    first = next(number for number, step in enumerate(steps) if step.startswith("tools/"))
    assert any(step.startswith("apt-get update") for step in steps[:first])
    assert run("make", "-n", *container["postCreateCommand"].split()[1:]).returncode == 0
