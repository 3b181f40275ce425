"""Rules that other programs check: clang-format, clang, shellcheck, pyflakes; and the built kernels."""

import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import listing
from source import Problem

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "build"))
from elf32 import Elf32, ElfError  # noqa: E402

SETUP = "run tools/setup.sh test"
PYTHON_FOLDERS = ("tools", "tests", "labs")
# file:line:column: error: text [-Wwhat]
MESSAGE = re.compile(r"^([^:\s][^:]*):(\d+):(?:\d+:)? (?:fatal )?(?:error|warning|note): (.*)$")
CLANG = """-fsyntax-only -std=c++2b -m32 -march=i686 -ffreestanding -nostdinc++ -fno-exceptions
-fno-rtti -fno-threadsafe-statics -Wall -Wextra -Wshadow -Wnon-virtual-dtor -Wold-style-cast
-Wthread-safety -Wglobal-constructors -Wexit-time-destructors -I. -Ikern/arch/i386/include""".split()
LAB_CONDITION = re.compile(r"^\s*#\s*(?:el)?if\b.*\bLAB\b", re.MULTILINE)
# Remedies for warnings that are rules of ours rather than of the language.
REMEDIES = {
    "-Wold-style-cast": "use static_cast, or what libs has for it",
    "-Wglobal-constructors": "make the global constinit",
    "-Wexit-time-destructors": "a global lives for ever: give it no destructor",
}


def run(root: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=root, capture_output=True, text=True, errors="replace")


def missing(tool: str) -> list[Problem]:
    return [Problem("lint", 0, f"{tool} is not installed", SETUP)]


def in_chunks(names: list[str], work, size: int = 12) -> list[Problem]:
    """The problems that `work` finds in a few files at a time, on all processors."""
    chunks = [names[i : i + size] for i in range(0, len(names), size)]
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        return [problem for found in pool.map(work, chunks) for problem in found]


def check_format(root: Path, files: list[str]) -> list[Problem]:
    """clang-format has nothing to change; one problem for a file."""
    if not shutil.which("clang-format"):
        return missing("clang-format")

    def work(chunk: list[str]) -> list[Problem]:
        done = run(root, "clang-format", "--dry-run", "-Werror", *chunk)
        found: dict[str, Problem] = {}
        for line in done.stderr.splitlines():
            if match := MESSAGE.match(line):
                problem = Problem(match[1], int(match[2]), "not formatted", "run make format")
                found.setdefault(match[1], problem)
        return list(found.values())

    return in_chunks(files, work)


def lab_flags(root: Path) -> dict[int, list[str]]:
    """The definitions of each lab, as the Makefile makes them."""
    labs = sorted(int(p.name[3:]) for p in root.glob("labs/lab*") if (p / "lab.mk").is_file())
    base = "0xC0000000"
    flags = {}
    for lab in labs or [8]:
        file = root / f"labs/lab{lab}/lab.mk"
        text = file.read_text() if file.is_file() else ""
        found = re.findall(r"^KERNEL_BASE\s*:?=\s*(\w+)", text, re.MULTILINE)
        base = found[-1] if found else base
        flags[lab] = [f"-DLAB={lab}", f'-DLAB_NAME="lab{lab}"', f"-DKERNEL_BASE={base}"]
    return flags


def lab_units(root: Path, files: list[str]) -> list[tuple[list[str], list[str]]]:
    """Definitions, and the .cpp files to look at with them: all as the highest lab has them, and for
    each lower lab those of its own that say something else there (`#if LAB`)."""
    flags = lab_flags(root)
    units = [f for f in files if f.endswith(".cpp")]
    conditional = [f for f in files if LAB_CONDITION.search((root / f).read_text(errors="replace"))]
    by_header = any(f.endswith(".h") for f in conditional)
    first_lab = {source: int(re.sub(r"\D", "", place))
                 for source, (place, _) in listing.listed_sources(root)[0].items()}
    *lower, highest = flags
    runs = [(flags[highest], units)]
    for lab in lower:
        own = [u for u in units if first_lab.get(u, highest) <= lab]
        runs.append((flags[lab], [u for u in own if by_header or u in conditional]))
    return runs


def check_clang(root: Path, files: list[str]) -> list[Problem]:
    """Lock annotations, C casts and globals, by clang's warnings."""
    if not shutil.which("clang++"):
        return missing("clang")

    def work(chunk: list[str], lab: list[str]) -> list[Problem]:
        done = run(root, "clang++", *CLANG, *lab, "-fno-caret-diagnostics", *chunk)
        problems = []
        for line in done.stderr.splitlines():
            match = MESSAGE.match(line)
            if not match or ": note: " in line:
                continue
            option = re.search(r" \[(-W[\w+-]+)\]$", match[3])
            what = match[3][: option.start()] if option else match[3]
            remedy = REMEDIES.get(option[1], option[1]) if option else ""
            name = match[1].removeprefix("./")
            problems.append(Problem(name, int(match[2]), what, remedy))
        return problems

    found = (in_chunks(units, lambda chunk, lab=lab: work(chunk, lab))
             for lab, units in lab_units(root, files))
    return sorted({problem for problems in found for problem in problems})


def scripts(root: Path) -> list[str]:
    """Shell scripts of the tree."""
    found = [p for d in ("tools", "tests", "labs") for p in (root / d).rglob("*.sh")]
    found += [p for p in (root / ".ci").glob("*") if p.is_file()]
    return sorted(str(p.relative_to(root)) for p in found if b"sh" in first_line(p))


def first_line(path: Path) -> bytes:
    with open(path, "rb") as file:
        return file.readline(200)


def check_shell(root: Path) -> list[Problem]:
    """shellcheck finds nothing."""
    names = scripts(root)
    if not names:
        return []
    if not shutil.which("shellcheck"):
        return missing("shellcheck")
    done = run(root, "shellcheck", "-f", "gcc", *names)
    matches = (MESSAGE.match(line) for line in done.stdout.splitlines())
    return [Problem(m[1], int(m[2]), m[3]) for m in matches if m]


def python_files(root: Path) -> list[Path]:
    return sorted(p for d in PYTHON_FOLDERS for p in (root / d).rglob("*.py"))


def check_python(root: Path) -> list[Problem]:
    """Python parses, and pyflakes, where it is installed, finds nothing."""
    problems = []
    for path in python_files(root):
        name = str(path.relative_to(root))
        try:
            compile(path.read_text(encoding="utf-8"), name, "exec", dont_inherit=True)
        except (SyntaxError, ValueError) as error:
            line = getattr(error, "lineno", None) or 1
            problems.append(Problem(name, line, f"no valid Python: {error}"))
    if problems or not python_files(root):
        return problems
    done = run(root, "/usr/bin/python3", "-m", "pyflakes", *map(str, python_files(root)))
    if "No module named pyflakes" in done.stderr:
        return missing("python3-pyflakes")
    for line in done.stdout.splitlines():
        match = re.match(r"(.*?):(\d+):(?:\d+:?)? (.*)", line)
        if match and "noqa" not in source_line(match[1], int(match[2])):
            name = os.path.relpath(match[1], root)
            problems.append(Problem(name, int(match[2]), match[3]))
    return problems


def source_line(name: str, number: int) -> str:
    lines = Path(name).read_text().splitlines()
    return lines[number - 1] if number <= len(lines) else ""


def check_kernels(root: Path) -> list[Problem]:
    """No built kernel has code that would have to run before kern_init."""
    problems = []
    for path in sorted(root.glob("build/*/lab*/bin/kernel")):
        name = str(path.relative_to(root))
        try:
            elf = Elf32(path)
        except (ElfError, OSError) as error:
            problems.append(Problem(name, 0, str(error)))
            continue
        for section in elf.sections:
            if section.name.startswith((".init_array", ".ctors")) and section.size:
                what = f"{section.name} has {section.size} bytes"
                problems.append(Problem(name, 0, what, "make every global constinit"))
    return problems
