"""A recurring duty is owed once a period: made when it begins, counted in each, never twice."""

import datetime as dt
import threading
from typing import Any

import pytest
from sqlalchemy import select, update

from common import clock, events
from common.db import Database
from common.worker import Pulse
from services.tasks import escalation, loops
from services.tasks.model import Agency, Assignment, History, PlanItem
from services.tasks.statistics import statistics
from tests.unit.tasks.families import changing, follow, recalled
from tests.unit.tasks.world import (
    COORDINATOR,
    FINANCE,
    FRONT,
    HEALTH,
    NOON,
    OFFICER,
    do,
    fan_out,
    issued,
    item,
    receive,
)

DAY = dt.timedelta(days=1)
TITLE = "Kế hoạch vì trẻ em giai đoạn 2026 - 2028"


def issue(
    database: Database,
    duty: dict[str, Any],
    title: str = TITLE,
    day: dt.date = dt.date(2026, 1, 5),
) -> None:
    """Issue a plan of one duty on `day`."""
    data = dict(issued(duty).data)
    data["plan"] = data["plan"] | {"title": title}
    with clock.frozen(dt.datetime.combine(day, dt.time(8), clock.VIETNAM)):
        plan = events.make(events.PLAN_ISSUED, 1, 2, data)
        receive(database, events.decode(events.encode(plan)))
        fan_out(database)


def duty(recurrence: str, due: dt.date | None = None, **parties: Any) -> dict[str, Any]:
    """Return a duty that recurs."""
    made = item("a", due=due or dt.date(2026, 11, 14), **parties)
    made["deadline"] = made["deadline"] | {"recurrence": recurrence}
    if due is None:
        made["deadline"] |= {"operator": None, "stated_on": None, "last_safe_day": None}
    return made


def sweep(database: Database, day: dt.date) -> None:
    with clock.frozen(dt.datetime.combine(day, dt.time(8), clock.VIETNAM)):
        pulse = Pulse("tasks", "deadlines", threading.Event())
        loops.sweep(database, pulse, escalation.DEFAULT)
        fan_out(database)


def instances(database: Database) -> list[tuple[str | None, dt.date | None, int]]:
    """Return (period, last safe day, agency) of every assignment, in order."""
    with database.read() as session:
        query = (
            select(PlanItem.period, Assignment.due_on, Assignment.agency_id)
            .join(Assignment, Assignment.item_id == PlanItem.id)
            .order_by(Assignment.id)
        )
        return [(row.period, row.due_on, row.agency_id) for row in session.execute(query)]


def test_a_yearly_duty_has_an_instance_a_year_until_the_plan_is_over(database: Database) -> None:
    issue(database, duty("annual", dt.date(2026, 11, 14)))
    for year in range(2026, 2032):
        sweep(database, dt.date(year, 12, 31))
        sweep(database, dt.date(year + 1, 1, 1))
        sweep(database, dt.date(year + 1, 1, 1))
    assert instances(database) == [
        ("2026", dt.date(2026, 11, 14), HEALTH),
        ("2027", dt.date(2027, 11, 14), HEALTH),
        ("2028", dt.date(2028, 11, 14), HEALTH),
    ]


def test_a_quarter_without_a_date_gives_instances_without_a_day(database: Database) -> None:
    issue(database, duty("quarter"))
    sweep(database, dt.date(2026, 7, 1))
    sweep(database, dt.date(2026, 7, 1))  # after a stop, a period a turn
    assert instances(database) == [
        ("2026-Q1", None, HEALTH),
        ("2026-Q2", None, HEALTH),
        ("2026-Q3", None, HEALTH),
    ]


def test_closing_one_instance_opens_nothing_and_the_statistics_count_each(
    database: Database,
) -> None:
    issue(database, duty("annual", dt.date(2026, 5, 29)))
    with clock.frozen(NOON):
        do(database, OFFICER, 1, "submit")
        do(database, COORDINATOR, 1, "approve")
    assert len(instances(database)) == 1
    sweep(database, dt.date(2027, 1, 4))
    with database.read() as session, clock.frozen(NOON.replace(year=2027)):
        found = statistics(session, COORDINATOR, "period")
    assert [(row["period"], row["total"]) for row in found["rows"]] == [
        ("2026-05", 1),
        ("2027-05", 1),
    ]
    assert (found["totals"]["done_on_time"], found["totals"]["open_in_time"]) == (1, 1)


def test_the_next_instance_goes_to_whoever_has_the_duty_then(database: Database) -> None:
    issue(database, duty("annual", dt.date(2026, 5, 29), lead=[HEALTH], executing=[FINANCE]))
    with clock.frozen(NOON):
        do(database, COORDINATOR, 2, "withdraw")
    sweep(database, dt.date(2027, 1, 4))
    assert [one for one in instances(database) if one[0] == "2027"] == [
        ("2027", dt.date(2027, 5, 29), HEALTH)
    ]


def test_a_duty_that_nobody_has_any_more_recurs_no_more(database: Database) -> None:
    issue(database, duty("annual", dt.date(2026, 5, 29)))
    with clock.frozen(NOON):
        do(database, COORDINATOR, 1, "withdraw")
    for year in (2027, 2028):
        sweep(database, dt.date(year, 1, 4))
    assert len(instances(database)) == 1


def test_a_duty_that_does_not_recur_has_one_instance(database: Database) -> None:
    issue(database, item("a", due=dt.date(2026, 5, 29)))
    sweep(database, dt.date(2027, 1, 4))
    assert instances(database) == [(None, dt.date(2026, 5, 29), HEALTH)]


def test_a_period_that_had_ended_when_the_duty_was_given_has_no_instance(
    database: Database,
) -> None:
    issue(
        database,
        duty("half-year", dt.date(2021, 6, 14)),
        "Kế hoạch vì trẻ em giai đoạn 2021 - 2030",
        dt.date(2026, 11, 22),
    )
    sweep(database, dt.date(2026, 11, 23))
    assert instances(database) == [("2026-H2", dt.date(2026, 12, 14), HEALTH)]
    sweep(database, dt.date(2027, 1, 4))
    assert instances(database)[1:] == [("2027-H1", dt.date(2027, 6, 14), HEALTH)]


def test_a_plan_that_was_over_when_it_was_given_keeps_its_last_instance(
    database: Database,
) -> None:
    issue(database, duty("annual", dt.date(2024, 12, 14)), "Kế hoạch năm 2024")
    sweep(database, dt.date(2027, 1, 4))
    assert instances(database) == [("2024", dt.date(2024, 12, 14), HEALTH)]


def test_the_thirtieth_is_the_thirtieth_again_after_a_february(database: Database) -> None:
    issue(database, duty("monthly", dt.date(2026, 1, 29)))  # before the 30th
    for month in range(2, 6):
        sweep(database, dt.date(2026, month, 2))
    assert [due for _, due, _ in instances(database)] == [
        dt.date(2026, 1, 29),
        dt.date(2026, 2, 27),
        dt.date(2026, 3, 29),
        dt.date(2026, 4, 29),
        dt.date(2026, 5, 29),
    ]


def test_a_duty_given_in_february_is_due_on_the_day_that_the_document_states(
    database: Database,
) -> None:
    issue(database, duty("monthly", dt.date(2025, 12, 30)), day=dt.date(2026, 2, 3))
    sweep(database, dt.date(2026, 3, 2))
    assert [due for _, due, _ in instances(database)] == [
        dt.date(2026, 2, 27),
        dt.date(2026, 3, 30),
    ]


def test_an_instance_asks_a_body_that_cannot_be_commanded(database: Database) -> None:
    issue(database, duty("annual", dt.date(2026, 5, 29)))
    with database.write() as session:
        session.get_one(Agency, FRONT).kind = "front"
    with clock.frozen(NOON):
        do(database, COORDINATOR, 1, "reassign", agency=str(FRONT))
    sweep(database, dt.date(2027, 1, 4))
    with database.read() as session:
        last = session.scalars(select(Assignment).order_by(Assignment.id.desc())).first()
    assert last is not None
    assert (last.agency_id, last.bindingness) == (FRONT, "request")


def change(database: Database, day: dt.date, *items: dict[str, Any], **how: Any) -> None:
    """Issue a plan that changes the first one on `day`, and carry it out."""
    with clock.frozen(dt.datetime.combine(day, dt.time(8), clock.VIETNAM)):
        event = changing(*items, **how)
        event.data["plan"]["title"] = TITLE
        receive(database, events.decode(events.encode(event)))
        follow(database)


def named(database: Database) -> list[tuple[int, str, str, dt.date | None]]:
    """Return (plan, item, work state, last safe day) of every assignment, in order."""
    with database.read() as session:
        query = (
            select(PlanItem.plan_id, PlanItem.key, Assignment.work_state, Assignment.due_on)
            .join(Assignment, Assignment.item_id == PlanItem.id)
            .order_by(Assignment.id)
        )
        return [(row[0], row[1], row[2], row[3]) for row in session.execute(query)]


def test_a_recalled_plan_makes_no_more_instances(database: Database) -> None:
    issue(database, duty("annual", dt.date(2026, 5, 29)))
    with clock.frozen(NOON):
        do(database, OFFICER, 1, "submit")
        do(database, COORDINATOR, 1, "approve")
        receive(database, recalled())
        follow(database)
    sweep(database, dt.date(2027, 1, 4))
    assert len(instances(database)) == 1


def test_a_plan_that_was_replaced_leaves_the_repeating_to_the_later(database: Database) -> None:
    issue(database, duty("annual", dt.date(2026, 5, 29)))
    with clock.frozen(NOON):
        do(database, OFFICER, 1, "submit")
        do(database, COORDINATOR, 1, "approve")
    later = duty("annual", dt.date(2026, 5, 29)) | {"key": "x"}
    change(database, dt.date(2026, 6, 1), later, pairs={"x": "a"}, same=["x"])
    for year in (2027, 2028):
        sweep(database, dt.date(year, 1, 4))
    # Done for 2026, and asked for once a year from then on.
    assert [(plan, key) for plan, key, *_ in named(database)] == [
        (1, "a"),
        (2, "x@2027"),
        (2, "x@2028"),
    ]


def test_an_amendment_reaches_the_instance_of_this_period_and_forgives_no_earlier_one(
    database: Database,
) -> None:
    issue(database, duty("annual", dt.date(2026, 5, 29)))
    sweep(database, dt.date(2027, 1, 4))
    later = duty("annual", dt.date(2027, 9, 30)) | {"key": "x"}
    change(database, dt.date(2027, 2, 1), later, kind="amends", pairs={"x": "a"})
    assert named(database) == [
        (2, "x@2026", "not_started", dt.date(2026, 5, 29)),
        (2, "x", "not_started", dt.date(2027, 9, 30)),
    ]
    sweep(database, dt.date(2028, 1, 4))
    assert named(database)[2:] == [(2, "x@2028", "not_started", dt.date(2028, 9, 30))]


@pytest.mark.parametrize("is_over", [False, True], ids=["another follows", "the last"])
def test_the_present_instance_goes_on_though_an_earlier_one_was_kept_after_it(
    database: Database, *, is_over: bool
) -> None:
    issue(database, duty("annual", dt.date(2026, 5, 29)))
    sweep(database, dt.date(2027, 1, 4))
    yearly = duty("annual", dt.date(2027, 9, 30)) | {"key": "x"}
    change(database, dt.date(2027, 2, 1), yearly, kind="amends", pairs={"x": "a"})
    if is_over:
        with database.write() as session:
            session.execute(update(PlanItem).values(repeat_on=None))
    quarterly = duty("quarter", dt.date(2027, 6, 29)) | {"key": "y"}
    which: dict[str, Any] = {"kind": "amends", "pairs": {"y": "x"}, "plan_id": 3, "old_id": 2}
    change(database, dt.date(2027, 5, 4), quarterly, **which)
    assert named(database) == [
        (3, "y@2026", "not_started", dt.date(2026, 5, 29)),
        (3, "y", "not_started", dt.date(2027, 6, 29)),
    ]


def test_a_correction_reaches_every_instance(database: Database) -> None:
    issue(database, duty("annual", dt.date(2026, 5, 29)))
    sweep(database, dt.date(2027, 1, 4))
    right = duty("annual", dt.date(2026, 5, 29)) | {"key": "x", "text": "Lời văn đúng"}
    change(database, dt.date(2027, 2, 1), right, kind="corrects", pairs={"x": "a"})
    sweep(database, dt.date(2028, 1, 4))
    with database.read() as session:
        assert set(session.scalars(select(PlanItem.text))) == {"Lời văn đúng"}
        corrected = session.scalars(
            select(History.assignment_id).where(History.action == "correct")
        ).all()
    assert sorted(corrected) == [1, 2]


def test_what_an_amendment_drops_ends_in_every_period(database: Database) -> None:
    issue(database, duty("annual", dt.date(2026, 5, 29)))
    sweep(database, dt.date(2027, 1, 4))
    other = item("y", lead=[FINANCE])
    change(database, dt.date(2027, 2, 1), other, kind="amends", pairs={}, removed=["a"])
    sweep(database, dt.date(2028, 1, 4))
    assert [state for _, key, state, _ in named(database) if key[0] == "a"] == ["withdrawn"] * 2


def test_a_yearly_duty_that_becomes_quarterly_goes_on_in_the_present_quarter(
    database: Database,
) -> None:
    issue(database, duty("annual", dt.date(2026, 5, 29)))
    later = duty("quarter", dt.date(2026, 6, 29)) | {"key": "x"}
    change(database, dt.date(2026, 5, 4), later, kind="amends", pairs={"x": "a"})
    assert [(key, due) for _, key, _, due in named(database)] == [("x", dt.date(2026, 6, 29))]
    sweep(database, dt.date(2026, 7, 2))
    assert [key for _, key, *_ in named(database)] == ["x", "x@2026-Q3"]
