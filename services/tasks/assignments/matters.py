"""What goes on around one assignment: requests for time, blockers, chases, links to others."""

from typing import Any, Final

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased

from services.tasks import calendars
from services.tasks.assignments.effects.days import lead_day
from services.tasks.model import (
    ASKED,
    Action,
    Agency,
    Assignment,
    Blocker,
    Extension,
    ExtensionState,
    History,
)

_NEXT: Final = aliased(Assignment)


def _counted(of: type[Any], *conditions: ColumnElement[bool]) -> Any:
    query = select(func.count()).select_from(of).where(of.assignment_id == Assignment.id)
    return query.where(*conditions).correlate(Assignment).scalar_subquery()


COUNTS: Final = (
    _counted(Extension).label("extension_count"),
    _counted(Blocker).label("blocker_count"),
    _counted(History, History.action == Action.CHASE).label("chase_count"),
    select(_NEXT.id)
    .where(_NEXT.replaces_id == Assignment.id)
    .correlate(Assignment)
    .scalar_subquery()
    .label("replaced_by"),
)
"""Columns of one assignment that say what else there is to read."""

_BLOCKERS: Final = (
    select(Blocker, Agency)
    .join(Agency, Agency.id == Blocker.unblocker_id)
    .order_by(Blocker.id.desc())
    .limit(20)
)


def matters(session: Session, row: Any) -> dict[str, Any]:
    """Return them as JSON values, the newest first; `row` has the columns of `COUNTS`."""
    return {
        "extensions": _extensions(session, row) if row.extension_count else [],
        "extension_effect": _effect(session, row),
        "blockers": _blockers(session, row.id) if row.blocker_count else [],
        "chases": row.chase_count,
        "replaces": row.replaces_id,
        "replaced_by": row.replaced_by,
    }


def _extensions(session: Session, row: Any) -> list[dict[str, Any]]:
    found = session.scalars(
        select(Extension)
        .where(Extension.assignment_id == row.id)
        .order_by(Extension.id.desc())
        .limit(20)
    )
    return [
        {
            "state": one.state,
            "old_due_on": one.old_due_on,
            "wanted_on": one.wanted_on,
            "offered_on": one.offered_on,
            "granted_on": one.granted_on,
            "reason": one.reason,
            "after_expiry": one.after_expiry,
            "beyond_limit": one.beyond_limit,
            "asked_at": one.asked_at,
            "asked_by": one.asked_by_name,
            "answered_at": one.answered_at,
            "answered_by": one.answered_by_name,
            "answer": one.answer,
            "remind_on": row.extension_remind_on if one.state in ASKED else None,
            "escalate_on": row.extension_escalate_on if one.state in ASKED else None,
        }
        for one in found
    ]


def _effect(session: Session, row: Any) -> dict[str, Any] | None:
    """Return what granting leaves to the agency that leads and consolidates, while it is open."""
    if row.extension_state != ExtensionState.REQUESTED:
        return None
    wanted = session.scalar(
        select(Extension.wanted_on).where(
            Extension.assignment_id == row.id, Extension.state == ExtensionState.REQUESTED
        )
    )
    day = lead_day(session, row)
    if wanted is None or day is None:
        return None
    calendar = calendars.load(session).of(row.assigner_agency_id)
    return {"lead_due_on": day, "working_days_left": calendar.working_days(wanted, day)}


def _blockers(session: Session, assignment_id: int) -> list[dict[str, Any]]:
    found = session.execute(_BLOCKERS.where(Blocker.assignment_id == assignment_id)).all()
    return [
        {
            "text": one.text,
            "unblocker": {"id": agency.id, "slug": agency.slug, "name": agency.name},
            "raised_at": one.raised_at,
            "raised_by": one.raised_by_name,
            "resolved_at": one.resolved_at,
            "resolved_by": one.resolved_by_name,
            "resolution": one.resolution,
        }
        for one, agency in found
    ]
