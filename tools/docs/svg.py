"""The parts that every drawing is made of, and how they look by day and by night."""

from dataclasses import dataclass, field
from html import escape

# Okabe and Ito's colours, which colour-blind readers can tell apart, and the same for dark paper.
TONES = {
    "blue": ("#0072b2", "#4da6dd"),
    "orange": ("#c65200", "#f08c45"),
    "green": ("#00805d", "#3fc9a0"),
    "pink": ("#b4508a", "#e09bc4"),
    "yellow": ("#9a6f00", "#e0b23f"),
    "grey": ("#6b7280", "#9aa4b2"),
}
INK = ("#1f2328", "#d1d7e0")
FONT = "DejaVu Sans, Verdana, Helvetica, sans-serif"
MONO = "DejaVu Sans Mono, Menlo, Consolas, monospace"
SIZE = 13.0
SMALL = 11.5
LINE = 1.3  # from a line of text to the next, in sizes


def tone_rules(night: int) -> str:
    """How boxes and arrows of each tone look."""
    rules = [f".drawing{{color:{INK[night]}}}"]
    for tone, colours in TONES.items():
        colour = colours[night]
        shapes = ",".join(f".{tone}>{shape}" for shape in ("rect", "polygon", "ellipse", "path"))
        rules.append(f"{shapes}{{fill:{colour};stroke:{colour}}}")
        rules.append(f".edge.{tone}>path{{fill:none;stroke:{colour}}}")
        rules.append(f".edge.{tone}>polygon{{fill:{colour};stroke:{colour}}}")
    return "".join(rules)


def style() -> str:
    """The style sheet of a drawing: no background, and the reader's own choice of light or dark."""
    common = (
        ".drawing text{fill:currentColor;stroke:none}"
        ".drawing .mono{font-family:" + MONO + "}"
        ".drawing .faint{fill-opacity:.72}"
        ".drawing .bold{font-weight:bold}"
        ".node>polygon,.node>ellipse,.node>path,.node>rect"
        "{fill:currentColor;fill-opacity:.05;stroke:currentColor}"
        ".node>polyline,.rule{fill:none;stroke:currentColor;stroke-opacity:.5}"
        ".cluster>polygon,.cluster>path{fill:none;stroke:currentColor;stroke-opacity:.5}"
        ".edge>path{fill:none;stroke:currentColor}"
        ".edge>polygon{fill:currentColor;stroke:currentColor}"
        ".plain>rect,.plain>polygon{fill:none;stroke:none}"
        ".hole>rect{fill:none;stroke:currentColor;stroke-opacity:.5;stroke-dasharray:4 3}"
    )
    thin = ",".join(f".node.{t}>{s}" for t in TONES for s in ("rect", "polygon", "ellipse", "path"))
    return (
        f"<style>{common}{tone_rules(0)}{thin}{{fill-opacity:.16}}"
        f"@media (prefers-color-scheme:dark){{{tone_rules(1)}}}</style>"
    )


def head(width: float, height: float, title: str, box: str = "") -> list[str]:
    """The first lines of a drawing."""
    size = f'width="{width:.0f}" height="{height:.0f}"'
    view = box or f"0 0 {width:.0f} {height:.0f}"
    return [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="drawing" role="img" {size} '
        f'viewBox="{view}" font-family="{FONT}" font-size="{SIZE:g}">',
        f"<title>{escape(title)}</title>",
        style(),
    ]


def text_width(text: str, size: float = SIZE, mono: bool = False) -> float:
    """About how wide the widest line of `text` is."""
    longest = max((len(line) for line in text.split("\n")), default=0)
    return longest * size * (0.605 if mono else 0.58)


@dataclass
class Canvas:
    """Collects elements; grows as they need."""

    parts: list[str] = field(default_factory=list)
    right: float = 0.0
    bottom: float = 0.0

    def grow(self, x: float, y: float) -> None:
        self.right, self.bottom = max(self.right, x), max(self.bottom, y)

    def text(self, x: float, y: float, text: str, *, anchor: str = "middle", size: float = SIZE,
             style: str = "") -> None:
        """Lines of text around the height `y`; style: mono, faint, bold."""
        lines = text.split("\n")
        top = y - (len(lines) - 1) * size * LINE / 2 + size * 0.36
        wide = text_width(text, size, "mono" in style)
        self.grow(x + wide * {"start": 1, "middle": 0.5, "end": 0}[anchor], top)
        kind = f' class="{style}"' if style else ""
        for i, line in enumerate(lines):
            self.parts.append(
                f'<text x="{x:.1f}" y="{top + i * size * LINE:.1f}" text-anchor="{anchor}" '
                f'font-size="{size:g}"{kind}>{escape(line, quote=False)}</text>'
            )
            self.grow(0, top + i * size * LINE + size * 0.3)

    def box(self, x: float, y: float, width: float, height: float, tone: str = "") -> None:
        """A box; its tone is one of TONES, "hole" for what is not there, "plain" for no box."""
        kind = tone if tone in ("plain", "hole") else f"node {tone}".strip()
        self.parts.append(
            f'<g class="{kind}"><rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" '
            f'height="{height:.1f}"/></g>'
        )
        self.grow(x + width, y + height)

    def rule(self, x1: float, y1: float, x2: float, y2: float, dashed: bool = False) -> None:
        """A thin line."""
        dashes = ' stroke-dasharray="4 3"' if dashed else ""
        self.parts.append(f'<path class="rule" d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}"{dashes}/>')
        self.grow(max(x1, x2), max(y1, y2))

    def arrow(self, points: list[tuple[float, float]], tone: str = "", dashed: bool = False,
              bend: bool = False) -> None:
        """An arrow along `points`; with `bend` its four points are those of a Bezier curve."""
        (x0, y0), (x1, y1) = points[-2], points[-1]
        long = max(((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5, 0.01)
        dx, dy = (x1 - x0) / long, (y1 - y0) / long
        base = (x1 - 8 * dx, y1 - 8 * dy)
        way = [*points[:-1], base]
        if bend:
            path = f"M{way[0][0]:.1f} {way[0][1]:.1f}C" + " ".join(f"{x:.1f} {y:.1f}"
                                                                   for x, y in way[1:])
        else:
            path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in way)
        tip = (f"{x1:.1f},{y1:.1f} {base[0] - 3.6 * dy:.1f},{base[1] + 3.6 * dx:.1f} "
               f"{base[0] + 3.6 * dy:.1f},{base[1] - 3.6 * dx:.1f}")
        dashes = ' stroke-dasharray="5 3"' if dashed else ""
        self.parts.append(
            f'<g class="{f"edge {tone}".strip()}"><path d="{path}"{dashes}/>'
            f'<polygon points="{tip}"/></g>'
        )
        for x, y in points:
            self.grow(x, y)

    def finish(self, title: str, margin: float = 14) -> str:
        """The whole drawing."""
        first = head(self.right + margin, self.bottom + margin, title)
        return "\n".join([*first, *self.parts, "</svg>"]) + "\n"
