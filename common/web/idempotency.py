"""Idempotency-Key: a request sent twice has one effect and one answer.

The record lies in the transaction of the effect. A second request with the same key waits for the
first one's commit (PostgreSQL: on the unique key, up to `lock_timeout`; SQLite: on the write lock).
A failed request leaves no record, so it may be corrected and sent again.
"""

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Final

from sqlalchemy import (
    Column,
    ColumnElement,
    Integer,
    String,
    Table,
    Text,
    bindparam,
    delete,
    select,
    update,
)
from sqlalchemy.orm import Session

from common import clock
from common.db import LIBRARY, Instant, insert_into
from common.errors import ConflictError, InvalidInputError, MalformedRequestError

LONGEST_KEY = 128
KEPT = dt.timedelta(days=7)
"""Longer than anybody repeats a request."""

IDEMPOTENCY = Table(
    "idempotency",
    LIBRARY,
    Column("caller", String(40), primary_key=True),
    Column("key", String(LONGEST_KEY), primary_key=True),
    Column("fingerprint", String(64), nullable=False),
    Column("status", Integer, nullable=False),  # 0 while the first request runs
    Column("headers", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("created_at", Instant, nullable=False, index=True),
)
# Built once: it is part of every change.
_KEEP: Final = update(IDEMPOTENCY).where(
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
    """Return a digest that tells two different requests apart."""
    return hashlib.sha256(b"\0".join((method.encode(), path.encode(), body))).hexdigest()


def claim(session: Session, caller: str, key: str, mark: str) -> Stored | None:
    """Reserve the key for this transaction, or return the stored answer of an earlier one.

    Raises KeyReusedError when the key belongs to a request with another fingerprint.
    """
    row = {"caller": caller, "key": key, "fingerprint": mark, "status": 0}
    row |= {"headers": "", "body": "", "created_at": clock.now()}
    insert = insert_into(session, IDEMPOTENCY).on_conflict_do_nothing()
    # RETURNING, not rowcount: of an INSERT on PostgreSQL, SQLAlchemy does not keep the count.
    query = insert.returning(IDEMPOTENCY.c.key)
    if session.scalar(query, row) is not None:
        return None
    stored = session.execute(select(IDEMPOTENCY).where(*_is(caller, key))).one()
    if stored.fingerprint != mark:
        raise KeyReusedError
    if stored.status == 0:
        raise ConflictError("the first request with this key is still running", retry_after_s=1)
    return Stored(stored.status, stored.headers, stored.body)


def keep(session: Session, caller: str, key: str, answer: Stored) -> None:
    """Store the answer of the request that claimed the key."""
    values = {"status": answer.status, "headers": answer.headers, "body": answer.body}
    session.connection().execute(_KEEP, {"of_caller": caller, "of_key": key, **values})


def forget_old(session: Session) -> int:
    """Delete records older than `KEPT`; returns how many."""
    old = delete(IDEMPOTENCY).where(IDEMPOTENCY.c.created_at < clock.now() - KEPT)
    return len(session.execute(old.returning(IDEMPOTENCY.c.key)).all())


def _is(caller: str, key: str) -> tuple[ColumnElement[bool], ...]:
    return (IDEMPOTENCY.c.caller == caller, IDEMPOTENCY.c.key == key)
