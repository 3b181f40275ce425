"""What a lab's branch must not have: words of what comes later, and of what students never get.

Each function takes the files of a branch by name, and returns what it found, a line each.
"""

import re
import subprocess
import tarfile
from collections import Counter
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Iterator, NamedTuple

Files = dict[str, str]
CODE = (".cpp", ".h", ".c", ".S", ".inc", ".def")
FOLDERS = "kern|libs|user|tools|labs|docs|tests|site|sfs-tools|answers"
PATH = re.compile(rf"(?<![\w/.<-])((?:{FOLDERS})/[\w./-]*\w)")
FILE_NAME = re.compile(r"(?<![\w/.<-])[\w-]+\.(?:cpp|h|c|S|py|mk|md|toml|inc|def)\b")
COMMAND = re.compile(r"(?:`|\n\n    |&& )make ((?:[A-Z_]+=\S+ )*)([a-z][\w-]*)")
TARGET = re.compile(r"^## ([a-z][\w-]*): |^([a-z][\w%-]*(?: [a-z][\w%-]*)*):(?!=)", re.MULTILINE)
RUN = re.compile(r"(?<![\w-])(?:run|run-nox|debug|debug-nox|build|trace)-([a-z]\w*)\b")
WORD = re.compile(r"[A-Za-z_]\w*")
DECLARED = re.compile(
    r"^(?: {4})?(?:\[\[\w+\]\] )?(?!return\b|else\b|using\b|friend\b|static_assert\b)"
    r"[A-Za-z_][\w:<>,*& ]*?[ *&](\w+)\([^;{}]*\)[^;{}=]*;", re.MULTILINE)  # fmt: skip
DEFINED = re.compile(
    r"^ *(?:\[\[\w+\]\] )?(?:(?:static|inline|constexpr|virtual|explicit|consteval) )*"
    r"(?!return\b|else\b|new\b)[A-Za-z_][\w:<>,]*[ *&]+(?:\w+::)*([a-z_]\w*)\(", re.MULTILINE)  # fmt: skip
OPTION_ROW = re.compile(r"^// \| (\w+) +\| ", re.MULTILINE)
OPTION_ASKED = re.compile(r'\b(?:option|option_number)\("(\w+)"')


class Known(NamedTuple):
    """What the whole tree has."""

    files: frozenset[str]
    programs: frozenset[str]


def read_branch(repository: Path, branch: str) -> Files:
    """The text files of a branch."""
    command = ["git", "archive", "--format=tar", branch]
    archive = subprocess.run(command, cwd=repository, capture_output=True, check=True).stdout
    files: Files = {}
    with tarfile.open(fileobj=BytesIO(archive)) as tar:
        for member in tar:
            content = tar.extractfile(member) if member.isfile() else None
            data = content.read() if content else b"\0"
            if b"\0" not in data:
                files[member.name] = data.decode(errors="replace")
    return files


def lines_of(files: Files) -> Iterator[tuple[str, str]]:
    """(place, line) of every line that is about this tree; what tells of the original is not."""
    for name, text in files.items():
        for number, line in enumerate(text.splitlines(), 1):
            if "uCore" not in line and not line.startswith(("| `kern/", "| `libs/", "| `boot/", "| `user/")):
                yield f"{name}:{number}", line


def missing_paths(files: Files, known: Known) -> list[str]:
    """Paths and names of files of the whole tree that the branch does not have."""
    there = set(files) | {str(p) for name in files for p in PurePosixPath(name).parents}
    short = {PurePosixPath(name).name for name in files}
    elsewhere = {PurePosixPath(name).name for name in known.files} - short
    folders = {str(p) for name in known.files for p in PurePosixPath(name).parents}
    found = []
    for place, line in lines_of(files):
        if "filter-out" in line:  # lists name what they take away
            continue
        for path in PATH.findall(line):
            stem = any(name.startswith(f"{path}.") for name in there)
            ours = path in known.files or path in folders or any(n.startswith(f"{path}.") for n in known.files)
            if ours and path not in there and not stem:
                found.append(f"{place}: {path}")
        found += [f"{place}: {name}" for name in FILE_NAME.findall(line) if name in elsewhere]
    return found


def missing_targets(files: Files, known: Known) -> list[str]:
    """Commands that make does not know, and programs that are not built."""
    makefiles = "\n".join(t for n, t in files.items() if n == "Makefile" or n.endswith(".mk"))
    words = [word for a, b in TARGET.findall(makefiles) for word in (a or b).split()]
    patterns = tuple(word.removesuffix("%") for word in words if word.endswith("%"))
    programs = {PurePosixPath(n).stem for n in files if re.fullmatch(r"user/[^/]+\.(?:c|cpp)", n)}
    found = []
    for name, text in files.items():
        if not name.endswith((".md", ".json")):
            continue
        for match in COMMAND.finditer(text):
            target = match[2]
            if target not in words and not target.startswith(patterns):
                found.append(f"{name}: make {target}")
        for program in RUN.findall(text):
            if program in known.programs - programs:
                found.append(f"{name}: program {program}")
    return found


def without_comments(text: str) -> str:
    text = re.sub(r"//[^\n]*|/\*.*?\*/", " ", text, flags=re.DOTALL)
    return re.sub(r'"(?:\\.|[^"\\\n])*"', '""', text)


def side_words(files: Files, side: str) -> Counter[str]:
    """How often each word stands in the code of `kern` or `user`, libs included."""
    count: Counter[str] = Counter()
    for name, text in files.items():
        if name.endswith((*CODE, ".ld")) and name.startswith((f"{side}/", "libs/")):
            count.update(WORD.findall(without_comments(text)))
    return count


def undefined_functions(files: Files) -> list[str]:
    """Functions that a header declares and that nothing defines or uses."""
    found = []
    for side in ("kern", "user"):
        count = side_words(files, side)
        for name, text in files.items():
            if name.startswith(f"{side}/") and name.endswith(".h"):
                names = DECLARED.findall(without_comments(text))
                found += [f"{name}: {function}" for function in names if count[function] <= 1]
    return found


def function_uses(files: Files) -> dict[str, tuple[str, int]]:
    """The functions of the kernel: (where one is declared or defined, how often it is used)."""
    places: dict[str, str] = {}
    heads: Counter[str] = Counter()
    for name, text in files.items():
        if name.startswith("kern/") and name.endswith((".h", ".cpp")):
            for function in DEFINED.findall(without_comments(text)):
                if function not in places or name.endswith(".h"):
                    places[function] = name
                heads[function] += 1
    count = side_words(files, "kern")
    return {f: (place, count[f] - heads[f]) for f, place in places.items()}


def wrong_options(files: Files) -> list[str]:
    """Boot options that kern/debug/options.h lists and nobody asks for, and the other way round."""
    listed = set(OPTION_ROW.findall(files["kern/debug/options.h"])) - {"name"}
    asked = {o for n, t in files.items() if n.startswith("kern/") for o in OPTION_ASKED.findall(t)}
    return [f"only in the table: {o}" for o in listed - asked] + [f"not in it: {o}" for o in asked - listed]
