"""Rows that are written with the next statement or the commit: nobody sees a difference."""

import contextlib
import threading
import time
from collections.abc import Iterator

import pytest
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, InternalError, OperationalError
from sqlalchemy.orm import Session

from common import later, outbox
from common.db import Database
from common.web import idempotency
from common.web.idempotency import IDEMPOTENCY, Stored
from tests.contract.bus.suite import make_database
from tests.integration.bus.conftest import Engines

ANSWER = Stored(200, "{}", '{"id":7}')


@pytest.fixture
def database(engines: Engines) -> Iterator[Database]:
    database = make_database(engines.sender_url)
    yield database
    database.close()


def keep(session: Session, key: str) -> None:
    idempotency.keep(session, "7", key, "f" * 64, ANSWER)


def kept(session: Session) -> list[str]:
    return list(session.scalars(select(IDEMPOTENCY.c.key).order_by(IDEMPOTENCY.c.key)))


def kept_in(database: Database) -> list[str]:
    with database.read() as session:
        return kept(session)


def test_what_is_written_later_is_committed_with_the_rest(database: Database) -> None:
    with database.write() as session:
        keep(session, "one")
        keep(session, "two")
    assert kept_in(database) == ["one", "two"]


def test_whatever_is_asked_next_sees_it(database: Database) -> None:
    with database.write() as session:
        keep(session, "one")
        assert kept(session) == ["one"]


def test_a_transaction_that_fails_takes_it_along(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.write() as session:
        keep(session, "one")
        raise ZeroDivisionError
    with database.write() as session:  # on the same connection, from the pool
        keep(session, "two")
    assert kept_in(database) == ["two"]


def test_so_does_a_savepoint(database: Database) -> None:
    with database.write() as session:
        keep(session, "before")
        with pytest.raises(ZeroDivisionError), session.begin_nested():
            keep(session, "within")
            raise ZeroDivisionError
        keep(session, "after")
    assert kept_in(database) == ["after", "before"]


def test_a_savepoint_keeps_what_came_before_a_refusal(database: Database) -> None:
    with database.write() as session:
        keep(session, "one")
        with pytest.raises(IntegrityError), session.begin_nested():
            keep(session, "one")
        keep(session, "two")
    assert kept_in(database) == ["one", "two"]


def test_a_refusal_at_the_commit_undoes_the_transaction(database: Database) -> None:
    with database.write() as session:
        keep(session, "one")
    with pytest.raises(IntegrityError), database.write() as session:
        keep(session, "two")
        keep(session, "one")
    with database.write() as session:
        keep(session, "three")
    assert kept_in(database) == ["one", "three"]


def test_a_key_that_another_request_is_using_waits_for_its_end(database: Database) -> None:
    refused = list[DBAPIError]()

    def second() -> None:
        try:
            with database.write() as session:
                keep(session, "one")
        except IntegrityError as error:
            refused.append(error)

    thread = threading.Thread(target=second)
    with database.write() as session:
        keep(session, "one")
        session.connection().execute(text("SELECT 1"))
        thread.start()
        time.sleep(0.3)
        assert not refused
    thread.join(10)
    assert len(refused) == 1


def test_a_connection_that_broke_meanwhile_is_an_outage_and_no_more(database: Database) -> None:
    own = select(func.pg_backend_pid())
    with pytest.raises(OperationalError), database.write() as session:
        pid = session.scalar(own)
        with database.write() as other:
            other.execute(select(func.pg_terminate_backend(pid)))
        keep(session, "one")
    with database.write() as session:
        keep(session, "two")
    assert kept_in(database) == ["two"]


@pytest.mark.parametrize("transaction", ["read", "write"])
def test_so_is_one_that_a_statement_finds_broken(database: Database, transaction: str) -> None:
    with pytest.raises(OperationalError), getattr(database, transaction)() as session:
        pid = session.scalar(select(func.pg_backend_pid()))
        with database.write() as other:
            other.execute(select(func.pg_terminate_backend(pid)))
        session.execute(text("SELECT 1"))


def test_a_refusal_that_somebody_swallowed_is_no_success(database: Database) -> None:
    with database.write() as session:
        keep(session, "one")
    with pytest.raises(InternalError, match="had failed"), database.write() as session:
        keep(session, "one")
        with contextlib.suppress(IntegrityError):
            session.execute(text("SELECT 1"))


def test_a_row_without_what_python_fills_in_is_a_mistake(database: Database) -> None:
    with pytest.raises(TypeError, match="attempts"), database.write() as session:
        later.insert(session, insert(outbox.OUTBOX), {"event_id": "one"})


def test_columns_left_out_get_what_the_database_gives(database: Database) -> None:
    statement = insert(IDEMPOTENCY)
    row = {"caller": "7", "key": "one", "fingerprint": "f", "status": 200, "headers": "{}"}
    with pytest.raises(IntegrityError, match="body"), database.write() as session:
        later.insert(session, statement, row)
