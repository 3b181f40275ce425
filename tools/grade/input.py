"""Input for a machine, given while it stands still, so that it arrives at the same virtual time.

The machine is stopped by the watchdog every INPUT_STEP virtual seconds. A key's scan code is then
put into the keyboard controller as if the keyboard had sent it [8042 command D2h], serial text into
the socket behind COM1. (QMP's send-key would only reach a machine that runs, at a moment that the
host chooses: an idle guest passes seconds of virtual time meanwhile.)
"""

import socket
from collections import deque

from tools.grade import keyboard
from tools.grade.plan import Send
from tools.grade.qmp import Qmp

INPUT_STEP = 2
"""Virtual seconds between two bytes of typed keys, or two pieces of serial text."""

SERIAL_FIFO = 16
"""Bytes that the 16550A takes at once."""


class Typist:
    """Gives a check's input piece by piece, each once the console has shown what it waits for."""

    def __init__(self, sends: tuple[Send, ...], serial: socket.socket | None) -> None:
        self._waiting = deque(sends)
        self._pieces: deque[tuple[str, bytes]] = deque()
        self._position = 0
        self._serial = serial

    @property
    def busy(self) -> bool:
        """Whether there is anything still to be given."""
        return bool(self._waiting or self._pieces)

    @property
    def waits_for(self) -> str | None:
        """The text that has not appeared, so that input was never given."""
        return self._waiting[0].after if self._waiting and not self._pieces else None

    def give(self, console: bytes, qmp: Qmp) -> None:
        """Gives at most one piece; each `after` is looked for behind the one before it."""
        if not self._pieces and self._waiting:
            after = self._waiting[0].after.encode()
            found = console.find(after, self._position)
            if found < 0:
                return
            self._position = found + len(after)
            self._cut(self._waiting.popleft())
        if self._pieces:
            kind, data = self._pieces.popleft()
            if kind == "key":
                qmp.monitor("o /b 0x64 0xd2")
                qmp.monitor(f"o /b 0x60 {data[0]:#x}")
            elif self._serial is not None:
                self._serial.sendall(data)
                for _ in range(3):  # QEMU takes the bytes in while it turns round its main loop
                    qmp.call("query-status")

    def _cut(self, send: Send) -> None:
        self._pieces.extend(("key", bytes([code])) for code in keyboard.scan_codes(send.keys))
        text = send.serial.encode()
        self._pieces.extend(("serial", text[at:at + SERIAL_FIFO])
                            for at in range(0, len(text), SERIAL_FIFO))
