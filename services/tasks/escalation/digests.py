"""Summaries for the level that assigned: what reached it today, and on Mondays how it stands.

A row in `digest` is written with the event: an agency hears of a day once.
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
from services.tasks.calendar import Calendars
from services.tasks.escalation.ladder import Level, Receiver
from services.tasks.model import (
    REVIEWED,
    Agency,
    Assignment,
    Bindingness,
    Digest,
    Escalation,
    PlanItem,
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
    """Tell each assigning agency which duties reached it today, if any did."""
    rows = session.execute(
        select(Escalation.agency_id, Escalation.level, func.count().label("n"))
        .where(Escalation.taken_on == today, Escalation.receiver == Receiver.ASSIGNER)
        .group_by(Escalation.agency_id, Escalation.level)
    ).all()
    counts: defaultdict[int, dict[str, int]] = defaultdict(lambda: dict.fromkeys(TO_DECIDE, 0))
    for row in rows:
        counts[row.agency_id][row.level] = row.n
    for agency_id, found in sorted(counts.items()):
        send(session, DAY, today.isoformat(), agency_id, found, _lines(session, today, agency_id))


def of_the_week(session: Session, today: dt.date, calendars: Calendars) -> None:
    """Tell each agency that has assigned open work how it stands."""
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
        send(session, WEEK, today.isoformat(), row.agency_id, found, ())


def send(
    session: Session,
    kind: str,
    key: str,
    agency_id: int,
    counts: Mapping[str, int],
    lines: Sequence[Mapping[str, Any]],
    basis: str | None = None,
) -> bool:
    """Emit a summary for an agency unless it was sent, or nobody is there; tells whether it was."""
    agency = session.get(Agency, agency_id)
    if agency is None or not agency.active:
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


def _lines(session: Session, today: dt.date, agency_id: int) -> list[dict[str, Any]]:
    rows = session.execute(
        select(_A.id, _A.due_on, Agency.name, PlanItem.label, PlanItem.text, Escalation.level)
        .join_from(Escalation, _A, _A.id == Escalation.assignment_id)
        .join(Agency, Agency.id == _A.agency_id)
        .join(PlanItem, PlanItem.id == _A.item_id)
        .where(
            Escalation.taken_on == today,
            Escalation.receiver == Receiver.ASSIGNER,
            Escalation.agency_id == agency_id,
        )
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
