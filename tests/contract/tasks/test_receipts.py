"""What notify settles is kept by message, in its latest state."""

import datetime as dt

from common import clock, events
from common.db import Database
from tests.contract.tasks.client import Api
from tests.unit.tasks.world import HEALTH, NOON, OFFICER, issue, item, receive


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
    assert found == {"count": 2, "last_at": "2026-05-20T03:03:00+00:00"}
