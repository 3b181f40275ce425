"""What a change has rebuilt: what depends on it, and nothing else."""

import os
import re
import time

import pytest

from tests.compat.original import BUILD_LIMIT, process


@pytest.fixture(scope="module")
def lab1(own_tree):
    """The tree with lab 1 built."""
    own_tree.built("LAB=1")
    return own_tree


LINKED = {"bin/kernel", "bin/ucore.img", "obj/kernel.first", "obj/kernel.stripped",
          "obj/kernel.sym", "obj/symbols.bin", "obj/symbols.o"}
"""What every change of the kernel makes anew."""

STAMPS = re.compile(r"\.(d|flags)$")


def rebuilt(tree, *words):
    """Builds; returns the files that were made anew, without dependency lists and stamps."""
    before = tree.objects()
    tree.built("LAB=1", *words)
    after = tree.objects()
    return {name for name, when in after.items()
            if before.get(name) != when and not STAMPS.search(name)}


def change(tree, name, text="// changed\n"):
    """Appends to a source, as an editor would: later than any object."""
    with open(tree.root / name, "a", encoding="ascii") as file:
        file.write(text)
    now = time.time_ns()
    os.utime(tree.root / name, ns=(now, now))


def users_of(tree, header):
    """The objects whose sources include the header, from the compiler's own lists."""
    folder = tree.root / "build/i386/lab1/obj"
    return {f"obj/{lists.relative_to(folder).with_suffix('.o')}" for lists in folder.rglob("*.d")
            if header in lists.read_text().partition("\n\n")[0].split()}


def objects_of(tree):
    folder = tree.root / "build/i386/lab1/obj"
    return {f"obj/{lists.relative_to(folder).with_suffix('.o')}" for lists in folder.rglob("*.d")}


def test_nothing_changed(lab1):
    assert rebuilt(lab1) == set()


def test_one_source(lab1):
    change(lab1, "kern/driver/clock.cpp")
    assert rebuilt(lab1) == {"obj/kern/driver/clock.o"} | LINKED
    assert rebuilt(lab1) == set()


def test_an_assembly_source(lab1):
    change(lab1, "kern/arch/i386/trap_entry.S")
    assert rebuilt(lab1) == {"obj/kern/arch/i386/trap_entry.o"} | LINKED


def test_one_header(lab1):
    header = "kern/debug/trapframe.h"
    change(lab1, header)
    users = users_of(lab1, header)
    assert "obj/kern/debug/trapframe.o" in users and len(users) < len(objects_of(lab1))
    assert rebuilt(lab1) == users | LINKED


def test_a_header_that_is_gone(lab1):
    """A source that no longer includes it builds; the old dependency does not stand in the way."""
    source = lab1.root / "kern/driver/clock.cpp"
    text = source.read_text()
    header = lab1.root / "kern/driver/passing.h"
    header.write_text("#pragma once\n")
    source.write_text('#include "kern/driver/passing.h"\n' + text)
    assert "obj/kern/driver/clock.o" in rebuilt(lab1)
    header.unlink()
    source.write_text(text)
    assert "obj/kern/driver/clock.o" in rebuilt(lab1)


def test_the_boot_sector(lab1):
    change(lab1, "kern/arch/i386/boot/bootmain.cpp")
    assert rebuilt(lab1) == {"obj/kern/arch/i386/boot/bootmain.o", "obj/bootblock.elf",
                             "obj/bootblock", "bin/ucore.img"}


def test_the_link_map(lab1):
    change(lab1, "kern/arch/i386/kernel.ld", "/* changed */\n")
    assert rebuilt(lab1) == LINKED


def test_definitions_rebuild_what_uses_them(lab1):
    users = {f"obj/{path.relative_to(lab1.root).with_suffix('.o')}"
             for path in (lab1.root / "kern").rglob("*.cpp") if "DEBUG_GRADE" in path.read_text()}
    users &= objects_of(lab1)
    assert users and rebuilt(lab1, "DEFS+=-DDEBUG_GRADE") == users | LINKED
    assert b"kernel seems ok" in (lab1.root / "bin/kernel").read_bytes()
    assert rebuilt(lab1, "DEFS+=-DDEBUG_GRADE") == set()
    assert rebuilt(lab1) == users | LINKED, "and back"
    assert b"kernel seems ok" not in (lab1.root / "bin/kernel").read_bytes()


def test_a_definition_that_nobody_uses_rebuilds_nothing(lab1):
    assert rebuilt(lab1, "DEFS+=-DNOBODY_USES_THIS=1") == set()
    assert rebuilt(lab1) == set()


def test_a_definition_with_a_value(lab1):
    change(lab1, "kern/driver/clock.cpp",
           '#ifdef GREETING\n#include "kern/debug/log.h"\nvoid greet();\n'
           "void greet() { cprintf(GREETING); }\n#endif\n")
    lab1.built("LAB=1")
    made = rebuilt(lab1, 'DEFS+=-DGREETING=\'"hello"\'')
    assert "obj/kern/driver/clock.o" in made
    made = rebuilt(lab1, 'DEFS+=-DGREETING=\'"goodbye"\'')
    assert "obj/kern/driver/clock.o" in made, "another value"
    lab1.built("LAB=1")


def test_flags_rebuild_what_they_touch(lab1):
    boot = {name for name in objects_of(lab1) if "/boot/" in name}
    small = "-Os -march=i386 --param max-completely-peel-times=0"  # must still fit in its sector
    made = rebuilt(lab1, f"SIZE_gcc={small} -fno-ivopts")
    assert made == boot | {"obj/bootblock.elf", "obj/bootblock", "bin/ucore.img"}
    assert rebuilt(lab1) >= boot
    assert rebuilt(lab1, "WARNINGS=-Wall -Wextra -Werror") >= objects_of(lab1)
    assert rebuilt(lab1) >= objects_of(lab1)


def test_touch_rebuilds_everything(lab1):
    lab1.built("touch", "LAB=1")
    assert rebuilt(lab1) >= objects_of(lab1) | LINKED - {"obj/symbols.bin"}


def test_a_source_that_is_listed_and_dropped_again(lab1):
    lists = lab1.root / "labs/lab1/lab.mk"
    text = lists.read_text()
    (lab1.root / "kern/debug/extra.cpp").write_text(
        'extern "C" const char extra_text[];\n'
        '[[gnu::used, gnu::retain]] const char extra_text[] = "extra, extra";\n')
    lists.write_text(text + "KERN_SOURCES += kern/debug/extra.cpp  # more\n")
    assert rebuilt(lab1) == {"obj/kern/debug/extra.o"} | LINKED
    assert b"extra, extra" in (lab1.root / "bin/kernel").read_bytes()
    lists.write_text(text)
    assert rebuilt(lab1) == LINKED
    assert b"extra, extra" not in (lab1.root / "bin/kernel").read_bytes()


def test_an_error_is_told_and_mended(lab1):
    source = lab1.root / "kern/driver/clock.cpp"
    text = source.read_text()
    source.write_text(text + "this is no C++\n")
    made = lab1.make("LAB=1")
    assert made.status == 2 and "kern/driver/clock.cpp" in made.errors
    source.write_text(text)
    assert "bin/kernel" in rebuilt(lab1)


def test_two_labs_at_the_same_time(own_tree):
    """Each in an output directory of its own; the links end at one of the two."""
    own_tree.built("dist-clean")
    with (process("make", "LAB=1", cwd=own_tree.root, env=own_tree.environment()) as one,
          process("make", "LAB=2", cwd=own_tree.root, env=own_tree.environment()) as two):
        assert (one.wait(BUILD_LIMIT), two.wait(BUILD_LIMIT)) == (0, 0)
    for lab in (1, 2):
        assert (own_tree.root / f"build/i386/lab{lab}/bin/ucore.img").exists()
        assert own_tree.built(f"LAB={lab}").output == ""
        assert (own_tree.root / "bin").resolve().parent.name == f"lab{lab}"
        assert (own_tree.root / "obj").resolve().parent.name == f"lab{lab}"
