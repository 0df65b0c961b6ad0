"""Lists: filters, search, order, and cursors that neither repeat nor skip."""

import datetime as dt
from typing import Any

import pytest

from common import clock
from common.db import Database
from tests.contract.tasks.client import Api
from tests.unit.tasks.world import (
    ADMIN,
    COORDINATOR,
    FINANCE,
    FRONT,
    HEALTH,
    NOON,
    OFFICER,
    TODAY,
    do,
    issue,
    item,
)


def day(offset: int) -> dt.date:
    return TODAY + dt.timedelta(days=offset)


@pytest.fixture
def made(database: Database) -> dict[str, int]:
    """A plan with one assignment of each sort, by name."""
    names = ("late", "soon", "far", "undated", "asked", "helping", "done", "gone", "sent")
    with clock.frozen(NOON - dt.timedelta(days=10)):
        ids = issue(
            database,
            item("late", due=day(-5)),
            item("soon", due=day(2), text="Khám sàng lọc tim bẩm sinh"),
            item("far", due=day(90)),
            item("undated"),
            item("asked", due=day(-9), lead=[FRONT], bindingness="request"),
            item("helping", due=day(-7), lead=(), coordinating=[FINANCE]),
            item("done", due=day(-6)),
            item("gone", due=day(-8)),
            item("sent", due=day(-4)),
        )
    made = dict(zip(names, ids, strict=True))
    with clock.frozen(NOON):
        do(database, OFFICER, made["done"], "submit")
        do(database, COORDINATOR, made["done"], "approve")
        do(database, COORDINATOR, made["gone"], "withdraw")
        do(database, OFFICER, made["sent"], "submit")
    return made


def listed(api: Api, made: dict[str, int], **query: Any) -> list[str]:
    names = {number: name for name, number in made.items()}
    with clock.frozen(NOON):
        found = api.json(ADMIN, "/assignments", **query)
    return [names[one["id"]] for one in found["items"]]


def test_dated_work_comes_first_and_closed_work_last(api: Api, made: dict[str, int]) -> None:
    assert listed(api, made) == [
        "asked", "late", "sent", "soon", "far", "undated", "helping", "done", "gone",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"standing": "critical"}, {"late", "sent"}),
        ({"standing": "overdue,critical"}, {"late", "sent"}),
        ({"standing": "overdue", "state": "completed"}, {"done"}),
        ({"standing": "due_soon"}, {"soon", "asked"}),
        ({"standing": "on_track"}, {"far"}),
        ({"standing": "no_deadline"}, {"undated", "helping"}),
        ({"state": "submitted"}, {"sent"}),
        ({"state": "withdrawn,completed"}, {"gone", "done"}),
        ({"state": "open", "role": "coordinating"}, {"helping"}),
        ({"agency": "so-tai-chinh"}, {"helping"}),
        ({"agency": str(FRONT)}, {"asked"}),
        ({"agency": "nobody"}, set()),
        ({"bindingness": "request"}, {"asked"}),
        ({"plan": 1, "state": "submitted"}, {"sent"}),
        ({"plan": 2}, set()),
        ({"period": "2026-08"}, {"far"}),
        ({"q": "kham sang loc"}, {"soon"}),
        ({"q": "SÀNG LỌC tim"}, {"soon"}),
        ({"q": "oc tim"}, set()),  # words are found from their beginning
        ({"q": "mat tran"}, {"asked"}),
        ({"q": "so tai chinh"}, {"helping"}),
        ({"q": "100%_"}, set()),
        ({"state": "", "q": ""}, {"asked", "late", "sent", "soon", "far", "undated", "helping",
                                  "done", "gone"}),
    ],
)  # fmt: skip
def test_filters_narrow_the_list(
    api: Api, made: dict[str, int], query: dict[str, Any], names: set[str]
) -> None:
    assert set(listed(api, made, **query)) == names


def test_a_review_that_waits_too_long_is_found(api: Api, made: dict[str, int]) -> None:
    assert listed(api, made, standing="review_overdue") == []
    with clock.frozen(NOON + dt.timedelta(days=6)):
        found = api.json(COORDINATOR, "/assignments", standing="review_overdue")
    assert [one["id"] for one in found["items"]] == [made["sent"]]
    assert found["items"][0]["review_overdue"] is True


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ({"state": "lost"}, "?/state"),
        ({"standing": "red"}, "?/standing"),
        ({"role": "boss"}, "?/role"),
        ({"plan": "x"}, "?/plan"),
        ({"plan": 2**63}, "?/plan"),
        ({"agency": "a\x00b"}, "?/agency"),
        ({"period": "2026-13"}, "?/period"),
        ({"period": "May"}, "?/period"),
        ({"q": "x" * 201}, "?/q"),
        ({"colour": "red"}, "?/colour"),
        ({"limit": 201}, "?limit"),
    ],
)
def test_a_wrong_filter_is_named(api: Api, query: dict[str, Any], pointer: str) -> None:
    answer = api.get(ADMIN, "/assignments", **query)
    assert answer.status_code == 422
    assert answer.json
    assert [error["pointer"] for error in answer.json["errors"]] == [pointer]


@pytest.mark.parametrize("limit", [1, 2, 4, 8, 9])
def test_pages_make_up_the_whole(api: Api, made: dict[str, int], limit: int) -> None:
    whole = listed(api, made)
    names = {number: name for name, number in made.items()}
    paged: list[str] = []
    cursor = ""
    with clock.frozen(NOON):
        while len(paged) < len(whole):
            page = api.json(ADMIN, "/assignments", limit=limit, cursor=cursor)
            assert 1 <= len(page["items"]) <= limit
            paged += [names[one["id"]] for one in page["items"]]
            cursor = page["next"]
    assert paged == whole
    assert cursor is None


def test_a_cursor_belongs_to_its_filters(api: Api, made: dict[str, int]) -> None:
    page = api.json(ADMIN, "/assignments", limit=1, state="open")
    assert api.get(ADMIN, "/assignments", cursor=page["next"]).status_code == 400
    assert api.get(ADMIN, "/assignments", cursor=page["next"], state="open").status_code == 200


def test_every_row_lists_what_this_caller_may_do(api: Api, made: dict[str, int]) -> None:
    rows = {one["id"]: one for one in api.json(COORDINATOR, "/assignments")["items"]}
    assert rows[made["sent"]]["available_actions"] == [
        "approve",
        "return",
        "reassign",
        "withdraw",
    ]
    own = api.json(OFFICER, "/assignments", state="not_started")["items"]
    assert {one["agency"]["id"] for one in own} == {HEALTH}
    assert own[0]["available_actions"][0] == "accept"
