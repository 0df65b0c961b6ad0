"""Whose fault a failure is."""

import sqlite3
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import exc, text

from common.bus.delivery import is_away
from common.db import Database


class _Shutdown(psycopg.OperationalError):
    sqlstate = "57P01"


class _Cancelled(psycopg.OperationalError):
    sqlstate = "57014"


class _Deadlock(psycopg.OperationalError):
    sqlstate = "40P01"


@pytest.mark.parametrize(
    "error",
    [
        exc.TimeoutError("no connection became free"),
        exc.OperationalError("SELECT", {}, psycopg.OperationalError("connection refused")),
        exc.OperationalError("SELECT", {}, _Shutdown("terminating connection")),
        exc.InterfaceError("SELECT", {}, psycopg.InterfaceError("the connection is closed")),
    ],
)
def test_an_outage_is_the_databases_fault(error: Exception) -> None:
    assert is_away(error)


@pytest.mark.parametrize(
    "error",
    [
        ValueError("a bug"),
        exc.IntegrityError("INSERT", {}, psycopg.IntegrityError("duplicate")),
        exc.OperationalError("UPDATE", {}, _Cancelled("statement time-out")),
        exc.OperationalError("UPDATE", {}, _Deadlock("deadlock detected")),
    ],
)
def test_a_failed_statement_is_the_events_fault(error: Exception) -> None:
    assert not is_away(error)


def test_a_locked_sqlite_file_is_an_outage_and_a_missing_table_is_not(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    database = Database(f"sqlite:///{path}?timeout=0")
    with database.read() as session, pytest.raises(exc.OperationalError) as missing:
        session.execute(text("SELECT * FROM nowhere"))
    assert not is_away(missing.value)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    locked = exc.OperationalError("BEGIN", {}, _busy(path))
    other.close()
    database.close()
    assert is_away(locked)


def _busy(path: Path) -> sqlite3.OperationalError:
    connection = sqlite3.connect(path, timeout=0, isolation_level=None)
    with pytest.raises(sqlite3.OperationalError) as caught:
        connection.execute("BEGIN IMMEDIATE")
    connection.close()
    return caught.value
