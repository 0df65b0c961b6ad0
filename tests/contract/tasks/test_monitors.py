"""Who monitors: follows and presses, is not answerable; and the latest note in lists."""

import pytest
from sqlalchemy import select

from common import clock, events
from common.caller import Role
from common.db import Database
from common.outbox import OUTBOX
from services.tasks import escalation
from tests.contract.tasks.client import Api
from tests.contract.tasks.test_comments import hire
from tests.unit.tasks.world import (
    COMMITTEE,
    COORDINATOR,
    FINANCE,
    HEALTH,
    NOON,
    OFFICER,
    TODAY,
    caller,
    issue,
    item,
)

CLERK = caller(COMMITTEE, Role.OFFICER, user_id=31)


def follow(api: Api, database: Database, one: int) -> None:
    hire(database, CLERK.user_id, "lan", COMMITTEE, Role.OFFICER)
    api.done(COORDINATOR, one, "set_monitor", {"monitor": "lan"})


def test_the_coordinator_names_who_monitors(api: Api, database: Database) -> None:
    one, _two = issue(database, item("a"), item("b"))
    assert api.get(CLERK, f"/assignments/{one}").status_code == 404
    follow(api, database, one)
    shown = api.json(CLERK, f"/assignments/{one}")
    assert shown["monitor"] == {"id": 31, "name": "lan"}
    assert shown["available_actions"] == ["chase"]
    found = api.json(CLERK, "/assignments", monitored="me")["items"]
    assert [each["id"] for each in found] == [one]
    assert api.json(OFFICER, "/assignments", monitored="me")["items"] == []


def test_who_monitors_presses_and_does_not_decide(api: Api, database: Database) -> None:
    (one,) = issue(database, item())
    follow(api, database, one)
    api.done(CLERK, one, "chase", {"note": "đề nghị cập nhật"})
    for action in ("approve", "withdraw", "update", "set_monitor"):
        assert api.act(CLERK, one, action, {"note": "x"}).status_code == 403


def test_nobody_monitors_when_the_name_is_taken_away(api: Api, database: Database) -> None:
    (one,) = issue(database, item())
    follow(api, database, one)
    assert api.done(COORDINATOR, one, "set_monitor")["monitor"] is None
    assert api.get(CLERK, f"/assignments/{one}").status_code == 404


@pytest.mark.parametrize("agency_id", [HEALTH, FINANCE])
def test_who_monitors_is_of_the_agency_that_gave_the_duty(
    api: Api, database: Database, agency_id: int
) -> None:
    (one,) = issue(database, item())
    hire(database, 32, "minh", agency_id, Role.OFFICER)
    answer = api.act(COORDINATOR, one, "set_monitor", {"monitor": "minh"})
    assert answer.status_code == 422
    assert answer.json is not None
    assert answer.json["errors"][0]["pointer"] == "/monitor"


def test_who_does_the_work_does_not_monitor_it(api: Api, database: Database) -> None:
    (one,) = issue(database, item(lead=(COMMITTEE,)))
    hire(database, CLERK.user_id, "lan", COMMITTEE, Role.OFFICER)
    api.done(CLERK, one, "hand_over", {"assignee": "lan"})
    assert api.act(COORDINATOR, one, "set_monitor", {"monitor": "lan"}).status_code == 422
    (other,) = issue(database, item(lead=(COMMITTEE,)), plan_id=2)
    api.done(COORDINATOR, other, "set_monitor", {"monitor": "lan"})
    assert api.act(CLERK, other, "hand_over", {"assignee": "lan"}).status_code == 422


def test_reminders_name_who_monitors(api: Api, database: Database) -> None:
    with clock.frozen(NOON):
        (one,) = issue(database, item(due=TODAY))
        follow(api, database, one)
        escalation.scan(database, escalation.read(None), lambda: True)
    query = select(OUTBOX.c.body).where(OUTBOX.c.type == events.ASSIGNMENT_ESCALATED)
    with database.read() as session:
        bodies = session.scalars(query).all()
    assert bodies
    assert {events.decode(body).data["monitor_id"] for body in bodies} == {31}


# ─── notes ───────────────────────────────────────────────────────────────────


def test_lists_show_the_latest_note_and_its_instant(api: Api, database: Database) -> None:
    with clock.frozen(NOON):
        (one,) = issue(database, item())
        assert api.json(OFFICER, "/assignments")["items"][0]["last_note"] is None
        for note in ("đã họp", "đã trình ký"):
            api.done(OFFICER, one, "update", {"note": note})
        (listed,) = api.json(COORDINATOR, "/assignments")["items"]
    assert listed["last_note"]["text"] == "đã trình ký"
    assert listed["last_note"]["at"] == NOON.isoformat()
