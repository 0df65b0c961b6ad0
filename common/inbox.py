"""The inbox: an event delivered twice has one effect.

The row is written in the transaction of the effect, before the message is acknowledged.
"""

import datetime as dt

from sqlalchemy import Column, String, Table, delete
from sqlalchemy.orm import Session

from common import clock
from common.db import LIBRARY, Instant, insert_into

KEPT = dt.timedelta(days=30)
"""Longer than any redelivery or replay of a dead letter."""

INBOX = Table(
    "inbox",
    LIBRARY,
    Column("event_id", String(36), primary_key=True),
    Column("consumer", String(40), primary_key=True),
    Column("handled_at", Instant, nullable=False, index=True),
)


def once(session: Session, consumer: str, event_id: str) -> bool:
    """Claim the event for `consumer`; False when this transaction must do nothing again."""
    row = {"event_id": event_id, "consumer": consumer, "handled_at": clock.now()}
    # RETURNING, not rowcount: of an INSERT on PostgreSQL, SQLAlchemy does not keep the count.
    query = (
        insert_into(session, INBOX).values(row).on_conflict_do_nothing().returning(INBOX.c.event_id)
    )
    return session.scalar(query) is not None


def forget_old(session: Session) -> int:
    """Delete rows older than `KEPT`; returns how many."""
    old = delete(INBOX).where(INBOX.c.handled_at < clock.now() - KEPT)
    return len(session.execute(old.returning(INBOX.c.event_id)).all())
