"""A machine that a test talks to: console, keyboard, screen and QEMU's own monitor (QMP).

    with Machine(2, {"ticks": 1}) as machine:
        machine.wait_for("K> ")
        machine.send("help\n")            # over the serial line
        machine.press("h", "i", "ret")    # on the PS/2 keyboard
        assert machine.screen()[0] == "..."

QEMU's two channels are sockets that it inherits, so there is no port and no name to clash. Every
wait has an end, and leaving the `with` block ends QEMU.
"""

import contextlib
import fcntl
import os
import re
import selectors
import signal
import socket
import subprocess
import sys
import termios
import time
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).resolve().parents[2]))

from tests.kernel.boot import ENDS_BY_ITSELF, PATIENCE, qemu_words
from tools.grade.qmp import ChannelClosed, Qmp

COLUMNS, ROWS = 80, 25
"""The text screen's size."""

_POLL = 0.02
_SCREEN = 0xB8000
_CURSOR_INDEX, _CURSOR_DATA = 0x3D4, 0x3D5
_KEYBOARD_STATUS = 0x64


class Late(AssertionError):
    """What was waited for did not come."""


class Machine:
    """A running QEMU with a lab's kernel. Options as those of `boot`; `ends` gives the machine the
    device by which the kernel ends it, else the kernel enters its monitor; `reboots` lets the
    machine restart, else that ends QEMU. Its clock counts instructions while it works, so that no
    time passes for it when the host does something else; it is idle in real time."""

    def __init__(self, lab: int, options: dict[str, object] | None = None, *, ends: bool = False,
                 reboots: bool = False, extra: tuple[str, ...] = (), **more: Any) -> None:
        self._words = qemu_words(lab, options, icount=True, idle_in_real_time=True, **more)
        self._words += [*(ENDS_BY_ITSELF if ends else ()), *extra]
        self._words += [] if reboots else ["-no-reboot"]
        self._console = bytearray()
        self._position = 0
        self._open = contextlib.ExitStack()

    def __enter__(self) -> "Machine":
        with contextlib.ExitStack() as undo:
            undo.callback(self._open.close)
            self._start()
            undo.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def _start(self) -> None:
        channels = [socket.socketpair() for _ in range(2)]
        (control, _), (self._serial, _) = channels
        for ours, _ in channels:
            self._open.enter_context(ours)
        with contextlib.ExitStack() as child:
            theirs = [child.enter_context(far).fileno() for _, far in channels]
            words = self._words + [
                "-chardev", f"socket,id=control,fd={theirs[0]}",
                "-mon", "chardev=control,mode=control",
                "-chardev", f"socket,id=com1,fd={theirs[1]}", "-serial", "chardev:com1"]
            self._process = subprocess.Popen(
                words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                pass_fds=theirs, start_new_session=True)
        self._open.callback(self._kill)
        self._serial.setblocking(False)
        self._selector = self._open.enter_context(selectors.DefaultSelector())
        self._selector.register(self._serial, selectors.EVENT_READ, self._read_serial)
        self._qmp = Qmp(control, self._pump)
        self._selector.register(control, selectors.EVENT_READ, self._qmp.receive)
        self._deadline = time.monotonic() + PATIENCE
        self._qmp.call("qmp_capabilities")

    def _kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.communicate()

    def _pump(self) -> None:
        """Serves the channels that have something, or waits a moment."""
        if time.monotonic() > self._deadline:
            raise Late(f"no answer from QEMU; the console:\n{self.text}")
        for key, _ in self._selector.select(_POLL):
            key.data()

    def _read_serial(self) -> None:
        with contextlib.suppress(BlockingIOError, ConnectionError):
            while data := self._serial.recv(1 << 16):
                self._console += data
            self._selector.unregister(self._serial)

    # --- the console on the serial line ----------------------------------------------------------

    @property
    def text(self) -> str:
        """All that the console has shown so far."""
        return self._console.decode("latin-1")

    def wait_for(self, text: str, patience: float = PATIENCE) -> str:
        """Waits until `text` appears behind what was waited for last; returns what lies between."""
        self._deadline = time.monotonic() + patience
        while (found := self.text.find(text, self._position)) < 0:
            try:
                self._pump()
            except ChannelClosed:
                self._read_serial()
                if self.text.find(text, self._position) < 0:
                    raise Late(f"QEMU ended before {text!r}:\n{self.text}") from None
            except Late:
                raise Late(f"no {text!r} within {patience} s:\n{self.text}") from None
        between = self.text[self._position:found]
        self._position = found + len(text)
        return between

    def send(self, text: str) -> None:
        """Types on the serial line; the machine takes it as fast as it can."""
        self._deadline = time.monotonic() + PATIENCE
        data = text.encode("latin-1")
        while data:
            try:
                data = data[self._serial.send(data):]
            except BlockingIOError:
                self._pump()

    def has_taken(self) -> bool:
        """The serial port has all that was sent: none but its last 16 bytes may be unread."""
        unread = fcntl.ioctl(self._serial, termios.TIOCOUTQ, bytes(4))
        return int.from_bytes(unread, sys.byteorder) == 0

    def command(self, line: str, prompt: str = "K> ") -> str:
        """Types a line at the kernel monitor's prompt; returns the answer, without the line."""
        self.send(line + "\n")
        shown = self.wait_for(prompt).replace("\r", "")
        echo, _, answer = shown.partition("\n")
        assert echo == line, f"typed {line!r}, shown {echo!r}"
        return answer

    # --- keyboard and screen ---------------------------------------------------------------------

    def press(self, *keys: str) -> None:
        """Presses and releases each key (QEMU's names); `shift-a` holds shift meanwhile.
        The keyboard keeps 16 bytes and loses more: each key waits until the one before is taken."""
        for key in keys:
            chord = key.split("-")
            for held in chord:
                self._key(held, True)
            for held in reversed(chord):
                self._key(held, False)
            self.wait_until("the kernel has taken the key", self._keyboard_is_empty)

    def _keyboard_is_empty(self) -> bool:
        return self._read_port(_KEYBOARD_STATUS) & 1 == 0

    def _read_port(self, port: int) -> int:
        return int(self.monitor(f"i /b {port:#x}").split("=")[1], 16)

    def _key(self, name: str, down: bool) -> None:
        event = {"type": "key", "data": {"down": down, "key": {"type": "qcode", "data": name}}}
        self.qmp("input-send-event", events=[event])

    def screen(self) -> list[str]:
        """The text screen's lines, trailing blanks cut off."""
        cells = self._words_at(_SCREEN, COLUMNS * ROWS)
        text = "".join(chr(cell & 0xFF) for cell in cells)
        return [text[at:at + COLUMNS].rstrip(" \0") for at in range(0, len(text), COLUMNS)]

    def cursor(self) -> tuple[int, int]:
        """Row and column of the hardware cursor. The machine should not be printing meanwhile."""
        position = 0
        for register in (14, 15):
            self.monitor(f"o /b {_CURSOR_INDEX:#x} {register}")
            position = position << 8 | self._read_port(_CURSOR_DATA)
        return divmod(position, COLUMNS)

    def _words_at(self, address: int, count: int) -> list[int]:
        """16-bit words of physical memory."""
        dump = self.monitor(f"xp /{count}hx {address:#x}")
        return [int(word, 16) for line in dump.splitlines()
                for word in re.findall(r"0x([0-9a-f]+)", line.partition(":")[2])]

    # --- QEMU ------------------------------------------------------------------------------------

    def qmp(self, command: str, **arguments: Any) -> Any:
        """A command to QEMU."""
        self._deadline = time.monotonic() + PATIENCE
        return self._qmp.call(command, **arguments)

    def monitor(self, line: str) -> str:
        """A command to QEMU's human monitor."""
        return self.qmp("human-monitor-command", **{"command-line": line}) or ""

    def wait_until(self, what: str, holds: Any, patience: float = PATIENCE) -> None:
        """Waits until `holds()` is true: for state that shows on no channel, such as the screen."""
        end = time.monotonic() + patience
        while not holds():
            if time.monotonic() > end:
                raise Late(f"not within {patience} s: {what}\n{self.text}")
            self._deadline = end + 1
            self._pump()

    def wait_end(self, patience: float = PATIENCE) -> int:
        """Waits until QEMU ends; returns its exit status."""
        self._deadline = time.monotonic() + patience
        with contextlib.suppress(ChannelClosed):
            while True:
                self._pump()
        self._read_serial_to_end()
        return self._process.wait(PATIENCE)

    def _read_serial_to_end(self) -> None:
        with contextlib.suppress(KeyError, ValueError, OSError):
            self._read_serial()
