"""One HTTP exchange with a service, over a socket or in this very process.

`http.client` with a pool of our own takes a quarter of httpx's CPU time for each call
(docs/decisions/006-gateway-http-client.md), and the gateway makes one for every request.
"""

import io
import select
import string
import sys
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from typing import Any, Final, Protocol
from urllib.parse import quote, unquote_to_bytes, urlsplit

from common import clock

WsgiApp = Callable[[dict[str, Any], Any], Iterable[bytes]]
"""A WSGI application, as PEP 3333 has it."""

IDLE_S: Final = 1.0
"""A pooled connection that rested longer is not used again: gunicorn closes them after 2 s."""
_AS_THEY_ARE: Final = string.punctuation
"""Left as it is, with letters and digits: a target is escaped already, as its `%` tell."""
POOLED: Final = 32
"""Connections kept for each service; more are opened at need and closed after use."""


@dataclass(frozen=True, slots=True)
class Call:
    """A request to a service; `path` is percent-encoded and begins with a slash."""

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    timeout_s: float = 10.0

    @property
    def target(self) -> str:
        """Path and query as they stand in the request line, where only ASCII may."""
        path = quote(self.path, safe=_AS_THEY_ARE)
        # As WSGI has it, a query that came unescaped is bytes dressed as latin-1 text.
        query = quote(self.query.encode("latin-1"), safe=_AS_THEY_ARE)
        return f"{path}?{query}" if query else path


@dataclass(frozen=True, slots=True)
class Answer:
    """What the service said; header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class NoAnswerError(Exception):
    """The service could not be reached, or fell silent before its answer was complete."""


class Transport(Protocol):
    """A way to one service. `send` may be called by several threads at once."""

    def send(self, call: Call) -> Answer:
        """Return the service's answer, whatever its status; raises NoAnswerError."""


class Socket:
    """Calls a service over pooled TCP connections, given its root as `http://host:port`."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme != "http" or not parts.hostname or parts.path.strip("/"):
            raise ValueError(f"a service's address looks like http://host:port, not {url!r}")
        self._host, self._port = parts.hostname, parts.port or 80
        self._idle: deque[tuple[float, HTTPConnection]] = deque()

    def send(self, call: Call) -> Answer:
        """Make the call on a pooled connection, or on a new one."""
        connection = self._take(call.timeout_s)
        try:
            connection.request(
                call.method, call.target, body=call.body or None, headers=dict(call.headers)
            )
            response = connection.getresponse()
            body = response.read()
        except (OSError, HTTPException) as error:
            connection.close()
            raise NoAnswerError(f"{type(error).__name__}: {error}") from error
        if response.will_close:
            connection.close()
        else:
            self._give_back(connection)
        headers = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, headers, body)

    def close(self) -> None:
        """Close every idle connection."""
        while self._idle:
            self._idle.pop()[1].close()

    def _take(self, timeout_s: float) -> HTTPConnection:
        # The youngest first, so that under light load the others grow old and go.
        while True:
            try:
                rested_since, connection = self._idle.pop()
            except IndexError:
                return HTTPConnection(self._host, self._port, timeout=timeout_s)
            if clock.monotonic() - rested_since < IDLE_S and not _has_news(connection):
                connection.sock.settimeout(timeout_s)
                return connection
            connection.close()

    def _give_back(self, connection: HTTPConnection) -> None:
        if len(self._idle) < POOLED:
            self._idle.append((clock.monotonic(), connection))
        else:
            connection.close()


def _has_news(connection: HTTPConnection) -> bool:
    """Tell whether something waits on an idle connection: the peer closed it, or spoke unasked."""
    if connection.sock is None:
        return True
    poll = select.poll()
    poll.register(connection.sock, select.POLLIN)
    return bool(poll.poll(0))


class InProcess:
    """Calls a WSGI application of this process: the embedded system, and identity always."""

    def __init__(self, app: WsgiApp) -> None:
        self._app = app

    def send(self, call: Call) -> Answer:
        """Run the application to its end; what it raises is its own bug and passes through."""
        started: list[tuple[str, list[tuple[str, str]]]] = []
        written: list[bytes] = []

        def start_response(
            status: str, headers: list[tuple[str, str]], _exc_info: object = None
        ) -> Callable[[bytes], None]:
            started.append((status, headers))
            return written.append

        result = self._app(_environ(call), start_response)
        try:
            body = b"".join(result)
        finally:
            close = getattr(result, "close", None)
            if close is not None:
                close()
        status, headers = started[-1]
        return Answer(
            int(status.split(" ", 1)[0]),
            {name.lower(): value for name, value in headers},
            b"".join(written) + body,
        )


def _environ(call: Call) -> dict[str, Any]:
    environ: dict[str, Any] = {
        "REQUEST_METHOD": call.method,
        "SCRIPT_NAME": "",
        # PEP 3333 wants the decoded bytes, dressed as latin-1 text.
        "PATH_INFO": unquote_to_bytes(call.path).decode("latin-1"),
        "QUERY_STRING": call.query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_LENGTH": str(len(call.body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(call.body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in call.headers.items():
        key = name.upper().replace("-", "_")
        environ[key if key == "CONTENT_TYPE" else f"HTTP_{key}"] = value
    return environ
