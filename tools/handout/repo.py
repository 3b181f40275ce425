"""The handout as a git repository: a branch for each lab, each on top of the one before.

An update adds a commit to each branch that changes, and merges each branch into the next, so that
whoever merges a newer branch has the older ones' changes, too.
"""

import os
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from resolve import HandoutError
from tree import Tree

SECTION = "handout"
ADDRESS = "handout@localhost"


@dataclass(frozen=True)
class Options:
    """What a handout is made by; all but `date` stay as they are for its life."""

    course: str
    labs: tuple[int, ...]
    kind: str  # exercises, solutions, or from-N: answers of the labs before N
    date: str  # "SECONDS +0000"


class Repository:
    """The repository in `folder`, which may be new."""

    def __init__(self, folder: Path, options: Options) -> None:
        self.folder, self.options = folder, options
        self._environment = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
        self._environment |= {
            "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1", "GIT_TERMINAL_PROMPT": "0",
            "GIT_AUTHOR_NAME": options.course, "GIT_AUTHOR_EMAIL": ADDRESS,
            "GIT_COMMITTER_NAME": options.course, "GIT_COMMITTER_EMAIL": ADDRESS,
            "GIT_AUTHOR_DATE": options.date, "GIT_COMMITTER_DATE": options.date,
        }  # fmt: skip

    def git(self, *words: str, environment: dict[str, str] | None = None, failing: bool = False) -> str:
        """What a git command prints. `failing`: nothing, when it fails."""
        done = subprocess.run(
            ["git", *words], cwd=self.folder, capture_output=True, text=True, check=False,
            env=self._environment | (environment or {}),
        )  # fmt: skip
        if done.returncode != 0 and not failing:
            why = done.stderr.strip() or f"git {words[0]} fails"
            raise HandoutError(f"{self.folder}: {why}")
        return done.stdout.strip() if done.returncode == 0 else ""

    def open(self) -> bool:
        """Makes the repository, or looks whether this one is a handout by the same options. Returns
        whether it was there."""
        if self.folder.is_dir() and any(self.folder.iterdir()):
            self._check_known()
            return True
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise HandoutError(f"{self.folder}: {error.strerror}") from None
        self.git("init", "--quiet", f"--initial-branch=lab{self.options.labs[0]}")
        for name, value in self._remembered().items():
            self.git("config", f"{SECTION}.{name}", value)
        return False

    def _remembered(self) -> dict[str, str]:
        labs = " ".join(str(lab) for lab in self.options.labs)
        return {"course": self.options.course, "labs": labs, "kind": self.options.kind}

    def _check_known(self) -> None:
        here = (self.folder / ".git").is_dir()
        if not here or not self.git("config", f"{SECTION}.kind", failing=True):
            raise HandoutError(f"{self.folder} is neither empty nor a handout: name another folder")
        for name, value in self._remembered().items():
            old = self.git("config", f"{SECTION}.{name}", failing=True)
            if old != value:
                raise HandoutError(
                    f"{self.folder} was made with {name} '{old}', not '{value}': "
                    "use that again, or another folder"
                )
        if self.git("status", "--porcelain"):
            raise HandoutError(f"{self.folder} has changes of its own: commit or remove them first")

    def branch(self, lab: int) -> str:
        """The last commit of a lab's branch, or nothing."""
        return self.git("rev-parse", "--verify", "--quiet", f"refs/heads/lab{lab}", failing=True)

    def write(self, tree: Tree) -> str:
        """Puts the files of a tree into the repository; returns its id."""
        with tempfile.TemporaryDirectory(prefix="handout-") as folder:
            for name, file in tree.files.items():
                path = Path(folder) / "tree" / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(file.text)
                path.chmod(0o755 if file.executable else 0o644)
            own = {
                "GIT_DIR": str((self.folder / ".git").resolve()),
                "GIT_WORK_TREE": f"{folder}/tree", "GIT_INDEX_FILE": f"{folder}/index",
            }  # fmt: skip
            self.git("-c", "core.autocrlf=false", "-c", "core.fileMode=true", "add", "-A", "-f", ".",
                     environment=own)  # fmt: skip
            return self.git("write-tree", environment=own)

    def commit(self, lab: int, title: str, tree: str, before: str) -> bool:
        """Has the branch of `lab` hold `tree`, and the commit `before`, the end of the branch of the
        lab before it. Returns whether anything had to be done."""
        old = self.branch(lab)
        contained = not before or bool(old) and self._contains(old, before)
        if old and contained and self.git("rev-parse", f"{old}^{{tree}}") == tree:
            return False
        parents = [commit for commit in (old, "" if old and contained else before) if commit]
        subject = f"Lab {lab}: {title}" if not old else f"Lab {lab}: corrections"
        words = [word for parent in parents for word in ("-p", parent)]
        new = self.git("commit-tree", tree, *words, "-m", subject)
        self.git("update-ref", f"refs/heads/lab{lab}", new, *([old] if old else []))
        return True

    def _contains(self, commit: str, other: str) -> bool:
        return self.git("merge-base", commit, other, failing=True) == other

    def finish(self) -> None:
        """The folder shows the branch that is checked out there."""
        self.git("reset", "--quiet", "--hard")
