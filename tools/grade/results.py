"""What other programs read: results.json, valid from the start, and a folder per failed check.

Several graders may work on the same lab at once: every file is written beside its place and then
moved there, so that a reader, or another grader, always finds a whole one.
"""

import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from tools.grade.plan import Check, Plan
from tools.grade.score import bonus, points_of, score
from tools.grade.verdict import Verdict


class Results:
    """The file results.json of a run and the logs beside it."""

    def __init__(self, folder: Path, lab: int, seed: int) -> None:
        self._folder = folder
        self._document: dict[str, Any] = {
            "lab": lab, "title": "", "seed": seed, "state": "running", "message": "",
            "score": 0, "max_score": 0, "bonus": 0, "max_bonus": 0, "tests": []}
        self._checks: tuple[Check, ...] = ()
        self._verdicts: dict[str, Verdict] = {}

    def begin(self, plan: Plan | None) -> None:
        """Writes a valid file in which nothing has been won yet, and forgets older logs."""
        if plan is not None:
            self._document["title"] = plan.title
            self._checks = plan.checks
            for check in plan.checks:
                shutil.rmtree(self._folder / check.name, ignore_errors=True)
        self._write()

    def add(self, verdict: Verdict) -> None:
        """Enters one verdict; a failed check leaves its logs."""
        self._verdicts[verdict.check.name] = verdict
        if not verdict.passed:
            self._save_logs(verdict)
        self._write()

    def end(self, state: str, message: str = "") -> None:
        """Says how the run ended: complete, interrupted, build-failed, no-qemu, bad-plan, ..."""
        self._document["state"] = state
        self._document["message"] = message
        self._write()

    def _write(self) -> None:
        result = score(self._checks, self._verdicts)
        self._document["score"], self._document["max_score"] = result.won, result.total
        extra = bonus(self._checks, self._verdicts)
        self._document["bonus"], self._document["max_bonus"] = extra.won, extra.total
        self._document["tests"] = [self._test(check) for check in self._checks]
        _replace(self._folder / "results.json",
                 json.dumps(self._document, indent=2, ensure_ascii=True) + "\n")

    def _test(self, check: Check) -> dict[str, Any]:
        verdict = self._verdicts.get(check.name)
        own = points_of(check, verdict)
        test: dict[str, Any] = {
            "name": check.name, "group": check.group, "title": check.title,
            "exercise": check.exercise, "score": own.won, "max_score": own.total,
            "bonus": check.bonus, "answer": check.answer,
            "status": verdict.status if verdict else "pending",
            "time": round(verdict.wall, 3) if verdict else 0.0,
            "problems": verdict.problems if verdict else []}
        if verdict and verdict.not_done:
            test["not_done"] = verdict.not_done
        if verdict and not verdict.passed:
            test["logs"] = str(self._folder / check.name)
        return test

    def _save_logs(self, verdict: Verdict) -> None:
        folder = self._folder / verdict.check.name
        for index, boot in enumerate(verdict.boots):
            suffix = f"-{index + 1}" if len(verdict.boots) > 1 else ""
            _replace(folder / f"console{suffix}.txt", boot.console)
            _replace(folder / f"command{suffix}.sh",
                     f"#!/bin/sh\n# Starts the same machine with its console on this terminal.\n"
                     f"exec {boot.by_hand}\n")
            if verdict.check.wants_machine:
                _replace(folder / f"machine{suffix}.txt", boot.machine.summary())


def _replace(path: Path, content: str | bytes) -> None:
    """Puts a whole file in place; a disk that is full or read-only does not stop the grading."""
    data = content.encode("utf-8", "replace") if isinstance(content, str) else content
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(temporary, 0o755 if path.suffix == ".sh" else 0o644)
        os.replace(temporary, path)
    except OSError:
        pass
