"""Deadline events: each fired once for an assignment, a kind and a day; late perhaps, never early.

A row in `firing` is written with the event, so a restart repeats nothing, and what fell due while
no process ran is fired at the next turn.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, exists, select
from sqlalchemy.orm import Session, joinedload

from common import clock, events
from common.db import insert_into
from common.outbox import emit_many
from services.tasks import announcing
from services.tasks.model import Assignment, Bindingness, Firing
from services.tasks.standing import is_live

BATCH = 500
SOON_DAYS: Final = 3
"""Calendar days before the last safe day on which `due_soon` is sent."""

_A = Assignment
# Of live work, which alone is looked at, `urgency` is `due_on`; and it is what indexes begin with.


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of deadline event: what it is called, when it applies and what it says."""

    name: str
    event_type: str
    applies: Callable[[dt.date], ColumnElement[bool]]  # given today
    data: Callable[[Assignment, dt.date, dt.date], Any]


def _soon(today: dt.date) -> ColumnElement[bool]:
    return _A.urgency.between(today, today + dt.timedelta(days=SOON_DAYS))


def _past(today: dt.date) -> ColumnElement[bool]:
    # A request is reminded of, but not escalated: there is no superior to tell.
    return (_A.urgency < today) & (_A.bindingness == Bindingness.ORDER)


KINDS: Final[Mapping[str, Kind]] = {
    kind.name: kind
    for kind in (
        Kind("due_soon", events.ASSIGNMENT_DUE_SOON, _soon, announcing.due_soon),
        Kind("overdue", events.ASSIGNMENT_OVERDUE, _past, announcing.overdue),
    )
}


def fire_batch(session: Session, kind: Kind, after_id: int = 0, size: int = BATCH) -> int | None:
    """Fire `kind` for the next assignments with an id above `after_id`.

    Returns the last id seen, to go on from, or None when this sweep is complete. Rows that another
    transaction works on are skipped; the next sweep sees them in their new state.
    """
    today = clock.today()
    ids = session.scalars(_due(kind, today, after_id, size)).all()
    if not ids:
        return None
    due = session.scalars(
        select(_A)
        .where(_A.id.in_(ids))
        .options(
            joinedload(_A.plan, innerjoin=True),
            joinedload(_A.item, innerjoin=True),
            joinedload(_A.agency, innerjoin=True),
        )
    ).all()
    fired = _claim(session, kind, due)
    # The version is the assignment's present one: a reminder changes nothing in it.
    emit_many(
        session,
        kind.event_type,
        ((one.id, one.version, kind.data(one, day, today)) for one, day in fired),
    )
    return ids[-1]


def _claim(
    session: Session, kind: Kind, due: Sequence[Assignment]
) -> list[tuple[Assignment, dt.date]]:
    """Write the firings; returns those that nobody else wrote meanwhile, with their day."""
    now = clock.now()
    days = {one.id: (one, one.due_on) for one in due if one.due_on}
    rows = [
        {"assignment_id": one.id, "kind": kind.name, "due_on": day, "fired_at": now}
        for one, day in days.values()
    ]
    # A lock does not re-read the firings: another loop may have fired between snapshot and lock.
    won = session.scalars(
        insert_into(session, Firing).on_conflict_do_nothing().returning(Firing.assignment_id), rows
    )
    return [days[assignment_id] for assignment_id in won]


def _due(kind: Kind, today: dt.date, after_id: int, size: int) -> Select[int]:
    fired = exists().where(
        Firing.assignment_id == _A.id, Firing.kind == kind.name, Firing.due_on == _A.due_on
    )
    return (
        select(_A.id)
        .where(is_live(), kind.applies(today), _A.id > after_id, ~fired)
        .order_by(_A.id)
        .limit(size)
        .with_for_update(skip_locked=True)
    )
