"""What was is told as it was: assignments, lists and statistics of a past day."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import select, text, update

from common import clock
from common.caller import Caller, Role
from common.db import Database
from services.tasks import asof, calendar_changes
from services.tasks.asof.rows import as_it_was
from services.tasks.model import Assignment, Beyond, Plan, Variant
from services.tasks.statistics import By, statistics
from tests.contract.tasks.client import Api
from tests.contract.tasks.rows import WORKS, Work, fill
from tests.unit.tasks.families import change
from tests.unit.tasks.world import (
    ADMIN,
    COMMUNE,
    COORDINATOR,
    FINANCE,
    NOON,
    OFFICER,
    TODAY,
    caller,
    do,
    issue,
    item,
)

A_DAY = dt.timedelta(days=1)
BYS: tuple[By, ...] = ("agency", "plan", "period")


@pytest.fixture
def lived(database: Database) -> list[int]:
    """Return one assignment with an act on each of five days, and others that stay as they are."""
    with clock.frozen(NOON):
        one, *others = issue(
            database,
            item("a", due=TODAY + 2 * A_DAY, coordinating=[FINANCE]),
            item("b", due=TODAY - A_DAY, lead=[FINANCE]),
            item("c", lead=[COMMUNE], bindingness="request"),
        )
    acts: list[tuple[Caller, str, dict[str, Any]]] = [
        (OFFICER, "start", {}),
        (COORDINATOR, "set_deadline", {"due_on": TODAY + 9 * A_DAY}),
        (OFFICER, "submit", {}),
        (COORDINATOR, "return", {}),
        (OFFICER, "submit", {}),
        (COORDINATOR, "approve", {"grade": "good"}),
    ]
    for number, (who, action, body) in enumerate(acts, 1):
        with clock.frozen(NOON + number * A_DAY):
            do(database, who, one, action, **body)
    return [one, *others]


def later(api: Api, path: str, who: Caller = ADMIN, **query: Any) -> Any:
    with clock.frozen(NOON + 20 * A_DAY):
        return api.json(who, path, **query)


def test_an_assignment_is_told_as_it_was_each_day(api: Api, lived: list[int]) -> None:
    path = f"/assignments/{lived[0]}"
    told = [later(api, path, as_of=str(TODAY + n * A_DAY)) for n in range(7)]
    assert [(one["version"], one["work_state"], one["due_on"]) for one in told] == [
        (1, "not_started", "2026-05-22"),
        (2, "in_progress", "2026-05-22"),
        (3, "in_progress", "2026-05-29"),
        (4, "submitted", "2026-05-29"),
        (5, "returned", "2026-05-29"),
        (6, "submitted", "2026-05-29"),
        (7, "completed", "2026-05-29"),
    ]
    assert [one["submitted_on"] for one in told][3:] == ["2026-05-23", None] + ["2026-05-25"] * 2
    assert [one["standing"] for one in told][:2] == ["due_soon", "due_soon"]
    assert [one["grade"] for one in told] == [None] * 6 + ["good"]
    assert not any(one["available_actions"] for one in told)
    assert told[0]["as_of"] == "2026-05-20T16:59:59.999999+00:00"
    assert told[0]["standing_rules"] == {
        "rules": "1",
        "calendar": told[0]["standing_rules"]["calendar"],
    }


def test_what_is_told_of_now_is_what_the_detail_says(api: Api, lived: list[int]) -> None:
    today = str(TODAY + 20 * A_DAY)
    for number in lived:
        now = later(api, f"/assignments/{number}")
        told = later(api, f"/assignments/{number}", as_of=today)
        shared = (now.keys() & told.keys()) - {"available_actions"}
        assert {name: now[name] for name in shared} == {name: told[name] for name in shared}
        assert len(shared) > 30


def test_the_past_is_told_where_more_time_beyond_the_limits_is_refused(
    api: Api, lived: list[int], database: Database
) -> None:
    """A snapshot leaves out what is nought, and the past is not asked what may be done."""
    rules = Variant(beyond=Beyond.REFUSE).as_json()
    with database.write() as session:
        session.execute(update(Plan).values(rules=rules))
    day = str(TODAY + A_DAY)
    listed = later(api, "/assignments", OFFICER, as_of=day)["items"]
    told = later(api, f"/assignments/{lived[0]}", OFFICER, as_of=day)
    assert (told["work_state"], told["available_actions"]) == ("in_progress", [])
    assert {one["id"]: one["available_actions"] for one in listed}[lived[0]] == []


@pytest.mark.parametrize("day", [1, 30], ids=["changed since", "as it is now"])
def test_no_column_that_always_says_something_is_empty_in_the_past(
    lived: list[int], database: Database, day: int
) -> None:
    with database.read() as session:
        was = as_it_was(session, NOON + day * A_DAY)
        rows = session.execute(select(was)).mappings().all()
    columns = Assignment.__table__.columns
    known = [columns[one.key] for one in was.c if one.key in columns]
    always = [column.key for column in known if not column.nullable]
    assert {row["id"] for row in rows} >= set(lived)
    empty = {name for row in rows for name in always if row[name] is None}
    assert (empty, "extensions_granted" in always) == (set(), True)


def test_a_moment_within_a_day_counts_to_the_second(api: Api, lived: list[int]) -> None:
    path = f"/assignments/{lived[0]}"
    at = NOON + A_DAY
    before = later(api, path, as_of=(at - dt.timedelta(microseconds=1)).isoformat())
    assert before["version"] == 1
    assert later(api, path, as_of=at.isoformat())["version"] == 2


def test_what_was_given_later_did_not_exist(api: Api, lived: list[int]) -> None:
    with clock.frozen(NOON + 20 * A_DAY):
        reply = api.get(ADMIN, f"/assignments/{lived[0]}", as_of=str(TODAY - A_DAY))
    assert reply.status_code == 404
    assert later(api, "/assignments", as_of=str(TODAY - A_DAY))["items"] == []
    assert later(api, "/statistics", as_of=str(TODAY - A_DAY))["rows"] == []


@pytest.mark.parametrize("as_of", ["tomorrow", "2026-13-01", "2026-05-20T10:00:00", "2999-01-01"])
@pytest.mark.parametrize("path", ["/assignments", "/assignments/1", "/statistics"])
def test_no_past_moment_is_refused(api: Api, path: str, as_of: str) -> None:
    assert api.get(ADMIN, path, as_of=as_of).status_code == 422


@pytest.mark.parametrize(
    ("query", "day", "wanted"),
    [
        ({"state": "submitted"}, 3, [0]),
        ({"state": "submitted"}, 4, []),
        ({"state": "open"}, 6, [2, 1, 3]),
        ({"standing": "overdue"}, 0, [2]),
        ({"standing": "overdue"}, 6, []),
        ({"standing": "critical"}, 6, [2]),
        ({"agency": "so-tai-chinh"}, 2, [2, 1]),
        ({"role": "coordinating"}, 2, [1]),
        ({"bindingness": "request"}, 2, [3]),
        ({"period": "2026-05"}, 2, [2, 0, 1]),
        ({"q": "tre em"}, 2, [2, 0, 1, 3]),
        ({"scope": "assigned"}, 2, [2, 0, 1, 3]),
        ({"plan": 2}, 2, []),
    ],
)
def test_a_list_is_narrowed_as_it_was(
    api: Api, lived: list[int], query: dict[str, Any], day: int, wanted: list[int]
) -> None:
    told = later(api, "/assignments", COORDINATOR, as_of=str(TODAY + day * A_DAY), **query)
    assert [one["id"] for one in told["items"]] == [lived[place] for place in wanted]


def test_each_sees_of_the_past_what_he_may_see(api: Api, lived: list[int]) -> None:
    day = str(TODAY + A_DAY)
    for who in (OFFICER, caller(FINANCE, Role.HEAD), caller(None, Role.OFFICER), COORDINATOR):
        now = {one["id"] for one in later(api, "/assignments", who)["items"]}
        assert {one["id"] for one in later(api, "/assignments", who, as_of=day)["items"]} == now
    with clock.frozen(NOON + 20 * A_DAY):
        reply = api.get(caller(COMMUNE, Role.OFFICER), f"/assignments/{lived[0]}", as_of=day)
    assert reply.status_code == 404


def test_a_list_of_the_past_is_read_page_by_page(api: Api, lived: list[int]) -> None:
    day = str(TODAY + 2 * A_DAY)
    whole = [one["id"] for one in later(api, "/assignments", as_of=day)["items"]]
    page = later(api, "/assignments", as_of=day, limit=3)
    rest = later(api, "/assignments", as_of=day, limit=3, cursor=page["next"])
    assert [one["id"] for one in page["items"] + rest["items"]] == whole
    assert rest["next"] is None


def test_statistics_of_a_day_are_what_they_were_on_it(api: Api, database: Database) -> None:
    """Each evening's figures, asked for again at the end."""
    with clock.frozen(NOON):
        one, two = issue(database, item("a", due=TODAY + A_DAY), item("b", executing=[FINANCE]))[:2]
    acts = [(OFFICER, one, "submit"), (OFFICER, two, "submit"), (COORDINATOR, one, "approve")]
    acts += [(COORDINATOR, two, "withdraw")]
    said: dict[dt.date, dict[str, Any]] = {}
    for number, (who, which, action) in enumerate(acts):
        with clock.frozen(NOON + 2 * number * A_DAY):
            do(database, who, which, action)
        for day in (TODAY + 2 * number * A_DAY, TODAY + (2 * number + 1) * A_DAY):
            evening = dt.datetime.combine(day, dt.time(23), clock.VIETNAM)
            with clock.frozen(evening):
                said[day] = {by: api.json(ADMIN, "/statistics", by=by) for by in BYS}
    for day, figures in said.items():
        for by in BYS:
            told = later(api, "/statistics", by=by, as_of=str(day))
            for name in ("rows", "totals", "today", "rules", "calendar"):
                assert told[name] == figures[by][name]


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=10
)
@given(WORKS)
def test_statistics_as_of_now_are_the_live_ones(database: Database, works: Sequence[Work]) -> None:
    fill(database, works)
    at = NOON.replace(hour=16, minute=59)
    with database.read() as session, clock.frozen(NOON):
        then = asof.past(session, at)
        for by, agency in [*((by, None) for by in BYS), (BYS[0], "1")]:
            live = statistics(session, ADMIN, by, agency=agency)
            told = asof.statistics(session, ADMIN, then, by, agency=agency)
            assert told["totals"] == live["totals"]
            assert sorted(told["rows"], key=repr) == sorted(live["rows"], key=repr)


def test_a_duty_that_was_carried_over_belongs_to_the_plan_it_had(
    api: Api, database: Database
) -> None:
    with clock.frozen(NOON):
        (one,) = issue(database, item("a", due=TODAY))
    with clock.frozen(NOON + A_DAY):
        change(database, item("x", due=TODAY + 40 * A_DAY), pairs={"x": "a"})
    told = later(api, f"/assignments/{one}", as_of=str(TODAY))
    assert (told["plan"]["id"], told["label"], told["due_on"]) == (1, "III.a", "2026-05-20")
    assert later(api, f"/assignments/{one}")["plan"]["id"] == 2
    by_plan = later(api, "/statistics", by="plan", as_of=str(TODAY))["rows"]
    assert [row["plan"]["id"] for row in by_plan] == [1]


def test_a_calendar_that_was_corrected_later_is_as_it_was(api: Api, database: Database) -> None:
    with clock.frozen(NOON):
        (one,) = issue(database, item("a", due=TODAY - 4 * A_DAY))
        before = api.json(ADMIN, f"/assignments/{one}")
    with clock.frozen(NOON + A_DAY):
        days = [
            {"day": TODAY - n * A_DAY, "kind": "holiday", "basis": "12/CĐ-TTg"} for n in range(3)
        ]
        with database.write() as session:
            calendar_changes.apply(session, ADMIN, calendar_changes.Change(days), 0)
    told = later(api, f"/assignments/{one}", as_of=str(TODAY))
    assert told["standing"] == before["standing"] == "critical"
    assert told["standing_rules"] == before["standing_rules"]
    assert later(api, "/assignments", as_of=str(TODAY), standing="critical")["items"]
    assert later(api, "/statistics", as_of=str(TODAY + A_DAY))["calendar"].endswith(".1")


def test_what_old_entries_leave_out_is_said(api: Api, lived: list[int], database: Database) -> None:
    with database.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER history_no_update"))
        connection.execute(text("UPDATE history SET snapshot = json_remove(snapshot, '$.state')"))
    told = later(api, f"/assignments/{lived[0]}", as_of=str(TODAY + 5 * A_DAY))
    assert told["told_in_part"]
    assert (told["work_state"], told["submitted_on"], told["role"]) == (
        "submitted",
        "2026-05-25",
        "lead",
    )
    figures = later(api, "/statistics", as_of=str(TODAY + A_DAY))
    assert figures["told_in_part"] == 1
    assert figures["totals"]["open_in_time"] == 1
