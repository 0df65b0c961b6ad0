"""The official 2×2 (done or open, in time or late) by agency, plan or month, and what is apart.

Only ordered work of lead and executing agencies is in the cells. Requests and coordinating
agencies are counted beside them, withdrawn work nowhere (counting of report 1270/BC-TCTTTg, 2017).
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, Select, and_, extract, func, select
from sqlalchemy.orm import Session

from common import clock
from common.caller import Caller
from services.tasks import agencies, calendars
from services.tasks.model import (
    REVIEWED,
    Agency,
    Assignment,
    Bindingness,
    PartyRole,
    Plan,
    PlanItem,
    WorkState,
)
from services.tasks.scope import visible_to
from services.tasks.standing import RULES

By = Literal["agency", "plan", "period"]

CELLS: Final = (
    "done_on_time",
    "done_late",
    "open_in_time",
    "open_overdue",
    "done_no_deadline",
    "open_no_deadline",
)
"""Disjoint, and together the whole of the counted work."""

APART: Final = ("requests_done", "requests_open", "coordinating_accepted", "coordinating_waiting")

_A = Assignment
_Counts = list[ColumnElement[int]]
_Conditions = list[ColumnElement[bool]]
_Query = Select[*tuple[Any, ...]]


def statistics(
    session: Session, caller: Caller, by: By, plan: int | None = None, agency: str | None = None
) -> dict[str, Any]:
    """Return counts of what the caller may see, by `by`, with totals and the moment they hold for.

    Each row has the cells, their `total`, and the work counted apart. Most overdue first; months
    in order, undated last.
    """
    moment = clock.now()
    today = clock.local(moment).date()
    query = _KEYS[by](_counts(today), list(_conditions(session, caller, plan, agency)))
    found = [dict(row) for row in session.execute(query).mappings()]
    rows = [_SHOWN[by](row) | _numbers(row) for row in found]
    rows.sort(key=_month if by == "period" else _trouble)
    return {
        "by": by,
        "as_of": moment,
        "today": today,
        "rules": RULES,
        "calendar": calendars.load(session).version,
        "totals": _numbers({name: sum(row[name] for row in found) for name in CELLS + APART}),
        "rows": rows,
    }


def _counts(today: Any) -> _Counts:
    """Return a counting column for each cell; conditions compare stored days with `today`."""
    counted = and_(_A.role.in_(sorted(REVIEWED)), _A.bindingness == Bindingness.ORDER)
    request = and_(_A.role.in_(sorted(REVIEWED)), _A.bindingness == Bindingness.REQUEST)
    coordinating = _A.role == PartyRole.COORDINATING
    done = _A.work_state == WorkState.COMPLETED
    undated = _A.due_on.is_(None)
    # The clock of submitted work has stopped; what is returned has no submission, and runs again.
    judged_on = func.coalesce(_A.submitted_on, today)
    in_time = _A.due_on >= judged_on
    late = _A.due_on < judged_on
    conditions = {
        "done_on_time": and_(counted, done, in_time),
        "done_late": and_(counted, done, late),
        "open_in_time": and_(counted, ~done, in_time),
        "open_overdue": and_(counted, ~done, late),
        "done_no_deadline": and_(counted, done, undated),
        "open_no_deadline": and_(counted, ~done, undated),
        "requests_done": and_(request, done),
        "requests_open": and_(request, ~done),
        "coordinating_accepted": and_(coordinating, _A.acknowledged_at.is_not(None)),
        "coordinating_waiting": and_(coordinating, _A.acknowledged_at.is_(None)),
    }
    return [
        func.count(_A.id).filter(condition).label(name) for name, condition in conditions.items()
    ]


def _conditions(
    session: Session, caller: Caller, plan: int | None, agency: str | None
) -> Iterator[ColumnElement[bool]]:
    yield visible_to(caller)
    yield _A.work_state != WorkState.WITHDRAWN
    if plan is not None:
        yield _A.plan_id == plan
    if agency:
        yield _A.agency_id.in_(agencies.find(session, agency))


def _by_agency(counts: _Counts, conditions: _Conditions) -> _Query:
    # Counted by id first: names are joined to the few rows that are left.
    counted = select(_A.agency_id.label("id"), *counts).where(*conditions).group_by(_A.agency_id)
    found = counted.subquery()
    return select(found, Agency.slug, Agency.name).join(Agency, Agency.id == found.c.id)


def _by_plan(counts: _Counts, conditions: _Conditions) -> _Query:
    counted = select(_A.plan_id.label("id"), *counts).where(*conditions).group_by(_A.plan_id)
    found = counted.subquery()
    return select(found, Plan.number, Plan.title).join(Plan, Plan.id == found.c.id)


def _by_period(counts: _Counts, conditions: _Conditions) -> _Query:
    year = extract("year", PlanItem.last_safe_day).label("year")
    month = extract("month", PlanItem.last_safe_day).label("month")
    return (
        select(year, month, *counts)
        .join_from(_A, PlanItem, PlanItem.id == _A.item_id)
        .where(*conditions)
        .group_by(year, month)
    )


_KEYS: Final[Mapping[By, Callable[[_Counts, _Conditions], _Query]]] = {
    "agency": _by_agency,
    "plan": _by_plan,
    "period": _by_period,
}


def _show_agency(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"agency": {name: row[name] for name in ("id", "slug", "name")}}


def _show_plan(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"plan": {name: row[name] for name in ("id", "number", "title")}}


def _show_period(row: Mapping[str, Any]) -> dict[str, Any]:
    dated = row["year"] is not None
    return {"period": f"{int(row['year']):04}-{int(row['month']):02}" if dated else None}


_SHOWN: Final[Mapping[By, Callable[[Mapping[str, Any]], dict[str, Any]]]] = {
    "agency": _show_agency,
    "plan": _show_plan,
    "period": _show_period,
}


def _numbers(counts: Mapping[str, Any]) -> dict[str, Any]:
    cells = {name: counts[name] for name in CELLS}
    return {
        **cells,
        "total": sum(cells.values()),
        "requests": {"done": counts["requests_done"], "open": counts["requests_open"]},
        "coordinating": {
            "accepted": counts["coordinating_accepted"],
            "waiting": counts["coordinating_waiting"],
        },
    }


def _trouble(row: dict[str, Any]) -> tuple[int, int]:
    return (-row["open_overdue"], -row["total"])


def _month(row: dict[str, Any]) -> str:
    return row["period"] or "9999-99"
