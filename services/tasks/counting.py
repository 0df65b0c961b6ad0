"""What statistics are counted from: kept tallies where many may be seen, the rows where few are.

Either way one statement sees one moment, so the sums are exact. Work that runs is kept without
saying whether it is late: what its day has passed is read from the rows, by an index that holds
nothing else.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Integer,
    Select,
    Subquery,
    case,
    cast,
    func,
    literal_column,
    select,
    true,
    union_all,
)

from common.caller import Caller, Role
from services.tasks import tallies
from services.tasks.model import ALL, RUNS, Assignment, PlanItem, Tally, TallyDelta, WorkState
from services.tasks.scope import (
    Scoped,
    assigned_by,
    held_by,
    inherited_by,
    sees_only_its_own,
    visible_to,
)

Key = Literal["agency_id", "plan_id", "month"]

PAST: Final = ("done_past", "open_past")
"""Cells beside those of `services.tasks.model.CELL`: of what runs, how much is past its day."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be counted by `key`, as `caller` may see it; of one plan or some agencies."""

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
    """Return the counts as rows of "key", "cell" and "n", to be summed."""
    few = asked.agency_ids is not None or sees_only_its_own(asked.caller)
    parts = [_rows(asked, visible_to(asked.caller))] if few else list(_kept(asked))
    if asked.folded:
        parts.append(_rows(asked, inherited_by(asked.caller) & ~visible_to(asked.caller)))
    return union_all(*parts, _past(asked)).subquery("counted")


def _kept(asked: Question) -> Iterator[Select[Any]]:
    """Yield what is kept: tallies, what is not yet in them, and beside them the agency's own.

    Tallies tell who gave the work. What others gave to the caller's agency is little.
    """
    caller = asked.caller
    everything = caller.has(Role.ADMIN)
    for of in (Tally, TallyDelta):
        seen = true() if everything else assigned_by(caller, of)
        query = _keyed(asked, of).add_columns(of.cell, of.n).where(seen, *asked.within(of))
        yield query.where(*_of_facet(asked.facet)) if of is Tally else query
    if not everything:
        yield _rows(asked, held_by(caller) & ~assigned_by(caller))


def _of_facet(facet: str) -> Iterator[ColumnElement[bool]]:
    yield Tally.facet == facet
    if facet in {tallies.AGENCY, tallies.GIVEN}:
        yield Tally.plan_id == ALL  # true of all of them: the key's index goes on with it


def _keyed(asked: Question, of: Scoped) -> Select[Any]:
    """Return a query of the key alone; of assignments the item's, where months are asked for."""
    if asked.key != "month" or of is Tally:
        return select(getattr(of, asked.key).label("key"))
    if of is Assignment:
        return select(Assignment.item_id.label("key"))
    joined = PlanItem.id == TallyDelta.item_id
    return select(tallies.month().label("key")).join_from(TallyDelta, PlanItem, joined)


def _rows(asked: Question, seen: ColumnElement[bool]) -> Select[Any]:
    """Return the counts of the assignments that are `seen`."""
    cell = tallies.cell()
    which = (seen, cell.is_not(None), *asked.within(Assignment))
    return _numbered(asked, _keyed(asked, Assignment).add_columns(cell.label("cell")).where(*which))


def _past(asked: Question) -> Select[Any]:
    """Return the counts of what runs and is past its day."""
    done = Assignment.work_state == WorkState.COMPLETED
    cell = case((done, PAST[0]), else_=PAST[1]).label("cell")
    which: tuple[ColumnElement[bool], ...] = (
        # As text, or PostgreSQL could not tell that the index of what runs has them all.
        literal_column(RUNS.format(of="assignment."), Boolean()),
        Assignment.due_on < asked.today,
        visible_to(asked.caller),
        *asked.within(Assignment),
    )
    return _numbered(asked, _keyed(asked, Assignment).add_columns(cell).where(*which))


def _numbered(asked: Question, query: Select[Any]) -> Select[Any]:
    """Return how many rows there are for each key and cell; items become months after that."""
    found = query.subquery()
    by = (found.c.key, found.c.cell)
    counts = select(*by, cast(func.count(), Integer).label("n")).group_by(*by)
    if asked.key != "month":
        return counts
    of_item = counts.subquery()
    columns = (tallies.month().label("key"), of_item.c.cell, of_item.c.n)
    return select(*columns).join_from(of_item, PlanItem, PlanItem.id == of_item.c.key)
