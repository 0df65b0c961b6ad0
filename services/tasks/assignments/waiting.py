"""What waits for somebody: work that is late, and work that awaits the assigner's decision."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, func, literal, select
from sqlalchemy.orm import Session

from common import clock
from common.caller import Caller, Role
from services.tasks import calendars
from services.tasks.assignments.shape import agency_of, assigner_of, page_for, shown
from services.tasks.model import Assignment, ExtensionState, ReviewState, Told, WorkState
from services.tasks.receipts import was_heard
from services.tasks.scope import assigned_by
from services.tasks.standing import (
    LATE,
    Sentence,
    Thresholds,
    awaits_assigner,
    days_late,
    is_late,
    is_live,
    review_overdue,
    stands,
)

_A = Assignment
_LATE_WORK, _LATE_REVIEW = 0, 1


def list_exceptions(
    session: Session,
    caller: Caller,
    limit: int,
    after: list[Any] | None,
    *,
    plan_id: int | None = None,
) -> Sequence[Any]:
    """Return up to `limit` + 1 rows of what is late: overdue work, longest first, then reviews.

    Requests and coordinating agencies are never among them. `plan_id` leaves other plans out.
    """
    thresholds = Thresholds.on(clock.today(), calendars.load(session))
    chosen = literal(value=True) if plan_id is None else _A.plan_id == plan_id
    rank, start = _LATE_WORK, None
    if after is not None:
        rank, start = after[0], (dt.date.fromisoformat(after[1]), after[2])
    rows: list[Any] = []
    if rank == _LATE_WORK:
        late = and_(chosen, is_late(thresholds))
        query = _exceptions(_LATE_WORK, caller, _A.urgency, late, after=start, count=limit + 1)
        rows += session.execute(query)
        start = None
    if len(rows) <= limit:
        # A declined duty can be late on both sides; it is listed once, as the agency's.
        waits = and_(chosen, review_overdue(thresholds), ~and_(is_live(), stands(LATE, thresholds)))
        count = limit + 1 - len(rows)
        query = _exceptions(_LATE_REVIEW, caller, _A.review_due_on, waits, after=start, count=count)
        rows += session.execute(query)
    return rows


def _exceptions(
    rank: int, caller: Caller, order: Any, which: ColumnElement[bool], *, after: Any, count: int
) -> Select[*tuple[Any, ...]]:
    times_told = (
        select(func.count())
        .where(Told.assignment_id == _A.id, was_heard())
        .correlate(_A)
        .scalar_subquery()
    )
    return page_for(caller, order, which, after=after, count=count).add_columns(
        literal(rank).label("rank"), times_told.label("times_told")
    )


def exception_key(row: Any) -> list[Any]:
    """Return a row's place among the exceptions, as JSON values."""
    return [row.rank, row.place.isoformat(), row.id]


def show_exception(row: Any, caller: Caller, thresholds: Thresholds) -> dict[str, Any]:
    """Return a row of `list_exceptions` as JSON values: what is missing, who can unblock it."""
    awaits_decision = row.review_state == ReviewState.PENDING
    return shown(row, caller, thresholds) | {
        "days_late": days_late(row.place, thresholds.today),
        "missing": _missing(row),
        "unblocker": {
            "agency": assigner_of(row) if awaits_decision else agency_of(row),
            "role": Role.LEADER if awaits_decision else Role.HEAD,
        },
        "times_told": row.times_told,
    }


def list_reviews(
    session: Session, caller: Caller, limit: int, after: list[Any] | None
) -> Sequence[Any]:
    """Return up to `limit` + 1 rows that await the decision of the caller's agency, oldest first.

    An administrator sees those of every agency.
    """
    conditions = [awaits_assigner(clock.today())]
    if not caller.has(Role.ADMIN):
        conditions.append(assigned_by(caller))
    start = (dt.datetime.fromisoformat(after[0]), after[1]) if after else None
    # The review comes first where both are open: it stopped the agency's clock.
    since = func.coalesce(_A.review_since, _A.extension_since, _A.held_since)
    query = page_for(caller, since, *conditions, after=start, count=limit + 1)
    return session.execute(query.add_columns(_A.extension_remind_on)).all()


def review_key(row: Any) -> list[Any]:
    """Return a row's place in the waiting list, as JSON values."""
    return [row.place.isoformat(), row.id]


def show_review(row: Any, caller: Caller, thresholds: Thresholds) -> dict[str, Any]:
    """Return a row of `list_reviews` as JSON values."""
    kind, by = _awaited(row)
    return shown(row, caller, thresholds) | {
        "waits_for": kind,
        "waiting_since": row.place,
        "decide_by": by,
        "review_since": row.review_since,
        "review_due_on": row.review_due_on,
        "submitted_on": row.submitted_on,
    }


def _awaited(row: Any) -> tuple[str, dt.date | None]:
    """Return what has to be decided, and by which day."""
    if row.review_state == ReviewState.PENDING:
        return "review", row.review_due_on
    if row.extension_state == ExtensionState.REQUESTED:
        return "extension", row.extension_remind_on
    return "hold", row.held_until


_NOT_ACCEPTED: Final[Sentence] = {
    "vi": "Đơn vị chưa tiếp nhận.",
    "en": "The agency has not accepted it yet.",
}
_MISSING: Final[dict[str, Sentence]] = {
    WorkState.NOT_STARTED: {
        "vi": "Đã tiếp nhận, chưa bắt đầu{output}.",
        "en": "Accepted, but not started{output}.",
    },
    WorkState.IN_PROGRESS: {
        "vi": "Chưa nộp sản phẩm{output}.",
        "en": "Nothing submitted yet{output}.",
    },
    WorkState.RETURNED: {
        "vi": "Bị trả lại, chưa nộp lại{output}.",
        "en": "Returned, not submitted again{output}.",
    },
    WorkState.DECLINED: {
        "vi": "Đơn vị từ chối; người giao chưa quyết định.",
        "en": "The agency declined; the assigner has not decided.",
    },
    WorkState.SUBMITTED: {
        "vi": "Đã nộp; người giao chưa xác nhận.",
        "en": "Submitted; the assigner has not confirmed.",
    },
}


def _missing(row: Any) -> Sentence:
    """Return what has to happen next, in one sentence."""
    if row.work_state == WorkState.NOT_STARTED and row.acknowledged_at is None:
        return _NOT_ACCEPTED
    told = _MISSING[row.work_state]
    output = f": {row.output.rstrip('.')}" if row.output else ""
    return {
        "vi": told["vi"].replace("{output}", output),
        "en": told["en"].replace("{output}", output),
    }
