"""Deadline events: once for each assignment, kind and day; never early; restarts repeat nothing."""

import datetime as dt
import threading
from typing import Any

import pytest
from sqlalchemy import select

from common import clock, events
from common.db import Database
from common.outbox import OUTBOX
from common.worker import Pulse
from services.tasks import deadlines, loops
from tests.unit.tasks.world import (
    COORDINATOR,
    FINANCE,
    FRONT,
    HEALTH,
    NOON,
    OFFICER,
    do,
    issue,
    item,
)

DUE = dt.date(2026, 5, 20)
# Midnight in Viet Nam is 17:00 UTC of the day before.
SOON = dt.datetime(2026, 5, 16, 17, 0, tzinfo=dt.UTC)
PAST = dt.datetime(2026, 5, 20, 17, 0, tzinfo=dt.UTC)
SECOND = dt.timedelta(seconds=1)


def sweep(database: Database, at: dt.datetime) -> None:
    with clock.frozen(at):
        loops.sweep(database, Pulse("tasks", "deadlines", threading.Event()))


def fired(database: Database) -> list[tuple[str, dict[str, Any]]]:
    """Return (kind, data) of every deadline event, in order."""
    kinds = {events.ASSIGNMENT_DUE_SOON: "due_soon", events.ASSIGNMENT_OVERDUE: "overdue"}
    with database.read() as session:
        rows = session.execute(
            select(OUTBOX.c.type, OUTBOX.c.body)
            .where(OUTBOX.c.type.in_(kinds))
            .order_by(OUTBOX.c.id)
        ).all()
    return [(kinds[row.type], dict(events.decode(row.body).data)) for row in rows]


def test_due_soon_comes_three_days_before_and_overdue_the_day_after(database: Database) -> None:
    issue(database, item(due=DUE))
    for at, kinds in (
        (SOON - SECOND, []),
        (SOON, ["due_soon"]),
        (PAST - SECOND, ["due_soon"]),
        (PAST, ["due_soon", "overdue"]),
        (PAST + dt.timedelta(days=30), ["due_soon", "overdue"]),
    ):
        sweep(database, at)
        assert [kind for kind, _ in fired(database)] == kinds
    (_, soon), (_, overdue) = fired(database)
    assert (soon["days_left"], soon["work_state"]) == (3, "not_started")
    assert (overdue["days_late"], overdue["agency"]["slug"]) == (1, "so-y-te")


def test_what_fell_due_while_nothing_ran_is_fired_late_and_told_so(database: Database) -> None:
    issue(database, item(due=DUE))
    sweep(database, PAST + dt.timedelta(days=4))
    assert [(kind, data["days_late"]) for kind, data in fired(database)] == [("overdue", 5)]


@pytest.mark.parametrize("state", ["submitted", "completed", "withdrawn"])
def test_work_that_is_out_of_the_agencys_hands_is_not_chased(
    database: Database, state: str
) -> None:
    (one,) = issue(database, item(due=DUE))
    with clock.frozen(SOON - SECOND):
        if state == "withdrawn":
            do(database, COORDINATOR, one, "withdraw")
        else:
            do(database, OFFICER, one, "submit")
        if state == "completed":
            do(database, COORDINATOR, one, "approve")
    sweep(database, SOON)
    sweep(database, PAST)
    assert fired(database) == []


def test_a_request_is_reminded_of_but_never_escalated(database: Database) -> None:
    issue(database, item(due=DUE, lead=[FRONT], bindingness="request"))
    sweep(database, SOON)
    sweep(database, PAST)
    assert [kind for kind, _ in fired(database)] == ["due_soon"]


def test_a_coordinating_agency_is_never_chased(database: Database) -> None:
    issue(database, item(due=DUE, lead=[], coordinating=[FINANCE]))
    sweep(database, SOON)
    sweep(database, PAST)
    assert fired(database) == []


def test_a_day_given_back_is_reminded_of_anew(database: Database) -> None:
    (one,) = issue(database, item(due=DUE))
    sweep(database, SOON)
    with clock.frozen(NOON):
        do(database, OFFICER, one, "submit")
    with clock.frozen(NOON + dt.timedelta(days=7)):
        do(database, COORDINATOR, one, "return")  # due on Friday 29/5 now
    sweep(database, NOON + dt.timedelta(days=7))
    sweep(database, NOON + dt.timedelta(days=10))
    told = [(kind, data.get("days_left", data.get("days_late"))) for kind, data in fired(database)]
    assert told == [("due_soon", 3), ("due_soon", 2), ("overdue", 1)]


def test_a_reminder_does_not_spoil_the_version_somebody_reads(database: Database) -> None:
    (one,) = issue(database, item(due=DUE))
    sweep(database, PAST)
    with clock.frozen(PAST):
        assert do(database, OFFICER, one, "accept").version == 2
    with database.read() as session:
        versions = select(OUTBOX.c.version).where(OUTBOX.c.type == events.ASSIGNMENT_OVERDUE)
        assert session.scalars(versions).all() == [1]


def test_batches_go_through_all_that_is_due(database: Database) -> None:
    issue(database, *(item(str(n), due=DUE) for n in range(7)))
    with clock.frozen(PAST):
        kind = deadlines.KINDS["overdue"]
        after_id: int | None = 0
        turns = 0
        while after_id is not None:
            with database.write() as session:
                after_id = deadlines.fire_batch(session, kind, after_id, size=3)
            turns += 1
    assert turns == 4
    assert len(fired(database)) == 7


def test_a_batch_that_was_cut_off_is_fired_whole_at_the_next_turn(database: Database) -> None:
    issue(database, item("a", due=DUE), item("b", due=DUE, lead=[HEALTH]))

    def cut_off() -> None:
        with database.write() as session:
            deadlines.fire_batch(session, deadlines.KINDS["overdue"])
            raise InterruptedError

    with clock.frozen(PAST), pytest.raises(InterruptedError):
        cut_off()
    assert fired(database) == []
    sweep(database, PAST)
    assert len(fired(database)) == 2
