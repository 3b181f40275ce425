"""Folders for the tests of the SFS tools: making them, comparing them, and images against them.

    make_random(folder, seed)       a tree with what mksfs can be given
    assert_same(folder, other)      names, types, contents, links, hard links
    assert_image(image, folder)     the independent reader finds the folder in the image, and no mistake
"""

import fcntl
import functools
import os
import random
import stat
import subprocess
import sys
from pathlib import Path

from tests.compat.sfs_reader import FILE, FOLDER, LINK, Image

ROOT = Path(__file__).resolve().parents[2]
BLOCK = 4096
# Around what a block, the direct pointers and the indirect block hold.
EDGES = [0, 1, 2, 4095, 4096, 4097, 8192, 11 * BLOCK, 12 * BLOCK - 1, 12 * BLOCK, 12 * BLOCK + 1]
LARGE_EDGES = [1036 * BLOCK - 1, 1036 * BLOCK, 1036 * BLOCK + 1, 1037 * BLOCK, 2060 * BLOCK + 1]

sys.setrecursionlimit(10000)


@functools.cache
def tool(name: str) -> Path:
    """A tool, built once for all tests."""
    folder = ROOT / "build"
    folder.mkdir(exist_ok=True)
    environment = {key: value for key, value in os.environ.items() if not key.startswith("MAKE")}
    with open(folder / "tests.lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        made = subprocess.run(["make", "-s", "LAB=8", "tools"], cwd=ROOT, env=environment,
                              capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stdout + made.stderr
    return folder / "i386" / "lab8" / "bin" / name


def run(name: str, *words: object, **options: object) -> subprocess.CompletedProcess[str]:
    """Run a tool to its end; its output is text unless text=False is given."""
    options = {"timeout": 60, "text": True, "stdin": subprocess.DEVNULL} | options
    return subprocess.run([tool(name), *map(str, words)], capture_output=True, **options)


def mksfs(*words: object, **options: object) -> subprocess.CompletedProcess[str]:
    """Run mksfs, which must do it."""
    done = run("mksfs", *words, **options)
    assert done.returncode == 0, done.stderr
    return done


# --- making trees ---


def random_name(prng: random.Random) -> bytes:
    kind = prng.randrange(6)
    if kind == 0:
        return b"." + bytes(prng.choices(b"abc", k=prng.randrange(1, 4)))
    if kind == 1:
        return bytes(prng.choices(b"xyz-_ \n\\\"'*?", k=prng.randrange(2, 12)))
    if kind == 2:
        return "".join(prng.choices("äßñ漢字x", k=5)).encode()
    if kind == 3:
        return bytes(prng.choices(range(128, 256), k=4))
    if kind == 4:
        return bytes(prng.choices(b"longname", k=255))
    return b"f%d" % prng.randrange(1000)


def random_content(prng: random.Random, large: bool) -> bytes:
    if large:
        size = prng.choice(LARGE_EDGES)
    else:
        size = prng.choice(EDGES) if prng.randrange(4) else prng.randrange(60000)
    content = bytearray(prng.randbytes(size))
    while prng.randrange(3) == 0 and size:  # zeros here and there
        start = prng.randrange(size)
        length = prng.randrange(5 * BLOCK)
        content[start : start + length] = bytes(len(content[start : start + length]))
    return bytes(content)


def make_random(folder: Path, seed: int, shuffle: int = 0) -> None:
    """Fill a new folder. The same seed gives the same tree; another `shuffle` makes its names in
    another order."""
    prng = random.Random(seed)
    folders = [b""]
    files: list[tuple[bytes, bytes]] = []
    links: list[tuple[bytes, bytes]] = []
    hard: list[tuple[bytes, bytes]] = []
    used = set()
    for _ in range(prng.randrange(3, 40)):
        path = prng.choice(folders) + b"/" + random_name(prng)
        if path in used:
            continue
        used.add(path)
        kind = prng.randrange(10)
        if kind < 2 and path.count(b"/") < 8:
            folders.append(path)
        elif kind == 2:
            links.append((path, prng.choice([b"x", b"../" * 9 + b"etc", b"/", b"l" * 4095])))
        elif kind == 3 and files:
            hard.append((path, prng.choice(files)[0]))
        else:
            large = kind == 4 and not any(len(content) > 1 << 20 for _, content in files)
            files.append((path, random_content(prng, large)))
    order = random.Random(shuffle)
    top = os.fsencode(folder)
    for path in folders:
        os.mkdir(top + path)
    for things in (files, links, hard):
        order.shuffle(things)
    for path, content in files:
        with open(top + path, "wb") as file:
            file.write(content)
    for path, target in links:
        os.symlink(target, top + path)
    for path, target in hard:
        os.link(top + target, top + path)


# --- comparing ---


def contents(folder: Path) -> dict[bytes, tuple]:
    """What is in a folder of the host: path -> (type, contents, names of the same file)."""
    top = os.fsencode(folder)
    found = {}
    groups: dict[tuple[int, int], list[bytes]] = {}
    for where, folders, files in os.walk(top):
        for name in folders + files:
            path = os.path.join(where, name)
            status = os.lstat(path)
            key = path[len(top) :]
            if stat.S_ISLNK(status.st_mode):
                thing = ("link", os.readlink(path))
            elif stat.S_ISDIR(status.st_mode):
                thing = ("folder", b"")
            else:
                thing = ("file", Path(os.fsdecode(path)).read_bytes())
            found[key] = thing
            if thing[0] != "folder":
                groups.setdefault((status.st_dev, status.st_ino), []).append(key)
    return add_groups(found, groups.values())


def add_groups(found: dict[bytes, tuple], groups) -> dict[bytes, tuple]:
    names = {name: tuple(sorted(group)) for group in groups for name in group}
    return {path: (*thing, names.get(path, ())) for path, thing in found.items()}


def image_contents(image: Image) -> dict[bytes, tuple]:
    """The same of an image."""
    kinds = {FILE: "file", FOLDER: "folder", LINK: "link"}
    found = {}
    groups: dict[int, list[bytes]] = {}
    for path, node in image.walk():
        if path:
            found[path] = (kinds[node.inode.type], node.content)
            if node.inode.type != FOLDER:
                groups.setdefault(node.inode.number, []).append(path)
    return add_groups(found, groups.values())


def assert_equal(left: dict[bytes, tuple], right: dict[bytes, tuple]) -> None:
    assert sorted(left) == sorted(right)
    for path, thing in left.items():
        assert thing[0] == right[path][0] and thing[2] == right[path][2], path
        assert thing[1] == right[path][1], f"the contents of {path!r} differ"


def assert_same(folder: Path, other: Path) -> None:
    assert_equal(contents(folder), contents(other))


def assert_image(path: Path, folder: Path) -> Image:
    """The image has no mistake, by the reader and by fsck.sfs, and holds the folder."""
    image = Image(path)
    assert image.problems == []
    for inode in image.inodes.values():  # mksfs puts them where the original does
        assert [name for _, name in inode.entries[:2]] == ([b".", b".."] if inode.type == FOLDER else [])
    assert_equal(contents(folder), image_contents(image))
    assert run("fsck.sfs", "-n", path).returncode == 0
    return image
