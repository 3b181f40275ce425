"""Why a run ended as it did, in words for the student."""

import re

from tools.grade import console
from tools.grade.boot import CONSOLE_LIMIT, BootResult, Ending
from tools.grade.command import STATUS_CANNOT_BOOT, STATUS_EXERCISE, STATUS_OK, STATUS_PANIC
from tools.grade.plan import Check, Exercise, Plan
from tools.grade.symbols import Symbols

_WANTED = {"ok": {STATUS_OK}, "panic": {STATUS_PANIC}, "any": {STATUS_OK, STATUS_PANIC}}
_EXERCISE_ID = re.compile(r"\blab\d+\.\d+[a-z]?\b")


def ending_problems(check: Check, boot: BootResult, lines: list[str], plan: Plan,
                    symbols: Symbols) -> list[str]:
    """What is wrong with the way in which the run ended; empty when it ended as the check asks.

    Only a status that the kernel itself chose can be right. QEMU's status 0 never is.
    """
    problems: list[str] = []
    if boot.ending is Ending.STATUS:
        problems += _status(check, boot, lines, plan)
    else:
        problems.append(_message(check, boot, symbols))
        if boot.waits_for is not None:
            problems.append(f"input was not given, since '{boot.waits_for}' never appeared")
    if problems and (strange := console.junk(boot.console)):
        problems.append(f"the console holds binary junk: {strange} of {len(boot.console)} bytes "
                        "are no text (shown as \\xNN)")
    return problems


def blank_exercise(boot: BootResult, lines: list[str], plan: Plan) -> tuple[str, Exercise | None]:
    """The id (and exercise, if known) that the kernel found blank; "" when it found none."""
    if boot.ending is not Ending.STATUS or boot.status != STATUS_EXERCISE:
        return "", None
    for line in reversed(lines[-40:]):
        for name in _EXERCISE_ID.findall(line):
            return name, plan.exercise(name)
    return "an exercise", None


def _status(check: Check, boot: BootResult, lines: list[str], plan: Plan) -> list[str]:
    if boot.status in _WANTED[check.exit]:
        return []
    if boot.status == STATUS_EXERCISE:
        name, exercise = blank_exercise(boot, lines, plan)
        title = f" ({exercise.title}: {exercise.function} in {exercise.file})" if exercise else ""
        return [f"{name}{title} is not implemented yet"]
    if boot.status == STATUS_PANIC:
        return ["the kernel panicked" + _panic_message(lines)]
    if boot.status == STATUS_CANNOT_BOOT:
        last = next((line for line in reversed(lines) if line.startswith("cannot boot")), "cannot boot")
        return [f"the kernel says: {last}"]
    if boot.status == STATUS_OK:
        return ["the kernel shut down in order where a panic was expected"]
    return [f"QEMU ended with status {boot.status}; the kernel must write 16 to port 0x501 when it "
            "is done"]


def _panic_message(lines: list[str]) -> str:
    block = console.panic(lines)
    if not block:
        return " without a message"
    place = block[0].partition(console.PANIC_START)[2].strip().rstrip(":")
    text = block[1].strip() if len(block) > 1 else ""
    return f" at {place}: {text}".rstrip(": ")


def _message(check: Check, boot: BootResult, symbols: Symbols) -> str:
    where = _where(boot, symbols)
    match boot.ending:
        case Ending.TIMEOUT:
            return (f"time-out: the kernel had not ended the machine after {boot.virtual} virtual "
                    f"seconds ({boot.wall:.1f} s on this computer){where}")
        case Ending.WALL_CLOCK:
            return (f"time-out: given up after {boot.wall:.0f} s on this computer, before the "
                    f"{check.timeout} virtual seconds of this check were over{where}")
        case Ending.FLOOD:
            return (f"the kernel prints without end: stopped after {CONSOLE_LIMIT >> 10} KiB of "
                    f"console output{where}")
        case Ending.TRIPLE_FAULT:
            return (f"triple fault: an exception could not be delivered, nor the double fault that "
                    f"followed, and the processor reset itself{where}")
        case Ending.RESET:
            return f"the machine rebooted (it would do so in a loop){where}"
        case Ending.POWER_OFF:
            return ("the machine was switched off without telling the grader how it went; QEMU's "
                    "status 0 is never a pass")
        case Ending.CANCELLED:
            return "interrupted before the end"
    return f"QEMU could not run the machine: {boot.trouble or 'no reason given'}"


def _where(boot: BootResult, symbols: Symbols) -> str:
    """Where the processor was, and whether anything could have woken it."""
    cpu = boot.cpu
    if cpu is None:
        return ""
    name = symbols.name(cpu.eip)
    place = f"{cpu.eip:#010x}" + (f" ({name})" if name else "")
    ring = f" in ring {cpu.cpl}" if cpu.cpl else ""
    if cpu.halted and not cpu.interrupts_enabled:
        return f"; it hangs at {place}{ring}, halted with interrupts off: nothing can wake it up"
    if cpu.halted:
        return f"; it was idle at {place}{ring}, halted until the next interrupt"
    state = "on" if cpu.interrupts_enabled else "off"
    return f"; it was busy at {place}{ring} with interrupts {state}"
