"""What is late and what waits for a decision, in the order it should be looked at."""

import datetime as dt

from common import clock, events
from common.caller import Role
from common.db import Database
from tests.contract.tasks.client import Api
from tests.unit.tasks.world import (
    COORDINATOR,
    FINANCE,
    FRONT,
    HEALTH,
    NOON,
    OFFICER,
    TODAY,
    caller,
    do,
    issue,
    item,
    receive,
)


def day(offset: int) -> dt.date:
    return TODAY + dt.timedelta(days=offset)


def settle(database: Database, number: int, assignment_id: int | None, state: str) -> None:
    data = {
        "id": number,
        "assignment_id": assignment_id,
        "agency_id": HEALTH,
        "kind": "overdue",
        "channel": "sms",
        "state": state,
        "at": clock.now(),
    }
    event = events.make(events.MESSAGE_SETTLED, number, 1, data)
    receive(database, events.decode(events.encode(event)))


def test_exceptions_tell_days_late_what_is_missing_and_who_can_unblock(
    api: Api, database: Database
) -> None:
    with clock.frozen(NOON - dt.timedelta(days=12)):
        sent, worst, late, asked, refused, ahead = issue(
            database,
            item("sent", due=day(5)),
            item("worst", due=day(-9)),
            item("late", due=day(-1)),
            item("asked", due=day(-20), lead=[FRONT], bindingness="request"),
            item("refused", due=day(-2)),
            item("ahead", due=day(1)),
        )
        do(database, OFFICER, sent, "submit")
    with clock.frozen(NOON):
        do(database, OFFICER, late, "start")
        do(database, OFFICER, refused, "decline")
        settle(database, 1, worst, "delivered")
        settle(database, 2, worst, "accepted")
        settle(database, 3, worst, "rejected")
        settle(database, 4, None, "delivered")
        found = api.json(COORDINATOR, "/assignments/exceptions")["items"]
        first = api.json(COORDINATOR, "/assignments/exceptions", limit=2)
        rest = api.json(COORDINATOR, "/assignments/exceptions", limit=2, cursor=first["next"])
    assert [one["id"] for one in found] == [worst, refused, late, sent]
    assert [one["id"] for one in first["items"] + rest["items"]] == [worst, refused, late, sent]
    assert asked not in [one["id"] for one in found]
    assert ahead not in [one["id"] for one in found]
    assert [one["days_late"] for one in found] == [9, 2, 1, 7]
    assert [one["times_told"] for one in found] == [2, 0, 0, 0]
    assert [one["unblocker"]["agency"]["slug"] for one in found] == [
        "so-y-te",
        "ubnd-tinh",
        "so-y-te",
        "ubnd-tinh",
    ]
    assert found[0]["missing"]["vi"] == "Đơn vị chưa tiếp nhận."
    assert found[2]["missing"]["en"] == "Nothing submitted yet: Báo cáo kết quả."


def test_every_state_says_what_is_missing(api: Api, database: Database) -> None:
    (one,) = issue(database, item(due=day(-300)))
    missing = []
    for who, action in (
        (OFFICER, "accept"),
        (OFFICER, "submit"),
        (COORDINATOR, "return"),
    ):
        do(database, who, one, action)
        with clock.frozen(clock.now() + dt.timedelta(days=20)):
            (row,) = api.json(COORDINATOR, "/assignments/exceptions")["items"]
        missing.append(row["missing"]["en"].partition(":")[0])
    assert missing == [
        "Accepted, but not started",
        "Submitted; the assigner has not confirmed.",
        "Returned, not submitted again",
    ]


def test_reviews_wait_oldest_first(api: Api, database: Database) -> None:
    first, second, third = issue(database, item("a"), item("b"), item("c"))
    for minute, (number, action) in enumerate(
        ((second, "decline"), (third, "submit"), (first, "submit"))
    ):
        with clock.frozen(NOON + dt.timedelta(minutes=minute)):
            do(database, OFFICER, number, action)
    with clock.frozen(NOON):
        page = api.json(COORDINATOR, "/reviews", limit=2)
        rest = api.json(COORDINATOR, "/reviews", limit=2, cursor=page["next"])
    assert [one["id"] for one in page["items"] + rest["items"]] == [second, third, first]
    assert page["items"][0]["available_actions"] == ["return", "reassign", "withdraw"]
    assert page["items"][1]["review_due_on"] == "2026-05-25"


def test_a_decided_review_waits_no_longer(api: Api, database: Database) -> None:
    (one,) = issue(database, item())
    do(database, OFFICER, one, "submit")
    do(database, COORDINATOR, one, "return")
    assert api.json(COORDINATOR, "/reviews")["items"] == []


def test_exceptions_of_one_plan_leave_the_others_out(api: Api, database: Database) -> None:
    (late,) = issue(database, item(due=day(-9)))
    plan = api.json(COORDINATOR, f"/assignments/{late}")["plan"]["id"]
    own = api.json(COORDINATOR, "/assignments/exceptions", plan=plan)["items"]
    assert [one["id"] for one in own] == [late]
    assert not api.json(COORDINATOR, "/assignments/exceptions", plan=plan + 1)["items"]


def test_an_assignment_tells_how_many_were_told_and_when_last(api: Api, database: Database) -> None:
    with clock.frozen(NOON):
        (one,) = issue(database, item())
        settle(database, 1, one, "delivered")
        settle(database, 2, one, "rejected")
    with clock.frozen(NOON + dt.timedelta(hours=2)):
        settle(database, 3, one, "accepted")
        settle(database, 4, one, "unknown")
    told = api.json(OFFICER, f"/assignments/{one}")["told"]
    last_at = (NOON + dt.timedelta(hours=2)).isoformat()
    assert (told["count"], told["last_at"]) == (2, last_at)


def test_partners_are_counted_and_named_lead_first(api: Api, database: Database) -> None:
    (lead, _, helper) = issue(database, item(coordinating=[FINANCE, FRONT]))
    do(database, caller(FRONT, Role.OFFICER), helper, "accept")
    seen = api.json(OFFICER, f"/assignments/{lead}")
    assert seen["partner_counts"] == {"total": 2, "acknowledged": 1}
    helping = api.json(caller(FRONT, Role.OFFICER), f"/assignments/{helper}")
    assert [one["role"] for one in helping["partners"]] == ["lead", "coordinating"]
    assert helping["partner_counts"] == {"total": 2, "acknowledged": 0}
