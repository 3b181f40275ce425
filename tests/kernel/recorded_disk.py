"""Disks that a test keeps in its own memory: every command is recorded in order, and any may fail.

    with RecordedDisks({"disk0": bytes, "disk1": bytes}) as disks:
        boot(8, drives={SFS: disks.drive("disk0")})
        disks.log      # [Event("disk0", "write", offset, data), Event("disk0", "flush"), ...]

QEMU reaches them over a Unix socket by NBD [https://github.com/NetworkBlockDevice/nbd, proto.md]. A
write that fails is not in the log, nor on the disk.
"""

import socket
import struct
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

EIO = 5
_HELLO = b"NBDMAGIC" + b"IHAVEOPT" + struct.pack(">H", 3)  # fixed newstyle, no zeroes
_OPTION_REPLY = 0x3E889045565A9
_EXPORT_NAME, _ABORT, _INFO, _GO = 1, 2, 6, 7
_ACK, _REP_INFO, _UNSUPPORTED = 1, 3, (1 << 31) + 1
_REQUEST, _REPLY = 0x25609513, 0x67446698
_COMMANDS = {0: "read", 1: "write", 2: "end", 3: "flush"}
_FLAGS = 1 | 4  # there are flags; flush is understood


@dataclass(frozen=True)
class Event:
    """A command that succeeded: of a read, only where it was."""

    disk: str
    kind: str
    offset: int = 0
    data: bytes = b""


class RecordedDisks:
    """Disks by name. `fails(disk, kind, number)` says whether the number-th command of a kind, on
    that disk, is to fail."""

    def __init__(self, disks: dict[str, bytes],
                 fails: Callable[[str, str, int], bool] | None = None) -> None:
        self.disks = {name: bytearray(data) for name, data in disks.items()}
        self.log: list[Event] = []
        self.commands: dict[tuple[str, str], int] = {}
        self.failures = 0
        self._fails = fails or (lambda disk, kind, number: False)
        self._lock = threading.Lock()

    def __enter__(self) -> "RecordedDisks":
        self._folder = tempfile.TemporaryDirectory(prefix="disks-")
        self._path = Path(self._folder.name) / "socket"
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(self._path))
        self._listener.listen()
        self._threads: list[threading.Thread] = []
        self._accepting = threading.Thread(target=self._accept, daemon=True)
        self._accepting.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._accepting.join()
        for thread in self._threads:
            thread.join()
        self._folder.cleanup()

    def drive(self, name: str) -> str:
        """The value of a -drive option for the disk."""
        return (f"driver=raw,file.driver=nbd,file.server.type=unix,file.server.path={self._path},"
                f"file.export={name}")

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
            thread.start()
            self._threads.append(thread)

    def _serve(self, connection: socket.socket) -> None:
        with connection:
            try:
                name = self._negotiate(connection)
                while name is not None and self._command(connection, name):
                    pass
            except (ConnectionError, EOFError):
                return

    def _negotiate(self, connection: socket.socket) -> str | None:
        connection.sendall(_HELLO)
        _receive(connection, 4)
        while True:
            _, option, length = struct.unpack(">QII", _receive(connection, 16))
            data = _receive(connection, length)
            if option == _EXPORT_NAME:
                name = data.decode()
                connection.sendall(struct.pack(">QH", len(self.disks[name]), _FLAGS))
                return name
            if option in (_GO, _INFO):
                name = data[4:4 + struct.unpack_from(">I", data)[0]].decode()
                info = struct.pack(">HQH", 0, len(self.disks[name]), _FLAGS)
                _answer(connection, option, _REP_INFO, info)
                _answer(connection, option, _ACK)
                if option == _GO:
                    return name
            elif option == _ABORT:
                _answer(connection, option, _ACK)
                return None
            else:
                _answer(connection, option, _UNSUPPORTED)

    def _command(self, connection: socket.socket, name: str) -> bool:
        request = struct.unpack(">IHHQQI", _receive(connection, 28))
        magic, _, kind_number, handle, offset, length = request
        assert magic == _REQUEST
        kind = _COMMANDS[kind_number]
        if kind == "end":
            return False
        data = _receive(connection, length) if kind == "write" else b""
        error, answer = self._do(name, kind, offset, length, data)
        connection.sendall(struct.pack(">IIQ", _REPLY, error, handle) + answer)
        return True

    def _do(self, name: str, kind: str, offset: int, length: int, data: bytes) -> tuple[int, bytes]:
        with self._lock:
            number = self.commands.get((name, kind), 0)
            self.commands[name, kind] = number + 1
            if self._fails(name, kind, number):
                self.failures += 1
                return EIO, b""
            self.log.append(Event(name, kind, offset, data))
            disk = self.disks[name]
            if kind == "write":
                disk[offset:offset + len(data)] = data
            return 0, bytes(disk[offset:offset + length]) if kind == "read" else b""


def _receive(connection: socket.socket, length: int) -> bytes:
    data = bytearray()
    while len(data) < length:
        part = connection.recv(length - len(data))
        if not part:
            raise EOFError
        data += part
    return bytes(data)


def _answer(connection: socket.socket, option: int, kind: int, data: bytes = b"") -> None:
    connection.sendall(struct.pack(">QIII", _OPTION_REPLY, option, kind, len(data)) + data)
