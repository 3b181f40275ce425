"""Answers to reading questions: compared with the machine, and hard to get wrong by their form."""

import pytest
from grade_bench import HELLO, Bench, Outcome
from tools.grade.answers import Answer, AnswerError, parse, problems

QUESTION = '''
[[check]]
name = "q1"
group = "Answers"
title = "q1: the first instruction"
answer = "lab1.q1"
python = "checks:{function}"
timeout = 4
'''
CHECKS = '''
def first(run):
    return run.symbols.address("_start")

def order(run):
    return ["hello", "goodbye"]

def nothing(run):
    print("looked at")
'''


def ask(bench: Bench, answer: str, function: str = "first", *options: str) -> Outcome:
    """Grades the lab with one question, beside a check like any other."""
    (bench.lab_dir / "checks.py").write_text(CHECKS)
    (bench.root / "answers").mkdir(exist_ok=True)
    (bench.root / "answers" / "lab1.md").write_text(
        f"# Questions\n\nWhere?\n\n<!-- answer: lab1.q1 -->\n{answer}\n<!-- end -->\n")
    bench.lab(HELLO + QUESTION.format(function=function)).kernel("ok")
    return bench.grade(*options)


def line(outcome: Outcome) -> str:
    """What the report says of the question."""
    found = [text for text in outcome.text.splitlines() if "-check q1" in text]
    return found[0].split(":", 2)[2].strip()


@pytest.mark.parametrize("answer", ["31744", "`0x7C00`\n\nThe BIOS says so."])
def test_right(bench: Bench, answer: str) -> None:
    outcome = ask(bench, answer)
    assert line(outcome) == "OK" and outcome.last == "Total Score: 10/10"
    assert outcome.results["tests"][1]["status"] == "passed"
    assert outcome.results["tests"][1]["answer"] == "lab1.q1"


@pytest.mark.parametrize("answer, reason", [
    ("0x7c01", "'0x7c01': not what this build does"),
    ("0\n1\n0x7c00", "lab1.q1 asks for one value, the first paragraph of its answer has 3")])
def test_wrong(bench: Bench, answer: str, reason: str) -> None:
    outcome = ask(bench, answer)
    assert line(outcome) == "WRONG" and reason in outcome.text
    assert "question lab1.q1, in answers/lab1.md" in outcome.text
    assert "7c00" not in outcome.text.replace(answer.split()[0].strip(","), "")
    assert outcome.results["tests"][1]["status"] == "failed"
    assert (outcome.status, outcome.last) == (0, "Total Score: 10/10")
    assert bench.grade("--answers").status == bench.grade("--require-bonus").status == 1


def test_nothing_is_started_for_a_blank_answer(bench: Bench) -> None:
    outcome = ask(bench, "", "nothing")
    assert line(outcome) == "not answered yet"
    assert outcome.results["tests"][1]["status"] == "unanswered"
    assert outcome.results["tests"][1]["time"] == 0.0
    assert (outcome.status, outcome.last) == (0, "Total Score: 10/10")
    assert bench.grade("--answers").status == 1


def test_a_mark_of_the_reference_wins_nothing(bench: Bench) -> None:
    ask(bench, "0x7c00")
    path = bench.root / "answers" / "lab1.md"
    path.write_text(path.read_text().replace("q1 -->", "q1 (varies) -->"))
    outcome = bench.grade("--answers")
    assert outcome.status == 1 and line(outcome) == "not answered yet"


@pytest.mark.parametrize("text, reason", [
    (None, "there is no answers/lab1.md"),
    ("no place", "answers/lab1.md has no place for lab1.q1"),
    ("<!-- answer: lab1.q1 -->\n0x7c00\n", "answers/lab1.md:1: the answer to lab1.q1 has no <!-- end"),
    ("<!-- end -->\n", "answers/lab1.md:1: no answer begins before this line"),
    ("<!-- answer: lab1.q1 -->\n<!-- answer: lab1.q2 -->\n", "lab1.md:2: the answer of line 1 has no end")])
def test_files_that_lost_their_form(bench: Bench, text: str | None, reason: str) -> None:
    ask(bench, "0x7c00")
    path = bench.root / "answers" / "lab1.md"
    path.unlink()
    if text is not None:
        path.write_text(text)
    outcome = bench.grade()
    assert line(outcome) == "not answered yet" and reason in outcome.text
    assert outcome.last == "Total Score: 10/10"


def test_points_count(bench: Bench) -> None:
    ask(bench, "0x7c00")
    bench.lab(QUESTION.format(function="first") + "points = 3\n")
    assert bench.grade().last == "Total Score: 3/3"
    (bench.root / "answers" / "lab1.md").unlink()
    assert bench.grade().last == "Total Score: 0/3"


def test_a_kernel_that_fails_is_told_as_ever(bench: Bench) -> None:
    ask(bench, "0x7c00")
    outcome = bench.kernel("panic").grade("--answers")
    assert line(outcome) == "WRONG" and "the kernel panicked" in outcome.text


def test_a_function_without_a_result_is_a_broken_check(bench: Bench) -> None:
    assert "the check itself is broken: nothing gives no answer" in ask(bench, "1", "nothing").text


def test_no_questions(bench: Bench) -> None:
    outcome = bench.lab().kernel("ok").grade("--answers")
    assert outcome.status == 1 and "no question has an answer that can be checked" in outcome.text


@pytest.mark.parametrize("text, right", [
    ("1. hello\n2. goodbye", True), ("hello, goodbye", True), ("`hello` -> goodbye()", True),
    ("* Hello\n* goodbye.\n\nbecause", True), ("goodbye, hello", False), ("hello", False),
    ("hello, goodbye, hello", False), ("hello goodbye", False), ("", False)])
def test_orders(text: str, right: bool) -> None:
    answer = Answer("lab1.q1", 1, 3, text)
    assert (problems(answer, ["hello", "goodbye"]) == []) is right


def test_names_with_and_without_their_namespace() -> None:
    for text, right in {"init::work": True, "work()": True, "other::work": False, "": False}.items():
        assert (problems(Answer("lab1.q1", 1, 3, text), "init::work") == []) is right


@pytest.mark.parametrize("text, reason", [
    ("0x7c00", ""), ("31744", ""), ("0x7c_00", ""), ("- `0x7C00`.", ""), ("0b111110000000000", ""),
    ("0x7c01", "not what this build does"), ("see below\n\n0x7c00", "'see below' is no number"),
    ("7c00", "'7c00' is no number; hexadecimal ones begin with 0x"), ("-31744", "is no number"),
    ("0x7c00 or 0x7c01", "is no number"), ("0x7c00, 0x7c01", "has 2"), ("007", "not what"), pytest.param("9" * 5000, "not what", id="long"), ("0x", "is no number")])
def test_numbers(text: str, reason: str) -> None:
    found = problems(Answer("lab1.q1", 1, 3, text), 0x7C00)
    assert reason in found[0] if reason else found == []


def test_numbers_in_an_order() -> None:
    answer = Answer("lab1.q1", 1, 3, "- 0x10\n- 17")
    assert problems(answer, [16, 17]) == []
    assert problems(answer, [17, 16]) == ["'0x10', '17': not what this build does"]
    assert problems(answer, [16]) == [
        "lab1.q1 asks for one value, the first paragraph of its answer has 2"]
    assert "asks for more values" in problems(answer, [16, 17, 18])[0]


def test_what_stands_twice() -> None:
    text = "<!-- answer: lab1.q1 -->\n<!-- end -->\n"
    with pytest.raises(AnswerError, match="lab1.md:3: .*stands twice"):
        parse(text + text, "lab1.md")
    with pytest.raises(AnswerError, match="must look like"):
        parse(text.replace("lab1.q1", "q1"), "lab1.md")
