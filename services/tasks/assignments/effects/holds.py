"""On hold (tạm hoãn): nobody is reminded, the day stays, and the assigner looks again by a day."""

import datetime as dt
from typing import Any, Final

from sqlalchemy.orm import Session

from common.errors import InvalidInputError
from services.tasks.assignments.act import Act
from services.tasks.model import Assignment

LONGEST: Final = dt.timedelta(days=30)


def hold(_session: Session, assignment: Assignment, act: Act) -> dict[str, Any]:
    """Remember the state to resume in, and when to look again."""
    assert act.review_on  # noqa: S101 - a needed field
    if not act.day < act.review_on <= act.day + LONGEST:
        raise InvalidInputError.of(
            "/review_on", f"must be after today and within {LONGEST.days} days"
        )
    assignment.held_from = assignment.work_state
    assignment.held_since = act.at
    assignment.held_until = act.review_on
    return {"review_on": act.review_on}


def resume(_session: Session, assignment: Assignment, _act: Act) -> None:
    """Forget the hold; the table of moves restores the state."""
    end(assignment)


def end(assignment: Assignment) -> None:
    """Forget the hold, if there is one."""
    assignment.held_from = None
    assignment.held_since = None
    assignment.held_until = None
