"""Holds, blockers, other agencies, units and persons: each act with its guard and its trace."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from common import clock, events
from common.caller import Role
from common.db import Database
from common.outbox import OUTBOX
from services.tasks import escalation
from services.tasks.model import Assignment
from tests.contract.tasks.client import Api
from tests.unit.tasks.world import (
    COMMUNE,
    COORDINATOR,
    FINANCE,
    FRONT,
    HEALTH,
    NOON,
    OFFICER,
    TODAY,
    caller,
    do,
    fan_out,
    issue,
    issued,
    item,
    receive,
)

TREASURER = caller(FINANCE, Role.OFFICER)


def told(database: Database) -> list[dict[str, Any]]:
    """Return the data of every event sent, in order."""
    with database.read() as session:
        bodies = session.scalars(select(OUTBOX.c.body).order_by(OUTBOX.c.id)).all()
    return [dict(events.decode(body).data) for body in bodies]


def hire(database: Database, agency_id: int = HEALTH, **changed: Any) -> None:
    """Let tasks hear of an account."""
    data = {"id": 31, "username": "lan", "agency_id": agency_id, "roles": ["officer"]}
    data |= {"language": "vi", "active": True, **changed}
    receive(
        database, events.decode(events.encode(events.make(events.ACCOUNT_CHANGED, 31, 1, data)))
    )


# ─── hold ────────────────────────────────────────────────────────────────────


def test_a_hold_mutes_reminders_and_leaves_day_and_standing(api: Api, database: Database) -> None:
    with clock.frozen(NOON):
        (one,) = issue(database, item(due=TODAY))
        do(database, OFFICER, one, "start")
        body = {"note": "Chờ Nghị quyết của HĐND", "review_on": "2026-05-29"}
        held = api.done(COORDINATOR, one, "hold", body)
    assert (held["work_state"], held["held_until"]) == ("on_hold", "2026-05-29")
    with clock.frozen(NOON + dt.timedelta(days=5)):
        assert escalation.scan(database, escalation.DEFAULT, lambda: True)
        assert api.json(OFFICER, f"/assignments/{one}")["told"]["steps"] == []
        assert api.json(OFFICER, f"/assignments/{one}")["standing"] == "critical"
        assert api.json(COORDINATOR, "/reviews")["items"] == []
    with clock.frozen(NOON + dt.timedelta(days=9)):
        (due,) = api.json(COORDINATOR, "/reviews")["items"]
        assert (due["waits_for"], due["decide_by"]) == ("hold", "2026-05-29")
        resumed = api.done(COORDINATOR, one, "resume")
    assert (resumed["work_state"], resumed["held_until"]) == ("in_progress", None)


@pytest.mark.parametrize("day", ["2026-05-20", "2026-06-20"])
def test_a_hold_is_looked_at_again_within_thirty_days(
    api: Api, database: Database, day: str
) -> None:
    with clock.frozen(NOON):
        (one,) = issue(database, item())
        answer = api.act(COORDINATOR, one, "hold", {"note": "x", "review_on": day})
    assert answer.status_code == 422
    assert answer.json
    assert answer.json["errors"][0]["pointer"] == "/review_on"


# ─── blockers ────────────────────────────────────────────────────────────────


def test_who_can_resolve_a_blocker_sees_the_duty_while_it_is_open(
    api: Api, database: Database
) -> None:
    (one,) = issue(database, item())
    assert api.get(TREASURER, f"/assignments/{one}").status_code == 404
    need = {"note": "Chưa có kinh phí", "agency": "so-tai-chinh"}
    assert api.done(OFFICER, one, "raise_blocker", need)["blocked_since"]
    seen = api.json(TREASURER, f"/assignments/{one}")
    assert seen["available_actions"] == ["resolve_blocker"]
    assert seen["blockers"][0]["text"] == "Chưa có kinh phí"
    assert [row["id"] for row in api.json(TREASURER, "/assignments", unblocker="me")["items"]] == [
        one
    ]
    assert api.json(TREASURER, "/assignments")["items"] == []
    assert api.act(TREASURER, one, "resolve_blocker", {"note": "Đã cấp"}).status_code == 200
    assert api.get(TREASURER, f"/assignments/{one}").status_code == 404
    (closed,) = api.json(OFFICER, f"/assignments/{one}")["blockers"]
    assert (closed["resolution"], closed["unblocker"]["slug"]) == ("Đã cấp", "so-tai-chinh")
    assert [data.get("unblocker_agency_id") for data in told(database)] == [None, FINANCE, FINANCE]


def test_without_a_name_the_assigner_can_resolve_it(api: Api, database: Database) -> None:
    (one,) = issue(database, item())
    api.act(OFFICER, one, "raise_blocker", {"note": "Thiếu hướng dẫn"})
    assert "resolve_blocker" in api.json(COORDINATOR, f"/assignments/{one}")["available_actions"]


@pytest.mark.parametrize("agency", ["so-y-te", "khong-co", "999"])
def test_a_blocker_names_another_agency_that_exists(
    api: Api, database: Database, agency: str
) -> None:
    (one,) = issue(database, item())
    answer = api.act(OFFICER, one, "raise_blocker", {"note": "x", "agency": agency})
    assert answer.status_code == 422


def test_a_blocker_waits_for_nobody_unknown(api: Api, database: Database) -> None:
    with clock.frozen(NOON):
        (one,) = issue(database, item(), assigner=999)  # no event has told us of it
        answer = api.act(OFFICER, one, "raise_blocker", {"note": "Chưa có kinh phí"})
    assert answer.status_code == 422
    assert answer.json
    assert answer.json["errors"][0]["pointer"] == "/agency"


def test_submitting_closes_the_blocker(api: Api, database: Database) -> None:
    (one,) = issue(database, item())
    api.act(OFFICER, one, "raise_blocker", {"note": "Thiếu hướng dẫn"})
    do(database, OFFICER, one, "submit")
    found = api.json(OFFICER, f"/assignments/{one}")
    assert found["version"] == 3
    assert found["blocked_since"] is None
    assert found["blockers"][0]["resolved_at"]


# ─── reassigning ─────────────────────────────────────────────────────────────


def test_a_duty_goes_to_another_agency_and_can_come_back(api: Api, database: Database) -> None:
    with clock.frozen(NOON):
        (one,) = issue(database, item(due=TODAY))
        do(database, OFFICER, one, "decline")
        body = {"agency": "so-tai-chinh", "note": "Đúng chức năng", "due_on": "2026-05-27"}
        old = api.done(COORDINATOR, one, "reassign", body)
        assert old["work_state"] == "withdrawn"
        two = api.json(COORDINATOR, f"/assignments/{one}")["replaced_by"]
        new = api.json(TREASURER, f"/assignments/{two}")
        assert (new["replaces"], new["role"], new["due_on"]) == (one, "lead", "2026-05-27")
        assert new["available_actions"][:2] == ["accept", "start"]
        first = api.json(TREASURER, f"/assignments/{two}/history")["items"][0]
        assert (first["action"], first["note"]) == ("assign", "Đúng chức năng")
        back = {"agency": "so-y-te", "note": "Giao lại như cũ"}
        assert api.act(COORDINATOR, two, "reassign", back).status_code == 200
    kinds = [(data.get("action"), data["agency"]["slug"]) for data in told(database)]
    assert kinds == [
        (None, "so-y-te"),
        ("decline", "so-y-te"),
        (None, "so-tai-chinh"),
        ("reassign", "so-y-te"),
        (None, "so-y-te"),
        ("reassign", "so-tai-chinh"),
    ]


def test_a_coordinating_agencys_day_goes_over_to_the_one_in_its_place(
    api: Api, database: Database
) -> None:
    with clock.frozen(NOON):
        due = TODAY + dt.timedelta(days=5)
        _, one = issue(database, item(due=due, coordinating=[FINANCE]))
        body = {"agency": "xa-an-binh", "note": "Gần dân hơn", "due_on": "2026-05-22"}
        late = api.act(COORDINATOR, one, "reassign", body | {"due_on": "2026-05-26"})
        assert late.status_code == 422
        api.done(COORDINATOR, one, "reassign", body)
        two = api.json(COORDINATOR, f"/assignments/{one}")["replaced_by"]
        new = api.json(COORDINATOR, f"/assignments/{two}")
    assert (new["due_on"], new["contribute_by"]) == (None, "2026-05-22")


def test_who_has_the_duty_already_cannot_get_it_again(api: Api, database: Database) -> None:
    one, _ = issue(database, item(coordinating=[FINANCE]))
    answer = api.act(COORDINATOR, one, "reassign", {"agency": "so-tai-chinh", "note": "x"})
    assert answer.status_code == 422
    assert api.json(COORDINATOR, f"/assignments/{one}")["version"] == 1


def test_what_a_body_of_the_front_gets_is_a_request(api: Api, database: Database) -> None:
    front = {"id": FRONT, "slug": "mat-tran", "name": "Mặt trận", "aliases": [], "kind": "front"}
    front |= {"parent_id": None, "email": None, "phone": None, "active": True}
    receive(
        database,
        events.decode(events.encode(events.make(events.AGENCY_CHANGED, FRONT, 1, front))),
    )
    (one,) = issue(database, item())
    api.act(COORDINATOR, one, "reassign", {"agency": "mat-tran", "note": "x"})
    two = api.json(COORDINATOR, f"/assignments/{one}")["replaced_by"]
    assert api.json(COORDINATOR, f"/assignments/{two}")["bindingness"] == "request"


# ─── one lead ────────────────────────────────────────────────────────────────


def test_the_database_refuses_a_second_lead(database: Database) -> None:
    one, two = issue(database, item(executing=[FINANCE]))
    with pytest.raises(IntegrityError), database.write() as session:
        session.get_one(Assignment, two).role = "lead"
    with database.read() as session:
        assert session.get_one(Assignment, one).role == "lead"


def test_a_second_named_lead_executes_and_members_of_a_class_lead(database: Database) -> None:
    duty = item(lead=[HEALTH, FINANCE])
    duty["parties"].append({"role": "lead", "agency_ids": [COMMUNE, FRONT], "is_class": True})
    receive(database, issued(duty))
    fan_out(database)
    with database.read() as session:
        made = session.execute(
            select(Assignment.agency_id, Assignment.role, Assignment.is_class)
        ).all()
    assert sorted(map(tuple, made)) == [
        (HEALTH, "lead", False),
        (FINANCE, "executing", False),
        (FRONT, "lead", True),
        (COMMUNE, "lead", True),
    ]


# ─── inside an agency ────────────────────────────────────────────────────────


def test_work_is_handed_to_an_account_that_finds_it(api: Api, database: Database) -> None:
    hire(database)
    with clock.frozen(NOON):
        one, _ = issue(database, item("a", due=TODAY + dt.timedelta(days=9)), item("b"))
        body = {"assignee": "lan", "due_on": "2026-05-25"}
        handed = api.done(OFFICER, one, "hand_over", body)
    assert handed["assignee"] == {"id": 31, "name": "lan", "due_on": "2026-05-25"}
    lan = caller(HEALTH, Role.OFFICER, user_id=31)
    assert [row["id"] for row in api.json(lan, "/assignments", assignee="me")["items"]] == [one]
    assert api.json(OFFICER, "/assignments", assignee="me")["items"] == []


@pytest.mark.parametrize("agency_id", [FINANCE, None])
def test_a_unit_or_a_strangers_account_is_only_a_name(
    api: Api, database: Database, agency_id: int | None
) -> None:
    if agency_id:
        hire(database, agency_id)
    (one,) = issue(database, item())
    handed = api.done(OFFICER, one, "hand_over", {"assignee": "lan"})
    assert handed["assignee"]["id"] is None


def test_inside_nobody_gets_a_day_after_the_agencys(api: Api, database: Database) -> None:
    with clock.frozen(NOON):
        (one,) = issue(database, item(due=TODAY))
        answer = api.act(OFFICER, one, "hand_over", {"assignee": "x", "due_on": "2026-05-21"})
    assert answer.status_code == 422


def test_a_coordinating_agency_gets_a_day_of_its_own_that_is_never_red(
    api: Api, database: Database
) -> None:
    with clock.frozen(NOON):
        _, one = issue(database, item(due=TODAY + dt.timedelta(days=5), coordinating=[FINANCE]))
        body = {"due_on": "2026-05-22", "note": "Để Sở Y tế tổng hợp"}
        assert api.act(COORDINATOR, one, "set_deadline", body).status_code == 200
        late = api.act(COORDINATOR, one, "set_deadline", body | {"due_on": "2026-05-26"})
        assert late.status_code == 422
    with clock.frozen(NOON + dt.timedelta(days=9)):
        found = api.json(TREASURER, f"/assignments/{one}")
    assert (found["contribute_by"], found["due_on"]) == ("2026-05-22", None)
    assert found["standing"] == "no_deadline"


# ─── chasing ─────────────────────────────────────────────────────────────────


def test_a_chase_is_logged_with_its_channel_counted_and_told(api: Api, database: Database) -> None:
    (one,) = issue(database, item())
    api.act(COORDINATOR, one, "chase", {"note": "Đề nghị báo cáo ngay"})
    body = {"note": "Gọi điện", "channel": "phone", "result": "Hẹn thứ Hai"}
    assert api.act(COORDINATOR, one, "chase", body).status_code == 200
    assert api.json(OFFICER, f"/assignments/{one}")["chases"] == 2
    last = api.json(OFFICER, f"/assignments/{one}/history")["items"][-1]
    assert (last["channel"], last["result"]) == ("phone", "Hẹn thứ Hai")
    assert [data.get("channel") for data in told(database)] == [None, "system", "phone"]
    assert api.act(COORDINATOR, one, "chase", body | {"channel": "fax"}).status_code == 422
