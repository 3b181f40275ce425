#!/usr/bin/python3
"""Write compile_commands.json from what make would do: `make -n -B` on the standard input.

    make --no-print-directory -n -B all | compile_commands.py --out compile_commands.json

Every compiler call for a C or C++ source becomes an entry, with exactly its flags. Assembly is left
out: editors' tools know no flags for it. [https://clang.llvm.org/docs/JSONCompilationDatabase.html]
"""

import argparse
import json
import re
import shlex
import sys
from pathlib import Path
from typing import Any

COMPILER = re.compile(r"(?:\S*/)?(?:g\+\+|gcc|clang\+\+|clang)(?:-\d+)?")
SUFFIXES = (".c", ".cpp")
DEPENDENCIES = ("-MMD", "-MP")


def commands(text: str) -> list[list[str]]:
    """The words of each command; lines that end in a backslash go on in the next one."""
    found = []
    for line in re.sub(r"\\\n\s*", " ", text).splitlines():
        try:
            words = shlex.split(line)
        except ValueError:  # a quote that ends in another line: no compiler call of ours
            continue
        if words and COMPILER.fullmatch(words[0]):
            found.append(words)
    return found


def entry(words: list[str], folder: Path) -> dict[str, Any] | None:
    """The entry for a compiler call; None when it compiles no C or C++ source."""
    if "-c" not in words or "-o" not in words:
        return None
    source = words[words.index("-c") + 1]
    if not source.endswith(SUFFIXES):
        return None
    kept = [word for word in words if word not in DEPENDENCIES]
    return {"directory": str(folder), "file": source, "output": words[words.index("-o") + 1],
            "arguments": kept}


def is_kernels(found: dict[str, Any]) -> bool:
    """Whether the call is for the kernel: what tools and programs share with it, it has, too."""
    return str(found["output"]).endswith(f"/obj/{Path(found['file']).with_suffix('.o')}")


def main() -> int:
    parser = argparse.ArgumentParser(description="Write compile_commands.json.")
    parser.add_argument("--out", type=Path, required=True, help="the file to write")
    options = parser.parse_args()
    folder = Path.cwd()
    entries: dict[str, dict[str, Any]] = {}
    for words in commands(sys.stdin.read()):
        found = entry(words, folder)
        if found is not None and (found["file"] not in entries or is_kernels(found)):
            entries[found["file"]] = found
    if not entries:
        print("compile_commands: make named no compiler call", file=sys.stderr)
        return 1
    text = json.dumps(list(entries.values()), indent=1) + "\n"
    try:
        if not options.out.exists() or options.out.read_text() != text:
            options.out.write_text(text)
    except OSError as problem:
        print(f"compile_commands: {problem}", file=sys.stderr)
        return 1
    print(f"{options.out}: {len(entries)} files")
    return 0


if __name__ == "__main__":
    sys.exit(main())
