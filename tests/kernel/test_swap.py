"""Swap, from outside: every policy by both ways to the disk, disks that are tiny, absent or faulty."""

import functools
import re
import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).resolve().parents[2]))

from tests.kernel.boot import OK, SWAP, Run, boot, raw

PAGE = 4096
FRAMES, PAGES, GIVEN_UP = 8, 32, 8
"""What kern/selftest/swap_error_check.cpp uses."""

POLICIES = {"fifo": "fifo swap manager", "clock": "clock swap manager",
            "extended_clock": "extended clock swap manager", "lru": "lru swap manager"}
FIGURES = re.compile(r"swap errors: (\d+) of 32 pages stored, (\d+) readable; "
                     r"after giving up 8: (\d+) of (\d+)")


@pytest.fixture
def image(tmp_path):
    """Makes a sparse disk image of so many pages."""
    path = tmp_path / "swap.img"

    def make(pages: int) -> Path:
        with open(path, "wb") as file:
            file.truncate(pages * PAGE)
        return path

    yield make
    path.unlink(missing_ok=True)


def faulty(path: Path, **error: object) -> str:
    """A drive that gives an error where and when `error` says (QEMU's blkdebug)."""
    rule = "".join(f",file.inject-error.0.{name}={value}" for name, value in error.items())
    return (f"driver=raw,file.driver=blkdebug,file.image.driver=file,file.image.filename={path}"
            f",file.inject-error.0.errno=5,file.inject-error.0.event=none{rule}")


def swap_errors(drive: str | None, **options: object) -> tuple[Run, tuple[int, ...]]:
    """Runs the check of swap on this disk; its figures: pages stored, readable, and of those that
    were not given up readable, stored."""
    run = boot(3, {"check": "swap_errors", "ticks": 0, **options}, drives={SWAP: drive}, icount=True)
    assert run.status == OK, run
    assert "check_swap_errors() succeeded!" in run.text
    figures = FIGURES.search(run.text)
    assert figures, run
    return run, tuple(map(int, figures.groups()))


@functools.cache
def patterns_under(policy: str, mode: str) -> Run:
    run = boot(3, {"check": "swap,swap_policy", "swap": policy, "disk": mode, "ticks": 0, "seed": 9},
               memory="32M", icount=True)
    assert run.status == OK, run
    return run


@pytest.mark.parametrize("mode", ["dma", "pio"])
@pytest.mark.parametrize("policy", POLICIES)
def test_every_policy(policy, mode):
    run = patterns_under(policy, mode)
    assert f"SWAP: manager = {POLICIES[policy]}, " in run.text
    assert "check_swap() succeeded!" in run.text
    patterns = re.findall(r"swap: (.*), pattern (\w+): (\d+) faults, (\d+) reads, (\d+) writes, "
                          r"all bytes right", run.text)
    assert {(name, pattern) for name, pattern, *_ in patterns} == {
        (POLICIES[policy], pattern) for pattern in ("uniform", "scan", "hot_set", "dirty_hot")}
    for _, pattern, faults, reads, writes in patterns:
        assert int(faults) >= int(reads) > 0 and int(writes) > 0, pattern


@pytest.mark.parametrize("policy", POLICIES)
def test_the_way_to_the_disk_does_not_matter(policy):
    texts = {patterns_under(policy, mode).text.partition("SWAP: ")[2] for mode in ("dma", "pio")}
    assert len(texts) == 1 and "all bytes right" in texts.pop()


def test_policies_one_after_the_other():
    run = boot(3, {"check": "swap_policies", "ticks": 0}, icount=True)
    assert run.status == OK, run
    for name in POLICIES.values():
        assert len(re.findall(rf"^swap: {name}, pattern .* all bytes right$", run.text,
                              re.MULTILINE)) == 4, run


def test_lab_4_swaps_too():
    run = boot(4, {"check": "swap,swap_policy,swap_errors", "swap": "lru", "ticks": 0}, icount=True)
    assert run.status == OK, run
    assert "check_swap() succeeded!" in run.text and "check_swap_errors() succeeded!" in run.text


def test_large_disk(image):
    _, figures = swap_errors(raw(image(1024)))
    assert figures == (PAGES, PAGES, PAGES - GIVEN_UP, PAGES - GIVEN_UP)


@pytest.mark.parametrize("mode", ["dma", "pio"])
@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("pages", [2, 4, 10])
def test_full_disk_is_an_error(image, pages, policy, mode):
    run, (stored, readable, later, left) = swap_errors(raw(image(pages)), swap=policy, disk=mode)
    assert f", {pages - 1} slots" in run.text
    assert stored == FRAMES + pages - 1
    assert FRAMES <= readable <= stored
    assert later == left == stored - GIVEN_UP


def test_tiny_disk_is_enough_for_the_textbook(image):
    """Five pages, four frames: two slots do, since copies of pages in memory give way."""
    run = boot(3, {"check": "swap", "ticks": 0}, drives={SWAP: raw(image(3))}, icount=True)
    assert run.status == OK, run
    assert "check_swap() succeeded!" in run.text


@pytest.mark.parametrize("pages", [0, 1])
def test_no_disk(image, pages):
    """A disk of one page has no room either: slot 0 is not used."""
    run, figures = swap_errors(raw(image(pages)) if pages else None)
    assert figures == (FRAMES, FRAMES, 0, 0)
    assert "SWAP: off, there is no disk for it" in run.text


def test_lab_without_swap_disk_boots():
    for lab in (3, 4):
        run = boot(lab, {"ticks": 1}, drives={SWAP: None}, icount=True)
        assert run.status == OK, run
        assert "SWAP: off" in run.text and "check_swap()" not in run.text


@pytest.mark.parametrize("mode", ["dma", "pio"])
def test_disk_that_can_not_be_written(image, mode):
    _, figures = swap_errors(faulty(image(1024), iotype="write"), disk=mode)
    assert figures == (FRAMES, FRAMES, 0, 0)  # what is in memory stays there


@pytest.mark.parametrize("mode", ["dma", "pio"])
def test_disk_that_can_not_be_read(image, mode):
    _, (stored, readable, later, left) = swap_errors(faulty(image(1024), iotype="read", sector=80),
                                                     disk=mode)
    assert (stored, left) == (PAGES, PAGES - GIVEN_UP)
    assert readable == stored - 1 and later == left - 1  # the page in slot 10, and no other


def test_one_sector_that_can_not_be_written(image):
    """The page stays and another one leaves; the bad slot is tried again, and passed over."""
    _, figures = swap_errors(faulty(image(1024), iotype="write", sector=80))
    assert figures[0] == figures[1] == PAGES
