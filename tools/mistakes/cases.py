"""What is tried: every seeded mistake of the labs, and every exercise left blank."""

import random
import re
import sys
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "skel"))
from markers import tree_regions  # noqa: E402
from regions import MarkerError, Region, blank, replace  # noqa: E402

FILE_NAME = re.compile(r"^(lab(\d+)\.\d+[a-z]?)-([a-z0-9-]+)$")
BLANK = "blank"


class CaseError(Exception):
    """A case that cannot be tried; the text begins with file:line."""


@dataclass(frozen=True)
class Case:
    """One changed kernel. `changes` are (file, its new text)."""

    name: str  # lab2.1c-no-merge-left, lab2.1c-blank, lab2-blank
    lab: int
    exercises: tuple[str, ...]  # ids without letters; each must lose points
    what: str
    changes: tuple[tuple[str, str], ...]


def read_mistake(path: Path, root: Path, regions: dict[str, Region]) -> Case:
    """The case of one file of labs/labN/mistakes."""
    name = str(path.relative_to(root))
    match = FILE_NAME.match(path.stem)
    if not match:
        raise CaseError(f"{name}:1: file name is not labN.M[part]-what-is-wrong.cpp")
    region = regions.get(match[1])
    if region is None:
        raise CaseError(f"{name}:1: no markers of {match[1]} in the tree")
    if path.parts[-3] != f"lab{region.lab}":
        raise CaseError(f"{name}:1: {match[1]} belongs to labs/lab{region.lab}/mistakes")
    first, _, body = path.read_text().partition("\n")
    if not first.startswith("// "):
        raise CaseError(f"{name}:1: first line is not `// what is wrong`")
    try:
        text = replace((root / region.file).read_text(), region.file, region.id, body)
    except MarkerError as error:
        raise CaseError(f"{name}:1: {error}") from error
    what = first.removeprefix("// ").strip()
    return Case(path.stem, region.lab, (region.exercise,), what, ((region.file, text),))


def blank_case(name: str, lab: int, what: str, regions: list[Region], root: Path) -> Case:
    """The case in which all of `regions` are blank."""
    ids: dict[str, list[str]] = {}
    for region in regions:
        ids.setdefault(region.file, []).append(region.id)
    changes = [(file, blank((root / file).read_text(), file, names)) for file, names in ids.items()]
    exercises = tuple(sorted({r.exercise for r in regions}))
    return Case(name, lab, exercises, what, tuple(changes))


def blank_cases(root: Path, regions: list[Region]) -> list[Case]:
    """Each exercise blank by itself, and all of a lab together as a student finds them."""
    cases = [
        blank_case(f"{r.id}-{BLANK}", r.lab, f"blank: {r.task}", [r], root) for r in regions
    ]
    for lab in sorted({r.lab for r in regions}):
        own = [r for r in regions if r.lab == lab]
        cases.append(blank_case(f"lab{lab}-{BLANK}", lab, "all exercises blank", own, root))
    return cases


def collect(root: Path, labs: list[int], only: list[str]) -> list[Case]:
    """All cases of these labs (none named: of all) whose names begin with one of `only`."""
    regions, errors = tree_regions(root)
    if errors:
        raise CaseError(str(errors[0]))
    by_id = {r.id: r for r in regions}
    built = [r for r in regions if (root / f"labs/lab{r.lab}/lab.toml").is_file()]
    files = sorted(root.glob("labs/lab*/mistakes/*.cpp"))
    cases = [read_mistake(path, root, by_id) for path in files]
    cases += blank_cases(root, built)
    cases = [c for c in cases if not labs or c.lab in labs]
    cases = [c for c in cases if not only or any(c.name.startswith(o) for o in only)]
    # Mistakes of an exercise before its blank row, a lab's own row last.
    return sorted(cases, key=lambda c: (c.lab, "." not in c.name, c.exercises, BLANK in c.name, c.name))


def sample(cases: list[Case], count: int, seed: int) -> list[Case]:
    """`count` of the cases, as many from each lab as there are, chosen by the seed."""
    dice = random.Random(seed)
    queues: dict[int, list[Case]] = {}
    for case in cases:
        queues.setdefault(case.lab, []).append(case)
    for queue in queues.values():
        dice.shuffle(queue)
    chosen: list[Case] = []
    while len(chosen) < count and any(queues.values()):
        chosen += [queue.pop() for queue in queues.values() if queue][: count - len(chosen)]
    return [case for case in cases if case in chosen]
