"""Each way in which a kernel can go wrong has its message, costs the points, leaves nothing."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from grade_bench import HEAD, HELLO, Bench, Outcome

BROKEN = {
    "hang": ["time-out", "after 4 virtual seconds", "halted with interrupts off",
             "nothing can wake"],
    "idle": ["time-out", "after 4 virtual seconds", "idle at", "halted until the next interrupt"],
    "spin": ["time-out", "after 4 virtual seconds", "busy at", "with interrupts off"],
    "flood": ["prints without end", "1024 KiB", "all work and no play"],
    "triple": ["triple fault"],
    "reboot": ["the machine rebooted"],
    "poweroff": ["switched off", "status 0 is never a pass"],
    "strange": ["status 155"],
    "starved": ["the kernel says: cannot boot: out of memory for process 0"],
    "panic": ["the kernel panicked at kern/mm/pmm.cpp:42: no frames left", "the panic:",
              "ebp:0x00007b28"],
    "silent": ["missing 'hello'", "the console is empty"],
}


@pytest.fixture(scope="module")
def benches(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Bench, Outcome]]:
    """Each broken kernel's bench and what the grader said; two at a time, to save time."""
    made = {name: Bench(tmp_path_factory.mktemp(name)).lab().kernel(name) for name in BROKEN}
    with ThreadPoolExecutor(2) as pool:
        outcomes = pool.map(lambda bench: bench.grade("-j", "1"), made.values())
        return {name: (made[name], outcome) for name, outcome in zip(made, outcomes)}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_kernel(benches: dict[str, tuple[Bench, Outcome]], name: str) -> None:
    bench, outcome = benches[name]
    for phrase in BROKEN[name]:
        assert phrase in outcome.text
    assert outcome.status == 1
    assert outcome.last == "Total Score: 0/10"
    assert outcome.test["status"] == "failed"
    assert "make grade LAB=1 CHECK=hello" in outcome.text
    assert "exercise lab1.1, Stack backtrace" in outcome.text
    assert "hint: Each frame begins" in outcome.text
    assert not bench.machines()
    assert not list(bench.temporary.iterdir())


def test_place_has_its_name(bench: Bench) -> None:
    assert "(stuck" in bench.lab().kernel("hang").grade().text


def test_junk_is_escaped(bench: Bench) -> None:
    outcome = bench.lab().kernel("junk").grade()
    assert "binary junk" in outcome.text
    assert "\\x1b" in outcome.text
    assert "\x1b" not in outcome.text
    assert outcome.text.isascii()


def test_blank_exercise_is_named(bench: Bench) -> None:
    outcome = bench.lab().kernel("blank").grade()
    assert "lab1.2 (IDT: idt_init in kern/arch/i386/idt.cpp) is not implemented yet" in outcome.text
    assert "hint: All 256 vectors" in outcome.text, "the blank one's hint, not the check's own"


def test_logs_of_a_failure(bench: Bench) -> None:
    outcome = bench.lab().kernel("panic").grade()
    folder = bench.build_dir / "grade" / "hello"
    assert outcome.test["logs"] == str(folder)
    assert "no frames left" in (folder / "console.txt").read_text()
    script = (folder / "command.sh").read_text()
    assert str(bench.build_dir / "bin" / "ucore.img") in script
    assert "-icount shift=4,sleep=off" in script
    bench.kernel("ok").grade()
    assert not folder.exists(), "logs of an older failure are gone"


def test_panic_may_be_what_is_asked_for(bench: Bench) -> None:
    bench.lab(HELLO + 'exit = "panic"\n')
    assert bench.kernel("panic").grade().status == 0
    assert "a panic was expected" in bench.kernel("ok").grade().text


def test_any_exit_is_no_timeout_and_no_blank(bench: Bench) -> None:
    bench.lab(HELLO + 'exit = "any"\n')
    assert bench.kernel("panic").grade().status == 0
    assert bench.kernel("ok").grade().status == 0
    for name in ("blank", "hang"):
        assert bench.kernel(name).grade().status == 1


def test_timeouts_are_in_virtual_time(bench: Bench) -> None:
    """The kernel idles for three virtual seconds, which take a few milliseconds here."""
    bench.kernel("later")
    late = bench.lab(HELLO.replace("timeout = 4", "timeout = 2")).grade()
    assert "time-out" in late.text and late.status == 1
    assert bench.lab().grade().status == 0


def test_wall_clock_stands_behind(bench: Bench) -> None:
    outcome = bench.lab(HELLO.replace("timeout = 4", "timeout = 3600")).kernel("spin").grade(
        "--wall-limit", "0.5")
    assert "before the 3600 virtual seconds" in outcome.text
    assert "busy at" in outcome.text
    assert outcome.last == "Total Score: 0/10"


def test_no_kernel(bench: Bench) -> None:
    outcome = bench.lab().grade()
    assert "there is no kernel image" in outcome.text
    assert (outcome.status, outcome.last) == (1, "Total Score: 0/10")
    assert outcome.results["state"] == "no-kernel"


def test_kernel_that_is_no_boot_sector(bench: Bench) -> None:
    (bench.lab().build_dir / "bin" / "ucore.img").write_bytes(bytes(1024))
    outcome = bench.grade()
    assert outcome.last == "Total Score: 0/10"
    assert "time-out" in outcome.text


def test_build_failure(bench: Bench) -> None:
    script = bench.root / "build.sh"
    script.write_text("echo compiling; echo 'a.cpp:3:1: error: no such thing'; echo more; exit 2\n")
    outcome = bench.lab().kernel("ok").grade("--build-command", f"sh {script}")
    assert "the build failed" in outcome.text
    assert "a.cpp:3:1: error: no such thing" in outcome.text
    assert "compiling" not in outcome.text
    assert (outcome.status, outcome.last) == (1, "Total Score: 0/10")
    assert outcome.results["state"] == "build-failed"
    assert outcome.results["max_score"] == 10


def test_qemu_missing(bench: Bench) -> None:
    outcome = bench.lab().kernel("ok").grade(PATH=str(bench.temporary))
    assert "qemu-system-i386 was not found" in outcome.text
    assert "qemu-system-x86" in outcome.text
    assert (outcome.status, outcome.last) == (1, "Total Score: 0/10")
    assert outcome.results["state"] == "no-qemu"


def test_qemu_that_does_not_start(bench: Bench) -> None:
    fake = bench.root / "bin" / "qemu-system-i386"
    fake.parent.mkdir()
    fake.write_text("#!/bin/sh\necho 'qemu: out of luck' >&2\nexit 1\n")
    fake.chmod(0o755)
    outcome = bench.lab().kernel("ok").grade(PATH=f"{fake.parent}:/usr/bin:/bin")
    assert "QEMU could not run the machine: qemu: out of luck" in outcome.text
    assert outcome.test["status"] == "error"
    assert outcome.last == "Total Score: 0/10"


def source(bench: Bench, name: str, text: str) -> None:
    path = bench.root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_blank_exercises_in_the_sources_are_not_done_yet(bench: Bench) -> None:
    """One line for each check, and at the end where to write; nothing of consoles and hints."""
    source(bench, "kern/debug/backtrace.cpp", 'int a;\n    NOT_DONE_YET("lab1.1",\n        "task");\n')
    source(bench, "kern/arch/i386/idt.cpp", 'int a;\n\n    NOT_IMPLEMENTED("lab1.2a");\n')
    outcome = bench.lab().kernel("silent").grade()  # ends in order, without the expected line
    assert outcome.text.splitlines() == [
        outcome.text.splitlines()[0],
        f"{'  -check says hello:':<50} WRONG  (0/10)  not done yet (exercise 1.1)",
        "Not done yet:",
        "  exercise 1.1    Stack backtrace (kern/debug/backtrace.cpp:2)",
        "Total Score: 0/10",
    ]
    assert outcome.test["not_done"] == "lab1.1" and outcome.test["status"] == "failed"


def test_a_blank_exercise_of_an_earlier_lab_is_needed_first(bench: Bench) -> None:
    source(bench, "kern/debug/backtrace.cpp", 'int a;\n    NOT_DONE_YET("lab1.1");\n')
    folders = ("--lab-dir", str(bench.lab_dir), "--build-dir", str(bench.build_dir))
    outcome = bench.lab().kernel("silent").grade("--lab", "2", *folders)
    line = "  exercise 1.1    Stack backtrace (kern/debug/backtrace.cpp:2), needed first"
    assert line in outcome.text.splitlines(), outcome.text


def test_a_blank_exercise_that_comes_first_is_named(bench: Bench) -> None:
    """The check's exercise is written; the kernel ends at another one before."""
    source(bench, "kern/debug/backtrace.cpp", 'void f() {}  // was NOT_IMPLEMENTED("lab1.1")\n')
    source(bench, "kern/arch/i386/idt.cpp", '    NOT_IMPLEMENTED("lab1.2");\n')
    outcome = bench.lab(head=HEAD.replace('parts = ["a"]\n', "")).kernel("blank").grade()
    assert "WRONG  (0/10)  not done yet (exercise 1.2)" in outcome.text
    assert "exercise 1.2    IDT (kern/arch/i386/idt.cpp:1)" in outcome.text
    assert "hint" not in outcome.text


def test_a_mistake_beside_a_blank_part_is_a_mistake(bench: Bench) -> None:
    """One part is written, and the kernel panics: that is no work to be done but work gone wrong."""
    source(bench, "kern/debug/backtrace.cpp", '    NOT_IMPLEMENTED("lab1.1b");\n')
    parts = HEAD.replace('"print_stackframe"\n', '"print_stackframe"\nparts = ["a", "b"]\n')
    outcome = bench.lab(head=parts).kernel("panic").grade()
    assert "not done yet" not in outcome.text
    assert "the kernel panicked" in outcome.text
