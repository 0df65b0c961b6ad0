"""What waits for somebody: work that is late, and work that awaits the assigner's decision."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, case, func, literal, or_, select, tuple_
from sqlalchemy.orm import Session

from common import clock
from common.caller import Caller, Role
from services.tasks.assignments.shape import agency_of, assigner_of, rows_for, shown
from services.tasks.model import Assignment, ReviewState, Told, WorkState
from services.tasks.receipts import was_heard
from services.tasks.scope import assigned_by
from services.tasks.standing import (
    LATE,
    Sentence,
    Thresholds,
    days_late,
    is_live,
    review_overdue,
    stands,
)

_A = Assignment
_LATE_WORK, _LATE_REVIEW = 0, 1


def list_exceptions(
    session: Session, caller: Caller, limit: int, after: list[Any] | None
) -> Sequence[Any]:
    """Return up to `limit` + 1 rows of what is late: overdue work, longest first, then reviews.

    Requests and coordinating agencies are never among them.
    """
    thresholds = Thresholds.on(clock.today())
    late = and_(is_live(), stands(LATE, thresholds))
    rank = case((late, _LATE_WORK), else_=_LATE_REVIEW)
    since = case((late, _A.due_on), else_=_A.review_due_on)
    times_told = (
        select(func.count())
        .where(Told.assignment_id == _A.id, was_heard())
        .correlate(_A)
        .scalar_subquery()
    )
    query = rows_for(
        caller, rank.label("rank"), since.label("since"), times_told.label("times_told")
    ).where(or_(late, review_overdue(thresholds)))
    if after is not None:
        place, day, last_id = after
        start = tuple_(literal(place), literal(dt.date.fromisoformat(day)), literal(last_id))
        query = query.where(tuple_(rank, since, _A.id) > start)
    return session.execute(query.order_by(rank, since, _A.id).limit(limit + 1)).all()


def exception_key(row: Any) -> list[Any]:
    """Return a row's place among the exceptions, as JSON values."""
    return [row.rank, row.since.isoformat(), row.id]


def show_exception(row: Any, caller: Caller) -> dict[str, Any]:
    """Return a row of `list_exceptions` as JSON values: what is missing, who can unblock it."""
    thresholds = Thresholds.on(clock.today())
    awaits_decision = row.review_state == ReviewState.PENDING
    return shown(row, caller, thresholds) | {
        "days_late": days_late(row.since, thresholds.today),
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
    query = rows_for(caller).where(_A.review_state == ReviewState.PENDING)
    if not caller.has(Role.ADMIN):
        query = query.where(assigned_by(caller))
    if after is not None:
        instant, last_id = after
        start = tuple_(
            literal(dt.datetime.fromisoformat(instant), _A.review_since.type), literal(last_id)
        )
        query = query.where(tuple_(_A.review_since, _A.id) > start)
    return session.execute(query.order_by(_A.review_since, _A.id).limit(limit + 1)).all()


def review_key(row: Any) -> list[Any]:
    """Return a row's place in the waiting list, as JSON values."""
    return [row.review_since.isoformat(), row.id]


def show_review(row: Any, caller: Caller) -> dict[str, Any]:
    """Return a row of `list_reviews` as JSON values."""
    return shown(row, caller, Thresholds.on(clock.today())) | {
        "review_since": row.review_since,
        "review_due_on": row.review_due_on,
        "submitted_on": row.submitted_on,
    }


def _missing(row: Any) -> Sentence:
    """Return what has to happen next, in one sentence."""
    output = f": {row.output}" if row.output else ""
    match row.work_state:
        case WorkState.NOT_STARTED if row.acknowledged_at is None:
            return {
                "vi": "Đơn vị chưa tiếp nhận.",
                "en": "The agency has not accepted it yet.",
            }
        case WorkState.NOT_STARTED:
            return {
                "vi": f"Đã tiếp nhận, chưa bắt đầu{output}",
                "en": f"Accepted, but not started{output}",
            }
        case WorkState.IN_PROGRESS:
            return {"vi": f"Chưa nộp sản phẩm{output}", "en": f"Nothing submitted yet{output}"}
        case WorkState.RETURNED:
            return {
                "vi": f"Bị trả lại, chưa nộp lại{output}",
                "en": f"Returned, not submitted again{output}",
            }
        case WorkState.DECLINED:
            return {
                "vi": "Đơn vị từ chối; người giao chưa quyết định.",
                "en": "The agency declined; the assigner has not decided.",
            }
        case _:
            return {
                "vi": "Đã nộp; người giao chưa xác nhận.",
                "en": "Submitted; the assigner has not confirmed.",
            }
