"""The official 2×2 of a past day, counted from assignments as they were."""

from typing import Any, Final

from sqlalchemy import ColumnElement, Date, func, literal, select
from sqlalchemy.orm import Session

from common.caller import Caller
from services.tasks import agencies
from services.tasks.asof.moment import Past
from services.tasks.asof.rows import as_it_was, of
from services.tasks.model import History
from services.tasks.scope import visible_to
from services.tasks.statistics import KEYS, By, named, report
from services.tasks.statistics.counting import judged_by

_COUNTED: Final = frozenset(
    {
        "plan_id",
        "item_id",
        "agency_id",
        "assigner_agency_id",
        "role",
        "bindingness",
        "work_state",
        "due_on",
        "submitted_on",
        "acknowledged_at",
    }
)
"""What a cell, a key and a caller's scope ask of an assignment."""


def statistics(
    session: Session,
    caller: Caller,
    then: Past,
    by: By,
    plan: int | None = None,
    agency: str | None = None,
) -> dict[str, Any]:
    """Return what the live statistics said at the moment `then`, with the names of today.

    `told_in_part` is how many of the assignments were counted by an entry from before states were
    kept whole.
    """
    was = as_it_was(session, then.at, _COUNTED)
    which: list[ColumnElement[bool]] = [of(was, visible_to(caller))]
    if plan is not None:
        which.append(was.c.plan_id == plan)
    if agency:
        which.append(was.c.agency_id.in_(agencies.find(session, agency)))
    every = judged_by(KEYS[by], select().where(*which), was.c, literal(then.day, Date)).subquery()
    found = session.connection().execute(named(by, every)).all()
    in_part = select(func.count()).where(was.c.told_in_part, *which)
    return report(by, found, then.at, then.calendars) | {
        "told_in_part": session.scalar(in_part) if _has_old_entries(session) else 0
    }


def _has_old_entries(session: Session) -> bool:
    """Tell whether any entry is from before states were kept whole: then the very first is."""
    first = session.scalar(select(History.snapshot).order_by(History.id).limit(1))
    return first is not None and "state" not in first
