"""What a lab is graded by: the contents of labs/labN/lab.toml as objects (schema.py reads them)."""

from dataclasses import dataclass, field
from pathlib import Path

DEFAULT_SEED = 20240229
"""Replaces "auto" in boot options unless --seed says otherwise. Fixed: a grade is reproducible."""

DEFAULT_TIMEOUT = 20
"""Virtual seconds that a machine may run, where a check does not say."""

DEFAULT_MEMORY = "128M"


@dataclass(frozen=True)
class Exercise:
    """One exercise, as far as a report about it needs."""

    id: str
    title: str
    file: str
    function: str
    hint: str = ""
    challenge: bool = False
    parts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Send:
    """Input for the machine: once `after` is on the console, type `keys` or send `serial`."""

    after: str
    keys: str = ""
    serial: str = ""


@dataclass(frozen=True)
class BootSpec:
    """One machine to start: its memory and the kernel's boot options (fw_cfg opt/ucore/NAME)."""

    memory: str = DEFAULT_MEMORY
    options: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        words = [f"{name}={value}" for name, value in self.options]
        if self.memory != DEFAULT_MEMORY:
            words.insert(0, f"memory={self.memory}")
        return " ".join(words) or "no boot options"


@dataclass(frozen=True)
class InterruptRule:
    """How often the CPU must have taken a vector, by QEMU's own record; None matches anything."""

    vector: int
    cpl: int | None = None
    error: int | None = None
    soft: bool | None = None
    min: int = 1
    max: int | None = None


@dataclass(frozen=True)
class IdeRule:
    """How many IDE read and write commands must have reached a disk."""

    disk: str = "swap"
    mode: str = "any"
    reads_min: int = 0
    reads_max: int | None = None
    writes_min: int = 0
    writes_max: int | None = None


@dataclass(frozen=True)
class MachineRules:
    """Evidence asked of QEMU itself, which a kernel cannot print its way to."""

    interrupts: tuple[InterruptRule, ...] = ()
    faults: tuple[int, ...] = ()
    ide: tuple[IdeRule, ...] = ()


@dataclass(frozen=True)
class Check:
    """One line of the report and the points that depend on it."""

    name: str
    group: str
    title: str
    points: int
    exercise: str | None = None
    answer: str | None = None
    """The question whose answer in answers/labN.md is compared with what `python` works out."""
    bonus: bool = False
    """Whether its points are extra: they are a challenge's, which nobody has to do."""
    boots: tuple[BootSpec, ...] = (BootSpec(),)
    timeout: int = DEFAULT_TIMEOUT
    exit: str = "ok"
    lines: tuple[str, ...] = ()
    ordered: bool = True
    regex: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    absent_regex: tuple[str, ...] = ()
    send: tuple[Send, ...] = ()
    keep_disk: bool = False
    machine: MachineRules | None = None
    python: tuple[str, str] | None = None
    """(module file without .py beside lab.toml, function)."""

    @property
    def wants_machine(self) -> bool:
        """Whether QEMU has to record interrupts and disk commands for this check."""
        return self.machine is not None or self.python is not None


@dataclass(frozen=True)
class Plan:
    """A lab's exercises (those of the labs before it too) and its checks, in the file's order."""

    path: Path
    title: str
    checks: tuple[Check, ...]
    exercises: dict[str, Exercise] = field(default_factory=dict)

    @property
    def answers(self) -> Path:
        """The folder of the student's answers, beside that of the labs."""
        return self.path.parents[2] / "answers"

    def exercise(self, name: str | None) -> Exercise | None:
        """The exercise of an id such as lab1.4, or of one of its parts such as lab1.4a."""
        if name is None:
            return None
        found = self.exercises.get(name)
        if found is None and name[-1:].isalpha():
            found = self.exercises.get(name[:-1])
            if found is not None and name[-1] not in found.parts:
                return None
        return found
