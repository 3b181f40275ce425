"""tools/bench: what the services cost, and that it is less than half of what it was."""

import json
import sys

import pytest

from helpers import PYTHON, ROOT, run
from tests.kernel.boot import build

TOOL = ROOT / "tools" / "bench" / "bench.py"
sys.path.append(str(TOOL.parent))

import bench  # noqa: E402


@pytest.mark.parametrize("lab, policies, services",
                         [(5, "", 6), (6, "rr,stride", 6), (8, "rr,stride", 11)])
def test_every_goal_is_met(tmp_path, lab, policies, services):
    figures = tmp_path / "figures.json"
    done = run(PYTHON, TOOL, "--bin", build(lab), "--lab", lab, "--sched", policies, "--json", figures)
    assert done.returncode == 0, done.stdout + done.stderr
    rows = json.loads(figures.read_text())["services"]
    assert len(rows) == services
    for row in rows:
        assert list(row["ours"]) == policies.split(",")
        assert all(cost > 10 for cost in row["ours"].values())
        assert f"{row['original']:,}" in done.stdout and row["name"] in done.stdout


def test_figures_do_not_depend_on_the_machine():
    assert bench.measure(build(6), "rr") == bench.measure(build(6), "rr")


def test_unknown_policy():
    done = run(PYTHON, TOOL, "--bin", build(6), "--lab", 6, "--sched", "fair")
    assert done.returncode == 2 and "bench: the kernel has no policy 'fair'" in done.stderr


def test_nothing_built(tmp_path):
    done = run(PYTHON, TOOL, "--bin", tmp_path, "--lab", 6)
    assert done.returncode == 2 and "build the lab first" in done.stderr


def test_lab_without_programs():
    done = run("make", "bench", "LAB=4")
    assert done.returncode == 2 and "lab 4 runs no programs yet" in done.stderr


class Everything(dict):
    """A measurement in which every service costs 10."""

    def __contains__(self, name: object) -> bool:
        return True

    def __missing__(self, name: str) -> int:
        return 10


def costs() -> dict[str, int]:
    """Costs that meet every goal."""
    return {service.name: 10 for service in bench.services({"": Everything()}, 8)}


def test_what_costs_too_much_is_told(capsys):
    table = bench.services({"rr": costs() | {"page fault on the stack": 291}}, 8)
    bench.show(table, ["rr"])
    assert [s.name for s in table if s.misses_goal("rr")] == ["page fault on the stack"]
    assert "page fault on the stack (rr): 291 is more than 290" in capsys.readouterr().out


def test_the_goal_is_every_policys(capsys):
    table = bench.services({"rr": costs(), "stride": costs() | {"pair of switches (yield)": 285}}, 6)
    bench.show(table, ["rr", "stride"])
    assert [(s.name, s.misses_goal("rr")) for s in table if s.misses_goal("stride")] == [
        ("pair of switches (yield)", False)]
    told = capsys.readouterr().out
    assert "pair of switches (yield) (stride): 285 is more than 284" in told and "50.1 %" in told


def test_a_service_without_a_figure():
    with pytest.raises(bench.BenchError, match="no figure for 'yield to oneself'"):
        bench.services({"": {"null system call (getpid)": 10}}, 5)


def test_files_have_no_figures_before_lab_8():
    names = {lab: {s.name for s in bench.services({"": Everything()}, lab)} for lab in (7, 8)}
    assert names[8] - names[7] == {"read of 4 KiB", "write of 4 KiB", "read of 1 byte",
                                   "open + close", "fstat"}
