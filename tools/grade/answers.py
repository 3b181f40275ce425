"""Answers to reading questions: what stands in answers/labN.md, and whether it is right.

    <!-- answer: lab1.q2 -->
    0x00100000

    What follows the first paragraph is for people.
    <!-- end -->

The first paragraph is compared with what the check's function works out from the build and from
the machine: one value, or several with commas between them, or one in a line. `(varies)` behind the
id marks a reference answer in words, where the value differs from build to build; nothing is won by it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_MARK = re.compile(r"\s*<!--\s*(answer|end)\b(.*?)-->\s*")
_NAME = re.compile(r":\s*(lab\d+\.q\d+)\s*(\(varies\))?\s*")
_LIST_MARK = re.compile(r"\s*(?:[-*+]|\d+[.)])\s+")
_NUMBER = re.compile(r"0x[0-9a-f]+|0b[01]+|[0-9]+")

_LONGEST = 80
"""Characters of a number: Python refuses to read much longer ones."""

Value = int | str


class AnswerError(Exception):
    """A file of answers has lost its form; the message says where."""


@dataclass(frozen=True)
class Answer:
    """What stands between the marks of one question. Lines count from 1."""

    id: str
    begin: int
    end: int
    text: str
    varies: bool = False

    @property
    def is_blank(self) -> bool:
        """Whether nothing was written yet."""
        return not self.text.strip()


def parse(text: str, file: str) -> dict[str, Answer]:
    """All answers of a file by their ids, in its order. AnswerError when its marks make no sense."""
    answers: dict[str, Answer] = {}
    lines = text.splitlines()
    opened: tuple[str, int, bool] | None = None
    for number, line in enumerate(lines, 1):
        mark = _MARK.fullmatch(line)
        if mark is None:
            continue
        if (mark[1] == "answer") == (opened is not None):
            state = f"the answer of line {opened[1]} has no end" if opened else "no answer begins"
            raise AnswerError(f"{file}:{number}: {state} before this line")
        if opened is not None:
            name, begin, varies = opened
            answers[name] = Answer(name, begin, number, "\n".join(lines[begin:number - 1]), varies)
            opened = None
            continue
        name = _NAME.fullmatch(mark[2])
        if name is None or name[1] in answers:
            problem = "stands twice" if name else "must look like <!-- answer: lab1.q2 -->"
            raise AnswerError(f"{file}:{number}: '{line.strip()}' {problem}")
        opened = name[1], number, name[2] is not None
    if opened is not None:
        raise AnswerError(f"{file}:{opened[1]}: the answer to {opened[0]} has no <!-- end -->")
    return answers


def load(folder: Path, question: str) -> Answer:
    """The answer to `question` in the file of its lab. AnswerError when there is none."""
    path = folder / f"{question.partition('.')[0]}.md"
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise AnswerError(f"there is no {_short(path)}") from None
    except (OSError, UnicodeDecodeError) as problem:
        raise AnswerError(f"{_short(path)} cannot be read: {problem}") from None
    found = parse(text, _short(path)).get(question)
    if found is None:
        raise AnswerError(f"{_short(path)} has no place for {question}: <!-- answer: {question} -->")
    return found


def problems(answer: Answer, right: Value | Iterable[Value]) -> list[str]:
    """Why the answer is not `right`, else nothing. Never tells what would be right."""
    wanted = [right] if isinstance(right, (int, str)) else list(right)
    given = _pieces(answer.text)
    if len(wanted) == 1 and len(given) != 1:
        return [f"{answer.id} asks for one value, the first paragraph of its answer has {len(given)}"]
    wrong = []
    for text, value in zip(given, wanted):
        trouble = _difference(text, value)
        if trouble is None:
            return [f"'{text[:_LONGEST]}' is no number; hexadecimal ones begin with 0x"]
        if trouble:
            wrong.append(f"'{text[:_LONGEST]}'")
    if wrong:
        return [f"{', '.join(wrong)}: not what this build does"]
    if len(given) != len(wanted):
        return [f"{answer.id} asks for {'more' if len(given) < len(wanted) else 'fewer'} values than "
                f"the {len(given)} of its answer"]
    return []


def _difference(text: str, value: Value) -> bool | None:
    """Whether the text means something else than `value`; None when it should be a number and is not."""
    if isinstance(value, str):
        return _plain(text) not in (_plain(value), _plain(value).rpartition("::")[2])
    word = _plain(text).replace("_", "")
    if not _NUMBER.fullmatch(word):
        return None
    return len(word) > _LONGEST or int(word, 10 if word.isdigit() else 0) != value


def _pieces(text: str) -> list[str]:
    """The values of the first paragraph: commas, arrows, semicolons and ends of lines part them."""
    paragraph = re.split(r"\n\s*\n", text.strip())[0]
    pieces = []
    for line in paragraph.splitlines():
        line = _LIST_MARK.sub("", line, count=1) if _LIST_MARK.match(line) else line
        pieces += [piece.strip() for piece in re.split(r"[,;]|->|→", line)]
    return [piece for piece in pieces if piece]


def _plain(text: str) -> str:
    """Without what people put around a value: quotes, a full stop, brackets of a call."""
    return text.strip().strip("`'\"*.").removesuffix("()").strip().casefold()


def _short(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"
