#!/usr/bin/python3
"""Make, or update, the repository from which students work: a branch for each lab.

    handout.py --out DIR [--course NAME] [--labs "1 2 3"] [--licence FILE] [--date DATE]
               [--with-solutions N | --solutions]

Branch labN holds what labs 1 to N need, with blank exercises. The same input gives the same commits. A
folder that holds an earlier handout gets new commits on its branches, which students merge.
"""

import argparse
import re
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

from check import merge_problems, raise_problems, tree_problems
from repo import Options, Repository
from resolve import ALL_ANSWERS, ROOT, Answers, HandoutError
from tree import File, Source, Tree

DEFAULT_COURSE = "ucore-cc"


@dataclass(frozen=True)
class Wish:
    """What is to be made."""

    out: Path
    course: str
    labs: tuple[int, ...]
    licence: Path | None
    date: str
    answers: Answers
    kind: str


def parse_labs(text: str | None, known: list[int]) -> tuple[int, ...]:
    """Numbers with blanks or commas between them, or ranges: `1 2 3`, `1-4`."""
    if text is None:
        return tuple(known)
    labs: set[int] = set()
    for word in re.split(r"[\s,]+", text.strip()):
        found = re.fullmatch(r"(\d+)(?:-(\d+))?", word)
        if not found:
            raise HandoutError(f"labs are numbers such as 1-4 or 1,2,5, not '{word}'")
        labs |= set(range(int(found[1]), int(found[2] or found[1]) + 1))
    unknown = sorted(labs - set(known))
    if unknown or not labs:
        raise HandoutError(f"there is no lab {unknown[0] if unknown else ''}: labs are {known[0]}-{known[-1]}")
    return tuple(sorted(labs))


def parse_date(text: str | None) -> str:
    """A date as git wants it; that of the last commit here when none is given."""
    if text is None:
        command = ["git", "log", "-1", "--format=%ct"]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise HandoutError("there is no last commit whose date could be taken: give --date")
        return f"{done.stdout.strip()} +0000"
    try:
        date = datetime.fromisoformat(text)
    except ValueError:
        raise HandoutError(f"a date is 2026-03-01 or 2026-03-01T12:00, not '{text}'") from None
    date = date if date.tzinfo else date.replace(tzinfo=timezone.utc)
    return f"{int(date.timestamp())} +0000"


def parse_wish(source: Source) -> Wish:
    parser = argparse.ArgumentParser(description="Make the students' repository.")
    parser.add_argument("--out", required=True, help="where it is, or is to be")
    parser.add_argument("--course", default=DEFAULT_COURSE, help="who the commits are from")
    parser.add_argument("--labs", help="which labs (default: all)")
    parser.add_argument("--licence", type=Path, help="a text to have instead of ours")
    parser.add_argument("--date", help="of the commits (default: that of our last one)")
    group = parser.add_mutually_exclusive_group()
    group.add_argument("--with-solutions", metavar="N", help="with answers of the labs before N")
    group.add_argument("--solutions", action="store_true", help="with all answers")
    options = parser.parse_args()
    answers, kind = Answers(), "exercises"
    if options.solutions:
        answers, kind = ALL_ANSWERS, "solutions"
    elif options.with_solutions is not None:
        if options.with_solutions not in {str(lab) for lab in source.labs}:
            raise HandoutError(f"WITH_SOLUTIONS is the number of a lab, not '{options.with_solutions}'")
        answers, kind = Answers(int(options.with_solutions)), f"from-{options.with_solutions}"
    course = options.course.strip()
    if not course or re.search(r"[<>\n\0]", course) or not re.search(r"\w", course):
        raise HandoutError("the name of a course is one line without < and >")
    if not options.out.strip():
        raise HandoutError("OUT is empty: name a folder")
    return Wish(
        Path(options.out).absolute(), course, parse_labs(options.labs, source.labs), options.licence,
        parse_date(options.date), answers, kind,
    )  # fmt: skip


def put_licence(tree: Tree, licence: Path | None) -> None:
    """The course's own licence instead of ours."""
    if licence is None:
        return
    try:
        text = licence.read_bytes()
    except OSError as error:
        raise HandoutError(f"{licence}: {error.strerror}") from None
    tree.files["LICENSE"] = File(text if text.endswith(b"\n") else text + b"\n")


def put_course(tree: Tree, course: str) -> None:
    """The name of the course where the README has it."""
    readme = tree.files.get("README.md")
    if readme:
        tree.files["README.md"] = File(readme.text.replace(b"@COURSE@", course.encode()))


def make_trees(source: Source, wish: Wish) -> list[Tree]:
    """The trees of all labs, checked."""
    trees = [source.tree(lab, wish.answers) for lab in wish.labs]
    problems: list[str] = []
    for tree in trees:
        put_licence(tree, wish.licence)
        put_course(tree, wish.course)
        problems += tree_problems(tree, wish.labs)
    for old, new in zip(trees, trees[1:], strict=False):
        problems += merge_problems(old, new)
    raise_problems(problems)
    return trees


def main() -> int:
    try:
        source = Source()
        wish = parse_wish(source)
        repository = Repository(wish.out, Options(wish.course, wish.labs, wish.kind, wish.date))
        trees = make_trees(source, wish)
        was_there = repository.open()
        before = ""
        for tree in trees:
            changed = repository.commit(tree.lab, source.title(tree.lab), repository.write(tree), before)
            before = repository.branch(tree.lab)
            state = "unchanged" if not changed else "updated" if was_there else "made"
            print(f"lab{tree.lab} {before[:12]} {state}: {len(tree.files)} files")
        repository.finish()
    except HandoutError as error:
        print(f"handout: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
