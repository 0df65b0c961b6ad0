"""The client of one service: who asks is signed, reading is retried, refusals are told."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final
from urllib.parse import urlencode

import orjson

from common import observe
from common.caller import Caller
from common.errors import FieldError, UnavailableError
from common.web.tokens import Minter
from gateway.clients.transport import Answer, Call, NoAnswerError, Transport

READ_TIMEOUT_S: Final = 10.0
WRITE_TIMEOUT_S: Final = 30.0
RETRY_AFTER_S: Final = 2
_SAFE = frozenset({"GET", "HEAD"})
_JSON = {"Content-Type": "application/json"}
_log = observe.logger(__name__)


class RefusedError(Exception):
    """A service answered with a problem; `answer` is that problem as it came."""

    def __init__(self, answer: Answer) -> None:
        body = _problem(answer)
        self.answer = answer
        self.status = answer.status
        self.type = str(body.get("type", "about:blank")).removeprefix("urn:dondoc:problem:")
        self.title = str(body.get("title", "Refused"))
        self.detail = str(body.get("detail", self.title))
        self.errors = tuple(
            FieldError(str(error.get("pointer", "")), str(error.get("detail", "")))
            for error in body.get("errors", ())
        )
        super().__init__(f"{self.status}: {self.detail}")


class Service:
    """Calls one service in the name of a caller."""

    def __init__(self, name: str, transport: Transport, minter: Minter) -> None:
        self.name = name
        self._transport = transport
        self._minter = minter

    def send(self, call: Call, caller: Caller | None) -> Answer:
        """Return the answer to `call`, whatever its status; raises UnavailableError if none came.

        Only reading is tried twice: a change may have been made although its answer was lost.
        """
        signed = replace(call, headers=self._signed(call.headers, caller))
        try:
            return self._transport.send(signed)
        except NoAnswerError as first:
            if call.method not in _SAFE:
                raise self._away(first, call) from first
        try:
            return self._transport.send(signed)
        except NoAnswerError as second:
            raise self._away(second, call) from second

    def fetch(self, caller: Caller | None, path: str, **query: object) -> Answer:
        """Return the whole answer to a GET; raises RefusedError. Queries of None are left out."""
        stated = {name: value for name, value in query.items() if value is not None}
        text = urlencode(stated, doseq=True)
        return accepted(self.send(Call("GET", path, text, timeout_s=READ_TIMEOUT_S), caller))

    def get(self, caller: Caller | None, path: str, **query: object) -> Any:
        """Return the JSON that `path` shows `caller`; raises RefusedError or UnavailableError."""
        return orjson.loads(self.fetch(caller, path, **query).body)

    def post(self, caller: Caller | None, path: str, body: Mapping[str, Any]) -> Any:
        """POST `body` and return the JSON answer, None if empty; raises RefusedError."""
        content = orjson.dumps(body)
        call = Call("POST", path, "", _JSON, content, WRITE_TIMEOUT_S)
        answer = accepted(self.send(call, caller))
        return orjson.loads(answer.body) if answer.body else None

    def _signed(self, headers: Mapping[str, str], caller: Caller | None) -> dict[str, str]:
        signed = dict(headers)
        if caller is not None:
            signed["Authorization"] = f"Bearer {self._minter.mint(caller, self.name)}"
        request_id = observe.bound_id("request_id")
        if request_id:
            signed["X-Request-Id"] = request_id
        return signed

    def _away(self, error: NoAnswerError, call: Call) -> UnavailableError:
        _log.warning("no answer", to=self.name, method=call.method, error=str(error))
        if call.method in _SAFE:
            detail = f"The service {self.name!r} does not answer. Try again in a moment."
        else:
            detail = (
                f"The service {self.name!r} did not answer, so it is not known whether the change "
                "was made. Send it again with the same Idempotency-Key."
            )
        return UnavailableError(detail, retry_after_s=RETRY_AFTER_S)


def accepted(answer: Answer) -> Answer:
    """Return `answer` if it is a success; raises RefusedError for 4xx and 5xx."""
    if answer.status >= 400:  # noqa: PLR2004 - RFC 9110: here the refusals begin
        raise RefusedError(answer)
    return answer


def _problem(answer: Answer) -> dict[str, Any]:
    try:
        body = orjson.loads(answer.body)
    except orjson.JSONDecodeError:
        return {}
    return body if isinstance(body, dict) else {}
