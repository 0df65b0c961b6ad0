"""How a consumer handles events, on either bus, and whose fault a failure is."""

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Final

from sqlalchemy import exc, text

from common import inbox, observe
from common.bus.port import Handlers
from common.db import Database
from common.events import Event

_SQLITE_AWAY: Final = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
    }
)
_POSTGRES_AWAY: Final = ("08", "53", "57P", "58")
"""Classes of SQLSTATE: connection lost, out of resources, shutting down, system error."""

_GIVE_WAY: Final = text("SET LOCAL lock_timeout = '200ms'")
"""Before PostgreSQL looks for a deadlock (1 s) and might end a request instead of a batch.

A batch locks rows in the order of its events, a request in its own; each event alone locks few.
"""


def deliver(database: Database, consumer: str, handlers: Handlers, batch: Sequence[Event]) -> None:
    """Write the effects of `batch`, each once, in one transaction.

    Raises whatever a handler or the database raises; nothing is written then.
    """
    wanted = [event for event in batch if event.type in handlers]
    if not wanted:
        return
    with database.write() as session:
        if len(wanted) > 1 and not database.is_sqlite:
            session.execute(_GIVE_WAY)
        new = inbox.claim(session, consumer, [event.id for event in wanted])
        fresh = [event for event in _once_each(wanted) if event.id in new]
        for event in fresh:
            with observe.bind(event_id=event.id, request_id=event.request_id):
                handlers[event.type](session, event)
    observe.DOUBLES.labels(consumer).inc(len(wanted) - len(fresh))
    for event in fresh:
        observe.HANDLED.labels(consumer, event.type).inc()


def _once_each(batch: Sequence[Event]) -> Iterable[Event]:
    """Return the events of `batch` in their order, what came twice in it once."""
    return {event.id: event for event in batch}.values()


def is_away(error: BaseException) -> bool:
    """Tell an outage of the database, which is waited out, from a failure of the handler."""
    if isinstance(error, exc.TimeoutError):  # no pooled connection became free
        return True
    if not isinstance(error, exc.OperationalError | exc.InterfaceError):
        return False
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return code & 0xFF in _SQLITE_AWAY  # the low byte; the rest tells details
    state = getattr(error.orig, "sqlstate", None)
    return state is None or state.startswith(_POSTGRES_AWAY)
