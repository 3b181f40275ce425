#!/usr/bin/python3
"""Exercise markers of the whole tree: list, check, blank, replace, extract.

    markers.py list                     every region: id, file, lines, task
    markers.py check                    are the markers sound and do they agree with labs/*/lab.toml
    markers.py blank FILE [ID ...]      FILE with these (default: all) exercises as their stubs
    markers.py replace FILE ID BODY     FILE with the text of the file BODY as the solution of ID
    markers.py extract FILE ID          the solution of ID

Texts go to the standard output. As a library: `tree_regions`, `check_tree`, and regions.py.
"""

import argparse
import re
import sys
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from regions import MarkerError, Region, blank, extract, parse_regions, replace

FOLDERS = ("kern", "libs", "user")
SUFFIXES = (".cpp", ".h", ".S")
HEADING = re.compile(r"([A-Za-z_~]\w*)\s*\(")


@dataclass
class Exercise:
    """What lab.toml says about one exercise. `regions` are the ids that its markers must have."""

    id: str
    toml: str
    line: int
    files: list[str]
    functions: list[str]
    regions: list[str] = field(default_factory=list)


def source_files(root: Path) -> list[Path]:
    """Every source file that may hold markers."""
    folders = (root / folder for folder in FOLDERS)
    return sorted(f for d in folders for f in d.rglob("*") if f.suffix in SUFFIXES and f.is_file())


def tree_regions(root: Path) -> tuple[list[Region], list[MarkerError]]:
    """All regions of the tree, and what is wrong with markers."""
    regions: list[Region] = []
    errors: list[MarkerError] = []
    seen: dict[str, Region] = {}
    for path in source_files(root):
        name = str(path.relative_to(root))
        try:
            found = parse_regions(path.read_text(), name)
        except MarkerError as error:
            errors.append(error)
            continue
        for region in found:
            first = seen.setdefault(region.id, region)
            if first is not region:
                where = f"{first.file}:{first.begin}"
                errors.append(MarkerError(name, region.begin, f"{region.id} is also at {where}"))
        regions += found
    return regions, errors


def words(value: object) -> list[str]:
    """A list of names, or names in one text with commas between them."""
    if isinstance(value, list):
        return [str(v) for v in value]
    return [w for w in re.split(r"[,\s]+", str(value or "")) if w]


def line_of(text: str, name: str) -> int:
    """The line of lab.toml that declares the exercise."""
    pattern = re.compile(rf'^\s*id\s*=\s*["\']{re.escape(name)}["\']')
    return next((i for i, line in enumerate(text.splitlines(), 1) if pattern.match(line)), 1)


def load_lab(path: Path, root: Path) -> tuple[list[Exercise], list[MarkerError]]:
    """The exercises of one lab.toml, or what is wrong with it."""
    name = str(path.relative_to(root))
    text = path.read_text()
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        return [], [MarkerError(name, int(line[1]) if line else 1, f"no valid TOML: {error}")]
    exercises = []
    for entry in data.get("exercise", []):
        number = str(entry.get("id", ""))
        files, functions = words(entry.get("file")), words(entry.get("function"))
        parts = entry.get("parts") or [""]
        exercise = Exercise(number, name, line_of(text, number), files, functions)
        exercise.regions = [number + str(part) for part in parts]
        exercises.append(exercise)
    return exercises, []


def unknown_exercises(path: Path, root: Path, exercises: list[Exercise]) -> list[MarkerError]:
    """Checks of one lab.toml for exercises that neither it nor an earlier lab has."""
    known = {e.id for e in exercises} | {r for e in exercises for r in e.regions}
    name, text = str(path.relative_to(root)), path.read_text()
    try:
        checks = tomllib.loads(text).get("check", [])
    except tomllib.TOMLDecodeError:
        return []  # load_lab has said so
    return [
        MarkerError(name, 1, f"check {c.get('name')} is for {c['exercise']}: no such exercise")
        for c in checks
        if c.get("exercise") and c["exercise"] not in known
    ]


def enclosing_function(text: str, line: int) -> str:
    """The name of the function around `line`: the nearest heading above that is less indented."""
    lines = text.splitlines()
    limit = len(lines[line - 1]) - len(lines[line - 1].lstrip())
    for i in range(line - 2, -1, -1):
        indent = len(lines[i]) - len(lines[i].lstrip())
        is_code = lines[i].strip() and lines[i].lstrip()[0] not in "#/}"
        if not is_code or indent >= limit:
            continue
        heading = HEADING.search(re.sub(r"__\w+__\s*\(\(.*?\)\)", "", lines[i]))
        if heading and heading[1] not in ("if", "for", "while", "switch"):
            return heading[1]
        limit = indent
    return ""


def compare(exercises: list[Exercise], regions: list[Region], root: Path) -> list[MarkerError]:
    """Both ways: every exercise has its regions, every region its exercise."""
    errors = []
    by_id = {r.id: r for r in regions}
    declared: set[str] = set()
    for e in exercises:
        if not e.toml.startswith(f"labs/{e.id.partition('.')[0]}/"):
            errors.append(MarkerError(e.toml, e.line, f"exercise {e.id} belongs to another lab"))
        for name in e.regions:
            if name in declared:
                errors.append(MarkerError(e.toml, e.line, f"exercise {name} is declared twice"))
            declared.add(name)
            if name not in by_id:
                what = f"exercise {name} has no markers: add // EXERCISE {name} BEGIN ... END"
                errors.append(MarkerError(e.toml, e.line, what))
                continue
            errors += compare_one(e, by_id[name], root)
    for region in regions:
        if region.id not in declared:
            toml = f"labs/lab{region.lab}/lab.toml"
            what = f"{region.id} is not declared in {toml}: add it (or its part) there"
            errors.append(MarkerError(region.file, region.begin, what))
    return errors


def compare_one(exercise: Exercise, region: Region, root: Path) -> list[MarkerError]:
    """File and function of one region as lab.toml gives them."""
    errors = []
    if region.file not in exercise.files:
        what = f"{region.id} is in {region.file}, not in {', '.join(exercise.files) or 'no file'}"
        errors.append(MarkerError(exercise.toml, exercise.line, what))
    inside = enclosing_function((root / region.file).read_text(), region.begin)
    names = [name.rpartition("::")[2] for name in exercise.functions]
    if names and inside not in names:
        what = f"{region.id} is in the function {inside or '?'}, {exercise.toml} says {', '.join(names)}"
        errors.append(MarkerError(region.file, region.begin, what))
    return errors


def check_tree(root: Path) -> list[MarkerError]:
    """Everything that is wrong with markers and lab.toml files."""
    regions, errors = tree_regions(root)
    exercises: list[Exercise] = []
    for path in sorted(root.glob("labs/lab*/lab.toml")):
        found, problems = load_lab(path, root)
        exercises += found
        errors += problems + unknown_exercises(path, root, exercises)
    return errors + compare(exercises, regions, root)


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Exercise markers in the sources.")
    root = Path(__file__).resolve().parents[2]
    parser.add_argument("--root", type=Path, default=root, help="root of the tree")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("list", help="list every region")
    commands.add_parser("check", help="compare markers and lab.toml files")
    command = commands.add_parser("blank", help="put stubs in place of solutions")
    command.add_argument("file", type=Path)
    command.add_argument("ids", nargs="*")
    command = commands.add_parser("replace", help="put a text in place of a solution")
    command.add_argument("file", type=Path)
    command.add_argument("id")
    command.add_argument("body", type=Path)
    command = commands.add_parser("extract", help="print a solution")
    command.add_argument("file", type=Path)
    command.add_argument("id")
    return parser.parse_args()


def run(options: argparse.Namespace) -> list[MarkerError]:
    if options.command == "check":
        return check_tree(options.root)
    if options.command == "list":
        regions, errors = tree_regions(options.root)
        for r in sorted(regions, key=lambda r: (r.lab, r.id)):
            print(f"{r.id:9} {r.file}:{r.begin}-{r.end} {r.task}")
        return errors
    name, text = str(options.file), options.file.read_text()
    if options.command == "blank":
        print(blank(text, name, options.ids or None), end="")
    elif options.command == "replace":
        print(replace(text, name, options.id, options.body.read_text()), end="")
    else:
        print(extract(text, name, options.id), end="")
    return []


def main() -> int:
    options = parse_options()
    try:
        errors = run(options)
    except MarkerError as error:
        errors = [error]
    except (OSError, UnicodeDecodeError) as error:
        print(f"markers: {error}", file=sys.stderr)
        return 1
    for error in errors:
        print(error, file=sys.stderr)
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
