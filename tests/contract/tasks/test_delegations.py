"""While somebody is away another acts for them, openly, and never judges their work."""

from typing import Any

import pytest

from common import clock, events
from common.caller import Caller, Role
from common.db import Database
from tests.contract.tasks.client import Api
from tests.unit.tasks.world import (
    COMMITTEE,
    COORDINATOR,
    HEALTH,
    NOON,
    OFFICER,
    caller,
    do,
    issue,
    item,
    receive,
)

DEPUTY = caller(COMMITTEE, Role.OFFICER, user_id=77)
LEADER = caller(COMMITTEE, Role.LEADER, user_id=78)
PERIOD = {
    "deputy": "mai",
    "starts_on": "2026-05-20",
    "ends_on": "2026-05-29",
    "reason": "Nghỉ phép",
}


@pytest.fixture(autouse=True)
def deputy(database: Database) -> None:
    """Let tasks hear of the deputy's account."""
    data = {"id": 77, "username": "mai", "agency_id": COMMITTEE, "roles": ["officer"]}
    data |= {"language": "vi", "active": True}
    told = events.make(events.ACCOUNT_CHANGED, 77, 1, data)
    receive(database, events.decode(events.encode(told)))


def delegate(api: Api, who: Caller, **changed: Any) -> Any:
    """Ask for a delegation; return the answer."""
    headers = api._headers(who)
    return api.client.post("/delegations", json=PERIOD | changed, headers=headers)


def test_a_deputy_sees_and_does_what_the_absent_one_may_and_the_history_names_both(
    api: Api, database: Database
) -> None:
    with clock.frozen(NOON):
        (one,) = issue(database, item())
        do(database, OFFICER, one, "submit")
        assert api.get(DEPUTY, f"/assignments/{one}").status_code == 404
        assert delegate(api, COORDINATOR).status_code == 201
        absent = COORDINATOR.user_id
        found = api.json(DEPUTY, f"/assignments/{one}", acting_for=absent)
        assert "approve" in found["available_actions"]
        (row,) = api.json(DEPUTY, "/assignments", acting_for=absent)["items"]
        assert row["available_actions"] == found["available_actions"]
        assert api.act(DEPUTY, one, "approve").status_code == 404
        assert api.act(DEPUTY, one, "approve", {"acting_for": absent}).status_code == 200
        last = api.json(COORDINATOR, f"/assignments/{one}/history")["items"][-1]
    assert (last["actor"]["name"], last["acting_for"]) == (DEPUTY.username, COORDINATOR.username)


def test_neither_the_deputy_nor_the_absent_one_judges_own_work(
    api: Api, database: Database
) -> None:
    with clock.frozen(NOON):
        by_deputy, by_absent = issue(
            database, item("a", lead=[COMMITTEE]), item("b", lead=[COMMITTEE])
        )
        do(database, DEPUTY, by_deputy, "submit")
        himself = caller(COMMITTEE, Role.HEAD, user_id=LEADER.user_id)
        do(database, himself, by_absent, "submit")
        delegate(api, LEADER)
        for one in (by_deputy, by_absent):
            answer = api.act(DEPUTY, one, "approve", {"acting_for": LEADER.user_id})
            assert answer.status_code == 403
            assert answer.json
            assert answer.json["type"].endswith("self-approval")


@pytest.mark.parametrize("day", [19, 30])
def test_a_delegation_holds_on_its_days_only(api: Api, database: Database, day: int) -> None:
    with clock.frozen(NOON):
        (one,) = issue(database, item())
        delegate(api, COORDINATOR)
    with clock.frozen(NOON.replace(day=day)):
        answer = api.get(DEPUTY, f"/assignments/{one}", acting_for=COORDINATOR.user_id)
    assert answer.status_code == 403
    assert answer.json
    assert answer.json["type"].endswith("not-delegated")


def test_who_gave_it_ends_it(api: Api, database: Database) -> None:
    with clock.frozen(NOON):
        made = delegate(api, COORDINATOR).json
        assert [one["id"] for one in api.json(DEPUTY, "/delegations")["items"]] == [made["id"]]
        path = f"/delegations/{made['id']}/end"
        assert api.client.post(path, headers=api._headers(DEPUTY)).status_code == 404
        assert api.client.post(path, headers=api._headers(COORDINATOR)).status_code == 200
        assert api.json(DEPUTY, "/delegations")["items"] == []
        answer = api.get(DEPUTY, "/assignments", acting_for=COORDINATOR.user_id)
    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"deputy": "nobody"}, "/deputy"),
        ({"ends_on": "2026-05-19"}, "/ends_on"),
        ({"ends_on": "2026-12-31"}, "/ends_on"),
        ({"reason": " "}, "/reason"),
    ],
)
def test_a_delegation_names_a_colleague_and_a_period(
    api: Api, changed: dict[str, str], pointer: str
) -> None:
    with clock.frozen(NOON):
        answer = delegate(api, COORDINATOR, **changed)
    assert answer.status_code == 422
    assert answer.json["errors"][0]["pointer"] == pointer


def test_nobody_of_another_agency_can_be_deputy(api: Api) -> None:
    with clock.frozen(NOON):
        answer = delegate(api, caller(HEALTH, Role.HEAD))
    assert answer.status_code == 422
