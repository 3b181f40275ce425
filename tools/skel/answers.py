#!/usr/bin/python3
"""Answers to the reading questions: blank them for students, and see that the files are sound.

    answers.py blank FILE        FILE (answers/labN.md) as a student gets it, to the standard output
    answers.py list              every question: id, where, and whether it is checked
    answers.py check             do answers/*.md and labs/*/lab.toml belong together

The form of the files is told in tools/grade/answers.py. As a library: `blank`, `check_tree`.
"""

import argparse
import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tools.grade.answers import Answer, AnswerError, parse  # noqa: E402

HEADING = re.compile(r"^## (lab\d+\.q\d+): \S")
CHECKED = "*Checked"


def blank(text: str, file: str) -> str:
    """The text with every answer empty: between its two comments is one blank line."""
    lines = text.splitlines()
    for answer in reversed(parse(text, file).values()):
        lines[answer.begin - 1:answer.end] = [f"<!-- answer: {answer.id} -->", "", "<!-- end -->"]
    return "".join(f"{line}\n" for line in lines)


def questions(text: str) -> dict[str, tuple[int, str]]:
    """Line and text of each question, by its id."""
    found: dict[str, tuple[int, str]] = {}
    name = ""
    for number, line in enumerate(text.splitlines(), 1):
        if heading := HEADING.match(line):
            name = heading[1]
            found[name] = number, ""
        elif name:
            found[name] = found[name][0], f"{found[name][1]}{line}\n"
    return found


def checked(root: Path) -> set[str]:
    """The questions that a [[check]] of some lab compares the answer of."""
    names = set()
    for path in sorted(root.glob("labs/lab*/lab.toml")):
        try:
            checks = tomllib.loads(path.read_text()).get("check", [])
        except tomllib.TOMLDecodeError:
            continue  # said elsewhere (markers.py)
        names |= {check["answer"] for check in checks if "answer" in check}
    return names


def check_file(path: Path, name: str, with_check: set[str]) -> list[tuple[str, int, str]]:
    """What is wrong with one file: (file, line, what)."""
    text = path.read_text()
    try:
        answers = parse(text, name)
    except AnswerError as error:
        line = re.search(r":(\d+):", str(error))
        return [(name, int(line[1]) if line else 1, str(error).partition(": ")[2])]
    asked = questions(text)
    wanted = [f"{path.stem}.q{number}" for number in range(1, len(asked) + 1)]
    errors = []
    if list(asked) != wanted or list(answers) != wanted:
        errors.append((name, 1, f"questions and answers are not {path.stem}.q1, q2, ... in order"))
    for question, (line, rest) in asked.items():
        says = CHECKED in rest.partition("<!--")[0]
        if says != (question in with_check):
            verb = "says" if says else "does not say"
            errors.append((name, line, f"{question} {verb} that it is checked, lab.toml differs"))
        if question in answers and answers[question].is_blank:
            errors.append((name, line, f"{question} has no answer"))
    return errors


def check_tree(root: Path) -> list[tuple[str, int, str]]:
    """Everything that is wrong with the files of answers: (file, line, what)."""
    with_check = checked(root)
    errors: list[tuple[str, int, str]] = []
    there: set[str] = set()
    for path in sorted(root.glob("answers/lab*.md")):
        errors += check_file(path, str(path.relative_to(root)), with_check)
        there |= set(questions(path.read_text()))
    for question in sorted(with_check - there):
        lab = question.partition(".")[0]
        errors.append((f"labs/{lab}/lab.toml", 1, f"answers/{lab}.md has no question {question}"))
    return errors


def table(root: Path) -> list[str]:
    """A line for each question."""
    with_check = checked(root)
    lines = []
    for path in sorted(root.glob("answers/lab*.md")):
        name = str(path.relative_to(root))
        answers: dict[str, Answer] = parse(path.read_text(), name)
        for answer in answers.values():
            kind = "checked" if answer.id in with_check else "read"
            varies = ", varies" if answer.varies else ""
            lines.append(f"{answer.id:9} {name}:{answer.begin} {kind}{varies}")
    return lines


def main() -> int:
    parser = argparse.ArgumentParser(description="Answers to the reading questions.")
    parser.add_argument("--root", type=Path, default=ROOT, help="root of the tree")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("list", help="list every question")
    commands.add_parser("check", help="compare questions, answers and lab.toml files")
    command = commands.add_parser("blank", help="take the answers out of a file")
    command.add_argument("file", type=Path)
    options = parser.parse_args()
    try:
        if options.command == "blank":
            print(blank(options.file.read_text(), str(options.file)), end="")
        elif options.command == "list":
            print("\n".join(table(options.root)))
        else:
            errors = check_tree(options.root)
            for file, line, what in errors:
                print(f"{file}:{line}: {what}", file=sys.stderr)
            return 1 if errors else 0
    except (AnswerError, OSError, UnicodeDecodeError) as error:
        print(f"answers: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
