"""Drawings that are graphs: dot places the nodes, and the look is that of the other drawings."""

import re
import shutil
import subprocess
import xml.etree.ElementTree as ET

from svg import FONT, head
from table import DrawingError

SPACE = "http://www.w3.org/2000/svg"
SCALE = 1.2  # from dot's points to pixels
FACE = "DejaVu Sans"
DEFAULTS = (
    "-Gbgcolor=transparent", f"-Gfontname={FACE}", "-Gfontsize=11", "-Gmargin=0.06",
    f"-Nfontname={FACE}", "-Nfontsize=11", "-Nshape=box", "-Nheight=0.36", "-Nmargin=0.14,0.06",
    f"-Efontname={FACE}", "-Efontsize=9.5", "-Earrowsize=0.75",
)  # fmt: skip
# The colours are the style sheet's business.
LOOK = ("fill", "stroke", "font-family", "id")


def run_dot(text: str, place: str) -> str:
    """What dot makes of it."""
    if shutil.which("dot") is None:
        raise DrawingError(f"{place}: there is no dot: install the package graphviz")
    done = subprocess.run(
        ["dot", "-Tsvg", *DEFAULTS], input=text, capture_output=True, text=True, check=False
    )
    if done.returncode != 0 or done.stderr.strip():
        reason = done.stderr.strip().replace("<stdin>", place) or f"{place}: dot fails"
        raise DrawingError(reason)
    return done.stdout


def clean(element: ET.Element) -> None:
    """Takes dot's colours and comments away, and its own titles."""
    for child in list(element):
        if child.tag == f"{{{SPACE}}}title":
            element.remove(child)
            continue
        for name in LOOK:
            child.attrib.pop(name, None)
        if child.tag == f"{{{SPACE}}}text" and "class" not in child.attrib:
            child.attrib.pop("textLength", None)
        clean(child)


def graph_title(text: str, place: str) -> str:
    """The text of the line `// title: ...`."""
    found = re.search(r"^//\s*title:\s*(\S.*)$", text, re.MULTILINE)
    if not found:
        raise DrawingError(f"{place}: there is no line '// title: what the drawing shows'")
    return found.group(1).strip()


def draw_graph(text: str, place: str) -> str:
    """The drawing of the graph in the language of dot."""
    title = graph_title(text, place)
    tree = ET.fromstring(run_dot(text, place))
    box = [float(n) for n in tree.attrib["viewBox"].split()]
    clean(tree)
    ET.register_namespace("", SPACE)
    body = "".join(ET.tostring(child, encoding="unicode") for child in tree)
    body = body.replace(f' xmlns="{SPACE}"', "")
    body = "\n".join(line for line in body.split("\n") if line.strip())
    view = f"0 0 {box[2]:g} {box[3]:g}"
    first = head(box[2] * SCALE, box[3] * SCALE, title, view)
    assert FONT in first[0]
    return "\n".join([*first, body, "</svg>"]) + "\n"
