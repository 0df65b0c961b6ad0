"""What is stuck in tasks: each kind appears with its cause, and goes with it or with a reason."""

import datetime as dt
from typing import Any

import pytest

from common import clock, events
from common.caller import Caller, Role
from common.db import Database
from services.tasks import escalation, incidents
from services.tasks.model import Assignment
from services.tasks.stuck import BLOCKER_DAYS
from tests.contract.tasks.client import Api
from tests.unit.tasks.world import (
    ADMIN,
    AGENCIES,
    COMMITTEE,
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

Json = dict[str, Any]
STRANGER = caller(FINANCE, Role.COORDINATOR)
WHY = {"note": "Đã thống nhất qua điện thoại"}
A_DAY = dt.timedelta(days=1)


def stuck(api: Api, kind: str, who: Caller = ADMIN) -> list[Json]:
    found: list[Json] = api.json(who, "/stuck", kind=kind)["items"]
    return found


def settle(api: Api, one: Json, who: Caller = COORDINATOR, action: str = "resolve") -> int:
    return api.send(who, "POST", f"/stuck/{one['id']}/{action}", WHY).status_code


def registered(database: Database, *, version: int, inactive: int | None = None) -> None:
    """Let tasks hear of every agency from the registry."""
    for agency_id, (slug, name, kind) in AGENCIES.items():
        data = {"id": agency_id, "slug": slug, "name": name, "kind": kind, "aliases": []}
        data |= {"parent_id": None, "email": None, "phone": None, "active": agency_id != inactive}
        told = events.make(events.AGENCY_CHANGED, agency_id, version, data)
        receive(database, events.decode(events.encode(told)))


def submitted(api: Api, database: Database) -> int:
    """Return a duty that waits for the committee's decision since noon."""
    (one,) = issue(database, item(due=TODAY))
    do(database, OFFICER, one, "start")
    do(database, OFFICER, one, "submit")
    return one


def test_an_overdue_review_waits_for_the_assigner(api: Api, database: Database) -> None:
    with clock.frozen(NOON):
        one = submitted(api, database)
        assert stuck(api, "overdue_decision") == []
        due = dt.date.fromisoformat(api.json(ADMIN, f"/assignments/{one}")["review_due_on"])
    midnight = dt.datetime.combine(due + A_DAY, dt.time(), clock.VIETNAM)
    with clock.frozen(midnight - dt.timedelta(seconds=1)):
        assert stuck(api, "overdue_decision") == []
    with clock.frozen(midnight + dt.timedelta(seconds=10)):
        (found,) = stuck(api, "overdue_decision", COORDINATOR)
        assert found["age_s"] == 10
        assert found["owner"]["agency_id"] == COMMITTEE
        assert found["link"] == f"/assignments/{one}"
        assert "Sở Y tế" in found["cause"]["vi"]
        assert stuck(api, "overdue_decision", STRANGER) == []
        assert settle(api, found, STRANGER) == 404
        assert settle(api, found, action="retry") == 409
        assert settle(api, found) == 200
        assert stuck(api, "overdue_decision") == []
        (act,) = api.json(COORDINATOR, "/stuck/acts")["items"]
        assert (act["item"], act["note"]) == (found["id"], WHY["note"])
        assert act["by"] == {"id": COORDINATOR.user_id, "name": COORDINATOR.username}
    with clock.frozen(midnight + A_DAY):
        assert stuck(api, "overdue_decision") == []


def test_a_decision_that_is_made_takes_the_item_away(api: Api, database: Database) -> None:
    with clock.frozen(NOON):
        one = submitted(api, database)
    with clock.frozen(NOON + 30 * A_DAY):
        assert len(stuck(api, "overdue_decision")) == 1
        api.done(COORDINATOR, one, "return", {"note": "Thiếu phụ lục"})
        assert stuck(api, "overdue_decision") == []


def test_an_unanswered_request_for_time_is_stuck(api: Api, database: Database) -> None:
    with clock.frozen(NOON):
        (one,) = issue(database, item(due=TODAY + 30 * A_DAY))
        do(database, OFFICER, one, "start")
        wanted = {"note": "Chờ số liệu", "due_on": (TODAY + 40 * A_DAY).isoformat()}
        api.done(OFFICER, one, "request_extension", wanted)
        assert stuck(api, "overdue_decision") == []
    with clock.frozen(NOON + 15 * A_DAY):
        (found,) = stuck(api, "overdue_decision")
        assert "gia hạn" in found["cause"]["vi"]


def test_an_unanswered_blocker_waits_for_whoever_can_resolve_it(
    api: Api, database: Database
) -> None:
    with clock.frozen(NOON):
        (one,) = issue(database, item(due=TODAY + 30 * A_DAY))
        do(database, OFFICER, one, "start")
        body = {"note": "Chưa có kinh phí", "agency": str(FINANCE)}
        api.done(OFFICER, one, "raise_blocker", body)
        assert stuck(api, "overdue_decision") == []
    with clock.frozen(NOON + BLOCKER_DAYS * A_DAY):  # a Saturday: two working days later
        assert stuck(api, "overdue_decision", STRANGER) == []
    with clock.frozen(NOON + (BLOCKER_DAYS + 2) * A_DAY):
        (found,) = stuck(api, "overdue_decision", STRANGER)
        assert found["owner"] == {"agency_id": FINANCE, "name": "Sở Tài chính"}
        assert settle(api, found, STRANGER) == 200
        assert stuck(api, "overdue_decision") == []


def test_what_nobody_chose_an_heir_for_is_stuck_until_somebody_has_looked(
    api: Api, database: Database
) -> None:
    with clock.frozen(NOON):
        (one,) = issue(database, item(due=TODAY + 30 * A_DAY))
        row = {"key": str(one), "assignment_id": one, "agency_id": HEALTH, "detail": "came late"}
        with database.write() as session:
            incidents.open_many(session, incidents.UNDECIDED_HEIR, [row])
        (found,) = stuck(api, "overdue_decision", COORDINATOR)
        assert found["link"] == f"/assignments/{one}"
        assert found["owner"]["agency_id"] == COMMITTEE
        assert stuck(api, "overdue_decision", STRANGER) == []
        assert settle(api, found, COORDINATOR) == 200
        assert stuck(api, "overdue_decision", COORDINATOR) == []


def test_a_duty_whose_lead_is_gone_while_others_still_coordinate(
    api: Api, database: Database
) -> None:
    with clock.frozen(NOON):
        ids = issue(database, item(coordinating=(FINANCE,)))
        registered(database, version=1)
        lead = next(i for i in ids if _agency(api, i) == HEALTH)
        assert stuck(api, "no_lead") == []
        api.done(COORDINATOR, lead, "withdraw", {"note": "Giao nhầm"})
        (found,) = stuck(api, "no_lead", COORDINATOR)
        assert found["link"] == f"/assignments/{lead}"
        assert found["owner"]["agency_id"] == COMMITTEE
        assert stuck(api, "no_lead", STRANGER) == []
        helper = next(i for i in ids if i != lead)
        api.done(COORDINATOR, helper, "withdraw", {"note": "Giao nhầm"})
        assert stuck(api, "no_lead") == []


def test_withdrawn_leads_of_two_assigners_are_one_item_of_the_plans_present_one(
    api: Api, database: Database
) -> None:
    """The plan was handed on between the two withdrawals: closed work keeps who gave it."""
    with clock.frozen(NOON):
        ids = issue(database, item(lead=(), executing=(HEALTH, FRONT), coordinating=(FINANCE,)))
        registered(database, version=1)
        doing = [one for one in ids if _agency(api, one) != FINANCE]
        for one in doing:
            api.done(COORDINATOR, one, "withdraw", {"note": "Giao nhầm"})
        with database.write() as session:
            session.get_one(Assignment, doing[0]).assigner_agency_id = FINANCE
        (found,) = stuck(api, "no_lead")
        assert found["owner"]["agency_id"] == COMMITTEE
        assert [one["id"] for one in stuck(api, "no_lead", COORDINATOR)] == [found["id"]]
        assert stuck(api, "no_lead", STRANGER) == []
        assert settle(api, found, ADMIN) == 200


def _agency(api: Api, assignment_id: int) -> int:
    found: int = api.json(ADMIN, f"/assignments/{assignment_id}")["agency"]["id"]
    return found


def test_an_agency_that_ended_with_open_duties_is_one_item(api: Api, database: Database) -> None:
    with clock.frozen(NOON):
        issue(database, item("a"), item("b"))
        registered(database, version=1)
        assert stuck(api, "unknown_agency") == []
        registered(database, version=2, inactive=HEALTH)
        (found,) = stuck(api, "unknown_agency", COORDINATOR)
        assert "2 nhiệm vụ" in found["cause"]["vi"]
        assert found["owner"]["agency_id"] == COMMITTEE
        assert stuck(api, "unknown_agency", STRANGER) == []
        assert settle(api, found) == 200
        assert stuck(api, "unknown_agency") == []
    with clock.frozen(NOON + dt.timedelta(seconds=1)):
        issue(database, item("c"), plan_id=2)
        assert [again["id"] for again in stuck(api, "unknown_agency")] == [found["id"]]
        registered(database, version=3)
        assert stuck(api, "unknown_agency") == []


def test_an_agency_that_only_a_plan_has_named_is_unknown(api: Api, database: Database) -> None:
    with clock.frozen(NOON):
        issue(database, item())
        (found,) = stuck(api, "unknown_agency")
        assert "chưa có trong danh bạ" in found["cause"]["vi"]


def test_a_step_without_receiver_is_settled_in_the_incidents_too(
    api: Api, database: Database
) -> None:
    with clock.frozen(NOON):
        issue(database, item(due=TODAY))
        registered(database, version=1, inactive=COMMITTEE)
    late = NOON + 10 * A_DAY
    while late.weekday() > 3:
        late += A_DAY
    with clock.frozen(late):
        assert escalation.scan(database, escalation.DEFAULT, lambda: True)
        found = [one for one in stuck(api, "unknown_agency") if ".incident." in one["id"]]
        assert found
        assert settle(api, found[0], ADMIN) == 200
        closed = api.json(ADMIN, "/incidents", all="true")["items"]
        notes = [one["resolution"] for one in closed if one["resolution"]]
        assert notes == [f"{ADMIN.username}: {WHY['note']}"]


@pytest.mark.parametrize("who", [OFFICER, caller(COMMITTEE, Role.LEADER)])
def test_others_than_coordinators_and_administrators_do_not_see_it(api: Api, who: Caller) -> None:
    assert api.get(who, "/stuck").status_code == 403
