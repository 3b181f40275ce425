"""tools/trace: from a trace's text to figures and pictures."""

import json
import re
import subprocess
import sys
import xml.etree.ElementTree as xml
from pathlib import Path

import pytest

from tests.kernel.boot import build

ROOT = Path(__file__).resolve().parents[2]
TOOL = ROOT / "tools" / "trace" / "trace.py"
sys.path.append(str(TOOL.parent))

from draw import draw_comparison, draw_trace  # noqa: E402
from figures import figures, jain, table, waits  # noqa: E402
from model import TraceError, name_processes, parse  # noqa: E402

# Two children of process 2 compute for 20 and 10 ms, in turns of 10 ms; the second one sleeps for 10.
# 1000 cycles are a ms, the first event is at 5000.
EVENTS = """trace begin 1
policy test_scheduler
clock 1 10000
clock 4 40000
lost 0
N 5000 2 starter
F 5000 2 1
S 5000 1 2 S
F 5000 3 2
N 5000 3 one
F 5000 4 2
N 5000 4 two
Q 5000 4 2
S 5000 2 3 S
S 15000 3 4 R
P 16000 4 2952789928
S 20000 4 3 S
S 30000 3 0 Z
W 30000 4 0
S 35000 0 4 R
X 39000 4 4294967287
S 40000 4 0 Z
trace end
"""


@pytest.fixture(name="trace")
def _trace():
    return parse(EVENTS)


def test_spans_and_times(trace):
    assert trace.policy == "test_scheduler"
    one, two = trace.processes[3], trace.processes[4]
    assert [(s.begin, s.end, s.state) for s in one.spans] == [
        (0, 10, "running"), (10, 15, "ready"), (15, 25, "running")]
    assert [(s.begin, s.end, s.state) for s in two.spans] == [
        (0, 10, "ready"), (10, 15, "running"), (15, 25, "sleeping"), (25, 30, "ready"), (30, 35, "running")]
    assert two.exit_code == -9 and two.priority == 2 and two.faults == [11]
    assert one.ended == 25 and one.born == 0


def test_figures(trace):
    result = figures(trace)
    assert [f.process.pid for f in result.processes] == [3, 4]
    one, two = result.processes
    assert (one.turnaround, one.cpu, one.waited) == (25, 20, 5)
    assert (two.turnaround, two.cpu, two.waited) == (35, 10, 15)
    assert waits(trace.processes[4]) == [10, 5]
    assert result.turnaround == 30 and result.makespan == 35 and result.longest_wait == 10
    # Both want the CPU for 15 ms, each is due half of it, and then what it wants alone: 7.5 + 10, 7.5 + 10.
    assert result.fairness_equal == pytest.approx(jain([1, 10 / 17.5]))
    # By priority 1 to 2: 5 + 10, 10 + 10.
    assert result.fairness_priority == pytest.approx(jain([1, 10 / 20]))


def test_jain():
    assert jain([3, 3, 3]) == 1
    assert jain([1, 0, 0, 0]) == 0.25


def test_pictures_are_complete(trace):
    result = figures(trace)
    for picture in (draw_trace(trace, result, "a <title> & more"),
                    draw_comparison([(trace, result), (trace, result)], "both")):
        tree = xml.fromstring(picture)
        texts = [t.text for t in tree.iter("{http://www.w3.org/2000/svg}text")]
        assert any("one" in (t or "") for t in texts) and any("two" in (t or "") for t in texts)
        assert "href" not in picture and "url(" not in picture  # it needs nothing else
    assert "test_scheduler" in table([("test_scheduler", result)])


def test_pictures_have_colours_for_dark_paper(trace):
    """Every colour of a picture has one for the night, in the page's picture too."""
    drawn = draw_trace(trace, figures(trace), "a title")
    for picture in (drawn, (ROOT / "labs/lab6/schedulers.svg").read_text()):
        style, _, rest = picture.partition("</style>")
        assert "prefers-color-scheme:dark" in style
        for colour in set(re.findall(r'(?:fill|stroke)="(#\w+)"', rest)):
            assert f'[fill="{colour}"]' in style, colour


def test_names_from_the_console(trace):
    name_processes(trace, "hello\nprocess 4: second\r\nprocess 99: nobody\n")
    assert trace.processes[4].name == "second"
    assert [f.process.pid for f in figures(trace).processes] == [4]


@pytest.mark.parametrize("text", [
    "", "trace begin 1\ntrace end\n", EVENTS.replace("trace end", ""),
    EVENTS.replace("S 15000 3 4 R", "S 15000"), EVENTS.replace("Q 5000", "? 5000")])
def test_what_is_no_trace(text):
    with pytest.raises(TraceError):
        parse(text)


def test_command(tmp_path):
    console = tmp_path / "console.txt"
    console.write_text("boot\r\n" + EVENTS.replace("\n", "\r\n") + "K> ")
    done = subprocess.run([TOOL, "convert", "--out", tmp_path / "out", console], capture_output=True,
                          text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "test_scheduler" in done.stdout
    events = json.loads((tmp_path / "out" / "console.json").read_text())["traceEvents"]
    runs = [e for e in events if e.get("name") == "running" and e["tid"] == 3]
    assert [(e["ts"], e["dur"]) for e in runs] == [(0, 10000), (15000, 10000)]
    xml.fromstring((tmp_path / "out" / "console.svg").read_text())


def test_command_says_what_is_wrong(tmp_path):
    nothing = tmp_path / "nothing.txt"
    nothing.write_text("no trace here\n")
    done = subprocess.run([TOOL, "convert", "--out", tmp_path, nothing], capture_output=True, text=True,
                          check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("trace: there is no complete trace")


@pytest.mark.parametrize("lab, words, message", [
    (5, ["nosuch"], "'nosuch' can not be run: no such file or directory; the lab's programs are in user/"),
    (8, ["nosuch"], "'nosuch' can not be run: no such file or directory; the lab's programs are in user/"),
    (6, ["hello", "--sched", "foo"],
     "there is no policy 'foo': SCHED may be stride, rr, mlfq, cfs, lottery, fifo or sjf, or all"),
    (5, ["hello", "--sched", "rr"], "there is no policy 'rr': this lab has no choice of policies")])
def test_names_that_the_lab_does_not_have(tmp_path, lab, words, message):
    """There is no picture of it, nor of what ran in its place."""
    done = subprocess.run([TOOL, "run", "--bin", build(lab), "--out", tmp_path, *words],
                          capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"trace: {message}\n")
    assert not list(tmp_path.iterdir())


def test_a_run_is_drawn(tmp_path):
    done = subprocess.run([TOOL, "run", "--bin", build(6), "--out", tmp_path, "--sched", "rr,lottery", "hello"],
                          capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert {"hello-rr.svg", "hello-lottery.svg", "hello-all.svg"} <= {f.name for f in tmp_path.iterdir()}
