"""Decrees for tests of tasks: the events that identity would send, what they leave alone."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import text

from common import clock, events
from common.db import Database
from tests.unit.tasks.world import receive

BASIS = {"kind": "Nghị định", "number": "15/2026/NĐ-CP", "issued_on": dt.date(2026, 5, 4)}


def heir(agency: int | str, *words: str, field: str | None = None) -> dict[str, Any]:
    """Return one who may take over, told by words."""
    return {"agency": agency, "field": field, "words": list(words)}


def rule(agency_id: int, *heirs: Mapping[str, Any], ends: bool = True) -> dict[str, Any]:
    """Return what becomes of one agency's duties."""
    return {"agency_id": agency_id, "ends": ends, "heirs": list(heirs)}


def decision(scope: str, agency_id: int, to: int | None = None, **about: Any) -> dict[str, Any]:
    """Return a decision that is taken now."""
    return {"scope": scope, "from": agency_id, "to": to, "at": clock.now(), "by": "admin", **about}


def applied(
    rules: Sequence[Mapping[str, Any]],
    decisions: Sequence[Mapping[str, Any]] = (),
    *,
    number: int = 1,
) -> events.Event:
    """Return `reorganisation.applied` as a consumer receives it."""
    heirs = {one["agency"] for stated in rules for one in stated["heirs"]}
    data = {
        "id": number,
        "title": "Sắp xếp các sở",
        "basis": BASIS,
        "effective_on": dt.date(2026, 5, 20),
        "actor_id": 1,
        "actor_name": "admin",
        "actor_agency_id": None,
        "agencies": [
            {"id": one, "slug": f"co-quan-{one}", "name": f"Cơ quan {one}", "kind": "department"}
            for one in sorted(heirs)
        ],
        "rules": list(rules),
        "decisions": list(decisions),
    }
    made = events.make(events.REORGANISATION_APPLIED, number, 2, data)
    return events.decode(events.encode(made))


def reverted(number: int = 1) -> events.Event:
    """Return `reorganisation.reverted` as a consumer receives it."""
    data = {
        "id": number,
        "title": "Sắp xếp các sở",
        "reason": "nghị quyết bị bãi bỏ",
        "actor_id": 1,
        "actor_name": "admin",
        "actor_agency_id": None,
    }
    return events.decode(
        events.encode(events.make(events.REORGANISATION_REVERTED, number, 3, data))
    )


def apply(database: Database, *rules: Mapping[str, Any], **more: Any) -> None:
    """Apply a decree of `rules`."""
    receive(database, applied(rules, **more))


def rows(database: Database, table: str, where: str = "1 = 1") -> list[bytes]:
    """Return every column of rows as stored, in bytes: what must stay identical is compared so."""
    with database.read() as session:
        found = session.execute(text(f"SELECT * FROM {table} WHERE {where} ORDER BY 1, 2"))  # noqa: S608 - our own words
        return [repr(tuple(row)).encode() for row in found]


def closed(database: Database) -> dict[str, list[bytes]]:
    """Return all closed work with its history and evidence, byte for byte."""
    done = "SELECT id FROM assignment WHERE work_state IN ('completed', 'withdrawn')"
    return {
        "assignment": rows(database, "assignment", f"id IN ({done})"),
        "history": rows(database, "history", f"assignment_id IN ({done})"),
        "evidence": rows(database, "evidence", f"assignment_id IN ({done})"),
    }
