"""What must hold for the trees of a handout, whatever they are made from.

A tree: no traces of how it was made, no word of later labs, every include leads to a file. From one
lab to the next: nothing changes near what a student writes, so that their work can be merged.
"""

import difflib
import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from resolve import CODE, HandoutError
from tree import INCLUDE, Tree, folders_for

TRACES = re.compile(
    r"\bEXERCISE lab|//\s*HINT\b|^\s*//\||^#\s*if\w*.*\b(?:LAB|HANDOUT)\b|@LAB@|\bLAB [<>]", re.MULTILINE
)
LAB_WORD = re.compile(r"\blabs? ?([1-9])\b|\blab([1-9])\b", re.IGNORECASE)
OTHERS_LAB = re.compile(r"\bits labs? \d|\blab6_set_priority\b")  # the original's; a system call
EXERCISE = re.compile(r"^(\s*)// Exercise (lab\d+\.\d+[a-z]?): ")
OURS = re.compile(
    r"\btests/(?:unit|kernel|grade|e2e|compat|sfs|fuzz|defects|handout|site|docs)\b"
    r"|\btools/(?:skel|handout|mistakes|lint|site|docs)\b"
    r"|\bmake (?:lint|test|unit|mistakes|format|handout|solutions)\b"
)
ABOUT_ALL_LABS = ("README.md",)  # how one goes on with the next lab
PROSE = (".md", ".svg")
MAKE_INCLUDE = re.compile(r"^-?include +([\w./-]+)$", re.MULTILINE)
FROM_COMPILER = ("stdint.h", "stddef.h", "stdarg.h")
DISTANCE = 3
"""Lines between what a student may write and what the next lab changes: as many as git shows around a
change. One would do for a merge; the others are for what a student writes nearby."""


@dataclass(frozen=True)
class Span:
    """Lines of a file, from 1; `what` is in them."""

    first: int
    last: int
    what: str


def tree_problems(tree: Tree, labs: tuple[int, ...]) -> list[str]:
    """What is wrong with one tree."""
    problems: list[str] = []
    for name, file in tree.files.items():
        if b"\0" in file.text:
            continue
        text = file.text.decode(errors="replace")
        if not name.endswith(PROSE):
            for found in TRACES.finditer(text):
                problems.append(f"{place(text, name, found)}: a trace of this tree: {found[0].strip()}")
            for found in OURS.finditer(text):
                problems.append(f"{place(text, name, found)}: students do not have this: {found[0]}")
        if name not in ABOUT_ALL_LABS:
            problems += later_labs(tree, name, text)
        if name.endswith(CODE):
            problems += dead_includes(tree, name, text)
        if name == "Makefile" or name.endswith(".mk"):
            for found in MAKE_INCLUDE.finditer(text):
                if found[1] not in tree.files:
                    problems.append(f"{place(text, name, found)}: includes {found[1]}, which is not there")
    return [f"lab {tree.lab}: {problem}" for problem in problems]


def place(text: str, name: str, found: re.Match[str]) -> str:
    return f"{name}:{text.count(chr(10), 0, found.start()) + 1}"


def later_labs(tree: Tree, name: str, text: str) -> list[str]:
    """Where the text tells of labs that a student has not heard of yet."""
    problems = []
    for number, line in enumerate(text.splitlines(), 1):
        for found in LAB_WORD.finditer(OTHERS_LAB.sub("", line)):
            if int(found[1] or found[2]) > tree.lab:
                problems.append(f"{name}:{number}: speaks of a later lab: {line.strip()}")
                break
    return problems


def dead_includes(tree: Tree, name: str, text: str) -> list[str]:
    """Includes that lead nowhere."""
    if name.startswith("sfs-tools/"):
        folders: tuple[str, ...] = ("",)
    else:
        folders = (str(PurePosixPath(name).parent), *folders_for(name, tree.lab))
    problems = []
    for found in INCLUDE.finditer(text):
        include = found[1]
        if include in FROM_COMPILER or name.startswith("sfs-tools/") and '"' not in found[0]:
            continue
        if "host" in guard(text[: found.start()]):
            continue
        paths = [str(PurePosixPath(folder) / include) for folder in folders]
        if not any(path in tree.files for path in paths):
            problems.append(f"{place(text, name, found)}: includes {include}, which is not there")
    return problems


def guard(before: str) -> str:
    """`host` where the preprocessor looks only when programs of the host are compiled."""
    last = before.rstrip().splitlines()[-4:]
    return "host" if any("__STDC_HOSTED__" in line for line in last) else ""


# --- from one lab to the next -----------------------------------------------------------------------------


def merge_problems(old: Tree, new: Tree) -> list[str]:
    """Where a student's work on the lab of `old` would be in the way of the lab of `new`."""
    problems = []
    for name, file in old.files.items():
        if name.startswith("answers/lab") and new.files.get(name) != file:
            problems.append(f"lab {new.lab} changes {name}, where students write")
        if not name.endswith((".cpp", ".h", ".S")) or b"// Exercise lab" not in file.text:
            continue
        if name not in new.files:
            problems.append(f"{name} has exercises and is gone in lab {new.lab}: keep it")
            continue
        before, after = old.text(name).splitlines(), new.text(name).splitlines()
        if before == after:
            continue
        for span in student_spans(before):
            for first, last in hunks(before, after):
                if first <= span.last + DISTANCE and last >= span.first - DISTANCE:
                    problems.append(
                        f"lab {new.lab} changes {name}:{first} (of lab {old.lab}), too near to "
                        f"{span.what} in lines {span.first}-{span.last}"
                    )
    return problems


def hunks(before: list[str], after: list[str]) -> list[tuple[int, int]]:
    """The lines of `before` that change; for an insertion the two around it."""
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    changed = [(i, j) for tag, i, j, _, _ in matcher.get_opcodes() if tag != "equal"]
    return [(i + 1, j) if j > i else (i, i + 1) for i, j in changed]


def student_spans(lines: list[str]) -> list[Span]:
    """Where a student writes: the includes, the functions of exercises with what is above them, the
    beginning and the end of the namespace."""
    includes = [i for i, line in enumerate(lines, 1) if line.startswith("#include")]
    spans = [Span(min(includes), max(includes), "the includes")] if includes else []
    for number, line in enumerate(lines, 1):
        if found := EXERCISE.match(line):
            spans.append(function_span(lines, number, found[2]))
    return spans


def function_span(lines: list[str], number: int, exercise: str) -> Span:
    """The function around line `number`, from the comment above it to its closing brace."""
    first = number
    while first > 1 and lines[first - 2][:1] in ("", " ", "#"):
        first -= 1
    first = max(1, first - 1)  # its heading
    while first > 1 and lines[first - 2].strip():
        first -= 1
    last = number
    while last < len(lines) and not lines[last - 1].startswith("}"):
        last += 1
    return Span(first, last, f"exercise {exercise}")


def raise_problems(problems: list[str]) -> None:
    """Says what is wrong, if anything is."""
    if problems:
        raise HandoutError("\n".join([*problems, f"{len(problems)} problems: no handout was made"]))
