"""Cuts of power: every write of several workloads in the kernel is recorded, and the disk rebuilt as of
each moment, also with some of the writes missing that no flush has followed yet, and with the last
one torn. Each such disk is repaired by fsck.sfs, and has what fsync has promised.

    test_power_cut.py            every moment of every workload (make power-cuts)
"""

import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).resolve().parents[2]))

from tests.kernel import workloads
from tests.kernel.boot import OK, SFS, copy_on_write
from tests.kernel.files import LAB, SECOND, assert_sound, boot, boot_image, fsck, lives, make_image
from tests.kernel.recorded_disk import Event, RecordedDisks
from tests.kernel.workloads import DISK, MARKS, WORKLOADS

SECTOR = 512
SAMPLE = 20
REORDERED = 2  # disks with writes missing, for each moment


@dataclass(frozen=True)
class Recording:
    """A disk before a workload, and what then reached it."""

    before: bytes
    log: tuple[Event, ...]


@pytest.fixture(scope="module")
def recording(tmp_path_factory):
    made = {}

    def of(name: str) -> Recording:
        if name not in made:
            made[name] = record(tmp_path_factory.mktemp(name), name)
        return made[name]

    return of


def record(folder: Path, name: str) -> Recording:
    """Runs a workload to its end."""
    image = make_image(folder, {"script": WORKLOADS[name].script}, size="2M", name=f"{name}.img")
    before = image.read_bytes()
    with RecordedDisks({DISK: before, MARKS: bytes(1 << 16)}) as disks:
        run = boot(LAB, {"init": "fsops /script disk1:", "check": "none"},
                   drives={SFS: disks.drive(DISK), SECOND: disks.drive(MARKS)})
    assert run.status == OK, run
    return Recording(before, tuple(disks.log))


def moments(recording: Recording) -> list[int]:
    """After how many events the power may be cut: after each write, and at the beginning."""
    return [0] + [number + 1 for number, event in enumerate(recording.log)
                  if event.disk == DISK and event.kind == "write"]


def apply(disk: bytearray, event: Event, sectors: int | None = None) -> None:
    """Does a write, or its first sectors only."""
    data = event.data if sectors is None else event.data[:sectors * SECTOR]
    disk[event.offset:event.offset + len(data)] = data


def disks_at(recording: Recording, moment: int, dice: random.Random) -> Iterator[bytearray]:
    """The disk as of a moment; the same with the last write torn; then with some of the writes
    missing that came after the last flush, in any order."""
    done = [event for event in recording.log[:moment] if event.disk == DISK]
    flushed = max((n + 1 for n, event in enumerate(done) if event.kind == "flush"), default=0)
    base = bytearray(recording.before)
    for event in done[:flushed]:
        if event.kind == "write":
            apply(base, event)
    open_writes = [event for event in done[flushed:] if event.kind == "write"]
    whole = bytearray(base)
    for event in open_writes:
        apply(whole, event)
    yield whole
    if not open_writes:
        return
    torn = bytearray(base)
    for event in open_writes[:-1]:
        apply(torn, event)
    apply(torn, open_writes[-1], dice.randrange(len(open_writes[-1].data) // SECTOR))
    yield torn
    for _ in range(REORDERED):
        some = bytearray(base)
        for event in dice.sample(open_writes, dice.randrange(len(open_writes) + 1)):
            pieces = [Event(DISK, "write", event.offset + at, event.data[at:at + SECTOR])
                      for at in range(0, len(event.data), SECTOR)]
            for piece in pieces if dice.random() < 0.7 else dice.sample(pieces, len(pieces) // 2):
                apply(some, piece)
        yield some


def check(folder: Path, name: str, recording: Recording, moment: int, dice: random.Random) -> int:
    """Checks every disk of a moment; returns how many there were."""
    workload = WORKLOADS[name]
    marks = workloads.marks_in(list(recording.log[:moment]))
    promises = workloads.due(workload, marks)
    image = folder / "cut.img"
    count = 0
    for count, disk in enumerate(disks_at(recording, moment, dice), 1):
        image.write_bytes(disk)
        where = f"{name}, event {moment} of {len(recording.log)}, disk {count}"
        found = fsck(image, "-n").stdout
        for damage in ("belongs to something else", "marked free that are used"):
            assert damage not in found, f"{where}\n{found}"
        repaired = fsck(image, "-y")
        assert repaired.returncode in (0, 1), f"{where}\n{repaired.stdout}{repaired.stderr}"
        root = assert_sound(image, repaired=True)
        for promise in promises:
            assert promise.is_kept(root, marks), f"{where}: {promise}\n{repaired.stdout}"
    return count


@pytest.mark.parametrize("name", WORKLOADS)
def test_a_sample_of_moments(tmp_path, recording, name):
    recorded = recording(name)
    marks = workloads.marks_in(list(recorded.log))
    assert {promise.since for promise in WORKLOADS[name].promises} <= set(marks)
    dice = random.Random(name)
    all_moments = moments(recorded)
    chosen = sorted(dice.sample(all_moments, min(SAMPLE, len(all_moments))))
    assert sum(check(tmp_path, name, recorded, moment, dice) for moment in chosen) > len(chosen)


@pytest.mark.parametrize("name", WORKLOADS)
def test_the_kernel_mounts_what_a_cut_has_left(tmp_path, recording, name):
    """Without a repair: it goes on with the disk as it is, and does no harm to what is there."""
    recorded = recording(name)
    image = make_image(tmp_path, {"mnt/x": "", "script": """
        mount disk1: /mnt =0
        ls /mnt
        open /mnt/after wc =0
        write 0 0 100000 9 =100000
        fsync 0 =0
        close 0 =0
        umount /mnt =0
    """})
    cut = tmp_path / "cut.img"
    dice = random.Random(name)
    for moment in dice.sample(moments(recorded), 3):
        cut.write_bytes(list(disks_at(recorded, moment, dice))[-1])
        run = boot_image(None, "fsops /script", drive=copy_on_write(image), second=cut)
        lives(run)
        assert " lines, 0 wrong.\n" in run.text.replace("\r", ""), run
        assert fsck(cut, "-y").returncode in (0, 1)
        root = assert_sound(cut, repaired=True)
        marks = workloads.marks_in(list(recorded.log[:moment]))
        assert workloads.Promise(0, ("after",), 100000, 9).is_kept(root, marks)
        promises = workloads.due(WORKLOADS[name], marks)
        assert all(promise.is_kept(root, marks) for promise in promises)


def main() -> None:
    """Every moment of every workload."""
    import tempfile

    count = 0
    with tempfile.TemporaryDirectory() as folder:
        for name in WORKLOADS:
            recorded = record(Path(folder), name)
            dice = random.Random(name)
            for moment in moments(recorded):
                count += check(Path(folder), name, recorded, moment, dice)
            print(f"{name}: {len(moments(recorded))} moments", flush=True)
    print(f"{count} disks: each repaired, with all that was promised")


if __name__ == "__main__":
    main()
