"""More time is asked for, decided and kept; the clock runs until it is granted."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select

from common import clock
from common.caller import Role
from common.db import Database
from services.tasks.model import Assignment
from services.tasks.standing import extension_to_escalate, extension_to_remind
from tests.contract.tasks.client import Api
from tests.unit.tasks.world import (
    COMMITTEE,
    COORDINATOR,
    FINANCE,
    HEALTH,
    NOON,
    OFFICER,
    TODAY,
    caller,
    do,
    issue,
    item,
)

LATER = TODAY + dt.timedelta(days=12)
LATEST = TODAY + dt.timedelta(days=20)
REASON = "Chờ số liệu của các xã"


def ask(api: Api, one: int, day: dt.date = LATER, **more: Any) -> Any:
    """Ask for `day` as the officer; return the answer's JSON."""
    body = {"due_on": day.isoformat(), "note": REASON, **more}
    return api.act(OFFICER, one, "request_extension", body)


def decide(api: Api, one: int, decision: str, who: Any = COORDINATOR, **more: Any) -> Any:
    """Answer the open request."""
    return api.act(who, one, "decide_extension", {"decision": decision, **more})


@pytest.fixture
def one(database: Database) -> int:
    """Return the number of a duty that is due in five days."""
    with clock.frozen(NOON):
        return issue(database, item(due=TODAY + dt.timedelta(days=5)))[0]


def test_the_old_day_counts_until_another_is_granted(api: Api, one: int) -> None:
    with clock.frozen(NOON):
        asked = ask(api, one).json
        assert (asked["extension_state"], asked["due_on"]) == ("requested", "2026-05-25")
        granted = decide(api, one, "grant", note="Đồng ý").json
        assert (granted["extension_state"], granted["due_on"]) == ("granted", "2026-06-01")
        detail = api.json(OFFICER, f"/assignments/{one}")
    assert detail["deadline"]["last_safe_day"] == "2026-05-25"
    (kept,) = detail["extensions"]
    assert (kept["old_due_on"], kept["granted_on"]) == ("2026-05-25", "2026-06-01")
    assert (kept["reason"], kept["answer"]) == (REASON, "Đồng ý")
    assert (kept["after_expiry"], kept["beyond_limit"]) == (False, False)
    acts = api.json(OFFICER, f"/assignments/{one}/history")["items"]
    assert acts[1]["wanted_on"] == "2026-06-01"
    assert (acts[2]["decision"], acts[2]["old_due_on"]) == ("grant", "2026-05-25")


def test_a_refusal_needs_a_reason_and_leaves_the_day(api: Api, one: int) -> None:
    with clock.frozen(NOON):
        ask(api, one)
        assert decide(api, one, "refuse").json["errors"][0]["pointer"] == "/note"
        refused = decide(api, one, "refuse", note="Không lùi được").json
        assert (refused["extension_state"], refused["due_on"]) == ("refused", "2026-05-25")
        assert "request_extension" in api.json(OFFICER, f"/assignments/{one}")["available_actions"]


@pytest.mark.parametrize(("answer", "due_on"), [("grant", "2026-05-28"), ("refuse", "2026-05-25")])
def test_the_agency_answers_the_day_that_was_offered(
    api: Api, one: int, answer: str, due_on: str
) -> None:
    with clock.frozen(NOON):
        ask(api, one)
        missing = decide(api, one, "counter")
        assert missing.json["errors"][0]["pointer"] == "/due_on"
        countered = decide(api, one, "counter", due_on="2026-05-28").json
        assert (countered["extension_state"], countered["due_on"]) == ("countered", "2026-05-25")
        assert decide(api, one, "grant").status_code == 409
        again = decide(api, one, "counter", OFFICER)
        assert again.json["errors"][0]["pointer"] == "/decision"
        assert decide(api, one, answer, OFFICER).json["due_on"] == due_on


def test_one_request_is_open_at_a_time(api: Api, one: int) -> None:
    with clock.frozen(NOON):
        ask(api, one)
        assert ask(api, one, LATEST).status_code == 409
        assert decide(api, one, "grant").status_code == 200
        assert ask(api, one, LATEST).status_code == 200


def test_after_expiry_and_beyond_two_it_is_labelled(api: Api, one: int) -> None:
    with clock.frozen(NOON + dt.timedelta(days=10)):
        for weeks in (3, 4, 5):
            assert ask(api, one, TODAY + dt.timedelta(weeks=weeks)).status_code == 200
            assert decide(api, one, "grant").status_code == 200
        found = api.json(OFFICER, f"/assignments/{one}")["extensions"]
    assert [one["after_expiry"] for one in found] == [False, False, True]
    assert [one["beyond_limit"] for one in found] == [True, False, False]


@pytest.mark.parametrize("day", [TODAY, TODAY + dt.timedelta(days=5)])
def test_the_day_asked_for_is_later_than_the_present_one(api: Api, one: int, day: dt.date) -> None:
    with clock.frozen(NOON):
        answer = ask(api, one, day)
    assert answer.status_code == 422
    assert answer.json["errors"][0]["pointer"] == "/due_on"


def test_nobody_gets_a_day_after_that_of_the_lead(api: Api, database: Database) -> None:
    due = TODAY + dt.timedelta(days=5)
    with clock.frozen(NOON):
        lead, mine = issue(database, item(due=due, lead=[FINANCE], executing=[HEALTH]))
        assert ask(api, mine).json["errors"][0]["pointer"] == "/due_on"
        directive = {"due_on": LATEST.isoformat(), "note": "Theo kết luận cuộc họp"}
        assert api.act(COORDINATOR, lead, "set_deadline", directive).status_code == 200
        assert ask(api, mine).status_code == 200
        effect = api.json(COORDINATOR, f"/assignments/{mine}")["extension_effect"]
        assert effect == {"lead_due_on": LATEST.isoformat(), "working_days_left": 6}
        back = {"due_on": due.isoformat(), "note": "Rút ngắn"}
        assert decide(api, mine, "grant").status_code == 200
        refused: Any = api.act(COORDINATOR, lead, "set_deadline", back)
    assert refused.status_code == 422
    assert "another agency of this duty has until 2026-06-01" in refused.json["errors"][0]["detail"]


def test_work_submitted_meanwhile_is_judged_by_the_day_granted(
    api: Api, database: Database, one: int
) -> None:
    with clock.frozen(NOON):
        ask(api, one)
    with clock.frozen(NOON + dt.timedelta(days=9)):
        do(database, OFFICER, one, "submit")
        assert api.json(OFFICER, f"/assignments/{one}")["standing"] == "critical"
        assert decide(api, one, "grant").json["standing"] == "due_soon"
        do(database, COORDINATOR, one, "approve")
        assert api.json(OFFICER, f"/assignments/{one}")["result"] == "on_time"


def test_an_unanswered_request_waits_in_the_queue_until_the_work_ends(
    api: Api, database: Database, one: int
) -> None:
    with clock.frozen(NOON):
        ask(api, one)
        (waiting,) = api.json(COORDINATOR, "/reviews")["items"]
        assert (waiting["waits_for"], waiting["decide_by"]) == ("extension", "2026-05-22")
        do(database, COORDINATOR, one, "withdraw")
        assert api.json(COORDINATOR, "/reviews")["items"] == []
        found = api.json(OFFICER, f"/assignments/{one}")
    assert found["extension_state"] == "none"
    assert found["extensions"][0]["state"] == "lapsed"


def test_two_working_days_later_the_assigner_is_due_and_after_four_its_superior(
    api: Api, database: Database, one: int
) -> None:
    with clock.frozen(NOON):
        ask(api, one)
    due = []
    with database.read() as session:
        for days in range(9):
            day = TODAY + dt.timedelta(days=days)
            both = (extension_to_remind(day), extension_to_escalate(day))
            query = [select(Assignment.id).where(condition) for condition in both]
            due.append([len(session.scalars(one).all()) for one in query])
    # A Wednesday: Friday is the second working day, Tuesday the fourth.
    assert due == [[0, 0]] * 3 + [[1, 0]] * 4 + [[1, 1]] * 2


def test_a_granted_day_never_lies_before_the_one_that_counts(
    api: Api, database: Database, one: int
) -> None:
    with clock.frozen(NOON):
        ask(api, one, TODAY + dt.timedelta(days=6))
        do(database, OFFICER, one, "submit")
    with clock.frozen(NOON + dt.timedelta(days=3)):
        returned = api.done(COORDINATOR, one, "return", {"note": "Thiếu số liệu"})["due_on"]
        granted = decide(api, one, "grant").json
    assert returned > (TODAY + dt.timedelta(days=6)).isoformat()
    assert granted["due_on"] == returned
    assert granted["extension_state"] == "granted"
    (answered,) = api.json(OFFICER, f"/assignments/{one}")["extensions"]
    assert answered["granted_on"] == returned


def test_within_one_office_a_leader_decides_and_not_who_asked(api: Api, database: Database) -> None:
    day = TODAY + dt.timedelta(days=5)
    asker = caller(COMMITTEE, Role.OFFICER)
    with clock.frozen(NOON):
        (own,) = issue(database, item(due=day, lead=[COMMITTEE]))
        body = {"due_on": LATER.isoformat(), "note": REASON}
        assert api.act(asker, own, "request_extension", body).status_code == 200
        himself = caller(COMMITTEE, Role.LEADER, user_id=asker.user_id)
        for who, status in ((COORDINATOR, 403), (himself, 403)):
            assert decide(api, own, "grant", who).status_code == status
        assert decide(api, own, "grant", caller(COMMITTEE, Role.LEADER)).status_code == 200
