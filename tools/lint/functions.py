"""Where functions begin and end, from braces alone: enough for code that clang-format formats."""

import re
from typing import Iterator, NamedTuple

from source import Source

SCOPE = re.compile(r"\b(namespace|class|struct|union|enum)\b")
NAME = re.compile(r"(operator\s*\S+|[~\w:]+)\s*\(")
ATTRIBUTE = re.compile(r"__attribute__\s*\(\(.*?\)\)|\[\[.*?\]\]", re.DOTALL)
BEFORE_HEADING = re.compile(r"(?:\s|(?:public|private|protected)\s*:(?!:))*")
# `Type::Type(int a) : a_` is waiting for the initialiser of a_.
MEMBER_INITIALISER = re.compile(r"\)\s*(?:noexcept\s*)?:(?!:).*[\w>]$", re.DOTALL)


class Function(NamedTuple):
    name: str
    first: int  # line of the heading
    last: int  # line of the closing brace

    @property
    def lines(self) -> int:
        return self.last - self.first + 1


class Brace(NamedTuple):
    kind: str  # scope, function, or other: an initialiser or anything inside a function
    name: str
    first: int


def kind_of(heading: str) -> str:
    """What an opening brace at namespace or class scope begins."""
    if re.fullmatch(r'extern\s*"[^"]*"', heading):
        return "scope"
    scope, parenthesis = SCOPE.search(heading), heading.find("(")
    if scope and (parenthesis < 0 or scope.start() < parenthesis) and not heading.endswith(")"):
        return "scope"
    if parenthesis < 0 or heading.endswith("=") or MEMBER_INITIALISER.search(heading):
        return "other"
    return "function"


def functions(source: Source) -> Iterator[Function]:
    """Every function with a body; lambdas and local classes belong to the function around them."""
    code = source.plain_code
    stack: list[Brace] = []
    start = line = counted = 0
    for match in re.finditer(r"[;{}]", code):
        line += code.count("\n", counted, match.start())
        counted = match.start()
        if match[0] == "{":
            begin = BEFORE_HEADING.match(code, start, counted)
            raw = code[begin.end() if begin else start : counted]
            heading = ATTRIBUTE.sub("", raw).strip()
            inside = bool(stack) and stack[-1].kind != "scope"
            kind = "other" if inside else kind_of(heading)
            name = NAME.search(heading)
            stack.append(Brace(kind, name[1] if name else "?", line - raw.count("\n") + 1))
            if kind != "other":
                start = match.end()
        elif match[0] == "}" and stack:
            brace = stack.pop()
            if brace.kind == "function":
                yield Function(brace.name, brace.first, line + 1)
            if brace.kind != "other":
                start = match.end()
        elif match[0] == ";":
            start = match.end()
