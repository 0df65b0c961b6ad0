"""Which change of plans is next, and the assignments that it concerns."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, func, select, tuple_
from sqlalchemy.orm import Session

from common import clock
from services.tasks.model import (
    OPEN,
    Assignment,
    FollowedItem,
    Following,
    Plan,
    PlanItem,
    spell,
)

_WHOLE: Final = frozenset({"replaces", "recalled"})
"""Kinds that concern every open duty of the earlier plans."""


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


def prepare(session: Session, one: Following) -> None:
    """Find the items that the change names by key; a correction is written into them at once."""
    keys = {(pair["plan_id"], pair["from_key"]) for pair in one.pairs}
    keys |= {(gone["plan_id"], gone["key"]) for gone in one.removed}
    old = _items(session, {plan for plan, _ in keys})
    new = _items(session, {one.plan_id} if one.plan_id else set())
    for pair in one.pairs:
        item = old.get((pair["plan_id"], pair["from_key"]))
        if item is None:
            continue
        successor = new.get((one.plan_id, pair["key"]))
        _follow(session, one, item, successor, same=pair["same"])
        if one.kind == "corrects":
            _correct(item, pair)
    for gone in one.removed:
        item = old.get((gone["plan_id"], gone["key"]))
        if item is not None:
            _follow(session, one, item, None, same=False)
    one.prepared_at = clock.now()
    session.flush()


def _items(session: Session, plan_ids: set[int]) -> dict[tuple[int | None, str], PlanItem]:
    found = session.scalars(select(PlanItem).where(PlanItem.plan_id.in_(plan_ids)))
    return {(item.plan_id, item.key): item for item in found}


def _follow(
    session: Session, one: Following, item: PlanItem, successor: PlanItem | None, *, same: bool
) -> None:
    session.add(
        FollowedItem(
            following_id=one.id,
            old_item_id=item.id,
            new_item_id=successor.id if successor else None,
            same=same,
        )
    )


def _correct(item: PlanItem, pair: dict[str, Any]) -> None:
    bar = item.folded.rsplit(" |", 2)[1:]  # number and title of the plan
    item.label, item.text = pair["label"], pair["text"]
    item.folded = " |".join([spell(item.text, item.output, item.label), *bar])


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
    if one.kind in _WHOLE:
        return Assignment.plan_id.in_(one.plan_ids)
    return FollowedItem.old_item_id.is_not(None)


def duties_of(session: Session, one: Following, agency_ids: Sequence[int]) -> dict[int, int]:
    """Return how many open assignments of each agency the change concerns."""
    rows = concerned(one).where(Assignment.agency_id.in_(agency_ids)).order_by(None).subquery()
    counted = select(rows.c.agency_id, func.count()).group_by(rows.c.agency_id)
    return {row[0]: row[1] for row in session.execute(counted)}
