"""Forms in which TRY and #if LAB may stand."""

import re

from source import Problem, Source

# --- TRY: a statement expression, which GCC 12 compiles wrongly inside an aggregate's initialiser ------

TRY = re.compile(r"\bTRY\s*\(")
# What stands between the statement's beginning and TRY.
BEFORE_TRY = re.compile(
    r"""(?:^|[;{}:)]|\belse)\s*
        (?:(?:const\s+)?auto\s*[&*]*\s*(?:\w+|\[[^\]]*\])\s*=   # auto x =
        |[A-Za-z_][\w:<>,\s]*?[\s*&]+\w+\s*=                  # Type* x =
        |return)?\s*$""",
    re.VERBOSE,
)
# A declaration with its type instead of `auto` is the same form.
TRY_REMEDY = "write auto x = TRY(f()); or TRY(f()); or return TRY(f());"


def closing(code: str, opening: int) -> int:
    """The offset of the parenthesis that closes the one at `opening`; -1 when there is none."""
    depth = 0
    for i in range(opening, len(code)):
        depth += (code[i] == "(") - (code[i] == ")")
        if depth == 0:
            return i
    return -1


def check_try(source: Source) -> list[Problem]:
    code = source.plain_code
    problems = []
    for match in TRY.finditer(code):
        end = closing(code, match.end() - 1)
        before = code[max(0, match.start() - 200) : match.start()]
        if not BEFORE_TRY.search(before) or not code[end + 1 :].lstrip().startswith(";"):
            line = code.count("\n", 0, match.start()) + 1
            problems.append(source.problem(line, "TRY inside an expression", TRY_REMEDY))
    return problems


# --- LAB: conditionals that unifdef resolves when a student's tree is made ------------------------------

MAX_CONDITIONALS = 3
LAB = re.compile(r"\bLAB\b")
DIRECTIVE = re.compile(r"^#if LAB (>=|<) [1-9]\s*$")
LAB_REMEDY = "only `#if LAB >= N` or `#if LAB < N`, N a number"


def has_code(behind: list[str]) -> bool:
    """Whether there is code, and not comments only, behind an #if up to its #endif. Comments for some
    labs only stand in nobody's way."""
    for line in behind:
        if line.startswith("#endif"):
            return False
        if line.strip() and not line.startswith("#else"):
            return True
    return False


def check_lab(source: Source) -> list[Problem]:
    problems = []
    count = 0
    for number, line in enumerate(source.code_lines, 1):
        if not LAB.search(line):
            continue
        if DIRECTIVE.match(line):
            count += has_code(source.code_lines[number:])
            if count == MAX_CONDITIONALS + 1:
                what = f"more than {MAX_CONDITIONALS} #if LAB in one file"
                problems.append(source.problem(number, what, "add a file in the later lab, or a hook"))
        else:
            problems.append(source.problem(number, "LAB in another form", LAB_REMEDY))
    return problems


# --- assembly: unifdef takes an apostrophe behind `#` for the beginning of a character ------------------

HASH_COMMENT = re.compile(
    r"^\s*#(?!\s*(?:include|define|undef|if|ifdef|ifndef|else|elif|endif|error|pragma)\b)|\S\s+#\s"
)


def check_assembly(source: Source) -> list[Problem]:
    return [
        source.problem(number, "comment that begins with #", "write // or /* */")
        for number, _ in source.matches(HASH_COMMENT)
    ]


def check(sources: list[Source]) -> list[Problem]:
    problems = []
    for source in sources:
        problems += check_lab(source)
        problems += check_assembly(source) if source.is_assembly else check_try(source)
    return problems
