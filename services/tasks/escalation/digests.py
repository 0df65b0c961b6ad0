"""Summaries for the level that assigned: what reached it today, and once a week how it stands.

A row in `digest` is written with the event: an agency hears of a day, or a week, once.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from common import clock, events
from common.db import insert_into
from common.outbox import emit
from services.tasks import incidents
from services.tasks.calendars import Calendars
from services.tasks.escalation.ladder import Level, Receiver
from services.tasks.model import (
    REVIEWED,
    Agency,
    Assignment,
    Bindingness,
    Digest,
    Escalation,
    PlanItem,
    Scan,
)
from services.tasks.standing import LATE, Standing, Thresholds, is_live, review_overdue, stands

DAY: Final = "day"
WEEK: Final = "week"
CALENDAR: Final = "calendar"

TO_DECIDE: Final = (Level.DEEP_RED, Level.REVIEW, Level.EXTENSION)

LINES: Final = 20
"""Duties named one by one in a summary; the rest is told by the counts."""

_A: Final = Assignment


def of_the_day(session: Session, today: dt.date) -> None:
    """Tell each assigning agency which duties reached it since the last scan, if any did."""
    new = _untold(session, today)
    rows = session.execute(
        select(Escalation.agency_id, Escalation.level, func.count().label("n"))
        .where(new)
        .group_by(Escalation.agency_id, Escalation.level)
    ).all()
    counts: defaultdict[int, dict[str, int]] = defaultdict(lambda: dict.fromkeys(TO_DECIDE, 0))
    for row in rows:
        counts[row.agency_id][row.level] = row.n
    for agency_id, found in sorted(counts.items()):
        send(session, DAY, today.isoformat(), agency_id, found, _lines(session, new, agency_id))


def _untold(session: Session, today: dt.date) -> ColumnElement[bool]:
    """Return the condition for steps to an assigner that no summary has told of yet.

    A scan that was broken off sends none: what it took is told by the one that finishes.
    """
    to_assigner = Escalation.receiver == Receiver.ASSIGNER
    last = session.scalar(select(func.max(Scan.finished_at)).where(Scan.day < today))
    if last is None:
        return to_assigner
    # The day alone says less, but the index begins with it.
    days = Escalation.taken_on >= clock.local(last).date()
    return and_(days, to_assigner, Escalation.taken_at > last)


def of_the_week(session: Session, first: dt.date, today: dt.date, calendars: Calendars) -> None:
    """Tell each agency that has assigned open work how it stands, once in the week of `first`."""
    thresholds = Thresholds.on(today, calendars)
    live = and_(is_live(), _A.role.in_(sorted(REVIEWED)), _A.bindingness == Bindingness.ORDER)
    cells: Mapping[str, ColumnElement[bool]] = {
        "open": live,
        "overdue": and_(live, stands(LATE, thresholds)),
        "critical": and_(live, stands([Standing.CRITICAL], thresholds)),
        "due_soon": and_(live, stands([Standing.DUE_SOON], thresholds)),
        "review_overdue": review_overdue(thresholds),
    }
    counted = [func.count().filter(which).label(name) for name, which in cells.items()]
    rows = session.execute(
        select(_A.assigner_agency_id.label("agency_id"), *counted)
        .where(is_live() | review_overdue(thresholds))
        .group_by(_A.assigner_agency_id)
        .order_by(_A.assigner_agency_id)
    ).all()
    for row in rows:
        found = {name: getattr(row, name) for name in cells}
        send(session, WEEK, first.isoformat(), row.agency_id, found, ())


def send(
    session: Session,
    kind: str,
    key: str,
    agency_id: int,
    counts: Mapping[str, int],
    lines: Sequence[Mapping[str, Any]],
    basis: str | None = None,
) -> bool:
    """Emit a summary for an agency unless it was sent; tells whether it was.

    Where nobody is there to read it, that is an incident.
    """
    agency = session.get(Agency, agency_id)
    if agency is None or not agency.active:
        _note_nobody(session, kind, agency_id)
        return False
    row = {"kind": kind, "key": key, "agency_id": agency_id, "made_at": clock.now()}
    won = session.scalar(
        insert_into(session, Digest).values(row).on_conflict_do_nothing().returning(Digest.id)
    )
    if won is None:
        return False
    data = {
        "kind": kind,
        "agency": {"id": agency.id, "slug": agency.slug, "name": agency.name},
        "day": clock.today(),
        "counts": dict(counts),
        "lines": list(lines),
        "basis": basis,
    }
    emit(session, events.DIGEST_MADE, won, 1, data)
    return True


def _note_nobody(session: Session, kind: str, agency_id: int) -> None:
    # One for an agency and kind, not one a day: the cause is one.
    row = {
        "key": f"digest/{kind}/{agency_id}",
        "assignment_id": None,
        "agency_id": agency_id,
        "detail": f"summary of the {kind}: the agency is unknown or no longer active",
    }
    incidents.open_many(session, incidents.NO_RECEIVER, [row])


def _lines(session: Session, new: ColumnElement[bool], agency_id: int) -> list[dict[str, Any]]:
    rows = session.execute(
        select(_A.id, _A.due_on, Agency.name, PlanItem.label, PlanItem.text, Escalation.level)
        .join_from(Escalation, _A, _A.id == Escalation.assignment_id)
        .join(Agency, Agency.id == _A.agency_id)
        .join(PlanItem, PlanItem.id == _A.item_id)
        .where(new, Escalation.agency_id == agency_id)
        .order_by(_A.urgency, _A.id)
        .limit(LINES)
    )
    return [
        {
            "assignment_id": row.id,
            "agency": row.name,
            "label": row.label,
            "text": row.text[:200],
            "due_on": row.due_on,
            "level": row.level,
        }
        for row in rows
    ]
