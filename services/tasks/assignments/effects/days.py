"""The day that counts: moved by a decision or a directive, never by hand, and within its bound."""

import datetime as dt
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from common.errors import InvalidInputError
from services.tasks.assignments.act import Act
from services.tasks.model import CLOSED, Assignment, PartyRole, WorkState
from services.tasks.standing import Thresholds, standing_on


def lead_day(session: Session, assignment: Any) -> dt.date | None:
    """Return the day of the lead for whom the others of the same sentence work; None without.

    A member of a class is no lead for others, and a lead has none above it. `assignment` is an
    `Assignment` or a row with its columns.
    """
    return session.scalar(
        select(Assignment.due_on).where(
            Assignment.item_id == assignment.item_id,
            Assignment.id != assignment.id,
            Assignment.role == PartyRole.LEAD,
            Assignment.is_class.is_(False),
            Assignment.work_state.not_in(sorted(CLOSED)),
        )
    )


def check_bound(session: Session, assignment: Assignment, day: dt.date) -> None:
    """Raise InvalidInputError if `day` is after that of the lead, who consolidates."""
    bound = lead_day(session, assignment)
    if bound is not None and day > bound:
        raise InvalidInputError.of(
            "/due_on", f"must not be after {bound}, the day of the agency that leads"
        )


def set_deadline(session: Session, assignment: Assignment, act: Act) -> dict[str, Any]:
    """Set or move the day by a directive; a coordinating agency's is its own and never red."""
    assert act.due_on  # noqa: S101 - a needed field
    if act.due_on < act.day:
        raise InvalidInputError.of("/due_on", "must not lie in the past")
    check_bound(session, assignment, act.due_on)
    if assignment.role == PartyRole.COORDINATING:
        old = assignment.contribute_by
        assignment.contribute_by = act.due_on
        return {"old_due_on": old, "contribute_by": act.due_on}
    old = assignment.due_on
    _check_others(session, assignment, act.due_on)
    move_deadline(assignment, act.due_on, act)
    return {"old_due_on": old}


def move_deadline(assignment: Assignment, day: dt.date, act: Act) -> None:
    """Let `day` count from now on; work that was submitted is judged by it as well."""
    assignment.due_on = day
    if assignment.inner_due_on and assignment.inner_due_on > day:
        assignment.inner_due_on = day
    if assignment.work_state == WorkState.SUBMITTED and assignment.submitted_on:
        thresholds = Thresholds.on(assignment.submitted_on, act.calendars)
        assignment.standing_when_submitted = standing_on(assignment, day, thresholds)


def _check_others(session: Session, assignment: Assignment, day: dt.date) -> None:
    """Raise InvalidInputError if a lead would have to be done before those who work for it."""
    if assignment.role != PartyRole.LEAD or assignment.is_class:
        return
    latest = session.scalar(
        select(func.max(func.coalesce(Assignment.due_on, Assignment.contribute_by))).where(
            Assignment.item_id == assignment.item_id,
            Assignment.id != assignment.id,
            Assignment.work_state.not_in(sorted(CLOSED)),
        )
    )
    if latest is not None and latest > day:
        raise InvalidInputError.of(
            "/due_on", f"another agency of this duty has until {latest}; move that first"
        )
