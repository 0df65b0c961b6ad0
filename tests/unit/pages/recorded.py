"""Answers of the services in the shape they are given; agencies, plans and duties are invented."""

from collections.abc import Iterable
from typing import Any

from tests.unit.pages import recorded_families as families

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


def variant(**changes: Any) -> dict[str, Any]:
    """Return the rules of a kind of plan, with `changes`."""
    return {
        "kind": "plan",
        "version": 2,
        "set_at": "2026-11-20T02:00:00+00:00",
        "set_by": "admin",
        "rules": {
            "off": ["decline"],
            "needs": {"approve": ["note"]},
            "head_submits": True,
            "max_extensions": 2,
            "extension_days": 0,
            "beyond": "label",
            "review_days": 3,
        },
    } | changes


def variants() -> dict[str, Any]:
    """Return the rules of all kinds, and what may be said in them."""
    return {
        "items": [variant(kind="default", version=0, set_at=None, set_by=None), variant()],
        "may_leave_out": ["accept", "decline", "hold"],
        "may_need": {"approve": ["grade", "note"], "start": ["note"]},
        "bounds": {"max_extensions": [0, 10], "extension_days": [0, 30], "review_days": [1, 30]},
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
        "contribute_by": None,
        "held_until": None,
        "blocked_since": None,
        "assignee": None,
        "monitor": None,
        "last_note": None,
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
            "uploads": [],
            "comments": 0,
            "told": {"count": 2, "last_at": "2026-11-17T01:30:00+00:00"},
            "extensions": [],
            "extension_effect": None,
            "blockers": [],
            "chases": 0,
            "replaces": None,
            "replaced_by": None,
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


def plan(**changes: Any) -> dict[str, Any]:
    """Return a draft under review, with `changes`."""
    return (
        PLAN
        | {
            "version": 4,
            "state": "draft",
            "issued_on": "2026-01-05",
            "issuer": "Ủy ban nhân dân tỉnh Hòa Giang",
            "document_type": "Kế hoạch",
            "marked_draft": False,
            "owner_agency_id": 1,
            "created_at": "2026-11-20T02:00:00+00:00",
            "issued_at": None,
            "counts": {
                "items": 2,
                "pending": 1,
                "accepted": 1,
                "rejected": 0,
                "pending_by_kind": {"duty": 1},
                "pending_without_findings": 1,
                "open_findings": {"error": 1, "warning": 0, "info": 2},
            },
            "available_actions": [
                "correct",
                "accept",
                "reject",
                "merge",
                "split",
                "add",
                "relate",
                "map",
                "answer",
                "undo",
                "discard",
                "issue",
            ],
        }
        | changes
    )


TEXT = "III. TỔ CHỨC THỰC HIỆN\n1. Sở Y tế\n- Chủ trì khám sàng lọc.\n- Lập danh mục thiết bị.\n"


def party(**changes: Any) -> dict[str, Any]:
    """Return an addressee in an item."""
    return {
        "role": "lead",
        "addressee": "Sở Y tế",
        "resolution": "agencies",
        "class": None,
        "agencies": [HEALTH | {"kind": "department"}],
        "count": 1,
    } | changes


def item(words: str = "Chủ trì khám sàng lọc.", **changes: Any) -> dict[str, Any]:
    """Return an item of the draft whose text is `words` of TEXT."""
    start = TEXT.index(words)
    return {
        "id": 11,
        "version": 2,
        "key": "duty-1",
        "kind": "duty",
        "label": "III.1",
        "text": words,
        "span": [start, start + len(words)],
        "output": None,
        "bindingness": "order",
        "deadline": None,
        "review": "pending",
        "reason": None,
        "made_of": [],
        "original": {"text": words, "output": None, "deadline": None, "parties": []},
        "corrected": [],
        "findings": [],
        "parties": [party()],
    } | changes


def finding(**changes: Any) -> dict[str, Any]:
    """Return an open finding."""
    return {
        "id": 5,
        "code": "no-lead",
        "severity": "error",
        "state": "open",
        "message": {"vi": "Chưa rõ cơ quan chủ trì.", "en": "No lead is named."},
        "span": [36, 58],
        "suggestion": None,
        "remedy": None,
        "resolved_at": None,
        "resolved_by": None,
        "note": None,
    } | changes


def remedy(action: str, **changes: Any) -> dict[str, Any]:
    """Return what settles a finding."""
    return {
        "action": action,
        "field": None,
        "item": None,
        "addressee": None,
        "value": None,
        "candidates": [],
    } | changes


def change(**changes: Any) -> dict[str, Any]:
    """Return the newest act of a reviewer, a correction."""
    difference = {
        "item": 11,
        "label": "III.1",
        "field": "text",
        "before": "Chủ trì khám sàng lọc.",
        "after": "Chủ trì khám sàng lọc tim.",
    }
    return {
        "id": 61,
        "at": "2026-11-21T02:00:00+00:00",
        "by": {"id": 70, "name": "coordinator"},
        "action": "correct",
        "item": 11,
        "note": None,
        "count": 1,
        "differences": [difference],
        "findings": [],
        "undone_at": None,
        "undone_by": None,
        "undoable": True,
    } | changes


def told(**changes: Any) -> dict[str, Any]:
    """Return an agency that the plan would reach."""
    reached = {"roles": {"lead": 1}, "items": 1, "names": ["Sở Y tế"]}
    return HEALTH | {"kind": "department"} | reached | changes


def section(**changes: Any) -> dict[str, Any]:
    """Return a heading with items below it."""
    return {
        "label": "III",
        "title": "TỔ CHỨC THỰC HIỆN",
        "span": [0, 80],
        "items": 2,
        "pending": 1,
    } | changes


def addressee(**changes: Any) -> dict[str, Any]:
    """Return a name of the plan and whom it means."""
    return {
        "id": 21,
        "name": "Sở Y tế",
        "kind": "department",
        "items": 2,
        "roles": {"lead": 1, "executing": 1},
        "decided": False,
        "candidates": [],
        "resolution": "agencies",
        "class": None,
        "agencies": [HEALTH | {"kind": "department"}],
        "count": 1,
    } | changes


def agency(**changes: Any) -> dict[str, Any]:
    """Return an agency of the registry."""
    return (
        HEALTH
        | {
            "aliases": ["Sở Y"],
            "kind": "department",
            "parent_id": None,
            "email": "so-y-te@example.org",
            "phone": None,
            "active": True,
            "valid_from": None,
            "valid_to": None,
            "version": 3,
        }
        | changes
    )


def account(**changes: Any) -> dict[str, Any]:
    """Return an account."""
    return {
        "id": 70,
        "username": "so-y-te",
        "agency": HEALTH,
        "agency_id": 7,
        "roles": ["officer"],
        "language": "vi",
        "active": True,
        "version": 1,
    } | changes


def figures(**changes: int) -> dict[str, Any]:
    """Return the cells of a statistic."""
    cells = {
        "done_on_time": 3,
        "done_late": 1,
        "open_in_time": 4,
        "open_overdue": 2,
        "done_no_deadline": 0,
        "open_no_deadline": 5,
    } | changes
    return {
        **cells,
        "total": sum(cells.values()),
        "requests": {"done": 1, "open": 2},
        "coordinating": {"accepted": 1, "waiting": 0},
    }


def statistics(by: str, *rows: dict[str, Any]) -> dict[str, Any]:
    """Return a statistic with these rows."""
    return {
        "by": by,
        "as_of": "2026-11-21T01:00:00+00:00",
        "today": "2026-11-21",
        "rules": "1",
        "calendar": "vn",
        "totals": figures(),
        "rows": list(rows),
    }


def notice(**changes: Any) -> dict[str, Any]:
    """Return a notice of the inbox."""
    return {
        "id": 9,
        "kind": "created",
        "assignment_id": 42,
        "plan_id": 3,
        "title": "Nhiệm vụ mới: mục III.3, 45/KH-UBND",
        "text": "Cơ quan được giao một nhiệm vụ.",
        "created_at": "2026-11-20T02:00:00+00:00",
        "read_at": None,
    } | changes


def message(**changes: Any) -> dict[str, Any]:
    """Return a message of the log."""
    return {
        "id": 31,
        "kind": "created",
        "assignment_id": 42,
        "agency": {"id": 7, "name": "Sở Y tế"},
        "channel": "sms",
        "address": "0900000001",
        "state": "delivered",
        "segments": 1,
        "possible_duplicate": False,
        "created_at": "2026-11-20T02:00:00+00:00",
    } | changes


def stuck(**changes: Any) -> dict[str, Any]:
    """Return an item of the console of stuck items, with `changes`."""
    return {
        "id": "notify.message.12",
        "service": "notify",
        "kind": "failed_send",
        "since": "2026-05-20T05:00:00Z",
        "age_s": 60,
        "owner": {"agency_id": 1, "name": "UBND tỉnh Hòa Giang"},
        "cause": {
            "vi": "Tin email gửi Sở Y tế bị từ chối",
            "en": "The email to Sở Y tế is rejected",
        },
        "link": "/assignments/42",
        "retryable": True,
        "cursor": "2026-05-20T05:00:00Z~notify.message.12",
    } | changes


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
    for script in (identity, plans, tasks, notify):
        stuck_items = [stuck()] if script is notify else []
        script.on("GET", "/stuck", {"items": stuck_items, "next": None, "away": []})
        script.on("GET", "/stuck/counts", {"counts": {}, "away": []})
        script.on("GET", "/stuck/acts", {"items": [], "away": []})
    tasks.on("GET", "/variants", variants())
    tasks.on("GET", "/variants/plan", variant())
    tasks.on("GET", "/assignments", listed(late, assignment(), asked))
    tasks.on("GET", "/assignments/42", detail())
    tasks.on(
        "GET",
        "/assignments/42/history",
        listed(act("accept"), act("update", note="Đã khám 86 trẻ tại 41 xã.")),
    )
    notify.on("GET", "/messages", listed(message()))
    notify.on("GET", "/inbox", listed(notice()) | {"unread": 3})
    late_shown = late | {
        "days_late": 18,
        "missing": {"vi": "Đơn vị chưa tiếp nhận.", "en": "The agency has not accepted it yet."},
        "unblocker": {"agency_id": 7, "role": "head"},
        "times_told": 2,
    }
    tasks.on("GET", "/assignments/exceptions", listed(late_shown))
    waiting = assignment(
        work_state="submitted",
        waits_for="review",
        waiting_since="2026-11-20T02:00:00+00:00",
        decide_by="2026-11-25",
    )
    tasks.on("GET", "/reviews", listed(waiting))
    earlier = {
        "id": 4,
        "at": "2026-11-20T02:00:00+00:00",
        "actor": {"id": 5, "name": "dieuphoi"},
        "text": "Đề nghị báo cáo trước 16 giờ.",
        "chased": 3,
        "passed_by": 1,
        "sms_segments": 2,
    }
    tasks.on("GET", "/chases", listed(earlier))
    tasks.on(
        "GET", "/statistics", statistics("agency", figures() | {"agency": HEALTH, "plan": PLAN})
    )
    _prepare_plan(plans)
    identity.on("GET", "/agencies", listed(agency()))
    identity.on("GET", "/agencies/7", agency())
    identity.on("GET", "/accounts", listed(account()))
    identity.on("GET", "/accounts/70", account())


def _prepare_plan(plans: Any) -> None:
    accepted = item("Lập danh mục thiết bị.", id=12, key="duty-2", review="accepted")
    spans = [
        {
            "kind": "agency",
            "start": 26,
            "end": 33,
            "id": None,
            "label": "Sở Y tế",
            "of": None,
            "state": None,
        },
        *(
            {
                "kind": "item",
                "start": one["span"][0],
                "end": one["span"][1],
                "id": one["id"],
                "label": one["key"],
                "of": one["kind"],
                "state": one["review"],
            }
            for one in (item(), accepted)
        ),
        {
            "kind": "finding",
            "start": 36,
            "end": 58,
            "id": 5,
            "label": "no-lead",
            "of": "error",
            "state": "open",
        },
    ]
    plans.on("GET", "/plans", listed(plan()))
    plans.on("GET", "/plans/3", plan())
    plans.on("GET", "/plans/3/items", listed(item(), accepted))
    plans.on("GET", "/plans/3/items/11", item())
    plans.on("GET", "/plans/3/document", {"text": TEXT, "spans": spans})
    plans.on("GET", "/plans/3/findings", listed(finding()))
    plans.on("GET", "/plans/3/addressees", listed(addressee()))
    plans.on("GET", "/plans/3/sections", listed(section(), section(label="III.1", title="Sở Y tế")))
    plans.on("GET", "/plans/3/changes", listed(change()))
    new = told(id=None, slug=None, name="Trạm Thủy văn", kind="other", names=["Trạm Thủy văn"])
    plans.on("GET", "/plans/3/distribution", listed(told(), new))
    plans.on("GET", "/plans/3/consequences", families.consequences())
    plans.on("GET", "/plans/3/relations", families.family())
    plans.on("GET", "/plans/3/difference", families.difference())
    plans.on("GET", "/plans/3/coverage", families.coverage())
