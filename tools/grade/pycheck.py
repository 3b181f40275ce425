"""Checks in Python: labs/labN/checks.py gets a `Run` and raises Failure when it is unhappy."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

from tools.grade import answers, console
from tools.grade.boot import BootResult
from tools.grade.evidence import Evidence
from tools.grade.failure import Failure
from tools.grade.plan import Check, Plan
from tools.grade.prng import Prng
from tools.grade.sfs import SfsDisk
from tools.grade.symbols import Symbols


class BrokenCheck(Exception):
    """The check itself is wrong, not the kernel."""


class Run:
    """What a Python check sees of one machine; `all` holds the check's machines in their order."""

    def __init__(self, boot: BootResult, symbols: Symbols, everything: "list[Run]") -> None:
        self.lines: list[str] = console.decode(boot.console)
        self.console: str = "\n".join(self.lines)
        self.status: int | None = boot.status
        self.machine: Evidence = boot.machine
        self.symbols = symbols
        self.memory: str = boot.spec.memory
        self.options: dict[str, str] = dict(boot.spec.options)
        self._disk = boot.disk
        self.all = everything

    @property
    def seed(self) -> int:
        """The boot option `seed` of this machine; Failure when it was given none."""
        if "seed" not in self.options:
            raise BrokenCheck("the check boots without the option 'seed'")
        return int(self.options["seed"], 0)

    def disk(self) -> SfsDisk:
        """The file system's disk as the machine left it, for a check with keep_disk."""
        if self._disk is None:
            raise BrokenCheck("the check does not say keep_disk, or the lab has no file system")
        return SfsDisk(self._disk)

    def prng(self) -> Prng:
        """The kernel's pseudo-random numbers from this machine's seed."""
        return Prng(self.seed)

    def after(self, text: str) -> list[str]:
        """The lines behind the first one that holds `text`; Failure when there is none."""
        for index, line in enumerate(self.lines):
            if text in line:
                return self.lines[index + 1:]
        raise Failure(f"missing '{text}'")


def python_problems(check: Check, plan: Plan, boots: list[BootResult],
                    symbols: Symbols) -> list[str]:
    """Runs the check's function; the reasons why it is not content, else nothing."""
    if check.python is None:
        return []
    module_name, function_name = check.python
    runs: list[Run] = []
    runs += [Run(boot, symbols, runs) for boot in boots]
    try:
        function = getattr(_load(plan.path.parent / f"{module_name}.py"), function_name)
        right = function(runs[0])
        if check.answer is None:
            return []
        if right is None:
            raise BrokenCheck(f"{function_name} gives no answer to compare with")
        return answers.problems(answers.load(plan.answers, check.answer), right)
    except Failure as failure:
        return [str(failure)]
    except BrokenCheck:
        raise
    except (Exception, SystemExit) as problem:  # pylint: disable=broad-except
        name = type(problem).__name__
        raise BrokenCheck(f"{place_of(problem)}: {name}: {problem}") from None


def place_of(problem: BaseException) -> str:
    """FILE:LINE of where an exception was raised."""
    trace = problem.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "?"


_loaded: dict[Path, ModuleType] = {}


def _load(path: Path) -> ModuleType:
    path = path.resolve()
    if path not in _loaded:
        name = f"{path.parent.name}_{path.stem}"
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
        _loaded[path] = module
    return _loaded[path]
