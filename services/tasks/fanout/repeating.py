"""Instances of duties that recur: one for each period, made when the period begins.

An instance is a plan item of its own, with the period in its key: the unique (plan, key) is why
there is one, and everything that counts, lists or searches items knows it already
(docs/decisions/016-period-instances.md).
"""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, undefer

from common import clock
from common.db import ring
from services.tasks import succession
from services.tasks.fanout import periods, predecessors
from services.tasks.fanout.storing import BELL
from services.tasks.model import (
    Agency,
    Assignment,
    Inherited,
    PartyRole,
    Plan,
    PlanItem,
    WorkState,
)

BATCH: Final = 50
_STRONGEST: Final = case(
    {PartyRole.LEAD: 0, PartyRole.EXECUTING: 1}, value=Assignment.role, else_=2
)
"""An agency that has a duty twice by succession has it in its strongest role."""
_LONGEST_ROOT: Final = 80
_COPIED: Final = (
    "plan_id",
    "label",
    "text",
    "output",
    "bindingness",
    "span_start",
    "span_end",
    "phrase",
    "operator",
    "stated_on",
    "last_safe_day",
    "recurrence",
    "folded",
    "root_key",
    "root_on",
)
"""What an instance has of the duty that it is one of."""


def open_periods(session: Session, size: int = BATCH) -> int:
    """Make the next instance of up to `size` duties whose next period has begun; returns how many.

    The fan-out then gives it to whoever has the duty now. A duty that nobody has any more, or
    whose plan is over, ends here.
    """
    items = session.execute(
        select(PlanItem, Plan)
        .join(Plan, Plan.id == PlanItem.plan_id)
        .where(PlanItem.repeat_on <= clock.today(), Plan.fanned_out_at.is_not(None))
        .order_by(PlanItem.repeat_on, PlanItem.id)
        .limit(size)
        .options(undefer(PlanItem.parties))
        .with_for_update(skip_locked=True)
    ).all()
    for item, plan in items:
        _repeat(session, item, plan)
    return len(items)


def instance(item: PlanItem, period: str, parties: Sequence[Any]) -> PlanItem:
    """Return a new item for a period of the duty, dated as `item`, that repeats no more."""
    copied = {name: getattr(item, name) for name in _COPIED}
    return PlanItem(
        **copied,
        key=f"{item.root_key[:_LONGEST_ROOT]}@{period}",
        parties=list(parties),
        party_count=len(parties),
        fanned_out=0,
        period=period,
        repeat_on=None,
    )


def _repeat(session: Session, item: PlanItem, plan: Plan) -> None:
    begins, item.repeat_on = item.repeat_on, None
    holders = _holders(session, item)
    holders += _did_before(session, item, holders)
    parties = _bound(session, item, holders)
    if begins is None or item.recurrence is None or not parties:
        return
    period = periods.name(item.recurrence, begins)
    made = session.scalars(
        select(PlanItem).where(
            PlanItem.plan_id == item.plan_id,
            PlanItem.root_key == item.root_key,
            PlanItem.period == period,
        )
    ).one_or_none()
    if made is None:  # else it came over from an earlier plan
        made = _next(item, item.recurrence, period, parties)
        session.add(made)
        plan.fanned_out_at = None
        ring(session, BELL)
    made.repeat_on = periods.next_begin(item.recurrence, begins, plan.title)


def _next(item: PlanItem, recurrence: str, period: str, parties: Sequence[Any]) -> PlanItem:
    made = instance(item, period, parties)
    if item.stated_on is not None:
        months = periods.step_months(recurrence)
        root_on = item.root_on or item.stated_on
        made.stated_on = periods.later(root_on, item.stated_on, months, item.operator)
        made.last_safe_day = periods.last_safe_day(item.operator, made.stated_on)
    return made


def _holders(session: Session, item: PlanItem) -> list[tuple[str, int, bool]]:
    """Return (role, agency, whether one of a class) of those who have the duty now.

    What an agency completed before it was reorganised leads to who took over from it.
    """
    holder = func.coalesce(Inherited.heir_id, Assignment.agency_id)
    rows = session.execute(
        select(Assignment.role, holder, Assignment.is_class)
        .outerjoin(Inherited, Inherited.assignment_id == Assignment.id)
        .where(Assignment.item_id == item.id, Assignment.work_state != WorkState.WITHDRAWN)
        .order_by(_STRONGEST, Assignment.id)
    )
    parties = succession.redirected(session, [(*row,) for row in rows], item.text)
    named = [agency_id for _, agency_id, _ in parties]
    active = set(session.scalars(select(Agency.id).where(Agency.id.in_(named), Agency.active)))
    return [party for party in parties if party[1] in active]


def _did_before(
    session: Session, item: PlanItem, others: Sequence[tuple[str, int, bool]]
) -> list[tuple[str, int, bool]]:
    """Return those that `item` names but was not given to: they had done the same before it."""
    done = session.scalars(
        select(Assignment.agency_id)
        .join(Agency, Agency.id == Assignment.agency_id)
        .where(
            Assignment.item_id.in_(predecessors.same_before(session, item.id)),
            Assignment.work_state == WorkState.COMPLETED,
            Agency.active,
        )
    )
    theirs = set(done) - {agency_id for _, agency_id, _ in others}
    named = ((role, agency_id, is_class) for role, agency_id, is_class, *_ in item.parties)
    return [party for party in named if party[1] in theirs]


def _bound(
    session: Session, item: PlanItem, parties: Sequence[tuple[str, int, bool]]
) -> list[tuple[str, int, bool, str]]:
    """Return `parties` with their bindingness: a body that was asked is asked again."""
    rows = session.execute(
        select(Assignment.agency_id, Assignment.bindingness).where(
            Assignment.item_id == item.id, Assignment.work_state != WorkState.WITHDRAWN
        )
    )
    by_agency = {row.agency_id: row.bindingness for row in rows}
    return [(*party, by_agency.get(party[1], item.bindingness)) for party in parties]
