"""The pytest plugin: one item for each [[check]] of a lab.toml, all machines started at once.

pytest collects, runs and reports to whoever listens; the machines themselves run in a pool of
threads, and an item only waits for its own.
"""

import os
import tempfile
import threading
from collections.abc import Callable, Hashable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor, wait
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tools.grade.blanks import Blank
from tools.grade.boot import WALL_LIMIT, BootResult, Machine
from tools.grade.build import copy_image
from tools.grade.command import Images
from tools.grade.plan import BootSpec, Check, Plan
from tools.grade.pycheck import place_of
from tools.grade.symbols import Symbols
from tools.grade.verdict import Verdict, judge, unanswered

_LOOK = 0.1
"""Seconds between two looks at a signal that came in the moment in which waiting began."""


class Farm:
    """Runs machines, as many at a time as there are workers; leaving it ends them all."""

    def __init__(self, images: Images, workers: int, private: Path,
                 wall_limit: float = WALL_LIMIT) -> None:
        self._images = images
        self._private = private
        self._wall_limit = wall_limit
        self._cancel = threading.Event()
        self._pool = ThreadPoolExecutor(max_workers=workers)
        self._shared: dict[Hashable, Future[BootResult]] = {}

    def __enter__(self) -> "Farm":
        return self

    def __exit__(self, *_: object) -> None:
        self.cancel()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def cancel(self) -> None:
        """Ends every machine, and those to come at their start. A signal handler may call it."""
        self._cancel.set()

    @property
    def cancelled(self) -> bool:
        """Whether `cancel` was called: what machines found out since then means nothing."""
        return self._cancel.is_set()

    def start(self, check: Check) -> list[Future[BootResult]]:
        """Puts a check's machines in the queue, but for those that are in it for another check and
        would do the very same: the machine is a function of what it is started with."""
        return [self._start(check, spec) for spec in check.boots]

    def _start(self, check: Check, spec: BootSpec) -> Future[BootResult]:
        same = (spec, check.timeout, check.send, check.wants_machine, check.keep_disk)
        if same not in self._shared:
            self._shared[same] = self._pool.submit(self._run, check, spec)
        return self._shared[same]

    def _run(self, check: Check, spec: BootSpec) -> BootResult:
        if self.cancelled:
            raise CancelledError
        images = self._images
        if check.keep_disk and images.sfs is not None:
            images = replace(images, own_sfs=self._copy(images.sfs))
        with tempfile.TemporaryDirectory(dir=self._private) as folder:
            return Machine(images, spec, check, Path(folder), self._cancel, self._wall_limit).run()

    def _copy(self, image: Path) -> Path:
        """A copy that goes with the farm: a check looks at it when its machine has ended."""
        handle, name = tempfile.mkstemp(prefix="disk-", dir=self._private)
        os.close(handle)
        copy_image(image, Path(name))
        return Path(name)


class CheckFailed(Exception):
    """Tells pytest that a check was not passed."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__("; ".join(verdict.problems))
        self.verdict = verdict


class GradePlugin:
    """Makes pytest collect a plan's checks and hands each verdict to `listener` in order."""

    def __init__(self, plan: Plan, farm: Farm, symbols: Symbols,
                 listener: Callable[[Verdict], None],
                 blanks: dict[str, Blank] | None = None) -> None:
        self.plan = plan
        self._farm = farm
        self._symbols = symbols
        self._listener = listener
        self._blanks = blanks or {}
        self._futures: dict[str, list[Future[BootResult]]] = {}

    def pytest_collect_file(self, file_path: Path, parent: pytest.Collector) -> "PlanFile | None":
        """The plan's own file is the only one that is collected."""
        if file_path != self.plan.path:
            return None
        return PlanFile.from_parent(parent, path=file_path, plugin=self)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """All that was selected is known: start everything."""
        for item in session.items:
            if isinstance(item, CheckItem) and not unanswered(item.check, self.plan):
                self._futures[item.check.name] = self._farm.start(item.check)

    def decide(self, check: Check) -> Verdict:
        """Waits for a check's machines and judges; KeyboardInterrupt if the farm was cancelled."""
        try:
            verdict = self._verdict(check)
        except Exception as problem:  # a fault of ours costs this check only, and is said
            verdict = Verdict(check, passed=False, error=True, problems=[
                f"the grader itself failed at {place_of(problem)}: "
                f"{type(problem).__name__}: {problem}"])
        if self._farm.cancelled:
            raise KeyboardInterrupt
        self._listener(verdict)
        return verdict

    def _verdict(self, check: Check) -> Verdict:
        futures = self._futures.pop(check.name, None)
        if futures is None:  # nothing was started: it was a question without an answer
            verdict = unanswered(check, self.plan)
            assert verdict is not None
            return verdict
        boots = [_result(future) for future in futures]
        return judge(check, self.plan, boots, self._symbols, self._blanks)


def _result(future: Future[BootResult]) -> BootResult:
    """A machine's result. Python sees no signal while it waits without end, if the signal reached
    another thread or came just before."""
    while not wait([future], timeout=_LOOK).done:
        pass
    return future.result()


class PlanFile(pytest.File):
    """A lab.toml."""

    def __init__(self, *, plugin: GradePlugin, **rest: Any) -> None:
        super().__init__(**rest)
        self._plugin = plugin

    def collect(self) -> list["CheckItem"]:
        """One item per check, in the file's order."""
        return [CheckItem.from_parent(self, name=check.name, check=check, plugin=self._plugin)
                for check in self._plugin.plan.checks]


class CheckItem(pytest.Item):
    """One check."""

    def __init__(self, *, check: Check, plugin: GradePlugin, **rest: Any) -> None:
        super().__init__(**rest)
        self.check = check
        self._plugin = plugin

    def runtest(self) -> None:
        """Passes or raises CheckFailed."""
        verdict = self._plugin.decide(self.check)
        if not verdict.passed:
            raise CheckFailed(verdict)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException],
                     style: str | None = None) -> str:
        """For pytest's own reports: the reasons without a traceback."""
        return str(excinfo.value)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Where the check is written down."""
        return self.path, None, self.check.title
