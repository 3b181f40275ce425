"""tools/setup.sh with its own machine: fake dpkg-query, apt-get, id and sudo on PATH."""

import os
import re
import resource
import subprocess
from pathlib import Path

import pytest

from helpers import ROOT

SCRIPT = ROOT / "tools/setup.sh"
STATE = "export LC_ALL=C; S={folder}\n"
# Answers like the real one for the packages that stand in the file `installed`.
DPKG = """shift 2; bad=0
for p in "$@"; do
    if grep -qx "$p" $S/installed; then printf 'ii %s ' "$p"
    else echo "dpkg-query: no packages found matching $p" >&2; bad=1; fi
done
exit $bad
"""
# Installs what it is told to; with $S/stale it first wants an update, with $S/broken it fails.
APT = """echo "apt-get $* frontend=$DEBIAN_FRONTEND" >>$S/log
echo "Reading package lists..."
case " $* " in
*" update "*) rm -f $S/stale ;;
*" install "*)
    if [ -e $S/stale ] || [ -e $S/broken ]; then echo "E: Unable to locate package" >&2; exit 100; fi
    for p in "$@"; do case $p in -*|DPkg*|install) ;; *) echo "$p" >>$S/installed ;; esac; done ;;
esac
"""
SUDO = """[ -e $S/password ] && exit 1
echo "sudo $*" >>$S/log
while [ "$1" = -n ]; do shift; done
exec "$@"
"""


class Machine:
    """A machine with some packages and tools of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.bin = folder / "bin"
        self.bin.mkdir()
        (folder / "installed").touch()
        (folder / "log").touch()
        for name in ("bash", "env", "grep", "rm", "sh", "true"):
            (self.bin / name).symlink_to(f"/usr/bin/{name}")
        self.tool("dpkg-query", DPKG)
        self.tool("apt-get", APT)
        self.user(0)

    def tool(self, name: str, text: str) -> None:
        path = self.bin / name
        path.write_text("#!/bin/sh\n" + STATE.format(folder=self.folder) + text)
        path.chmod(0o755)

    def user(self, number: int) -> None:
        self.tool("id", f"echo {number}\n")

    def have(self, *packages: str) -> None:
        (self.folder / "installed").write_text("".join(f"{p}\n" for p in packages))

    def flag(self, name: str) -> None:
        (self.folder / name).touch()

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text()

    @property
    def installed(self) -> set[str]:
        return set((self.folder / "installed").read_text().split())

    def setup(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["/bin/bash", str(SCRIPT), *arguments],
            env={"PATH": str(self.bin)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=600,
        )


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def packages(group: str) -> list[str]:
    done = subprocess.run([SCRIPT, "--list", group], capture_output=True, text=True, check=True)
    return [line.split()[1] for line in done.stdout.splitlines()]


def test_list_names_every_package_with_its_reason() -> None:
    done = subprocess.run([SCRIPT, "--list"], capture_output=True, text=True, check=True)
    for line in done.stdout.splitlines():
        assert re.fullmatch(r"(run|test|window|site|browser) +[a-z0-9+-]+ +- \S.*", line), line
    groups = ("run", "test", "window", "site", "browser")
    assert {name for group in groups for name in packages(group)} == set(packages("all"))
    assert {"g++", "make", "qemu-system-x86", "gdb"} <= set(packages("run"))
    assert {"clang", "unifdef", "python3-pytest", "libgtest-dev"} <= set(packages("test"))


def test_silent_and_idle_when_nothing_is_missing(machine: Machine) -> None:
    machine.have(*packages("all"))
    done = machine.setup()
    assert (done.returncode, done.stdout, done.stderr, machine.log) == (0, "", "", "")


def test_installs_only_what_is_missing(machine: Machine) -> None:
    machine.have(*(p for p in packages("run") if p not in ("gdb", "make")))
    done = machine.setup("run")
    assert done.returncode == 0, done.stderr
    assert "setup: installing make gdb\n" in done.stdout
    assert machine.log.count("apt-get") == 1 and "update" not in machine.log
    assert "frontend=noninteractive" in machine.log
    assert machine.installed == set(packages("run"))


def test_groups(machine: Machine) -> None:
    assert machine.setup("test").returncode == 0
    assert machine.installed == set(packages("test"))
    assert machine.setup().returncode == 0
    assert machine.installed == set(packages("all"))


def test_npm_may_come_with_another_package(machine: Machine) -> None:
    machine.have(*(p for p in packages("site") if p != "npm"))
    machine.tool("npm", "")
    assert machine.setup("site").returncode == 0
    assert machine.log == ""


def test_updates_the_lists_only_when_needed(machine: Machine) -> None:
    machine.flag("stale")
    assert machine.setup("run").returncode == 0
    assert [line.count("update") for line in machine.log.splitlines()] == [0, 1, 0]


def test_uses_sudo(machine: Machine) -> None:
    machine.user(1000)
    machine.tool("sudo", SUDO)
    assert machine.setup("run").returncode == 0
    assert "sudo -n env DEBIAN_FRONTEND=noninteractive apt-get" in machine.log
    assert machine.installed == set(packages("run"))


def assert_names_the_way_out(done: subprocess.CompletedProcess[str], reason: str) -> None:
    assert done.returncode == 1
    assert reason in done.stderr
    wanted = " ".join(packages("run"))
    assert f"missing: {wanted}" in done.stderr
    assert f"type: sudo apt-get update && sudo apt-get install -y {wanted}\n" in done.stderr


def test_no_root_and_no_sudo(machine: Machine) -> None:
    machine.user(1000)
    assert_names_the_way_out(machine.setup("run"), "neither root nor sudo")


def test_sudo_that_wants_a_password(machine: Machine) -> None:
    machine.user(1000)
    machine.tool("sudo", SUDO)
    machine.flag("password")
    assert_names_the_way_out(machine.setup("run"), "neither root nor sudo")


def test_no_apt(machine: Machine) -> None:
    (machine.bin / "apt-get").unlink()
    assert_names_the_way_out(machine.setup("run"), "no apt-get")


def test_no_debian(machine: Machine) -> None:
    (machine.bin / "dpkg-query").unlink()
    assert_names_the_way_out(machine.setup("run"), "no Debian system")


def test_apt_fails(machine: Machine) -> None:
    machine.flag("broken")
    done = machine.setup("run")
    assert_names_the_way_out(done, "apt-get failed")
    assert "Unable to locate package" in done.stderr


@pytest.mark.parametrize("arguments", [["nonsense"], ["run", "test"], ["--help"]])
def test_wrong_use(machine: Machine, arguments: list[str]) -> None:
    done = machine.setup(*arguments)
    assert done.returncode == 2 and "usage" in done.stderr
    assert machine.log == ""


@pytest.mark.skipif(not os.path.exists("/usr/bin/dpkg-query"), reason="no Debian system")
def test_quick_when_nothing_is_missing(machine: Machine) -> None:
    machine.have(*packages("all"))
    (machine.bin / "dpkg-query").unlink()
    everything = "printf 'ii %s ' " + " ".join(packages("all"))
    machine.tool("dpkg-query", everything + "\n")
    best = 1.0
    for _ in range(5):
        before = children_seconds()
        assert machine.setup().returncode == 0
        best = min(best, children_seconds() - before)
    assert best < 0.1


def children_seconds() -> float:
    """Of the processor, by commands that have ended: a busy machine does not count."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
