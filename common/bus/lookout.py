"""Who may relay, and when to look: the one active relay of a service, and what wakes it.

Polling is the truth and the notice is the hurry: commit to commit took 6 ms (p50) with it and
589 ms with polling every second (docs/decisions/003-state-relay.md).
"""

import contextlib
from collections.abc import Iterator
from typing import Final, Protocol

import psycopg

from common.db import OUTBOX_BELL, Database
from common.worker import Pulse

POLL_S: Final = 1.0
LOCK: Final = int.from_bytes(b"relay", "big")
"""Key of the advisory lock; each service has its own database, so one key serves all."""


class Lookout(Protocol):
    """Says whether it is our turn to relay, and waits for work."""

    def on_duty(self) -> bool:
        """Tell whether this process relays for the service; ask again if not."""

    def wait(self, pulse: Pulse) -> None:
        """Wait for news in the outbox, at most `POLL_S`."""


class _Bell:
    """SQLite: the file has one process, and a commit rings a bell in it."""

    def __init__(self, database: Database) -> None:
        self._bell = database.bell(OUTBOX_BELL)

    def on_duty(self) -> bool:
        return True

    def wait(self, pulse: Pulse) -> None:
        pulse.wait_for(self._bell, POLL_S)


class _Listener:
    """PostgreSQL: a session that holds the advisory lock and listens.

    Both belong to the session: when it dies, the lock is free for the next relay.
    """

    def __init__(self, connection: psycopg.Connection[tuple[bool]]) -> None:
        self._connection = connection
        self._locked = False
        connection.execute("LISTEN outbox")

    def on_duty(self) -> bool:
        if not self._locked:
            row = self._connection.execute("SELECT pg_try_advisory_lock(%s)", [LOCK]).fetchone()
            self._locked = row == (True,)
        return self._locked

    def wait(self, pulse: Pulse) -> None:
        pulse.beat()
        for _ in self._connection.notifies(timeout=POLL_S, stop_after=1):
            pass


@contextlib.contextmanager
def lookout(database: Database) -> Iterator[Lookout]:
    """Open the lookout of the database's kind; on PostgreSQL it has a connection of its own."""
    if database.is_sqlite:
        yield _Bell(database)
        return
    engine = database.engine.execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        # Out of the pool: closing must end the session, or the lock would outlive the relay.
        connection.detach()
        assert isinstance(driver, psycopg.Connection)  # noqa: S101 - narrows the type
        yield _Listener(driver)
