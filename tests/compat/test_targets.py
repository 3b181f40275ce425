"""The make interface: every target and variable of the original, and what we say in `make help`."""

import os
import re
import select
import subprocess
import time

import pytest

from tests.compat.original import LABS, RUN_LIMIT, Tree, process
from tests.ports import held_port

HIGHEST = LABS[-1]
INTERNAL = {"FORCE", "fuzz-corpus", "images", "links", "print-%", "setup-browser", "setup-run", "setup-site",
            "setup-test", "setup-window", "sfs-fuse", "site-modules"}
"""Targets that are nobody's business."""

HEADLESS = "QEMU=qemu-system-i386 -display none"


@pytest.fixture(scope="module")
def lab1(tree):
    """The tree with lab 1 built."""
    tree.built("LAB=1")
    return tree


def run(tree, *words, stdin="", status=0):
    """A make that runs a machine, to its end; returns what it printed."""
    with process("make", *words, cwd=tree.root, env=tree.environment(), text=True,
                 stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as child:
        output, _ = child.communicate(stdin, timeout=RUN_LIMIT)
    assert child.returncode == status, output
    return output


def read_until(stream, wanted):
    """What comes from the stream, up to and with `wanted`."""
    end = time.monotonic() + RUN_LIMIT
    seen = b""
    while wanted not in seen:
        ready, _, _ = select.select([stream], [], [], max(0, end - time.monotonic()))
        data = os.read(stream.fileno(), 4096) if ready else b""
        assert data, f"no {wanted!r} in {seen!r}"
        seen += data
    return seen.decode("latin-1")


# --- what a build leaves -------------------------------------------------------------------------

def test_default_target_builds_silently_where_the_original_did(tree):
    made = tree.built()
    assert (made.output, made.errors) == ("", "")
    for name in ("bin/kernel", "bin/ucore.img", "obj/kernel.sym"):
        assert (tree.root / name).is_file(), name
    assert (tree.root / "bin").resolve().parent.name == f"lab{HIGHEST}", "the highest lab"


def test_kernel_is_an_elf_with_the_original_load_address(lab1):
    header = (lab1.root / "bin/kernel").read_bytes()[:52]
    assert header[:7] == b"\x7fELF\x01\x01\x01", "ELF, 32 bits, little-endian"
    assert int.from_bytes(header[18:20], "little") == 3, "i386"


def test_boot_disk_has_signature_and_kernel(lab1):
    image = (lab1.root / "bin/ucore.img").read_bytes()
    assert image[510:512] == b"\x55\xaa" and image[512:516] == b"\x7fELF"
    assert len(image) % 512 == 0


def test_symbol_table(lab1):
    lines = (lab1.root / "obj/kernel.sym").read_text().splitlines()
    assert all(re.fullmatch(r"[0-9a-f]{8} \S.*", line) for line in lines)
    addresses = [int(line[:8], 16) for line in lines]
    assert addresses == sorted(addresses)
    names = [line[9:] for line in lines]
    assert {"kern_init", "readline", "edata", "end"} <= set(names)
    nm = subprocess.run(["nm", "bin/kernel"], cwd=lab1.root, capture_output=True, text=True,
                        timeout=30, check=True).stdout
    assert f"{lab1.address_of('readline')} T readline" in nm.splitlines()


def test_lab_2_is_linked_at_the_upper_half(tree):
    tree.built("LAB=2")
    assert tree.address_of("kern_init").startswith("c01")
    tree.built("LAB=1")
    assert tree.address_of("kern_init").startswith("0010")


# --- choosing ------------------------------------------------------------------------------------

def test_lab_from_the_environment_and_from_the_command_line(lab1):
    assert lab1.built("print-UCOREIMG", LAB="1").output == "build/i386/lab1/bin/ucore.img\n"
    assert lab1.built("print-UCOREIMG", "LAB=2").output == "build/i386/lab2/bin/ucore.img\n"
    assert lab1.built("print-UCOREIMG", "LAB=2", LAB="1").output.split("/")[2] == "lab2"
    assert lab1.query("LAB") == str(HIGHEST)
    assert lab1.built("print-LAB", LAB="").output == f"{HIGHEST}\n"


@pytest.mark.parametrize("lab", ["0", "9", "x", "-1", "1 2", "lab1"])
def test_no_such_lab(lab1, lab):
    made = lab1.make(f"LAB={lab}")
    assert made.status == 2
    listed = " ".join(map(str, LABS))
    assert f"there is no lab '{lab}' in this tree: LAB may be one of {listed}" in made.errors


def test_no_such_toolchain(lab1):
    made = lab1.make("LAB=1", "TOOLCHAIN=tcc")
    assert made.status == 2
    assert "there is no toolchain 'tcc': TOOLCHAIN may be gcc or clang" in made.errors


def test_verbose_shows_commands(lab1):
    lab1.built("touch", "LAB=1")
    shown = lab1.built("LAB=1", "V=1").output
    assert "-c kern/init/init.cpp -o" in shown and "ld -m elf_i386" in shown
    lab1.built("touch", "LAB=1")
    assert lab1.built("LAB=1").output == ""


# --- asking --------------------------------------------------------------------------------------

def test_print_variables(lab1):
    assert lab1.query("QEMU").startswith("qemu-system-i386")
    assert lab1.query("GDB") == "gdb"
    assert lab1.query("GRADE_GDB_IN") and lab1.query("GRADE_QEMU_OUT")
    for name in ("UCOREIMG", "SWAPIMG", "SFSIMG"):
        assert lab1.query(name).endswith(f"bin/{name[:-3].lower()}.img")


def test_print_in_either_case(lab1):
    for name in ("qemu", "gdb", "grade_gdb_in", "grade_qemu_out", "ucoreimg", "swapimg", "sfsimg"):
        assert lab1.query(name) == lab1.query(name.upper()) != ""


def test_print_several(lab1):
    made = lab1.built("print-QEMU", "print-GDB", "print-ucoreimg", "LAB=1")
    assert len(made.output.splitlines()) == 3


def test_printing_builds_nothing(lab1):
    before = lab1.objects()
    lab1.query("QEMU", "LAB=1", "DEFS+=-DDEBUG_GRADE")
    assert lab1.objects() == before


def test_help_lists_every_target(lab1):
    shown = lab1.built("help").output
    listed = set(re.findall(r"^  (\S+) ", shown, re.MULTILINE))
    folders = ("sfs-tools", "tests", "tools", "user")
    makefiles = [lab1.root / "Makefile", *(path for folder in folders
                                           for path in (lab1.root / folder).rglob("*.mk"))]
    text = "".join(path.read_text() for path in makefiles)
    declared = {word for line in re.findall(r"^\.PHONY: (.*)$", text, re.MULTILINE)
                for word in line.split()}
    assert declared - INTERNAL - listed == set(), "declared, but not in the help"
    of_programs = {f"{word}-PROG" for word in re.findall(r"^([\w-]+)-%:", text, re.MULTILINE)}
    assert listed - declared - of_programs - {"print-VAR"} == set(), "in the help, but not declared"
    assert all(re.fullmatch(r"  \S+ +\S.*", line) for line in shown.splitlines()
               if line.startswith("  "))


# --- running -------------------------------------------------------------------------------------

@pytest.mark.parametrize("lab", LABS)
def test_qemu_nox_without_a_terminal_ends_with_the_kernel(tree, lab):
    shown = run(tree, "qemu-nox", f"LAB={lab}", "BOOT=ticks=3")
    assert f"ucore-cc, lab{lab}" in shown and "++ setup timer interrupts" in shown


def test_qemu_nox_fails_with_the_kernel(lab1):
    shown = run(lab1, "qemu-nox", "LAB=1", "BOOT=check=panic", status=2)
    assert "kernel panic at" in shown


def test_qemu_runs_with_the_console_at_standard_input(lab1):
    """In a window as a rule; the kernel monitor takes the typed line."""
    with process("make", "qemu", "LAB=1", HEADLESS, "BOOT=ticks=1", cwd=lab1.root,
                 env=lab1.environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert "K> " in read_until(child.stdout, b"K> ")
        output, _ = child.communicate(b"quit\n", timeout=RUN_LIMIT)
    assert child.returncode == 0 and b"quit" in output


@pytest.mark.parametrize("target", ["monitor", "qemu-mon"])
def test_qemu_monitor(lab1, target):
    shown = run(lab1, target, "LAB=1", HEADLESS, stdin="info status\nquit\n")
    assert "VM status: running" in shown


with_files = pytest.mark.skipif(HIGHEST < 8, reason="there is no file system")


@with_files
def test_a_script_runs_in_the_shell(tree):
    tree.built("script-hello", "LAB=8")
    shown = run(tree, "sh-nox-hello", "LAB=8", "BOOT=check=none")
    assert 'kernel_execve: pid = 2, name = "sh".' in shown
    assert "hello from a script, which is /script/hello" in shown


@with_files
def test_a_program_gets_arguments_from_the_boot_options(tree):
    shown = run(tree, "qemu-nox", "LAB=8", "BOOT=check=none init=echo~one~two")
    assert "\none two" in shown


@with_files
@pytest.mark.parametrize("target", ["script-nothing", "sh-nothing", "sh-nox-nothing"])
def test_no_such_script(tree, target):
    made = tree.make(target, "LAB=8")
    assert made.status == 2 and "there is no script 'nothing' in user/script" in made.output


def gdb_at_reset(port):
    """A gdb that looks where the processor stands, and ends the machine."""
    return ["gdb", "-batch", "-nx", "-ex", "set tcp auto-retry on", "-ex",
            f"target remote localhost:{port}", "-ex", "info registers eip", "-ex", "kill"]


def test_debug_nox_waits_for_gdb(lab1):
    with held_port() as port, process(
            "make", "debug-nox", "LAB=1", f"GDBPORT={port}", cwd=lab1.root, text=True,
            env=lab1.environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT) as child:
        lab1.wait_for_listener(port, child)
        said = subprocess.run(gdb_at_reset(port), capture_output=True, text=True,
                              timeout=RUN_LIMIT, check=True, stdin=subprocess.DEVNULL).stdout
        output, _ = child.communicate(timeout=RUN_LIMIT)
    assert re.search(r"eip +0xfff0", said), "it stands before its first instruction"
    assert f":{port}" in output and "ucore-cc" not in output


def test_debug_attaches_gdb_in_a_terminal(lab1):
    """The terminal is one that has its gdb look round and end the machine."""
    terminal = lab1.root / "build/terminal"
    terminal.write_text('#!/bin/sh\n[ "$1" = -e ] && shift\nwhile [ $# -gt 1 ]; do shift; done\n'
                        "exec sh -c \"$1 -batch -ex 'info symbol kern_init' -ex kill\" "
                        ">build/terminal.out 2>&1 </dev/null\n")
    terminal.chmod(0o755)
    with held_port() as port:
        run(lab1, "debug", "LAB=1", f"GDBPORT={port}", f"TERMINAL={terminal}", HEADLESS)
    assert "kern_init in section .text" in (lab1.root / "build/terminal.out").read_text()


# --- handing in, cleaning ------------------------------------------------------------------------

def test_handin_makes_an_archive_that_builds(lab1, tmp_path):
    (lab1.root / "notes.txt").write_text("mine\n")
    made = lab1.built("handin", "LAB=1")
    archive = lab1.root / "handin-lab1.tar.gz"
    assert archive.name in made.output
    copy = Tree(tmp_path / "handed-in")
    copy.root.mkdir()
    subprocess.run(["tar", "-xzf", archive, "-C", copy.root], check=True, timeout=60)
    assert (copy.root / "notes.txt").read_text() == "mine\n"
    assert not any((copy.root / name).exists() for name in ("bin", "obj", "build", archive.name))
    copy.built("LAB=1", CCACHE_DISABLE="1")
    images = [(folder / "bin/ucore.img").read_bytes() for folder in (copy.root, lab1.root)]
    assert images[0] == images[1], "the same machine code"
    copy.built("handin", "LAB=1")
    assert (copy.root / "handin-lab1.tar.gz").exists(), "also outside a repository"


def test_clean_removes_the_output_of_one_lab(tree):
    tree.built("LAB=1")
    tree.built("LAB=2")
    tree.built("clean", "LAB=2")
    assert not (tree.root / "build/i386/lab2").exists()
    assert (tree.root / "build/i386/lab1/bin/kernel").exists()
    assert not (tree.root / "bin").is_symlink() and not (tree.root / "obj").is_symlink()
    tree.built("clean", "LAB=2")


def test_dist_clean_leaves_the_sources_only(tmp_path):
    copy = Tree.copy_to(tmp_path)
    sources = everything_in(tmp_path)
    copy.built("LAB=1")
    copy.built("handin", "LAB=1")
    assert everything_in(tmp_path) > sources
    copy.built("dist-clean")
    assert everything_in(tmp_path) == sources


def everything_in(folder):
    """The names below a folder, without git's and Python's caches."""
    names = {str(path.relative_to(folder)) for path in folder.rglob("*")}
    return {name for name in names if not name.startswith(".git/") and "__pycache__" not in name}
