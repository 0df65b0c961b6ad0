"""The outbox from the relay's side."""

import datetime as dt

import pytest

from common import clock, outbox
from common.db import OUTBOX_BELL, Database
from common.events import ACCOUNT_CHANGED
from tests.contract.bus.suite import account

NOON = dt.datetime(2025, 3, 3, 12, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def database(library_database: Database) -> Database:
    """Hold events (subject 1, versions 1 and 2; subject 2, version 1), in this order."""
    with clock.frozen(NOON), library_database.write() as session:
        for subject, version in ((1, 1), (1, 2), (2, 1)):
            outbox.emit(session, ACCOUNT_CHANGED, subject, version, account(subject))
    return library_database


def claimed(database: Database, after: dt.timedelta = dt.timedelta()) -> list[int]:
    """Return the ids due so long after noon."""
    with clock.frozen(NOON + after), database.read() as session:
        return [row.id for row in outbox.claim(session, 10)]


def test_the_oldest_rows_come_first_and_no_more_than_asked(database: Database) -> None:
    with database.read() as session:
        rows = outbox.claim(session, 2)
    assert [(row.id, row.subject, row.attempts) for row in rows] == [(1, "1", 0), (2, "1", 0)]


def test_a_sent_row_is_gone(database: Database) -> None:
    with database.write() as session:
        outbox.remove(session, [1, 3])
    assert claimed(database) == [2]


def test_a_row_put_off_holds_back_its_subject_but_no_other(database: Database) -> None:
    with clock.frozen(NOON), database.write() as session:
        outbox.postpone(session, 1, MINUTE, "busy")
    assert claimed(database) == [3]
    assert claimed(database, MINUTE) == [1, 2, 3]


def test_what_falls_due_in_the_middle_of_a_turn_is_not_overtaken(database: Database) -> None:
    with clock.frozen(NOON), database.write() as session:
        assert [row.id for row in outbox.claim(session, 1, now=NOON)] == [1]
        outbox.postpone(session, 1, MINUTE, "busy")
    with clock.frozen(NOON + MINUTE), database.read() as session:
        assert [row.id for row in outbox.claim(session, 10, after=1, now=NOON)] == [3]


def test_a_failure_is_counted_and_its_reason_cut_to_size(database: Database) -> None:
    with clock.frozen(NOON), database.write() as session:
        outbox.postpone(session, 1, MINUTE, "x" * 5_000)
        outbox.park(session, 1, "y" * 5_000)
        parked = outbox.parked(session, 10)
    assert [(row.id, row.attempts, row.parked_at) for row in parked] == [(1, 2, NOON)]
    assert parked[0].error == "y" * outbox.ERROR_LENGTH


def test_a_parked_row_is_out_of_the_way(database: Database) -> None:
    with clock.frozen(NOON), database.write() as session:
        outbox.park(session, 1, "hopeless")
        assert outbox.backlog(session).depth == 2
    assert claimed(database) == [2, 3]


def test_an_unparked_row_is_due_afresh_and_wakes_the_relay(database: Database) -> None:
    with database.write() as session:
        outbox.park(session, 1, "hopeless")
        outbox.park(session, 2, "hopeless")
        event_id = outbox.parked(session, 10)[1].event_id
    database.bell(OUTBOX_BELL).clear()
    with database.write() as session:
        assert outbox.unpark(session, [event_id, "unknown"]) == 1
    assert database.bell(OUTBOX_BELL).is_set()
    assert claimed(database) == [2, 3]
    with database.write() as session:
        assert outbox.unpark(session) == 1
        assert [row.attempts for row in outbox.claim(session, 10)] == [0, 0, 0]


def test_the_backlog_tells_depth_and_age(database: Database) -> None:
    with clock.frozen(NOON + MINUTE), database.read() as session:
        assert outbox.backlog(session) == outbox.Backlog(3, 60.0)
    with database.write() as session:
        outbox.remove(session, [1, 2, 3])
        assert outbox.backlog(session) == outbox.Backlog(0, 0.0)
