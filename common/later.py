"""Rows that nobody waits for: written with what is asked next, or together with the commit.

On PostgreSQL each statement is a journey: one process sleeps, another wakes. Of the eight of an act
four only put a row down, and the fifth was the commit; in a pipeline they are one.
"""

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import psycopg
from psycopg.pq import TransactionStatus
from sqlalchemy import Engine, Insert, Update, bindparam, event, inspect, update
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Mapper, Session

_WAITING: Final = "later"
"""Key in a connection's `info`: what is to be written on it, in order."""
_KEY: Final = "of_key"
"""Parameter of an UPDATE: which row."""
_STATEMENTS: Final = 256

_Process = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class _Written:
    """A statement as the driver takes it; `constants` are parameters of its own."""

    sql: str
    constants: Mapping[str, Any]
    processes: Mapping[str, _Process]

    def bound(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """Return the parameters for `row`, each as its type sends it."""
        process = self.processes
        sent = {name: process[name](row[name]) if name in process else row[name] for name in row}
        return {**self.constants, **sent}


def insert(session: Session, statement: Insert, row: Mapping[str, Any]) -> None:
    """Insert `row` within this transaction, before whatever else it asks.

    `statement` is one that is built once; what it returns is not looked at. `row` has every column
    that Python would fill in, and is not changed afterwards. What the database refuses is raised by
    the next statement or by the commit, as sqlalchemy.exc.DBAPIError. On SQLite, which is no
    journey away, it is done at once; so it is within a savepoint, which could not be rolled back
    once its release has failed.
    """
    connection = session.connection()
    if _at_once(session, connection):
        connection.execute(statement, row)
    else:
        _await(connection, _written(statement, connection.dialect, tuple(row)), row)


def save(session: Session, entity: Any) -> None:
    """Write what has changed of `entity` within this transaction, before whatever else it asks.

    `entity` is mapped, counts its versions, and was locked when it was read: nobody can have
    changed it since, so nobody looks whether the UPDATE met it. It leaves the session, which would
    write it once more; what is changed of it afterwards stays unwritten. What the database
    refuses, and what is done at once, is as `insert` has it.
    """
    connection = session.connection()
    if _at_once(session, connection):
        session.flush()
        return
    state = inspect(entity)
    version = state.mapper.version_id_col.key
    changed = sorted(set(state.mapper.column_attrs.keys()) - state.unmodified - {version})
    session.expunge(entity)
    setattr(entity, version, getattr(entity, version) + 1)
    row = {name: getattr(entity, name) for name in (*changed, version)}
    written = _written(_update(state.mapper), connection.dialect, tuple(row))
    _await(connection, written, row | {_KEY: state.identity[0]})


def _at_once(session: Session, connection: Connection) -> bool:
    return connection.dialect.name == "sqlite" or session.in_nested_transaction()


def _await(connection: Connection, written: _Written, row: Mapping[str, Any]) -> None:
    connection.info.setdefault(_WAITING, []).append((written.sql, written.bound(row)))


@functools.cache
def _update(mapper: Mapper[Any]) -> Update:
    (key,) = mapper.primary_key
    return update(mapper.class_).where(key == bindparam(_KEY))


def listen(engine: Engine) -> None:
    """Have everything that is asked of `engine` come after what waits to be written."""
    event.listen(engine, "before_cursor_execute", _before)
    event.listen(engine, "commit", _commit)
    event.listen(engine, "rollback", _forget)
    event.listen(engine, "checkin", lambda _, record: record.info.pop(_WAITING, None))


@functools.lru_cache(_STATEMENTS)
def _written(statement: Insert | Update, dialect: Dialect, names: tuple[str, ...]) -> _Written:
    # Inline: the row's number would be asked for otherwise.
    compiled = statement.inline().compile(dialect=dialect, column_keys=list(names))
    if compiled.insert_prefetch:
        raise TypeError(f"{names} leaves out {compiled.insert_prefetch}, which Python fills in")
    processes = {
        name: process
        for name, bind in compiled.binds.items()
        if (process := bind.type.dialect_impl(dialect).bind_processor(dialect))
    }
    constants = {name: value for name, value in compiled.params.items() if name not in names}
    return _Written(str(compiled), constants, processes)


def _before(connection: Connection, *_: Any) -> None:
    waiting = connection.info.pop(_WAITING, None)
    if waiting:
        _send(connection, waiting)


def _commit(connection: Connection) -> None:
    if connection.invalidated:
        return
    waiting = connection.info.pop(_WAITING, None)
    if waiting:
        _send(connection, waiting, commit=True)
    elif _driver(connection).info.transaction_status is TransactionStatus.INERROR:
        # Somebody took what was refused for their own statement's, and went on: PostgreSQL would
        # answer this commit by a rollback, and call that a success.
        failed = psycopg.errors.InFailedSqlTransaction("a statement of this transaction had failed")
        raise DBAPIError.instance("COMMIT", None, failed, psycopg.Error)


def _forget(connection: Connection) -> None:
    if not connection.invalidated:  # else it has nothing any more, and to ask raises
        connection.info.pop(_WAITING, None)


def _driver(connection: Connection) -> psycopg.Connection[Any]:
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)  # noqa: S101 - narrows the type
    return driver


def _send(
    connection: Connection, waiting: list[tuple[str, dict[str, Any]]], *, commit: bool = False
) -> None:
    """Write `waiting` in one journey; `commit` goes with it, and is nothing when it comes again."""
    driver = _driver(connection)
    try:
        with driver.pipeline(), driver.cursor() as cursor:
            for sql, row in waiting:
                cursor.execute(sql.encode(), row)
            if commit:
                cursor.execute("COMMIT", prepare=False)
    except psycopg.Error as error:
        # Which of them it was, only the error's own words tell.
        together = ";\n".join(sql for sql, _ in waiting)
        raise DBAPIError.instance(together, None, error, psycopg.Error) from error
