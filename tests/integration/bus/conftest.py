"""A broker and PostgreSQL for the bus: those named in the environment, else the docker stack."""

import os
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest
from kombu.exceptions import OperationalError
from sqlalchemy import func, select, text
from structlog.testing import capture_logs

from common.bus.topology import connect
from common.db import Database
from tests.engine.stack import Stack
from tests.job import until


@dataclass(frozen=True, slots=True)
class Engines:
    """Where the tests find their engines; the databases are emptied by them."""

    broker_url: str
    sender_url: str
    receiver_url: str


@pytest.fixture(scope="session")
def engines(request: pytest.FixtureRequest) -> Engines:
    """Return the engines' addresses.

    `DONDOC_TEST_DATABASE_URL` names a database for the sender; the receiver's has the same name
    with `_receiver` behind it.
    """
    broker_url = os.environ.get("DONDOC_TEST_BROKER_URL")
    database_url = os.environ.get("DONDOC_TEST_DATABASE_URL")
    if broker_url and database_url:
        return Engines(broker_url, database_url, f"{database_url}_receiver")
    stack: Stack = request.getfixturevalue("stack")
    return Engines(
        apart_url(stack),
        stack.scratch_database_url("bus_sender"),
        stack.scratch_database_url("bus_receiver"),
    )


def apart_url(stack: Stack) -> str:
    """Return the stack's broker with a virtual host where no service listens."""

    def made() -> bool:
        """The management side of a broker listens seconds after its AMQP side."""
        try:
            answer = httpx.put(f"{stack.management_url}/api/vhosts/apart")
        except httpx.TransportError:
            return False
        return answer.is_success

    until(made, within_s=60)
    return stack.broker_url.removesuffix("%2F") + "apart"


def empty(database: Database) -> None:
    """Take away what is there, with the functions that triggers call."""
    with database.engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))


def waits(database: Database) -> bool:
    """Tell whether somebody waits for a lock."""
    with database.read() as session:
        query = select(func.count()).select_from(text("pg_locks")).where(text("NOT granted"))
        return bool(session.scalar(query))


def await_broker(url: str) -> None:
    """Return when the broker takes connections: another test may have just killed it."""

    def taken() -> bool:
        """The broker takes connections."""
        try:
            with connect(url) as connection:
                connection.ensure_connection(max_retries=1)
        except (OSError, OperationalError):
            return False
        return True

    until(taken, within_s=60)


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """Drawing a traceback with all its locals takes longer than the test."""
    with capture_logs():
        yield
