"""Evidence asked for in [check.machine] against what QEMU recorded."""

from collections.abc import Iterator

from tools.grade.evidence import Evidence
from tools.grade.plan import IdeRule, InterruptRule, MachineRules

_NAMES = {0: "divide error", 3: "breakpoint", 6: "invalid opcode", 13: "general protection",
          14: "page fault", 32: "timer", 33: "keyboard", 36: "serial port", 46: "disk",
          128: "system call"}


def machine_problems(rules: MachineRules, machine: Evidence) -> list[str]:
    """What the machine did not do, or did too often, one sentence each."""
    problems: list[str] = []
    for rule in rules.interrupts:
        problems += _interrupts(rule, machine)
    problems += _faults(rules.faults, list(machine.fault_addresses))
    for disk in rules.ide:
        problems += _ide(disk, machine)
    return problems


def _interrupts(rule: InterruptRule, machine: Evidence) -> Iterator[str]:
    number = machine.count(rule.vector, cpl=rule.cpl, error=rule.error, soft=rule.soft)
    what = f"vector {rule.vector:#04x}"
    if rule.vector in _NAMES:
        what += f" ({_NAMES[rule.vector]})"
    if rule.cpl is not None:
        what += f" in ring {rule.cpl}"
    if rule.error is not None:
        what += f" with error code {rule.error:#x}"
    yield from _range(f"the processor took {what} {_times(number)}", number, rule.min, rule.max)


def _faults(wanted: tuple[int, ...], seen: list[int]) -> Iterator[str]:
    position = 0
    for index, address in enumerate(wanted):
        try:
            position = seen.index(address, position) + 1
        except ValueError:
            behind = f" after the one at {wanted[index - 1]:#x}" if index else ""
            yield f"the processor took no page fault at address {address:#x}{behind}"
            return


def _ide(rule: IdeRule, machine: Evidence) -> Iterator[str]:
    limits = {"read": (rule.reads_min, rule.reads_max), "write": (rule.writes_min, rule.writes_max)}
    mode = "" if rule.mode == "any" else f" by {rule.mode.upper()}"
    for direction, (low, high) in limits.items():
        number = machine.ide(direction, disk=rule.disk, mode=rule.mode)
        disk = "all disks together" if rule.disk == "any" else f"the {rule.disk} disk"
        yield from _range(f"{disk} got {number} {direction} commands{mode}", number, low, high)


def _range(what: str, number: int, low: int, high: int | None) -> Iterator[str]:
    if number < low:
        yield f"{what}, at least {low} expected (recorded by QEMU, whatever the console says)"
    elif high is not None and number > high:
        yield f"{what}, at most {high} expected (recorded by QEMU)"


def _times(number: int) -> str:
    return {0: "never", 1: "once"}.get(number, f"{number} times")
