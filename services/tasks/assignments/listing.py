"""Lists of assignments, most urgent first: filtered and paged in the database."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, literal, or_, select, tuple_
from sqlalchemy.orm import Session

from common import clock
from common.caller import Caller
from services.tasks.agencies import is_agency
from services.tasks.assignments.shape import rows_for
from services.tasks.model import Agency, Assignment, PlanItem, WorkState, fold
from services.tasks.standing import Standing, Thresholds, is_open, review_overdue, stands

REVIEW_OVERDUE = "review_overdue"
"""Asked for like a standing, though it is the reviewer's and not the agency's."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to; empty means all.

    `period` is the first day of the month in which the last safe day lies. A standing without a
    state asks for open work: what is completed late is no longer overdue.
    """

    plan: int | None = None
    agency: str | None = None
    role: Sequence[str] = ()
    state: Sequence[str] = ()
    standing: Sequence[str] = ()
    bindingness: str | None = None
    period: dt.date | None = None
    q: str | None = None

    def conditions(self, thresholds: Thresholds) -> Iterator[ColumnElement[bool]]:
        """Yield the conditions on `rows_for`'s query."""
        if self.plan is not None:
            yield Assignment.plan_id == self.plan
        if self.agency:
            yield is_agency(self.agency)
        if self.role:
            yield Assignment.role.in_(self.role)
        if self.bindingness:
            yield Assignment.bindingness == self.bindingness
        if self.state:
            yield Assignment.work_state.in_(self.state)
        if self.standing:
            yield self._standing(thresholds)
        if self.period:
            yield PlanItem.last_safe_day.between(self.period, _last_day(self.period))
        if self.q and (words := fold(self.q)):
            yield _speaks_of(words)

    def _standing(self, thresholds: Thresholds) -> ColumnElement[bool]:
        wanted = [Standing(one) for one in self.standing if one != REVIEW_OVERDUE]
        found = stands(wanted, thresholds)
        if not self.state:
            found = found & is_open()
        return or_(found, review_overdue(thresholds)) if REVIEW_OVERDUE in self.standing else found


def expand_states(states: Sequence[str]) -> list[str]:
    """Return `states` with "open" replaced by the states it stands for, sorted."""
    closed = {WorkState.COMPLETED, WorkState.WITHDRAWN}
    named = {state for state in states if state != "open"}
    return sorted(named | (set(WorkState) - closed if "open" in states else set()))


def list_assignments(
    session: Session, caller: Caller, filters: Filters, limit: int, after: list[Any] | None
) -> Sequence[Any]:
    """Return up to `limit` + 1 rows after the sort key `after`; `shown` makes them JSON.

    Sorted by urgency, then id: dated work first, then undated, closed work last.
    """
    thresholds = Thresholds.on(clock.today())
    query = rows_for(caller).where(*filters.conditions(thresholds))
    if after is not None:
        day, last_id = after
        key = tuple_(Assignment.urgency, Assignment.id)
        start = tuple_(
            literal(dt.date.fromisoformat(day), Assignment.urgency.type), literal(last_id)
        )
        query = query.where(key > start)
    query = query.order_by(Assignment.urgency, Assignment.id).limit(limit + 1)
    return session.execute(query).all()


def sort_key(row: Any) -> list[Any]:
    """Return a row's place in the list, as JSON values."""
    return [row.urgency.isoformat(), row.id]


def _speaks_of(words: str) -> ColumnElement[bool]:
    # Texts are searched where they are stored once, per item and agency, not per assignment.
    items = select(PlanItem.id).where(PlanItem.folded.contains(words, autoescape=True))
    agencies = select(Agency.id).where(Agency.folded.contains(words, autoescape=True))
    return or_(Assignment.item_id.in_(items), Assignment.agency_id.in_(agencies))


def _last_day(first: dt.date) -> dt.date:
    """Return the last day of the month that begins on `first`."""
    return (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
