"""Nobody sees, counts or moves another's assignments, at any door."""

from typing import Any

import pytest

from common import events
from common.caller import Caller, Role
from common.db import Database
from tests.contract.tasks.client import Api
from tests.unit.tasks.world import (
    ADMIN,
    AGENCIES,
    COMMITTEE,
    FINANCE,
    HEALTH,
    caller,
    do,
    issue,
    item,
    receive,
)

OWN, OTHERS, HELPING, FOREIGN = range(4)
SEEN = [
    (caller(HEALTH, Role.OFFICER), {OWN, HELPING}),
    (caller(HEALTH, Role.HEAD), {OWN, HELPING}),
    (caller(HEALTH, Role.LEADER), {OWN, HELPING, FOREIGN}),  # FOREIGN was assigned by it
    (caller(FINANCE, Role.OFFICER), {OTHERS, FOREIGN}),
    (caller(COMMITTEE, Role.COORDINATOR), {OWN, OTHERS, HELPING}),
    (caller(COMMITTEE, Role.LEADER), {OWN, OTHERS, HELPING}),
    (caller(COMMITTEE, Role.OFFICER), set()),
    (caller(None, Role.COORDINATOR), set()),
    (ADMIN, {OWN, OTHERS, HELPING, FOREIGN}),
]


@pytest.fixture
def ids(database: Database) -> list[int]:
    first = issue(
        database, item("a"), item("b", lead=[FINANCE]), item("c", lead=(), coordinating=[HEALTH])
    )
    second = issue(database, item("d", lead=[FINANCE]), plan_id=2, assigner=HEALTH)
    return first + second


@pytest.mark.parametrize(("who", "seen"), SEEN)
def test_lists_and_details_show_the_callers_own(
    api: Api, ids: list[int], who: Caller, seen: set[int]
) -> None:
    expected = {ids[index] for index in seen}
    assert {one["id"] for one in api.json(who, "/assignments")["items"]} == expected
    for number in ids:
        status = 200 if number in expected else 404
        assert api.get(who, f"/assignments/{number}").status_code == status
        assert api.get(who, f"/assignments/{number}/history").status_code == status


@pytest.mark.parametrize(("who", "seen"), SEEN)
def test_statistics_count_the_callers_own(
    api: Api, ids: list[int], who: Caller, seen: set[int]
) -> None:
    totals = api.json(who, "/statistics", by="plan")["totals"]
    assert totals["total"] == len(seen - {HELPING})
    assert totals["coordinating"]["waiting"] == len(seen & {HELPING})


SCOPES = [
    (caller(HEALTH, Role.OFFICER), "own", {OWN, HELPING}),
    (caller(HEALTH, Role.OFFICER), "led", {OWN}),
    (caller(HEALTH, Role.OFFICER), "coordinated", {HELPING}),
    (caller(HEALTH, Role.OFFICER), "assigned", set()),
    (caller(HEALTH, Role.OFFICER), "subordinate", set()),
    (caller(HEALTH, Role.OFFICER), "all", {OWN, HELPING}),
    (caller(HEALTH, Role.LEADER), "assigned", {FOREIGN}),
    (caller(HEALTH, Role.LEADER), "monitored", set()),
    (caller(HEALTH, Role.HEAD), "subordinate", {OTHERS, FOREIGN}),
    (caller(HEALTH, Role.HEAD), "all", {OWN, OTHERS, HELPING, FOREIGN}),
    (caller(FINANCE, Role.HEAD), "subordinate", set()),
    (caller(COMMITTEE, Role.COORDINATOR), "subordinate", {OWN, OTHERS, HELPING, FOREIGN}),
    (caller(COMMITTEE, Role.OFFICER), "subordinate", set()),
    (caller(None, Role.COORDINATOR), "all", set()),
    (ADMIN, "all", {OWN, OTHERS, HELPING, FOREIGN}),
]


@pytest.mark.parametrize(("who", "scope", "seen"), SCOPES)
def test_a_scope_narrows_what_may_be_seen(
    api: Api, database: Database, ids: list[int], who: Caller, scope: str, seen: set[int]
) -> None:
    stands_above(database, COMMITTEE, HEALTH)
    stands_above(database, HEALTH, FINANCE)
    listed = api.json(who, "/assignments", scope=scope)["items"]
    assert {one["id"] for one in listed} == {ids[index] for index in seen}


def test_a_superior_reads_what_is_beneath_it_but_does_nothing_to_it(
    api: Api, database: Database, ids: list[int]
) -> None:
    stands_above(database, HEALTH, FINANCE)
    stands_above(database, FINANCE, HEALTH)  # a slip in the registry goes round, not on for ever
    head = caller(HEALTH, Role.HEAD)
    assert api.json(head, f"/assignments/{ids[OTHERS]}")["available_actions"] == []
    assert api.act(head, ids[OTHERS], "accept").status_code in {403, 409}


def stands_above(database: Database, parent: int, agency: int) -> None:
    slug, name, kind = AGENCIES[agency]
    state = {"id": agency, "slug": slug, "name": name, "kind": kind, "parent_id": parent}
    more: dict[str, Any] = {"aliases": [], "email": None, "phone": None, "active": True}
    told = events.make(events.AGENCY_CHANGED, agency, 3, state | more)
    receive(database, events.decode(events.encode(told)))


def test_reviews_are_for_those_who_decide(api: Api, database: Database, ids: list[int]) -> None:
    do(database, caller(FINANCE, Role.OFFICER), ids[FOREIGN], "submit")
    do(database, caller(HEALTH, Role.OFFICER), ids[OWN], "submit")
    for who, waiting in (
        (caller(COMMITTEE, Role.COORDINATOR), [ids[OWN]]),
        (caller(HEALTH, Role.LEADER), [ids[FOREIGN]]),
        (ADMIN, [ids[FOREIGN], ids[OWN]]),
    ):
        assert [one["id"] for one in api.json(who, "/reviews")["items"]] == waiting
    assert api.get(caller(HEALTH, Role.OFFICER), "/reviews").status_code == 403


@pytest.mark.parametrize(
    "path",
    [
        "/assignments",
        "/assignments/1",
        "/assignments/1/history",
        "/assignments/exceptions",
        "/reviews",
        "/statistics",
    ],
)
def test_no_door_opens_without_a_login(api: Api, path: str) -> None:
    assert api.client.get(path).status_code == 401
