"""Answers of the services in the shape they are given; agencies, plans and duties are invented."""

from collections.abc import Iterable
from typing import Any

HEALTH = {"id": 7, "slug": "so-y-te", "name": "Sở Y tế"}
FINANCE = {"id": 8, "slug": "so-tai-chinh", "name": "Sở Tài chính"}
COMMITTEE = {"id": 1, "slug": "ubnd-tinh", "name": "UBND tỉnh Hòa Giang"}
PLAN = {"id": 3, "number": "45/KH-UBND", "title": "Kế hoạch công tác trẻ em năm 2026"}


def session(roles: Iterable[str], agency_id: int | None) -> dict[str, Any]:
    """Return what identity says of a live session."""
    agencies = {agency["id"]: agency for agency in (HEALTH, FINANCE, COMMITTEE)}
    return {
        "expires_at": "2099-01-01T00:00:00+00:00",
        "user": {
            "id": 70,
            "username": "so-y-te",
            "agency": agencies.get(agency_id),
            "agency_id": agency_id,
            "roles": list(roles),
            "language": "vi",
        },
    }


def assignment(**changes: Any) -> dict[str, Any]:
    """Return one assignment as lists show it, with `changes`."""
    return {
        "id": 42,
        "plan": PLAN,
        "agency": HEALTH,
        "assigner_agency": COMMITTEE,
        "role": "lead",
        "bindingness": "order",
        "label": "III.3",
        "text": "Chủ trì, phối hợp với Sở Tài chính tổ chức khám sàng lọc cho ít nhất 100 trẻ em.",
        "output": "Danh sách trẻ em cần phẫu thuật",
        "work_state": "in_progress",
        "review_state": "none",
        "extension_state": "none",
        "standing": "due_soon",
        "standing_reason": {
            "vi": "Còn 2 ngày làm việc, đến hết 24/11/2026.",
            "en": "2 working days left, until 2026-11-24.",
        },
        "review_overdue": False,
        "result": None,
        "deadline": {
            "phrase": "trước ngày 25/11",
            "operator": "before",
            "stated_on": "2026-11-25",
            "last_safe_day": "2026-11-24",
            "recurrence": None,
        },
        "due_on": "2026-11-24",
        "acknowledged_at": "2026-10-12T03:00:00+00:00",
        "version": 5,
        "available_actions": ["update", "submit", "decline"],
    } | changes


def detail(**changes: Any) -> dict[str, Any]:
    """Return one assignment in full, with `changes`."""
    return (
        assignment()
        | {
            "span": [120, 210],
            "created_at": "2026-10-12T01:00:00+00:00",
            "submitted_on": None,
            "review_since": None,
            "review_due_on": None,
            "grade": None,
            "partner_counts": {"total": 1, "acknowledged": 1},
            "partners": [
                {
                    "agency": FINANCE,
                    "role": "coordinating",
                    "acknowledged": True,
                    "acknowledged_at": "2026-10-13T03:00:00+00:00",
                }
            ],
            "evidence": [],
            "told": {"count": 2, "last_at": "2026-11-17T01:30:00+00:00"},
        }
        | changes
    )


def act(action: str, **changes: Any) -> dict[str, Any]:
    """Return one entry of the history."""
    return {
        "version": 2,
        "at": "2026-10-12T03:00:00+00:00",
        "action": action,
        "actor": {"id": 70, "name": "so-y-te", "agency_id": 7},
        "note": None,
        "cause": None,
        "work_state": "in_progress",
        "review_state": "none",
        "due_on": "2026-11-24",
    } | changes


def listed(*items: Any, following: str | None = None) -> dict[str, Any]:
    """Return a page of a list."""
    return {"items": list(items), "next": following}


def prepare(*, identity: Any, plans: Any, tasks: Any, notify: Any) -> None:
    """Script the services with one plan, three assignments of different urgency, one late."""
    late = assignment(
        id=43,
        label="III.4",
        text="Rà soát điểm nguy cơ đuối nước, lắp biển cảnh báo tại ao, hồ, sông, suối.",
        output="Báo cáo kết quả",
        work_state="not_started",
        standing="critical",
        standing_reason={
            "vi": "Quá hạn 18 ngày (hạn 03/11/2026), từ 3 ngày làm việc.",
            "en": "18 days overdue (due on 2026-11-03), 3 working days or more.",
        },
        acknowledged_at=None,
        available_actions=["accept", "start", "update", "submit", "decline"],
    )
    asked = assignment(
        id=44,
        role="executing",
        bindingness="request",
        text="Tuyên truyền trong hội viên về phòng ngừa xâm hại trẻ em.",
        output=None,
        standing="no_deadline",
        standing_reason={
            "vi": "Kế hoạch không nêu ngày hoàn thành.",
            "en": "The plan names no day by which it must be done.",
        },
        deadline=None,
        due_on=None,
    )
    tasks.on("GET", "/assignments", listed(late, assignment(), asked))
    tasks.on("GET", "/assignments/42", detail())
    tasks.on(
        "GET",
        "/assignments/42/history",
        listed(act("accept"), act("update", note="Đã khám 86 trẻ tại 41 xã.")),
    )
    notify.on("GET", "/messages", listed())
    notify.on("GET", "/inbox", listed() | {"unread": 3})
    plans.on("GET", "/plans", listed())
