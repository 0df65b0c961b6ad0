"""The inbox: an event delivered twice has one effect.

The row is written in the transaction of the effect, before the message is acknowledged.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Final

from sqlalchemy import Column, String, Table, delete
from sqlalchemy.orm import Session

from common import clock
from common.db import LIBRARY, Instant, on_either

KEPT = dt.timedelta(days=30)
"""Longer than any redelivery or replay of a dead letter."""

INBOX = Table(
    "inbox",
    LIBRARY,
    Column("event_id", String(36), primary_key=True),
    Column("consumer", String(40), primary_key=True),
    Column("handled_at", Instant, nullable=False, index=True),
)


_CLAIM: Final = on_either(
    lambda insert: insert(INBOX).on_conflict_do_nothing().returning(INBOX.c.event_id)
)


def claim(session: Session, consumer: str, event_ids: Iterable[str]) -> set[str]:
    """Claim events for `consumer`; returns those of which this transaction is to have the effect.

    Of the others, it was had before.
    """
    now = clock.now()
    rows = [
        {"event_id": event_id, "consumer": consumer, "handled_at": now}
        for event_id in dict.fromkeys(event_ids)
    ]
    connection = session.connection()
    return set(connection.scalars(_CLAIM[connection.dialect.name], rows)) if rows else set()


def forget_old(session: Session) -> int:
    """Delete rows older than `KEPT`; returns how many."""
    old = delete(INBOX).where(INBOX.c.handled_at < clock.now() - KEPT)
    return len(session.execute(old.returning(INBOX.c.event_id)).all())
