"""QEMU's own record of a run (-d int and IDE trace events), which the kernel cannot write to.

A console says what the kernel claims; this says what the CPU and the disks did. The record arrives
through a pipe while the machine runs, is parsed at once and kept bounded.
"""

import re
from array import array
from collections import Counter
from dataclasses import dataclass

MAX_INTERRUPTS = 50_000
MAX_FAULTS = 500_000

_EVENT = re.compile(
    rb"^(?:\d+@[\d.]+:)?(?:"
    rb"Servicing hardware INT=0x(?P<hardware>[0-9a-f]{2})"
    rb"| *\d+: v=(?P<vector>[0-9a-f]{2}) e=(?P<error>[0-9a-f]{4,8}) i=(?P<soft>\d) cpl=(?P<cpl>\d)"
    rb" IP=(?P<cs>[0-9a-f]{4}):(?P<ip>[0-9a-f]+) pc=[0-9a-f]+"
    rb" SP=(?P<ss>[0-9a-f]{4}):(?P<sp>[0-9a-f]+)"
    rb"(?: CR2=(?P<cr2>[0-9a-f]+))?"
    rb"|ide_exec_cmd .*bus 0x(?P<bus>[0-9a-f]+); state 0x(?P<unit>[0-9a-f]+);"
    rb" cmd 0x(?P<cmd>[0-9a-f]+)"
    rb"|ide_sector_(?P<pio>read|write) sector=(?P<sector>\d+) nsectors=(?P<count>\d+)"
    rb"|ide_dma_cb .*?(?P<dma_unit>0x[0-9a-f]+); sector_num=\d+ n=(?P<dma_count>\d+)"
    rb" cmd=DMA (?P<dma>READ|WRITE)"
    rb"|(?P<triple>Triple fault)"
    rb")", re.MULTILINE)

_COMMANDS = {
    0x20: ("read", "pio"), 0x21: ("read", "pio"), 0x24: ("read", "pio"), 0xC4: ("read", "pio"),
    0x29: ("read", "pio"), 0xC8: ("read", "dma"), 0xC9: ("read", "dma"), 0x25: ("read", "dma"),
    0x30: ("write", "pio"), 0x31: ("write", "pio"), 0x34: ("write", "pio"), 0xC5: ("write", "pio"),
    0x39: ("write", "pio"), 0xCA: ("write", "dma"), 0xCB: ("write", "dma"), 0x35: ("write", "dma"),
}
"""ATA commands that move data [ATA/ATAPI-6, 8]: SECTORS, MULTIPLE, DMA and their EXT forms."""

_DISKS = ("boot", "swap", "sfs", "none")


@dataclass(frozen=True, slots=True)
class Interrupt:
    """One interrupt or exception that the CPU took in protected mode."""

    vector: int
    error: int
    soft: bool
    hardware: bool
    cpl: int
    cs: int
    ip: int
    ss: int
    sp: int
    cr2: int | None

    def __str__(self) -> str:
        kind = "soft" if self.soft else "hardware" if self.hardware else "exception"
        cr2 = f" cr2={self.cr2:08x}" if self.cr2 is not None else ""
        return (f"{kind} vector={self.vector:#04x} error={self.error:#x} cpl={self.cpl}"
                f" ip={self.cs:04x}:{self.ip:08x} sp={self.ss:04x}:{self.sp:08x}{cr2}")


class Evidence:
    """What one machine did. Counts are complete; the lists stop growing at their limits."""

    def __init__(self) -> None:
        self.interrupts: list[Interrupt] = []
        self.counts: Counter[tuple[int, int, int, bool]] = Counter()
        self.fault_addresses = array("Q")
        self.triple_fault = False
        self._tail = b""
        self._hardware: int | None = None
        self._bus_of: dict[int, int] = {}
        self._commands: Counter[tuple[int, str, str]] = Counter()
        self._sectors: Counter[tuple[int, str, str]] = Counter()
        self._active = (0, "read", "pio")

    def count(self, vector: int, *, cpl: int | None = None, error: int | None = None,
              soft: bool | None = None) -> int:
        """How often `vector` was taken, under the given circumstances."""
        return sum(number for (v, c, e, s), number in self.counts.items()
                   if v == vector and cpl in (None, c) and error in (None, e) and soft in (None, s))

    def ide(self, direction: str, *, disk: str = "any", mode: str = "any",
            sectors: bool = False) -> int:
        """How many commands (or sectors) of `direction` "read" or "write" a disk was given."""
        table = self._sectors if sectors else self._commands
        return sum(number for (unit, w, m), number in table.items()
                   if w == direction and disk in ("any", self._name(unit)) and mode in ("any", m))

    def feed(self, data: bytes) -> None:
        """Takes the next piece of QEMU's log; lines may be cut anywhere."""
        data = self._tail + data
        end = data.rfind(b"\n") + 1
        self._tail = data[end:][-4096:]
        for match in _EVENT.finditer(data, 0, end):
            self._event(match)

    def _event(self, match: re.Match[bytes]) -> None:
        kind = match.lastgroup
        if kind == "hardware":
            self._hardware = int(match["hardware"], 16)
        elif match["vector"]:
            self._interrupt(match)
        elif kind == "cmd":
            self._command(int(match["bus"], 16), int(match["unit"], 16), int(match["cmd"], 16))
        elif match["pio"]:
            self._sectors[self._active] += int(match["count"])
        elif match["dma"]:
            unit, direction = int(match["dma_unit"], 16), match["dma"].decode().lower()
            self._sectors[(unit, direction, "dma")] += int(match["dma_count"])
        else:
            self.triple_fault = True

    def _interrupt(self, match: re.Match[bytes]) -> None:
        vector = int(match["vector"], 16)
        taken = Interrupt(
            vector=vector, error=int(match["error"], 16), soft=match["soft"] == b"1",
            hardware=self._hardware == vector, cpl=int(match["cpl"]), cs=int(match["cs"], 16),
            ip=int(match["ip"], 16), ss=int(match["ss"], 16), sp=int(match["sp"], 16),
            cr2=int(match["cr2"], 16) if match["cr2"] else None)
        self._hardware = None
        self.counts[(vector, taken.cpl, taken.error, taken.soft)] += 1
        if len(self.interrupts) < MAX_INTERRUPTS:
            self.interrupts.append(taken)
        if taken.cr2 is not None and not taken.soft and len(self.fault_addresses) < MAX_FAULTS:
            self.fault_addresses.append(taken.cr2)

    def _command(self, bus: int, unit: int, code: int) -> None:
        self._bus_of[unit] = bus
        if code in _COMMANDS:
            self._active = (unit, *_COMMANDS[code])
            self._commands[self._active] += 1

    def _name(self, unit: int) -> str:
        """Which disk a unit is, once the BIOS has asked for every disk that might be there. Buses and
        units are told apart by where QEMU has them in memory: in arrays, so the primary bus and the
        master come first there. (Which bus the BIOS asks first differs from run to run.)"""
        if unit not in self._bus_of:
            return "none"
        bus = self._bus_of[unit]
        neighbours = sorted(u for u, b in self._bus_of.items() if b == bus)
        position = 2 * sorted(set(self._bus_of.values())).index(bus) + neighbours.index(unit)
        return _DISKS[position] if position < len(_DISKS) else "none"

    def summary(self, limit: int = 2000) -> str:
        """The record in readable form for the log folder: counts, then the first interrupts."""
        lines = [f"interrupts of vector {v:#04x} at cpl {c}, error {e:#x}"
                 f"{', by an int instruction' if s else ''}: {n}"
                 for (v, c, e, s), n in sorted(self.counts.items())]
        lines += [f"IDE {self._name(u)} disk: {n} {w} commands by {m}, "
                  f"{self._sectors[(u, w, m)]} sectors"
                  for (u, w, m), n in sorted(self._commands.items())]
        if self.triple_fault:
            lines.append("triple fault")
        lines += [str(taken) for taken in self.interrupts[:limit]]
        if len(self.interrupts) > limit:
            lines.append(f"... and {sum(self.counts.values()) - limit} more")
        return "\n".join(lines) + "\n"
