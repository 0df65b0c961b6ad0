"""How a consumer handles one event, on either bus, and whose fault a failure is."""

import sqlite3
from typing import Final

from sqlalchemy import exc
from sqlalchemy.orm import Session

from common import inbox, observe
from common.bus.port import Handlers
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


def handle(session: Session, consumer: str, handlers: Handlers, event: Event) -> None:
    """Write the event's one effect into `session`; do nothing if it is there or nobody asks."""
    handler = handlers.get(event.type)
    if handler is None:
        return
    if not inbox.once(session, consumer, event.id):
        observe.DOUBLES.labels(consumer).inc()
        return
    with observe.bind(event_id=event.id, request_id=event.request_id):
        handler(session, event)
    observe.HANDLED.labels(consumer, event.type).inc()


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
