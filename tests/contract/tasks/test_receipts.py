"""What notify settles is kept by message, in its latest state."""

import datetime as dt
from typing import Any

import pytest

from common import clock, events
from common.caller import Role
from common.db import Database
from tests.contract.tasks.client import Api
from tests.unit.tasks.world import (
    COORDINATOR,
    FINANCE,
    HEALTH,
    NOON,
    OFFICER,
    caller,
    issue,
    item,
    receive,
)

STRANGER = caller(FINANCE, Role.COORDINATOR)


def settle(database: Database, number: int, assignment_id: int, state: str, minute: int) -> None:
    data = {
        "id": number,
        "assignment_id": assignment_id,
        "agency_id": HEALTH,
        "kind": "assignment.created",
        "channel": "email",
        "state": state,
        "at": NOON + dt.timedelta(minutes=minute),
    }
    event = events.make(events.MESSAGE_SETTLED, number, 1, data)
    receive(database, events.decode(events.encode(event)))


def test_the_latest_state_of_a_message_counts(api: Api, database: Database) -> None:
    (one,) = issue(database, item())
    settle(database, 1, one, "unknown", 1)
    assert api.json(OFFICER, f"/assignments/{one}")["told"]["count"] == 0
    settle(database, 1, one, "delivered", 3)
    settle(database, 1, one, "rejected", 2)  # overtaken on its way
    settle(database, 2, one, "delivered", 2)
    with clock.frozen(NOON):
        found = api.json(OFFICER, f"/assignments/{one}")["told"]
    assert (found["count"], found["last_at"]) == (2, "2026-05-20T03:03:00+00:00")


def test_a_message_that_reached_nobody_is_an_incident_until_one_is_delivered(
    api: Api, database: Database
) -> None:
    (one,) = issue(database, item())
    settle(database, 1, one, "no_contact", 1)
    with clock.frozen(NOON):
        (found,) = api.json(COORDINATOR, "/incidents")["items"]
    assert (found["kind"], found["assignment_id"]) == ("unreached", one)
    assert "no_contact" in found["detail"]
    assert api.json(STRANGER, "/incidents")["items"] == []
    settle(database, 1, one, "delivered", 2)
    assert api.json(COORDINATOR, "/incidents")["items"] == []
    (closed,) = api.json(COORDINATOR, "/incidents", all="true")["items"]
    assert closed["resolution"] == "the message is delivered"


@pytest.mark.parametrize("state", ["expired", "cancelled", "unknown"])
def test_a_message_that_is_given_up_afterwards_has_still_reached_nobody(
    api: Api, database: Database, state: str
) -> None:
    (one,) = issue(database, item())
    settle(database, 1, one, "parked", 1)
    settle(database, 1, one, state, 2)
    assert len(api.json(COORDINATOR, "/incidents")["items"]) == 1


def test_a_person_closes_an_incident_with_a_reason(api: Api, database: Database) -> None:
    (one,) = issue(database, item())
    settle(database, 1, one, "rejected", 1)
    (found,) = api.json(COORDINATOR, "/incidents")["items"]
    path = f"/incidents/{found['id']}/resolve"
    assert api.send(STRANGER, "POST", path, {"note": "x"}).status_code == 404
    assert api.send(COORDINATOR, "POST", path, {}).status_code == 422
    done: Any = api.send(COORDINATOR, "POST", path, {"note": "Đã gọi điện"}).json
    assert done["resolution"].endswith("Đã gọi điện")
    assert api.json(COORDINATOR, "/incidents")["items"] == []
