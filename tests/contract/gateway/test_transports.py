"""One suite for both ways to a service: over a socket, and inside this process."""

import contextlib
import socket
import threading
from collections.abc import Iterator

import orjson
import pytest
from flask import Flask, Response, request
from waitress.server import create_server

from common import clock
from gateway.clients import Call, InProcess, NoAnswerError, Socket, Transport
from gateway.clients.transport import IDLE_S

pytestmark = pytest.mark.usefixtures("open_network")


def _app() -> Flask:
    app = Flask("echo")

    @app.route("/echo/<path:rest>", methods=["GET", "POST", "DELETE", "HEAD"])
    def echo(rest: str) -> Response:
        told = {
            "method": request.method,
            "rest": rest,
            "query": request.args.to_dict(),
            "body": request.get_data(as_text=True),
            "type": request.headers.get("Content-Type"),
            "key": request.headers.get("Idempotency-Key"),
            "port": request.environ.get("REMOTE_PORT"),
        }
        response = Response(app.json.dumps(told), 201, content_type="application/json")
        response.headers["ETag"] = '"7"'
        return response

    @app.route("/empty", methods=["DELETE"])
    def empty() -> Response:
        return Response(status=204)

    return app


@pytest.fixture(params=["socket", "in-process"])
def transport(request: pytest.FixtureRequest) -> Iterator[Transport]:
    """Return one way and then the other to the same application."""
    if request.param == "in-process":
        yield InProcess(_app().wsgi_app)
        return
    with _served() as url, contextlib.closing(Socket(url)) as ours:
        yield ours


@contextlib.contextmanager
def _served() -> Iterator[str]:
    # Waitress keeps connections open, which werkzeug's own server does not.
    server = create_server(_app(), host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        # By the server's own thread: closed from here, its select might meet a dead descriptor.
        server.trigger.pull_trigger(server.close)
        thread.join()


def test_method_path_query_headers_and_body_arrive_whole(transport: Transport) -> None:
    call = Call(
        "POST",
        "/echo/tr%E1%BA%A3%20l%E1%BA%A1i",
        "q=s%E1%BB%9F+y&a=%26",
        {"Content-Type": "text/plain", "Idempotency-Key": "k"},
        "nội dung".encode(),
    )
    answer = transport.send(call)
    assert answer.status == 201
    assert answer.headers["etag"] == '"7"'
    told = Flask("x").json.loads(answer.body)
    assert told["rest"] == "trả lại"
    assert told["query"] == {"q": "sở y", "a": "&"}
    assert (told["body"], told["type"], told["key"]) == ("nội dung", "text/plain", "k")


def test_what_a_sloppy_client_left_unescaped_arrives_too(transport: Transport) -> None:
    # As WSGI has it: bytes of UTF-8 dressed as latin-1 in the query, text in the path.
    query = "q=sở y&a=\x7f".encode().decode("latin-1")
    answer = transport.send(Call("GET", "/echo/trả lại", query))
    told = Flask("x").json.loads(answer.body)
    assert told["rest"] == "trả lại"
    assert told["query"] == {"q": "sở y", "a": "\x7f"}


def test_an_answer_may_be_empty(transport: Transport) -> None:
    assert transport.send(Call("DELETE", "/empty")).body == b""
    assert transport.send(Call("HEAD", "/echo/x")).body == b""
    assert transport.send(Call("GET", "/echo/x")).status == 201


def test_a_refusal_is_an_answer(transport: Transport) -> None:
    assert transport.send(Call("GET", "/nothing")).status == 404


def test_several_threads_may_ask_at_once(transport: Transport) -> None:
    told: list[str] = []

    def ask(number: int) -> None:
        answer = transport.send(Call("POST", f"/echo/{number}", body=str(number).encode()))
        body = orjson.loads(answer.body)
        assert body["rest"] == body["body"]
        told.append(body["rest"])

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told, key=int) == [str(number) for number in range(16)]


def test_a_connection_is_used_again_while_fresh_and_not_when_it_rested(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hand = [100.0]
    monkeypatch.setattr(clock, "monotonic", lambda: hand[0])
    # Closed even when the test fails, or the server would wait for it for ever.
    with _served() as url, contextlib.closing(Socket(url)) as ours:

        def port() -> str:
            body = Flask("x").json.loads(ours.send(Call("GET", "/echo/x")).body)
            return str(body["port"])

        first = port()
        assert port() == first
        hand[0] += IDLE_S
        assert port() != first


def test_a_connection_the_server_closed_meanwhile_is_not_used() -> None:
    with _listening() as (url, accepted):
        ours = Socket(url)
        closed = threading.Event()
        threading.Thread(target=_answer_once, args=(accepted, 2, closed), daemon=True).start()
        assert ours.send(Call("POST", "/x")).status == 200
        assert closed.wait(10)
        # Closed, although a keep-alive was promised: the change must not be lost on it.
        assert ours.send(Call("POST", "/x")).status == 200
        ours.close()


def test_nobody_listening_is_no_answer() -> None:
    with pytest.raises(NoAnswerError):
        Socket("http://127.0.0.1:1").send(Call("GET", "/x"))


def test_a_server_that_stays_silent_is_given_up() -> None:
    with _listening() as (url, _), pytest.raises(NoAnswerError, match="TimeoutError"):
        Socket(url).send(Call("GET", "/x", timeout_s=0.1))


@pytest.mark.parametrize("url", ["https://a", "a:80", "http://", "http://a/prefix", ""])
def test_an_address_that_cannot_be_one_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="http://host:port"):
        Socket(url)


@contextlib.contextmanager
def _listening() -> Iterator[tuple[str, socket.socket]]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", listener


def _answer_once(listener: socket.socket, times: int, closed: threading.Event) -> None:
    """Answer `times` connections, one request each, and close each right after, telling so."""
    for _ in range(times):
        connection, _address = listener.accept()
        with connection:
            connection.recv(4096)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        closed.set()
