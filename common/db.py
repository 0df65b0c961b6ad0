"""Engine, session and column types, for PostgreSQL and SQLite alike."""

import contextlib
import datetime as dt
import sqlite3
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, TypeVar

import psycopg
from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    Engine,
    Executable,
    Integer,
    MetaData,
    create_engine,
    event,
    func,
    select,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Connection, Dialect, make_url
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection
from sqlalchemy.types import TypeDecorator

from common import clock, later
from common.driver import Cursor

NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
LIBRARY = MetaData(naming_convention=NAMES)
"""Tables of the library itself (outbox, inbox, idempotency); every service's database has them."""

Id = BigInteger().with_variant(Integer, "sqlite")
"""Key column: SQLite numbers rows by itself only for INTEGER."""

LARGEST_ID = 2**63 - 1
"""No database numbers its rows beyond this."""

Document = JSON().with_variant(JSONB(), "postgresql")
"""A JSON value that is stored and returned whole."""

RESTED_S = 2.0
"""A pooled connection that was not used for so long is asked for a sign of life first."""

_UNIQUE_VIOLATION = "23505"
_SQLITE_TAKEN = frozenset({sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY})

Built = TypeVar("Built", bound=Executable)

OUTBOX_BELL = "outbox"
_RINGS = "rings"
"""Key in `Session.info`: the bells to ring once this transaction is committed."""


def ring(session: Session, bell: str) -> None:
    """Wake the loop that waits on `bell` in this process as soon as the transaction commits.

    A bell is only the hurry; each loop also polls, so a lost ring delays and never loses.
    """
    session.info.setdefault(_RINGS, set()).add(bell)


def hold(session: Session, name: int, *, shared: bool = False) -> None:
    """Hold the advisory lock `name` until the end of the transaction; waits for who holds it.

    Shared, it is held beside others who share it. Read what it guards in a later statement: one
    that waits itself sees PostgreSQL as it was before. SQLite has one writer at a time anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        taken = func.pg_advisory_xact_lock_shared if shared else func.pg_advisory_xact_lock
        session.execute(select(taken(name)))


def is_sqlite(session: Session) -> bool:
    """Tell whether the session's database is SQLite."""
    return session.get_bind().dialect.name == "sqlite"


def insert_into(session: Session, table: Any) -> postgresql.Insert | sqlite.Insert:
    """Return an INSERT into a table or mapped class that knows ON CONFLICT, on either database."""
    if is_sqlite(session):
        return sqlite.insert(table)
    return postgresql.insert(table)


def on_either(build: Callable[[Any], Built]) -> Mapping[str, Built]:
    """Return what `build` makes of either dialect's `insert`, which knows ON CONFLICT, by its name.

    For statements of every day, to be built once: SQLAlchemy takes longer to build one that says
    `excluded` (1.5 ms) than to run it.
    """
    inserts = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}
    return MappingProxyType({name: build(insert) for name, insert in inserts.items()})


def is_taken(error: DBAPIError) -> bool:
    """Tell whether another transaction took the place in a unique index that a row was to have."""
    if isinstance(error.orig, sqlite3.Error):
        return error.orig.sqlite_errorcode in _SQLITE_TAKEN
    return getattr(error.orig, "sqlstate", None) == _UNIQUE_VIOLATION


class Instant(TypeDecorator[dt.datetime]):
    """An aware UTC datetime, also where the database (SQLite) keeps no zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> Any:
        """Refuse naive values, which would shift deadlines by seven hours."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        value = value.astimezone(dt.UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> dt.datetime | None:
        """Return the stored instant in UTC."""
        if value is None:
            return None
        stored: dt.datetime = value
        if dialect.name == "sqlite":
            return stored.replace(tzinfo=dt.UTC)
        return stored.astimezone(dt.UTC)


class Database:
    """One service's database: short write and read transactions, and bells that wake loops."""

    def __init__(self, url: str, *, pool_size: int = 5) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = _sqlite(url) if self.is_sqlite else _postgres(url, pool_size)
        self._reading = self.engine.execution_options(dondoc_reading=True)
        self._bells: defaultdict[str, threading.Event] = defaultdict(threading.Event)

    def bell(self, name: str) -> threading.Event:
        """Return the event that is set after each commit of a transaction that rang `name`."""
        return self._bells[name]

    @contextlib.contextmanager
    def write(self) -> Iterator[Session]:
        """Open a transaction; commit at the end of the block, roll back if it raises."""
        with Session(self.engine, expire_on_commit=False) as session:
            with session.begin():
                yield session
                session.flush()
                rings: set[str] = session.info.get(_RINGS, set())
            for name in rings:
                self.bell(name).set()

    @contextlib.contextmanager
    def read(self) -> Iterator[Session]:
        """Open a transaction that writes nothing; on SQLite it takes no write lock."""
        with Session(self._reading, expire_on_commit=False, autoflush=False) as session:
            yield session

    def ping(self) -> None:
        """Ask the database for a sign of life; raises sqlalchemy.exc.SQLAlchemyError."""
        with self.engine.connect() as connection:
            connection.execute(text("SELECT 1"))

    def close(self) -> None:
        """Close every pooled connection, before a fork or at the end."""
        self.engine.dispose()


def _postgres(url: str, pool_size: int) -> Engine:
    engine = create_engine(
        url,
        hide_parameters=True,  # errors are logged, and the values are people's texts and secrets
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_timeout=10,
        connect_args={
            "connect_timeout": 5,
            "cursor_factory": Cursor,
            # A server that vanished without a word is noticed within half a minute.
            "keepalives_idle": 10,
            "keepalives_interval": 5,
            "keepalives_count": 3,
            "tcp_user_timeout": 20_000,
            "options": "-c lock_timeout=5000 -c idle_in_transaction_session_timeout=60000",
        },
    )
    later.listen(engine)
    event.listen(engine, "checkin", _note_use)
    event.listen(engine, "checkout", _ping_after_rest)
    return engine


def _note_use(_connection: Any, record: ConnectionPoolEntry) -> None:
    record.info["used_s"] = clock.monotonic()


def _ping_after_rest(
    connection: Any, record: ConnectionPoolEntry, _proxy: PoolProxiedConnection
) -> None:
    """See that a connection which has rested is alive; the pool opens another if it is not.

    SQLAlchemy's pre-ping does so each time, which is a tenth of the statements of an act.
    """
    if clock.monotonic() - record.info.get("used_s", clock.monotonic()) < RESTED_S:
        return
    try:
        connection.execute("")
        connection.rollback()
    except psycopg.Error as error:
        raise DisconnectionError from error


def _sqlite(url: str) -> Engine:
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": 30})
    event.listen(engine, "connect", _pragmas)
    event.listen(engine, "begin", _begin)
    return engine


def _pragmas(connection: Any, _record: object) -> None:
    # The driver would open transactions too late and without a lock; we begin them ourselves.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    # A deferred transaction that turns into a writer fails with "database is locked" at once.
    reading = connection.get_execution_options().get("dondoc_reading")
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
