"""Gantt charts of traces as SVG files that need nothing else."""

from dataclasses import dataclass
from html import escape

from figures import Figures
from model import Process, Span, Trace

# Okabe and Ito's colours, which colour-blind readers can tell apart.
PALETTE = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#b8860b", "#56b4e9", "#8c564b", "#555555")
# The same for dark paper, in this order.
PALETTE_BY_NIGHT = ("#4da6dd", "#f08c45", "#3fc9a0", "#e09bc4", "#e0b23f", "#8fd0f5", "#c79a90", "#9aa4b2")
INK, FAINT, GRID, SLEEP = "#222222", "#6b6b6b", "#e3e3e3", "#b9b9b9"
PAPER, STRIPE = "#ffffff", "#f6f6f6"
GREY_BY_NIGHT = {INK: "#d1d7e0", FAINT: "#9aa4b2", GRID: "#33373d", SLEEP: "#5c636d",
                 PAPER: "#131416", STRIPE: "#1d1f23"}  # fmt: skip
FONT = "DejaVu Sans, Verdana, Helvetica, sans-serif"
WIDTH, LEFT, RIGHT = 1200, 150, 24
MERGE = 0.25  # gaps of fewer pixels can not be seen
STEPS = tuple(digit * 10**power for power in range(6) for digit in (1, 2, 5))


def tint(colour: str, part: float = 0.24, paper: str = PAPER) -> str:
    """The colour on paper, much thinned."""
    pairs = ((int(colour[i : i + 2], 16), int(paper[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(p - (p - c) * part):02x}" for c, p in pairs)


def night() -> str:
    """The style sheet that gives a drawing its colours for readers who like dark paper."""
    colours = dict(GREY_BY_NIGHT)
    for light, dark in zip(PALETTE, PALETTE_BY_NIGHT, strict=True):
        colours |= {light: dark, tint(light): tint(dark, 0.35, GREY_BY_NIGHT[PAPER])}
    rules = (f'[fill="{a}"]{{fill:{b}}}[stroke="{a}"]{{stroke:{b}}}' for a, b in colours.items())
    return f"<style>@media (prefers-color-scheme:dark){{{''.join(rules)}}}</style>"


class Canvas:
    """Collects SVG elements."""

    def __init__(self) -> None:
        self.parts: list[str] = []

    def text(self, x: float, y: float, text: str, size: float = 12, anchor: str = "start",
             colour: str = INK, bold: bool = False) -> None:
        weight = ' font-weight="bold"' if bold else ""
        place = f'x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}"'
        self.parts.append(f'<text {place} fill="{colour}"{weight}>{escape(text)}</text>')

    def rect(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        self.parts.append(f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" '
                          f'height="{height:.1f}" fill="{colour}"/>')

    def line(self, x1: float, y1: float, x2: float, y2: float, colour: str,
             width: float = 1) -> None:
        self.parts.append(f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" '
                          f'stroke="{colour}" stroke-width="{width}"/>')

    def path(self, rects: list[tuple[float, float]], y: float, height: float, colour: str) -> None:
        """Many rectangles of one colour and height as one element."""
        if rects:
            widths = [(a, max(b - a, 0.3)) for a, b in rects]
            data = "".join(f"M{a:.1f} {y:.1f}h{w:.1f}v{height:.1f}h-{w:.1f}z" for a, w in widths)
            self.parts.append(f'<path d="{data}" fill="{colour}"/>')

    def finish(self, height: float) -> str:
        head = (f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height:.0f}" '
                f'viewBox="0 0 {WIDTH} {height:.0f}" font-family="{FONT}">')
        paper = f'<rect width="100%" height="100%" fill="{PAPER}"/>'
        return "\n".join([head, night(), paper, *self.parts, "</svg>"]) + "\n"


@dataclass(frozen=True)
class Axis:
    """From times in ms to places on the paper."""

    begin: float
    end: float
    left: float
    right: float

    def x(self, time: float) -> float:
        return self.left + (time - self.begin) / (self.end - self.begin) * (self.right - self.left)

    def marks(self) -> list[float]:
        """Round times, ten or so of them."""
        step = next((s for s in STEPS if (self.end - self.begin) / s <= 14), STEPS[-1])
        return [n * step for n in range(int((self.end - self.begin) / step) + 1)]


def pixels(spans: list[Span], states: tuple[str, ...], axis: Axis) -> list[tuple[float, float]]:
    """The places of the spans in one of `states`; those that touch become one."""
    found: list[tuple[float, float]] = []
    for span in spans:
        if span.state not in states or span.end <= axis.begin or span.begin >= axis.end:
            continue
        a, b = axis.x(max(span.begin, axis.begin)), axis.x(min(span.end, axis.end))
        if found and a - found[-1][1] < MERGE:
            found[-1] = (found[-1][0], b)
        else:
            found.append((a, b))
    return found


def draw_row(canvas: Canvas, process: Process, axis: Axis, y: float, height: float,
             colour: str) -> None:
    """The life of one process."""
    if not process.spans:
        return
    a = axis.x(max(process.spans[0].begin, axis.begin))
    b = axis.x(min(process.spans[-1].end, axis.end))
    canvas.line(a, y + height / 2, b, y + height / 2, SLEEP, 1.4)
    canvas.path(pixels(process.spans, ("running", "ready"), axis), y, height, tint(colour))
    canvas.path(pixels(process.spans, ("running",), axis), y, height, colour)
    if process.ended is not None and process.ended <= axis.end:
        canvas.rect(b, y - 2, 2, height + 4, INK)


def draw_grid(canvas: Canvas, axis: Axis, top: float, bottom: float, labels: bool) -> None:
    for mark in axis.marks():
        x = axis.x(axis.begin + mark)
        canvas.line(x, top, x, bottom, GRID)
        if labels:
            canvas.text(x, bottom + 15, f"{mark:g}", 10.5, "middle", FAINT)
    if labels:
        canvas.text(axis.right, bottom + 29, "ms", 10.5, "end", FAINT)


def draw_legend(canvas: Canvas, x: float, y: float) -> None:
    for width, colour, text in ((16, PALETTE[0], "runs"), (16, tint(PALETTE[0]), "wants to run"),
                                (16, "", "sleeps"), (2, INK, "has ended")):
        if colour:
            canvas.rect(x, y - 10, width, 12, colour)
        else:
            canvas.line(x, y - 4, x + width, y - 4, SLEEP, 1.4)
        canvas.text(x + width + 6, y, text, 11.5, colour=FAINT)
        x += width + 26 + 6.6 * len(text)


def span_of(results: list[Figures]) -> float:
    return max((r.makespan for r in results), default=1.0) or 1.0


def begin_of(result: Figures) -> float:
    return min((f.process.spans[0].begin for f in result.processes), default=0.0)


COLUMNS = (("priority", 62), ("turnaround", 82), ("waited", 68), ("response", 74))


def draw_trace(trace: Trace, result: Figures, title: str) -> str:
    """One run: a row for each process, its figures beside it."""
    canvas = Canvas()
    begin = begin_of(result)
    right = WIDTH - RIGHT - sum(w for _, w in COLUMNS)
    axis = Axis(begin, begin + span_of([result]) * 1.005, LEFT, right)
    canvas.text(20, 34, trace.policy, 20, bold=True)
    canvas.text(20, 56, title, 12.5, colour=FAINT)
    draw_legend(canvas, LEFT, 86)
    height, step, top = 18, 27, 112.0
    bottom = top + step * len(result.processes)
    draw_grid(canvas, axis, top - 8, bottom, True)
    x = float(right)
    for name, width in COLUMNS:
        x += width
        canvas.text(x, top - 12, name, 11, "end", FAINT)
    for i, f in enumerate(result.processes):
        y = top + i * step
        canvas.text(LEFT - 10, y + 13.5, f"{f.process.name} ({f.process.pid})", 12, "end")
        draw_row(canvas, f.process, axis, y, height, PALETTE[i % len(PALETTE)])
        x = float(right)
        values = (str(f.process.priority), f"{f.turnaround:.0f} ms", f"{f.waited:.0f} ms",
                  f"{f.response:.1f} ms")
        for (_, width), value in zip(COLUMNS, values):
            x += width
            canvas.text(x, y + 13.5, value, 11.5, "end")
    notes = [f"mean turnaround {result.turnaround:.0f} ms, mean response {result.response:.1f} ms, "
             f"{result.switches} switches, fairness {result.fairness_equal:.3f} "
             f"({result.fairness_priority:.3f} by priority)"]
    if trace.lost:
        notes.append(f"the first {trace.lost} events are lost: the kernel's buffer was full")
    for i, note in enumerate(notes):
        canvas.text(LEFT, bottom + 50 + 18 * i, note, 12)
    return canvas.finish(bottom + 66 + 18 * len(notes))


@dataclass(frozen=True)
class Figure:
    """A column of the table: what it shows, and which value is the best one."""

    head: str
    unit: str
    digits: int
    value: object
    best: object


TABLE = (
    Figure("mean turnaround", " ms", 0, lambda f: f.turnaround, min),
    Figure("mean response", " ms", 1, lambda f: f.response, min),
    Figure("longest wait", " ms", 0, lambda f: f.longest_wait, min),
    Figure("fairness", "", 3, lambda f: f.fairness_equal, max),
    Figure("fairness by priority", "", 3, lambda f: f.fairness_priority, max),
    Figure("switches", "", 0, lambda f: f.switches, min),
)
EXPLANATION = (
    "turnaround: from fork to exit. response: from the moment at which a process comes to want the CPU "
    "(new, or woken up) until it runs.",
    "fairness: Jain's index of CPU time got over CPU time due, when each moment is due in equal parts to "
    "all who want to run at it;",
    "who got more than due counts as 1. by priority: due in proportion to priority. 1 is perfect. "
    "Bold: the best of a column.",
)


def draw_table(canvas: Canvas, results: list[tuple[str, Figures]], y: float) -> float:
    """The figures of all runs; returns where it ends."""
    width = (WIDTH - RIGHT - LEFT - 40) / len(TABLE)
    right = [LEFT + 40 + width * (i + 1) for i in range(len(TABLE))]
    for column, x in zip(TABLE, right):
        canvas.text(x, y, column.head, 11.5, "end", FAINT)
    canvas.line(20, y + 8, WIDTH - RIGHT, y + 8, INK)
    best = [c.best(round(c.value(f), c.digits) for _, f in results) for c in TABLE]
    for i, (name, f) in enumerate(results):
        line = y + 28 + 22 * i
        if i % 2 == 1:
            canvas.rect(20, line - 15.5, WIDTH - RIGHT - 20, 22, STRIPE)
        canvas.text(26, line, name, 12.5)
        for column, x, top in zip(TABLE, right, best):
            value = round(column.value(f), column.digits)
            text = f"{value:.{column.digits}f}{column.unit}"
            canvas.text(x, line, text, 12.5, "end", bold=value == top)
    y += 28 + 22 * len(results)
    for i, text in enumerate(EXPLANATION):
        canvas.text(26, y + 8 + 17 * i, text, 11, colour=FAINT)
    return y + 8 + 17 * len(EXPLANATION)


def draw_comparison(runs: list[tuple[Trace, Figures]], title: str) -> str:
    """The same program under several policies, one below the other on one time axis; a table."""
    canvas = Canvas()
    span = span_of([f for _, f in runs]) * 1.005
    canvas.text(20, 34, "One workload, every scheduler", 20, bold=True)
    canvas.text(20, 56, title, 12.5, colour=FAINT)
    draw_legend(canvas, LEFT, 84)
    height, step, y = 10, 14, 116.0
    for trace, result in runs:
        begin = begin_of(result)
        axis = Axis(begin, begin + span, LEFT, WIDTH - RIGHT)
        bottom = y + step * len(result.processes)
        draw_grid(canvas, axis, y - 5, bottom, trace is runs[-1][0])
        canvas.text(20, y - 4, trace.policy.removesuffix("_scheduler"), 14, bold=True)
        for i, f in enumerate(result.processes):
            canvas.text(LEFT - 10, y + i * step + 9, f.process.name, 10.5, "end", FAINT)
            draw_row(canvas, f.process, axis, y + i * step, height, PALETTE[i % len(PALETTE)])
        y = bottom + 24
    end = draw_table(canvas, [(t.policy, f) for t, f in runs], y + 40)
    return canvas.finish(end + 12)
