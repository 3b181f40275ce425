"""Checks of lab 8: models of what a seed says, and the disk as a machine left it."""

from zlib import crc32

from labs.lab7.checks import compare, philosophers_eat
from labs.lab8.links import LinkModel
from tools.grade import Failure

__all__ = ["philosophers_eat"]

PAGE = 4096
FAULT, KILLED, TOO_BIG, GONE = -6, -9, -12, -14
"""Errors that programs get."""


def pool_of(prng, size: int) -> bytes:
    """random_fill of user/grader.h."""
    return b"".join(prng.next().to_bytes(4, "little") for _ in range(size // 4))


# --- sfs_io_nolock ------------------------------------------------------------------------------


class FileModel:
    """What filework.c does to a file."""

    POOL, MOST, STEPS = 65536, 9000, 120
    NEAR, FAR, LARGEST = 100 * 1024, 4300 * 1024, 128 * 1024 * 1024

    def __init__(self, prng):
        self.prng, self.printed = prng, []
        self.pool = pool_of(prng, self.POOL)
        self.bytes = bytearray()

    def taken(self, offset: int, length: int) -> bytes:
        start = self.prng.below(self.POOL - self.MOST)
        done = TOO_BIG if length and offset + length > self.LARGEST else length
        self.printed.append(f"  write {length} at {offset}: {done}")
        return self.pool[start:start + length]

    def put(self, offset: int, length: int) -> None:
        self.store(offset, self.taken(offset, length))

    def store(self, offset: int, data: bytes) -> None:
        if data:
            self.bytes += bytes(max(0, offset - len(self.bytes)))
            self.bytes[offset:offset + len(data)] = data

    def get(self, offset: int, length: int) -> None:
        self.got(offset, length, bytes(self.bytes[offset:offset + length]))

    def got(self, offset: int, length: int, data: bytes) -> None:
        digest = crc32(data.ljust(self.MOST, b"\xaa"))
        self.printed.append(f"  read {length} at {offset}: {len(data)}, {digest:08x}")

    def cut(self, offset: int) -> None:
        self.bytes = self.bytes[:offset].ljust(offset, b"\0")
        self.printed.append(f"  cut at {offset}: 0")

    def step(self) -> None:
        below, size = self.prng.below, len(self.bytes)
        what, offset, length = below(10), below(self.NEAR), below(self.MOST)
        whole = (length & PAGE) + PAGE
        if what < 3:
            self.put(offset, length)
        elif what == 3:
            self.put(offset & -PAGE, whole)
        elif what == 4:
            self.put(size + length % 2 * below(PAGE), length)
        elif what == 5 and length < self.MOST // 4:
            self.put(self.FAR + offset, length)
        elif what == 5:
            self.cut(offset)
        elif what == 6:
            self.get(offset & -PAGE, whole)
        elif what == 7:
            self.get(size - below(size % PAGE + 1), length)
        else:
            self.get(offset, length)

    def limits(self) -> None:
        for offset, length in ((-10, 11), (0, 0), (1, 0), (1, 1), (-10, 10)):
            last = self.taken(self.LARGEST + offset, length)
        self.got(self.LARGEST - 15, 100, bytes(5) + last)
        self.got(self.LARGEST, 1, b"")
        self.cut(50000)
        room = PAGE - (12 * PAGE + 5000) % PAGE
        self.store(12 * PAGE + 5000, bytes(self.bytes[100:100 + room]))
        self.printed += [f"  read into a page and a half: {PAGE - 100}",
                         f"  write from a page and nothing: {room}",
                         f"  write from nothing: {FAULT}", f"  size {len(self.bytes)}"]

    def run(self) -> list[str]:
        for _ in range(self.STEPS):
            self.step()
        self.limits()
        return [*self.printed, "filework ended"]


def file_matches_model(run) -> None:
    """Whatever is written is read, and stands on the disk afterwards."""
    for machine in run.all:
        model = FileModel(machine.prng())
        compare(machine, "filework:", model.run())
        disk = machine.disk()
        there = disk.read("/filework.out")
        if there != model.bytes:
            at = next((i for i, (is_, should) in enumerate(zip(there, model.bytes))
                       if is_ != should), min(len(there), len(model.bytes)))
            raise Failure(f"on the disk, /filework.out is wrong from byte {at} on (it has "
                          f"{len(there)} bytes, expected {len(model.bytes)})")
        disk.check()


def disk_is_sound(run) -> None:
    """What the kernel wrote is a file system in order."""
    for machine in run.all:
        machine.disk().check()


# --- load_icode ---------------------------------------------------------------------------------

MOST_ARGUMENTS, LONGEST_ARGUMENT = 32, 4095


def argument(prng, length: int) -> bytes:
    """fill of arguments.c."""
    text = bytearray(b"!"[0] + i % 90 for i in range(length))
    if length:
        place = prng.below(length)
        text[place] = b"!"[0] + prng.below(90)
    return bytes(text)


def arguments_match_model(run) -> None:
    """Every program finds the arguments that it was given."""
    for machine in run.all:
        prng, expected = machine.prng(), []
        for number in range(10):
            count = 2 + prng.below(MOST_ARGUMENTS - 1) if number else MOST_ARGUMENTS
            given = [b"arguments", b"-"]
            while len(given) < count:
                most = LONGEST_ARGUMENT + 1 if prng.below(8) == 0 else 20
                given.append(argument(prng, prng.below(most)))
            digest = crc32(b"".join(text + b"\0" for text in given))
            expected += [f"  {count} arguments, {digest:08x}", f"  child {number}: {count}"]
        compare(machine, "arguments:", [*expected, "arguments ended"])


class PagesModel:
    """What onlytouched.c finds in its pages, and which it touches."""

    PAGES, TOUCHED, AT_START = 128, 24, 8

    def __init__(self, prng):
        self.prng, self.printed = prng, []
        self.tables = {"constants": {}, "variables": {}}
        self.touched: dict[str, set[int]] = {"constants": set(), "variables": set()}

    def page(self, table: str, number: int) -> bytes:
        first = number * PAGE // 4
        words = ((12345 + i * 0x9E3779B1) & 0xFFFFFFFF for i in range(first, first + PAGE // 4))
        fresh = b"".join(word.to_bytes(4, "little") for word in words)
        return self.tables[table].get(number, fresh)

    def touch(self, table: str, number: int) -> None:
        self.touched[table].add(number)
        digest = crc32(self.page(table, number))
        self.printed.append(f"page {number} of the {table}: {digest:08x}")

    def run(self) -> list[str]:
        for _ in range(self.TOUCHED):
            number = self.prng.below(self.PAGES)
            if self.prng.below(2) == 0:
                self.touch("constants", number)
                continue
            self.touch("variables", number)
            if self.prng.below(2) == 0:
                self.tables["variables"][number] = bytes(4) + self.page("variables", number)[4:]
                self.touch("variables", number)
        return [*self.printed, f"zeros: {crc32(bytes(16 * PAGE)):08x}"]


def only_touched_pages_come_in(run) -> None:
    """The processor faults at each page that is touched, once, and at no other."""
    for machine in run.all:
        model = PagesModel(machine.prng())
        expected = model.run()
        printed = machine.after("onlytouched:")[:len(expected)]
        bases: dict[str, int] = {}
        for line, wanted in zip(printed, expected):
            words = line.split()
            if words[:1] == ["page"] and len(words) == 8:
                table, address = words[4], int(words[6].rstrip(":"), 16)
                bases.setdefault(table, address - int(words[1]) * PAGE)
                line = line.replace(f" at {words[6].rstrip(':')}", "")
            if line.strip() != wanted:
                raise Failure(f"seed {machine.seed}: '{line.strip()}', expected '{wanted}'")
        for table, base in bases.items():
            faults_match(machine, model.touched[table], table, base)


def faults_match(run, touched: set[int], table: str, base: int) -> None:
    """The same for one table, which begins at `base`."""
    seen = [(address - base) // PAGE for address in run.machine.fault_addresses
            if base <= address < base + PagesModel.PAGES * PAGE]
    far = {page for page in touched if page >= PagesModel.AT_START}
    if missing := sorted(far - set(seen)):
        raise Failure(f"page {missing[0]} of the {table}, at {base + missing[0] * PAGE:#x}, was "
                      "there before it was touched (recorded by QEMU): pages are to come in when "
                      "they are touched, but for the first ones")
    for page in sorted(set(seen)):
        times = seen.count(page) - (1 if page == 0 else 0)  # the child writes to the first constant
        if page not in touched | {0} or times > 1:
            raise Failure(f"{seen.count(page)} page faults in page {page} of the {table} (recorded "
                          "by QEMU)")


# --- pipes --------------------------------------------------------------------------------------


class PipeModel:
    """What pipework.c does to its pipes."""

    CAPACITY, POOL, STREAM, PAIR, STEPS = 4096, 65536, 40000, 65536, 60

    def __init__(self, prng):
        self.prng, self.printed = prng, []
        self.pool = pool_of(prng, self.POOL)
        self.inside = b""

    def read(self, length: int, filled: int) -> None:
        data, self.inside = self.inside[:length], self.inside[length:]
        digest = crc32(data.ljust(filled, b"\xaa"))
        self.printed.append(f"  read {length}: {len(data)}, {digest:08x}")

    def alone(self) -> None:
        below = self.prng.below
        for _ in range(self.STEPS):
            length = 1 + below(self.CAPACITY)
            room = self.CAPACITY - len(self.inside)
            if self.inside if below(2) == 0 else not room:
                self.read(length, self.CAPACITY)
            elif room:
                start, fits = below(self.POOL - self.CAPACITY), min(length, room)
                self.inside += self.pool[start:start + fits]
                self.printed.append(f"  write {fits}: {fits}")
        while self.inside:
            self.read(1000, 0)
        self.printed.append("  at the end: 0")

    def run(self) -> list[str]:
        self.alone()
        stream = f"{self.STREAM} bytes, {crc32(self.pool[:self.STREAM]):08x}"
        for name in ("a stream", "a stream from a slow writer", "a stream to a slow reader"):
            self.printed += [f"  {name}: {stream}", "  its writer: 0"]
        return [
            *self.printed,
            f"  two writers: {self.PAIR} and {self.PAIR} bytes, 0 out of order",
            f"  the first: {self.PAIR}", f"  the second: {self.PAIR}",
            "  a reader whose writers went: 1",
            f"  a writer whose readers went: {self.CAPACITY}",
            f"  writing to nobody: {GONE}", f"  a reader that was killed: {KILLED}",
            "  one of two readers: 1", "  the other one: 1", "  writing to a name: 77", "  its reader: 77",
            f"  reading to nowhere: {FAULT}",
            f"  reading then: 50, {crc32(self.pool[:50]):08x}", "pipework ended"]


def pipes_match_model(run) -> None:
    """What goes in comes out, in order; who waits goes on when it should."""
    for machine in run.all:
        compare(machine, "pipework:", PipeModel(machine.prng()).run())


# --- links --------------------------------------------------------------------------------------


def links_match_model(run) -> None:
    """Names lead where they should, and the disk has each of them."""
    for machine in run.all:
        model = LinkModel(machine.prng())
        compare(machine, "linkwork:", model.run())
        disk = machine.disk()
        for path, (kind, content, names) in model.names().items():
            inode = disk.find(path)
            if (inode.kind, inode.nlinks) != (kind, names) or disk.content(inode) != content:
                raise Failure(f"on the disk, {path} is of kind {inode.kind}, has {inode.nlinks} "
                              f"names and holds {disk.content(inode)[:40]!r}; expected {kind}, "
                              f"{names}, {content[:40]!r}")
        disk.check()
