"""Inside the agency: which unit or person does the work, and by when; the agency answers for it."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from common.errors import InvalidInputError
from services.tasks.assignments.act import Act
from services.tasks.model import Account, Assignment


def hand_over(session: Session, assignment: Assignment, act: Act) -> dict[str, Any]:
    """Name an account of the agency, or a unit by its name, and a day not after the agency's."""
    _check_day(assignment, act)
    found = session.scalar(
        select(Account.id).where(
            Account.username == act.assignee,
            Account.agency_id == assignment.agency_id,
            Account.active,
        )
    )
    if found is not None and found == assignment.monitor_id:
        raise InvalidInputError.of("/assignee", "monitors the work, so somebody else does it")
    assignment.assignee_id = found
    assignment.assignee_name = act.assignee
    assignment.inner_due_on = act.due_on
    return {"assignee": act.assignee, "inner_due_on": act.due_on}


def _check_day(assignment: Assignment, act: Act) -> None:
    bound = assignment.due_on or assignment.contribute_by
    if act.due_on is None:
        return
    if act.due_on < act.day:
        raise InvalidInputError.of("/due_on", "must not lie in the past")
    if bound and act.due_on > bound:
        raise InvalidInputError.of("/due_on", f"must not be after {bound}, the agency's own day")
