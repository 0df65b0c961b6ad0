"""Events that were given up: list them, and send them again once the cause is mended.

An event that never left is a parked outbox row of its sender (and all of them are, embedded); one
that its consumer could not handle lies in the queue `SERVICE.dead`.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from common import outbox
from common.db import Database

SHOWN = 1_000
"""At most so many are listed or replayed at once."""


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """One event that was given up; the queue keeps of an unreadable one only what it has."""

    event_id: str
    type: str
    subject: str
    reason: str


class DeadLetters(Protocol):
    """One place where given-up events lie."""

    def show(self) -> list[DeadLetter]:
        """Return the oldest `SHOWN` and leave them where they are."""

    def replay(self, event_ids: Collection[str] | None = None) -> int:
        """Send those of `event_ids`, or all, on their way afresh; returns how many."""


class ParkedRows:
    """The parked rows of one service's outbox."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def show(self) -> list[DeadLetter]:
        """Return the oldest `SHOWN` parked rows."""
        with self._database.read() as session:
            rows = outbox.parked(session, SHOWN)
        return [DeadLetter(row.event_id, row.type, row.subject, row.error) for row in rows]

    def replay(self, event_ids: Collection[str] | None = None) -> int:
        """Make the rows due afresh: the relay takes them at once."""
        with self._database.write() as session:
            return outbox.unpark(session, event_ids)
