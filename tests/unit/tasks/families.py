"""Plans that change plans, as tasks hears of them."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from common import events
from common.db import Database
from services.tasks import fanout, following
from tests.unit.tasks.world import COMMITTEE, issued, receive


def changing(
    *items: Mapping[str, Any],
    kind: str = "replaces",
    pairs: Mapping[str, str],
    same: Sequence[str] = (),
    removed: Sequence[str] = (),
    plan_id: int = 2,
    old_id: int = 1,
) -> events.Event:
    """Return `plan.issued` of a plan that changes the plan `old_id`.

    `pairs` maps keys of its items to keys of the old plan's; those in `same` ask for the same.
    """
    texts = {one["key"]: one for one in items}
    data = dict(issued(*items, plan_id=plan_id).data)
    data["relation"] = {
        "kind": kind,
        "plan": {"id": old_id, "number": f"{old_id}/KH-UBND", "title": "Kế hoạch vì trẻ em"},
        "plan_ids": [old_id],
        "pairs": [
            {
                "key": key,
                "plan_id": old_id,
                "from_key": old,
                "same": key in same,
                "label": texts[key]["label"],
                "text": texts[key]["text"],
            }
            for key, old in pairs.items()
        ],
        "removed": [{"plan_id": old_id, "key": key} for key in removed],
    }
    if kind == "corrects":
        data["items"] = []
    return _loaded(events.PLAN_ISSUED, plan_id, data)


def recalled(plan_id: int = 1, *others: int) -> events.Event:
    """Return `plan.recalled` of a plan with its amendments `others`."""
    data = {
        "plan": {"id": plan_id, "number": f"{plan_id}/KH-UBND", "title": "Kế hoạch vì trẻ em"},
        "plan_ids": [plan_id, *others],
        "number": "70/QĐ-UBND",
        "issued_on": dt.date(2026, 5, 18),
        "reason": "Trùng kế hoạch khác",
        "actor_id": 7,
        "actor_name": "coordinator",
        "actor_agency_id": COMMITTEE,
    }
    return _loaded(events.PLAN_RECALLED, plan_id, data)


def _loaded(event_type: str, subject: int, data: Mapping[str, Any]) -> events.Event:
    return events.decode(events.encode(events.make(event_type, subject, 3, data)))


def follow(database: Database, batch: int = following.BATCH) -> None:
    """Carry every change out and make every pending assignment, as the loop does."""
    busy = True
    while busy:
        with database.write() as session:
            moved = following.move_batch(session, batch)
        with database.write() as session:
            made = fanout.make_batch(session, batch)
        busy = bool(moved or made)


def change(database: Database, *items: Mapping[str, Any], **how: Any) -> None:
    """Issue a plan that changes an earlier one, and carry it out."""
    receive(database, changing(*items, **how))
    follow(database)
