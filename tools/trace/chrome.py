"""A trace as a file for chrome://tracing and https://ui.perfetto.dev."""

import json

from model import IDLE, Process, Trace

MACHINE = 1
COLOURS = {"running": "thread_state_running", "ready": "thread_state_runnable",
           "sleeping": "thread_state_sleeping"}


def process_events(process: Process) -> list[dict]:
    place = {"pid": MACHINE, "tid": process.pid}
    name = f"{process.name} ({process.pid})"
    events: list[dict] = [
        {"ph": "M", "name": "thread_name", **place, "args": {"name": name}},
        {"ph": "M", "name": "thread_sort_index", **place, "args": {"sort_index": process.pid}},
    ]
    for span in process.spans:
        if process.pid == IDLE and span.state != "running":
            continue
        begin, length = round(span.begin * 1000, 3), round((span.end - span.begin) * 1000, 3)
        events.append({"ph": "X", "name": span.state, "cat": "sched", **place, "ts": begin,
                       "dur": length, "cname": COLOURS[span.state]})
    marks = [(t, "wake-up") for t in process.wakes] + [(t, "page fault") for t in process.faults]
    if process.born is not None:
        marks.append((process.born, "fork"))
    if process.ended is not None:
        marks.append((process.ended, f"exit {process.exit_code}"))
    for time, what in sorted(marks):
        events.append({"ph": "i", "name": what, "cat": "sched", **place, "s": "t",
                       "ts": round(time * 1000, 3)})
    return events


def chrome_json(trace: Trace) -> str:
    """The whole file."""
    events: list[dict] = [{"ph": "M", "name": "process_name", "pid": MACHINE,
                           "args": {"name": f"ucore-cc, {trace.policy}"}}]
    for pid in sorted(trace.processes):
        events += process_events(trace.processes[pid])
    about = {"policy": trace.policy, "lost": trace.lost}
    whole = {"traceEvents": events, "displayTimeUnit": "ms", "otherData": about}
    return json.dumps(whole) + "\n"
