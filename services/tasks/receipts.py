"""What notify reports back: who was told about an assignment."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from services.tasks.model import Told

UNHEARD: Final = (
    "cancelled",
    "expired",
    "failed",
    "no_contact",
    "parked",
    "rejected",
    "suppressed",
    "undelivered",
    "unknown",
)
"""Ends of a message that nobody can be said to have received."""


def was_heard() -> ColumnElement[bool]:
    """Return the condition that a settled message reached, or should have reached, somebody."""
    return Told.state.not_in(UNHEARD)


def record(session: Session, settled: Mapping[str, Any]) -> bool:
    """Keep a settled message unless a later state of it is known; tells whether it was kept."""
    if settled["assignment_id"] is None:
        return False
    told = session.get(Told, settled["id"], with_for_update=True)
    if told is None:
        told = Told(message_id=settled["id"])
        session.add(told)
    elif told.at > settled["at"]:
        return False
    told.assignment_id = settled["assignment_id"]
    told.agency_id = settled["agency_id"]
    told.kind = settled["kind"]
    told.channel = settled["channel"]
    told.state = settled["state"]
    told.at = settled["at"]
    return True
