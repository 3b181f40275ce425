"""What counts: evidence over claims, one score in every output, full marks or a bad exit status."""

import os
import pty
import re
import subprocess

import pytest
from grade_bench import GRADE, HEAD, HELLO, Bench

CLAIMS = '''
[[check]]
name = "works"
group = "Check work"
title = "timer, gate and disk"
points = 20
lines = ["++ setup timer interrupts", "10 ticks", "switched", "disk read and written"]
'''
EVIDENCE = '''
[check.machine]
interrupts = [{vector = 0x20, soft = false, min = 10}, {vector = 0x78, cpl = 0, soft = true}]
ide = {reads_min = 1, writes_min = 1}
'''


def changed(checks: str, **changes: str) -> str:
    """`checks` with other values for some of its keys."""
    for key, value in changes.items():
        checks = re.sub(rf"(?m)^{key} = .*$", f"{key} = {value}", checks)
    return checks


def test_printing_is_not_enough(bench: Bench) -> None:
    bench.lab(CLAIMS + EVIDENCE)
    honest = bench.kernel("worker", swap=True).grade()
    assert (honest.status, honest.last) == (0, "Total Score: 20/20")
    liar = bench.kernel("liar", swap=True).grade()
    assert (liar.status, liar.last) == (1, "Total Score: 0/20")
    assert "the processor took vector 0x20 (timer) never, at least 10" in liar.text
    assert "the swap disk got 0 write commands" in liar.text


def test_dma_is_seen(bench: Bench) -> None:
    rule = '[check.machine]\nide = {mode = "MODE", reads_min = 1, reads_max = 1}\n'
    check = changed(HELLO, lines='["read"]')
    bench.lab(check + rule.replace("MODE", "dma")).kernel("dma", swap=True)
    assert bench.grade().status == 0
    bench.lab(check + rule.replace("MODE", "pio"))
    assert "the swap disk got 0 read commands by PIO" in bench.grade().text


def test_without_evidence_the_liar_would_win(bench: Bench) -> None:
    """So that the test above cannot pass for another reason."""
    assert bench.lab(CLAIMS).kernel("liar").grade().status == 0


def test_full_marks(bench: Bench) -> None:
    outcome = bench.lab().kernel("ok").grade()
    assert (outcome.status, outcome.last) == (0, "Total Score: 10/10")
    assert re.search(r"^Check console: +\(\d+\.\d+s\)$", outcome.text, re.MULTILINE)
    assert re.search(r"^  -check says hello: +OK +\(10/10\)$", outcome.text, re.MULTILINE)
    assert outcome.results["state"] == "complete"
    assert outcome.errors == ""


def test_part_of_the_marks(bench: Bench) -> None:
    bench.lab(HELLO + changed(HELLO, name='"bye"', points="5", lines='["farewell"]')).kernel("ok")
    outcome = bench.grade()
    assert (outcome.status, outcome.last) == (1, "Total Score: 10/15")
    assert re.search(r"^  -check says hello: +WRONG +\(0/5\)$", outcome.text, re.MULTILINE)
    assert outcome.text.count("Check console:") == 1
    results = outcome.results
    assert (results["score"], results["max_score"]) == (10, 15)
    assert sum(test["score"] for test in results["tests"]) == results["score"]
    assert sum(test["max_score"] for test in results["tests"]) == results["max_score"]
    assert [test["status"] for test in results["tests"]] == ["passed", "failed"]


def test_choosing_checks(bench: Bench) -> None:
    bench.lab(HELLO + changed(HELLO, name='"bye"', points="5", lines='["goodbye"]')).kernel("ok")
    assert bench.grade("--check", "bye").last == "Total Score: 5/5"
    assert bench.grade("--check", "bye,hello").last == "Total Score: 15/15"
    unknown = bench.grade("--check", "nonsense")
    assert "there is no check 'nonsense'" in unknown.text and "hello, bye" in unknown.text
    assert unknown.last == "Total Score: 0/0" and unknown.status == 1


CHALLENGE = HEAD + '''
[[exercise]]
id = "lab1.3"
title = "Ring switches"
file = "kern/trap/ring_switch.cpp"
function = "frame_for_user"
challenge = true
parts = ["a", "b"]
'''
EXTRA = changed(HELLO, name='"extra"', title='"says more"', exercise='"lab1.3b"', points="7",
                lines='["more"]')


def test_a_challenge_that_is_not_done_costs_nothing(bench: Bench) -> None:
    outcome = bench.lab(HELLO + EXTRA, head=CHALLENGE).kernel("ok").grade()
    assert (outcome.status, outcome.last) == (0, "Total Score: 10/10")
    assert outcome.text.splitlines()[-2] == "Bonus: 0/7"
    assert re.search(r"^  -check says more: +WRONG +\(0/7 bonus\)$", outcome.text, re.MULTILINE)
    results = outcome.results
    assert (results["score"], results["max_score"]) == (10, 10)
    assert (results["bonus"], results["max_bonus"]) == (0, 7)
    assert [test["bonus"] for test in results["tests"]] == [False, True]
    assert bench.grade("--require-bonus").status == 1


def test_bonus_points_are_won(bench: Bench) -> None:
    won = changed(EXTRA, lines='["hello"]')
    outcome = bench.lab(HELLO + won, head=CHALLENGE).kernel("ok").grade("--require-bonus")
    assert (outcome.status, outcome.last) == (0, "Total Score: 10/10")
    assert outcome.text.splitlines()[-2] == "Bonus: 7/7"
    assert re.search(r"^  -check says more: +OK +\(7/7 bonus\)$", outcome.text, re.MULTILINE)
    assert (outcome.results["bonus"], outcome.results["max_bonus"]) == (7, 7)


def test_bonus_points_make_up_for_nothing(bench: Bench) -> None:
    wrong = changed(HELLO, lines='["farewell"]')
    outcome = bench.lab(wrong + changed(EXTRA, lines='["hello"]'), head=CHALLENGE).kernel("ok").grade()
    assert (outcome.status, outcome.last) == (1, "Total Score: 0/10")
    assert outcome.text.splitlines()[-2] == "Bonus: 7/7"


@pytest.mark.parametrize("lines, status", [('["hello"]', 0), ('["more"]', 1)])
def test_a_challenge_alone(bench: Bench, lines: str, status: int) -> None:
    bench.lab(HELLO + changed(EXTRA, lines=lines), head=CHALLENGE).kernel("ok")
    outcome = bench.grade("--check", "extra")
    assert (outcome.status, outcome.last) == (status, "Total Score: 0/0")


def test_without_challenges_nothing_is_said_of_a_bonus(bench: Bench) -> None:
    assert "onus" not in bench.lab().kernel("ok").grade().text


def test_every_machine_of_a_check_counts(bench: Bench) -> None:
    bench.lab(HELLO + 'boots = [{}, {memory = "32M"}]\n').kernel("ok")
    assert bench.grade().status == 0
    assert "with memory=32M: " not in bench.kernel("hang").grade().text
    boots = 'boots = [{memory = "32M", seed = "auto"}, {}]\n'
    bench.lab(changed(HELLO, lines='["hell", "oh"]') + boots)
    assert "with memory=32M seed=99: missing 'oh'" in bench.kernel("ok").grade("--seed", "99").text


CHECKS = '''
from tools.grade import Failure, Prng

def good(run):
    assert run.lines[0] == "hello" and run.status == 33 and run.seed == 77
    assert run.prng().next() == Prng(77).next()
    assert run.after("seed and")[0] == "goodbye" and len(run.all) == 1
    assert run.machine.ide("read", disk="boot") == 1

def unhappy(run):
    raise Failure(f"with seed {run.seed} it is not as it should be")

def broken(run):
    return run.no_such_thing
'''


@pytest.mark.parametrize("function, points_won, phrase", [
    ("good", 10, "OK"),
    ("unhappy", 0, "!! error: with seed 77 it is not as it should be"),
    ("broken", 0, "the check itself is broken: "),
    ("absent", 0, "the check itself is broken: ")])
def test_checks_in_python(bench: Bench, function: str, points_won: int, phrase: str) -> None:
    (bench.lab_dir / "checks.py").write_text(CHECKS)
    bench.lab(HELLO + f'boot = {{seed = "auto"}}\npython = "checks:{function}"\n').kernel("ok")
    outcome = bench.grade("--seed", "77")
    assert phrase in outcome.text
    assert outcome.last == f"Total Score: {points_won}/10"
    assert points_won or "SEED=77" in outcome.text


def test_python_that_does_not_compile(bench: Bench) -> None:
    (bench.lab_dir / "checks.py").write_text("def f(:\n")
    outcome = bench.lab(HELLO + 'python = "checks:f"\n').kernel("ok").grade()
    assert "the check itself is broken: " in outcome.text and "SyntaxError" in outcome.text
    assert outcome.test["status"] == "error"


@pytest.mark.parametrize("kernel, send, lines", [
    ("keys", 'keys = "3xA"', ["ready", "3xA"]),
    ("serial", 'serial = "some longer line of text\\n"', ["ready", "some longer line of text"])])
def test_input(bench: Bench, kernel: str, send: str, lines: list[str]) -> None:
    kind = send.split()[0]
    check = changed(HELLO, timeout="60", lines=f'{lines + ["end of"]}'.replace("'", '"'))
    check += f'[[check.send]]\nafter = "ready"\n{send}\n'
    end = f'[[check.send]]\nafter = "{lines[1][-3:]}"\n{kind} = "q"\n'
    assert bench.lab(check + end).kernel(kernel).grade().status == 0
    never = bench.lab(check.replace('"ready"\n', '"steady"\n') + end).grade()
    assert "input was not given, since 'steady' never appeared" in never.text


def test_colours_only_on_a_terminal(bench: Bench) -> None:
    bench.lab().kernel("ok")
    assert "\x1b" not in bench.grade().text
    assert "\x1b[" in bench.grade("--color", "always").text
    words = GRADE + ["--lab", "1", "--root", str(bench.root), "--no-build"]
    shown = bytearray()

    def keep(descriptor: int) -> bytes:
        data = os.read(descriptor, 4096)
        shown.extend(data)
        return data and b"."

    os.environ.pop("NO_COLOR", None)
    pty.spawn(words, keep)
    assert b"\x1b[" in shown
    assert re.sub(rb"\x1b\[[0-9;]*m", b"", shown).rstrip().endswith(b"Total Score: 10/10")


def test_any_python_will_do(bench: Bench) -> None:
    """A Python without pytest hands over to the one that has it."""
    environment = {**os.environ, "TMPDIR": str(bench.temporary)}
    (bench.root / "python3").symlink_to("/usr/bin/python3")
    words = [str(bench.root / "python3"), "-S", *GRADE[1:], "--lab", "1", "--no-build",
             "--root", str(bench.lab().kernel("ok").root)]
    ended = subprocess.run(words, capture_output=True, text=True, check=False, env=environment)
    assert ended.stdout.splitlines()[-1] == "Total Score: 10/10", ended.stdout + ended.stderr


def test_usage(bench: Bench) -> None:
    assert bench.lab().kernel("ok").grade("--nonsense").status == 2
