"""What only PostgreSQL can show of an act: it locks its assignment, and writes with its commit."""

import datetime as dt
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import func, select

from common import clock
from common.db import LIBRARY, Database
from common.errors import StaleVersionError
from common.outbox import OUTBOX
from services.tasks import history
from services.tasks.assignments import Act, perform
from services.tasks.model import Action, Assignment, Base, History
from tests.integration.bus.conftest import Engines, empty, waits
from tests.job import until
from tests.unit.tasks.world import COORDINATOR, EVIDENCE, NOON, OFFICER, TODAY, issue, item


@pytest.fixture
def database(engines: Engines) -> Iterator[Database]:
    """Return an empty database of tasks, whose tables are taken away again."""
    database = Database(engines.sender_url)
    try:
        empty(database)
        LIBRARY.create_all(database.engine)
        Base.metadata.create_all(database.engine)
        yield database
        empty(database)
    finally:
        database.close()


@pytest.fixture
def duty(database: Database) -> int:
    with clock.frozen(NOON):
        (number,) = issue(database, item(due=TODAY))
    return number


def act(database: Database, duty: int, version: int, action: Action, **body: Any) -> dict[str, Any]:
    by = COORDINATOR if action is Action.APPROVE else OFFICER
    with database.write() as session:
        return perform(session, duty, version, Act(by, action, NOON, **body))


def stored(database: Database, duty: int) -> Assignment:
    with database.read() as session:
        return session.get_one(Assignment, duty)


def chain_of(database: Database, duty: int) -> list[tuple[str, bool | None]]:
    """Return each act, and whether it fits the one before it."""
    with database.read() as session:
        query = select(History).where(History.assignment_id == duty).order_by(History.version)
        acts = session.scalars(query).all()
        fits = history.checked(session, acts)
    return [(act.action, fits[act.version]) for act in acts]


def beside(
    database: Database, duty: int, version: int, action: Action, pool: ThreadPoolExecutor
) -> Future[dict[str, Any]]:
    """Act while another transaction has the duty; return once that act waits for it."""
    future = pool.submit(act, database, duty, version, action)
    until(lambda: waits(database) or future.done(), within_s=4)
    return future


def test_what_an_act_answers_is_what_is_stored(database: Database, duty: int) -> None:
    act(database, duty, 1, Action.ACCEPT)
    act(database, duty, 2, Action.START)
    act(database, duty, 3, Action.UPDATE, note="Đã rà soát xong đợt một")
    told = act(database, duty, 4, Action.SUBMIT, evidence=[EVIDENCE])
    kept = stored(database, duty)
    assert (kept.version, kept.work_state, kept.review_state) == (5, "submitted", "pending")
    assert (told["version"], told["work_state"]) == (5, "submitted")
    assert (kept.last_note, kept.submitted_on) == ("Đã rà soát xong đợt một", dt.date(2026, 5, 20))
    assert (kept.updated_at, kept.acknowledged_at) == (NOON, NOON)
    assert chain_of(database, duty) == [
        ("assign", True),
        ("accept", True),
        ("start", True),
        ("update", True),
        ("submit", True),
    ]
    with database.read() as session:
        events = select(func.count()).select_from(OUTBOX).where(OUTBOX.c.subject == str(duty))
        assert session.scalar(events) == 5


def test_of_two_acts_on_one_version_at_once_the_second_is_refused(
    database: Database, duty: int
) -> None:
    with ThreadPoolExecutor(1) as pool:
        with database.write() as session:
            perform(session, duty, 1, Act(OFFICER, Action.ACCEPT, NOON))
            second = beside(database, duty, 1, Action.START, pool)
        with pytest.raises(StaleVersionError):
            second.result(10)
    assert stored(database, duty).version == 2
    assert chain_of(database, duty) == [("assign", True), ("accept", True)]


def test_an_act_that_foresaw_the_version_it_waits_for_continues_the_chain(
    database: Database, duty: int
) -> None:
    """It reads the duty as the first act left it, and must not read what stood beside it before."""
    with ThreadPoolExecutor(1) as pool:
        with database.write() as session:
            perform(session, duty, 1, Act(OFFICER, Action.ACCEPT, NOON))
            second = beside(database, duty, 2, Action.START, pool)
        assert second.result(10)["work_state"] == "in_progress"
    assert chain_of(database, duty) == [("assign", True), ("accept", True), ("start", True)]


def test_an_act_judges_the_duty_as_it_is_and_not_as_the_session_knew_it(
    database: Database, duty: int
) -> None:
    with database.write() as session:
        known = session.get_one(Assignment, duty)
        act(database, duty, 1, Action.ACCEPT)
        assert known.version == 1
        with pytest.raises(StaleVersionError):
            perform(session, duty, 1, Act(OFFICER, Action.START, NOON))
    assert chain_of(database, duty) == [("assign", True), ("accept", True)]


def test_an_act_that_fails_later_leaves_nothing(database: Database, duty: int) -> None:
    with pytest.raises(ZeroDivisionError), database.write() as session:
        perform(session, duty, 1, Act(OFFICER, Action.ACCEPT, NOON))
        raise ZeroDivisionError
    assert stored(database, duty).version == 1
    assert chain_of(database, duty) == [("assign", True)]


def test_two_acts_of_one_transaction_follow_one_another(database: Database, duty: int) -> None:
    with database.write() as session:
        perform(session, duty, 1, Act(OFFICER, Action.ACCEPT, NOON))
        perform(session, duty, 2, Act(OFFICER, Action.START, NOON))
    assert (stored(database, duty).version, stored(database, duty).work_state) == (3, "in_progress")
    assert chain_of(database, duty) == [("assign", True), ("accept", True), ("start", True)]
