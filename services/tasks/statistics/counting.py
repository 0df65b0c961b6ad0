"""What statistics are counted from: kept tallies where many may be seen, the rows where few are.

Either way one statement sees one moment, so the sums are exact. Work that runs is kept without
saying whether it is late: what its day has passed is read from the rows, by an index that holds
nothing else.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Integer,
    Select,
    Subquery,
    cast,
    func,
    literal_column,
    select,
    true,
    union_all,
)

from common.caller import Caller, Role
from services.tasks.model import (
    ALL,
    KEPT,
    RUNS,
    Assignment,
    PlanItem,
    Tally,
    TallyDelta,
    WorkState,
)
from services.tasks.scope import (
    Scoped,
    assigned_by,
    each_inherited_by,
    held_by,
    sees_only_its_own,
    visible_to,
)
from services.tasks.statistics import tallies
from services.tasks.statistics.cells import SHOWN, as_shown, judged, pivoted

Key = Literal["agency_id", "plan_id", "month"]
Counts = Select[*tuple[Any, ...]]
"""A query of "key" and a column for each of `SHOWN`."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be counted by `key`, as `caller` may see it; of one plan or some agencies.

    Values may be parameters of a query, which is then built once for all of them.
    """

    caller: Caller
    key: Key
    today: dt.date
    plan: int | None = None
    agency_ids: Sequence[int] | None = None
    folded: bool = False
    """Whether closed work of agencies that the caller's took over from is counted too."""

    @property
    def facet(self) -> str:
        """The tallies that answer it."""
        if self.key != "agency_id":
            return tallies.PERIOD
        if self.plan is not None:
            return tallies.BOTH
        return tallies.AGENCY if self.caller.has(Role.ADMIN) else tallies.GIVEN

    def within(self, of: Scoped) -> Iterator[ColumnElement[bool]]:
        """Yield the conditions of the question itself, on the columns of `of`."""
        if self.plan is not None:
            yield of.plan_id == self.plan
        if self.agency_ids is not None:
            yield of.agency_id.in_(self.agency_ids)


def counted(asked: Question) -> Subquery:
    """Return the counts as rows of "key" and a column for each of `SHOWN`, to be summed."""
    caller = asked.caller
    few = asked.agency_ids is not None or sees_only_its_own(caller)
    parts = [_rows(asked, visible_to(caller))] if few else list(_kept(asked))
    if asked.folded:
        others = (one & ~visible_to(caller) for one in each_inherited_by(caller))
        parts += [_rows(asked, seen) for seen in others]
    return union_all(*parts).subquery("counted")


def judged_by(key: Key, rows: Select[Any], of: Any, today: Any) -> Counts:
    """Return counts of assignments `of` that are read by `rows`, as `counted` does."""
    found = judged(rows.add_columns(_first(key, of).label("key")), of, today)
    return pivoted(_then(key, found), ["key"])


def _kept(asked: Question) -> Iterator[Counts]:
    """Yield what is kept: tallies, what is not yet in them, what of both is past its day.

    Tallies tell who gave the work. What others gave to the caller's agency is little, and counted
    from the rows.
    """
    caller = asked.caller
    everything = caller.has(Role.ADMIN)

    def seen(of: Scoped) -> list[ColumnElement[bool]]:
        return [true() if everything else assigned_by(caller, of), *asked.within(of)]

    key: ColumnElement[int] = getattr(Tally, asked.key)
    yield select(key.label("key"), *as_shown(Tally)).where(*_of_facet(asked.facet), *seen(Tally))
    yield _deltas(asked.key, seen(TallyDelta))
    yield _past(asked, seen(Assignment))
    if not everything:
        yield _rows(asked, held_by(caller) & ~assigned_by(caller))


def _of_facet(facet: str) -> Iterator[ColumnElement[bool]]:
    yield Tally.facet == facet
    if facet in {tallies.AGENCY, tallies.GIVEN}:
        yield Tally.plan_id == ALL  # true of all of them: the key's index goes on with it


def _deltas(key: Key, seen: Sequence[ColumnElement[bool]]) -> Counts:
    """Return the counts of what is noted and not yet in a tally."""
    noted = select(_first(key, TallyDelta).label("key"), TallyDelta.cell, TallyDelta.n)
    found = pivoted(_then(key, noted.where(*seen).subquery()), ["key"], KEPT).subquery()
    return select(found.c.key, *as_shown(found.c))


def _rows(asked: Question, seen: ColumnElement[bool]) -> Counts:
    """Return the counts of the assignments that are `seen`."""
    rows = select().where(seen, *asked.within(Assignment))
    return judged_by(asked.key, rows, Assignment, asked.today)


def _past(asked: Question, seen: Sequence[ColumnElement[bool]]) -> Counts:
    """Return what is past its day: to be taken from the counts in time, and added to the late.

    Counted by nothing but the key, for these are the only rows that are read by the ten thousand.
    """
    first = _first(asked.key, Assignment)
    # As text, or PostgreSQL could not tell that the index of what runs has them all.
    runs = literal_column(RUNS.format(of="assignment."), Boolean())
    completed = Assignment.work_state == WorkState.COMPLETED
    past = (
        select(
            first.label("key"),
            cast(func.count(), Integer).label("every"),
            cast(func.count().filter(completed), Integer).label("done"),
        )
        .where(runs, Assignment.due_on < asked.today, *seen)
        .group_by(first)
        .subquery("past")
    )
    done, still_open = past.c.done, past.c.every - past.c.done
    moved = {
        "done_on_time": -done,
        "done_late": done,
        "open_in_time": -still_open,
        "open_overdue": still_open,
    }
    zero: ColumnElement[int] = literal_column("0", Integer)
    counts = select(past.c.key, *(moved.get(name, zero).label(name) for name in SHOWN))
    return select(_then(asked.key, counts.subquery()))


def _first(key: Key, of: Any) -> ColumnElement[int]:
    """Return what rows are counted by: the key, or of months the item.

    To tell a month from a day takes longer than to count.
    """
    found: ColumnElement[int] = getattr(of, "item_id" if key == "month" else key)
    return found


def _then(key: Key, counts: Subquery) -> Subquery:
    """Return what was counted by `_first` with its own keys: of items, their months."""
    if key != "month":
        return counts
    others = [column for column in counts.c if column.key != "key"]
    months = select(tallies.month().label("key"), *others)
    return months.join_from(counts, PlanItem, PlanItem.id == counts.c.key).subquery()
