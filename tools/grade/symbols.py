"""Names for kernel addresses, from obj/kernel.sym: lines "ADDRESS NAME", as in the original."""

import bisect
from pathlib import Path


class Symbols:
    """A sorted symbol table; an empty one names nothing."""

    def __init__(self, entries: list[tuple[int, str]] | None = None) -> None:
        self._entries = sorted(entries or [])
        self._addresses = [address for address, _ in self._entries]

    @classmethod
    def load(cls, path: Path) -> "Symbols":
        """Reads `path`; lines of another form, and a file that is not there, are passed over."""
        entries = []
        try:
            text = path.read_text(errors="replace")
        except OSError:
            return cls()
        for line in text.splitlines():
            fields = line.split(maxsplit=1)
            try:
                entries.append((int(fields[0], 16), fields[1].strip()))
            except (ValueError, IndexError):
                continue
        return cls(entries)

    def address(self, name: str) -> int:
        """Where a function or variable lies; KeyError when there is no, or more than one, such name."""
        found = {address for address, symbol in self._entries if symbol == name}
        if len(found) != 1:
            raise KeyError(f"{len(found)} symbols are called {name}")
        return found.pop()

    def name(self, address: int) -> str | None:
        """`function+offset` for an address inside the kernel, else None."""
        index = bisect.bisect_right(self._addresses, address) - 1
        if index < 0 or address - self._addresses[index] > 0x10000:
            return None
        start, name = self._entries[index]
        return f"{name}+{address - start}" if address != start else name
