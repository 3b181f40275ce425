"""lab.toml is read strictly: each error names the file, the check and the key."""

import pytest
from grade_bench import HEAD, HELLO, Bench
from tools.grade.plan import DEFAULT_SEED, BootSpec, Send
from tools.grade.schema import load_plan
from tools.grade.tomltable import SchemaError

WRONG = {
    'pionts = 10': ["check 'hello'", "unknown key 'pionts'"],
    'exit = "well"': ["check 'hello'", "key 'exit'", "ok, panic, any"],
    'regex = ["("]': ["key 'regex'", "is no regular expression"],
    'absent = [""]': ["key 'absent'"],
    'absent = "x"': ["key 'absent'", "must be list"],
    'ordered = 1': ["key 'ordered'", "must be bool"],
    'boot = {sede = 1}': ["check 'hello': boot 1", "unknown key 'sede'"],
    'boot = {memory = "lots"}': ["key 'memory'", "must look like 128M"],
    'boot = {seed = 1}\nboots = [{seed = 2}]': ["key 'boots'", "cannot stand beside"],
    'python = "checks:nowhere"': ["key 'python'", "there is no"],
    'answer = "q1"': ["check 'hello'", "key 'answer'", "must look like lab1.q2"],
    'answer = "lab1.q1"': ["key 'answer'", "needs 'python'"],
    'python = "checks.py"': ["key 'python'", "must look like"],
    'send = [{after = "x"}]': ["send 1", "'keys' and 'serial'"],
    'send = [{after = "x", keys = "é"}]': ["send 1", "without a key"],
    'send = [{keys = "x"}]': ["send 1", "key 'after' is missing"],
    'machine = {interrupts = [{vector = 256}]}': ["machine: interrupts 1", "from 0 to 255"],
    'machine = {interrupts = [{}]}': ["interrupts 1", "key 'vector' is missing"],
    'machine = {irqs = []}': ["check 'hello': machine", "unknown key 'irqs'"],
    'machine = {ide = {disk = "floppy"}}': ["ide 1", "key 'disk'"],
    'lines = ["x"': ["is no TOML"],
}


@pytest.mark.parametrize("line", WRONG)
def test_wrong_key(bench: Bench, line: str) -> None:
    with pytest.raises(SchemaError) as caught:
        load_plan(bench.lab(HELLO + line).lab_dir / "lab.toml")
    for phrase in [str(bench.lab_dir / "lab.toml"), *WRONG[line]]:
        assert phrase in str(caught.value)


REPLACED = {
    ("points = 10", "points = 0"): "key 'points': must be from 1",
    ("points = 10", "points = 2.5"): "key 'points': must be int, not 2.5",
    ("points = 10", "points = true"): "key 'points': must be int",
    ("points = 10", ""): "key 'points' is missing",
    ("timeout = 4", "timeout = 0"): "key 'timeout'",
    ('exercise = "lab1.1"', 'exercise = "lab1.9"'): "there is no exercise 'lab1.9'",
    ('exercise = "lab1.1"', 'exercise = "lab1.1a"'): "there is no exercise 'lab1.1a'",
    ('name = "hello"', 'name = "He llo"'): "key 'name'",
    ('title = "says hello"', 'title = " "'): "key 'title': is empty",
    ('lines = ["hello"]', ""): "nothing is asked for",
}


@pytest.mark.parametrize("change", REPLACED)
def test_wrong_value(bench: Bench, change: tuple[str, str]) -> None:
    with pytest.raises(SchemaError) as caught:
        load_plan(bench.lab(HELLO.replace(*change)).lab_dir / "lab.toml")
    assert REPLACED[change] in str(caught.value)


def test_double_names(bench: Bench) -> None:
    with pytest.raises(SchemaError, match="check 'hello': key 'name': another check"):
        load_plan(bench.lab(HELLO + HELLO).lab_dir / "lab.toml")
    with pytest.raises(SchemaError, match="exercise 'lab1.1'.*is there twice"):
        load_plan(bench.lab(head=HEAD + HEAD.split("\n", 2)[2]).lab_dir / "lab.toml")


def test_no_file_and_no_checks(bench: Bench) -> None:
    with pytest.raises(SchemaError, match="there is no such file"):
        load_plan(bench.lab_dir / "lab.toml")
    with pytest.raises(SchemaError, match="there is none"):
        load_plan(bench.lab("").lab_dir / "lab.toml")


def test_everything_right(bench: Bench) -> None:
    (bench.lab_dir / "checks.py").write_text("")
    bench.lab(HELLO.replace("lab1.1", "lab1.2a") + '''
        boots = [{seed = "auto", pmm = "best_fit"}, {memory = "32M", seed = 7, check = "a,b"},
                 {init = "work {seed} times"}]
        keep_disk = true
        python = "checks:f"
        [[check.send]]
        after = "K>"
        serial = "help\\n"
        [check.machine]
        interrupts = [{vector = 0x20, min = 100}, {vector = 0x78, cpl = 0, soft = true}]
        faults = [0x100]
        ide = {reads_min = 1}
        ''')
    plan = load_plan(bench.lab_dir / "lab.toml")
    check = plan.checks[0]
    assert check.boots == (
        BootSpec(options=(("pmm", "best_fit"), ("seed", str(DEFAULT_SEED)))),
        BootSpec("32M", (("check", "a,b"), ("seed", "7"))),
        BootSpec(options=(("init", f"work {DEFAULT_SEED} times"),)))
    assert check.keep_disk
    assert check.send == (Send("K>", serial="help\n"),)
    assert check.machine is not None and check.machine.faults == (0x100,)
    assert plan.exercise(check.exercise) is plan.exercises["lab1.2"]
    assert load_plan(plan.path, 5).checks[0].boots[0].options[1] == ("seed", "5")


def test_exercises_of_earlier_labs_are_known(bench: Bench) -> None:
    bench.lab()
    later = bench.root / "labs" / "lab2" / "lab.toml"
    later.parent.mkdir()
    later.write_text('title = "Next"' + HELLO, encoding="utf-8")
    assert load_plan(later).exercise("lab1.1") is not None


def test_user_sees_the_error(bench: Bench) -> None:
    outcome = bench.lab(HELLO + "pionts = 1").kernel("ok").grade()
    assert "check 'hello': unknown key 'pionts'" in outcome.text
    assert (outcome.status, outcome.last) == (1, "Total Score: 0/0")
    assert outcome.results["state"] == "bad-plan"
