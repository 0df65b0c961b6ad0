"""Instances of duties that recur: one for each period, made when the period begins.

An instance is a plan item of its own, with the period in its key: the unique (plan, key) is why
there is one, and everything that counts, lists or searches items knows it already
(docs/decisions/016-period-instances.md).
"""

from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from common import clock
from common.db import ring
from services.tasks import periods
from services.tasks.fanout import BELL
from services.tasks.model import Agency, Assignment, Plan, PlanItem, WorkState

BATCH: Final = 50


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
        .with_for_update(skip_locked=True)
    ).all()
    for item, plan in items:
        _repeat(session, item, plan)
    return len(items)


def _repeat(session: Session, item: PlanItem, plan: Plan) -> None:
    begins, item.repeat_on = item.repeat_on, None
    parties = _holders(session, item)
    if begins is None or item.recurrence is None or not parties:
        return
    months = periods.step_months(item.recurrence)
    stated_on = item.stated_on and periods.moved(item.stated_on, months, item.operator)
    period = periods.name(item.recurrence, begins)
    root = item.key.removesuffix(f"@{item.period}")
    session.add(
        PlanItem(
            plan_id=item.plan_id,
            key=f"{root[:80]}@{period}",
            label=item.label,
            text=item.text,
            output=item.output,
            bindingness=item.bindingness,
            span_start=item.span_start,
            span_end=item.span_end,
            phrase=item.phrase,
            operator=item.operator,
            stated_on=stated_on,
            last_safe_day=periods.last_safe_day(item.operator, stated_on),
            recurrence=item.recurrence,
            folded=item.folded,
            parties=parties,
            party_count=len(parties),
            fanned_out=0,
            period=period,
            repeat_on=periods.next_begin(item.recurrence, begins, plan.title),
        )
    )
    plan.fanned_out_at = None
    ring(session, BELL)


def _holders(session: Session, item: PlanItem) -> list[tuple[str, int, bool]]:
    """Return (role, agency, whether one of a class) of those who have the duty now."""
    rows = session.execute(
        select(Assignment.role, Assignment.agency_id, Assignment.is_class)
        .join(Agency, Agency.id == Assignment.agency_id)
        .where(
            Assignment.item_id == item.id,
            Assignment.work_state != WorkState.WITHDRAWN,
            Agency.active,
        )
        .order_by(Assignment.id)
    )
    return [(row.role, row.agency_id, row.is_class) for row in rows]
