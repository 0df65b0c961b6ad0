"""Events as the other services would send them, and what happens when notify hears them."""

import datetime as dt
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import select

from common import events
from common.caller import Caller, Role
from common.db import Database
from common.outbox import OUTBOX
from services.notify.channels import Channel
from services.notify.channels.file import FileChannel
from services.notify.consumers import HANDLERS
from services.notify.model import Medium, Message
from services.notify.recovery import sweep
from services.notify.sending import Desk, send_next

COMMITTEE, HEALTH, CULTURE = 1, 2, 3
NAMES = {COMMITTEE: "UBND tỉnh Mẫu", HEALTH: "Sở Y tế", CULTURE: "Sở Văn hóa"}
SLUGS = {COMMITTEE: "ubnd-tinh", HEALTH: "so-y-te", CULTURE: "so-van-hoa"}
FRIDAY = dt.datetime(2026, 5, 8, 2, 0, tzinfo=dt.UTC)  # 09:00 in Viet Nam
SAFE_DAY = dt.date(2026, 5, 15)
DUTY = "Tham mưu ban hành kế hoạch chăm sóc trẻ em trên địa bàn tỉnh giai đoạn 2026 - 2030"


def hear(database: Database, event_type: str, version: int, data: dict[str, Any]) -> events.Event:
    """Let notify handle an event as it arrives from the bus."""
    made = events.make(event_type, data["id"], version, data)
    event = events.decode(events.encode(made))
    tell(database, event)
    return event


def tell(database: Database, event: events.Event) -> None:
    """Let notify handle one decoded event."""
    with database.write() as session:
        HANDLERS[event.type](session, event)


def agency(
    agency_id: int, *, email: str | None = None, phone: str | None = None, active: bool = True
) -> dict[str, Any]:
    """Return the data of agency.changed."""
    return reference(agency_id) | {
        "aliases": [],
        "kind": "department",
        "parent_id": None,
        "email": email,
        "phone": phone,
        "active": active,
    }


def reference(agency_id: int) -> dict[str, Any]:
    """Return how events name an agency."""
    return {
        "id": agency_id,
        "slug": SLUGS.get(agency_id, f"co-quan-{agency_id}"),
        "name": NAMES.get(agency_id, f"Cơ quan {agency_id}"),
    }


def account(
    user_id: int, agency_id: int | None, language: str = "vi", *, active: bool = True
) -> dict[str, Any]:
    """Return the data of account.changed."""
    return {
        "id": user_id,
        "username": f"user-{user_id}",
        "agency_id": agency_id,
        "roles": ["officer"],
        "language": language,
        "active": active,
    }


def assignment(assignment_id: int = 42, agency_id: int = HEALTH, **changed: Any) -> dict[str, Any]:
    """Return the data of assignment.created."""
    data = {
        "id": assignment_id,
        "plan": {"id": 7, "number": "91/KH-UBND", "title": "Kế hoạch vì trẻ em năm 2026"},
        "agency": reference(agency_id),
        "assigner_agency_id": COMMITTEE,
        "role": "lead",
        "bindingness": "order",
        "label": "III.4",
        "text": DUTY,
        "deadline": {
            "phrase": "trước ngày 16/5/2026",
            "operator": "before",
            "stated_on": dt.date(2026, 5, 16),
            "last_safe_day": SAFE_DAY,
            "recurrence": None,
        },
    }
    return data | changed


def act(action: str, work_state: str, actor_agency_id: int, **changed: Any) -> dict[str, Any]:
    """Return the data of assignment.state_changed."""
    return assignment(**changed) | {
        "action": action,
        "from_state": "in_progress",
        "work_state": work_state,
        "review_state": "none",
        "note": "theo báo cáo kèm theo",
        "actor_id": 9,
        "actor_name": "user-9",
        "actor_agency_id": actor_agency_id,
        "at": FRIDAY,
    }


def overdue(**changed: Any) -> dict[str, Any]:
    """Return the data of assignment.escalated: red, to the head, the day after."""
    return _escalated("red", "head", -1, sms=True, **changed)


def due_soon(**changed: Any) -> dict[str, Any]:
    """Return the data of assignment.escalated: a reminder, three days before."""
    return _escalated("reminder", "owner", 3, sms=False, **changed)


def yellow(**changed: Any) -> dict[str, Any]:
    """Return the data of assignment.escalated: yellow, with an SMS."""
    return _escalated("yellow", "owner", 3, sms=True, **changed)


def _escalated(
    level: str, receiver: str, days_left: int, *, sms: bool, **changed: Any
) -> dict[str, Any]:
    told = {
        "work_state": "in_progress",
        "step": level,
        "level": level,
        "receiver": receiver,
        "recipient_id": HEALTH,
        "due_on": SAFE_DAY,
        "days_left": days_left,
        "sms": sms,
    }
    return assignment() | told | assignment(**changed)


def digest(kind: str = "week", **counts: int) -> dict[str, Any]:
    """Return the data of digest.made for the committee."""
    told = {"open": 9, "overdue": 2, "critical": 1, "due_soon": 3, "review_overdue": 4}
    line = {
        "assignment_id": 42,
        "agency": NAMES[HEALTH],
        "label": "III.4",
        "text": DUTY,
        "due_on": SAFE_DAY,
        "level": "deep_red",
    }
    return {
        "id": 1,
        "kind": kind,
        "agency": reference(COMMITTEE),
        "day": dt.date(2026, 5, 11),
        "counts": counts or told,
        "lines": [line] if kind == "day" else [],
        "basis": "Công văn số 12/UBND-VX" if kind == "calendar" else None,
    }


def created(database: Database, **changed: Any) -> events.Event:
    """Let notify hear of a new assignment."""
    return hear(database, events.ASSIGNMENT_CREATED, 1, assignment(**changed))


def settle_in(database: Database, phone: str | None = None) -> None:
    """Let notify hear of the agencies and their e-mail; `phone` is that of the health department.

    Without it tests do not depend on which kinds of notice the policy sends by SMS as well.
    """
    for agency_id, email in (
        (COMMITTEE, "vanphong@tinh.example"),
        (HEALTH, "soyte@tinh.example"),
        (CULTURE, "sovanhoa@tinh.example"),
    ):
        number = phone if agency_id == HEALTH else None
        hear(database, events.AGENCY_CHANGED, 1, agency(agency_id, email=email, phone=number))


def sent_messages(database: Database) -> Sequence[Message]:
    """Return all messages, the first planned first."""
    with database.read() as session:
        return session.scalars(select(Message).order_by(Message.id)).all()


def emitted(database: Database, event_type: str = events.MESSAGE_SETTLED) -> list[dict[str, Any]]:
    """Return the data of the events notify has sent out, in order."""
    with database.read() as session:
        bodies = session.scalars(
            select(OUTBOX.c.body).where(OUTBOX.c.type == event_type).order_by(OUTBOX.c.id)
        ).all()
    return [dict(events.decode(body).data) for body in bodies]


def desk(medium: Medium, channel: Channel, **settings: Any) -> Desk:
    """Return a desk that sends `medium` by `channel`."""
    return Desk(medium=medium, channel=channel, **settings)


def file_desks(folder: Path) -> dict[Medium, Desk]:
    """Return desks that write files, as in the demo."""
    return {
        Medium.EMAIL: desk(Medium.EMAIL, FileChannel(folder / "email", ".eml")),
        Medium.SMS: desk(Medium.SMS, FileChannel(folder / "sms", ".txt")),
    }


def send_all(database: Database, desks: dict[Medium, Desk]) -> None:
    """Let every desk send and the sweeper sweep until nothing is left to do now."""
    while True:
        for each in desks.values():
            while send_next(database, each):
                pass
        if not sweep(database, desks):
            return


def caller(
    *roles: Role, agency_id: int | None = HEALTH, user_id: int = 9, username: str = "user-9"
) -> Caller:
    """Return somebody who asks."""
    return Caller(user_id, username, agency_id, frozenset(roles or (Role.OFFICER,)))


def event_id() -> str:
    """Return a new event id."""
    return str(uuid.uuid4())
