"""A small registry for tests: two agencies, an administrator, an officer, all on SQLite."""

import datetime as dt
from pathlib import Path
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from common.caller import Caller, Role
from common.db import LIBRARY, Database
from common.events import Event, decode
from common.outbox import OUTBOX
from gateway.identity import accounts, agencies
from gateway.identity.model import AuditEntry, Base

NOON: Final = dt.datetime(2026, 3, 2, 5, 0, tzinfo=dt.UTC)
PASSWORD: Final = "correct horse battery"
ADMIN: Final = Caller(1, "admin", None, frozenset({Role.ADMIN}))


def open_database(path: Path) -> Database:
    """Return the database in the file `path`, with identity's tables."""
    database = Database(f"sqlite:///{path}")
    Base.metadata.create_all(database.engine)
    LIBRARY.create_all(database.engine)
    return database


def populate(database: Database) -> None:
    """Register Sở Y tế (1) and Sở Tài chính (2); open `admin` (1) and officer `so-y-te` (2)."""
    with database.write() as session:
        for name in ("Sở Y tế", "Sở Tài chính"):
            agencies.create(session, ADMIN, {"name": name})
        open_account(session, "admin", "admin", agency_id=None)
        open_account(session, "so-y-te", "officer")


def open_account(session: Session, username: str, *roles: str, agency_id: int | None = 1) -> int:
    """Open an account with `PASSWORD`; returns its id."""
    account = accounts.create(
        session,
        None,
        username=username,
        password=PASSWORD,
        agency_id=agency_id,
        roles=list(roles),
    )
    return account.id


def told(session: Session) -> list[Event]:
    """Return the events that wait in the outbox, the oldest first."""
    bodies = session.scalars(select(OUTBOX.c.body).order_by(OUTBOX.c.id))
    return [decode(body) for body in bodies]


def audited(session: Session) -> list[str]:
    """Return the actions of the audit log, the oldest first."""
    return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))
