"""One run of one machine, from power-on to its ending, with nothing left behind on any path."""

import contextlib
import enum
import os
import selectors
import signal
import socket
import subprocess
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from tools.grade import command
from tools.grade.evidence import Evidence
from tools.grade.input import INPUT_STEP, Typist
from tools.grade.plan import BootSpec, Check
from tools.grade.qmp import ChannelClosed, CpuState, Qmp

WALL_LIMIT = 60.0
"""Seconds of the host's clock after which a machine is given up, whatever its own clock says."""

CONSOLE_LIMIT = 1 << 20
"""Bytes of console output after which a kernel is taken to print for ever."""

_POLL = 0.05
_GRACE = 5.0


class Ending(enum.Enum):
    """How a machine came to its end."""

    STATUS = "exit status"
    TIMEOUT = "virtual time ran out"
    WALL_CLOCK = "the host's clock ran out"
    FLOOD = "console output without end"
    RESET = "reboot"
    TRIPLE_FAULT = "triple fault"
    POWER_OFF = "switched off"
    QEMU_FAILED = "QEMU failed"
    CANCELLED = "interrupted"


@dataclass
class BootResult:
    """What is known about a run that is over."""

    spec: BootSpec
    by_hand: str
    ending: Ending = Ending.QEMU_FAILED
    status: int | None = None
    console: bytes = b""
    virtual: int = 0
    wall: float = 0.0
    cpu: CpuState | None = None
    machine: Evidence = field(default_factory=Evidence)
    waits_for: str | None = None
    trouble: str = ""
    disk: Path | None = None


class _Over(Exception):
    """The machine has come to its end."""

    def __init__(self, ending: Ending) -> None:
        super().__init__(ending)
        self.ending = ending


class Machine:
    """A QEMU under control; an instance serves for one `run`."""

    def __init__(self, images: command.Images, spec: BootSpec, check: Check, folder: Path,
                 cancel: threading.Event, wall_limit: float = WALL_LIMIT) -> None:
        self.result = BootResult(spec, command.by_hand(images, spec), disk=images.own_sfs)
        self._check = check
        self._images = images
        self._folder = folder
        self._cancel = cancel
        self._deadline = time.monotonic() + wall_limit
        self._inspecting = False
        self._step = 0
        self._ran = False
        self._selector = selectors.DefaultSelector()
        self._open = contextlib.ExitStack()
        self._serial: socket.socket | None = None
        self._serial_console = bytearray()

    def run(self) -> BootResult:
        """Runs the machine to its end; whatever a kernel does, the result says it."""
        start = time.monotonic()
        with self._open:
            try:
                self._launch()
                self._qmp.post("qmp_capabilities")
                self._continue()
                while True:
                    self._pump()
                    self._take_events()
            except _Over as over:
                self.result.ending = over.ending
                self._inspect()
            except ChannelClosed:
                self._qemu_ended()
            except OSError as problem:
                self.result.trouble = str(problem)
        self.result.wall = time.monotonic() - start
        return self.result

    def _launch(self) -> None:
        control, theirs = socket.socketpair()
        log, log_write = os.pipe()
        child = contextlib.ExitStack()
        child.callback(os.close, log_write)
        child.enter_context(theirs)
        self._open.callback(os.close, log)
        self._open.enter_context(control)
        serial = None
        if any(send.serial for send in self._check.send):
            self._serial, far = socket.socketpair()
            self._open.enter_context(self._serial)
            serial = child.enter_context(far).fileno()
            self._watch(self._serial, self._read_serial)
        self._typist = Typist(self._check.send, self._serial)
        words = command.controlled(
            self._images, self.result.spec, console=self._folder / "console",
            control_fd=theirs.fileno(), log_fd=log_write, traced=self._check.wants_machine,
            serial_fd=serial)
        passed = [fd for fd in (theirs.fileno(), log_write, serial) if fd is not None]
        with child, open(self._folder / "stderr", "wb") as errors:
            self._process = subprocess.Popen(
                words, stdin=subprocess.DEVNULL, stdout=errors, stderr=errors, pass_fds=passed,
                start_new_session=True, env={**os.environ, "TMPDIR": str(self._folder)})
        self._open.callback(self._collect, log)
        self._open.callback(self._kill)
        os.set_blocking(log, False)
        self._qmp = Qmp(control, self._pump)
        self._watch(log, lambda: self._read_log(log))
        self._watch(control, self._qmp.receive)

    def _watch(self, channel: int | socket.socket, serve) -> None:
        self._selector.register(channel, selectors.EVENT_READ, serve)

    def _continue(self) -> None:
        """Lets the machine run until the watchdog stops it at the next point of interest."""
        left = self._check.timeout - self.result.virtual
        longest = INPUT_STEP if self._typist.busy else command.WATCHDOG_LONGEST
        self._step = min(longest, left + left % 2)
        value = (command.WATCHDOG_LONGEST - self._step) // 2
        arm = f"o /b {command.WATCHDOG_PORT:#x} {value}"
        self._qmp.post("human-monitor-command", **{"command-line": arm})
        self._qmp.post("cont")

    def _pump(self) -> None:
        """Waits a moment for any channel, serves those that are ready, and looks at the limits."""
        for key, _ in self._selector.select(_POLL):
            key.data()
        expired = time.monotonic() > self._deadline
        if self._inspecting:
            if expired:
                raise ChannelClosed
        elif self._cancel.is_set():
            raise _Over(Ending.CANCELLED)
        elif self._console_size() > CONSOLE_LIMIT:
            raise _Over(Ending.FLOOD)
        elif expired:
            raise _Over(Ending.WALL_CLOCK)

    def _take_events(self) -> None:
        while self._qmp.events:
            event = self._qmp.events.pop(0)
            if event["event"] == "RESUME":
                self._ran = True
            elif event["event"] == "SHUTDOWN":
                raise _Over(self._shutdown(event["data"].get("reason", "")))
            elif event["event"] == "STOP":
                self._stopped()

    def _shutdown(self, reason: str) -> Ending:
        if reason != "guest-reset":
            return Ending.POWER_OFF
        self._pump()  # the log says "Triple fault" before QEMU reports the reset
        return Ending.TRIPLE_FAULT if self.result.machine.triple_fault else Ending.RESET

    def _stopped(self) -> None:
        """The watchdog has stopped the machine at the end of a step of virtual time."""
        if (self._qmp.call("query-status") or {}).get("status") != "watchdog":
            return
        self.result.virtual += self._step
        if self.result.virtual >= self._check.timeout:
            raise _Over(Ending.TIMEOUT)
        self._typist.give(self._console(), self._qmp)
        self._continue()

    def _inspect(self) -> None:
        """Asks a machine that has not ended by itself where it is."""
        self._inspecting = True
        self._deadline = time.monotonic() + _GRACE
        self.result.waits_for = self._typist.waits_for
        if self.result.ending is Ending.CANCELLED:
            return
        with contextlib.suppress(ChannelClosed):
            self._qmp.post("stop")
            self.result.cpu = self._qmp.cpu()

    def _qemu_ended(self) -> None:
        """The control channel is closed: QEMU's exit status says why."""
        try:
            status = self._process.wait(_GRACE)
        except subprocess.TimeoutExpired:
            self.result.trouble = "QEMU closed its control channel and went on running"
            return
        self.result.waits_for = self._typist.waits_for
        self.result.status = status
        if status == 0:
            self.result.ending = Ending.POWER_OFF
        elif status > 0 and self._ran:
            self.result.ending = Ending.STATUS
        else:
            errors = (self._folder / "stderr").read_text(errors="replace").strip()
            self.result.trouble = errors[-2000:] or f"it ended with status {status}"

    def _kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def _collect(self, log: int) -> None:
        """With QEMU gone, takes what is left in the channels."""
        os.set_blocking(log, True)
        while data := os.read(log, 1 << 16):
            self.result.machine.feed(data)
        if self._serial is not None:
            self._read_serial()
        self.result.console = self._console()[:CONSOLE_LIMIT]
        self._selector.close()

    def _read_log(self, log: int) -> None:
        with contextlib.suppress(BlockingIOError):
            data = os.read(log, 1 << 20)
            if not data:
                self._selector.unregister(log)
            self.result.machine.feed(data)

    def _read_serial(self) -> None:
        assert self._serial is not None
        self._serial.setblocking(False)
        with contextlib.suppress(BlockingIOError, ConnectionError):
            while data := self._serial.recv(1 << 16):
                self._serial_console += data
            with contextlib.suppress(KeyError, ValueError):
                self._selector.unregister(self._serial)

    def _console_size(self) -> int:
        if self._serial is not None:
            return len(self._serial_console)
        try:
            return (self._folder / "console").stat().st_size
        except FileNotFoundError:
            return 0

    def _console(self) -> bytes:
        if self._serial is not None:
            return bytes(self._serial_console)
        try:
            return (self._folder / "console").read_bytes()
        except FileNotFoundError:
            return b""
