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


def hear(database: Database, who: Caller, version: int = 1, **changed: Any) -> None:
    """Let tasks hear of an account."""
    data = {"id": who.user_id, "username": who.username, "agency_id": who.agency_id}
    data |= {"roles": sorted(who.roles), "language": "vi", "active": True} | changed
    told = events.make(events.ACCOUNT_CHANGED, who.user_id, version, data)
    receive(database, events.decode(events.encode(told)))


@pytest.fixture(autouse=True)
def deputy(database: Database) -> None:
    """Let tasks hear of the accounts."""
    hear(database, DEPUTY, username="mai")
    for who in (COORDINATOR, LEADER):
        hear(database, who)


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


@pytest.mark.parametrize(
    "changed",
    [{"active": False}, {"agency_id": HEALTH}, {"roles": ["officer"]}, {"roles": []}],
)
def test_rights_that_were_taken_away_are_not_passed_on(
    api: Api, database: Database, changed: dict[str, Any]
) -> None:
    with clock.frozen(NOON):
        (one,) = issue(database, item())
        delegate(api, COORDINATOR)
        absent = COORDINATOR.user_id
        assert api.get(DEPUTY, f"/assignments/{one}", acting_for=absent).status_code == 200
        hear(database, COORDINATOR, 2, **changed)
        assert api.get(DEPUTY, f"/assignments/{one}", acting_for=absent).status_code == 403


def test_of_several_rights_those_that_are_left_are_passed_on(api: Api, database: Database) -> None:
    both = caller(COMMITTEE, Role.HEAD, Role.LEADER, user_id=80)
    hear(database, both)
    with clock.frozen(NOON):
        (one,) = issue(database, item(lead=[COMMITTEE]))
        delegate(api, both)
        found = api.json(DEPUTY, f"/assignments/{one}", acting_for=80)
        assert {"submit", "withdraw"} <= {*found["available_actions"]}
        hear(database, both, 2, roles=["head", "coordinator"])
        found = api.json(DEPUTY, f"/assignments/{one}", acting_for=80)
    # A role that came later was not delegated.
    assert "submit" in found["available_actions"]
    assert "withdraw" not in found["available_actions"]


def test_nobody_confirms_what_a_deputy_submitted_for_him(api: Api, database: Database) -> None:
    both = caller(COMMITTEE, Role.HEAD, Role.LEADER, user_id=80)
    hear(database, both)
    with clock.frozen(NOON):
        (one,) = issue(database, item(lead=[COMMITTEE]))
        delegate(api, both)
        document = {"number": "1/BC", "issued_on": "2026-05-20", "sent_to": "UBND"}
        api.done(DEPUTY, one, "submit", {"evidence": [document], "acting_for": 80})
        assert api.act(both, one, "approve").status_code == 403
        assert api.act(LEADER, one, "approve").status_code == 200


def test_what_was_handed_to_the_absent_one_and_waits_for_him_is_listed(
    api: Api, database: Database
) -> None:
    both = caller(COMMITTEE, Role.OFFICER, Role.COORDINATOR, user_id=80)
    hear(database, both)
    with clock.frozen(NOON):
        own, given = issue(database, item("a", lead=[COMMITTEE]), item("b"))
        do(database, both, own, "hand_over", assignee=both.username)
        do(database, OFFICER, given, "submit")
        delegate(api, both)
        mine = api.json(DEPUTY, "/assignments", assignee="me", acting_for=80)["items"]
        assert [row["id"] for row in mine] == [own]
        assert api.json(DEPUTY, "/assignments", assignee="me")["items"] == []
        waiting = api.json(DEPUTY, "/reviews", acting_for=80)["items"]
        assert [row["id"] for row in waiting] == [given]
        assert api.get(DEPUTY, "/reviews").status_code == 403
        acts = api.json(DEPUTY, f"/assignments/{given}/history", acting_for=80)["items"]
    assert [act["action"] for act in acts] == ["assign", "submit"]


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
