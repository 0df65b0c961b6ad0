"""The official 2×2 (done or open, in time or late) by agency, plan or month, and what is apart.

Only ordered work of lead and executing agencies is in the cells. Requests and coordinating
agencies are counted beside them, withdrawn work nowhere (counting of report 1270/BC-TCTTTg, 2017).
"""

import datetime as dt
import functools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Final, Literal

from sqlalchemy import Date, Select, Subquery, bindparam, select, text
from sqlalchemy.orm import Session

from common import clock
from common.caller import Caller, Role
from common.db import Id, is_sqlite
from services.tasks import agencies, calendars
from services.tasks.calendars import Calendars
from services.tasks.model import Agency, Plan
from services.tasks.scope import stand_in
from services.tasks.standing import RULES
from services.tasks.statistics import lineage
from services.tasks.statistics.cells import SHOWN, summed
from services.tasks.statistics.counting import Key, Question, counted

By = Literal["agency", "plan", "period"]
Succeeding = Literal["recorded", "folded"]

# By position: by name, the rows of 3,321 communes took longer than their counting. A row has its
# key, the counts of `SHOWN`, their total, and from `_END` on what the key is called.
_OVERDUE: Final = 1 + SHOWN.index("open_overdue")
_TOTAL: Final = 1 + len(SHOWN)
_END: Final = 1 + _TOTAL
_Row = Sequence[Any]
_Query = Select[*tuple[Any, ...]]

_SERIALLY: Final = text("SET LOCAL max_parallel_workers_per_gather = 0")
_NEVER: Final = 9999_99
"""The month after all others."""

_SHAPES: Final = 100
"""Kinds of questions whose queries are kept: what is counted by, for whom, of what."""


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
    who took over, see `services.tasks.statistics.lineage`.
    """
    moment = clock.now()
    in_force = calendars.load(session)
    folds = succession == "folded"
    agency_ids = _wanted(session, agency, by, folds=folds) if agency else None
    of_plan, of_agencies = plan is not None, agency_ids is not None
    shape = _Shape(by, caller.roles, caller.agency_id is not None, of_plan, of_agencies, folds)
    values = {
        "user_id": caller.user_id,
        "agency_id": caller.agency_id,
        "today": clock.local(moment).date(),
        "plan": plan,
        "agency_ids": agency_ids,
    }
    _without_workers(session)
    # Of the connection: rows of the session, which might hold objects, take half as long again.
    found = session.connection().execute(_query(shape), values).all()
    return report(by, found, moment, in_force) | {"succession": succession}


def report(
    by: By, found: Sequence[_Row], moment: dt.datetime, in_force: Calendars
) -> dict[str, Any]:
    """Return the statistics of what the query of `named` found.

    They hold for `moment`, by the calendars `in_force` then.
    """
    # Where all has gone, a key with nothing but noughts stays behind in what is kept.
    real = [row for row in found if any(row[1:_END])]
    _sort(real, by)  # before they are told: what lies in memory as it is read is written faster
    totals = _told(by, None, _totals(real))
    del totals[by]  # all of them have no name
    name = _NAMED[by]
    return {
        "by": by,
        "succession": "recorded",
        "as_of": moment,
        "today": clock.local(moment).date(),
        "rules": RULES,
        "calendar": in_force.version,
        "totals": totals,
        "rows": [_told(by, name(row), row[1:_END]) for row in real],
    }


def named(by: By, every: Subquery) -> _Query:
    """Return the query of counts (`counting.counted`), summed, and what they are called."""
    # Summed by id first: names are joined to the few rows that are left.
    found = summed(every)
    names = _NAMES[by]
    if not names:
        return found
    rows = found.subquery()
    of = names[0].class_
    return select(rows, *names).join(of, of.id == rows.c.key)


def _wanted(session: Session, agency: str, by: By, *, folds: bool) -> list[int]:
    """Return the agencies that are asked for: folded, also those of which they have everything.

    By agency nothing is added: their counts are moved to their heirs (`lineage.folded`).
    """
    found = agencies.find(session, agency)
    if not folds or by == "agency":
        return found
    return [*found, *session.scalars(lineage.predecessors(found))]


@dataclass(frozen=True, slots=True)
class _Shape:
    """What a question's query depends on, besides its values."""

    by: By
    roles: frozenset[Role]
    of_agency: bool
    of_plan: bool
    of_agencies: bool
    folded: bool


@functools.lru_cache(_SHAPES)
def _query(shape: _Shape) -> _Query:
    """Return the query of all questions of this shape: to build it for each took 4 ms."""
    today: Any = bindparam("today", type_=Date)
    plan: Any = bindparam("plan", type_=Id) if shape.of_plan else None
    wanted: Any = bindparam("agency_ids", type_=Id, expanding=True) if shape.of_agencies else None
    caller = stand_in(shape.roles, of_agency=shape.of_agency)
    moved = shape.folded and shape.by == "agency"
    agency_ids = None if moved else wanted
    asked = Question(caller, KEYS[shape.by], today, plan, agency_ids, shape.folded)
    every = counted(asked)
    if moved:
        every = lineage.folded(asked, every)
        if wanted is not None:
            every = select(every).where(every.c.key.in_(wanted)).subquery()
    return named(shape.by, every)


def _without_workers(session: Session) -> None:
    """Have PostgreSQL count in one process: others would take longer to start than to help."""
    if not is_sqlite(session):
        session.connection().execute(_SERIALLY)


KEYS: Final[Mapping[By, Key]] = {"agency": "agency_id", "plan": "plan_id", "period": "month"}
_NAMES: Final[Mapping[By, Sequence[Any]]] = {
    "agency": (Agency.slug, Agency.name),
    "plan": (Plan.number, Plan.title),
    "period": (),
}


def _name_agency(row: _Row) -> dict[str, Any]:
    return {"id": row[0], "slug": row[_END], "name": row[_END + 1]}


def _name_plan(row: _Row) -> dict[str, Any]:
    return {"id": row[0], "number": row[_END], "title": row[_END + 1]}


def _name_period(row: _Row) -> str | None:
    year, month = divmod(row[0], 100)
    return f"{year:04}-{month:02}" if year else None


_NAMED: Final[Mapping[By, Callable[[_Row], Any]]] = {
    "agency": _name_agency,
    "plan": _name_plan,
    "period": _name_period,
}


def _sort(rows: list[_Row], by: By) -> None:
    if by == "period":
        rows.sort(key=_month)
    else:
        rows.sort(key=itemgetter(0))
        rows.sort(key=itemgetter(_OVERDUE, _TOTAL), reverse=True)


def _month(row: _Row) -> int:
    return row[0] or _NEVER


def _totals(rows: Iterable[_Row]) -> list[int]:
    """Return the counts of all rows together."""
    columns = list(zip(*rows, strict=True))[1:_END]
    return [sum(column) for column in columns] or [0] * (_END - 1)


def _told(by: By, name: Any, counts: Sequence[int]) -> dict[str, Any]:
    """Return counts and their total as they are told, of what has this name."""
    on_time, late, in_time, overdue, undated_done, undated, *apart, total = counts
    done, still_open, accepted, waiting = apart
    # One display: 3,321 rows made of several dicts took twice as long.
    return {
        by: name,
        "done_on_time": on_time,
        "done_late": late,
        "open_in_time": in_time,
        "open_overdue": overdue,
        "done_no_deadline": undated_done,
        "open_no_deadline": undated,
        "total": total,
        "requests": {"done": done, "open": still_open},
        "coordinating": {"accepted": accepted, "waiting": waiting},
    }
