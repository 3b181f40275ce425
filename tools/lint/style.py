"""Rules of style that a line or a file shows by itself."""

import re

from functions import functions
from source import Problem, Source

MAX_COLUMNS = 100
MAX_FILE = 500
MAX_FUNCTION = 60

# Pattern, what it is, what to do instead. They are looked for in code, not in comments or texts.
FORBIDDEN = [
    (r"\bgoto\b", "goto", "return early, or ScopeExit to undo"),
    (r"\bdynamic_cast\b|\btypeid\b", "run-time type information", "make it a virtual function"),
    (r"\bthrow\b|\btry\s*\{|\bcatch\s*\(", "exception", "return a Result"),
    (r"\bvirtual\s+~", "virtual destructor", "make it protected and non-virtual"),
    (r"<=>", "three-way comparison", "write == and < as far as needed"),
    (r"\binitializer_list\b", "initializer_list", "take a Span"),
    (r"\b(float|double)\b", "floating point", "scale an integer"),
    (r"\d'\d", "digit separator", "unifdef stumbles over it: remove it"),
    (r'\bR"', "raw string", "unifdef stumbles over it: quote with backslashes"),
    (r"\bthread_local\b", "thread_local", "keep it in the task"),
    (r"#\s*import\b|#\s*pragma\s+(?!once\b|GCC\b)", "non-standard directive", "remove it"),
    (r"#\s*elif.*\bLAB\b", "#elif over LAB", "use #if LAB >= N and #else"),
]
RULES = [(re.compile(p), what, remedy) for p, what, remedy in FORBIDDEN]
# `new (place) T` and operator new itself are the only forms.
PLAIN_NEW = re.compile(r"(?<!operator )\bnew\b(?!\s*\()|(?<!operator )(?<!= )\bdelete\b")
NEW_ALLOWED = ("kern/mm/", "libs/new.h", "libs/cxxrt.cpp", "user/")
USING_NAMESPACE = re.compile(r"\busing\s+namespace\b")
LAB_IN_NAME = re.compile(
    r"\b(?!(?:sys_|SYS_)?lab6_set_priority\b)\w*?(?:(?<![A-Za-z])lab|Lab|LAB)_?[1-8](?!\d)\w*"
)
ASM = re.compile(r"\b(asm|__asm__|__asm)\b")
ASM_ALLOWED = re.compile(r"kern/arch/|kern/driver/\w+/|user/libs/")


def check_size(source: Source) -> list[Problem]:
    """Columns of a line, lines of a file, lines of a function."""
    problems = [
        source.problem(number, f"line of {len(line)} columns", f"at most {MAX_COLUMNS}: break it")
        for number, line in enumerate(source.lines, 1)
        if len(line) > MAX_COLUMNS
    ]
    if len(source.lines) > MAX_FILE:
        what = f"file of {len(source.lines)} lines"
        problems.append(source.problem(MAX_FILE + 1, what, f"at most {MAX_FILE}: one file, one idea"))
    if not source.is_assembly:
        problems += [
            source.problem(
                f.first, f"function {f.name} of {f.lines} lines", f"at most {MAX_FUNCTION}: split it"
            )
            for f in functions(source)
            if f.lines > MAX_FUNCTION
        ]
    return problems


def check_frame(source: Source) -> list[Problem]:
    """Comment at the head of the file, #pragma once, `using namespace`."""
    problems = []
    if not source.text.lstrip().startswith(("//", "/*")):
        remedy = "begin with purpose, layer, uCore counterpart, reference"
        problems.append(source.problem(1, "no comment at the head of the file", remedy))
    if source.is_header and "#pragma once" not in source.code_lines:
        problems.append(source.problem(1, "header without #pragma once", "add it"))
    if source.is_header:
        for number, _ in source.matches(USING_NAMESPACE):
            problems.append(source.problem(number, "using namespace in a header", "name what is used"))
    return problems


def check_words(source: Source) -> list[Problem]:
    """What we do not use of the language."""
    problems = [
        source.problem(number, what, remedy)
        for pattern, what, remedy in RULES
        for number, _ in source.matches(pattern)
    ]
    if not source.name.startswith(NEW_ALLOWED):
        problems += [
            source.problem(number, f"{match[0]} of its own", "use kern/mm's heap and Owned<T>")
            for number, match in source.matches(PLAIN_NEW)
        ]
    if not ASM_ALLOWED.match(source.name):
        problems += [
            source.problem(number, "assembly outside kern/arch and kern/driver/BOARD", "move it there")
            for number, _ in source.matches(ASM)
        ]
    return problems


def check_names(source: Source) -> list[Problem]:
    """No identifier carries the number of a lab."""
    return [
        source.problem(number, f"{match[0]} has a lab's number in its name", "say what it does")
        for number, match in source.matches(LAB_IN_NAME)
    ]


def check(sources: list[Source]) -> list[Problem]:
    problems = []
    for source in sources:
        problems += check_size(source) + check_frame(source)
        if not source.is_assembly:
            problems += check_words(source) + check_names(source)
    return problems
