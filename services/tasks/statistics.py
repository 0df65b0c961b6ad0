"""The official 2×2 (done or open, in time or late) by agency, plan or month, and what is apart.

Only ordered work of lead and executing agencies is in the cells. Requests and coordinating
agencies are counted beside them, withdrawn work nowhere (counting of report 1270/BC-TCTTTg, 2017).
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, Integer, Select, Subquery, and_, cast, func, or_, select
from sqlalchemy.orm import Session

from common import clock
from common.caller import Caller
from services.tasks import agencies, calendars, lineage
from services.tasks.calendar import Calendars
from services.tasks.counting import PAST, Key, Question, counted
from services.tasks.model import Agency, Plan
from services.tasks.standing import RULES

By = Literal["agency", "plan", "period"]
Succeeding = Literal["recorded", "folded"]

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

# By position: by name, the rows of 3,321 communes took longer than their counting. A row has its
# key, the counts of `CELLS` and `APART`, and from `_END` on what the key is called.
_END: Final = 1 + len(CELLS) + len(APART)
_Row = Sequence[Any]
_Counts = list[ColumnElement[int]]
_Query = Select[*tuple[Any, ...]]


def statistics(
    session: Session,
    caller: Caller,
    by: By,
    plan: int | None = None,
    agency: str | None = None,
    succession: Succeeding = "recorded",
) -> dict[str, Any]:
    """Return counts of what the caller may see, by `by`, with totals and the moment they hold for.

    Each row has the cells, their `total`, and the work counted apart. Most overdue first; months
    in order, undated last. `succession` "folded" counts closed work of agencies that ended beneath
    who took over, see `services.tasks.lineage`.
    """
    moment = clock.now()
    today = clock.local(moment).date()
    agency_ids = agencies.find(session, agency) if agency else None
    folds = succession == "folded"
    asked = Question(caller, KEYS[by], today, plan, agency_ids, folds)
    every = _folded(session, asked) if folds else counted(asked)
    in_force = calendars.load(session)
    return report(session, by, every, moment, in_force) | {"succession": succession}


def report(
    session: Session, by: By, every: Subquery, moment: dt.datetime, in_force: Calendars
) -> dict[str, Any]:
    """Return the statistics of counts, rows of "key", "cell" and "n" (`services.tasks.counting`).

    They hold for `moment`, by the calendars `in_force` then.
    """
    query = _QUERIES[by](every, _counts(every))
    # Of the connection: rows of the session, which might hold objects, take half as long again.
    found = session.connection().execute(query).all()
    rows = [_SHOWN[by](row) | _numbers(row[1:_END]) for row in found]
    rows.sort(key=_month if by == "period" else _trouble)
    return {
        "by": by,
        "succession": "recorded",
        "as_of": moment,
        "today": clock.local(moment).date(),
        "rules": RULES,
        "calendar": in_force.version,
        "totals": _numbers([sum(row[place] for row in found) for place in range(1, _END)]),
        "rows": rows,
    }


def _folded(session: Session, asked: Question) -> Subquery:
    """Return the counts with predecessors' beneath their heirs'; of some agencies, all of theirs.

    By plan or month nothing has to be moved, only the predecessors of the agencies be included.
    """
    wanted = asked.agency_ids
    if asked.key != "agency_id":
        if wanted is None:
            return counted(asked)
        before = session.scalars(lineage.predecessors(list(wanted))).all()
        return counted(replace(asked, agency_ids=[*wanted, *before]))
    every = lineage.folded(asked.caller, counted(replace(asked, agency_ids=None)), asked.plan)
    if wanted is None:
        return every
    return select(every).where(every.c.key.in_(wanted)).subquery("wanted")


def _counts(every: Subquery) -> _Counts:
    """Return a counting column for each cell; what runs is in time as far as it is not past."""

    def of(*cells: str) -> ColumnElement[int]:
        # Equations, not IN: PostgreSQL would take a list apart for each row and column.
        here = or_(*(every.c.cell == cell for cell in cells))
        return cast(func.coalesce(func.sum(every.c.n).filter(here), 0), Integer)

    done_past, open_past = PAST
    sums = {name: of(name) for name in CELLS + APART} | {
        "done_on_time": of("done_on_time", "done_running") - of(done_past),
        "done_late": of("done_late", done_past),
        "open_in_time": of("open_in_time", "open_running") - of(open_past),
        "open_overdue": of("open_overdue", open_past),
    }
    return [count.label(name) for name, count in sums.items()]


def _are_any(every: Subquery) -> ColumnElement[bool]:
    """Return the condition that a group counts anything: tallies go down to 0, and stay."""
    real = and_(*(every.c.cell != cell for cell in PAST))
    return func.sum(every.c.n).filter(real) > 0


def _by_agency(every: Subquery, counts: _Counts) -> _Query:
    # Counted by id first: names are joined to the few rows that are left.
    found = _grouped(every, counts).subquery()
    return select(found, Agency.slug, Agency.name).join(Agency, Agency.id == found.c.id)


def _by_plan(every: Subquery, counts: _Counts) -> _Query:
    found = _grouped(every, counts).subquery()
    return select(found, Plan.number, Plan.title).join(Plan, Plan.id == found.c.id)


def _grouped(every: Subquery, counts: _Counts) -> _Query:
    key = every.c.key
    return select(key.label("id"), *counts).group_by(key).having(_are_any(every))


KEYS: Final[Mapping[By, Key]] = {"agency": "agency_id", "plan": "plan_id", "period": "month"}
_QUERIES: Final[Mapping[By, Callable[[Subquery, _Counts], _Query]]] = {
    "agency": _by_agency,
    "plan": _by_plan,
    "period": _grouped,
}


def _show_agency(row: _Row) -> dict[str, Any]:
    return {"agency": {"id": row[0], "slug": row[_END], "name": row[_END + 1]}}


def _show_plan(row: _Row) -> dict[str, Any]:
    return {"plan": {"id": row[0], "number": row[_END], "title": row[_END + 1]}}


def _show_period(row: _Row) -> dict[str, Any]:
    year, month = divmod(row[0], 100)
    return {"period": f"{year:04}-{month:02}" if year else None}


_SHOWN: Final[Mapping[By, Callable[[_Row], dict[str, Any]]]] = {
    "agency": _show_agency,
    "plan": _show_plan,
    "period": _show_period,
}


def _numbers(counts: Sequence[int]) -> dict[str, Any]:
    """Return the counts of `CELLS`, then those of `APART`, as they are shown."""
    on_time, late, in_time, overdue, undated_done, undated, *apart = counts
    done, still_open, accepted, waiting = apart
    # One display: 3,321 rows made of several dicts took twice as long.
    return {
        "done_on_time": on_time,
        "done_late": late,
        "open_in_time": in_time,
        "open_overdue": overdue,
        "done_no_deadline": undated_done,
        "open_no_deadline": undated,
        "total": on_time + late + in_time + overdue + undated_done + undated,
        "requests": {"done": done, "open": still_open},
        "coordinating": {"accepted": accepted, "waiting": waiting},
    }


def _trouble(row: dict[str, Any]) -> tuple[int, int]:
    return (-row["open_overdue"], -row["total"])


def _month(row: dict[str, Any]) -> str:
    return row["period"] or "9999-99"
