"""Drawings that are described by a TOML file: memory, strips of cells and bits, sequences of events."""

from dataclasses import dataclass

from svg import SIZE, SMALL, TONES, Canvas, text_width
from table import DrawingError, Table

MARGIN = 14.0
CELL = 30.0
TONE_NAMES = ("", "hole", "plain", *TONES)


def tone_of(table: Table, known: tuple[str, ...] = TONE_NAMES) -> str:
    tone = table.text("tone", "")
    if tone not in known:
        raise DrawingError(
            f"{table.place}: there is no tone '{tone}'; there are {', '.join(known[1:])}"
        )
    return tone


@dataclass(frozen=True)
class Box:
    """Where a cell with an id is."""

    left: float
    top: float
    right: float
    bottom: float


def find(boxes: dict[str, Box], arrow: Table, key: str) -> Box:
    name = arrow.text(key)
    if name not in boxes:
        raise DrawingError(f"{arrow.place}: no cell has the id '{name}'")
    return boxes[name]


# --- memory: columns of cells, high addresses on top ---------------------------------------------


def column_width(column: Table) -> float:
    """Wide enough for its labels."""
    wide = max(
        (text_width(c.text("label", ""), SIZE, c.flag("mono")) for c in column.tables("cell")),
        default=0.0,
    )
    wide = max(wide, text_width(column.text("title", "")))
    return column.number("width", max(wide + 28, 130))


def place_width(column: Table) -> float:
    """What the addresses left of the column need."""
    texts = [c.text("at", "") for c in column.tables("cell")] + [column.text("bottom", "")]
    wide = max(text_width(text, SMALL, True) for text in texts)
    return wide + 14 if wide else 0.0


def note_width(column: Table) -> float:
    """What the notes right of the column need."""
    wide = max(text_width(c.text("note", ""), SMALL) for c in column.tables("cell"))
    return wide + 12 if wide else 0.0


def draw_column(canvas: Canvas, column: Table, x: float, top: float, boxes: dict[str, Box]) -> float:
    """Draws one column with its left edge at `x`; returns its width."""
    width = column_width(column)
    if column.text("title", ""):
        canvas.text(x + width / 2, MARGIN + 6, column.text("title"), style="bold")
    y = top + column.number("down", 0) * CELL
    for cell in column.tables("cell"):
        cell.only("label", "height", "tone", "at", "note", "id", "mono")
        label = cell.text("label", "")
        height = cell.number("height", max(1.0, 0.4 + 0.6 * len(label.split("\n")))) * CELL
        canvas.box(x, y, width, height, tone_of(cell))
        canvas.text(x + width / 2, y + height / 2, label, style="mono" if cell.flag("mono") else "")
        if cell.text("at", ""):
            canvas.text(x - 8, y, cell.text("at"), anchor="end", size=SMALL, style="mono faint")
        if cell.text("note", ""):
            canvas.text(x + width + 8, y + height / 2, cell.text("note"), anchor="start", size=SMALL,
                        style="faint")
        if cell.text("id", ""):
            boxes[cell.text("id")] = Box(x, y, x + width, y + height)
        y += height
    if column.text("bottom", ""):
        canvas.text(x - 8, y, column.text("bottom"), anchor="end", size=SMALL, style="mono faint")
    return width


def memory_arrow(canvas: Canvas, arrow: Table, boxes: dict[str, Box]) -> None:
    """An arrow from one cell to another: across to another column, or around on the right side."""
    arrow.only("from", "to", "label", "tone", "dashed", "to_edge", "around")
    a, b = find(boxes, arrow, "from"), find(boxes, arrow, "to")
    edge = arrow.text("to_edge", "middle")
    if edge not in ("top", "middle", "bottom"):
        raise DrawingError(f"{arrow.place}: 'to_edge' must be top, middle or bottom")
    y1 = (a.top + a.bottom) / 2
    y2 = {"top": b.top, "middle": (b.top + b.bottom) / 2, "bottom": b.bottom}[edge]
    tone, dashed = tone_of(arrow), arrow.flag("dashed")
    label = arrow.text("label", "")
    if a.left == b.left:
        out = a.right + arrow.number("around", 36)
        canvas.arrow([(a.right, y1), (out, y1), (out, y2), (b.right, y2)], tone, dashed)
        canvas.text(out + 6, (y1 + y2) / 2, label, anchor="start", size=SMALL, style="faint")
        return
    x1, x2 = (a.right, b.left) if a.left < b.left else (a.left, b.right)
    half = (x1 + x2) / 2
    canvas.arrow([(x1, y1), (half, y1), (half, y2), (x2, y2)], tone, dashed, bend=True)
    canvas.text(half, min(y1, y2) - 9, label, size=SMALL, style="faint")


def draw_memory(source: Table) -> Canvas:
    source.only("kind", "title", "gap", "column", "arrow")
    canvas, boxes = Canvas(), {}
    columns = source.tables("column")
    top = MARGIN + (22 if any(c.text("title", "") for c in columns) else 4)
    x = MARGIN
    for column in columns:
        column.only("title", "cell", "bottom", "width", "down")
        x += place_width(column)
        x += draw_column(canvas, column, x, top, boxes) + note_width(column)
        x += source.number("gap", 60)
    for arrow in source.tables("arrow", needed=False):
        memory_arrow(canvas, arrow, boxes)
    return canvas


# --- strip: rows of cells; bits of a word --------------------------------------------------------


@dataclass
class StripScale:
    """How wide a unit is, and where the rows begin."""

    left: float
    unit: float


def cell_span(cell: Table, bits: bool) -> float:
    """How many units a cell takes."""
    if not bits:
        return cell.number("width", 1)
    high, low = cell.number("high"), cell.number("low", cell.number("high"))
    if low > high or high % 1 or low % 1:
        raise DrawingError(f"{cell.place}: 'high' and 'low' must be bit numbers, high >= low")
    return high - low + 1


def draw_bit_numbers(canvas: Canvas, cell: Table, x: float, width: float, y: float) -> None:
    high, low = int(cell.number("high")), int(cell.number("low", cell.number("high")))
    if high == low:
        canvas.text(x + width / 2, y, str(high), size=10.5, style="mono faint")
        return
    canvas.text(x + 3, y, str(high), anchor="start", size=10.5, style="mono faint")
    canvas.text(x + width - 3, y, str(low), anchor="end", size=10.5, style="mono faint")


def draw_strip_row(canvas: Canvas, row: Table, scale: StripScale, y: float, bits: bool,
                   boxes: dict[str, Box]) -> float:
    """One row from the height `y` on; returns where it ends."""
    row.only("label", "cell", "height", "gap", "start")
    cells = row.tables("cell")
    height = row.number("height", 1.1) * CELL
    notes = any(c.text("note", "") for c in cells)
    x = scale.left + row.number("start", 0) * scale.unit
    if row.text("label", ""):
        canvas.text(scale.left - 12, y + (14 if bits else 0) + height / 2, row.text("label"),
                    anchor="end", style="bold" if bits else "")
    if bits:
        y += 14
    for cell in cells:
        cell.only("label", "width", "high", "low", "tone", "note", "id", "mono", "at")
        width = cell_span(cell, bits) * scale.unit
        if bits:
            draw_bit_numbers(canvas, cell, x, width, y - 8)
        canvas.box(x, y, width, height, tone_of(cell))
        canvas.text(x + width / 2, y + height / 2, cell.text("label", ""),
                    style="mono" if cell.flag("mono") else "")
        if cell.text("at", ""):
            canvas.text(x, y - 9, cell.text("at"), anchor="start", size=SMALL, style="mono faint")
        if cell.text("note", ""):
            lines = len(cell.text("note").split("\n"))
            canvas.text(x + width / 2, y + height + 10 + (lines - 1) * 7.5, cell.text("note"),
                        size=SMALL, style="faint")
        if cell.text("id", ""):
            boxes[cell.text("id")] = Box(x, y, x + width, y + height)
        x += width
    below = max((len(c.text("note", "").split("\n")) for c in cells), default=1) * 15 if notes else 0
    return y + height + below


def strip_arrow(canvas: Canvas, arrow: Table, boxes: dict[str, Box]) -> None:
    """An arrow between cells: down, up, or in an arch above the cells of a row."""
    arrow.only("from", "to", "label", "tone", "dashed")
    a, b = find(boxes, arrow, "from"), find(boxes, arrow, "to")
    tone, dashed = tone_of(arrow), arrow.flag("dashed")
    label = arrow.text("label", "")
    x1, x2 = (a.left + a.right) / 2, (b.left + b.right) / 2
    if a.top == b.top:
        rise = min(14 + abs(x2 - x1) * 0.05, 30)
        canvas.arrow([(x1, a.top), (x1, a.top - rise), (x2, b.top - rise), (x2, b.top)], tone,
                     dashed)
        canvas.text((x1 + x2) / 2, a.top - rise - 8, label, size=SMALL, style="faint")
        return
    y1, y2 = (a.bottom, b.top) if a.top < b.top else (a.top, b.bottom)
    canvas.arrow([(x1, y1), (x2, y2)], tone, dashed)
    canvas.text((x1 + x2) / 2 + 8, (y1 + y2) / 2, label, anchor="start", size=SMALL, style="faint")


def draw_strip(source: Table) -> Canvas:
    source.only("kind", "title", "bits", "unit", "row", "arrow")
    canvas, boxes = Canvas(), {}
    rows, bits = source.tables("row"), source.flag("bits")
    unit = source.number("unit", 24 if bits else 60)
    labels = max(text_width(row.text("label", ""), SIZE) for row in rows)
    scale = StripScale(MARGIN + (labels + 14 if labels else 0), unit)
    y = MARGIN + 4
    for row in rows:
        y += row.number("gap", 0.4) * CELL
        y = draw_strip_row(canvas, row, scale, y, bits, boxes)
    for arrow in source.tables("arrow", needed=False):
        strip_arrow(canvas, arrow, boxes)
    return canvas


# --- sequence: who does what, from top to bottom -------------------------------------------------


@dataclass
class Lanes:
    """The places of the lanes, from left to right, and where their lines make room for a text."""

    names: list[str]
    x: list[float]
    width: float
    gaps: list[list[tuple[float, float]]]

    def index(self, step: Table, key: str) -> int:
        name = step.text(key)
        if name not in self.names:
            raise DrawingError(f"{step.place}: there is no lane '{name}'")
        return self.names.index(name)

    def make_room(self, left: float, right: float, top: float, bottom: float) -> None:
        """Keeps the lines of the lanes out of a place."""
        for x, gaps in zip(self.x, self.gaps):
            if left < x < right:
                gaps.append((top, bottom))


def draw_rule(canvas: Canvas, step: Table, lanes: Lanes, y: float) -> float:
    """A line across all lanes with a text below it."""
    text = step.text("rule")
    left = lanes.x[0] - lanes.width / 2
    canvas.rule(left, y + 6, lanes.x[-1] + lanes.width / 2, y + 6, True)
    canvas.text(left, y + 20, text, anchor="start", size=SMALL, style="faint")
    lanes.make_room(left, left + text_width(text, SMALL), y + 11, y + 29)
    return y + 38


def draw_message(canvas: Canvas, step: Table, lanes: Lanes, y: float) -> float:
    """An arrow from a lane to another one."""
    text = step.text("text", "")
    x1, x2 = (lanes.x[lanes.index(step, key)] for key in ("from", "to"))
    if x1 == x2:
        raise DrawingError(f"{step.place}: 'from' and 'to' are the same lane: use 'in'")
    above = len(text.split("\n")) * SMALL * 1.3 if text else 0
    middle, half = (x1 + x2) / 2, text_width(text, SMALL) / 2
    canvas.text(middle, y + above / 2, text, size=SMALL, style="faint")
    lanes.make_room(middle - half, middle + half, y - 2, y + above + 2)
    canvas.arrow([(x1, y + above + 5), (x2, y + above + 5)], tone_of(step), step.flag("dashed"))
    return y + above + 18


def draw_step(canvas: Canvas, step: Table, lanes: Lanes, y: float) -> float:
    """One event; returns where the next one may begin."""
    step.only("in", "from", "to", "text", "tone", "dashed", "rule")
    if "rule" in step.values:
        return draw_rule(canvas, step, lanes, y)
    if "in" not in step.values:
        return draw_message(canvas, step, lanes, y)
    text = step.text("text")
    height = 12 + len(text.split("\n")) * SIZE * 1.3
    lane = lanes.index(step, "in")
    x, wide = lanes.x[lane], max(lanes.width - 12, text_width(text, 12) + 16)
    canvas.box(x - wide / 2, y, wide, height, tone_of(step))
    canvas.text(x, y + height / 2, text, size=12)
    lanes.make_room(x - wide / 2, x + wide / 2, y, y + height)
    return y + height + 10


def draw_lane(canvas: Canvas, x: float, top: float, bottom: float,
              gaps: list[tuple[float, float]]) -> None:
    """The line of a lane, with its gaps."""
    for begin, end in sorted(gaps):
        if begin > top:
            canvas.rule(x, top, x, begin)
        top = max(top, end)
    canvas.rule(x, top, x, bottom)


def draw_sequence(source: Table) -> Canvas:
    source.only("kind", "title", "lanes", "width", "step")
    names = source.texts("lanes")
    if not names:
        raise DrawingError(f"{source.place}: 'lanes' is empty")
    width = source.number("width", 200)
    places = [MARGIN + width * (i + 0.5) for i in range(len(names))]
    lanes = Lanes(names, places, width, [[] for _ in names])
    canvas = Canvas()
    top = MARGIN + 22.0
    y = top + 12
    for step in source.tables("step"):
        y = draw_step(canvas, step, lanes, y)
    for name, x, gaps in zip(names, places, lanes.gaps):
        canvas.text(x, MARGIN + 8, name, style="bold")
        draw_lane(canvas, x, top, y, gaps)
    canvas.grow(places[-1] + width / 2, y)
    return canvas


KINDS = {"memory": draw_memory, "strip": draw_strip, "sequence": draw_sequence}


def draw(source: Table) -> str:
    """The drawing that `source` describes."""
    kind = source.text("kind")
    if kind not in KINDS:
        raise DrawingError(f"{source.place}: there is no kind '{kind}'; there are {', '.join(KINDS)}")
    return KINDS[kind](source).finish(source.text("title"))
