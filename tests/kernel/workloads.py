"""Workloads for disks that fail and for cuts of power: scripts of programs/fsops.c, and what they are
promised.

`fsynced FD N` in a script makes mark N in the record of the disks when fsync says that it succeeded,
and nothing failed since `forgive`; `mark N` makes one in any case. From mark `since` on, up to mark `until`, one of `paths` is a file with
`size` bytes of the pattern `seed`, whatever happens to the disk afterwards.
"""

from dataclasses import dataclass

from tests.compat.sfs_reader import Node
from tests.kernel.files import look_up, pattern
from tests.kernel.recorded_disk import Event

MARK_SIZE = 512
DISK, MARKS = "disk0", "disk1"


@dataclass(frozen=True)
class Promise:
    """What must be found after mark `since`, and before mark `until` if there is one. After mark
    `may_go` there may be nothing instead, or with `next_seed` the contents that replace it: but
    never a part of it."""

    since: int
    paths: tuple[str, ...]
    size: int
    seed: int
    until: int = 0
    may_go: int = 0
    next_seed: int | None = None

    def is_kept(self, root: Node, marks: list[int]) -> bool:
        found = [node for node in (look_up(root, path) for path in self.paths) if node is not None]
        wanted = [pattern(self.seed, 0, self.size)]
        if self.may_go in marks:
            if self.next_seed is None and not found:
                return True
            if self.next_seed is not None:
                wanted.append(pattern(self.next_seed, 0, self.size))
        return any(node.content in wanted for node in found)


@dataclass(frozen=True)
class Workload:
    """A script and what it is promised."""

    script: str
    promises: tuple[Promise, ...]


def marks_in(log: list[Event]) -> list[int]:
    """The marks in a record, oldest first."""
    return [event.offset // MARK_SIZE for event in log
            if event.disk == MARKS and event.kind == "read" and event.offset]


def due(workload: Workload, marks: list[int]) -> list[Promise]:
    """The promises that were made by these marks, and still hold."""
    return [promise for promise in workload.promises
            if promise.since in marks and promise.until not in marks]


NAMES = Workload("""
    openas 0 /a rwc =*
    write 0 0 60000 1 =*
    fsynced 0 1 =*
    forgive
    mkdir /d =*
    mkdir /e =*
    openas 1 /d/b rwc =*
    write 1 0 30000 2 =*
    fsynced 1 2 =*
    ok rename /d/b /e/b =*
    ok link /e/b /d/c =*
    ok unlink /e/b =*
    forgive
    openas 2 /new wc =*
    write 2 0 20000 3 =*
    fsynced 2 3 =*
    openas 3 /temporary wc =*
    write 3 0 20000 4 =*
    ok mark 4 =*
    ok rename /temporary /new =*
    fsynced 3 5 =*
    forgive
    symlink /a /link =*
    rmdir /e =*
    mkdir /d/deep =*
    rename /d/deep /deep =*
    forgive
    openas 4 /last wc =*
    write 4 0 9000 5 =*
    fsynced 4 6 =*
""", (Promise(1, ("a",), 60000, 1),
      Promise(2, ("d/b", "e/b", "d/c"), 30000, 2),
      Promise(3, ("new",), 20000, 3, until=5, may_go=4, next_seed=4),
      Promise(5, ("new",), 20000, 4),
      Promise(6, ("last",), 9000, 5)))

REUSE = Workload("""
    openas 0 /kept rwc =*
    write 0 0 300000 1 =*
    openas 1 /old wc =*
    write 1 0 300000 2 =*
    fsynced 1 1 =*
    ok mark 2 =*
    ok unlink /old =*
    ok close 1 =*
    forgive
    openas 1 /fresh wc =*
    write 1 0 200000 3 =*
    fsynced 1 3 =*
    forgive
    openas 2 /cut wc =*
    write 2 0 250000 4 =*
    fsynced 2 4 =*
    ok mark 5 =*
    ok truncate 2 60000 =*
    ok write 0 300000 100000 1 =*
    fsynced 2 6 =*
    ok mark 7 =*
    ok truncate 2 0 =*
    forgive
    openas 3 /more wc =*
    write 3 0 250000 5 =*
    fsynced 3 8 =*
    ok mark 9 =*
    ok unlink /fresh =*
    forgive
    openas 4 /last wc =*
    write 4 0 100000 6 =*
    fsynced 4 10 =*
""", (Promise(1, ("kept",), 300000, 1, until=5),
      Promise(1, ("old",), 300000, 2, may_go=2),
      Promise(3, ("fresh",), 200000, 3, may_go=9),
      Promise(4, ("cut",), 250000, 4, until=5),
      Promise(6, ("kept",), 400000, 1),
      Promise(6, ("cut",), 60000, 4, until=7),
      Promise(8, ("more",), 250000, 5),
      Promise(10, ("last",), 100000, 6)))

MANY = Workload("\n".join(
    ["mkdir /many =*"]
    + [line for n in range(12) for line in (
        f"openas 0 /many/{n} wc =*", f"write 0 0 {n * 3000 + 1} {n} =*",
        f"fsynced 0 {n + 1} =*" if n % 3 == 0 else "close 0 =*",
        "close 0 =*" if n % 3 == 0 else f"ok rename /many/{n} /moved{n} =*")]
    + [f"unlink /moved{n} =*" for n in (1, 4, 7)]
    + ["openas 0 /many/0 r =*", "fsynced 0 20 =*", "close 0 =*", "forgive",
       "openas 0 /last wc =*", "write 0 0 9000 5 =*", "fsynced 0 21 =*"]),
    tuple(Promise(n + 1, (f"many/{n}",), n * 3000 + 1, n) for n in (0, 3, 6, 9))
    + tuple(Promise(20, (f"moved{n}",), n * 3000 + 1, n) for n in (2, 5, 8, 10, 11))
    + (Promise(21, ("last",), 9000, 5),))

WORKLOADS = {"names": NAMES, "reuse": REUSE, "many": MANY}
