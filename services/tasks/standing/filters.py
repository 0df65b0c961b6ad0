"""The same standing as in `rules`, as conditions on columns that indexes can serve.

They compare dates with thresholds reckoned once for the request; no date arithmetic is left to
the database, so SQLite and PostgreSQL agree.
"""

import datetime as dt
from collections.abc import Iterable

from sqlalchemy import Boolean, ColumnElement, and_, case, false, literal_column, or_

from services.tasks.model import (
    CLOSED,
    LIVE,
    RUNNING,
    RUNS,
    WAITING,
    WITHOUT_DAY,
    Assignment,
    Bindingness,
    ExtensionState,
    ReviewState,
    WorkState,
)
from services.tasks.standing.rules import LATE, Standing, Thresholds

_A = Assignment
_LIVE = _A.work_state.in_(sorted(LIVE))
_RUNNING = _A.work_state.in_(sorted(RUNNING))
_REQUEST = _A.bindingness == Bindingness.REQUEST
_LATE = tuple(sorted(LATE))


def is_live() -> ColumnElement[bool]:
    """Return the condition that the agency's clock runs and it is reminded: not while on hold."""
    return _LIVE


def is_open() -> ColumnElement[bool]:
    """Return the condition that the assignment is neither completed nor withdrawn."""
    return _A.work_state.not_in(sorted(CLOSED))


def stands(wanted: Iterable[Standing], thresholds: Thresholds) -> ColumnElement[bool]:
    """Return the condition that `standing_of` gives one of `wanted`."""
    return or_(false(), *(_one(standing, thresholds) for standing in wanted))


def review_overdue(thresholds: Thresholds) -> ColumnElement[bool]:
    """Return the condition that the review has waited too long."""
    return and_(_A.review_state == ReviewState.PENDING, _A.review_due_on < thresholds.today)


def awaits_assigner(today: dt.date) -> ColumnElement[bool]:
    """Return the condition that the assigner has something to decide."""
    waits = or_(
        _A.review_state == ReviewState.PENDING,
        _A.extension_state == ExtensionState.REQUESTED,
        hold_to_review(today),
    )
    return and_(_indexed(WAITING), waits)


def is_late(thresholds: Thresholds) -> ColumnElement[bool]:
    """Return the condition that live work is late, as lists of nothing else ask for it.

    It says the same as `stands(LATE, …)` of live work; an index holds only what runs, by its day.
    """
    late = and_(is_live(), stands(LATE, thresholds))
    return and_(_indexed(RUNS), _A.due_on < thresholds.today, late)


def _indexed(which: str) -> ColumnElement[bool]:
    # As text: a database cannot tell from bound values that the rows are those of the index.
    return literal_column(which.format(of="assignment."), Boolean())


def hold_to_review(today: dt.date) -> ColumnElement[bool]:
    """Return the condition that the day has come on which the assigner looks at a hold again."""
    return and_(_A.work_state == WorkState.ON_HOLD, _A.held_until <= today)


def extension_to_remind(today: dt.date) -> ColumnElement[bool]:
    """Return the condition that the assigner's day to answer a request for time is over."""
    return and_(_assigner_owes(), _A.extension_remind_on < today)


def extension_to_escalate(today: dt.date) -> ColumnElement[bool]:
    """Return the condition that its superior is to be told of the unanswered request."""
    return and_(_assigner_owes(), _A.extension_escalate_on < today)


def _assigner_owes() -> ColumnElement[bool]:
    # To another day that was offered, the agency owes the answer. The index says since when.
    asked = _A.extension_state == ExtensionState.REQUESTED
    return and_(asked, _A.extension_since.is_not(None))


def _one(standing: Standing, thresholds: Thresholds) -> ColumnElement[bool]:
    if standing is Standing.NO_DEADLINE:
        # Nothing dated that is open is behind that place: lists begin there.
        without = or_(_A.due_on.is_(None), _A.work_state == WorkState.WITHDRAWN)
        return and_(_A.urgency >= WITHOUT_DAY, without)
    submitted = and_(_A.work_state == WorkState.SUBMITTED, _A.standing_when_submitted == standing)
    live = and_(_RUNNING, _running(standing, thresholds))
    return and_(_A.due_on.is_not(None), or_(live, submitted, _completed(standing)))


def _running(standing: Standing, thresholds: Thresholds) -> ColumnElement[bool]:
    # While work is live its place in the order of urgency is its day, or WITHOUT_DAY; indexes
    # begin with that column, so one scan serves the filter and the order of the list.
    day = _A.urgency
    match standing:
        case Standing.ON_TRACK:
            return day > thresholds.soon_until
        case Standing.DUE_SOON:
            still_ahead = or_(day >= thresholds.today, _REQUEST)
            return and_(day <= thresholds.soon_until, still_ahead)
        case Standing.OVERDUE:
            late = and_(day < thresholds.today, ~_critical(thresholds))
            return and_(late, ~_REQUEST)
        case _:
            return and_(_critical(thresholds), ~_REQUEST)


def _critical(thresholds: Thresholds) -> ColumnElement[bool]:
    if not thresholds.critical_by:
        return _A.urgency <= thresholds.critical_on
    # Agencies with a calendar of their own are few, and differ on few days of the year.
    latest = max(thresholds.critical_on, *thresholds.critical_by.values())
    of_assigner = case(
        thresholds.critical_by, value=_A.assigner_agency_id, else_=thresholds.critical_on
    )
    return and_(_A.urgency <= latest, _A.urgency <= of_assigner)


def _completed(standing: Standing) -> ColumnElement[bool]:
    done = _A.work_state == WorkState.COMPLETED
    if standing is Standing.OVERDUE:
        return and_(done, _A.standing_when_submitted.in_(_LATE))
    if standing is Standing.ON_TRACK:
        return and_(done, _A.standing_when_submitted.not_in(_LATE))
    return false()
