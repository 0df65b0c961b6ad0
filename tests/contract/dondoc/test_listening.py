"""The embedded server bounds what strangers send before any of our code sees it."""

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from dondoc import embedded


@pytest.fixture
def port() -> Iterator[int]:
    """Return the port of a server over an application that answers everything."""
    app = Flask("anything")
    app.add_url_rule("/", "root", lambda: "taken", methods=["GET", "POST"])
    server = embedded.listen(embedded.Embedded(Path(), app, {}, ()), "127.0.0.1", 0)
    stop = threading.Event()

    def run() -> None:
        while not stop.is_set():
            server.asyncore.loop(timeout=0.05, map=server._map, count=1)

    thread = threading.Thread(target=run)
    thread.start()
    yield server.effective_port
    stop.set()
    thread.join()
    server.close()


def _first_line(port: int, sent: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(sent)
        return connection.recv(1000).partition(b"\r\n")[0]


def test_a_body_that_no_route_takes_is_refused_before_it_is_read(port: int) -> None:
    head = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n"
    assert b" 413 " in _first_line(port, head % (embedded.LARGEST_REQUEST + 1))


def test_headers_are_bounded(port: int) -> None:
    head = b"GET / HTTP/1.1\r\nHost: a\r\nX-Long: %s\r\n\r\n"
    assert b" 200 " in _first_line(port, head % (b"a" * 8_000))
    assert b" 431 " in _first_line(port, head % (b"a" * 70_000))
