"""Whether a check passed, and everything that a report says when it did not."""

from dataclasses import dataclass, field

from tools.grade import answers, console
from tools.grade.blanks import Blank, wholly_blank
from tools.grade.boot import BootResult, Ending
from tools.grade.command import STATUS_OK
from tools.grade.diagnosis import blank_exercise, ending_problems
from tools.grade.matching import console_problems
from tools.grade.plan import Check, Exercise, Plan
from tools.grade.pycheck import BrokenCheck, python_problems
from tools.grade.rules import machine_problems
from tools.grade.symbols import Symbols

_MAX_PROBLEMS = 6


@dataclass
class Verdict:
    """The outcome of one check. `error`: the fault lies with the grader or the host. `unanswered`:
    there is nothing yet to be right or wrong."""

    check: Check
    passed: bool
    error: bool = False
    unanswered: bool = False
    problems: list[str] = field(default_factory=list)
    exercise: Exercise | None = None
    panic: list[str] = field(default_factory=list)
    tail: list[str] = field(default_factory=list)
    boots: list[BootResult] = field(default_factory=list)
    failed_boot: int = 0
    not_done: str = ""
    """The id of the blank exercise without which the check could not be passed."""
    reached: str = ""
    """The id of the blank exercise that ended the machine."""

    @property
    def wall(self) -> float:
        """Seconds that the check's machines ran."""
        return sum(boot.wall for boot in self.boots)

    @property
    def failed(self) -> bool:
        """Whether something was wrong, not only missing."""
        return not self.passed and not self.unanswered

    @property
    def status(self) -> str:
        """For programs: passed, failed or error."""
        if self.unanswered:
            return "unanswered"
        return "passed" if self.passed else "error" if self.error else "failed"


def unanswered(check: Check, plan: Plan) -> Verdict | None:
    """The verdict on a question that needs no machine, since there is no answer to compare."""
    if check.answer is None:
        return None
    try:
        answer = answers.load(plan.answers, check.answer)
    except answers.AnswerError as problem:
        return Verdict(check, passed=False, unanswered=True, problems=[str(problem)])
    if not answer.is_blank and not answer.varies:
        return None
    return Verdict(check, passed=False, unanswered=True)


def judge(check: Check, plan: Plan, boots: list[BootResult], symbols: Symbols,
          blanks: dict[str, Blank] | None = None) -> Verdict:
    """The verdict on a check whose machines have all come to their end, while the exercises
    `blanks` are not written yet."""
    verdict = _judge(check, plan, boots, symbols)
    if verdict.failed and not verdict.error:
        verdict.not_done, verdict.reached = _not_done(verdict, plan, blanks or {})
    return verdict


def _not_done(verdict: Verdict, plan: Plan, blanks: dict[str, Blank]) -> tuple[str, str]:
    """Which blank exercise is to blame, if one is: the check's own, or one that the kernel reached;
    and the latter, if it did."""
    boot = verdict.boots[verdict.failed_boot]
    name, _ = blank_exercise(boot, console.decode(boot.console), plan)
    reached = name if name in blanks else ""
    own = plan.exercise(verdict.check.exercise)
    if own is not None and wholly_blank(own, blanks):
        return own.id, reached
    if reached:
        return reached, reached
    ended = boot.ending is Ending.STATUS and boot.status == STATUS_OK
    parts = [name for name, blank in blanks.items() if own is not None and blank.exercise == own.id]
    return (parts[0] if parts and ended else ""), ""


def _judge(check: Check, plan: Plan, boots: list[BootResult], symbols: Symbols) -> Verdict:
    for index, boot in enumerate(boots):
        lines = console.decode(boot.console)
        problems = ending_problems(check, boot, lines, plan, symbols)
        problems += console_problems(check, lines)
        if check.machine is not None:
            problems += machine_problems(check.machine, boot.machine)
        if problems:
            return _failed(check, plan, boots, index, problems)
    try:
        problems = python_problems(check, plan, boots, symbols)
    except BrokenCheck as broken:
        verdict = _failed(check, plan, boots, 0, [f"the check itself is broken: {broken}"])
        verdict.error = True
        return verdict
    if problems and check.answer:
        return Verdict(check, passed=False, problems=problems, boots=boots)
    if problems:
        return _failed(check, plan, boots, 0, problems)
    return Verdict(check, passed=True, boots=boots)


def _failed(check: Check, plan: Plan, boots: list[BootResult], index: int,
            problems: list[str]) -> Verdict:
    boot = boots[index]
    lines = console.decode(boot.console)
    if len(boots) > 1:
        problems = [f"with {boot.spec}: {problem}" for problem in problems]
    _, blank = blank_exercise(boot, lines, plan)
    return Verdict(
        check, passed=False, error=boot.ending in (Ending.QEMU_FAILED, Ending.CANCELLED),
        problems=problems[:_MAX_PROBLEMS], exercise=blank or plan.exercise(check.exercise),
        panic=console.panic(lines), tail=console.tail(lines), boots=boots, failed_boot=index)
