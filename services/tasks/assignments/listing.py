"""Lists of assignments, most urgent or best fitting first: filtered and paged in the database."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, literal, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from common import clock
from common.caller import Caller
from services.tasks import agencies, calendars
from services.tasks.assignments.shape import page_for, shown
from services.tasks.model import OPEN, Assignment, PlanItem
from services.tasks.scope import Scope, monitored_by, waits_for, within
from services.tasks.search import Asked, Found, Marking, Order, Rank, search
from services.tasks.standing import Standing, Thresholds, is_open, review_overdue, stands

Page = Callable[..., Select[*tuple[Any, ...]]]
"""`page_for` with who asks and the filters filled in."""

REVIEW_OVERDUE = "review_overdue"
"""Asked for like a standing, though it is the reviewer's and not the agency's."""

FEW = 500


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to; empty means all.

    `agency` is an id or slug, `period` the first day of the month in which the last safe day lies.
    `assignee` "me" asks for what was handed to the caller, or to whom he acts for; `unblocker` "me"
    for what waits for the caller's agency to resolve a blocker, `monitored` "me" for what the
    caller follows; `whose` for one of the scopes in which a caller may see work.
    A standing without a state asks for open work: what was completed late is no longer overdue.
    `q` is what is searched for; it is sorted by how well it fits unless `sort` asks for urgency.
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
    monitored: str | None = None
    whose: Scope | None = None
    q: str | None = None
    sort: str | None = None

    @property
    def asked(self) -> Asked | None:
        """What is searched for, if it has a word."""
        return Asked.of(self.q)

    @property
    def by_rank(self) -> bool:
        """Whether the best fit comes first."""
        return self.asked is not None and self.sort != Order.URGENCY

    def scope(self, caller: Caller) -> ColumnElement[bool] | None:
        """Return which assignments are asked for that lists do not show else; None if none."""
        asked = [waits_for(caller)] if self.unblocker else []
        asked += [monitored_by(caller)] if self.monitored else []
        asked += [within(self.whose, caller)] if self.whose else []
        return and_(*asked) if asked else None

    def conditions(
        self, session: Session, thresholds: Thresholds | None = None
    ) -> Iterator[ColumnElement[bool]]:
        """Yield conditions on assignments alone, so that a page is chosen before any join.

        Standing is judged by `thresholds`, those of today unless others are given.
        """
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
            today = thresholds or Thresholds.on(clock.today(), calendars.load(session))
            yield self._standing(today)
        if self.period:
            yield _falls_due_in(session, self.period)

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

    Sorted by rank if something is searched for, then by urgency: dated work first, then undated,
    closed work last. The last of the order is the id.
    """
    conditions = list(filters.conditions(session))
    if filters.assignee:
        conditions.append(Assignment.assignee_id == (caller.acting_for or caller.user_id))
    page = partial(page_for, caller, Assignment.urgency, scope=filters.scope(caller))
    found = search(session, filters.asked) if filters.asked else None
    if found is not None and filters.by_rank:
        return _best_first(session, found, partial(page, *conditions), limit + 1, after)
    if found is not None:
        conditions.append(found.whole())
    query = page(*conditions, after=_place(after), count=limit + 1)
    return session.execute(query.add_columns(literal(None).label("rank"))).all()


def _best_first(
    session: Session, found: Found, page: Page, count: int, after: list[Any] | None
) -> Sequence[Any]:
    """Return the next `count` rows, one rank after the other until there are enough.

    Each rank is read in the order of urgency, which an index has: sorting all that fits a common
    word by its rank would be sorting a million rows.
    """
    rows: list[Any] = []
    for step in found.steps():
        if after is not None and step.rank < after[0]:
            continue
        start = _place(after[1:]) if after is not None and step.rank == after[0] else None
        wanted = count - len(rows)
        query = page(step.condition, after=start, count=wanted, sieve=step.sieve)
        some = session.execute(query.add_columns(literal(step.rank.value).label("rank"))).all()
        if step.sieve is None or len(some) == wanted:
            rows += some
        if len(rows) >= count:
            break
    return rows


def _place(key: list[Any] | None) -> tuple[dt.date, int] | None:
    return (dt.date.fromisoformat(key[0]), key[1]) if key else None


def sort_key(row: Any) -> list[Any]:
    """Return a row's place in the list, as JSON values."""
    place = [row.place.isoformat(), row.id]
    return place if row.rank is None else [row.rank, *place]


def show_listed(
    row: Any, caller: Caller, thresholds: Thresholds, mark: Marking | None
) -> dict[str, Any]:
    """Return a row of the list as JSON values; with how it fits, if something is searched for."""
    return shown(row, caller, thresholds) | ({"found": _found(row, mark)} if mark else {})


def _found(row: Any, mark: Marking) -> dict[str, Any]:
    """Return the rank of a row, and where in its texts the words are."""
    texts = {
        "text": row.text,
        "output": row.output,
        "label": row.label,
        "agency": row.agency_name,
        "plan_number": row.plan_number,
        "plan_title": row.plan_title,
    }
    places = {name: mark(text) for name, text in texts.items()}
    return {
        "rank": None if row.rank is None else Rank(row.rank).name.lower(),
        "marks": {name: some for name, some in places.items() if some},
    }


def _falls_due_in(session: Session, first: dt.date) -> ColumnElement[bool]:
    """Return the condition that the last safe day lies in the month that begins on `first`."""
    last = (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
    items = select(PlanItem.id).where(PlanItem.last_safe_day.between(first, last))
    return _is_one_of(session, Assignment.item_id, items)


def _is_one_of(
    session: Session, column: InstrumentedAttribute[int], query: Select[int]
) -> ColumnElement[bool]:
    """Return the condition that `column` is among the ids that `query` finds.

    Few ids are looked up first: knowing them, PostgreSQL takes an index where it would otherwise
    walk all 100,000 assignments in the order of urgency, waiting for one that matches.
    """
    ids = session.scalars(query.limit(FEW + 1)).all()
    return column.in_(ids) if len(ids) <= FEW else column.in_(query)
