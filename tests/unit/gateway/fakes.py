"""A transport whose answers a test writes; it records the calls."""

from collections.abc import Callable, Mapping
from typing import Any

import orjson

from common.web.tokens import Minter, generate_key_pair
from gateway.clients import Answer, Call, Service

Script = Callable[[Call], Answer]

KEYS = generate_key_pair()


class Scripted:
    """Answers every call by the test's script, which may raise NoAnswerError."""

    def __init__(self, script: Script) -> None:
        self.calls: list[Call] = []
        self._script = script

    def send(self, call: Call) -> Answer:
        """Record the call and return what the script says."""
        self.calls.append(call)
        return self._script(call)


def service(name: str, transport: Scripted) -> Service:
    """Return a client of the service `name` over `transport`."""
    return Service(name, transport, Minter(KEYS[0]))


def answer(status: int, body: Any, headers: Mapping[str, str] | None = None) -> Answer:
    """Return an answer with a JSON body."""
    return Answer(status, headers or {}, orjson.dumps(body))


def refused(status: int, kind: str, **members: Any) -> Answer:
    """Return a problem."""
    stated = {"type": f"urn:dondoc:problem:{kind}", "title": kind, "status": status, "detail": kind}
    return answer(status, stated | members)
