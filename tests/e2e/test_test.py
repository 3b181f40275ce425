"""What tools/test.py gives its stages: a cache of compilations, where there is ccache."""

import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType

import pytest
from helpers import ROOT, run

SOURCE = "#ifdef TWICE\nint twice(int a) { return 2 * a; }\n#endif\nint once(int a) { return a; }\n"


@pytest.fixture
def tool(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """tools/test.py, as in a shell without a cache."""
    path = os.pathsep.join(p for p in os.environ["PATH"].split(os.pathsep) if "ccache" not in p)
    monkeypatch.setenv("PATH", path)
    for name in [name for name in os.environ if name.startswith("CCACHE_")]:
        monkeypatch.delenv(name)
    spec = importlib.util.spec_from_file_location("test_tool", ROOT / "tools/test.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "test_tool", module)
    spec.loader.exec_module(module)
    return module


def compiled(folder: Path, environment: dict[str, str], *flags: str) -> bytes:
    """The object of SOURCE, compiled in a folder of that name."""
    folder.mkdir(exist_ok=True)
    (folder / "a.cpp").write_text(SOURCE)
    done = run("g++", *flags, "-MMD", "-c", "a.cpp", "-o", "a.o", cwd=folder, env=environment)
    assert done.returncode == 0, done.stderr
    return (folder / "a.o").read_bytes()


def misses(environment: dict[str, str]) -> int:
    """How often the cache has had a source compiled."""
    done = run("ccache", "--print-stats", env=environment)
    return int(dict(line.split("\t")[:2] for line in done.stdout.splitlines())["cache_miss"])


def test_each_source_is_compiled_once(tool: ModuleType, tmp_path: Path) -> None:
    """Whatever the folder, and whatever is defined that it does not use; and as without a cache."""
    environment = tool.make_environment(tmp_path / "cache")
    first = compiled(tmp_path / "one", environment)
    assert compiled(tmp_path / "two", environment, "-DLAB=3") == first
    assert misses(environment) == 1
    assert compiled(tmp_path / "two", environment, "-DTWICE") != first
    assert misses(environment) == 2
    assert compiled(tmp_path / "one", environment | {"CCACHE_DISABLE": "1"}) == first
    assert misses(environment) == 2


def test_debug_information_names_no_folder(tool: ModuleType, tmp_path: Path) -> None:
    """A copy of the tree is not to have the names of another one in its kernel's symbol table."""
    environment = tool.make_environment(tmp_path / "cache")
    assert compiled(tmp_path / "one", environment, "-g") == compiled(tmp_path / "two", environment, "-g")
    assert str(tmp_path).encode() not in (tmp_path / "two/a.o").read_bytes()
    assert misses(environment) == 1
    for name in ("one", "two"):
        (tmp_path / name / "a.S").write_text("nop\n")
        done = run("clang++", "-g", "-c", "a.S", "-o", "a.o", cwd=tmp_path / name, env=environment)
        assert done.returncode == 0, done.stderr
    assert str(tmp_path / "one").encode() not in (tmp_path / "two/a.o").read_bytes()


def test_without_ccache_compilers_are_called_themselves(
    tool: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tool.shutil, "which", lambda name, **_: None if name == "ccache" else name)
    environment = tool.make_environment(tmp_path)
    assert environment["PATH"] == os.environ["PATH"] and not list(tmp_path.iterdir())
    assert not [name for name in environment if name.startswith("CCACHE_")]
