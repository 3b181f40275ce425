"""Which files the tree of a lab has, and what is in them."""

import fnmatch
import os
import re
import subprocess
import tomllib
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from resolve import CODE, CXX, ROOT, Answers, HandoutError, cut_links, format_all, has_conditionals, resolve

from regions import parse_regions

INCLUDE = re.compile(r'^\s*[#.]\s*include\s*[<"]([^">]+)[">]', re.MULTILINE)
INCBIN = re.compile(r'^\s*\.incbin\s*"([^"]+)"', re.MULTILINE)
LISTS = ("ENTRY_SOURCE", "BOOT_SOURCES", "KERN_SOURCES", "USER_START_SOURCE", "USER_SOURCES",
         "USER_PROGRAMS", "USER_PART_SOURCES", "USER_SHARED")  # fmt: skip
FIRST_WITH_PROGRAMS = 5
LISTED = ("kern/", "libs/", "user/")  # where only what is listed or included goes


@dataclass(frozen=True)
class File:
    """One file of a tree."""

    text: bytes
    executable: bool = False


@dataclass
class Tree:
    """The tree of one lab: its files by path. `sources` are those that the lab builds."""

    lab: int
    files: dict[str, File] = field(default_factory=dict)
    sources: list[str] = field(default_factory=list)

    def text(self, name: str) -> str:
        return self.files[name].text.decode()


def folders_for(name: str, lab: int) -> tuple[str, ...]:
    """Where the compiler looks for what the file includes."""
    if name.startswith("user/") or name.startswith("libs/") and lab >= FIRST_WITH_PROGRAMS:
        return ("", "user/libs", "kern/arch/i386/include")
    return ("", "kern/arch/i386/include")


def make_environment() -> dict[str, str]:
    """Ours without what a make above us has left."""
    ours = ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "MAKEOVERRIDES", "LAB", "LABS", "DEFS", "TOOLCHAIN", "OUT")
    return {name: value for name, value in os.environ.items() if name not in ours}


class Source:
    """This tree, from which students' trees are made."""

    def __init__(self, root: Path = ROOT) -> None:
        self.root = root
        self.names = self._tracked()  # an ordered set
        self.rules = tomllib.loads((root / "tools/handout/tree.toml").read_text())
        self.labs = sorted(int(p.parent.name[3:]) for p in root.glob("labs/lab*/lab.mk"))
        self._texts: dict[str, str] = {}
        self._formatted: dict[tuple[str, str], str] = {}
        self._exercise_files: dict[str, int] = {}
        for name in self.names:
            if name.endswith(CODE) and "EXERCISE" in self.text(name) and name.startswith(LISTED):
                self._exercise_files[name] = min(r.lab for r in parse_regions(self.text(name), name))
        self._lists = {lab: self._listed(lab) for lab in self.labs}

    def title(self, lab: int) -> str:
        return str(tomllib.loads(self.text(f"labs/lab{lab}/lab.toml")).get("title", f"lab {lab}"))

    def text(self, name: str) -> str:
        if name not in self._texts:
            try:
                self._texts[name] = (self.root / name).read_text()
            except (OSError, UnicodeDecodeError) as error:
                raise HandoutError(f"{name}: {error}") from None
        return self._texts[name]

    def last_lab(self, name: str, lab: int) -> int:
        """The last lab up to `lab` that builds the file: what an exercise of it was resolved for."""
        return max((n for n in self.labs if n <= lab and name in self._lists[n]), default=lab)

    def tree(self, lab: int, answers: Answers) -> Tree:
        """The tree of one lab."""
        tree = Tree(lab)
        tree.sources = sorted(self._lists[lab])
        kept = [n for n in self._exercise_files if any(n in self._lists[k] for k in self.labs if k <= lab)]
        for name in [*tree.sources, *kept]:
            self._add_source(tree, name, answers)
        for name in self._copied(lab):
            self._add(tree, name, name, answers)
        for name, target in self.rules.get("rename", {}).items():
            if name in self.names:
                self._add(tree, name, target, answers)
        self._format(tree)
        self._cut_links(tree)
        return tree

    def _cut_links(self, tree: Tree) -> None:
        """Pages have no links to what this tree does not have."""
        known = {*tree.files, *(str(p) for name in tree.files for p in PurePosixPath(name).parents)}
        for name, file in tree.files.items():
            if name.endswith(".md"):
                text = cut_links(file.text.decode(), name, known)
                tree.files[name] = File(text.encode(), file.executable)

    def _format(self, tree: Tree) -> None:
        """Lays out anew the C++ in which something was resolved."""
        names = [n for n in tree.files if n.endswith(CXX) and has_conditionals(self.text(n))]
        texts = {n: tree.text(n) for n in names}
        missing = {n: text for n, text in texts.items() if (n, text) not in self._formatted}
        for name, text in format_all(missing).items():
            self._formatted[name, missing[name]] = text
        for name, text in texts.items():
            tree.files[name] = File(self._formatted[name, text].encode())

    def _tracked(self) -> dict[str, None]:
        command = ["git", "ls-files", "-z"]
        done = subprocess.run(command, cwd=self.root, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise HandoutError("this tree is no git repository: its files are not known")
        names = sorted(n for n in done.stdout.split("\0") if n and (self.root / n).is_file())
        return dict.fromkeys(names)

    def _listed(self, lab: int) -> set[str]:
        """What make builds for a lab."""
        command = ["make", "-s", "-j1", f"LAB={lab}", *(f"print-{name}" for name in LISTS)]
        done = subprocess.run(
            command, cwd=self.root, capture_output=True, text=True, env=make_environment(), check=False
        )
        if done.returncode != 0:
            raise HandoutError(f"make cannot say what lab {lab} is made of: {done.stderr.strip()}")
        return set(done.stdout.split())

    def _copied(self, lab: int) -> list[str]:
        """What goes as it is, by the rules in tree.toml."""
        patterns = [p for rule in self.rules["copy"] if lab >= rule.get("lab", 1) for p in rule["files"]]
        patterns += [p.format(n=n) for n in self.labs if n <= lab for p in self.rules["lab"]["files"]]
        out = self.rules["leave_out"]["files"]
        wanted = (n for n in self.names if any(fnmatch.fnmatchcase(n, p) for p in patterns))
        return [n for n in wanted if not any(fnmatch.fnmatchcase(n, p) for p in out)]

    def _add(self, tree: Tree, name: str, target: str, answers: Answers, lab: int = 0) -> None:
        executable = os.access(self.root / name, os.X_OK)
        try:
            text = resolve(self.text(name), name, lab or tree.lab, answers).encode()
        except HandoutError as error:
            if "decode" not in str(error):
                raise
            text = (self.root / name).read_bytes()  # a picture
        tree.files[target] = File(text, executable)

    def _add_source(self, tree: Tree, name: str, answers: Answers) -> None:
        """A source, and what it includes, as far as it is not there yet."""
        waiting = [name]
        while waiting:
            name = waiting.pop()
            if name in tree.files:
                continue
            if name not in self.names:
                raise HandoutError(f"{name} is not in git, but lab {tree.lab} needs it")
            self._add(tree, name, name, answers, self.last_lab(name, tree.lab))
            waiting += self.included(name, tree.text(name), tree.lab)

    def included(self, name: str, text: str, lab: int) -> list[str]:
        """The files of this tree that `text` includes; those of the compiler are not among them."""
        found = []
        own = str(PurePosixPath(name).parent)
        for include in INCLUDE.findall(text) + INCBIN.findall(text):
            for folder in (own, *folders_for(name, lab)):
                path = os.path.normpath(os.path.join(folder, include))
                if path in self.names:
                    found.append(path)
                    break
        return found
