"""Người theo dõi: who follows the work for the assigner, presses for it, and is not answerable."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from common.errors import InvalidInputError
from services.tasks.assignments.act import Act
from services.tasks.model import Account, Assignment


def set_monitor(session: Session, assignment: Assignment, act: Act) -> dict[str, Any]:
    """Let an account of the assigner's agency follow the work; without one, nobody does."""
    found = _named(session, assignment, act.monitor) if act.monitor else None
    if found is not None and found.id == assignment.assignee_id:
        raise InvalidInputError.of("/monitor", "does the work, so somebody else follows it")
    assignment.monitor_id = found.id if found else None
    assignment.monitor_name = found.username if found else None
    return {"monitor": assignment.monitor_name}


def _named(session: Session, assignment: Assignment, username: str) -> Account:
    found = session.scalar(
        select(Account).where(
            Account.username == username,
            Account.agency_id == assignment.assigner_agency_id,
            Account.active,
        )
    )
    if found is None:
        raise InvalidInputError.of(
            "/monitor", "no active account of the agency that gave the duty has this name"
        )
    return found
