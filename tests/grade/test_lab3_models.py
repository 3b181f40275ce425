"""labs/lab3/models.py counts page faults as the kernel's code does."""

import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def load(path):
    """A module of the tree that is in no package."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


models = load(ROOT / "labs/lab3/models.py")
Prng = load(ROOT / "tools/grade/prng.py").Prng
FIGURES = re.findall(r'^FIGURES\((\w+), "(\w+)", "(\w+)", (\d+), (\d+), (\d+)\)',
                     (ROOT / "tests/unit/swap_figures.def").read_text(), re.MULTILINE)


def test_figures_are_of_every_policy_and_pattern():
    pairs = {(policy, pattern) for _, policy, pattern, *_ in FIGURES}
    assert pairs == {(policy, pattern) for policy in models.POLICIES for pattern in models.PATTERNS}


@pytest.mark.parametrize("seed, policy, pattern, faults, reads, writes", FIGURES)
def test_models_count_what_the_kernel_counts(seed, policy, pattern, faults, reads, writes):
    expected = int(faults), int(reads), int(writes)
    assert models.swap_counters(int(seed, 16), Prng, policy, pattern) == expected


def test_numbers_are_those_of_the_header():
    header = (ROOT / "kern/selftest/swap_workload.h").read_text()
    constants = dict(re.findall(r"constexpr \w+ (k\w+) = (\d+);", header))
    assert int(constants["kSwapPages"]) == models.PAGES
    assert int(constants["kSwapFrames"]) == models.FRAMES
    assert int(constants["kSwapVisits"]) == models.VISITS
    assert int(constants["kVisitsPerTick"]) == models.VISITS_PER_TICK
