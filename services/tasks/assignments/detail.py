"""One assignment in full, and its history."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, ScalarSelect, Select, case, func, select
from sqlalchemy.orm import Session

from common import clock
from common.caller import Caller
from common.errors import NotFoundError
from services.tasks import calendars
from services.tasks.assignments.matters import COUNTS, matters
from services.tasks.assignments.proofs import proofs
from services.tasks.assignments.shape import joined, shown
from services.tasks.model import (
    Action,
    Agency,
    Assignment,
    Comment,
    Escalation,
    Evidence,
    File,
    History,
    PartyRole,
    Told,
    Variant,
    WorkState,
)
from services.tasks.receipts import was_heard
from services.tasks.scope import reachable_by
from services.tasks.standing import RULES, Thresholds

MOST_PARTNERS = 100
"""Partners named one by one; a class of 3,321 communes is told by its counts."""


def _of_it(query: Select[Any], *conditions: ColumnElement[bool]) -> ScalarSelect[Any]:
    return query.where(*conditions).correlate(Assignment).scalar_subquery()


# Built once: every act answers with the detail, and to build this query took as long as to run it.
_ROW: Final = joined(Assignment).add_columns(
    _of_it(
        select(func.count()).select_from(Evidence), Evidence.assignment_id == Assignment.id
    ).label("evidence_count"),
    _of_it(
        select(func.count()).select_from(File),
        File.assignment_id == Assignment.id,
        File.claimed_at.is_(None),
    ).label("unclaimed_count"),
    _of_it(select(func.count()).select_from(Comment), Comment.assignment_id == Assignment.id).label(
        "comment_count"
    ),
    _of_it(
        select(func.count()).select_from(Told), Told.assignment_id == Assignment.id, was_heard()
    ).label("told_count"),
    _of_it(select(func.max(Told.at)), Told.assignment_id == Assignment.id, was_heard()).label(
        "told_at"
    ),
    Assignment.extension_remind_on,
    Assignment.extension_escalate_on,
    *COUNTS,
)
_PARTNERS: Final = (
    select(
        Assignment.role,
        Assignment.acknowledged_at,
        Agency.id,
        Agency.slug,
        Agency.name,
        func.count().over().label("total"),
        func.count(Assignment.acknowledged_at).over().label("acknowledged"),
    )
    .join(Agency, Agency.id == Assignment.agency_id)
    .order_by(case((Assignment.role == PartyRole.LEAD, 0), else_=1), Assignment.id)
    .limit(MOST_PARTNERS)
)


def get_assignment(session: Session, caller: Caller, assignment_id: int) -> dict[str, Any]:
    """Return the assignment as JSON values; raises NotFoundError if the caller may not see it."""
    query = _ROW.where(Assignment.id == assignment_id, reachable_by(caller))
    row = session.execute(query).one_or_none()
    if row is None:
        raise NotFoundError
    in_force = calendars.load(session)
    found = shown(row, caller, Thresholds.on(clock.today(), in_force))
    return found | {
        "action_needs": _needs(row, found["available_actions"]),
        "span": [row.span_start, row.span_end],
        "standing_rules": {"rules": RULES, "calendar": in_force.version},
        "submitted_on": row.submitted_on,
        "review_since": row.review_since,
        "review_due_on": row.review_due_on,
        "grade": row.grade,
        "completed_at": row.completed_at,
        "created_at": row.created_at,
        "updated_at": row.updated_at,
        **_partners(session, row),
        **proofs(session, caller, row),
        "told": {
            "count": row.told_count,
            "last_at": row.told_at,
            "steps": _steps(session, row.id),
        },
        "comments": row.comment_count,
        **matters(session, row),
    }


def _needs(row: Any, actions: Sequence[Action]) -> dict[str, list[str]]:
    """Return the fields that the rules of the plan's kind ask of each action besides the usual."""
    variant = Variant.of(row.plan_rules)
    return {str(action): sorted(names) for action in actions if (names := variant.needed(action))}


def list_history(
    session: Session, caller: Caller, assignment_id: int, limit: int, after: list[Any] | None
) -> Sequence[Any]:
    """Return up to `limit` + 1 acts after version `after[0]`, the oldest first.

    Raises NotFoundError if the caller may not see the assignment.
    """
    seen = select(Assignment.id).where(Assignment.id == assignment_id, reachable_by(caller))
    if session.scalar(seen) is None:
        raise NotFoundError
    query = select(History).where(History.assignment_id == assignment_id)
    if after is not None:
        query = query.where(History.version > after[0])
    return session.scalars(query.order_by(History.version).limit(limit + 1)).all()


def show_act(act: History, checked: bool | None = None) -> dict[str, Any]:
    """Return one entry of the history as JSON values; `checked` as `history.checked` tells."""
    said = {name: value for name, value in act.snapshot.items() if name != "state"}
    return {
        "version": act.version,
        "at": act.at,
        "action": act.action,
        "actor": {"id": act.actor_id, "name": act.actor_name, "agency_id": act.actor_agency_id},
        "note": act.note,
        "cause": act.cause,
        "hash": act.hash,
        "checked": checked,
        **said,
    }


def _partners(session: Session, row: Any) -> dict[str, Any]:
    """Return who shares the duty, and how many of them have accepted it.

    Agencies that carry out the same sentence each for itself are no partners of one another.
    """
    same_item = [
        Assignment.item_id == row.item_id,
        Assignment.id != row.id,
        Assignment.work_state != WorkState.WITHDRAWN,
    ]
    if row.role != PartyRole.COORDINATING:
        same_item.append(Assignment.role != row.role)
    named = session.execute(_PARTNERS.where(*same_item)).all()
    return {
        "partner_counts": {
            "total": named[0].total if named else 0,
            "acknowledged": named[0].acknowledged if named else 0,
        },
        "partners": [
            {
                "agency": {"id": one.id, "slug": one.slug, "name": one.name},
                "role": one.role,
                "acknowledged": one.acknowledged_at is not None,
                "acknowledged_at": one.acknowledged_at,
            }
            for one in named
        ],
    }


def _steps(session: Session, assignment_id: int) -> list[dict[str, Any]]:
    """Return the steps of the ladder that were taken, the first one first: who was told when."""
    rows = session.execute(
        select(Escalation, Agency.name)
        .outerjoin(Agency, Agency.id == Escalation.agency_id)
        .where(Escalation.assignment_id == assignment_id)
        .order_by(Escalation.taken_at, Escalation.step)
    )
    return [
        {
            "step": one.step,
            "level": one.level,
            "receiver": one.receiver,
            "agency": {"id": one.agency_id, "name": name},
            "due_on": one.due_on,
            "at": one.taken_at,
        }
        for one, name in rows
    ]
