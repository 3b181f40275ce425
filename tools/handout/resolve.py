"""The texts of a student's tree: conditionals resolved, exercises blank or answered.

Sources have `#if LAB`, Makefiles the same in comments (with `#ifndef HANDOUT`, and code behind `#|`),
pages of Markdown `<!-- LAB >= N -->` ... `<!-- LAB end -->`, and `<!-- ours -->` ... `<!-- ours end -->`
around what is not for students; at the end of a line, or of a row of a table, either is for that line.
"""

import functools
import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Callable, Container

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools/skel"))
from regions import MarkerError, Region, parse_regions  # noqa: E402

CONDITIONAL = re.compile(r"^#\s*if\b.*\bLAB\b|^#ifn?def HANDOUT$", re.MULTILINE)
COMPARED = re.compile(r"\bLAB (?:>=|<) (\d)")
CXX = (".cpp", ".h", ".c")
CODE = (*CXX, ".S", ".inc", ".def", ".ld")
BLANK_CALL = re.compile(r'^(\s*)(NOT_IMPLEMENTED|NOT_DONE_YET)\("(lab\d+\.\d+[a-z]?)"\);$')
MARKDOWN_IF = re.compile(r"^<!-- (?:LAB (>=|<) (\d)|ours) -->$")
MARKDOWN_LINE = re.compile(r"^(.*\S) <!-- (?:LAB (>=|<) (\d)|ours) -->( \|)?$")
MARKDOWN_END = ("<!-- LAB end -->", "<!-- ours end -->")
ROW = re.compile(r"^\| \[?(?:lab)?(\d)\b")
ANSWER = re.compile(r"(<!-- answer: lab(\d+)\.q\d+ -->\n).*?(?=^<!-- end -->$)", re.MULTILINE | re.DOTALL)
COMMENT = re.compile(r"^<!--.*?-->\n(?:\n(?=\n|\Z))?", re.MULTILINE | re.DOTALL)
TOLD_TO_STUDENTS = re.compile(r"<!-- (?:answer: |end -->)")
DRAWN_FROM = re.compile(r"\A<!-- made by `make drawings` .*?-->\n")
LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\(([^()\s]+)\)")
TABLE_ROW = re.compile(r"^\|.*\n", re.MULTILINE)
ONLY_LINKS = re.compile(rf"{LINK.pattern}(?:, {LINK.pattern})*")
LINE_WIDTH = 100


class HandoutError(Exception):
    """The tree cannot be handed out; the text says what to do."""


@dataclass(frozen=True)
class Answers:
    """Exercises of labs before `before` are answered, and those with the ids `also`; the others are
    blank."""

    before: int = 0
    also: frozenset[str] = frozenset()

    def has(self, region: Region) -> bool:
        return region.lab < self.before or region.exercise in self.also


ALL_ANSWERS = Answers(before=100)


def run_filter(command: list[str], text: str, name: str) -> str:
    """What `command` makes of `text`."""
    try:
        done = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise HandoutError(f"{command[0]} is missing: run tools/setup.sh test") from None
    if done.returncode != 0:
        why = (done.stderr.strip().splitlines() or ["no reason given"])[0]
        raise HandoutError(f"{name}: {command[0]} fails: {why}")
    return done.stdout


def has_conditionals(text: str) -> bool:
    return CONDITIONAL.search(text) is not None


@functools.cache
def _run_unifdef(options: tuple[str, ...], text: str, name: str) -> str:
    return run_filter(["unifdef", "-x2", *options], text, name)


def resolve_conditionals(text: str, name: str, lab: int) -> str:
    """The text of lab `lab`, as if there had never been another. C++ still has to be formatted."""
    if not has_conditionals(text):
        return text
    is_code = name.endswith(CODE)
    options = () if is_code else ("-t",)  # what is no C has apostrophes of its own
    highest = max((int(n) for n in COMPARED.findall(text) if int(n) <= lab), default=1)
    resolved = _run_unifdef((*options, f"-DLAB={highest}", "-DHANDOUT"), text, name)
    if not is_code:
        resolved = re.sub(r"^#\| ?", "", resolved, flags=re.MULTILINE).replace("@LAB@", str(lab))
    return join_blank_lines(resolved)


def format_all(texts: dict[str, str]) -> dict[str, str]:
    """The texts of C++ files by name, as clang-format wants them."""
    with tempfile.TemporaryDirectory(prefix="handout-") as folder:
        root = Path(folder)
        shutil.copy(ROOT / ".clang-format", root)
        for name, text in texts.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text)
        if texts:
            run_filter(["clang-format", "-i", *(str(root / name) for name in texts)], "", "format")
        return {name: (root / name).read_text() for name in texts}


def join_blank_lines(text: str) -> str:
    """No two blank lines together, none at the end: where something was taken out."""
    return re.sub(r"\n{3,}", "\n\n", text).lstrip("\n").rstrip("\n") + "\n"


def resolve_markdown(text: str, name: str, lab: int) -> str:
    """A page as lab `lab` has it: parts for other labs are gone, and commands need no LAB=."""
    kept: list[str] = []
    wanted = True
    inside = False
    for line in text.splitlines():
        if found := MARKDOWN_IF.match(line.strip()):
            if inside:
                raise HandoutError(f"{name}: a part for some labs inside another one")
            inside = True
            wanted = is_for(lab, found[1], found[2])
        elif line.strip() in MARKDOWN_END:
            inside, wanted = False, True
        elif wanted and (found := MARKDOWN_LINE.match(line)):
            kept += [found[1] + (found[4] or "")] if is_for(lab, found[2], found[3]) else []
        elif wanted:
            kept.append(line)
    if inside:
        raise HandoutError(f"{name}: a part for some labs has no {MARKDOWN_END[0]}")
    if name == "labs/README.md":
        kept = [line for line in kept if not is_of_later_lab(line, lab)]
    page = join_blank_lines(without_comments("".join(f"{line}\n" for line in kept)))
    return re.sub(r"\b(make(?: [a-z][\w-]*)?) LAB=(?:\d|n)\b", r"\1", page)


def is_for(lab: int, comparison: str | None, number: str | None) -> bool:
    """Whether a mark of a page is for the lab: `LAB >= 3`, `LAB < 3`; without a number it is `ours`."""
    if not number:
        return False
    return lab >= int(number) if comparison == ">=" else lab < int(number)


def without_comments(page: str) -> str:
    """A page without what its comments tell the tests of this tree; those around a student's answers
    stay."""
    return COMMENT.sub(lambda found: found[0] if TOLD_TO_STUDENTS.match(found[0]) else "", page)


def is_of_later_lab(line: str, lab: int) -> bool:
    """Whether it is the row of a table for a later lab, or for an exercise of one."""
    row = ROW.match(line)
    return row is not None and int(row[1]) > lab


def resolve_answers(text: str, answers: Answers) -> str:
    """A page of questions: what stands between the comments for an answer is the student's to write."""

    def blank(found: re.Match[str]) -> str:
        return found[0] if int(found[2]) < answers.before else f"{found[1]}\n"

    return ANSWER.sub(blank, text)


def cut_links(text: str, name: str, files: Container[str]) -> str:
    """A page whose links to what is not in `files` are plain words. Drawings that are not there go,
    and so does what stands in a table only for the sake of such links."""
    folder = PurePosixPath(name).parent

    def is_there(found: re.Match[str]) -> bool:
        target = found[3].partition("#")[0]
        if not target or re.match(r"[a-z]+:", target):
            return True
        return os.path.normpath(folder / target) in files

    def cut(found: re.Match[str]) -> str:
        return found[0] if is_there(found) else "" if found[1] else found[2]

    return LINK.sub(cut, TABLE_ROW.sub(lambda row: cut_row(row[0], is_there), text))


def cut_row(row: str, is_there: Callable[[re.Match[str]], bool]) -> str:
    """The row of a table: a cell that is nothing but links keeps those that lead somewhere, and the row
    goes when there are none."""
    cells = row.split("|")
    for number, cell in enumerate(cells):
        if not ONLY_LINKS.fullmatch(cell.strip()):
            continue
        kept = [found[0] for found in LINK.finditer(cell) if is_there(found)]
        if not kept:
            return ""
        cells[number] = f" {', '.join(kept)} "
    return "|".join(cells)


def comment(region: Region) -> list[str]:
    """What a student is told at the place of the exercise."""
    lines = [f"{region.indent}// Exercise {region.id}: {region.task.rstrip('.')}."]
    return lines + [f"{region.indent}// {hint}".rstrip() for hint in region.hints]


def blank_lines(region: Region) -> list[str]:
    """The stub, whose call names the task, too."""
    lines: list[str] = []
    for line in region.stub_lines():
        call = BLANK_CALL.match(line)
        if not call:
            lines.append(line)
            continue
        task = region.task.rstrip(".").replace("\\", "\\\\").replace('"', '\\"')
        begin = f'{call[1]}{call[2]}("{call[3]}",'
        whole = f'{begin} "{task}");'
        if len(whole) <= LINE_WIDTH:
            lines.append(whole)
            continue
        indent = " " * len(f"{call[1]}{call[2]}(")
        if len(indent) + len(task) + 4 > LINE_WIDTH:
            indent = f"{call[1]}    "
        lines += [begin, f'{indent}"{task}");']
    return lines


def before_its_lab(region: Region, lines: list[str], file: str) -> list[str]:
    """What stands in a lab that has the file but not yet the exercise: the code that it begins with."""
    stub = region.stub_lines()
    code = [line for line in stub if not BLANK_CALL.match(line) and "//" not in line]
    if not code or any("NOT_IMPLEMENTED" in line for line in stub):
        raise HandoutError(
            f"{file}:{region.begin}: {region.id} is in a file that earlier labs have, so its STUB must work"
        )
    return code


def answer_lines(region: Region, lines: list[str]) -> list[str]:
    """The reference answer."""
    return lines[region.body - 1 : region.body_end - 1]


def resolve_exercises(text: str, name: str, lab: int, answers: Answers) -> str:
    """Exercises as a student finds them: the task and hints as a comment, then a stub or an answer."""
    if "EXERCISE" not in text:
        return text
    try:
        regions = parse_regions(text, name)
    except MarkerError as error:
        raise HandoutError(str(error)) from None
    lines = text.splitlines()
    for region in sorted(regions, key=lambda r: -r.begin):
        answered = answers.has(region)
        if region.lab > lab:
            new = answer_lines(region, lines) if answered else before_its_lab(region, lines, name)
        elif answered:
            new = comment(region) + answer_lines(region, lines)
        else:
            new = comment(region) + blank_lines(region)
        lines[region.begin - 1 : region.end] = new
    return "".join(f"{line}\n" for line in lines)


def resolve(text: str, name: str, lab: int, answers: Answers) -> str:
    """The text of the file `name` in the tree of lab `lab`."""
    if name.startswith(".vscode/"):
        return text.replace(" LAB=${input:lab}", "").replace("lab${input:lab}", f"lab{lab}")
    if name.endswith(".md"):
        return resolve_answers(resolve_markdown(text, name, lab), answers)
    if name.endswith(".svg"):
        return DRAWN_FROM.sub("", text)
    if name.endswith(CODE):
        text = resolve_exercises(text, name, lab, answers)
    return resolve_conditionals(text, name, lab)
