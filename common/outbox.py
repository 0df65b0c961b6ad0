"""The transactional outbox: an event leaves if, and only if, its change was committed.

A row in the table is an unsent event; the relay (`common.bus.relay`) sends and deletes it.
A cursor over sent ids would lose events of slow transactions (docs/decisions/003-state-relay.md).

Use cases call `emit`, `emit_many` and `waiting`; all else here is for the relay and for whoever
looks after parked rows.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    Column,
    Index,
    Integer,
    String,
    Table,
    Text,
    any_,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from common import clock, events, later
from common.db import LIBRARY, OUTBOX_BELL, Id, Instant, ring

ERROR_LENGTH: Final = 1_000
"""So much of the last error is kept, in characters."""

OUTBOX = Table(
    "outbox",
    LIBRARY,
    Column("id", Id, primary_key=True),
    Column("event_id", String(36), nullable=False),
    Column("type", String(100), nullable=False),
    Column("subject", String(64), nullable=False),
    Column("version", Integer, nullable=False),
    Column("body", Text, nullable=False),  # the CloudEvent as it will travel
    Column("created_at", Instant, nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("due_at", Instant),  # none: at once; later after a failed delivery
    Column("parked_at", Instant),  # a row that keeps failing alone waits for a person
    Column("error", Text),
    Index("ix_outbox_subject", "type", "subject", "version", unique=True),
    # Only rows put off are in it, so it costs an ordinary event nothing.
    Index(
        "ix_outbox_put_off",
        "due_at",
        "subject",
        postgresql_where=text("due_at IS NOT NULL"),
        sqlite_where=text("due_at IS NOT NULL"),
    ),
    sqlite_autoincrement=True,  # ids are never used twice: order per aggregate rests on them
)
_INSERT: Final = insert(OUTBOX)
# On PostgreSQL the relay is another process. Told by the insert itself, it costs no statement of
# its own; without payload, equal notices of a transaction are one.
_INSERT_AND_TELL: Final = insert(OUTBOX).returning(func.pg_notify("outbox", ""))


def emit(
    session: Session, event_type: str, subject: object, version: int, data: Mapping[str, Any]
) -> events.Event:
    """Add one event to the transaction; raises events.EventError if `data` breaks its schema.

    `subject` is the aggregate's id and `version` its version after the change. The session is
    flushed first, so that the outbox id is drawn while the aggregate's row lock is held: that
    keeps the events of one aggregate in order.
    """
    session.flush()
    event = events.make(event_type, subject, version, data)
    _insert(session, [_row(event)])
    return event


def emit_many(
    session: Session, event_type: str, items: Iterable[tuple[object, int, Mapping[str, Any]]]
) -> None:
    """Add many events of one type, given as (subject, version, data), in one statement."""
    session.flush()
    rows = [_row(events.make(event_type, *item)) for item in items]
    if rows:
        _insert(session, rows)


def waiting(session: Session, event_type: str) -> set[tuple[str, int]]:
    """Return (subject, version) of the events of a type that have not left, parked ones too."""
    query = select(OUTBOX.c.subject, OUTBOX.c.version).where(OUTBOX.c.type == event_type)
    return {(row.subject, row.version) for row in session.execute(query)}


def _insert(session: Session, rows: list[dict[str, Any]]) -> None:
    """Add `rows`, and wake the relay once they are committed."""
    connection = session.connection()
    *others, last = rows
    if others:
        connection.execute(_INSERT, others)
    told = _INSERT if connection.dialect.name == "sqlite" else _INSERT_AND_TELL
    later.insert(session, told, last)
    ring(session, OUTBOX_BELL)


def _row(event: events.Event) -> dict[str, Any]:
    return {
        "event_id": event.id,
        "type": event.type,
        "subject": event.subject,
        "version": event.version,
        "body": events.encode(event),
        "created_at": clock.now(),
        "attempts": 0,
    }


@dataclass(frozen=True, slots=True)
class Unsent:
    """One event that waits to be sent; `body` is its CloudEvent, `attempts` its failures."""

    id: int
    event_id: str
    type: str
    subject: str
    body: str
    attempts: int


@dataclass(frozen=True, slots=True)
class Parked:
    """One event that was given up until a person looks at it."""

    id: int
    event_id: str
    type: str
    subject: str
    attempts: int
    parked_at: dt.datetime
    error: str


@dataclass(frozen=True, slots=True)
class Backlog:
    """How much waits: rows that are not parked, and the age of the oldest (0 if there is none)."""

    depth: int
    oldest_s: float


# Built once: they are part of every turn of the relay, and take longer to build than to run.
_NOW: Final = bindparam("now", type_=Instant())
_PUT_OFF: Final = select(OUTBOX.c.subject).where(OUTBOX.c.due_at > _NOW)
_CLAIM: Final = (
    select(*(OUTBOX.c[name] for name in Unsent.__slots__))
    .where(
        OUTBOX.c.parked_at.is_(None),
        or_(OUTBOX.c.due_at.is_(None), OUTBOX.c.due_at <= _NOW),
        OUTBOX.c.subject.not_in(_PUT_OFF),
        OUTBOX.c.id > bindparam("after", type_=Id),
    )
    .order_by(OUTBOX.c.id)
    .limit(bindparam("at_most", type_=Integer()))
    .with_for_update(skip_locked=True)
)
# One array on PostgreSQL: two thousand parameters took longer to write down than to delete.
_REMOVE: Final = {
    "postgresql": delete(OUTBOX).where(OUTBOX.c.id == any_(bindparam("ids", type_=ARRAY(Id)))),
    "sqlite": delete(OUTBOX).where(OUTBOX.c.id.in_(bindparam("ids", expanding=True))),
}


def claim(
    session: Session, limit: int, after: int = 0, now: dt.datetime | None = None
) -> list[Unsent]:
    """Return, and lock where the database can, the `limit` oldest rows that are due.

    A row whose subject has another one put off stays where it is, so that no event of an
    aggregate overtakes an earlier one. Locked rows are skipped. Who claims several times in a
    transaction goes on `after` the last id, and gives one `now`: else a row that falls due
    meanwhile would hold back its subject no more, and be left behind itself.
    """
    at = {"now": now or clock.now(), "at_most": limit, "after": after}
    return [Unsent(*row) for row in session.connection().execute(_CLAIM, at)]


def remove(session: Session, ids: Collection[int]) -> None:
    """Delete rows that were sent."""
    if ids:
        connection = session.connection()
        connection.execute(_REMOVE[connection.dialect.name], {"ids": list(ids)})


def postpone(session: Session, row_id: int, delay: dt.timedelta, error: str) -> None:
    """Count a failed attempt and leave the row, and its subject's later ones, for `delay`."""
    _fail(session, row_id, error, due_at=clock.now() + delay)


def park(session: Session, row_id: int, error: str) -> None:
    """Give the row up until `unpark`; later events of its subject may now leave."""
    _fail(session, row_id, error, due_at=None, parked_at=clock.now())


def parked(session: Session, limit: int) -> list[Parked]:
    """Return the `limit` oldest parked rows."""
    query = select(*(OUTBOX.c[name] for name in Parked.__slots__)).where(
        OUTBOX.c.parked_at.is_not(None)
    )
    return [Parked(*row) for row in session.execute(query.order_by(OUTBOX.c.id).limit(limit))]


def unpark(session: Session, event_ids: Collection[str] | None = None) -> int:
    """Make parked rows (all, or those of `event_ids`) due afresh; returns how many there were."""
    query = update(OUTBOX).where(OUTBOX.c.parked_at.is_not(None))
    if event_ids is not None:
        query = query.where(OUTBOX.c.event_id.in_(event_ids))
    result = session.execute(query.values(parked_at=None, attempts=0, error=None))
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_notify("outbox", "")))
    ring(session, OUTBOX_BELL)
    assert isinstance(result, CursorResult)  # noqa: S101 - narrows the type for rowcount
    return result.rowcount


def backlog(session: Session) -> Backlog:
    """Return how much waits, and for how long; it reads the whole table, so ask seldom."""
    query = select(func.count(), func.min(OUTBOX.c.created_at)).where(OUTBOX.c.parked_at.is_(None))
    depth, oldest = session.execute(query).one()
    return Backlog(depth, age_s(oldest) if oldest else 0.0)


def age_s(created_at: dt.datetime) -> float:
    """Return the seconds a row created at `created_at` has waited."""
    return (clock.now() - created_at).total_seconds()


def _fail(session: Session, row_id: int, error: str, **values: dt.datetime | None) -> None:
    session.execute(
        update(OUTBOX)
        .where(OUTBOX.c.id == row_id)
        .values(attempts=OUTBOX.c.attempts + 1, error=error[:ERROR_LENGTH], **values)
    )
