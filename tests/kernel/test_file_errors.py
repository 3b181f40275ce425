"""Disks that fail under the file system (K42): an error to the caller, no panic, never a false success
of fsync, and a file system that is consistent afterwards, or can be repaired.

    test_file_errors.py            every command of every workload fails once (make file-errors)
"""

import re
import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).resolve().parents[2]))

from tests.kernel import workloads
from tests.kernel.boot import CANNOT_BOOT, OK, SFS
from tests.kernel.files import (LAB, SECOND, assert_sound, boot, boot_image, fsck, lives, make_image,
                                raw)
from tests.kernel.recorded_disk import RecordedDisks
from tests.kernel.workloads import DISK, MARKS, WORKLOADS

KINDS = ("read", "write", "flush")
FOR_EVER = 1 << 30


def run_on(folder: Path, name: str, fails=None):
    """Runs a workload on recorded disks; returns the machine's run and the disks."""
    image = make_image(folder, {"script": WORKLOADS[name].script}, size="2M", name=f"{name}.img")
    with RecordedDisks({DISK: image.read_bytes(), MARKS: bytes(1 << 16)}, fails) as disks:
        run = boot(LAB, {"init": "fsops /script disk1:", "check": "none"},
                   drives={SFS: disks.drive(DISK), SECOND: disks.drive(MARKS)})
    return run, disks


def check_failure(folder: Path, name: str, kind: str, first: int, count: int) -> int:
    """Has `count` commands of a kind fail from the first-th on; returns how many did."""
    run, disks = run_on(folder, name, lambda disk, what, number: (
        disk == DISK and what == kind and first <= number < first + count))
    where = f"{name}: {count} {kind}s from {first} on\n{run}"
    assert run.status in (OK, CANNOT_BOOT) and "kernel panic" not in run.text, where
    if disks.failures and run.status == OK:
        assert re.search(r"fsops: \d+ lines, |can not be run|FAIL: no script", run.text), where
    image = folder / "after.img"
    image.write_bytes(disks.disks[DISK])
    repaired = fsck(image, "-y")
    assert repaired.returncode in (0, 1), where + repaired.stdout
    root = assert_sound(image, repaired=True)
    marks = workloads.marks_in(disks.log)
    for promise in workloads.due(WORKLOADS[name], marks):
        assert promise.is_kept(root, marks), f"{promise}\n{where}"
    return disks.failures


def commands_of(folder: Path, name: str) -> dict[str, int]:
    """How many commands of each kind a run without errors has; it keeps all promises."""
    run, disks = run_on(folder, name)
    lives(run)
    workload = WORKLOADS[name]
    marks = workloads.marks_in(disks.log)
    assert {promise.since for promise in workload.promises} <= set(marks)
    image = folder / "whole.img"
    image.write_bytes(disks.disks[DISK])
    root = assert_sound(image)
    assert all(promise.is_kept(root, marks) for promise in workloads.due(workload, marks))
    return {kind: disks.commands.get((DISK, kind), 0) for kind in KINDS}


@pytest.mark.parametrize("count", [1, 4, FOR_EVER], ids=["once", "a while", "for ever"])
@pytest.mark.parametrize("kind", KINDS)
def test_an_error_at_a_sample_of_commands(tmp_path, kind, count):
    name = {"read": "many", "write": "reuse", "flush": "names"}[kind]
    total = commands_of(tmp_path, name)[kind]
    assert total > 4
    sample = {0, 1, total // 4, total // 2, total * 3 // 4, total - 2, total - 1}
    assert sum(check_failure(tmp_path, name, kind, first, count) for first in sorted(sample)) > 0


def faulty(image: Path, **error: object) -> str:
    """A drive that gives an error where `error` says (QEMU's blkdebug)."""
    rule = "".join(f",file.inject-error.0.{name}={value}" for name, value in error.items())
    return (f"driver=raw,file.driver=blkdebug,file.image.driver=file,file.image.filename={image}"
            f",file.inject-error.0.errno=5,file.inject-error.0.event=none{rule}")


@pytest.mark.parametrize("kind", ["write", "flush"])
def test_k42_a_disk_that_cannot_be_written(tmp_path, kind):
    """By blkdebug: what is in the cache can be used, fsync fails each time, and the end says so."""
    image = make_image(tmp_path, {"script": """
        open /f rwc =0
        write 0 0 50000 1 =50000
        fsync 0 =-14
        fsync 0 =-14
        check 0 0 50000 1 =50000
        sync =-14
        open /script r =1
        read 1 10 =10
        unlink /f =*
        mkdir /d =*
        stat /script type =1
    """}, size="2M")
    run = boot_image(None, "fsops /script", drive=faulty(image, iotype=kind))
    lives(run)
    assert " lines, 0 wrong.\n" in run.text.replace("\r", ""), run
    assert "the file system is not wholly on its disk" in run.text
    assert fsck(image, "-y").returncode in (0, 1)
    assert_sound(image, repaired=True)


def test_k42_a_sector_that_cannot_be_read(tmp_path):
    """By blkdebug: an error for the file that has it, and for nobody else."""
    image = make_image(tmp_path, {"bad": bytes(40000), "good": bytes(40000), "script": """
        open /bad r =0
        check 0 0 40000 zero =8192
        seek 0 8192 0 =0
        read 0 10 =-14
        check 0 12288 27712 zero =27712
        open /good r =1
        check 1 0 40000 zero =40000
        open /new wc =2
        write 2 0 40000 1 =40000
        fsync 2 =0
        unlink /bad =0
    """}, size="2M")
    sector = workloads.look_up(assert_sound(image), "bad").inode.data[2] * 8
    run = boot_image(None, "fsops /script", drive=faulty(image, iotype="read", sector=sector))
    lives(run)
    assert " lines, 0 wrong.\n" in run.text.replace("\r", ""), run
    assert_sound(image)


def test_flush_is_sent_where_order_matters(tmp_path):
    """Between the writes of one fsync, in the trace of the disk's commands, and after the last."""
    image = make_image(tmp_path, {"script": "open /f wc =0\nwrite 0 0 9000 1 =9000\nfsync 0 =0\n"},
                       size="2M")
    trace = tmp_path / "trace"
    lives(boot_image(None, "fsops /script", drive=raw(image),
                     extra=("-d", "trace:ide_exec_cmd", "-D", str(trace))))
    commands = re.findall(r"exec cmd: .*cmd 0x(\w+)", trace.read_text())
    changing = "".join("F" if command in ("e7", "ea") else "w" for command in commands
                       if command in ("e7", "ea", "30", "34", "ca", "35"))
    # The free map; then data, inode and name; then what refers to them: a flush after each.
    assert re.fullmatch(r"(w+F){3,}", changing), changing


def main() -> None:
    """Every command of every workload."""
    import tempfile

    runs = 0
    with tempfile.TemporaryDirectory() as folder:
        for name in WORKLOADS:
            for kind, total in commands_of(Path(folder), name).items():
                for first in range(total):
                    for count in (1, 4, FOR_EVER):
                        check_failure(Path(folder), name, kind, first, count)
                        runs += 1
                print(f"{name}: each of {total} {kind}s failed", flush=True)
    print(f"{runs} runs: no panic, no false fsync, every disk repaired")


if __name__ == "__main__":
    main()
