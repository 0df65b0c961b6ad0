"""The official 2×2 equals plain counting, and the published figures add up in it."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import update

from common import clock
from common.db import Database
from services.tasks.model import Assignment, PartyRole, WorkState
from services.tasks.standing import result_of
from services.tasks.statistics import statistics
from services.tasks.statistics.cells import CELLS
from tests.contract.tasks.client import Api
from tests.contract.tasks.rows import WORKS, Work, fill
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

DONE, OPEN = WorkState.COMPLETED, WorkState.IN_PROGRESS


def count(database: Database, **how: Any) -> dict[str, Any]:
    with database.read() as session, clock.frozen(NOON):
        return statistics(session, ADMIN, **({"by": "agency"} | how))


@pytest.mark.parametrize(
    ("on_time", "late", "in_time", "overdue", "total"),
    [
        (14_068, 1_983, 5_640, 223, 21_914),  # report 1270/BC-TCTTTg, 2017
        (500, 85, 67, 181, 833),  # Quảng Nam, 2020; how its 585 done divide was not published
    ],
)
def test_published_figures_add_up(
    database: Database, on_time: int, late: int, in_time: int, overdue: int, total: int
) -> None:
    counts = (on_time, late, in_time, overdue)
    kinds = (
        Work(work_state=DONE, due=-5, submitted=-5),
        Work(work_state=DONE, due=-5, submitted=-4),
        Work(work_state=OPEN, due=0),
        Work(work_state=OPEN, due=-1),
    )
    fill(database, [kind for kind, n in zip(kinds, counts, strict=True) for _ in range(n)])
    totals = count(database, by="plan")["totals"]
    assert [totals[cell] for cell in CELLS[:4]] == list(counts)
    assert totals["total"] == total


def cell_of(work: Work) -> str | None:
    """Return the cell of `work` by the words of the rules, one assignment at a time."""
    if work.work_state is WorkState.WITHDRAWN:
        return None
    if work.role is PartyRole.COORDINATING:
        accepted = work.due is not None and work.due % 2 == 0
        return "coordinating_accepted" if accepted else "coordinating_waiting"
    done = work.work_state is WorkState.COMPLETED
    if work.bindingness == "request":
        return "requests_done" if done else "requests_open"
    if work.due_on is None:
        return "done_no_deadline" if done else "open_no_deadline"
    if done:
        return "done_late" if result_of(work) == "late" else "done_on_time"
    judged_on = work.submitted_on or TODAY
    return "open_in_time" if judged_on <= work.due_on else "open_overdue"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(WORKS)
def test_totals_equal_plain_counting(database: Database, works: Sequence[Work]) -> None:
    fill(database, works)
    counted = Counter(cell_of(work) for work in works)
    for by in ("agency", "plan", "period"):
        found = count(database, by=by)
        totals = found["totals"]
        assert {cell: totals[cell] for cell in CELLS} == {cell: counted[cell] for cell in CELLS}
        assert totals["requests"] == {
            "done": counted["requests_done"],
            "open": counted["requests_open"],
        }
        assert totals["coordinating"] == {
            "accepted": counted["coordinating_accepted"],
            "waiting": counted["coordinating_waiting"],
        }
        for cell in (*CELLS, "total"):
            assert sum(row[cell] for row in found["rows"]) == totals[cell]


def test_rows_name_agencies_plans_and_months(api: Api, database: Database) -> None:
    with clock.frozen(NOON):
        issue(
            database,
            item("a", due=TODAY),
            item("b", due=TODAY - dt.timedelta(days=20), lead=[FINANCE], coordinating=[HEALTH]),
            item("c", lead=[FRONT], bindingness="request"),
        )
        issue(database, item("d", due=TODAY), plan_id=2)
        agencies = api.json(COORDINATOR, "/statistics")
        plans = api.json(COORDINATOR, "/statistics", by="plan")
        months = api.json(COORDINATOR, "/statistics", by="period")
        one = api.json(COORDINATOR, "/statistics", plan=2)
        own = api.json(COORDINATOR, "/statistics", agency="so-y-te")
    assert [row["agency"]["slug"] for row in agencies["rows"]] == [
        "so-tai-chinh",  # the most overdue first
        "so-y-te",
        "mat-tran",
    ]
    assert [(row["plan"]["id"], row["total"]) for row in plans["rows"]] == [(1, 2), (2, 1)]
    assert [(row["period"], row["total"]) for row in months["rows"]] == [
        ("2026-04", 1),
        ("2026-05", 2),
        (None, 0),
    ]
    assert one["totals"]["total"] == 1
    assert own["totals"]["total"] == 2
    assert own["totals"]["coordinating"] == {"accepted": 0, "waiting": 1}
    assert agencies["totals"]["requests"] == {"done": 0, "open": 1}


def test_a_statistic_names_the_moment_and_the_rules_it_rests_on(api: Api) -> None:
    with clock.frozen(NOON):
        found = api.json(ADMIN, "/statistics")
    assert found["as_of"] == "2026-05-20T03:00:00+00:00"
    assert found["today"] == "2026-05-20"
    assert found["calendar"].startswith("vn-")
    assert found["rows"] == []


def test_the_day_turns_at_midnight_in_viet_nam(database: Database) -> None:
    fill(database, [Work(work_state=OPEN, due=0)])
    before = dt.datetime(2026, 5, 20, 16, 59, tzinfo=dt.UTC)
    for moment, overdue in ((before, 0), (before + dt.timedelta(minutes=1), 1)):
        with clock.frozen(moment), database.read() as session:
            totals = statistics(session, ADMIN, "agency")["totals"]
        assert totals["open_overdue"] == overdue


def test_work_closed_without_being_handed_in_is_late_once_its_day_is_past(
    database: Database,
) -> None:
    """However it is counted: of all by what is kept, of one agency by its rows."""
    fill(database, [Work(work_state=DONE, due=-1), Work(work_state=DONE, due=0)])
    with database.write() as session:
        session.execute(update(Assignment).values(submitted_on=None))
    asked: tuple[dict[str, str], ...] = ({}, {"agency": "agency-1"}, {"agency": "agency-2"})
    totals = [count(database, **how)["totals"] for how in asked]
    assert [(one["done_on_time"], one["done_late"]) for one in totals] == [(1, 1), (0, 1), (1, 0)]


def test_withdrawn_work_leaves_every_count(database: Database) -> None:
    (one,) = issue(database, item())
    assert count(database)["totals"]["open_no_deadline"] == 1
    do(database, OFFICER, one, "submit")
    do(database, COORDINATOR, one, "withdraw")
    assert count(database)["totals"]["total"] == 0
    assert count(database)["rows"] == []


@pytest.mark.parametrize("query", [{"by": "mood"}, {"plan": "x"}, {"agency": "Sở"}])
def test_a_wrong_question_is_refused(api: Api, query: dict[str, Any]) -> None:
    assert api.get(ADMIN, "/statistics", **query).status_code == 422
