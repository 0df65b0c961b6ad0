"""Lists of assignments, most urgent first: filtered and paged in the database."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from common import clock
from common.caller import Caller
from services.tasks import agencies, calendars
from services.tasks.assignments.shape import page_for
from services.tasks.model import OPEN, Agency, Assignment, PlanItem, fold
from services.tasks.scope import waits_for
from services.tasks.standing import Standing, Thresholds, is_open, review_overdue, stands

REVIEW_OVERDUE = "review_overdue"
"""Asked for like a standing, though it is the reviewer's and not the agency's."""

FEW = 500


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to; empty means all.

    `agency` is an id or slug, `period` the first day of the month in which the last safe day lies.
    `assignee` "me" asks for what was handed to the caller, `unblocker` "me" for what waits for the
    caller's agency to resolve a blocker.
    A standing without a state asks for open work: what was completed late is no longer overdue.
    """

    plan: int | None = None
    agency: str | None = None
    role: Sequence[str] = ()
    state: Sequence[str] = ()
    standing: Sequence[str] = ()
    bindingness: str | None = None
    period: dt.date | None = None
    extension: Sequence[str] = ()
    assignee: str | None = None
    unblocker: str | None = None
    q: str | None = None

    def conditions(self, session: Session) -> Iterator[ColumnElement[bool]]:
        """Yield conditions on assignments alone, so that a page is chosen before any join."""
        if self.plan is not None:
            yield Assignment.plan_id == self.plan
        if self.agency:
            yield Assignment.agency_id.in_(agencies.find(session, self.agency))
        if self.role:
            yield Assignment.role.in_(self.role)
        if self.bindingness:
            yield Assignment.bindingness == self.bindingness
        if self.state:
            yield Assignment.work_state.in_(self.state)
        if self.extension:
            yield Assignment.extension_state.in_(self.extension)
        if self.standing:
            yield self._standing(Thresholds.on(clock.today(), calendars.load(session)))
        if self.period:
            yield _falls_due_in(session, self.period)
        if self.q and (words := fold(self.q)):
            yield _speaks_of(session, words)

    def _standing(self, thresholds: Thresholds) -> ColumnElement[bool]:
        wanted = [Standing(one) for one in self.standing if one != REVIEW_OVERDUE]
        found = stands(wanted, thresholds)
        if not self.state:
            found = found & is_open()
        return or_(found, review_overdue(thresholds)) if REVIEW_OVERDUE in self.standing else found


def expand_states(states: Sequence[str]) -> list[str]:
    """Return `states` with "open" replaced by the states it stands for, sorted."""
    named = {state for state in states if state != "open"}
    return sorted(named | (OPEN if "open" in states else frozenset()))


def list_assignments(
    session: Session, caller: Caller, filters: Filters, limit: int, after: list[Any] | None
) -> Sequence[Any]:
    """Return up to `limit` + 1 rows after the sort key `after`; `shown` makes them JSON.

    Sorted by urgency, then id: dated work first, then undated, closed work last.
    """
    start = (dt.date.fromisoformat(after[0]), after[1]) if after else None
    conditions = list(filters.conditions(session))
    scope = None
    if filters.assignee:
        conditions.append(Assignment.assignee_id == caller.user_id)
    if filters.unblocker:
        scope = waits_for(caller)
    query = page_for(
        caller, Assignment.urgency, *conditions, after=start, count=limit + 1, scope=scope
    )
    return session.execute(query).all()


def sort_key(row: Any) -> list[Any]:
    """Return a row's place in the list, as JSON values."""
    return [row.place.isoformat(), row.id]


def _falls_due_in(session: Session, first: dt.date) -> ColumnElement[bool]:
    """Return the condition that the last safe day lies in the month that begins on `first`."""
    last = (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
    items = select(PlanItem.id).where(PlanItem.last_safe_day.between(first, last))
    return _is_one_of(session, Assignment.item_id, items)


def _speaks_of(session: Session, words: str) -> ColumnElement[bool]:
    # Texts are searched where they are stored once, per item and agency, not per assignment.
    items = select(PlanItem.id).where(PlanItem.folded.contains(words, autoescape=True))
    named = select(Agency.id).where(Agency.folded.contains(words, autoescape=True))
    return or_(
        _is_one_of(session, Assignment.item_id, items),
        _is_one_of(session, Assignment.agency_id, named),
    )


def _is_one_of(
    session: Session, column: InstrumentedAttribute[int], query: Select[int]
) -> ColumnElement[bool]:
    """Return the condition that `column` is among the ids that `query` finds.

    Few ids are looked up first: knowing them, PostgreSQL takes an index where it would otherwise
    walk all 100,000 assignments in the order of urgency, waiting for one that matches.
    """
    ids = session.scalars(query.limit(FEW + 1)).all()
    return column.in_(ids) if len(ids) <= FEW else column.in_(query)
