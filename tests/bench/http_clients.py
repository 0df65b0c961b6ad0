"""CPU time of one call through httpx, urllib3 and the gateway's own transports.

    .venv/bin/python -m tests.bench.http_clients

Decision 006 rests on it. All take turns in one run, and CPU time is counted, not the clock's, so
that a busy machine blurs the figures but not their order.
"""

import threading
import time
from collections.abc import Callable, Mapping
from statistics import median
from typing import Final

import httpx
import urllib3
from flask import Flask, Response, request
from waitress.server import create_server

from gateway.clients import Call, InProcess, Socket

ROUNDS: Final = 5
CALLS: Final = 400
BODY: Final = b'{"note": "x"}' * 10
HEADERS: Final = {
    "Authorization": "Bearer " + "x" * 300,
    "Content-Type": "application/json",
    "If-Match": '"3"',
    "Idempotency-Key": "k" * 32,
    "X-Request-Id": "r" * 32,
}
PATH: Final = "/assignments/1"


def application() -> Flask:
    """Return an application that answers half a kilobyte."""
    app = Flask("answering")

    @app.post(PATH)
    def answer() -> Response:
        request.get_data()
        return Response(b'{"a": 1}' * 60, content_type="application/json", headers={"ETag": '"3"'})

    return app


def clients(app: Flask, url: str) -> Mapping[str, Callable[[], object]]:
    """Return one call through each client, by its name."""
    over_socket, inside = httpx.Client(), httpx.Client(transport=httpx.WSGITransport(app))
    pool = urllib3.connection_from_url(url)
    own, own_inside = Socket(url), InProcess(app.wsgi_app)
    call = Call("POST", PATH, "", HEADERS, BODY)
    return {
        "socket, httpx": lambda: over_socket.post(url + PATH, content=BODY, headers=HEADERS),
        "socket, urllib3": lambda: pool.urlopen("POST", PATH, body=BODY, headers=HEADERS).data,
        "socket, ours": lambda: own.send(call),
        "in process, httpx": lambda: inside.post("http://a" + PATH, content=BODY, headers=HEADERS),
        "in process, ours": lambda: own_inside.send(call),
    }


def microseconds(call: Callable[[], object]) -> float:
    """Return the CPU time of one call in this thread, which leaves the server's out."""
    started = time.thread_time()
    for _ in range(CALLS):
        call()
    return (time.thread_time() - started) / CALLS * 1e6


def main() -> None:
    """Print the median of each client's rounds."""
    app = application()
    server = create_server(app, host="127.0.0.1", port=0, threads=2)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    each = clients(app, f"http://127.0.0.1:{server.effective_port}")
    rounds = [{name: microseconds(call) for name, call in each.items()} for _ in range(ROUNDS)]
    for name in each:
        print(f"{name:20} {median(one[name] for one in rounds):6.0f} us CPU a call")  # noqa: T201
    server.close()


if __name__ == "__main__":
    main()
