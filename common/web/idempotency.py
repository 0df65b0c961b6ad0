"""Idempotency-Key: a request sent twice has one effect and one answer.

The record is the last thing written in the transaction of the effect, so a repeated request either
finds it, or comes to it: then its own effect is rolled back and the first answer is given again. A
second request that runs at the same time waits for the first one's commit (PostgreSQL: on the
unique key, up to `lock_timeout`; SQLite: on the write lock). A failed request leaves no record, so
it may be corrected and sent again.
"""

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Column, Integer, String, Table, Text, bindparam, delete, insert, or_, select
from sqlalchemy.orm import Session

from common import clock, later
from common.db import LIBRARY, Instant
from common.errors import InvalidInputError, MalformedRequestError

LONGEST_KEY = 128
KEPT = dt.timedelta(days=7)
"""Longer than anybody repeats a request."""
_RESOURCE_DIGITS: Final = 16

IDEMPOTENCY = Table(
    "idempotency",
    LIBRARY,
    Column("caller", String(40), primary_key=True),
    Column("key", String(LONGEST_KEY), primary_key=True),
    Column("fingerprint", String(64), nullable=False),
    Column("status", Integer, nullable=False),
    Column("headers", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("created_at", Instant, nullable=False, index=True),
)
_KEEP: Final = insert(IDEMPOTENCY)
_FIND: Final = select(IDEMPOTENCY).where(
    IDEMPOTENCY.c.caller == bindparam("of_caller"), IDEMPOTENCY.c.key == bindparam("of_key")
)


class KeyReusedError(InvalidInputError):
    """The Idempotency-Key was used for a different request; take a new key."""

    type = "idempotency-key-reused"
    title = "Idempotency-Key reused"


@dataclass(frozen=True, slots=True)
class Stored:
    """The answer of an earlier request with the same key; `headers` is a JSON object's text."""

    status: int
    headers: str
    body: str


def checked_key(header: str | None) -> str | None:
    """Return the header's key, None if absent; raises MalformedRequestError for a bad one."""
    if header is None:
        return None
    key = header.strip().strip('"')
    if not key or len(key) > LONGEST_KEY or not key.isprintable():
        raise MalformedRequestError(
            f"Idempotency-Key must be 1 to {LONGEST_KEY} printable characters"
        )
    return key


def fingerprint(method: str, path: str, body: bytes) -> str:
    """Return a digest that tells two different requests apart.

    It begins with one of the resource asked about (`/plans/7`), so that `forget` finds all of it.
    """
    whole = hashlib.sha256(b"\0".join((method.encode(), path.encode(), body))).hexdigest()
    resource = "/".join(path.partition("?")[0].split("/")[:3])
    return _of_resource(resource) + whole[: 64 - _RESOURCE_DIGITS]


def _of_resource(path: str) -> str:
    return hashlib.sha256(path.encode()).hexdigest()[:_RESOURCE_DIGITS]


def earlier(session: Session, caller: str, key: str, mark: str) -> Stored | None:
    """Return the answer of an earlier request with the key, or None.

    Raises KeyReusedError when the key belongs to a request with another fingerprint.
    """
    stored = session.execute(_FIND, {"of_caller": caller, "of_key": key}).one_or_none()
    if stored is None:
        return None
    if stored.fingerprint != mark:
        raise KeyReusedError
    return Stored(stored.status, stored.headers, stored.body)


def keep(session: Session, caller: str, key: str, mark: str, answer: Stored) -> None:
    """Store the answer in this transaction, which fails if an earlier request has taken the key."""
    row = {"caller": caller, "key": key, "fingerprint": mark, "created_at": clock.now()}
    row |= {"status": answer.status, "headers": answer.headers, "body": answer.body}
    later.insert(session, _KEEP, row)


def forget(session: Session, resource: str) -> None:
    """Delete the answers about one resource (`/plans/7`): to requests below it, or that made it.

    What such a request did stays done; sent again, it is a new request.
    """
    made = IDEMPOTENCY.c.headers.contains(f'"Location":"{resource}"', autoescape=True)
    below = IDEMPOTENCY.c.fingerprint.startswith(_of_resource(resource), autoescape=True)
    session.execute(delete(IDEMPOTENCY).where(or_(made, below)))


def forget_old(session: Session) -> int:
    """Delete records older than `KEPT`; returns how many."""
    old = delete(IDEMPOTENCY).where(IDEMPOTENCY.c.created_at < clock.now() - KEPT)
    return len(session.execute(old.returning(IDEMPOTENCY.c.key)).all())
