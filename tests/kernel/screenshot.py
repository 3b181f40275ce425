"""Text on a screenshot, read from the picture alone.

The shapes of the characters are learnt from a picture of which the text is known: so nothing here
knows the font, and a machine that draws two characters alike is found out.
"""

from pathlib import Path

from tests.kernel.machine import COLUMNS, ROWS, Machine

UNKNOWN = "\N{REPLACEMENT CHARACTER}"
_DARK = 0x40
"""What is no brighter than this belongs to the background."""

Shape = bytes
"""The pixels of a character's cell: 1 where it is bright."""


def take(machine: Machine, folder: Path) -> list[list[Shape]]:
    """A screenshot, as the cells of its rows."""
    path = folder / "screen.ppm"
    machine.qmp("screendump", filename=str(path))
    magic, size, depth, pixels = path.read_bytes().split(b"\n", 3)
    width, height = map(int, size.split())
    assert (magic, depth) == (b"P6", b"255") and width % COLUMNS == 0 and height % ROWS == 0
    bright = bytes(green > _DARK for green in pixels[1::3])
    lines = [bright[at:at + width] for at in range(0, width * height, width)]
    across, down = width // COLUMNS, height // ROWS
    return [[b"".join(line[x * across:(x + 1) * across] for line in lines[y * down:(y + 1) * down])
             for x in range(COLUMNS)] for y in range(ROWS)]


class Font:
    """Characters by their shapes."""

    def __init__(self) -> None:
        self._known: dict[Shape, str] = {}

    def learn(self, picture: list[list[Shape]], text: list[str]) -> None:
        """The picture shows the text; each character has one shape, and none has two."""
        for cells, line in zip(picture, text, strict=True):
            for shape, character in zip(cells, line.ljust(COLUMNS), strict=True):
                assert self._known.setdefault(shape, character) == character, \
                    f"{character!r} looks like {self._known[shape]!r}"
        assert len(set(self._known.values())) == len(self._known), "a character has two shapes"

    def characters(self) -> set[str]:
        return set(self._known.values())

    def read(self, picture: list[list[Shape]]) -> list[str]:
        """The lines that the picture shows, trailing blanks cut off."""
        lines = ("".join(self._known.get(shape, UNKNOWN) for shape in cells) for cells in picture)
        return [line.rstrip() for line in lines]
