"""SMS by a JSON gateway over HTTP, the form most Vietnamese aggregators offer in some dialect.

Request: POST {"to", "text", "from", "reference", "unicode", "callback"}, with Basic
authentication, or Bearer when only a password is set. Answer: 200, 201 or 202 with {"id": "…"};
400, 404, 413 or 422 with {"error": "…"} for a message it will never take. It may report later by
POST {"status": "delivered"} to the callback address.
"""

import ssl
from dataclasses import dataclass, field
from typing import Any

import orjson

from services.notify.channels.port import Outcome, Outgoing, Resend
from services.notify.channels.web import Answer, Gateway, refusal
from services.notify.segments import Alphabet, count

_TAKEN = frozenset({200, 201, 202})
_LASTING = frozenset({400, 404, 413, 422})


@dataclass(frozen=True, slots=True)
class JsonDoor:
    """Where the gateway listens; `dedupes` if it answers a repeated reference by its first id."""

    url: str
    user: str = ""
    password: str = field(default="", repr=False)
    sender: str = ""
    dedupes: bool = False
    timeout_s: float = 20.0


class JsonChannel:
    """Sends each SMS as one POST that carries the message's stable reference."""

    name = "json"

    def __init__(self, door: JsonDoor, tls: ssl.SSLContext | None = None) -> None:
        self._door = door
        self._gateway = Gateway(door.url, door.timeout_s, tls)

    @property
    def resend(self) -> Resend:
        """Safe only where the gateway keeps one message per reference."""
        return Resend.SAFE if self._door.dedupes else Resend.NEVER

    @property
    def patience_s(self) -> float:
        """Connecting and answering, with the time limit each."""
        return 2 * self._door.timeout_s

    def send(self, message: Outgoing) -> Outcome:
        """Try once."""
        answer = self._gateway.call("POST", **self._request(message))
        return answer if isinstance(answer, Outcome) else _outcome(answer)

    def close(self) -> None:
        """Close the pooled connections."""
        self._gateway.close()

    def _request(self, message: Outgoing) -> dict[str, Any]:
        door = self._door
        body: dict[str, Any] = {"to": message.address, "text": message.body}
        body |= {"from": door.sender, "reference": message.reference}
        body |= {"unicode": count(message.body).alphabet is Alphabet.UCS2}
        if message.receipt_url:
            body["callback"] = message.receipt_url
        if door.user:
            return {"json": body, "auth": (door.user, door.password)}
        bearer = {"Authorization": f"Bearer {door.password}"} if door.password else {}
        return {"json": body, "headers": bearer}


def _outcome(answer: Answer) -> Outcome:
    if answer.status in _TAKEN:
        provider_ref = _member(answer.text, "id")
        if provider_ref is None:
            return Outcome.unknown(f"HTTP {answer.status} without an id")
        return Outcome.accepted(provider_ref, f"HTTP {answer.status}")
    told = f"HTTP {answer.status}: {_member(answer.text, 'error') or 'no reason given'}"
    if answer.status in _LASTING:
        return Outcome.permanent(told)
    return refusal(answer) or Outcome.temporary(told)


def _member(text: str, name: str) -> str | None:
    """Return a member of a JSON object as text; None if there is no such thing."""
    try:
        parsed = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    value = parsed.get(name) if isinstance(parsed, dict) else None
    return str(value) if isinstance(value, str | int) and value != "" else None
