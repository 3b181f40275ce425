"""QEMU's control channel (QMP) over a socket pair that the child inherits: no port, no name."""

import json
import re
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


class ChannelClosed(Exception):
    """QEMU is gone."""


@dataclass(frozen=True)
class CpuState:
    """Where the processor is, from the monitor's `info registers`."""

    eip: int
    eflags: int
    cpl: int
    halted: bool

    @property
    def interrupts_enabled(self) -> bool:
        """Whether the interrupt flag is set [IA32-3A 2.3]."""
        return bool(self.eflags & 0x200)


class Qmp:
    """Sends commands and sorts what comes back into replies and events.

    `pump` is called while a reply is awaited: it must look after every channel of the machine, this
    one included, since a QEMU that cannot get rid of its log does not answer either.
    """

    def __init__(self, end: socket.socket, pump: Callable[[], None]) -> None:
        self._socket = end
        self._pump = pump
        self._buffer = b""
        self._next_id = 0
        self._replies: dict[int, Any] = {}
        self.events: list[dict[str, Any]] = []
        end.setblocking(False)

    def fileno(self) -> int:
        """For selectors."""
        return self._socket.fileno()

    def post(self, command: str, **arguments: Any) -> int:
        """Sends a command and does not wait; the returned id is for `reply`."""
        self._next_id += 1
        message = {"execute": command, "id": self._next_id}
        if arguments:
            message["arguments"] = arguments
        try:
            self._socket.sendall(json.dumps(message).encode() + b"\n")
        except OSError:
            raise ChannelClosed from None
        return self._next_id

    def receive(self) -> None:
        """Takes in what has arrived; ChannelClosed at the end."""
        try:
            data = self._socket.recv(65536)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            raise ChannelClosed
        *lines, self._buffer = (self._buffer + data).split(b"\n")
        for line in lines:
            if not line.strip():
                continue
            message = json.loads(line)
            if "event" in message:
                self.events.append(message)
            elif "id" in message:
                self._replies[message["id"]] = message.get("return")

    def call(self, command: str, **arguments: Any) -> Any:
        """Sends a command and returns its result (None when QEMU refused it)."""
        number = self.post(command, **arguments)
        while number not in self._replies:
            self._pump()
        return self._replies.pop(number)

    def monitor(self, line: str) -> str:
        """A command of the human monitor."""
        return self.call("human-monitor-command", **{"command-line": line}) or ""

    def cpu(self) -> CpuState | None:
        """Where the processor is; None when QEMU's answer is not understood."""
        text = self.monitor("info registers")
        match = re.search(r"EIP=([0-9a-f]+) EFL=([0-9a-f]+) .*?CPL=(\d).*?HLT=(\d)", text)
        if not match:
            return None
        base = re.search(r"^CS =[0-9a-f]+ ([0-9a-f]+)", text, re.MULTILINE)
        linear = (int(match[1], 16) + (int(base[1], 16) if base else 0)) & 0xFFFFFFFF
        return CpuState(linear, int(match[2], 16), int(match[3]), match[4] == "1")
