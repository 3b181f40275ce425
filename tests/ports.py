"""TCP ports for tests that run side by side."""

import contextlib
import socket
from collections.abc import Iterator


@contextlib.contextmanager
def held_port() -> Iterator[int]:
    """A port that nobody else is given while the block runs: it is bound, but not listened at, which
    leaves it to a program that listens with SO_REUSEADDR, as QEMU does."""
    with socket.socket() as holder:
        holder.bind(("localhost", 0))
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # not before: a port of one's own
        yield holder.getsockname()[1]
