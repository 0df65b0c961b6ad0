"""The client of one service: who asks is signed, reading is retried, refusals are told."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
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
UPLOAD_TIMEOUT_S: Final = 120.0
RETRY_AFTER_S: Final = 2
_SAFE = frozenset({"GET", "HEAD"})
_JSON = {"Content-Type": "application/json"}
_log = observe.logger(__name__)


class RefusedError(Exception):
    """A service answered with a problem: `answer` as it came, `body` its JSON members."""

    def __init__(self, answer: Answer) -> None:
        body = _problem(answer)
        self.answer = answer
        self.body = body
        self.status = answer.status
        self.type = str(body.get("type", "about:blank")).removeprefix("urn:dondoc:problem:")
        self.title = str(body.get("title", "Refused"))
        self.detail = str(body.get("detail", self.title))
        self.errors = tuple(
            FieldError(str(error.get("pointer", "")), str(error.get("detail", "")))
            for error in body.get("errors", ())
        )
        super().__init__(f"{self.status}: {self.detail}")


@dataclass(frozen=True, slots=True)
class File:
    """A file to send: its name as the user has it, its media type and its bytes."""

    name: str
    content_type: str
    content: bytes


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
        """Return the whole answer to a GET; raises RefusedError. Queries of None are left out.

        What is asked `as_of` a past day is waited for as long as a file.
        """
        stated = {name: value for name, value in query.items() if value is not None}
        text = urlencode(stated, doseq=True)
        patience_s = UPLOAD_TIMEOUT_S if stated.get("as_of") else READ_TIMEOUT_S
        return accepted(self.send(Call("GET", path, text, timeout_s=patience_s), caller))

    def download(self, caller: Caller, path: str, **query: object) -> Answer:
        """Return a file that takes long to make, such as a sheet of all; raises RefusedError."""
        call = Call("GET", path, urlencode(query), timeout_s=UPLOAD_TIMEOUT_S)
        return accepted(self.send(call, caller))

    def get(self, caller: Caller | None, path: str, **query: object) -> Any:
        """Return the JSON that `path` shows `caller`; raises RefusedError or UnavailableError."""
        return orjson.loads(self.fetch(caller, path, **query).body)

    def change(
        self,
        caller: Caller | None,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        version: int | None = None,
        key: str | None = None,
    ) -> Any:
        """Make a change and return its JSON answer, None if empty; raises RefusedError.

        `version` is what the caller read (If-Match), `key` makes a repetition harmless
        (Idempotency-Key).
        """
        headers = _JSON | conditions(version, key)
        call = Call(method, path, "", headers, orjson.dumps(body or {}), WRITE_TIMEOUT_S)
        answer = accepted(self.send(call, caller))
        return orjson.loads(answer.body) if answer.body else None

    def post(
        self,
        caller: Caller | None,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        version: int | None = None,
        key: str | None = None,
    ) -> Any:
        """POST a change; see `change`."""
        return self.change(caller, "POST", path, body, version=version, key=key)

    def upload(
        self, caller: Caller, path: str, file: File, *, key: str | None = None, **query: object
    ) -> Any:
        """POST one file as the form field `file`; returns the JSON answer; raises RefusedError."""
        content_type, content = _multipart(file)
        headers = {"Content-Type": content_type} | conditions(None, key)
        call = Call("POST", path, urlencode(query), headers, content, UPLOAD_TIMEOUT_S)
        return orjson.loads(accepted(self.send(call, caller)).body)

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


def conditions(version: int | None, key: str | None) -> dict[str, str]:
    """Return the headers that name the `version` read and the idempotency `key`, where given."""
    headers = {}
    if version is not None:
        headers["If-Match"] = f'"{version}"'
    if key is not None:
        headers["Idempotency-Key"] = key
    return headers


def _multipart(file: File) -> tuple[str, bytes]:
    boundary = uuid.uuid4().hex
    # No character of the name may end the header or the quotes it stands in.
    name = "".join("_" if c in '"\\' or not c.isprintable() else c for c in file.name)
    kind = file.content_type if file.content_type.isprintable() else ""
    head = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        f"Content-Type: {kind or 'application/octet-stream'}\r\n\r\n"
    )
    content = head.encode() + file.content + f"\r\n--{boundary}--\r\n".encode()
    return f"multipart/form-data; boundary={boundary}", content


def _problem(answer: Answer) -> dict[str, Any]:
    try:
        body = orjson.loads(answer.body)
    except orjson.JSONDecodeError:
        return {}
    return body if isinstance(body, dict) else {}
