"""An event is stored with its change or not at all, and is handled once."""

import datetime as dt

import pytest
from sqlalchemy import func, select

from common import clock, events, inbox
from common.db import OUTBOX_BELL, Database
from common.outbox import OUTBOX, emit, emit_many
from tests.unit.common.test_events import AGENCY


def _waiting(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(OUTBOX)) or 0


def test_event_of_a_committed_change_waits_in_the_outbox(library_database: Database) -> None:
    with library_database.write() as session:
        emit(session, events.AGENCY_CHANGED, 3, 1, AGENCY)
    assert _waiting(library_database) == 1
    assert library_database.bell(OUTBOX_BELL).is_set()


def test_event_of_a_failed_change_is_gone(library_database: Database) -> None:
    with pytest.raises(ZeroDivisionError), library_database.write() as session:
        emit(session, events.AGENCY_CHANGED, 3, 1, AGENCY)
        raise ZeroDivisionError
    assert _waiting(library_database) == 0
    assert not library_database.bell(OUTBOX_BELL).is_set()


def test_bad_event_fails_its_request(library_database: Database) -> None:
    with pytest.raises(events.EventError), library_database.write() as session:
        emit(session, events.AGENCY_CHANGED, 3, 1, {})
    assert _waiting(library_database) == 0


def test_many_events_leave_in_one_statement(library_database: Database) -> None:
    with library_database.write() as session:
        emit_many(session, events.AGENCY_CHANGED, ((n, 1, AGENCY) for n in range(20)))
    assert _waiting(library_database) == 20


def test_event_seen_again_is_not_claimed(library_database: Database) -> None:
    with library_database.write() as session:
        assert inbox.claim(session, "tasks", ["e-1"]) == {"e-1"}
        assert inbox.claim(session, "tasks", ["e-1"]) == set()
        assert inbox.claim(session, "notify", ["e-1"]) == {"e-1"}


def test_claim_of_a_failed_handler_is_released(library_database: Database) -> None:
    with pytest.raises(ZeroDivisionError), library_database.write() as session:
        inbox.claim(session, "tasks", ["e-2"])
        raise ZeroDivisionError
    with library_database.write() as session:
        assert inbox.claim(session, "tasks", ["e-2"]) == {"e-2"}


def test_inbox_forgets_after_thirty_days_and_not_before(library_database: Database) -> None:
    start = dt.datetime(2026, 11, 21, tzinfo=dt.UTC)
    with clock.frozen(start), library_database.write() as session:
        inbox.claim(session, "tasks", ["e-3"])
    with clock.frozen(start + inbox.KEPT), library_database.write() as session:
        assert inbox.forget_old(session) == 0
    later = start + inbox.KEPT + dt.timedelta(seconds=1)
    with clock.frozen(later), library_database.write() as session:
        assert inbox.forget_old(session) == 1
