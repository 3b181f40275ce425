"""Check commands that a page gives: make's targets and variables, boot options, gdb's break points."""

import re
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path

MAKE = re.compile(r"(?:^|[\s`(])make((?:\s+(?:[A-Za-z]+\+?=(?:\"[^\"]*\"|'[^']*'|\S*)|-[a-zA-Z]\S*|[a-z][\w-]*))*)")
RULE = re.compile(r"^([A-Za-z][\w%. -]*?)\s*:(?!=)")
TABLE_ROW = re.compile(r"^// \| (\w+)\s+\|")
# Self-checks are chosen by name, some of them in tables.
CHECK_NAME = re.compile(r"[({]\"(\w+)\",?")
CHECK_FOLDERS = ("selftest", "init")
BREAK = re.compile(r"^(?:\(gdb\) )?t?(?:break|hbreak)\s+(\S+)")
TOOL = re.compile(r"^(?:/usr/bin/python3\s+)?((?:tools|tests|sfs-tools)/[\w./-]+)")
PROGRAM_TARGET = re.compile(r"^(?:run|build)-(?:nox-)?([a-z]\w*)$")
PROMPT = re.compile(r"^\s*(?:\$ )?")
VARIABLE = re.compile(r"\$[({](\w+)|^(\w+)\s*[?:+]?=", re.MULTILINE)
# Variables that make itself or the compiler knows.
KNOWN_VARIABLES = {"V", "DEFS", "CXX", "MAKEFLAGS"}


class CommandChecker:
    """Knows what can be typed in the tree `root`."""

    def __init__(self, root: Path, words: set[str], exists: Callable[[str], bool]) -> None:
        self.root = root
        self.words = words
        self.exists = exists
        self.labs = {path.parent.name.removeprefix("lab") for path in root.glob("labs/lab*/lab.mk")}
        self.targets: set[str] = set()
        self.variables = set(KNOWN_VARIABLES)
        for path in self.makefiles():
            self.read_makefile(path.read_text())
        self.options = self.read_options()
        self.checks = self.read_checks()
        self.programs = {path.stem for path in (root / "user").rglob("*") if path.suffix in (".c", ".cpp")}

    def makefiles(self) -> list[Path]:
        folders = ("tools", "tests", "user", "labs", "sfs-tools")
        found = [path for folder in folders for path in (self.root / folder).rglob("*.mk")]
        main = self.root / "Makefile"
        return sorted(found) + ([main] if main.is_file() else [])

    def read_makefile(self, text: str) -> None:
        for line in text.splitlines():
            if match := RULE.match(line):
                self.targets.update(match[1].split())
            # The list of targets that `make help` shows.
            elif line.startswith("## "):
                self.targets.add(line[3:].split(":")[0])
        for match in VARIABLE.finditer(text):
            self.variables.add(match[1] or match[2])

    def read_options(self) -> set[str]:
        header = self.root / "kern" / "debug" / "options.h"
        lines = header.read_text().splitlines() if header.is_file() else []
        return {match[1] for line in lines if (match := TABLE_ROW.match(line))} - {"name"}

    def read_checks(self) -> set[str]:
        names = {"none"}
        for folder in CHECK_FOLDERS:
            for path in (self.root / "kern" / folder).rglob("*.cpp"):
                names.update(CHECK_NAME.findall(path.read_text()))
        return names

    def has_target(self, name: str) -> bool:
        """Whether make has a rule for `name`; capitals in it stand for anything."""
        for target in self.targets:
            pattern = re.escape(target).replace("%", ".+")
            if re.fullmatch(pattern, name):
                return True
        return False

    def check_line(self, line: str) -> Iterator[str]:
        """What is wrong with a command; lines that are none have nothing wrong."""
        command = PROMPT.sub("", line)
        if match := BREAK.match(command):
            yield from self.check_break_point(match[1])
        elif match := TOOL.match(command):
            if not self.exists(match[1]):
                yield f"there is no {match[1]} to run"
        if command.startswith(("make ", "cd ", "git ")) or " && make " in command:
            for match in MAKE.finditer(command.split(" #")[0]):
                yield from self.check_make(match[1])

    def check_break_point(self, place: str) -> Iterator[str]:
        place = place.strip("'\"")
        file, colon, line = place.rpartition(":")
        if place.startswith("*") or place.isdigit():
            return
        if colon and line.isdigit():
            if Path(file).name not in {path.name for path in self.root.rglob(Path(file).name)}:
                yield f"there is no file {file} to break in"
            return
        for word in re.findall(r"[A-Za-z_]\w*", place.split("(")[0]):
            if word not in self.words:
                yield f"there is no {word} to break at"

    def check_make(self, arguments: str) -> Iterator[str]:
        for argument in shlex.split(arguments):
            name, equals, value = argument.partition("=")
            if argument.startswith("-"):
                continue
            if equals:
                yield from self.check_variable(name.rstrip("+"), value)
            elif not self.has_target(argument):
                yield f"make has no target {argument}"
            elif match := PROGRAM_TARGET.match(argument):
                if match[1] not in self.programs:
                    yield f"there is no program {match[1]} for make {argument}"

    def check_variable(self, name: str, value: str) -> Iterator[str]:
        if name not in self.variables:
            yield f"make has no variable {name}"
        elif name == "LAB":
            if value.isdigit() and value not in self.labs:
                yield f"there is no lab {value}"
        elif name == "BOOT":
            for option in value.split():
                yield from self.check_option(*option.partition("=")[::2])

    def check_option(self, name: str, value: str) -> Iterator[str]:
        # `name=value` and the like, and capitals, stand for anything.
        if name in ("name", "...") or name.isupper():
            return
        if self.options and name not in self.options:
            yield f"there is no boot option {name}"
        elif name == "check":
            for check in value.split(","):
                if check not in self.checks and not check.isupper() and check.isidentifier():
                    yield f"there is no self-check {check}"
