"""A student's repository, and three kinds of students who work in it."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tools/handout"), str(ROOT / "tools/skel")]
from regions import Region, parse_regions  # noqa: E402
from resolve import answer_lines, blank_lines, comment  # noqa: E402
from tree import Source, make_environment  # noqa: E402

PYTHON = "/usr/bin/python3"
IDENTITY = {f"GIT_{who}_{what}": f"student{'@localhost' if what == 'EMAIL' else ''}"
            for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}  # fmt: skip


def environment() -> dict[str, str]:
    """Ours, without what a make above has left and without git settings of this computer."""
    ours = {k: v for k, v in make_environment().items() if not k.startswith("GIT_")}
    return ours | IDENTITY | {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C"}


def run(*command: str | Path, folder: Path = ROOT, limit: int = 1800) -> subprocess.CompletedProcess[str]:
    """A command's status and output, errors among it."""
    return subprocess.run(
        [str(word) for word in command], cwd=folder, env=environment(), timeout=limit, check=False,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        errors="replace",
    )  # fmt: skip


def must(*command: str | Path, folder: Path = ROOT) -> str:
    """The output of a command that succeeds."""
    done = run(*command, folder=folder)
    assert done.returncode == 0, f"{command}: {done.stdout}"
    return done.stdout


def make_handout(out: Path, *options: str, root: Path = ROOT) -> str:
    """Has the generator of the tree `root` make a handout; what it prints."""
    return must(PYTHON, root / "tools/handout/handout.py", "--out", out, *options, folder=root)


class Course(Source):
    """This tree: its exercises with their answers, by lab."""

    def __init__(self) -> None:
        super().__init__(ROOT)
        self.regions: dict[str, Region] = {}
        self._answers: dict[str, list[str]] = {}
        for name in self.names:
            if name.startswith(("kern/", "libs/", "user/")) and "EXERCISE" in self._peek(name):
                lines = self.text(name).splitlines()
                for region in parse_regions(self.text(name), name):
                    self.regions[region.id] = region
                    self._answers[region.id] = answer_lines(region, lines)

    def _peek(self, name: str) -> str:
        return (self.root / name).read_text(errors="replace")

    def exercises(self, lab: int) -> list[Region]:
        """The exercises of a lab, part by part."""
        return [self.regions[name] for name in sorted(self.regions) if self.regions[name].lab == lab]

    def answer(self, region: Region) -> list[str]:
        return self._answers[region.id]


class Student:
    """A clone of a handout, on a branch of the student's own."""

    def __init__(self, course: Course, handout: Path, folder: Path, lab: int = 1) -> None:
        self.course, self.folder = course, folder
        must("git", "clone", "-q", handout, folder)
        self.git("switch", "-q", "-c", "mine", f"origin/lab{lab}")

    def git(self, *words: str) -> str:
        return must("git", *words, folder=self.folder)

    def commit(self, what: str) -> None:
        self.git("add", "-A")
        self.git("commit", "-q", "-m", what)

    def merge(self, lab: int) -> None:
        """Takes the next lab; a conflict fails."""
        self.git("fetch", "-q")
        self.git("merge", "-q", "--no-edit", f"origin/lab{lab}")
        assert not self.git("status", "--porcelain")

    def edit(self, name: str, old: str, new: str) -> None:
        """Replaces a text that stands in the file once."""
        path = self.folder / name
        text = path.read_text()
        assert text.count(old) == 1, f"{name} has {text.count(old)} times:\n{old}"
        path.write_text(text.replace(old, new))

    def fill(self, region: Region) -> None:
        """Writes the answer below the hints."""
        told = "\n".join(comment(region)) + "\n"
        self.edit(region.file, told + block(blank_lines(region)), told + block(self.course.answer(region)))

    def work(self, lab: int) -> None:
        """Does all exercises of a lab, and commits."""
        for region in self.course.exercises(lab):
            self.fill(region)
        self.commit(f"lab {lab}")

    def make(self, *words: str) -> subprocess.CompletedProcess[str]:
        return run("make", "-s", f"-j{os.cpu_count()}", *words, folder=self.folder)

    def build(self) -> str:
        """Builds; all that it prints, which should be nothing."""
        done = self.make()
        assert done.returncode == 0, done.stdout
        return "".join(line for line in done.stdout.splitlines(True) if not line.startswith("setup"))

    def grade(self, *words: str) -> str:
        return self.make("grade", *words).stdout


class OddStudent(Student):
    """Throws the hints away, and writes as nobody else would."""

    def fill(self, region: Region) -> None:
        lines = ["{\t/* MINE! */", ""]
        for line in self.course.answer(region):
            lines += [f"\t\t\t{line.strip()}" if line.strip() else "", ""]
        lines += ["}   // done :-)", ""]
        told = block([*comment(region), *blank_lines(region)])
        self.edit(region.file, told, block(lines))


class HelpfulStudent(Student):
    """Adds includes, functions and files wherever they may be added."""

    def work(self, lab: int) -> None:
        files: dict[str, list[Region]] = {}
        for region in self.course.exercises(lab):
            self.fill(region)
            files.setdefault(region.file, []).append(region)
        for number, (name, regions) in enumerate(files.items()):
            self.add_to(name, regions, f"{lab}_{number}")
        self.commit(f"lab {lab}, with helpers")

    def add_to(self, name: str, regions: list[Region], label: str) -> None:
        """Everything that one may add to a source."""
        own = []
        if name.startswith("kern/"):
            header = self.add_file(name, label, regions[0].lab)
            own.append(f'#include "{header}"')
        path = self.folder / name
        lines = path.read_text().splitlines()
        includes = [i for i, line in enumerate(lines) if line.startswith("#include")]
        lines[includes[-1] + 1 : includes[-1] + 1] = [*own, '#include "libs/span.h"']
        lines.insert(includes[-1], '#include "libs/prng.h"')
        lines.insert(includes[0] + 1, '#include "libs/types.h"')
        opened = next(i for i, line in enumerate(lines) if line.startswith("namespace"))
        lines[opened + 1 : opened + 1] = ["", *helper(f"first_{label}"), ""]
        for region in regions:
            told = comment(region)[0]
            at = heading_above(lines, lines.index(told))
            lines[at:at] = [*helper(f"of_{region.id.replace('.', '_')}"), ""]
            call = f"{region.indent}static_cast<void>(of_{region.id.replace('.', '_')}(1));"
            lines.insert(lines.index(told), call)
        closed = max(i for i, line in enumerate(lines) if line.startswith("}  // namespace"))
        lines[closed:closed] = [*helper(f"last_{label}"), ""]
        path.write_text(block(lines))

    def add_file(self, name: str, label: str, lab: int) -> str:
        """A source and its header beside the file; returns the header's name."""
        base = f"{Path(name).parent}/mine_{label}"
        (self.folder / f"{base}.h").write_text(f"#pragma once\nint mine_{label}(int value);\n")
        (self.folder / f"{base}.cpp").write_text(
            f'#include "{base}.h"\nint mine_{label}(int value) {{ return value + 1; }}\n'
        )
        with (self.folder / f"labs/lab{lab}/lab.mk").open("a") as listing:
            listing.write(f"KERN_SOURCES += {base}.cpp  # mine\n")
        return f"{base}.h"


STYLES: dict[str, type[Student]] = {"reference": Student, "odd": OddStudent, "helpers": HelpfulStudent}


def block(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def helper(name: str) -> list[str]:
    return [f"[[maybe_unused]] static int {name}(int value) {{", "    return value - 1;", "}"]


def heading_above(lines: list[str], at: int) -> int:
    """The first line of the function around line `at`, or of what is told above it."""
    while lines[at][:1] in ("", " ", "#"):
        at -= 1
    while lines[at - 1].strip():
        at -= 1
    return at
