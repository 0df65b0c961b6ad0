"""An issued plan becomes one assignment for each duty and agency, whatever happens meanwhile."""

import datetime as dt
from typing import Any

import orjson
import pytest
from sqlalchemy import func, select

from common import events
from common.db import Database
from common.outbox import OUTBOX
from services.tasks import fanout
from services.tasks.model import Agency, Assignment, History, Plan, PlanItem
from tests.unit.tasks.world import (
    COMMITTEE,
    COMMUNE,
    FINANCE,
    FRONT,
    HEALTH,
    fan_out,
    issue,
    issued,
    item,
    receive,
)

DUE = dt.date(2026, 5, 19)


def pairs(database: Database) -> list[tuple[str, str, int]]:
    with database.read() as session:
        query = (
            select(PlanItem.key, Assignment.role, Assignment.agency_id)
            .join(PlanItem, PlanItem.id == Assignment.item_id)
            .order_by(PlanItem.key, Assignment.agency_id)
        )
        return [(row.key, row.role, row.agency_id) for row in session.execute(query)]


def totals(database: Database) -> tuple[int, int, int]:
    with database.read() as session:
        counted = [
            session.scalar(select(func.count()).select_from(table))
            for table in (Assignment, History, OUTBOX)
        ]
    return (counted[0] or 0, counted[1] or 0, counted[2] or 0)


def test_every_responsible_agency_gets_its_assignment(database: Database) -> None:
    issue(
        database,
        item("a", lead=[HEALTH], coordinating=[FINANCE, FRONT]),
        item("b", lead=[], executing=[COMMUNE, HEALTH]),
    )
    assert pairs(database) == [
        ("a", "lead", HEALTH),
        ("a", "coordinating", FINANCE),
        ("a", "coordinating", FRONT),
        ("b", "executing", HEALTH),
        ("b", "executing", COMMUNE),
    ]


def test_an_agency_named_twice_gets_the_heavier_role_only(database: Database) -> None:
    issue(database, item("a", lead=[HEALTH], executing=[HEALTH], coordinating=[HEALTH, HEALTH]))
    assert pairs(database) == [("a", "lead", HEALTH)]


def test_each_assignment_has_its_history_and_its_event(database: Database) -> None:
    (one,) = issue(database, item("a", due=DUE))
    with database.read() as session:
        first = session.scalars(select(History).where(History.assignment_id == one)).one()
        body = session.scalar(select(OUTBOX.c.body))
    assert (first.version, first.action, first.actor_name) == (1, "assign", "coordinator")
    assert first.cause is not None
    assert first.cause.startswith("event:")
    assert first.snapshot == {
        "work_state": "not_started",
        "review_state": "none",
        "extension_state": "none",
        "due_on": "2026-05-19",
        "item_key": "a",
        "state": {
            "plan_id": 1,
            "item_id": 1,
            "agency_id": HEALTH,
            "assigner_agency_id": COMMITTEE,
            "role": "lead",
            "bindingness": "order",
        },
    }
    told = events.decode(body or "")
    assert (told.type, told.subject, told.version) == (events.ASSIGNMENT_CREATED, str(one), 1)
    assert told.data["agency"] == {"id": HEALTH, "slug": "so-y-te", "name": "Sở Y tế"}
    assert told.data["deadline"]["last_safe_day"] == DUE


def test_a_coordinating_agency_has_no_day_of_its_own(database: Database) -> None:
    issue(database, item("a", due=DUE, coordinating=[FINANCE]))
    with database.read() as session:
        days = dict(session.execute(select(Assignment.role, Assignment.due_on)).all())
    assert days == {"lead": DUE, "coordinating": None}


def test_a_plan_delivered_again_changes_nothing(database: Database) -> None:
    plan = issued(item("a"))
    for _ in range(2):
        receive(database, plan)
        fan_out(database)
    assert totals(database) == (1, 1, 1)


def test_a_plan_of_an_agency_nobody_knows_is_refused_whole(database: Database) -> None:
    plan = issued(item("a", lead=[999]))
    with pytest.raises(fanout.UnknownAgencyError, match="999"):
        receive(database, plan)
    with database.read() as session:
        assert session.scalar(select(func.count(Plan.id))) == 0


def test_a_plan_without_duties_is_finished_at_once(database: Database) -> None:
    issue(database)
    issue(database, item("a"), plan_id=2)
    with database.read() as session:
        pending = select(func.count(Plan.id)).where(Plan.fanned_out_at.is_(None))
        assert session.scalar(pending) == 0
    assert totals(database) == (1, 1, 1)


@pytest.mark.parametrize("batch", [1, 2, 3, 4, 7, 100])
def test_batches_of_any_size_make_each_assignment_once(database: Database, batch: int) -> None:
    receive(
        database,
        issued(
            item("a", lead=[HEALTH], coordinating=[FINANCE, FRONT]),
            item("b", lead=[], executing=[COMMITTEE, HEALTH, FINANCE, COMMUNE]),
        ),
    )
    fan_out(database, batch)
    assert len(set(pairs(database))) == 7
    assert totals(database) == (7, 7, 7)


@pytest.mark.parametrize("done", range(4))
def test_a_batch_that_was_cut_off_leaves_no_trace(database: Database, done: int) -> None:
    receive(database, issued(item("a", lead=[], executing=[HEALTH, FINANCE, FRONT, COMMUNE])))
    for _ in range(done):
        with database.write() as session:
            fanout.make_batch(session, 1)

    def cut_off() -> None:
        with database.write() as session:
            fanout.make_batch(session, 1)
            raise InterruptedError

    with pytest.raises(InterruptedError):
        cut_off()
    assert totals(database) == (done, done, done)
    fan_out(database, 1)
    assert totals(database) == (4, 4, 4)


def agency(version: int, **changes: Any) -> events.Event:
    data = {
        "id": HEALTH,
        "slug": "so-y-te",
        "name": "Sở Y tế",
        "aliases": ["SYT"],
        "kind": "department",
        "parent_id": COMMITTEE,
        "email": None,
        "phone": None,
        "active": True,
    }
    changed = events.make(events.AGENCY_CHANGED, HEALTH, version, data | changes)
    return events.decode(events.encode(changed))


def test_an_agency_follows_its_newest_version(database: Database) -> None:
    for version, name in ((1, "Sở Y tế"), (3, "Sở Y tế tỉnh"), (2, "Sở Y tế cũ"), (3, "khác")):
        receive(database, agency(version, name=name))
    with database.read() as session:
        known = session.get_one(Agency, HEALTH)
    assert (known.name, known.version, known.folded) == ("Sở Y tế tỉnh", 3, " so y te tinh | syt")


def test_a_plan_does_not_overwrite_what_the_registry_said(database: Database) -> None:
    receive(database, agency(5, name="Sở Y tế tỉnh"))
    issue(database, item("a"))
    with database.read() as session:
        body = session.scalar(select(OUTBOX.c.body)) or ""
    assert orjson.loads(body)["data"]["agency"]["name"] == "Sở Y tế tỉnh"
