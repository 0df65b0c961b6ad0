"""The port every channel fulfils; one conformance suite runs over all of them."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

LONGEST_DETAIL = 500


class Result(StrEnum):
    """How certain we are that the provider has the message."""

    ACCEPTED = "accepted"  # it has it
    TEMPORARY = "temporary"  # it certainly has not; try again later
    PERMANENT = "permanent"  # it certainly never will take this one
    UNKNOWN = "unknown"  # the request left, the answer did not come


class Resend(StrEnum):
    """What may be done about an unknown outcome."""

    SAFE = "safe"  # the provider knows our reference and keeps one copy
    FLAGGED = "flagged"  # a second copy does no harm; it is marked as such
    NEVER = "never"  # only a receipt or a person can settle it


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message as a channel sees it. `reference` is the same at every attempt."""

    message_id: int
    attempt_id: int
    reference: str
    address: str
    language: str
    subject: str
    body: str  # the whole of an SMS; the plain part of an e-mail
    html: str | None
    created_at: dt.datetime
    flagged: bool
    receipt_url: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one try; `detail` never holds the text of the message."""

    result: Result
    provider_ref: str | None = None
    detail: str | None = None
    retry_after_s: float | None = None

    @classmethod
    def accepted(cls, provider_ref: str | None = None, detail: str | None = None) -> "Outcome":
        """Return the outcome of a message the provider has."""
        return cls(Result.ACCEPTED, (provider_ref or "")[:200] or None, _short(detail))

    @classmethod
    def temporary(cls, detail: str, retry_after_s: float | None = None) -> "Outcome":
        """Return the outcome of a message that certainly did not arrive this time."""
        return cls(Result.TEMPORARY, detail=_short(detail), retry_after_s=retry_after_s)

    @classmethod
    def permanent(cls, detail: str) -> "Outcome":
        """Return the outcome of a message that will never be taken as it is."""
        return cls(Result.PERMANENT, detail=_short(detail))

    @classmethod
    def unknown(cls, detail: str) -> "Outcome":
        """Return the outcome of a message that may or may not have arrived."""
        return cls(Result.UNKNOWN, detail=_short(detail))


class Channel(Protocol):
    """One provider."""

    @property
    def name(self) -> str:
        """The provider's name in the log of attempts."""

    @property
    def resend(self) -> Resend:
        """What may be done about an unknown outcome."""

    @property
    def patience_s(self) -> float:
        """The longest that `send` may take."""

    def send(self, message: Outgoing) -> Outcome:
        """Try once, within the channel's time limit; never raises for what the provider does."""

    def close(self) -> None:
        """Give up connections and files."""


def _short(detail: str | None) -> str | None:
    return detail[:LONGEST_DETAIL] if detail else None
