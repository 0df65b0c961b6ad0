"""A small world to test in: a committee that assigns, departments that work, a plan."""

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import select

from common import clock, events
from common.caller import Caller, Role
from common.db import LIBRARY, Database
from services.tasks import consumers, fanout
from services.tasks.assignments import Act, perform
from services.tasks.model import Action, Assignment, Base

COMMITTEE, HEALTH, FINANCE, FRONT, COMMUNE = 1, 2, 3, 4, 5
AGENCIES = {
    COMMITTEE: ("ubnd-tinh", "Ủy ban nhân dân tỉnh", "committee"),
    HEALTH: ("so-y-te", "Sở Y tế", "department"),
    FINANCE: ("so-tai-chinh", "Sở Tài chính", "department"),
    FRONT: ("mat-tran", "Ủy ban Mặt trận Tổ quốc", "front"),
    COMMUNE: ("xa-an-binh", "Ủy ban nhân dân xã An Bình", "commune"),
}
EVIDENCE = {
    "number": "12/BC-SYT",
    "issued_on": dt.date(2026, 5, 20),
    "sent_to": "Ủy ban nhân dân tỉnh",
}
NEEDS_NOTE = frozenset(
    {
        "chase",
        "decline",
        "hold",
        "raise_blocker",
        "reassign",
        "request_extension",
        "resolve_blocker",
        "return",
        "set_deadline",
        "update",
        "withdraw",
    }
)
# A Wednesday in an ordinary working week, ten in the morning in Viet Nam.
NOON = dt.datetime(2026, 5, 20, 3, 0, tzinfo=dt.UTC)
TODAY = dt.date(2026, 5, 20)


def make_database(folder: Path) -> Database:
    """Return an empty SQLite database with every table of tasks."""
    database = open_database(folder)
    LIBRARY.create_all(database.engine)
    Base.metadata.create_all(database.engine)
    return database


def open_database(folder: Path) -> Database:
    """Return the SQLite database in `folder`."""
    return Database(f"sqlite:///{folder}/tasks.db")


def caller(agency_id: int | None, *roles: Role, user_id: int | None = None) -> Caller:
    """Return a caller; every agency and role has a user of its own unless one is named."""
    number = user_id or 100 * (agency_id or 0) + sum(list(Role).index(role) + 1 for role in roles)
    return Caller(number, f"user-{number}", agency_id, frozenset(roles))


OFFICER = caller(HEALTH, Role.OFFICER)
COORDINATOR = caller(COMMITTEE, Role.COORDINATOR)
ADMIN = caller(None, Role.ADMIN)


def deadline(last_safe_day: dt.date | None, phrase: str = "trước ngày") -> dict[str, Any]:
    """Return a deadline of the form "before X"."""
    stated_on = last_safe_day and last_safe_day + dt.timedelta(days=1)
    return {
        "phrase": phrase,
        "operator": "before" if stated_on else None,
        "stated_on": stated_on,
        "last_safe_day": last_safe_day,
        "recurrence": None,
    }


def item(
    key: str = "a",
    *,
    due: dt.date | None = None,
    lead: Sequence[int] = (HEALTH,),
    executing: Sequence[int] = (),
    coordinating: Sequence[int] = (),
    bindingness: str = "order",
    text: str = "Tuyên truyền phòng, chống bạo lực trẻ em",
) -> dict[str, Any]:
    """Return a duty of a plan."""
    parties = {"lead": lead, "executing": executing, "coordinating": coordinating}
    return {
        "key": key,
        "label": f"III.{key}",
        "text": text,
        "output": "Báo cáo kết quả",
        "bindingness": bindingness,
        "deadline": deadline(due) if due else None,
        "span": [0, 10],
        "parties": [{"role": r, "agency_ids": list(ids)} for r, ids in parties.items() if ids],
    }


def issued(*items: Mapping[str, Any], plan_id: int = 1, assigner: int = COMMITTEE) -> events.Event:
    """Return `plan.issued` as a consumer receives it."""
    data = {
        "plan": {"id": plan_id, "number": f"{plan_id}/KH-UBND", "title": "Kế hoạch vì trẻ em"},
        "issuer": "Ủy ban nhân dân tỉnh",
        "issued_on": dt.date(2026, 1, 5),
        "assigner_agency_id": assigner,
        "actor_id": 7,
        "actor_name": "coordinator",
        "agencies": [
            {"id": agency_id, "slug": slug, "name": name}
            for agency_id, (slug, name, _) in AGENCIES.items()
        ],
        "items": list(items),
    }
    return events.decode(events.encode(events.make(events.PLAN_ISSUED, plan_id, 2, data)))


def receive(database: Database, received: events.Event) -> None:
    """Handle an event in a transaction, as the bus does."""
    with database.write() as session:
        consumers.HANDLERS[received.type](session, received)


def fan_out(database: Database, batch: int = fanout.BATCH) -> None:
    """Make every pending assignment."""
    made = 1
    while made:
        with database.write() as session:
            made = fanout.make_batch(session, batch)


def issue(database: Database, *items: Mapping[str, Any], **which: int) -> list[int]:
    """Issue a plan with `items`; return the ids of its assignments, in order."""
    plan = issued(*items, **which)
    receive(database, plan)
    fan_out(database)
    with database.read() as session:
        plan_id = plan.data["plan"]["id"]
        query = select(Assignment.id).where(Assignment.plan_id == plan_id).order_by(Assignment.id)
        return list(session.scalars(query))


def do(database: Database, who: Caller, assignment_id: int, action: str, **body: Any) -> Assignment:
    """Perform `action` on the present version, with the fields it needs unless they are given."""
    needed: dict[str, Any] = {}
    if action in NEEDS_NOTE:
        needed["note"] = "vì lý do này"
    if action == "submit":
        needed["evidence"] = [EVIDENCE]
    with database.write() as session:
        version = session.get_one(Assignment, assignment_id).version
        act = Act(who, Action(action), clock.now(), **(needed | body))
        perform(session, assignment_id, version, act)
        return session.get_one(Assignment, assignment_id)
