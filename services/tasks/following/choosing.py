"""Which change of plans is next, and the assignments that it concerns."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select, tuple_
from sqlalchemy.orm import Session

from services.tasks.following.pairing import WHOLE
from services.tasks.model import (
    OPEN,
    Assignment,
    FollowedItem,
    Following,
    Plan,
)


def next_ready(session: Session) -> Following | None:
    """Return the oldest change, locked, whose earlier plans are here with all their assignments.

    One change of a plan is not begun before the last is done.
    """
    waiting = session.scalars(
        select(Following).where(Following.done_at.is_(None)).order_by(Following.id)
    ).all()
    blocked: set[int] = set()
    for one in waiting:
        if blocked.isdisjoint(one.plan_ids) and _is_here(session, one):
            # Whoever else is at it already does it; the next turn sees how far it came.
            mine = select(Following).where(Following.id == one.id, Following.done_at.is_(None))
            return session.scalar(
                mine.with_for_update(skip_locked=True).execution_options(populate_existing=True)
            )
        blocked.update(one.plan_ids)
    return None


def _is_here(session: Session, one: Following) -> bool:
    known = select(func.count(Plan.id)).where(
        Plan.id.in_(one.plan_ids), Plan.fanned_out_at.is_not(None)
    )
    return session.scalar(known) == len(one.plan_ids)


def concerned(one: Following) -> Select[Any]:
    """Return the query of the open assignments that the change concerns and has not reached.

    Each row is an assignment's columns and `new_item_id`.
    """
    followed = and_(
        FollowedItem.following_id == one.id, FollowedItem.old_item_id == Assignment.item_id
    )
    ahead = tuple_(Assignment.agency_id, Assignment.id) > tuple_(one.after_agency_id, one.after_id)
    return (
        select(Assignment.__table__, FollowedItem.new_item_id)
        .outerjoin(FollowedItem, followed)
        .where(_which(one), Assignment.work_state.in_(sorted(OPEN)), ahead)
        .order_by(Assignment.agency_id, Assignment.id)
    )


def _which(one: Following) -> ColumnElement[bool]:
    if one.kind in WHOLE:
        return Assignment.plan_id.in_(one.plan_ids)
    return FollowedItem.old_item_id.is_not(None)


def duties_of(session: Session, one: Following, agency_ids: Sequence[int]) -> dict[int, int]:
    """Return how many open assignments of each agency the change concerns."""
    rows = concerned(one).where(Assignment.agency_id.in_(agency_ids)).order_by(None).subquery()
    counted = select(rows.c.agency_id, func.count()).group_by(rows.c.agency_id)
    return {row[0]: row[1] for row in session.execute(counted)}
