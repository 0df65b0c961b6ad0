"""Vướng mắc: what keeps the agency from its work, and which agency can resolve it."""

from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from common.errors import InvalidInputError
from services.tasks import agencies
from services.tasks.assignments.act import Act
from services.tasks.model import Agency, Assignment, Blocker


def raise_blocker(session: Session, assignment: Assignment, act: Act) -> dict[str, Any]:
    """Open a blocker for the agency named, else for the assigner. The clock runs on."""
    unblocker_id = _unblocker(session, assignment, act)
    session.execute(
        insert(Blocker).values(
            assignment_id=assignment.id,
            text=act.note,
            unblocker_id=unblocker_id,
            raised_at=act.at,
            raised_by_id=act.caller.user_id,
            raised_by_name=act.caller.username,
        )
    )
    assignment.unblocker_id = unblocker_id
    assignment.blocked_since = act.at
    return {"unblocker_agency_id": unblocker_id}


def _unblocker(session: Session, assignment: Assignment, act: Act) -> int:
    """Return who can resolve it; raises InvalidInputError where nobody would hear of it."""
    if not act.agency:
        assigner = session.get(Agency, assignment.assigner_agency_id)
        if assigner is None or not assigner.active:
            raise InvalidInputError.of(
                "/agency", "the agency that assigned is not active; name one that can resolve it"
            )
        return assigner.id
    named = agencies.known(session, act.agency).id
    if named == assignment.agency_id:
        raise InvalidInputError.of("/agency", "name another agency, which can resolve it")
    return named


def resolve(session: Session, assignment: Assignment, act: Act) -> dict[str, Any]:
    """Close the blocker with how it was resolved."""
    facts = {"unblocker_agency_id": assignment.unblocker_id}
    _close(session, assignment, act, act.note)
    return facts


def drop(session: Session, assignment: Assignment, act: Act) -> None:
    """Close an open blocker with the work that it no longer keeps from being done."""
    if assignment.unblocker_id is not None:
        _close(session, assignment, act, None)


def _close(session: Session, assignment: Assignment, act: Act, resolution: str | None) -> None:
    session.execute(
        update(Blocker)
        .where(Blocker.assignment_id == assignment.id, Blocker.resolved_at.is_(None))
        .values(
            resolved_at=act.at,
            resolved_by_id=act.caller.user_id,
            resolved_by_name=act.caller.username,
            resolution=resolution,
        )
    )
    assignment.unblocker_id = None
    assignment.blocked_since = None
