"""Lists as they were: the same filters and scopes, asked of the past."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, literal, select, tuple_
from sqlalchemy.orm import Session, aliased

from common.caller import Caller
from services.tasks.asof.moment import Past
from services.tasks.asof.rows import as_it_was, columns_of, is_own, of
from services.tasks.assignments import Filters
from services.tasks.assignments.shape import COLUMNS, told
from services.tasks.model import Agency, Assignment, Plan, PlanItem
from services.tasks.scope import visible_to
from services.tasks.search import search


def list_assignments(
    session: Session,
    caller: Caller,
    filters: Filters,
    then: Past,
    limit: int,
    after: Sequence[Any] | None,
) -> Sequence[Any]:
    """Return up to `limit` + 1 rows after the sort key `after`, most urgent first.

    What is searched for is found, and not ranked: the place in the list is that of the day.
    """
    conditions = [*filters.conditions(session, then.thresholds)]
    if filters.assignee:
        conditions.append(Assignment.assignee_id == (caller.acting_for or caller.user_id))
    if filters.asked:
        conditions.append(search(session, filters.asked).whole())
    scope = filters.scope(caller)
    conditions.append(visible_to(caller) if scope is None else scope)
    chosen = _chosen(session, then, conditions, after).limit(limit + 1)
    # What a row was is told of the page alone; of the past, both statements see the same.
    page = as_it_was(session, then.at, ids=session.scalars(chosen).all())
    return session.execute(named(page).order_by(page.c.urgency, page.c.id)).all()


def _chosen(
    session: Session,
    then: Past,
    conditions: Sequence[ColumnElement[bool]],
    after: Sequence[Any] | None,
) -> Select[Any]:
    """Return the query of the ids of what meets `conditions` after the sort key, in order."""
    was = as_it_was(session, then.at, columns_of(conditions) | {"id", "urgency"})
    chosen = select(was.c.id).where(*(of(was, one) for one in conditions))
    if after is not None:
        place = literal(dt.date.fromisoformat(after[0]), was.c.urgency.type)
        chosen = chosen.where(tuple_(was.c.urgency, was.c.id) > tuple_(place, after[1]))
    return chosen.order_by(was.c.urgency, was.c.id)


def named(page: Subquery) -> Select[Any]:
    """Return the query of the rows of `page` with what `told` needs of plan, item and agencies."""
    assigner = aliased(Agency)
    columns = [page.c[one.key] if is_own(one) else one for one in COLUMNS]
    return (
        select(
            *columns,
            assigner.slug.label("assigner_slug"),
            assigner.name.label("assigner_name"),
            page.c.urgency.label("place"),
            page.c.told_in_part,
        )
        .select_from(page)
        .join(Plan, Plan.id == page.c.plan_id)
        .join(PlanItem, PlanItem.id == page.c.item_id)
        .join(Agency, Agency.id == page.c.agency_id)
        .outerjoin(assigner, assigner.id == page.c.assigner_agency_id)
    )


def sort_key(row: Any) -> list[Any]:
    """Return a row's place in the list, as JSON values."""
    return [row.place.isoformat(), row.id]


def show(row: Any, then: Past) -> dict[str, Any]:
    """Return a row as JSON values; nothing can be done to the past."""
    return {
        **told(row, then.thresholds),
        "available_actions": [],
        **then.shown(),
        "told_in_part": row.told_in_part,
    }
