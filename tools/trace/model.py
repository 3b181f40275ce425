"""What a scheduler trace says: its text (kern/sched/trace.h) as processes with a history."""

import re
from dataclasses import dataclass, field

TICK_MS = 10.0
IDLE = 0


class TraceError(Exception):
    """The text is no trace."""


@dataclass(frozen=True)
class Span:
    """A part of a process's life, in ms: `running`, `ready` (wants to run) or `sleeping`."""

    begin: float
    end: float
    state: str


@dataclass
class Process:
    """One process, its times in ms since the trace began."""

    pid: int
    name: str = "?"
    named: bool = False  # by what the program printed
    parent: int | None = None
    priority: int = 1
    born: float | None = None
    ended: float | None = None
    exit_code: int | None = None
    spans: list[Span] = field(default_factory=list)
    wakes: list[float] = field(default_factory=list)
    faults: list[float] = field(default_factory=list)

    def time(self, state: str) -> float:
        """How long it was in `state`."""
        return sum(s.end - s.begin for s in self.spans if s.state == state)


@dataclass
class Trace:
    """A run of the machine under one policy."""

    policy: str = "?"
    lost: int = 0
    end: float = 0.0
    switches: int = 0
    processes: dict[int, Process] = field(default_factory=dict)
    switch_log: list[tuple[float, int, int, str]] = field(default_factory=list)

    def process(self, pid: int) -> Process:
        return self.processes.setdefault(pid, Process(pid, "idle" if pid == IDLE else "?"))


def cut_out(text: str) -> str:
    """The trace inside a text that holds more, such as a console's."""
    found = re.search(r"^trace begin 1\r?$(.*?)^trace end\r?$", text, re.MULTILINE | re.DOTALL)
    if not found:
        raise TraceError("there is no complete trace in it (boot option trace=sched)")
    return found[1]


@dataclass
class _Reader:
    """Builds a Trace, an event at a time."""

    trace: Trace
    zero: int
    cycles_per_ms: float
    state: dict[int, tuple[str, float]] = field(default_factory=dict)

    def ms(self, cycles: str) -> float:
        return (int(cycles) - self.zero) / self.cycles_per_ms

    def change(self, pid: int, now: float, state: str | None) -> None:
        """From `now` on the process is in another state; None: it is no more."""
        before = self.state.pop(pid, None)
        if before and now > before[1]:
            self.trace.process(pid).spans.append(Span(before[1], now, before[0]))
        if state:
            self.state[pid] = (state, now)

    def read(self, line: str) -> None:
        kind, stamp, *rest = line.split(" ", 3)
        now, pid = self.ms(stamp), int(rest[0])
        self.trace.end = max(self.trace.end, now)
        process = self.trace.process(pid)
        if kind == "S":
            self.read_switch(now, pid, *rest[1].split(" "), *rest[2:])
        elif kind == "N":
            process.name = " ".join(rest[1:])
        elif kind == "F":
            process.born, process.parent = now, int(rest[1])
            self.change(pid, now, "ready")
        elif kind == "W":
            process.wakes.append(now)
            if self.state.get(pid, ("",))[0] != "running":
                self.change(pid, now, "ready")
        elif kind == "X":
            code = int(rest[1])
            process.exit_code = code - (1 << 32) if code >> 31 else code
        elif kind == "P":
            process.faults.append(now)
        elif kind == "Q":
            process.priority = int(rest[1])
        else:
            raise TraceError(f"no such event: {line}")

    def read_switch(self, now: float, old: int, new: str, became: str) -> None:
        self.trace.switches += 1
        self.trace.switch_log.append((now, old, int(new), became))
        if became == "Z":
            self.trace.process(old).ended = now
        self.change(old, now, {"R": "ready", "S": "sleeping", "Z": None}.get(became, "ready"))
        self.change(int(new), now, "running")

    def finish(self) -> None:
        for pid in list(self.state):
            self.change(pid, self.trace.end, None)


def cycles_per_ms(clocks: list[tuple[int, int]]) -> float:
    """From two moments as (ticks, cycles)."""
    ticks = clocks[-1][0] - clocks[0][0] if clocks else 0
    if ticks <= 0:
        return 1e6  # a run shorter than a tick: as under -icount, a cycle is a nanosecond
    return (clocks[-1][1] - clocks[0][1]) / ticks / TICK_MS


def parse(text: str) -> Trace:
    """Read a trace, alone or inside a console's text."""
    trace = Trace()
    clocks: list[tuple[int, int]] = []
    events: list[str] = []
    for line in cut_out(text).split("\n"):
        line = line.strip("\r")
        word, _, rest = line.partition(" ")
        if word == "policy":
            trace.policy = rest
        elif word == "clock":
            ticks, cycles = rest.split()
            clocks.append((int(ticks), int(cycles)))
        elif word == "lost":
            trace.lost = int(rest)
        elif line:
            events.append(line)
    if not events:
        raise TraceError("it holds no events")
    reader = _Reader(trace, int(events[0].split(" ")[1]), cycles_per_ms(clocks))
    for line in events:
        try:
            reader.read(line)
        except (ValueError, IndexError, TypeError) as error:
            raise TraceError(f"no such event: {line} ({error})") from error
    reader.finish()
    return trace


def name_processes(trace: Trace, console: str) -> None:
    """Take better names from what a program prints: `process 3: long`."""
    for pid, name in re.findall(r"^process (\d+): (\S+)\r?$", console, re.MULTILINE):
        if int(pid) in trace.processes:
            process = trace.processes[int(pid)]
            process.name, process.named = name, True
