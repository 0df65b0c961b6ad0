"""One assignment as it was."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from common.caller import Caller
from common.errors import NotFoundError
from services.tasks.asof.listing import named, show
from services.tasks.asof.moment import Past
from services.tasks.asof.rows import as_it_was
from services.tasks.model import Assignment
from services.tasks.scope import reachable_by


def get_assignment(
    session: Session, caller: Caller, assignment_id: int, then: Past
) -> dict[str, Any]:
    """Return the assignment as lists show it, with its dates, as it was at the moment `then`.

    Raises NotFoundError if the caller may not see it now, or it did not exist then.
    """
    seen = select(Assignment.id).where(Assignment.id == assignment_id, reachable_by(caller))
    if session.scalar(seen) is None:
        raise NotFoundError
    was = as_it_was(session, then.at, ids=[assignment_id])
    row = session.execute(named(was)).one_or_none()
    if row is None:
        raise NotFoundError(f"the assignment was given after {then.at.isoformat()}")
    names = ("submitted_on", "review_since", "review_due_on", "grade", "completed_at")
    dates = {name: getattr(row, name) for name in (*names, "created_at", "updated_at")}
    return show(row, then) | {"span": [row.span_start, row.span_end], **dates}
