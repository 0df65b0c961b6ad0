"""The official 2×2 of a past day, counted from assignments as they were."""

from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    Subquery,
    and_,
    case,
    func,
    literal_column,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from common.caller import Caller
from services.tasks import agencies, tallies
from services.tasks.asof.moment import Past
from services.tasks.asof.rows import NAME, as_it_was, of
from services.tasks.counting import PAST
from services.tasks.model import CELL, History, PlanItem, WorkState
from services.tasks.scope import visible_to
from services.tasks.statistics import KEYS, By, report

_COUNTED: Final = frozenset(
    {
        "plan_id",
        "item_id",
        "agency_id",
        "assigner_agency_id",
        "role",
        "bindingness",
        "work_state",
        "due_on",
        "submitted_on",
        "acknowledged_at",
    }
)
"""What a cell, a key and a caller's scope ask of an assignment."""


def statistics(
    session: Session,
    caller: Caller,
    then: Past,
    by: By,
    plan: int | None = None,
    agency: str | None = None,
) -> dict[str, Any]:
    """Return what the live statistics said at the moment `then`, with the names of today.

    `told_in_part` is how many of the assignments were counted by an entry from before states were
    kept whole.
    """
    was = as_it_was(session, then.at, _COUNTED)
    which: list[ColumnElement[bool]] = [of(was, visible_to(caller))]
    if plan is not None:
        which.append(was.c.plan_id == plan)
    if agency:
        which.append(was.c.agency_id.in_(agencies.find(session, agency)))
    every = _counted(was, by, then, which)
    in_part = select(func.count()).where(was.c.told_in_part, *which)
    return report(session, by, every, then.at, then.calendars) | {
        "told_in_part": session.scalar(in_part) if _has_old_entries(session) else 0
    }


def _has_old_entries(session: Session) -> bool:
    """Tell whether any entry is from before states were kept whole: then the very first is."""
    first = session.scalar(select(History.snapshot).order_by(History.id).limit(1))
    return first is not None and "state" not in first


def _counted(was: Subquery, by: By, then: Past, which: list[ColumnElement[bool]]) -> Subquery:
    """Return the counts as rows of "key", "cell" and "n", as `report` takes them."""
    cell: ColumnElement[str] = literal_column(CELL.format(row=NAME), String)
    found = _keyed(was, by).add_columns(cell.label("cell"), was.c.due_on).where(*which)
    rows = found.where(was.c.work_state != WorkState.WITHDRAWN).cte("judged")
    runs = rows.c.cell.in_(["done_running", "open_running"])
    late = and_(runs, rows.c.due_on < then.day)
    past = case((rows.c.cell == "done_running", PAST[0]), else_=PAST[1]).label("cell")
    every = union_all(
        select(rows.c.key, rows.c.cell), select(rows.c.key, past).where(late)
    ).subquery()
    by_cell = (every.c.key, every.c.cell)
    return select(*by_cell, func.count().label("n")).group_by(*by_cell).subquery("counted")


def _keyed(was: Subquery, by: By) -> Select[Any]:
    if by == "period":
        month = tallies.month().label("key")
        return select(month).select_from(was).join(PlanItem, PlanItem.id == was.c.item_id)
    return select(was.c[KEYS[by]].label("key")).select_from(was)
