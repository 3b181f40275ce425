"""Reads labs/labN/lab.toml strictly: what is misspelt is an error that names file, check and key.

A check that silently means something else than its author thought is the worst fault a grader can
have, so nothing is guessed: unknown keys, wrong types, double names, points that are no positive
integers and exercises that do not exist are all refused.
"""

import re
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

from tools.grade import keyboard
from tools.grade.plan import (
    DEFAULT_MEMORY, DEFAULT_SEED, DEFAULT_TIMEOUT, BootSpec, Check, Exercise, IdeRule,
    InterruptRule, MachineRules, Plan, Send)
from tools.grade.tomltable import SchemaError, Table

BOOT_OPTIONS = ("check", "cow", "disk", "fail", "harden", "init", "log", "pmm", "sched", "seed",
                "swap", "ticks", "trace")
"""The boot options that a kernel knows (fw_cfg opt/ucore/NAME); a new one is added here too."""

_EXERCISE_ID = re.compile(r"lab\d+\.\d+")
_QUESTION = re.compile(r"lab\d+\.q\d+")
_CHECK_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")
_MEMORY = re.compile(r"[1-9]\d*[KMG]?")


def load_plan(path: Path, seed: int = DEFAULT_SEED) -> Plan:
    """The plan of `path`; SchemaError when the file is missing or wrong."""
    root = _document(path)
    title = root.text("title", required=True)
    own = root.tables("exercise", _exercise)
    exercises = _earlier_exercises(path)
    for exercise in own:
        if exercise.id in exercises:
            raise SchemaError(f"{path}: exercise '{exercise.id}': key 'id': is there twice")
        exercises[exercise.id] = exercise
    checks = root.tables("check", lambda table: _check(table, path, seed))
    root.done()
    if not checks:
        raise SchemaError(f"{path}: key 'check': there is none")
    plan = Plan(path, title, checks, exercises)
    _cross_check(plan)
    return replace(plan, checks=tuple(_with_bonus(check, plan) for check in checks))


def _document(path: Path) -> Table:
    try:
        return Table(str(path), tomllib.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise SchemaError(f"{path}: there is no such file") from None
    except (OSError, UnicodeDecodeError) as problem:
        raise SchemaError(f"{path}: cannot be read: {problem}") from None
    except tomllib.TOMLDecodeError as problem:
        raise SchemaError(f"{path}: is no TOML: {problem}") from None


def _earlier_exercises(path: Path) -> dict[str, Exercise]:
    """Exercises of the labs before this one: their answers are part of this lab's kernel."""
    match = re.fullmatch(r"lab(\d+)", path.parent.name)
    exercises: dict[str, Exercise] = {}
    for number in range(1, int(match[1]) if match else 1):
        earlier = path.parent.parent / f"lab{number}" / path.name
        if earlier.exists():
            table = _document(earlier)
            exercises.update((e.id, e) for e in table.tables("exercise", _exercise))
    return exercises


def _cross_check(plan: Plan) -> None:
    names: set[str] = set()
    for check in plan.checks:
        where = f"{plan.path}: check '{check.name}'"
        if check.name in names:
            raise SchemaError(f"{where}: key 'name': another check has the same")
        names.add(check.name)
        if check.exercise is not None and plan.exercise(check.exercise) is None:
            raise SchemaError(f"{where}: key 'exercise': there is no exercise '{check.exercise}'")


def _with_bonus(check: Check, plan: Plan) -> Check:
    """The check as it counts: the points of a challenge are extra."""
    exercise = plan.exercise(check.exercise)
    return replace(check, bonus=exercise is not None and exercise.challenge)


def _exercise(table: Table) -> Exercise:
    name = table.text("id", required=True)
    if not _EXERCISE_ID.fullmatch(name):
        raise table.fail("id", f"must look like lab1.1, not {name!r}")
    table.where = f"{table.where.rsplit(': ', 1)[0]}: exercise '{name}'"
    return Exercise(
        id=name,
        title=table.text("title", required=True),
        file=table.text("file", required=True),
        function=table.text("function", required=True),
        hint=table.text("hint", ""),
        challenge=table.take("challenge", bool, False),
        parts=table.list_of("parts", str))


def _check(table: Table, path: Path, seed: int) -> Check:
    name = table.text("name", required=True)
    if not _CHECK_NAME.fullmatch(name):
        raise table.fail("name", f"{name!r} must be of a-z, 0-9, '-' and '_': it names files")
    table.where = f"{path}: check '{name}'"
    answer = _answer(table)
    check = Check(
        name=name,
        group=table.text("group", required=True),
        title=table.text("title", required=True),
        points=table.number("points", 0, low=0 if answer else 1, required=answer is None),
        exercise=table.text("exercise"),
        answer=answer,
        boots=_boots(table, seed),
        timeout=table.number("timeout", DEFAULT_TIMEOUT, low=1, high=3600),
        exit=table.choice("exit", ("ok", "panic", "any"), "ok"),
        lines=table.list_of("lines", str),
        ordered=table.take("ordered", bool, True),
        regex=table.patterns("regex"),
        absent=table.list_of("absent", str),
        absent_regex=table.patterns("absent_regex"),
        send=table.tables("send", _send),
        keep_disk=table.take("keep_disk", bool, False),
        machine=_machine(table),
        python=_python(table, path))
    if not (check.lines or check.regex or check.machine or check.python):
        raise SchemaError(f"{table.where}: nothing is asked for: give lines, regex, machine or "
                          "python")
    if check.answer and not check.python:
        raise table.fail("answer", "needs 'python', which works out the right one")
    return check


def _answer(table: Table) -> str | None:
    value = table.text("answer")
    if value is not None and not _QUESTION.fullmatch(value):
        raise table.fail("answer", f"must look like lab1.q2, not {value!r}")
    return value


def _boots(table: Table, seed: int) -> tuple[BootSpec, ...]:
    several = table.tables("boots", lambda boot: _boot(boot, seed))
    alone = table.tables("boot", lambda boot: _boot(boot, seed))
    if several and alone:
        raise table.fail("boots", "cannot stand beside 'boot'")
    return several or alone or (BootSpec(),)


def _boot(table: Table, seed: int) -> BootSpec:
    memory = table.text("memory", DEFAULT_MEMORY)
    if not _MEMORY.fullmatch(memory):
        raise table.fail("memory", f"must look like 128M, not {memory!r}")
    options = []
    for name in BOOT_OPTIONS:
        value = table.take(name, (str, int))
        if value is None:
            continue
        text = str(seed) if value == "auto" else str(value).replace("{seed}", str(seed))
        if "," in text and name != "check":
            raise table.fail(name, f"{text!r} has a comma")
        options.append((name, text))
    return BootSpec(memory, tuple(options))


def _send(table: Table) -> Send:
    send = Send(table.text("after", required=True), table.take("keys", str, ""),
                table.take("serial", str, ""))
    if bool(send.keys) == bool(send.serial):
        raise SchemaError(f"{table.where}: give one of 'keys' and 'serial'")
    if not keyboard.typable(send.keys):
        raise table.fail("keys", f"{send.keys!r} has a character without a key")
    return send


def _machine(table: Table) -> MachineRules | None:
    value: Any = table.take("machine", dict)
    if value is None:
        return None
    inner = Table(f"{table.where}: machine", value)
    rules = MachineRules(interrupts=inner.tables("interrupts", _interrupt),
                         faults=inner.list_of("faults", int), ide=inner.tables("ide", _ide))
    inner.done()
    return rules


def _interrupt(table: Table) -> InterruptRule:
    return InterruptRule(
        vector=table.number("vector", high=255, required=True),
        cpl=table.number("cpl", high=3),
        error=table.number("error"),
        soft=table.take("soft", bool),
        min=table.number("min", 1),
        max=table.number("max"))


def _ide(table: Table) -> IdeRule:
    return IdeRule(
        disk=table.choice("disk", ("boot", "swap", "sfs", "any"), "swap"),
        mode=table.choice("mode", ("any", "dma", "pio"), "any"),
        reads_min=table.number("reads_min", 0),
        reads_max=table.number("reads_max"),
        writes_min=table.number("writes_min", 0),
        writes_max=table.number("writes_max"))


def _python(table: Table, path: Path) -> tuple[str, str] | None:
    value = table.text("python")
    if value is None:
        return None
    match = re.fullmatch(r"([a-z_]\w*):([a-z_]\w*)", value)
    if not match:
        raise table.fail("python", f"must look like checks:function, not {value!r}")
    if not (path.parent / f"{match[1]}.py").exists():
        raise table.fail("python", f"there is no {path.parent / match[1]}.py")
    return match[1], match[2]
