#!/usr/bin/python3
"""Check the rules of the tree. Prints file:line: what: what to do; exit status 1 if there is any.

    lint.py [--root DIR] [RULE ...]      all rules, or only these; --list names them
"""

import argparse
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Callable

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "skel"))

import answers  # noqa: E402
import external  # noqa: E402
import forms  # noqa: E402
import layers  # noqa: E402
import listing  # noqa: E402
import markers  # noqa: E402
import style  # noqa: E402
from source import Problem, load_sources  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]


def check_markers(root: Path) -> list[Problem]:
    return [Problem(e.file, e.line, e.what) for e in markers.check_tree(root)]


def check_answers(root: Path) -> list[Problem]:
    return [Problem(*error) for error in answers.check_tree(root)]


def rules(root: Path) -> dict[str, tuple[str, Callable[[], list[Problem]]]]:
    """Every rule: what it checks, and how."""
    sources = load_sources(root)
    files = [s.name for s in sources if not s.is_assembly]
    kernel = [f for f in files if f.startswith(("libs/", "kern/"))]
    return {
        "clang": ("clang: lock annotations, C casts, globals without constinit",
                  lambda: external.check_clang(root, kernel)),
        "format": ("clang-format", lambda: external.check_format(root, files)),
        "python": ("Python: syntax and pyflakes", lambda: external.check_python(root)),
        "shell": ("scripts: shellcheck", lambda: external.check_shell(root)),
        "layers": ("includes between layers", lambda: layers.check(sources)),
        "style": ("sizes, file heads, forbidden words, names", lambda: style.check(sources)),
        "forms": ("forms of TRY and of #if LAB", lambda: forms.check(sources)),
        "listing": ("each source in one lab.mk", lambda: listing.check(root, sources)),
        "markers": ("exercise markers and lab.toml", lambda: check_markers(root)),
        "answers": ("reading questions, their answers and lab.toml", lambda: check_answers(root)),
        "kernels": ("built kernels have no .init_array", lambda: external.check_kernels(root)),
    }  # fmt: skip


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Check the rules of the tree.")
    parser.add_argument("--root", type=Path, default=ROOT, help="root of the tree")
    parser.add_argument("--format", action="store_true", help="have clang-format change the files")
    parser.add_argument("--list", action="store_true", help="name the rules")
    parser.add_argument("rules", nargs="*", metavar="RULE", help="check only these")
    return parser.parse_args()


def main() -> int:
    options = parse_options()
    start = time.monotonic()
    table = rules(options.root.resolve())
    if options.format:
        files = [s.name for s in load_sources(options.root) if not s.is_assembly]
        return subprocess.run(["clang-format", "-i", *files], cwd=options.root).returncode
    if options.list:
        for name, (what, _) in table.items():
            print(f"{name:8} {what}")
        return 0
    unknown = [name for name in options.rules if name not in table]
    if unknown:
        print(f"lint: no rule {unknown[0]}: there are {', '.join(table)}", file=sys.stderr)
        return 2
    chosen = options.rules or list(table)
    with ThreadPoolExecutor() as pool:
        results = list(pool.map(lambda name: table[name][1](), chosen))
    problems = sorted({problem for found in results for problem in found})
    for problem in problems:
        print(problem)
    seconds = time.monotonic() - start
    count = f"{len(problems) or 'no'} problem{'s' if len(problems) != 1 else ''}"
    print(f"lint: {count}, {len(chosen)} rules, {seconds:.1f} s")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
