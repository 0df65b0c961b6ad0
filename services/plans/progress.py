"""How far an import is: a row that its request writes while it reads, for the account to ask.

The row is a courtesy. An import never fails because it could not be written.
"""

import contextlib
import datetime as dt
import re
from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import delete, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from common import clock, observe
from common.caller import Caller
from common.db import Database, insert_into
from common.errors import NotFoundError
from services.plans.extract import Stage, Tell, silent
from services.plans.model import LONGEST_TOKEN, ImportProgress

TOKEN: Final = re.compile(rf"[A-Za-z0-9_-]{{8,{LONGEST_TOKEN}}}\Z")
KEPT: Final = dt.timedelta(hours=1)
"""Far longer than any import; what is older was left behind by a process that died."""
_PAUSE_S: Final = 0.5
_log = observe.logger(__name__)


@contextlib.contextmanager
def following(database: Database, caller: Caller, token: str | None) -> Iterator[Tell]:
    """Keep a row of how far what the block does is; without a token nobody can ask.

    The row is gone when the block fails. After it, the transaction that saves ends the row.
    """
    if token is None:
        yield silent
        return
    row = _Row(database, caller.user_id, token)
    row.begin()
    try:
        yield row.tell
    except BaseException:
        row.drop()
        raise
    row.write(Stage.SAVING, 0, 1)


def end(session: Session, caller: Caller, token: str | None) -> None:
    """Forget the import in the transaction that makes it complete."""
    if token is not None:
        session.execute(_gone(caller.user_id, token))


def find(session: Session, caller: Caller, token: str) -> ImportProgress:
    """Return how far the caller's own import is; raises NotFoundError when none runs by it."""
    found = None
    if TOKEN.match(token):
        found = session.scalar(
            select(ImportProgress).where(
                *_is(caller.user_id, token), ImportProgress.since > clock.now() - KEPT
            )
        )
    if found is None:
        raise NotFoundError
    return found


class _Row:
    """The row of one import, each write a transaction of its own and none soon after another."""

    def __init__(self, database: Database, user_id: int, token: str) -> None:
        self._database = database
        self._user_id = user_id
        self._token = token
        self._written_at = 0.0

    def begin(self) -> None:
        """Write the row, and forget those that nobody will end any more."""
        now = clock.now()
        first = {"stage": Stage.WAITING, "done": 0, "total": 0, "since": now}
        key = {"user_id": self._user_id, "token": self._token}
        with self._kept() as session:
            session.execute(delete(ImportProgress).where(ImportProgress.since <= now - KEPT))
            written = insert_into(session, ImportProgress).values(**key, **first)
            session.execute(
                written.on_conflict_do_update(index_elements=["user_id", "token"], set_=first)
            )

    def tell(self, stage: Stage, done: int, total: int, /) -> None:
        """Write how far it is unless that was done a moment ago."""
        if clock.monotonic() - self._written_at >= _PAUSE_S:
            self.write(stage, done, total)

    def write(self, stage: Stage, done: int, total: int) -> None:
        """Write how far it is."""
        self._written_at = clock.monotonic()
        with self._kept() as session:
            session.execute(
                update(ImportProgress)
                .where(*_is(self._user_id, self._token))
                .values(stage=stage, done=done, total=total)
            )

    def drop(self) -> None:
        """Forget the import."""
        with self._kept() as session:
            session.execute(_gone(self._user_id, self._token))

    @contextlib.contextmanager
    def _kept(self) -> Iterator[Session]:
        try:
            with self._database.write() as session:
                yield session
        except SQLAlchemyError as error:
            _log.warning("progress of an import not written", error=str(error))


def _is(user_id: int, token: str) -> tuple[Any, Any]:
    return ImportProgress.user_id == user_id, ImportProgress.token == token


def _gone(user_id: int, token: str) -> Any:
    return delete(ImportProgress).where(*_is(user_id, token))
