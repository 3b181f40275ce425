"""What a machine printed, as lines that are safe to show: what is no text appears as \\xNN."""

import re

_UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_PLAIN = bytes(range(0x20, 0x7F)) + b"\n\r\t\b"
MAX_LINE = 160
PANIC_START = "kernel panic at "
_PANIC_LINES = 14


def decode(data: bytes) -> list[str]:
    """The console's lines, without line ends; junk is escaped, so that no terminal is upset."""
    text = data.decode("utf-8", errors="backslashreplace").replace("\r\n", "\n").replace("\r", "\n")
    safe = [_UNSAFE.sub(lambda match: f"\\x{ord(match[0]):02x}", line) for line in text.split("\n")]
    if safe and not safe[-1]:
        safe.pop()
    return safe


def junk(data: bytes) -> int:
    """How many bytes are no text; 0 unless they are a noticeable part of the whole."""
    strange = len(data.translate(None, _PLAIN))
    return strange if strange >= 8 and strange * 10 > len(data) else 0


def shorten(line: str, limit: int = MAX_LINE) -> str:
    """The line, cut when it would fill the screen."""
    return line if len(line) <= limit else f"{line[:limit]} ... ({len(line)} characters)"


def tail(lines: list[str], count: int = 10) -> list[str]:
    """The last lines, each of bearable length."""
    return [shorten(line) for line in lines[-count:]]


def panic(lines: list[str]) -> list[str]:
    """The first panic message with its backtrace; empty when there was no panic."""
    for index, line in enumerate(lines):
        if PANIC_START in line:
            block = lines[index:index + _PANIC_LINES]
            for length, text in enumerate(block):
                if text.startswith(("K> ", "Welcome to the kernel")):
                    return block[:length]
            return [shorten(text) for text in block]
    return []
