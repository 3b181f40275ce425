"""tools/lint: each rule fires on a small tree that breaks it, and is silent on one that does not."""

import shutil
from pathlib import Path

import pytest

from helpers import PYTHON, ROOT, run

TOOL = ROOT / "tools/lint/lint.py"

HEADER = """\
// What a frame is. Layer: mm.

#pragma once

#include "libs/types.h"

namespace mm {

// The number of free frames.
u32 nr_free_pages();

}  // namespace mm
"""

CODE = """\
// Frames. Layer: mm. goto, throw and new int in a comment are harmless.

#include "kern/mm/frame.h"

#include "arch/cpu.h"
#include "kern/debug/log.h"

namespace mm {

u32 nr_free_pages() {
    const u32 boards = arch::cpu();
    return boards + debug::log();
}

}  // namespace mm
"""

ONE_LINER = "// {what}. Layer: {layer}.\n\n#pragma once\n\nnamespace {layer} {{\n\nunsigned {what}();\n\n}}  // namespace {layer}\n"

FILES = {
    "libs/types.h": "// Types. Layer: libs.\n\n#pragma once\n\n#include <stdint.h>\n\nusing u32 = unsigned;\n",
    "kern/arch/i386/include/arch/cpu.h": ONE_LINER.format(what="cpu", layer="arch"),
    "kern/arch/i386/include/arch/ports.h": ONE_LINER.format(what="port", layer="arch"),
    "kern/debug/log.h": ONE_LINER.format(what="log", layer="debug"),
    "kern/sched/task.h": ONE_LINER.format(what="task", layer="sched"),
    "kern/driver/block_device.h": ONE_LINER.format(what="block", layer="driver"),
    "kern/driver/clock.h": ONE_LINER.format(what="clock", layer="driver"),
    "kern/selftest/mm_check.h": ONE_LINER.format(what="mm_check", layer="selftest"),
    "kern/mm/frame.h": HEADER,
    "kern/mm/frame.cpp": CODE,
    "labs/lab1/lab.mk": "KERNEL_BASE := 0\n\nKERN_SOURCES += kern/mm/frame.cpp   # frames\n",
}


class Tree:
    """A tree of a few files, in which a test breaks a rule."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for name, text in FILES.items():
            self.write(name, text)
        shutil.copy(ROOT / ".clang-format", root)

    def write(self, name: str, text: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def code(self, statement: str, name: str = "kern/mm/frame.cpp") -> None:
        """Put a statement or declaration into the file's namespace."""
        text = (self.root / name).read_text()
        self.write(name, text.replace("\n}  // namespace", f"\n{statement}\n\n}}  // namespace", 1))

    def include(self, target: str, name: str) -> None:
        text = self.root.joinpath(name).read_text()
        self.write(name, text.replace("\nnamespace", f'\n#include "{target}"\n\nnamespace', 1))

    def lint(self, *rules: str) -> tuple[int, str]:
        done = run(PYTHON, TOOL, "--root", self.root, *rules)
        assert done.stderr == ""
        return done.returncode, done.stdout

    def finds(self, rule: str, *messages: str) -> None:
        status, output = self.lint(rule)
        for message in messages:
            assert message in output
        assert status == 1

    def passes(self, rule: str) -> None:
        status, output = self.lint(rule)
        assert status == 0, output


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    return Tree(tmp_path)


def test_sound_tree_passes_every_rule(tree: Tree) -> None:
    status, output = tree.lint()
    assert status == 0, output
    assert output.startswith("lint: no problems, 11 rules")


def test_list_and_unknown_rule(tree: Tree) -> None:
    assert "layers   includes between layers" in tree.lint("--list")[1]
    done = run(PYTHON, TOOL, "nonsense")
    assert done.returncode == 2 and "no rule nonsense" in done.stderr


# --- layers ---


@pytest.mark.parametrize(
    "name,target,message",
    [
        ("kern/mm/frame.h", "kern/sched/task.h", "layer mm must not include kern/sched/task.h"),
        ("kern/mm/frame.h", "kern/driver/clock.h", "layer mm must not include kern/driver/clock.h"),
        ("kern/mm/frame.h", "kern/selftest/mm_check.h", "layer mm must not include"),
        ("kern/arch/i386/include/arch/cpu.h", "kern/debug/log.h", "layer arch must not include"),
        ("kern/debug/log.h", "kern/mm/frame.h", "layer debug must not include kern/mm/frame.h"),
        ("kern/mm/frame.h", "arch/ports.h", "arch/ports.h outside the machine's drivers"),
        ("kern/mm/frame.h", "page.h", '"page.h" has no folder'),
    ],
)
def test_layers(tree: Tree, name: str, target: str, message: str) -> None:
    tree.include(target, name)
    line = tree.root.joinpath(name).read_text().splitlines().index(f'#include "{target}"') + 1
    tree.finds("layers", f"{name}:{line}: {message}")


def test_libs_do_not_know_the_kernel(tree: Tree) -> None:
    tree.write("libs/a.h", '// A.\n#pragma once\n#include "kern/mm/frame.h"\n#include "arch/cpu.h"\n')
    tree.finds("layers", "libs/a.h:3: libs includes the kernel's kern/mm/frame.h", "libs/a.h:4: ")


def test_host_headers(tree: Tree) -> None:
    hosted = "// A.\n#pragma once\n#if __STDC_HOSTED__\n#include <stdio.h>\n#include <new>\n#endif\n"
    tree.write("libs/a.h", hosted)
    tree.passes("layers")
    tree.write("libs/a.h", "// A.\n#pragma once\n#include <stdint.h>\n#include <stdio.h>\n")
    tree.finds("layers", "libs/a.h:4: <stdio.h> is a header of the host")


def test_what_layers_may_include(tree: Tree) -> None:
    tree.write("kern/vm/a.h", '// A.\n#include "kern/driver/block_device.h"\n#include "arch/cpu.h"\n')
    tree.write("kern/init/b.h", '// B.\n#include "kern/selftest/mm_check.h"\n')
    tree.write("kern/selftest/c.h", '// C.\n#include "kern/vm/a.h"\n#include "kern/sched/task.h"\n')
    tree.write("kern/driver/pc/d.h", '// D.\n#include "arch/ports.h"\n#include "kern/driver/clock.h"\n')
    tree.passes("layers")


def test_own_header_first(tree: Tree) -> None:
    first, second = '#include "kern/mm/frame.h"\n', '#include "arch/cpu.h"\n'
    moved = CODE.replace(second, "").replace(first, second + first)
    tree.write("kern/mm/frame.cpp", moved)
    tree.finds("layers", "kern/mm/frame.cpp:3: own header is not first")


# --- style ---


def test_sizes(tree: Tree) -> None:
    body = "    nr_free_pages();\n"
    tree.code("void just_right() {\n" + body * 58 + "}")
    tree.passes("style")
    tree.code("void too_long() {\n" + body * 59 + "}")
    tree.finds("style", "function too_long of 61 lines: at most 60: split it")
    tree.code("int a;  // " + "x" * 90)
    tree.finds("style", "line of 101 columns")
    tree.code("\n" * 500)
    tree.finds("style", "kern/mm/frame.cpp:501: file of ")


def test_long_functions_are_found_wherever_they_hide(tree: Tree) -> None:
    body = "        f({1, 2});\n" * 60
    tree.code(f"A::A(int x) : a_{{x}}, b_(x) {{\n{body}}}")
    tree.code(f"struct B final : A {{\n  public:\n    int b_{{0}};\n    void g() const {{\n{body}    }}\n}};")
    tree.code(f"template <typename T>\nT h(T a,\n    T b) {{\n{body}}}")
    tree.code(f"constexpr int kTable[] = {{\n{body.replace(';', ',')}}};")
    _, output = tree.lint("style")
    assert "function A::A of 62" in output and "function g of 62" in output
    assert "function h of 64" in output and output.count("function") == 3


def test_file_head_and_pragma_once(tree: Tree) -> None:
    tree.write("kern/mm/a.h", "#include <stdint.h>\nusing namespace mm;\n")
    tree.finds(
        "style",
        "kern/mm/a.h:1: no comment at the head of the file",
        "kern/mm/a.h:1: header without #pragma once: add it",
        "kern/mm/a.h:2: using namespace in a header",
    )


@pytest.mark.parametrize(
    "statement,message",
    [
        ("void f() { goto end; }", "goto: return early"),
        ("auto* a = dynamic_cast<A*>(b);", "run-time type information"),
        ("void f() { throw 1; }", "exception"),
        ("struct A { virtual ~A(); };", "virtual destructor"),
        ("bool b = 1 <=> 2;", "three-way comparison"),
        ("double d;", "floating point"),
        ("int a = 1'000;", "digit separator"),
        ('const char* s = R"(x)";', "raw string"),
        ("int* a = new int;", "new of its own"),
        ("void f() { delete a; }", "delete of its own"),
        ('void f() { asm("hlt"); }', "assembly outside kern/arch"),
        ("int lab3_swap;", "lab3_swap has a lab's number in its name"),
        ("int kLab2Base;", "kLab2Base has a lab's number in its name"),
    ],
)
def test_forbidden_words(tree: Tree, statement: str, message: str) -> None:
    tree.code(statement, "kern/sched/task.h")
    tree.finds("style", "kern/sched/task.h:", message)


def test_what_only_looks_forbidden(tree: Tree) -> None:
    tree.code("A(const A&) = delete;\nint slab_8; void* p = new (place) A; void lab6_set_priority(u32);")
    tree.code('const char* text = "goto throw new // lab3_x"; char c = \'"\'; /* double\n new */ int x;')
    tree.write("kern/arch/i386/a.cpp", '// A.\nvoid f() { asm("hlt"); }\n')
    tree.passes("style")


# --- forms ---


@pytest.mark.parametrize(
    "line",
    [
        "auto x = TRY(f());",
        "const auto& x = TRY(f(1, g(2)));",
        "auto [a, b] = TRY(f());",
        "Page* page = TRY(f());",
        "const mm::Map<int, u8> map = TRY(f());",
        "TRY(f());",
        "return TRY(f(\n        1));",
        "if (a) TRY(f());",
        "for (auto x : y) { TRY(f()); }",
    ],
)
def test_try_as_it_may_stand(tree: Tree, line: str) -> None:
    tree.code(f"Result<int> f() {{\n    {line}\n}}")
    tree.passes("forms")


@pytest.mark.parametrize(
    "line",
    [
        "S s{Guard(), TRY(f())};",
        "int x = 1 + TRY(f());",
        "g(TRY(f()));",
        "x = TRY(f());",
        "*x = TRY(f());",
        "return TRY(f()) + 1;",
        "auto x = TRY(f()).size();",
        "if (TRY(f())) return 1;",
    ],
)
def test_try_inside_an_expression(tree: Tree, line: str) -> None:
    tree.code(f"Result<int> f() {{\n    {line}\n}}")
    tree.finds("forms", "kern/mm/frame.cpp:16: TRY inside an expression: write auto x = TRY(f());")


@pytest.mark.parametrize("line", ["#if LAB >= 2", "#if LAB < 8  // why", "#if LAB >= 3\n#else"])
def test_lab_as_it_may_stand(tree: Tree, line: str) -> None:
    tree.code(f"{line}\n#endif  // LAB >= 2")
    tree.passes("forms")


@pytest.mark.parametrize(
    "line",
    [
        "#if LAB == 2\n#endif",
        "#if LAB > 2\n#endif",
        "#if LAB >= 2 && X\n#endif",
        "#ifdef LAB\n#endif",
        "#if X\n#elif LAB >= 2\n#endif",
        "#define NEW (LAB >= 2)",
        "int lab = LAB;",
        "if constexpr (LAB >= 2) {}",
    ],
)
def test_lab_in_another_form(tree: Tree, line: str) -> None:
    tree.code(line)
    tree.finds("forms", "LAB in another form: only `#if LAB >= N` or `#if LAB < N`")


def test_at_most_three_conditionals(tree: Tree) -> None:
    tree.code("#if LAB >= 2\nint a;\n#endif\n" * 3)
    tree.passes("forms")
    tree.code("#if LAB >= 3\n// Comments only.\n#else\n// More.\n#endif\n" * 4)
    tree.passes("forms")
    tree.code("#if LAB >= 2\nint b;\n#endif\n")
    tree.finds("forms", "more than 3 #if LAB in one file")


def test_comments_of_assembly(tree: Tree) -> None:
    tree.write("kern/arch/i386/a.S", "// A.\n#define X 1\n    mov $1, %eax  // it's one\n#if LAB >= 2\n#endif\n")
    tree.passes("forms")
    tree.write("kern/arch/i386/a.S", "// A.\n# it's one\n    mov $1, %eax  # one\n")
    tree.finds("forms", "a.S:2: comment that begins with #", "a.S:3: comment that begins with #")


# --- listing ---


def test_listing(tree: Tree) -> None:
    tree.write("kern/mm/page.cpp", "// Pages.\n")
    tree.write("labs/lab2/lab.mk", "KERN_SOURCES += kern/mm/frame.cpp   # again\n")
    tree.finds(
        "listing",
        "kern/mm/page.cpp:1: no lab.mk lists this file",
        "labs/lab2/lab.mk:1: kern/mm/frame.cpp is also at labs/lab1/lab.mk:3: list it once",
    )
    tree.write("labs/lab2/lab.mk", "KERN_SOURCES += kern/mm/page.cpp\nKERN_SOURCES += kern/a.cpp  # a\n")
    tree.finds(
        "listing",
        "labs/lab2/lab.mk:1: not one source with its purpose",
        "labs/lab2/lab.mk:2: there is no kern/a.cpp",
    )


def test_a_lab_may_drop_a_source(tree: Tree) -> None:
    tree.write("labs/lab2/lab.mk", "KERN_SOURCES := $(filter-out kern/mm/frame.cpp,$(KERN_SOURCES))\n")
    tree.passes("listing")
    tree.write("labs/lab2/lab.mk", "KERN_SOURCES := $(filter-out kern/mm/x.cpp,$(KERN_SOURCES))\n")
    tree.finds("listing", "labs/lab2/lab.mk:1: kern/mm/x.cpp is dropped, but no earlier lab adds it")
    tree.write("labs/lab2/lab.mk", "KERN_SOURCES := $(filter-out %/frame.cpp %/y.cpp,$(KERN_SOURCES))\n")
    tree.finds("listing", "labs/lab2/lab.mk:1: %/y.cpp is dropped, but no earlier lab adds it")


# --- markers ---


def test_markers(tree: Tree) -> None:
    tree.code("void f() {\n    // EXERCISE lab1.1 BEGIN x\n    // EXERCISE lab1.1 END\n}")
    tree.finds("markers", "kern/mm/frame.cpp:16: lab1.1 is not declared in labs/lab1/lab.toml")


# --- programs ---


def test_format(tree: Tree) -> None:
    tree.code("int  a = 1;\nint b =2;")
    tree.finds("format", "kern/mm/frame.cpp:15: not formatted: run make format")
    assert tree.lint("format")[1].count("frame.cpp") == 1


def test_clang_sees_locks_taken_wrongly(tree: Tree) -> None:
    tree.code(
        'struct __attribute__((capability("mutex"))) Lock {};\nconstinit Lock lock;\n'
        "constinit int guarded __attribute__((guarded_by(lock))) = 0;\nint f() { return guarded; }"
    )
    tree.finds("clang", "reading variable 'guarded' requires holding mutex 'lock'")


INTERRUPTS = ROOT / "kern/arch/i386/include/arch/interrupts.h"
USES_A_TABLE = """\
constinit u32 table GUARDED_BY(arch::interrupts_off) = 0;
void change() REQUIRES(arch::interrupts_off) { ++table; }
void guarded() { arch::IrqGuard irq; change(); ++table; }
void at_boot() { arch::assert_interrupts_off(); change(); ++table; }
"""


def test_clang_sees_what_needs_interrupts_off(tree: Tree) -> None:
    """The kernel's own guard and annotations, used rightly and wrongly."""
    for name in ("assert", "error", "scope", "thread_annotations", "types"):
        shutil.copy(ROOT / f"libs/{name}.h", tree.root / "libs")
    shutil.copy(INTERRUPTS, tree.root / "kern/arch/i386/include/arch")
    tree.include("arch/interrupts.h", "kern/mm/frame.cpp")
    tree.code(USES_A_TABLE)
    tree.passes("clang")
    tree.code("void early() { { arch::IrqGuard irq; } change(); }\nu32 peek() { return table; }")
    tree.finds("clang", "calling function 'change' requires holding context 'interrupts_off'",
               "reading variable 'table' requires holding context 'interrupts_off'")


def test_clang_looks_at_what_a_lower_lab_has(tree: Tree) -> None:
    tree.write("kern/mm/late.cpp", "// Late. Layer: mm.\n#if LAB < 3\nint a(long b) { return (int)b; }\n#endif\n")
    tree.write("labs/lab2/lab.mk", "KERN_SOURCES += kern/mm/late.cpp   # late\n")
    tree.finds("clang", "kern/mm/late.cpp:3: use of old-style cast")
    tree.write("labs/lab3/lab.mk", "# Nothing.\n")
    tree.finds("clang", "kern/mm/late.cpp:3: use of old-style cast")
    tree.write("kern/mm/late.cpp", "// Late. Layer: mm.\n#if LAB < 2\nint a(long b) { return (int)b; }\n#endif\n")
    tree.passes("clang")  # lab 1 does not have the file


def test_clang_sees_casts_and_constructors(tree: Tree) -> None:
    tree.code("u32 g(long a) { return (u32)a; }\nstruct A { A(); int a; };\nA global;")
    tree.finds(
        "clang",
        "kern/mm/frame.cpp:15: use of old-style cast: use static_cast",
        "kern/mm/frame.cpp:17: declaration requires a global constructor: make the global constinit",
    )


def test_clang_names_the_place_of_an_error(tree: Tree) -> None:
    tree.include("kern/mm/nothing.h", "kern/mm/frame.h")
    tree.finds("clang", "kern/mm/frame.h:7: 'kern/mm/nothing.h' file not found")


def test_shellcheck(tree: Tree) -> None:
    tree.write("tools/a.sh", "#!/bin/bash\necho $1\n")
    tree.write(".ci/run", "#!/bin/sh\nrm $1/x\n")
    tree.finds("shell", "tools/a.sh:2: ", ".ci/run:2: ")


def test_python(tree: Tree) -> None:
    tree.write("tools/a.py", "import os\n")
    tree.finds("python", "tools/a.py:1: 'os' imported but unused")
    tree.write("tools/a.py", "import os  # noqa: F401\n")
    tree.passes("python")
    tree.write("labs/lab1/checks.py", "\n\ndef f(:\n")
    tree.finds("python", "labs/lab1/checks.py:3: no valid Python: ")


def test_kernel_with_constructors(tree: Tree) -> None:
    (tree.root / "a.c").write_text("void f(void) __attribute__((constructor)); void f(void) {}\n")
    kernel = tree.root / "build/i386/lab1/bin/kernel"
    kernel.parent.mkdir(parents=True)
    flags = ("-m32", "-nostdlib", "-static", "-fno-pie", "-no-pie", "-Wl,-e,f")
    done = run("gcc", *flags, "a.c", "-o", kernel, cwd=tree.root)
    assert done.returncode == 0, done.stderr
    tree.finds("kernels", "build/i386/lab1/bin/kernel: .init_array has 4 bytes: make every global")
    kernel.write_text("no ELF")
    tree.finds("kernels", "not a 32-bit little-endian ELF file")


@pytest.mark.parametrize("tool,rule", [("clang-format", "format"), ("clang++", "clang")])
def test_missing_tool_is_a_problem(tree: Tree, tool: str, rule: str) -> None:
    done = run(PYTHON, TOOL, "--root", tree.root, rule, env={"PATH": "/nonexistent"})
    assert done.returncode == 1
    assert f"lint: {tool.rstrip('+')} is not installed: run tools/setup.sh test" in done.stdout
