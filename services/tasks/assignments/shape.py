"""An assignment as a Core row, and that row as JSON: the same in lists and in detail."""

from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, literal, select, tuple_
from sqlalchemy.orm import aliased, join

from common.caller import Caller
from services.tasks.announcing import deadline_of
from services.tasks.model import Agency, Assignment, Plan, PlanItem, available_actions
from services.tasks.scope import visible_to
from services.tasks.standing import (
    Thresholds,
    is_review_overdue,
    reason,
    result_of,
    standing_of,
)

OF_ITEM: Final = (
    PlanItem.label,
    PlanItem.text,
    PlanItem.output,
    PlanItem.phrase,
    PlanItem.operator,
    PlanItem.stated_on,
    PlanItem.last_safe_day,
    PlanItem.recurrence,
    PlanItem.period,
)
"""What is told of an item's words and days, in a list and by every act."""

COLUMNS: Final = (
    Assignment.id,
    Assignment.plan_id,
    Assignment.item_id,
    Assignment.agency_id,
    Assignment.assigner_agency_id,
    Assignment.role,
    Assignment.bindingness,
    Assignment.work_state,
    Assignment.review_state,
    Assignment.due_on,
    Assignment.acknowledged_at,
    Assignment.submitted_on,
    Assignment.submitted_by_id,
    Assignment.submitted_for_id,
    Assignment.standing_when_submitted,
    Assignment.extension_state,
    Assignment.extension_by_id,
    Assignment.extension_for_id,
    Assignment.extension_since,
    Assignment.extensions_granted,
    Assignment.held_until,
    Assignment.unblocker_id,
    Assignment.blocked_since,
    Assignment.contribute_by,
    Assignment.assignee_id,
    Assignment.assignee_name,
    Assignment.inner_due_on,
    Assignment.monitor_id,
    Assignment.monitor_name,
    Assignment.last_note,
    Assignment.noted_at,
    Assignment.replaces_id,
    Assignment.review_since,
    Assignment.review_due_on,
    Assignment.grade,
    Assignment.completed_at,
    Assignment.created_at,
    Assignment.updated_at,
    Assignment.version,
    Plan.number.label("plan_number"),
    Plan.title.label("plan_title"),
    Plan.rules.label("plan_rules"),
    Agency.slug.label("agency_slug"),
    Agency.name.label("agency_name"),
    *OF_ITEM,
    PlanItem.span_start,
    PlanItem.span_end,
)
"""What a list or a detail shows of an assignment, its plan, item and agency."""

SIFTED: Final = 500
"""Rows of a list of which a sieve is asked: some milliseconds, whatever it is."""

_ASSIGNER: Final = aliased(Agency)


def page_for(
    caller: Caller,
    order: Any,
    *conditions: ColumnElement[bool],
    after: tuple[Any, int] | None,
    count: int,
    scope: ColumnElement[bool] | None = None,
    sieve: Callable[[Any], ColumnElement[bool]] | None = None,
) -> Select[*tuple[Any, ...]]:
    """Return the query of the next `count` assignments that `caller` may see, sorted by `order`.

    `scope` is what the caller may see where that is not the usual. `after` is the (order, id) to
    go on from; each row has its value of `order` as `place`. With a `sieve` only the next `SIFTED`
    are looked at, and those whose duty meets it are returned: for what takes long to ask of all.
    The page is chosen before texts are joined: sorting whole rows took ten times as long.
    """
    seen = visible_to(caller) if scope is None else scope
    chosen = select(Assignment.id, order.label("place")).where(seen, *conditions)
    if after is not None:
        day, last_id = after
        start = tuple_(literal(day, order.type), literal(last_id, Assignment.id.type))
        chosen = chosen.where(tuple_(order, Assignment.id) > start)
    chosen = chosen.order_by(order, Assignment.id)
    if sieve is not None:
        first = chosen.add_columns(Assignment.item_id).limit(SIFTED).subquery("first")
        chosen = select(first.c.id, first.c.place).where(sieve(first.c.item_id))
        chosen = chosen.order_by(first.c.place, first.c.id)
    page = chosen.limit(count).subquery("page")
    rows = joined(join(page, Assignment, Assignment.id == page.c.id))
    return rows.add_columns(page.c.place).order_by(page.c.place, page.c.id)


def joined(source: Any) -> Select[*tuple[Any, ...]]:
    """Return the query of the assignments of `source`, with what `shown` needs of each."""
    return (
        select(
            *COLUMNS,
            _ASSIGNER.slug.label("assigner_slug"),
            _ASSIGNER.name.label("assigner_name"),
        )
        .select_from(source)
        .join(Plan, Plan.id == Assignment.plan_id)
        .join(PlanItem, PlanItem.id == Assignment.item_id)
        .join(Agency, Agency.id == Assignment.agency_id)
        # Outer: an assigner that no event has told us of yet must not hide its work.
        .outerjoin(_ASSIGNER, _ASSIGNER.id == Assignment.assigner_agency_id)
    )


def shown(row: Any, caller: Caller, thresholds: Thresholds) -> dict[str, Any]:
    """Return a row of `joined` or `page_for` as JSON values."""
    return told(row, thresholds) | {"available_actions": available_actions(row, caller)}


def told(row: Any, thresholds: Thresholds) -> dict[str, Any]:
    """Return what `shown` does, but for what may be done: of the past that is not even asked."""
    return {
        "plan": {"id": row.plan_id, "number": row.plan_number, "title": row.plan_title},
        "agency": agency_of(row),
        "assigner_agency": assigner_of(row),
        **_stated(row),
        **_judged(row, thresholds),
    }


def shown_whole(
    assignment: Assignment, assigner: Agency | None, caller: Caller, thresholds: Thresholds
) -> dict[str, Any]:
    """Return an assignment that is in memory, with its plan, item and agency, as `shown` does."""
    plan, agency = assignment.plan, assignment.agency
    return {
        "plan": {"id": plan.id, "number": plan.number, "title": plan.title},
        "agency": {"id": agency.id, "slug": agency.slug, "name": agency.name},
        "assigner_agency": {
            "id": assignment.assigner_agency_id,
            "slug": assigner.slug if assigner else None,
            "name": assigner.name if assigner else None,
        },
        **_stated(assignment.item),
        **_judged(assignment, thresholds),
        "available_actions": available_actions(assignment, caller),
    }


def _stated(item: Any) -> dict[str, Any]:
    """Return what the plan says; `item` is a `PlanItem` or a row with its columns."""
    return {
        "label": item.label,
        "text": item.text,
        "output": item.output,
        "deadline": deadline_of(item),
        "period": item.period,
    }


def _judged(work: Any, thresholds: Thresholds) -> dict[str, Any]:
    """Return how the work stands; `work` is an `Assignment` or a row with its columns."""
    standing = standing_of(work, thresholds)
    return {
        "id": work.id,
        "role": work.role,
        "bindingness": work.bindingness,
        "work_state": work.work_state,
        "review_state": work.review_state,
        "extension_state": work.extension_state,
        "standing": standing,
        "standing_reason": reason(work, standing, thresholds),
        "review_overdue": is_review_overdue(work, thresholds),
        "result": result_of(work),
        "due_on": work.due_on,
        "contribute_by": work.contribute_by,
        "held_until": work.held_until,
        "blocked_since": work.blocked_since,
        "assignee": _assignee(work),
        "monitor": _monitor(work),
        "last_note": _note(work),
        "acknowledged_at": work.acknowledged_at,
        "version": work.version,
    }


def _assignee(work: Any) -> dict[str, Any] | None:
    """Return who does the work inside the agency, and by when; None while nobody was named."""
    if work.assignee_name is None:
        return None
    return {"id": work.assignee_id, "name": work.assignee_name, "due_on": work.inner_due_on}


def _monitor(work: Any) -> dict[str, Any] | None:
    """Return who follows the work for the assigner; None while nobody was named."""
    if work.monitor_id is None:
        return None
    return {"id": work.monitor_id, "name": work.monitor_name}


def _note(work: Any) -> dict[str, Any] | None:
    """Return the latest progress note and its instant; None before the first."""
    if work.noted_at is None:
        return None
    return {"text": work.last_note, "at": work.noted_at}


def agency_of(row: Any) -> dict[str, Any]:
    """Return the agency that has the duty."""
    return {"id": row.agency_id, "slug": row.agency_slug, "name": row.agency_name}


def assigner_of(row: Any) -> dict[str, Any]:
    """Return the agency that gave it; slug and name are None until an event tells them."""
    return {"id": row.assigner_agency_id, "slug": row.assigner_slug, "name": row.assigner_name}
