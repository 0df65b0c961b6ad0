"""The hash chain of a history: what is hashed, byte for byte (docs/reference/history-chain.md).

Pure: no table, no clock. Whoever writes a verifier in another language writes this module again.
"""

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Any, Final

import orjson

FORM: Final = "dondoc.history.1"
"""Names what is hashed; another form of record would have another name."""

# A date that nobody turned into text would be hashed as one thing and stored as another.
_OPTIONS: Final = orjson.OPT_SORT_KEYS | orjson.OPT_PASSTHROUGH_DATETIME


class NotCanonicalError(ValueError):
    """The value has no canonical form: a number beyond 64 bits, or half of a character."""


def canonical(value: Any) -> bytes:
    """Return the canonical JSON of `value` (RFC 8785; we store no fractions).

    Raises NotCanonicalError for what we could not have written.
    """
    try:
        return orjson.dumps(value, option=_OPTIONS)
    except TypeError as error:
        raise NotCanonicalError(str(error)) from None


def genesis(assignment_id: int, *, plan_id: int, item_key: str, agency_id: int) -> str:
    """Return what stands before the first act: which duty of which agency the chain is about."""
    return digest(
        {
            "form": FORM,
            "assignment": assignment_id,
            "plan": plan_id,
            "item": item_key,
            "agency": agency_id,
        }
    )


def link(previous: str, act: Mapping[str, Any]) -> str:
    """Return the hash of an act after the one whose hash is `previous`.

    `act` has "assignment", "version", "at" (as `stamp` writes it), "action", "actor",
    "actor_name", "actor_agency", "note", "cause" and "snapshot".
    """
    return digest({**act, "previous": previous})


def stamp(at: dt.datetime) -> str:
    """Return an instant as it is hashed: UTC, six digits after the second, Z."""
    return at.astimezone(dt.UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def digest(value: Any) -> str:
    """Return the SHA-256 of the canonical form of `value`, 64 hexadecimal digits."""
    return hashlib.sha256(canonical(value)).hexdigest()
