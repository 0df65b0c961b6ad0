"""Making the assignments of a stored plan, in batches, by a loop of the worker.

How far it came is committed with each batch, so a killed process goes on where it stopped.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from types import SimpleNamespace
from typing import Any

from sqlalchemy import ColumnElement, Insert, and_, exists, insert, literal, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from common import clock, events
from common.outbox import emit_many
from services.tasks import announcing, history
from services.tasks.fanout import predecessors
from services.tasks.history import chain
from services.tasks.model import (
    ASSIGN,
    Agency,
    Assignment,
    Base,
    ExtensionState,
    Following,
    PartyRole,
    Plan,
    PlanItem,
    ReviewState,
    WorkState,
    urgency_of,
)

BATCH = 1000


@dataclass(frozen=True, slots=True)
class _Slice:
    """Agencies that get one item in one role."""

    plan: Plan
    item: PlanItem
    role: str
    is_class: bool
    bindingness: str
    agency_ids: list[int]

    @property
    def due_on(self) -> dt.date | None:
        """The agencies' day: none for coordinating ones, the lead answers for the item's."""
        return None if self.role == PartyRole.COORDINATING else self.item.last_safe_day


def make_batch(session: Session, size: int = BATCH) -> int:
    """Make up to `size` assignments of one plan; returns how many, 0 when nothing is pending.

    History and events are written with them. Call it again, in a new transaction, until it
    returns 0; two workers take different plans.
    """
    plan = session.scalars(
        select(Plan)
        .where(Plan.fanned_out_at.is_(None), ~_waits())
        .order_by(Plan.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).one_or_none()
    if plan is None:
        return 0
    slices = list(_take(session, plan, size))
    taken = sum(len(one.agency_ids) for one in slices)
    takes_over = _takes_over(session, plan)
    for one in slices:
        _make(session, one, takes_over=takes_over)
    if taken < size:
        plan.fanned_out_at = clock.now()
    # A finished plan without assignments must not look like the end of the work.
    return max(1, taken)


def _waits() -> ColumnElement[bool]:
    """Return the condition that duties of an earlier plan are still being moved to this one."""
    return exists().where(Following.plan_id == Plan.id, Following.done_at.is_(None)).correlate(Plan)


def _takes_over(session: Session, plan: Plan) -> bool:
    """Tell whether some duties of the plan may have come from an earlier one."""
    followed = select(Following.id).where(Following.plan_id == plan.id).limit(1)
    return session.scalar(followed) is not None


def _take(session: Session, plan: Plan, size: int) -> Iterator[_Slice]:
    """Yield the next pending slices, `size` agencies in all, and count them as done."""
    items = session.scalars(
        select(PlanItem)
        .where(PlanItem.plan_id == plan.id, PlanItem.fanned_out < PlanItem.party_count)
        .order_by(PlanItem.id)
    )
    for item in items:
        parties = session.scalars(select(PlanItem.parties).where(PlanItem.id == item.id)).one()
        pending = parties[item.fanned_out : item.fanned_out + size]
        item.fanned_out += len(pending)
        size -= len(pending)
        for (role, is_class, bindingness), some in groupby(pending, key=partial(_shared, item)):
            agency_ids = [party[1] for party in some]
            yield _Slice(plan, item, role, is_class, bindingness, agency_ids)
        if size == 0:
            return


def _shared(item: PlanItem, party: Sequence[Any]) -> tuple[str, bool, str]:
    """Return what parties of one slice share; of an instance each has kept its bindingness."""
    role, _, is_class, *kept = party
    return role, is_class, kept[0] if kept else item.bindingness


def _make(session: Session, one: _Slice, *, takes_over: bool) -> None:
    """Insert the slice's assignments, their first history and their events.

    Rows are made inside the database: sent one by one, 66,420 took half as long again.
    """
    which: ColumnElement[bool] = Agency.id.in_(one.agency_ids)
    if takes_over:
        which = and_(which, ~_has_it(one.item), ~_has_done_it(session, one.item))
    at = clock.now()
    made = session.execute(
        _insert_select(Assignment, _assignment(one, at), Agency, which).returning(
            Assignment.id, Assignment.agency_id
        )
    ).all()
    _record(session, one, made, at)
    found = session.scalars(select(Agency).where(Agency.id.in_(one.agency_ids)))
    known = {agency.id: agency for agency in found}
    created = partial(announcing.created, role=one.role, plan=one.plan, item=one.item)
    emit_many(
        session,
        events.ASSIGNMENT_CREATED,
        (
            (
                row.id,
                1,
                created(row.id, agency=known[row.agency_id]) | {"bindingness": one.bindingness},
            )
            for row in made
        ),
    )


def _has_it(item: PlanItem) -> ColumnElement[bool]:
    """Return the condition that an agency's assignment was carried over to `item`."""
    return (
        exists()
        .where(Assignment.item_id == item.id, Assignment.agency_id == Agency.id)
        .where(Assignment.work_state != WorkState.WITHDRAWN)
        .correlate(Agency)
    )


def _has_done_it(session: Session, item: PlanItem) -> ColumnElement[bool]:
    """Return the condition that an agency completed the same for an earlier plan."""
    before = predecessors.same_before(session, item.id)
    return (
        exists()
        .where(Assignment.item_id.in_(before), Assignment.agency_id == Agency.id)
        .where(Assignment.work_state == WorkState.COMPLETED)
        .correlate(Agency)
    )


def _insert_select(
    into: type[Base], values: Mapping[str, Any], source: type[Base], which: ColumnElement[bool]
) -> Insert:
    """Return an INSERT of one row with `values` for each row of `source` that `which` selects.

    A value that is a column of `source` is taken from its row.
    """
    columns = into.__table__.columns
    picked = [
        value if isinstance(value, InstrumentedAttribute) else literal(value, columns[name].type)
        for name, value in values.items()
    ]
    return insert(into).from_select(list(values), select(*picked).select_from(source).where(which))


def _assignment(one: _Slice, at: dt.datetime) -> dict[str, Any]:
    return {
        "plan_id": one.plan.id,
        "item_id": one.item.id,
        "agency_id": Agency.id,
        "assigner_agency_id": one.plan.assigner_agency_id,
        "role": one.role,
        "is_class": one.is_class,
        "bindingness": one.bindingness,
        "work_state": WorkState.NOT_STARTED,
        "review_state": ReviewState.NONE,
        "due_on": one.due_on,
        "urgency": urgency_of(WorkState.NOT_STARTED, one.due_on),
        "created_at": at,
        "updated_at": at,
        "version": 1,
    }


def _record(session: Session, one: _Slice, made: Sequence[Any], at: dt.datetime) -> None:
    """Begin the history of each new assignment."""
    plan, key = one.plan, one.item.key
    deed = history.Deed(
        at=at,
        actor_id=plan.actor_id,
        actor_name=plan.actor_name,
        actor_agency_id=plan.assigner_agency_id,
        cause=f"event:{plan.event_id}",
    )
    shared = history.snapshot(_as_made(one), {"item_key": key})
    steps = [
        history.Step(
            assignment_id=row.id,
            version=1,
            action=ASSIGN,
            snapshot=shared | {"state": {**shared["state"], "agency_id": row.agency_id}},
            previous=chain.genesis(row.id, plan_id=plan.id, item_key=key, agency_id=row.agency_id),
        )
        for row in made
    ]
    history.append_many(session, deed, steps)


def _as_made(one: _Slice) -> SimpleNamespace:
    """Return what the new assignments share, with nothing in every other column."""
    empty = dict.fromkeys(Assignment.__table__.columns.keys())
    at_first = {"extension_state": ExtensionState.NONE}
    given = {**_assignment(one, clock.now()), "agency_id": None}
    return SimpleNamespace(**{**empty, **at_first, **given})
