"""The ladder: each step once for an assignment, a day and a receiver; never early, never at night.

None for who has handed in, is only asked, or lends a hand; none to nobody.
"""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import func, select

from common import clock, events
from common.db import Database
from common.outbox import OUTBOX
from services.tasks import agencies, escalation
from services.tasks.calendars import AS_PUBLISHED
from services.tasks.escalation import taking
from services.tasks.model import (
    Agency,
    Assignment,
    CalendarDay,
    Decision,
    Escalation,
    Incident,
    Scan,
)
from tests.unit.tasks.world import (
    COMMITTEE,
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

DUE = dt.date(2026, 5, 20)  # a Wednesday
DAY = dt.timedelta(days=1)


def at(day: dt.date, time: str = "07:30") -> dt.datetime:
    """Return a moment of a day in Viet Nam."""
    return dt.datetime.combine(day, dt.time.fromisoformat(time), clock.VIETNAM)


def scan(
    database: Database, moment: dt.datetime, ladder: escalation.Ladder = escalation.DEFAULT
) -> bool:
    with clock.frozen(moment):
        return escalation.scan(database, ladder, lambda: True)


def day_by_day(database: Database, first: dt.date, last: dt.date) -> None:
    for n in range((last - first).days + 1):
        scan(database, at(first + n * DAY))


def steps(database: Database) -> list[tuple[str, str]]:
    """Return (day, step) of every step taken, in order."""
    with database.read() as session:
        query = select(Escalation).order_by(Escalation.taken_on, Escalation.step)
        return [(f"{one.taken_on:%d/%m}", one.step) for one in session.scalars(query)]


def told(database: Database, event_type: str = events.ASSIGNMENT_ESCALATED) -> list[dict[str, Any]]:
    """Return the data of every event of a type, in order."""
    with database.read() as session:
        query = select(OUTBOX.c.body).where(OUTBOX.c.type == event_type).order_by(OUTBOX.c.id)
        return [dict(events.decode(body).data) for body in session.scalars(query)]


def test_the_ladder_is_climbed_a_step_at_a_time(database: Database) -> None:
    issue(database, item(due=DUE))
    day_by_day(database, dt.date(2026, 5, 4), dt.date(2026, 6, 12))
    assert steps(database) == [
        ("13/05", "reminder_7"),
        ("15/05", "yellow"),  # the third day before is a Sunday: the Friday before it
        ("19/05", "reminder_1"),
        ("21/05", "red"),
        ("25/05", "deep_red_3"),  # the third working day after it
        ("27/05", "deep_red_5"),
    ]
    said = [(one["level"], one["receiver"], one["sms"], one["days_left"]) for one in told(database)]
    assert said == [
        ("reminder", "owner", False, 7),
        ("yellow", "owner", True, 5),
        ("reminder", "owner", False, 1),
        ("red", "head", True, -1),
    ]
    assert {one["due_on"] for one in told(database)} == {DUE}


@pytest.mark.parametrize("time", ["00:00", "07:29:59", "20:00", "23:59"])
def test_nobody_hears_of_it_at_night(database: Database, time: str) -> None:
    issue(database, item(due=DUE))
    assert not scan(database, at(DUE + DAY, time))
    assert steps(database) == []
    assert scan(database, at(DUE + 2 * DAY))
    assert steps(database) == [("22/05", "red")]


def test_days_off_defer_and_do_not_drop(database: Database) -> None:
    friday = dt.date(2026, 5, 22)
    issue(database, item(due=friday))
    day_by_day(database, friday + DAY, friday + 2 * DAY)
    assert steps(database) == []
    scan(database, at(friday + 3 * DAY))
    assert steps(database) == [("25/05", "red")]


def test_nothing_is_sent_over_tet(database: Database) -> None:
    issue(database, item(due=dt.date(2026, 2, 18)))
    day_by_day(database, dt.date(2026, 2, 9), dt.date(2026, 2, 24))
    assert steps(database) == [
        ("11/02", "reminder_7"),
        ("13/02", "reminder_1"),  # its last working day before the holidays, and yellow's as well
        ("23/02", "red"),
    ]


def test_a_calendar_of_the_issuing_agency_counts_for_what_it_assigned(database: Database) -> None:
    (own,) = issue(database, item("a", due=DUE))
    (other,) = issue(database, item("b", due=DUE), plan_id=2, assigner=FINANCE)
    with database.write() as session:
        off = {"day": DUE + DAY, "kind": "holiday", "basis": "Quyết định của tỉnh", "edition": 1}
        session.add(CalendarDay(jurisdiction=COMMITTEE, **off))
    scan(database, at(DUE + DAY))
    assert [one["id"] for one in told(database)] == [other]
    scan(database, at(DUE + 2 * DAY))
    assert [one["id"] for one in told(database)] == [other, own]


def test_after_a_stop_only_what_still_matters_is_sent(database: Database) -> None:
    issue(database, item(due=DUE))
    scan(database, at(dt.date(2026, 6, 3)))
    assert sorted(step for _, step in steps(database)) == ["deep_red_5", "red"]
    day_by_day(database, dt.date(2026, 6, 4), dt.date(2026, 6, 12))
    assert len(steps(database)) == 2


def test_one_day_is_scanned_once_and_a_new_day_again(database: Database) -> None:
    issue(database, item(due=DUE))
    assert scan(database, at(DUE + DAY))
    assert not scan(database, at(DUE + DAY, "07:31"))
    assert scan(database, at(DUE + 2 * DAY))
    assert len(told(database)) == 1


@pytest.mark.parametrize("state", ["submitted", "completed", "withdrawn"])
def test_work_that_is_out_of_the_agencys_hands_is_left_alone(
    database: Database, state: str
) -> None:
    (one,) = issue(database, item(due=DUE))
    with clock.frozen(NOON):
        if state == "withdrawn":
            do(database, COORDINATOR, one, "withdraw")
        else:
            do(database, OFFICER, one, "submit")
        if state == "completed":
            do(database, COORDINATOR, one, "approve")
    scan(database, at(DUE + DAY))
    assert told(database) == []


def test_a_request_is_reminded_of_but_never_red(database: Database) -> None:
    issue(database, item(due=DUE, lead=[FRONT], bindingness="request"))
    day_by_day(database, dt.date(2026, 5, 11), dt.date(2026, 6, 12))
    assert [step for _, step in steps(database)] == ["reminder_7", "yellow", "reminder_1"]


def test_a_coordinating_agency_hears_nothing(database: Database) -> None:
    issue(database, item(due=DUE, lead=[], coordinating=[FINANCE]))
    day_by_day(database, dt.date(2026, 5, 11), dt.date(2026, 6, 12))
    assert steps(database) == []


def test_a_later_day_begins_a_new_ladder_below(database: Database) -> None:
    (one,) = issue(database, item(due=DUE))
    scan(database, at(DUE + DAY))
    with database.write() as session:
        work = session.get_one(Assignment, one)
        work.due_on = work.urgency = dt.date(2026, 6, 26)
    day_by_day(database, DUE + 2 * DAY, dt.date(2026, 6, 29))
    assert [step for _, step in steps(database)] == [
        "red",
        "reminder_7",
        "yellow",
        "reminder_1",
        "red",
    ]


def test_an_undecided_review_reaches_the_assigner_the_day_after(database: Database) -> None:
    (one,) = issue(database, item(due=DUE))
    with clock.frozen(NOON):
        do(database, OFFICER, one, "submit")  # to be decided by Monday 25/5
    day_by_day(database, DUE, dt.date(2026, 5, 29))
    assert steps(database) == [("26/05", "review_overdue")]
    (digest,) = [one for one in told(database, events.DIGEST_MADE) if one["kind"] == "day"]
    assert (digest["agency"]["id"], digest["counts"]) == (
        COMMITTEE,
        {"deep_red": 0, "review": 1, "extension": 0},
    )
    assert [line["assignment_id"] for line in digest["lines"]] == [one]


def test_the_assigner_reads_one_summary_a_day_not_a_message_a_duty(database: Database) -> None:
    ids = issue(database, *(item(str(n), due=DUE) for n in range(30)))
    day_by_day(database, DUE, dt.date(2026, 5, 25))
    (digest,) = [one for one in told(database, events.DIGEST_MADE) if one["kind"] == "day"]
    assert digest["counts"] == {"deep_red": len(ids), "review": 0, "extension": 0}
    assert len(digest["lines"]) == 20


def test_on_the_first_working_day_of_the_week_the_assigner_hears_how_it_stands(
    database: Database,
) -> None:
    issue(database, item("a", due=DUE), item("b", due=dt.date(2026, 12, 1)), item("c"))
    day_by_day(database, dt.date(2026, 5, 21), dt.date(2026, 6, 5))
    weeks = [one for one in told(database, events.DIGEST_MADE) if one["kind"] == "week"]
    assert [f"{one['day']:%d/%m}" for one in weeks] == ["25/05", "01/06"]
    assert weeks[0]["counts"] == {
        "open": 3,
        "overdue": 1,
        "critical": 1,
        "due_soon": 0,
        "review_overdue": 0,
    }


def test_a_step_to_nobody_is_an_incident_and_is_taken_once_somebody_is_there(
    database: Database,
) -> None:
    issue(database, item(due=DUE))
    with database.write() as session:
        session.get_one(Agency, HEALTH).active = False
    day_by_day(database, DUE + DAY, DUE + 2 * DAY)
    assert steps(database) == []
    with database.read() as session:
        (incident,) = session.scalars(select(Incident)).all()
    assert (incident.kind, incident.agency_id, incident.resolved_at) == (
        "no_receiver",
        HEALTH,
        None,
    )
    with database.write() as session:
        session.get_one(Agency, HEALTH).active = True
    scan(database, at(DUE + 5 * DAY))
    assert ("25/05", "red") in steps(database)
    with database.read() as session:
        assert session.scalars(select(Incident.resolved_at)).one() is not None


def digests(database: Database, kind: str) -> list[dict[str, Any]]:
    """Return the data of every summary of a kind, in order."""
    return [one for one in told(database, events.DIGEST_MADE) if one["kind"] == kind]


def test_a_scan_that_was_cut_off_loses_nothing_of_the_summary(database: Database) -> None:
    ids = issue(database, *(item(str(n), due=DUE) for n in range(5)))
    day_by_day(database, DUE, DUE + 2 * DAY)
    # Of five deep red steps on Monday two batches of two are taken before the night.
    turns = iter([True] * 20)
    monday = DUE + 5 * DAY

    def go_on() -> bool:
        with database.read() as session:
            taken = session.scalar(
                select(func.count()).where(Escalation.step == "deep_red_3").select_from(Escalation)
            )
        return next(turns) and (taken or 0) < 4

    with clock.frozen(at(monday)):
        assert not escalation.scan(database, escalation.DEFAULT, go_on, size=2)
    assert digests(database, "day") == []
    scan(database, at(monday + DAY))
    (digest,) = digests(database, "day")
    assert digest["counts"]["deep_red"] == len(ids)
    assert [line["assignment_id"] for line in digest["lines"]] == ids
    scan(database, at(monday + 2 * DAY))
    assert [one["counts"]["deep_red"] for one in digests(database, "day")] == [5, 5]  # deep_red_5


def test_the_week_is_told_once_and_also_when_its_first_scan_was_cut_off(
    database: Database,
) -> None:
    issue(database, item(due=DUE))
    monday = dt.date(2026, 6, 1)
    scan(database, at(monday - 3 * DAY))
    with clock.frozen(at(monday)):
        assert not escalation.scan(database, escalation.DEFAULT, lambda: False)
    day_by_day(database, monday + DAY, monday + 4 * DAY)
    assert [one["day"] for one in digests(database, "week")] == [monday + DAY]


def test_an_agency_that_works_on_the_countrys_day_off_does_not_bring_the_week_twice(
    database: Database,
) -> None:
    issue(database, item(due=dt.date(2026, 12, 1)))
    monday = dt.date(2026, 6, 1)
    with database.write() as session:
        said = {"day": monday, "basis": "Quyết định", "edition": 1}
        session.add(CalendarDay(jurisdiction=0, kind="holiday", **said))
        session.add(CalendarDay(jurisdiction=FINANCE, kind="workday", **said))
    day_by_day(database, monday, monday + 4 * DAY)
    assert [one["day"] for one in digests(database, "week")] == [monday + DAY]


def test_every_step_to_nobody_is_an_incident_however_many(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = issue(database, *(item(str(n), due=DUE) for n in range(5)))
    monkeypatch.setattr(taking, "BATCH", 2)
    with database.write() as session:
        session.get_one(Agency, HEALTH).active = False
    scan(database, at(DUE + DAY))
    with database.read() as session:
        assert sorted(session.scalars(select(Incident.assignment_id))) == ids  # type: ignore[type-var]


def test_an_incident_of_a_review_stays_while_the_work_waits_for_it(database: Database) -> None:
    (one,) = issue(database, item(due=DUE))
    with clock.frozen(NOON):
        do(database, OFFICER, one, "submit")
    with database.write() as session:
        session.get_one(Agency, COMMITTEE).active = False
    day_by_day(database, DUE, dt.date(2026, 5, 29))
    with database.read() as session:
        opened = session.scalars(
            select(Incident).where(Incident.assignment_id == one, Incident.resolved_at.is_(None))
        ).all()
    assert [incident.agency_id for incident in opened] == [COMMITTEE]


def test_a_summary_that_nobody_reads_is_an_incident_once(database: Database) -> None:
    issue(database, item(due=dt.date(2026, 12, 1)))
    with database.write() as session:
        session.get_one(Agency, COMMITTEE).active = False
    day_by_day(database, dt.date(2026, 5, 25), dt.date(2026, 6, 2))
    with database.read() as session:
        (incident,) = session.scalars(select(Incident)).all()
    assert (incident.agency_id, incident.assignment_id, incident.resolved_at) == (
        COMMITTEE,
        None,
        None,
    )
    with database.write() as session:
        session.get_one(Agency, COMMITTEE).active = True
    scan(database, at(dt.date(2026, 6, 3)))
    with database.read() as session:
        assert session.scalars(select(Incident.resolved_at)).one() is not None


def test_the_assigner_is_told_of_a_request_it_let_wait(database: Database) -> None:
    (one,) = issue(database, item(due=dt.date(2026, 12, 1)))
    with clock.frozen(NOON):
        do(database, OFFICER, one, "request_extension", due_on=dt.date(2026, 12, 20))
    day_by_day(database, DUE, dt.date(2026, 5, 29))
    # Until Friday and until Tuesday it could be answered: told on the next working day.
    assert steps(database) == [("25/05", "extension_reminder"), ("27/05", "extension_undecided")]


def test_nobody_blames_the_assigner_while_the_agency_owes_the_answer(database: Database) -> None:
    (one,) = issue(database, item(due=dt.date(2026, 12, 1)))
    with clock.frozen(NOON):
        do(database, OFFICER, one, "request_extension", due_on=dt.date(2026, 12, 20))
        offer = {"decision": Decision.COUNTER, "due_on": dt.date(2026, 12, 10)}
        do(database, COORDINATOR, one, "decide_extension", **offer)
    day_by_day(database, DUE, dt.date(2026, 6, 5))
    assert steps(database) == []


def test_work_on_hold_is_not_pressed_also_past_the_day_to_look_again(database: Database) -> None:
    (one,) = issue(database, item(due=dt.date(2026, 6, 10)))
    with clock.frozen(NOON):
        do(database, COORDINATOR, one, "hold", review_on=dt.date(2026, 5, 22))
    day_by_day(database, DUE, dt.date(2026, 6, 20))
    assert steps(database) == []


def cut_off(database: Database, moment: dt.datetime, after: int) -> None:
    """Scan until `after` batches were committed, then die inside the next one."""
    turns = iter(range(after))

    def go_on() -> bool:
        if next(turns, None) is None:
            raise InterruptedError
        return True

    with clock.frozen(moment), pytest.raises(InterruptedError):
        escalation.scan(database, escalation.DEFAULT, go_on, size=2)


@pytest.mark.parametrize("after", range(8))
def test_a_scan_that_died_is_finished_by_the_next_one(database: Database, after: int) -> None:
    ids = issue(database, *(item(str(n), due=DUE) for n in range(5)))
    cut_off(database, at(DUE + DAY), after)
    scan(database, at(DUE + DAY, "07:31"))
    assert sorted(one["id"] for one in told(database)) == ids
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Scan)) == 1


def test_a_batch_that_was_rolled_back_is_taken_whole_at_the_next_turn(database: Database) -> None:
    issue(database, item("a", due=DUE), item("b", due=DUE, lead=[FINANCE]))
    with clock.frozen(at(DUE + DAY)):
        place = next(taking.places(AS_PUBLISHED))
        windows = escalation.DEFAULT.windows(DUE + DAY, place.calendar)
        red = next(
            call for call in taking.calls(windows, place, DUE + DAY) if call.step.name == "red"
        )

        def die() -> None:
            with database.write() as session:
                taking.take(session, red, taking.due_ids(session, red))
                raise InterruptedError

        with pytest.raises(InterruptedError):
            die()
    assert told(database) == []
    scan(database, at(DUE + DAY))
    assert len(told(database)) == 2


def test_a_reminder_does_not_spoil_the_version_somebody_reads(database: Database) -> None:
    (one,) = issue(database, item(due=DUE))
    scan(database, at(DUE + DAY))
    with clock.frozen(at(DUE + DAY)):
        assert do(database, OFFICER, one, "accept").version == 2


def test_the_quiet_hours_stop_a_long_scan_and_the_morning_goes_on(database: Database) -> None:
    issue(database, item(due=DUE))
    with clock.frozen(at(DUE + DAY)):
        assert not escalation.scan(database, escalation.DEFAULT, lambda: False)
    assert steps(database) == []
    assert scan(database, at(DUE + 2 * DAY))
    assert [step for _, step in steps(database)] == ["red"]


def test_an_agency_that_tasks_has_only_heard_named_can_be_told(database: Database) -> None:
    issue(database, item(due=DUE))
    with database.write() as session:
        assert agencies.find(session, "so-y-te") == [HEALTH]
    assert scan(database, at(DUE + DAY))
    assert len(told(database)) == 1
