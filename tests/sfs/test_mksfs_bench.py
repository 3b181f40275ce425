"""tools/bench/mksfs_bench.py: mksfs takes less than a second for 100 MiB of 5,000 files."""

import json
import subprocess
import sys

import pytest

from tests.sfs.trees import ROOT, tool

PROGRAM = ROOT / "tools" / "bench" / "mksfs_bench.py"
sys.path.append(str(PROGRAM.parent))

import mksfs_bench  # noqa: E402


def bench(*words):
    return subprocess.run(["/usr/bin/python3", PROGRAM, *map(str, words)], capture_output=True, text=True,
                          timeout=300, check=False)


def test_the_goal_is_met(tmp_path):
    figures = tmp_path / "figures.json"
    done = bench("--mksfs", tool("mksfs"), "--runs", 2, "--json", figures)
    assert done.returncode == 0, done.stdout + done.stderr
    results = json.loads(figures.read_text())
    assert sorted(results) == ["in fifty folders", "in one folder"]
    for shape, programs in results.items():
        assert shape in done.stdout
        assert 0 < programs["mksfs"]["user"] + programs["mksfs"]["system"] < 1.0
        assert programs["mke2fs"]["elapsed"] > 0


def test_files_are_as_many_and_as_large_as_said(tmp_path):
    for folders in (1, 50):
        mksfs_bench.make_files(tmp_path / str(folders), folders, 500, 1 << 20)
        files = [p for p in (tmp_path / str(folders)).rglob("*") if p.is_file()]
        assert len(files) == 500 and sum(p.stat().st_size for p in files) == 1 << 20
        assert len({p.parent for p in files}) == folders


def test_what_takes_too_long_is_told(monkeypatch, capsys):
    monkeypatch.setattr(mksfs_bench, "GOAL", 0.0)
    monkeypatch.setattr(sys, "argv", ["mksfs_bench", "--mksfs", str(tool("mksfs")), "--runs", "1",
                                      "--files", "100", "--size", "1"])
    assert mksfs_bench.main() == 1
    shown = capsys.readouterr().out
    assert "of processor time or more in one folder" in shown
    assert "100 files, 1 MiB; seconds, the least of 1 runs" in shown


@pytest.mark.parametrize("program, message", [("none", "make LAB=8 tools"), ("/bin/false", "failed")])
def test_nothing_to_measure(tmp_path, program, message):
    done = bench("--mksfs", tmp_path / program, "--files", 10, "--size", 1)
    assert done.returncode == 2 and message in done.stderr
