"""A load generator that costs little: raw sockets that are kept open, requests made beforehand.

httpx would take a third of the machine for itself at the rates measured here.
"""

import math
import socket
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

_END: Final = b"\r\n\r\n"
_TIMEOUT_S: Final = 30.0


class UnexpectedAnswerError(Exception):
    """The server answered something else than 200; tells what."""


@dataclass(slots=True)
class Load:
    """What came of a load: its length and the seconds each answer took."""

    seconds: float = 0.0
    latencies_s: list[float] = field(default_factory=list)

    @property
    def per_second(self) -> float:
        """Answers per second."""
        return len(self.latencies_s) / self.seconds

    def percentile_ms(self, percent: float) -> float:
        """Return the latency that `percent` of the answers did not exceed."""
        return percentile(self.latencies_s, percent) * 1000


def percentile(values: Sequence[float], percent: float) -> float:
    """Return the smallest value that `percent` of `values` do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


def request(method: str, path: str, headers: Mapping[str, str], body: bytes = b"") -> bytes:
    """Return a request as it goes over the wire."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + _END + body


def run(port: int, requests: Sequence[Iterable[bytes]], seconds: float | None = None) -> Load:
    """Send each of `requests` over a connection of its own, for `seconds` or until they are sent.

    Raises UnexpectedAnswerError if an answer is not 200, or if requests run out before the time.
    """
    load, errors = Load(), list[Exception]()
    begun = time.perf_counter()
    until = begun + seconds if seconds else None
    threads = [
        threading.Thread(target=_converse, args=(port, iter(one), until, load, errors))
        for one in requests
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    load.seconds = time.perf_counter() - begun
    if errors:
        raise errors[0]
    return load


def _converse(
    port: int, requests: Iterator[bytes], until: float | None, load: Load, errors: list[Exception]
) -> None:
    """Send one request after the other; an error is left for the main thread."""
    try:
        with socket.create_connection(("127.0.0.1", port), _TIMEOUT_S) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for sent in requests:
                begun = time.perf_counter()
                connection.sendall(sent)
                _read(connection)
                ended = time.perf_counter()
                load.latencies_s.append(ended - begun)
                if until and ended >= until:
                    return
        if until:
            raise UnexpectedAnswerError("there were too few requests for the time")  # noqa: TRY301 - told as any other
    except Exception as error:  # noqa: BLE001 - raised again by `run`
        errors.append(error)


def _read(connection: socket.socket) -> None:
    """Read one answer; raises UnexpectedAnswerError unless it is 200."""
    received = bytearray()
    while _END not in received:
        received += _more(connection)
    head, _, rest = bytes(received).partition(_END)
    missing = _length(head) - len(rest)
    while missing > 0:
        more = _more(connection)
        rest += more
        missing -= len(more)
    if not head.startswith(b"HTTP/1.1 200"):
        raise UnexpectedAnswerError((head.splitlines()[0] + b" " + rest).decode()[:500])


def _more(connection: socket.socket) -> bytes:
    more = connection.recv(65536)
    if not more:
        raise UnexpectedAnswerError("the server hung up")
    return more


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    raise UnexpectedAnswerError("an answer without Content-Length")


def deal(items: Sequence[bytes], hands: int) -> list[Sequence[bytes]]:
    """Return `items` dealt out to `hands` connections."""
    return [list(islice(items, first, None, hands)) for first in range(hands)]
