"""Đôn đốc in bulk: who would be told what, and what it costs; then one act for each assignment.

The text may name what differs: `{agency}`, `{label}`, `{plan}`, `{due}` and `{days_late}`.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from common import clock
from common.caller import Caller
from common.errors import InvalidInputError, Problem
from services.tasks import chasing, history
from services.tasks.model import Assignment, Bindingness, ChaseRound
from services.tasks.scope import assigned_by, visible_to

DEFAULT_TEXT: Final = (
    "Đề nghị {agency} khẩn trương hoàn thành nhiệm vụ mục {label} ({plan}), hạn {due}, "
    "và cập nhật kết quả trên hệ thống."
)
REQUEST_TEXT: Final = (
    "Trân trọng đề nghị {agency} quan tâm thực hiện nội dung mục {label} ({plan}) "
    "và phản hồi khi thuận tiện."
)
"""What a body that cannot be commanded reads instead of the default."""

_NAMES: Final = frozenset({"agency", "label", "plan", "due", "days_late"})
_PLACE = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Round:
    """One wish to chase: which assignments, in which words (None: the default), by whom."""

    caller: Caller
    ids: Sequence[int]
    text: str | None


def preview(session: Session, wished: Round) -> dict[str, Any]:
    """Return who would be told what, whom the act would pass by and why, and its cost."""
    _check(wished)
    rows = [_row(work, wished) for work in _load(session, wished)]
    return _summed(rows) | {"sent": False, "id": None}


def send(session: Session, wished: Round) -> dict[str, Any]:
    """Chase each assignment that can be; returns as `preview` does, with the round's id.

    One transaction: all of them, each with its history entry and event, or none.
    """
    _check(wished)
    works = _load(session, wished)
    rows = [_row(work, wished) for work in works]
    summed = _summed(rows)
    made = ChaseRound(
        at=clock.now(),
        actor_id=wished.caller.user_id,
        actor_name=wished.caller.username,
        agency_id=wished.caller.agency_id or 0,
        text=wished.text or DEFAULT_TEXT,
        chased=summed["chased"],
        passed_by=summed["passed_by"],
        sms_segments=summed["sms_segments"],
    )
    session.add(made)
    session.flush()
    last = history.heads(session, [work.id for work in works])
    for work, row in zip(works, rows, strict=True):
        if row["problem"] is None:
            chasing.chase(
                session,
                work,
                wished.caller,
                made.at,
                row["text"],
                cause=f"chase:{made.id}",
                previous=last[work.id],
            )
    return summed | {"sent": True, "id": made.id}


def list_rounds(
    session: Session, caller: Caller, limit: int, after: list[Any] | None
) -> Sequence[ChaseRound]:
    """Return up to `limit` + 1 earlier rounds of the caller's agency, the newest first."""
    query = select(ChaseRound).where(ChaseRound.agency_id == (caller.agency_id or 0))
    if after is not None:
        query = query.where(ChaseRound.id < after[0])
    return session.scalars(query.order_by(ChaseRound.id.desc()).limit(limit + 1)).all()


def show_round(one: ChaseRound) -> dict[str, Any]:
    """Return an earlier round as JSON values."""
    return {
        "id": one.id,
        "at": one.at,
        "actor": {"id": one.actor_id, "name": one.actor_name},
        "text": one.text,
        "chased": one.chased,
        "passed_by": one.passed_by,
        "sms_segments": one.sms_segments,
    }


def _check(wished: Round) -> None:
    """Refuse a text with a place that we cannot fill, before anybody reads it."""
    unknown = sorted(set(_PLACE.findall(wished.text or "")) - _NAMES)
    if unknown:
        known = ", ".join(f"{{{name}}}" for name in sorted(_NAMES))
        raise InvalidInputError.of("/text", f"{{{unknown[0]}}} is not known; there are {known}")


def _load(session: Session, wished: Round) -> Sequence[Assignment]:
    """Return the assignments in order of urgency; one that the caller may not see is not there."""
    query = (
        select(Assignment)
        .where(Assignment.id.in_(wished.ids), visible_to(wished.caller), assigned_by(wished.caller))
        .order_by(Assignment.urgency, Assignment.id)
        .options(
            joinedload(Assignment.plan, innerjoin=True),
            joinedload(Assignment.item, innerjoin=True),
            joinedload(Assignment.agency, innerjoin=True),
        )
    )
    found = session.scalars(query).all()
    strange = sorted(set(wished.ids) - {work.id for work in found})
    if strange:
        raise InvalidInputError.of("/assignments", f"{strange[0]} is nothing your agency assigned")
    return found


def _row(work: Assignment, wished: Round) -> dict[str, Any]:
    problem: Problem | None = chasing.refusal(work, wished.caller)
    by_sms = work.bindingness == Bindingness.ORDER
    return {
        "assignment_id": work.id,
        "agency": {"id": work.agency.id, "slug": work.agency.slug, "name": work.agency.name},
        "label": work.item.label,
        "bindingness": work.bindingness,
        "due_on": work.due_on,
        "text": _said(work, wished.text),
        "sms_segments": 1 if by_sms and problem is None else 0,
        "problem": problem and problem.detail,
    }


def _said(work: Assignment, text: str | None) -> str:
    is_request = work.bindingness == Bindingness.REQUEST
    wanted = text or (REQUEST_TEXT if is_request else DEFAULT_TEXT)
    late = (clock.today() - work.due_on).days if work.due_on else 0
    values = {
        "agency": work.agency.name,
        "label": work.item.label,
        "plan": work.plan.number or work.plan.title,
        "due": _day(work.due_on),
        "days_late": str(max(0, late)),
    }
    return _PLACE.sub(lambda found: values[found[1]], wanted)[: chasing.LONGEST_TEXT]


def _day(day: dt.date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else "không quy định"


def _summed(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the rows with what they come to; an SMS is kept to one segment when it is written."""
    told = Counter(row["agency"]["id"] for row in rows if row["problem"] is None)
    return {
        "chased": sum(told.values()),
        "passed_by": len(rows) - sum(told.values()),
        "agencies": len(told),
        "sms_segments": sum(row["sms_segments"] for row in rows),
        "items": rows,
    }
