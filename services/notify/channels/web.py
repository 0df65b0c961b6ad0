"""One bounded HTTP call to an SMS gateway, and what its failures mean."""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import httpx

from common import clock
from services.notify.channels.port import Outcome

LARGEST_ANSWER: Final = 64 * 1024
LONGEST_PAUSE_S: Final = 3600.0
_TOO_MANY, _BAD_GATEWAY, _AWAY, _GATEWAY_TIMEOUT = 429, 502, 503, 504
_SERVER_ERROR: Final = 500


@dataclass(frozen=True, slots=True)
class Answer:
    """A gateway's whole answer."""

    status: int
    text: str
    headers: Mapping[str, str]


class Gateway:
    """An HTTP client that follows no redirect, reads no proxy variables and bounds each call."""

    def __init__(self, url: str, timeout_s: float, tls: ssl.SSLContext | None = None) -> None:
        self.url = url
        self.timeout_s = timeout_s
        self._client = httpx.Client(
            timeout=timeout_s, trust_env=False, verify=tls or ssl.create_default_context()
        )

    def call(self, method: str, **request: Any) -> Answer | Outcome:
        """Return the answer, or the outcome that its absence means."""
        deadline_s = clock.monotonic() + self.timeout_s
        try:
            with self._client.stream(method, self.url, **request) as response:
                return Answer(response.status_code, _read(response, deadline_s), response.headers)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            return Outcome.temporary(f"nothing was sent: {_named(error)}")
        except httpx.TransportError as error:
            # Whatever broke after the connection stood: the request may have arrived whole.
            return Outcome.unknown(f"no answer: {_named(error)}")

    def close(self) -> None:
        """Close the pooled connections."""
        self._client.close()


def refusal(answer: Answer) -> Outcome | None:
    """Return what a status that every gateway uses alike means; None for the others.

    502 and 504 come from a proxy that had passed the request on, so nobody knows. 500 and 503 are
    the gateway's own word that it did not take the message.
    """
    told = f"HTTP {answer.status}"
    if answer.status in {_BAD_GATEWAY, _GATEWAY_TIMEOUT}:
        return Outcome.unknown(told)
    if answer.status in {_TOO_MANY, _AWAY}:
        return Outcome.temporary(told, _pause_s(answer))
    if answer.status >= _SERVER_ERROR:
        return Outcome.temporary(told)
    return None


def _read(response: httpx.Response, deadline_s: float) -> str:
    """Return the body as text; raises httpx.ReadTimeout when it comes too slowly or too long."""
    read = bytearray()
    for chunk in response.iter_bytes():
        read += chunk
        if len(read) > LARGEST_ANSWER or clock.monotonic() > deadline_s:
            raise httpx.ReadTimeout("the answer is too long or too slow", request=response.request)
    return read.decode("utf-8", "replace")


def _pause_s(answer: Answer) -> float | None:
    """Return the seconds that a Retry-After header asks for, within bounds."""
    asked = answer.headers.get("Retry-After", "")
    return min(float(asked), LONGEST_PAUSE_S) if asked.isdecimal() else None


def _named(error: httpx.TransportError) -> str:
    # httpx puts no URL into these, so no password of a query string can leak into the log.
    return f"{type(error).__name__}: {error}"
