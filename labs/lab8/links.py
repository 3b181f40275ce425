"""What linkwork.c does to names: a file system of dictionaries, with links as they should be."""

from zlib import crc32

NO_ENTRY, IS_DIRECTORY, NOT_DIRECTORY, EXISTS, TOO_BIG = -16, -17, -18, -23, -12
FILE, DIRECTORY, LINK = 1, 2, 3
"""Kinds of inodes, as on the disk."""

MOST_LINKS = 16
LONG_TARGET = b"x" * 300 + b"/" + b"x" * 3794


class Problem(Exception):
    """A call fails; the argument is what it returns."""


class Node:
    """An inode: what it holds is a file's content, a link's target, or a directory's names."""

    def __init__(self, kind: int, content=b"", parent: "Node | None" = None):
        self.kind, self.content, self.nlinks = kind, content, 1
        self.names: dict[str, Node] = {}
        self.parent = parent or self


class Walk:
    """The way along a path."""

    def __init__(self, root: Node):
        self.root, self.links = root, 0

    def follow(self, here: Node, path: str, last: bool) -> Node:
        """What the path names; `last`: also a link at its end stands for what it points to."""
        here = self.root if path.startswith("/") else here
        parts = [part for part in path.split("/") if part]
        for index, part in enumerate(parts):
            if here.kind != DIRECTORY:
                raise Problem(NOT_DIRECTORY)
            found = {".": here, "..": here.parent}.get(part) or here.names.get(part)
            if len(part) > 255:
                raise Problem(TOO_BIG)
            if found is None:
                raise Problem(NO_ENTRY)
            if found.kind == LINK and (last or index + 1 < len(parts)):
                self.links += 1
                if self.links > MOST_LINKS:
                    raise Problem(TOO_BIG)
                rest = "/".join([found.content.decode(), *parts[index + 1:]])
                return self.follow(here, rest, last)
            here = found
        return here


class LinkModel:
    """The whole of linkwork.c."""

    NAMES, STEPS, CHAIN = 8, 150, 17
    WAYS = ("", "../b/", "/links/a/", "../a/7/", "/links/b/7/./")

    def __init__(self, prng):
        self.prng, self.printed = prng, []
        self.root = Node(DIRECTORY)
        for path in ("/links", "/links/a", "/links/b"):
            parent, name = self.place(path)
            parent.names[name] = Node(DIRECTORY, parent=parent)

    def note(self, text: str) -> None:
        self.printed.append(f"  {text}")

    def called(self, text: str, call, *arguments) -> None:
        """Notes what a call returns."""
        try:
            call(*arguments)
            self.note(f"{text}: 0")
        except Problem as problem:
            self.note(f"{text}: {problem.args[0]}")

    # --- the calls --------------------------------------------------------------------------

    def find(self, path: str, last: bool = True) -> Node:
        return Walk(self.root).follow(self.root, path, last)

    def place(self, path: str) -> tuple[Node, str]:
        folder, _, name = path.rpartition("/")
        return self.find(folder), name

    def add(self, path: str, node: Node) -> None:
        folder, name = self.place(path)
        if name in folder.names:
            raise Problem(EXISTS)
        folder.names[name] = node

    def create(self, path: str) -> None:
        try:
            self.find(path)
        except Problem as problem:
            if problem.args[0] != NO_ENTRY:
                raise
            self.add(path, Node(FILE))
            self.find(path).content = self.prng.next().to_bytes(4, "little")
            return
        raise Problem(EXISTS)

    def link(self, old: str, new: str) -> None:
        node = self.find(old, last=False)
        if node.kind == DIRECTORY:
            raise Problem(IS_DIRECTORY)
        self.add(new, node)
        node.nlinks += 1

    def symlink(self, target: str, path: str) -> None:
        if not target:
            raise Problem(NO_ENTRY)
        self.add(path, Node(LINK, target.encode()))

    def unlink(self, path: str) -> None:
        folder, name = self.place(path)
        if name not in folder.names:
            raise Problem(NO_ENTRY)
        if folder.names[name].kind == DIRECTORY:
            raise Problem(IS_DIRECTORY)
        folder.names.pop(name).nlinks -= 1

    # --- what the program does with them ----------------------------------------------------

    def make(self, path: str) -> None:
        self.called(f"make {path}", self.create, path)

    def read(self, path: str) -> None:
        try:
            node = self.find(path)
        except Problem as problem:
            self.note(f"read {path}: {problem.args[0]}")
            return
        if node.kind == DIRECTORY:
            self.note(f"read {path}: {IS_DIRECTORY}, 00000000")
            return
        self.note(f"read {path}: {len(node.content)}, {int.from_bytes(node.content, 'little'):08x}")

    def look(self, path: str) -> None:
        try:
            node = self.find(path, last=False)
        except Problem as problem:
            self.note(f"look at {path}: {problem.args[0]}")
            return
        self.note(f"look at {path}: {node.kind << 12:o}, {node.nlinks} names")

    def path_of(self, place: int) -> str:
        return f"/links/{'a' if place < self.NAMES else 'b'}/{place % self.NAMES}"

    def step(self) -> None:
        below = self.prng.below
        what, one, two = below(12), below(2 * self.NAMES), below(2 * self.NAMES)
        path, other = self.path_of(one), self.path_of(two)
        if what < 2:
            self.make(path)
        elif what < 4:
            self.called(f"link {path} to {other}", self.link, path, other)
        elif what < 7:
            target = f"{self.WAYS[below(len(self.WAYS))]}{two % self.NAMES}"
            if one % self.NAMES == self.NAMES - 1:
                target = "../b" if two % 2 else "/links/a"
            self.called(f"symlink {target} to {path}", self.symlink, target, path)
        elif what == 7:
            self.called(f"unlink {path}", self.unlink, path)
        elif what == 8:
            self.look(path)
        else:
            self.read(path)

    def chains(self) -> None:
        self.make("/links/0")
        for number in range(1, self.CHAIN + 1):
            self.symlink(str(number - 1), f"/links/{number}")
        self.read("/links/16")
        self.read("/links/17")
        self.called("circle", self.symlink, "/links/circle", "/links/circle")
        self.read("/links/circle")
        self.read("/links/circle/on")
        self.called("to a directory", self.symlink, "a/../b", "/links/there")
        self.note("change to it: 0")
        self.note("here: 0, /links/b")
        self.note(f"remove it with a slash: {IS_DIRECTORY}")
        self.called("link a directory", self.link, "/links/a", "/links/c")
        self.called("unlink a directory", self.unlink, "/links/a")

    def limits(self) -> None:
        self.called("an empty target", self.symlink, "", "/links/empty")
        self.called("a target of 4095 bytes", self.symlink, LONG_TARGET.decode(), "/links/long")
        self.note(f"its target: {len(LONG_TARGET)}, {crc32(LONG_TARGET):08x}")
        self.note("the beginning of it: 10")
        self.read("/links/long")

    def open_and_gone(self) -> None:
        self.make("/links/gone")
        content = self.find("/links/gone").content
        self.called("unlink what is open", self.unlink, "/links/gone")
        self.note(f"it holds: 4, {int.from_bytes(content, 'little'):08x}")
        self.note("it has 0 names, and is read: 1, 'x'")
        self.read("/links/gone")

    def run(self) -> list[str]:
        for _ in range(self.STEPS):
            self.step()
        self.chains()
        self.limits()
        self.open_and_gone()
        return [*self.printed, "linkwork ended"]

    def names(self) -> dict[str, tuple[int, bytes, int]]:
        """All names of files and links, with their kind, content and how many names they have."""
        found = {}
        for folder in ("/links", "/links/a", "/links/b"):
            for name, node in self.find(folder).names.items():
                if node.kind != DIRECTORY:
                    found[f"{folder}/{name}"] = node.kind, node.content, node.nlinks
        return found
