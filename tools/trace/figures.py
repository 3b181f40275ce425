"""Figures of merit of a scheduler, from a trace."""

from dataclasses import dataclass

from model import Process, Trace


@dataclass(frozen=True)
class ProcessFigures:
    """How it went for one process; times in ms."""

    process: Process
    turnaround: float
    cpu: float
    waited: float
    response: float
    longest_wait: float
    turns: int


@dataclass(frozen=True)
class Figures:
    """How it went for all; times in ms. Fairness is Jain's index over what each got of the CPU time
    that it was due: 1 when nobody got less than that, 1/n when one of n got everything."""

    processes: list[ProcessFigures]
    makespan: float
    turnaround: float
    response: float
    longest_wait: float
    fairness_equal: float
    fairness_priority: float
    switches: int


def mean(values: list[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def jain(values: list[float]) -> float:
    squares = sum(v * v for v in values)
    return sum(values) ** 2 / (len(values) * squares) if squares else 1.0


def interesting(trace: Trace) -> list[Process]:
    """The processes to judge by: not idle and init, nor the program that started the others; only
    those to which it gave names, if it did."""
    born = [p for p in trace.processes.values() if p.pid > 1 and p.spans]
    children = [p for p in born if p.parent not in (None, 0, 1)]
    children = [p for p in children if p.named] or children
    return sorted(children or born, key=lambda p: p.pid)


def waits(process: Process) -> list[float]:
    """How long it waited each time that it came to want the CPU: when it was new, or from sleep."""
    found = []
    before = ""
    for span in process.spans:
        if span.state == "ready" and before in ("", "sleeping"):
            found.append(span.end - span.begin)
        elif span.state == "running" and before == "sleeping":
            found.append(0.0)
        before = span.state
    return found


def entitlement(processes: list[Process], weight) -> dict[int, float]:
    """The CPU time that each would have got from a scheduler that divides every moment among those
    who want to run at that moment, by weight."""
    changes = []
    for process in processes:
        for span in process.spans:
            if span.state != "sleeping":
                changes += [(span.begin, 1, process), (span.end, 0, process)]
    changes.sort(key=lambda change: (change[0], change[1]))
    got = {p.pid: 0.0 for p in processes}
    wanting: dict[int, float] = {}
    last = 0.0
    for now, wants, process in changes:
        total = sum(wanting.values())
        for pid, share in wanting.items():
            got[pid] += (now - last) * share / total
        last = now
        if wants:
            wanting[process.pid] = weight(process)
        else:
            wanting.pop(process.pid, None)
    return got


def fairness(processes: list[Process], weight) -> float:
    right = entitlement(processes, weight)
    return jain([min(1.0, p.time("running") / right[p.pid]) for p in processes if right[p.pid] > 0])


def figures_of_process(process: Process, end: float) -> ProcessFigures:
    born = process.born if process.born is not None else process.spans[0].begin
    ready = [s.end - s.begin for s in process.spans if s.state == "ready"]
    return ProcessFigures(
        process=process,
        turnaround=(process.ended if process.ended is not None else end) - born,
        cpu=process.time("running"),
        waited=sum(ready),
        response=mean(waits(process)),
        longest_wait=max(ready, default=0.0),
        turns=sum(s.state == "running" for s in process.spans),
    )


def figures(trace: Trace) -> Figures:
    processes = interesting(trace)
    each = [figures_of_process(p, trace.end) for p in processes]
    first = min((p.spans[0].begin for p in processes), default=0.0)
    last = max((p.spans[-1].end for p in processes), default=0.0)
    return Figures(
        processes=each,
        makespan=last - first,
        turnaround=mean([f.turnaround for f in each]),
        response=mean([w for p in processes for w in waits(p)]),
        longest_wait=max((f.longest_wait for f in each), default=0.0),
        fairness_equal=fairness(processes, lambda p: 1.0),
        fairness_priority=fairness(processes, lambda p: float(p.priority)),
        switches=sum(first <= now <= last for now, *_ in trace.switch_log),
    )


def table(results: list[tuple[str, Figures]]) -> str:
    """The figures of several runs as text."""
    heads = ["policy", "turnaround", "response", "longest wait", "fairness", "by priority",
             "switches", "all done"]
    rows = [
        [
            name,
            f"{f.turnaround:.0f} ms",
            f"{f.response:.1f} ms",
            f"{f.longest_wait:.0f} ms",
            f"{f.fairness_equal:.3f}",
            f"{f.fairness_priority:.3f}",
            str(f.switches),
            f"{f.makespan:.0f} ms",
        ]
        for name, f in results
    ]
    return render([heads, *rows])


def process_table(result: Figures) -> str:
    """The figures of each process of one run as text."""
    heads = ["pid", "name", "priority", "turnaround", "CPU", "waited", "response", "longest wait",
             "turns"]
    rows = [
        [
            str(f.process.pid),
            f.process.name,
            str(f.process.priority),
            f"{f.turnaround:.0f} ms",
            f"{f.cpu:.1f} ms",
            f"{f.waited:.0f} ms",
            f"{f.response:.1f} ms",
            f"{f.longest_wait:.0f} ms",
            str(f.turns),
        ]
        for f in result.processes
    ]
    return render([heads, *rows])


def render(rows: list[list[str]]) -> str:
    """Columns under each other, the first one to the left and the others to the right."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = []
    for first, *others in rows:
        cells = [first.ljust(widths[0])] + [c.rjust(w) for c, w in zip(others, widths[1:])]
        lines.append("  ".join(cells).rstrip() + "\n")
    return "".join(lines)
