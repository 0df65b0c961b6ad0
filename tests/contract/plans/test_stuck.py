"""What is stuck on the bus of a service: given-up events, dead letters, a silent relay."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select, update

from common import clock, events
from common.caller import Caller
from common.db import Database
from common.outbox import OUTBOX, emit, park
from common.stuck import bus
from tests.contract.plans.conftest import Api

Json = dict[str, Any]
NOON = dt.datetime(2026, 5, 20, 5, 0, tzinfo=dt.UTC)
WHY = {"note": "Đã sửa lỗi, gửi lại"}
RECALLED: Json = {
    "plan": {"id": 1, "number": "1/KH", "title": "Kế hoạch"},
    "plan_ids": [1],
    "number": "2/QĐ",
    "issued_on": dt.date(2026, 5, 1),
    "reason": "Trùng",
    "actor_id": 1,
    "actor_name": "user-1",
    "actor_agency_id": 1,
}


@pytest.fixture
def admin(api: Api, make_caller: Any) -> Api:
    caller: Caller = make_caller("admin", agency_id=None, user_id=3)
    return api.as_(caller)


def stuck(admin: Api, kind: str) -> list[Json]:
    found: list[Json] = admin.get("/stuck", kind=kind)["items"]
    return found


def give_up(database: Database, subject: int = 1) -> None:
    """Park an event in the outbox, as the relay does when nobody can handle it."""
    with database.write() as session:
        emit(session, events.PLAN_RECALLED, subject, 1, RECALLED)
        row = session.scalars(select(OUTBOX.c.id).order_by(OUTBOX.c.id.desc())).first()
        assert row is not None
        park(session, row, "tasks: LookupError('no such plan')")


def test_a_given_up_event_is_sent_again_from_the_console(admin: Api, database: Database) -> None:
    give_up(database)
    (one,) = stuck(admin, "dead_letter")
    assert "no such plan" in one["cause"]["vi"]
    assert (one["owner"]["agency_id"], one["retryable"]) == (None, True)
    admin.post(f"/stuck/{one['id']}/retry", WHY)
    assert stuck(admin, "dead_letter") == []
    with database.read() as session:
        assert session.scalars(select(OUTBOX.c.parked_at)).all() == [None]
    (act,) = admin.get("/stuck/acts")["items"]
    assert (act["action"], act["note"], act["by"]["id"]) == ("retry", WHY["note"], 3)


def test_a_settled_event_comes_back_when_it_is_given_up_again(
    admin: Api, database: Database
) -> None:
    with clock.frozen(NOON):
        give_up(database)
        (one,) = stuck(admin, "dead_letter")
        admin.post(f"/stuck/{one['id']}/resolve", WHY)
        assert stuck(admin, "dead_letter") == []
    with clock.frozen(NOON + dt.timedelta(minutes=1)), database.write() as session:
        session.execute(update(OUTBOX).values(parked_at=clock.now()))
    assert [again["id"] for again in stuck(admin, "dead_letter")] == [one["id"]]


def test_events_are_for_administrators_alone(api: Api, database: Database) -> None:
    give_up(database)
    assert api.get("/stuck")["items"] == []
    assert api.get("/stuck/counts")["counts"]["dead_letter"] == 0


def test_a_relay_that_shows_no_sign_is_told_within_ten_seconds(
    admin: Api, database: Database
) -> None:
    with clock.frozen(NOON), database.write() as session:
        bus.beat(session)
    with clock.frozen(NOON + dt.timedelta(seconds=7)):
        assert stuck(admin, "relay_silent") == []
    with clock.frozen(NOON + dt.timedelta(seconds=10)):
        (one,) = stuck(admin, "relay_silent")
        assert one["age_s"] == 10
        admin.post(f"/stuck/{one['id']}/resolve", {"note": "Đang nâng cấp"})
        assert stuck(admin, "relay_silent") == []
    with clock.frozen(NOON + dt.timedelta(seconds=11)), database.write() as session:
        bus.beat(session)
    with clock.frozen(NOON + dt.timedelta(seconds=30)):
        assert len(stuck(admin, "relay_silent")) == 1


def test_a_relay_that_never_ran_is_told_while_events_wait(admin: Api, database: Database) -> None:
    with clock.frozen(NOON):
        assert stuck(admin, "relay_silent") == []
        with database.write() as session:
            emit(session, events.PLAN_RECALLED, 1, 1, RECALLED)
    with clock.frozen(NOON + dt.timedelta(seconds=10)):
        assert len(stuck(admin, "relay_silent")) == 1


def test_pages_lead_through_all_in_order_of_age(admin: Api, database: Database) -> None:
    for number in range(5):
        with clock.frozen(NOON + dt.timedelta(minutes=number // 2)):
            give_up(database, number)
    seen: list[str] = []
    cursor = None
    for _ in range(3):
        page = admin.get("/stuck", limit=2, **({"cursor": cursor} if cursor else {}))
        seen += [one["id"] for one in page["items"]]
        cursor = page["next"]
    assert cursor is None
    assert seen == [one["id"] for one in stuck(admin, "dead_letter")]
    assert len(set(seen)) == 5


@pytest.mark.parametrize("cursor", ["x", "2026-05-20~plans.outbox.1", "2026-05-20T05:00:00Z~a"])
def test_a_cursor_of_another_list_is_refused(admin: Api, cursor: str) -> None:
    problem = admin.get("/stuck", 422, cursor=cursor)
    assert problem["errors"][0]["pointer"] == "?cursor"


@pytest.mark.parametrize("ident", ["plans.outbox.99", "tasks.outbox.1", "plans.x.1", "nonsense"])
def test_what_is_not_stuck_cannot_be_settled(admin: Api, ident: str) -> None:
    admin.post(f"/stuck/{ident}/resolve", WHY, 404)
