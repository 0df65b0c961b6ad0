"""The transactional outbox: an event leaves if, and only if, its change was committed.

A row in the table is an unsent event; the relay (`common.bus.relay`) sends and deletes it.
A cursor over sent ids would lose events of slow transactions (docs/decisions/003-state-relay.md).
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Column, Index, Integer, String, Table, Text, insert
from sqlalchemy.orm import Session

from common import clock, events
from common.db import LIBRARY, OUTBOX_BELL, Id, Instant, ring

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
    sqlite_autoincrement=True,  # ids are never used twice: order per aggregate rests on them
)


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
    session.execute(insert(OUTBOX), [_row(event)])
    ring(session, OUTBOX_BELL)
    return event


def emit_many(
    session: Session, event_type: str, items: Iterable[tuple[object, int, Mapping[str, Any]]]
) -> None:
    """Add many events of one type, given as (subject, version, data), in one statement."""
    session.flush()
    rows = [
        _row(events.make(event_type, subject, version, data)) for subject, version, data in items
    ]
    if rows:
        session.execute(insert(OUTBOX), rows)
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


def age_s(created_at: dt.datetime) -> float:
    """Return the seconds a row created at `created_at` has waited."""
    return (clock.now() - created_at).total_seconds()
