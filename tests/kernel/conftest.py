"""Makes the tree's root importable, so that tests read `from tests.kernel.boot import boot`, and
lets a run of the tests be a sample of the labs."""

import sys
from collections import defaultdict
from pathlib import Path
from zlib import crc32

import pytest

sys.path.append(str(Path(__file__).resolve().parents[2]))


def pytest_addoption(parser: pytest.Parser) -> None:
    """The option of `make test`; without it every test runs in every lab."""
    parser.addoption("--sample-labs", action="store_true",
                     help="run a test of more than three labs in three of them only, and no long case")


def pytest_configure(config: pytest.Config) -> None:
    """The mark of what `make kernel-tests` alone runs."""
    config.addinivalue_line("markers", "long: a case that takes long, and has others like it")


@pytest.fixture
def sampling(request: pytest.FixtureRequest) -> bool:
    """Whether this is a run of a sample: a test may then leave out some of what is alike."""
    return request.config.getoption("--sample-labs")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves of each test the first and the last of its labs, and one between them; no long case."""
    if not config.getoption("--sample-labs"):
        return
    labs = defaultdict(set)
    for item in items:
        labs[_case(item)].add(_lab(item))
    kept = {case: _sample(case, sorted(of)) for case, of in labs.items() if None not in of}
    left = [item for item in items if _lab(item) not in kept.get(_case(item), {_lab(item)})
            or item.get_closest_marker("long")]
    config.hook.pytest_deselected(items=left)
    items[:] = [item for item in items if item not in left]


def _sample(case: str, labs: list[int]) -> set[int]:
    """Which one between is drawn by the test's name: always the same, and all labs have their turn.
    Where the lab has to be built for the test, it is the one in the middle, so that few are built."""
    between = labs[1:-1]
    if "clang" in case:
        between = between[len(between) // 2:][:1]
    return {labs[0], labs[-1], *(between and [between[crc32(case.encode()) % len(between)]])}


def _parameters(item: pytest.Item) -> dict[str, object]:
    callspec = getattr(item, "callspec", None)
    return callspec.params if callspec else {}


def _lab(item: pytest.Item) -> int | None:
    """The lab that the test is about, when it is one of several."""
    lab = _parameters(item).get("lab")
    return lab if isinstance(lab, int) else None


def _case(item: pytest.Item) -> str:
    """The test's name with all its parameters but the lab."""
    others = {name: value for name, value in _parameters(item).items() if name != "lab"}
    return f"{item.nodeid.split('[')[0]} {sorted(map(str, others.items()))}"
