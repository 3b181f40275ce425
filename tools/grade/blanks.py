"""Which exercises are still blank in the sources, and where."""

import re
from dataclasses import dataclass
from pathlib import Path

from tools.grade.plan import Exercise

_STUB = re.compile(r'^[ \t]*(?:NOT_IMPLEMENTED|NOT_DONE_YET)\(\s*"(lab\d+\.\d+[a-z]?)"', re.MULTILINE)


@dataclass(frozen=True)
class Blank:
    """A blank exercise, or a blank part of one."""

    id: str
    title: str
    file: str
    line: int

    @property
    def number(self) -> str:
        """What people call it: 2.1a."""
        return self.id.removeprefix("lab")

    @property
    def lab(self) -> int:
        """The lab that it belongs to."""
        return int(self.number.partition(".")[0])

    @property
    def exercise(self) -> str:
        """The id without the letter of the part."""
        return self.id.rstrip("abcdefghijklmnopqrstuvwxyz")


def find_blanks(root: Path, exercises: dict[str, Exercise]) -> dict[str, Blank]:
    """The blank ones among `exercises`, by id, in the order of their ids. A file that can not be read has
    none."""
    found: dict[str, Blank] = {}
    files = {file for e in exercises.values() for file in re.split(r"[,\s]+", e.file) if file}
    for file in files:
        try:
            text = (root / file).read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue
        for stub in _STUB.finditer(text):
            exercise = exercises.get(stub[1]) or exercises.get(stub[1][:-1])
            if exercise is not None:
                line = text.count("\n", 0, stub.start()) + 1
                found[stub[1]] = Blank(stub[1], exercise.title, file, line)
    return {name: found[name] for name in sorted(found)}


def wholly_blank(exercise: Exercise, blanks: dict[str, Blank]) -> bool:
    """Whether nothing of `exercise` has been written yet."""
    return all(exercise.id + part in blanks for part in exercise.parts or ("",))
