"""Removing files that were handed in and never used as evidence.

The store forgets a content while its row is locked. Whoever hands the same one in at that moment
waits for the lock in `keeping`, and then stores it anew.
"""

import datetime as dt
from typing import Final

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from common import clock, observe
from common.db import Database
from common.store import Store
from services.tasks.model import File, StoredObject

KEPT: Final = dt.timedelta(days=1)
BATCH: Final = 200
_log = observe.logger(__name__)


def sweep(database: Database, store: Store) -> int:
    """Remove what was left for a day, one content in a transaction; returns how many contents."""
    with database.write() as session:
        session.execute(
            delete(File)
            .where(File.claimed_at.is_(None), File.uploaded_at < clock.now() - KEPT)
            .execution_options(synchronize_session=False)
        )
    count = 0
    while count < BATCH:
        with database.write() as session:
            digest = _unused(session)
            if digest is None:
                break
            store.delete(digest)
            session.execute(delete(StoredObject).where(StoredObject.sha256 == digest))
        count += 1
    if count:
        _log.info("unused files removed", count=count)
    return count


def _unused(session: Session) -> str | None:
    """Return a content that no file names and nobody handed in for a day, its row locked."""
    named = exists().where(File.sha256 == StoredObject.sha256)
    return session.scalar(
        select(StoredObject.sha256)
        .where(StoredObject.touched_at < clock.now() - KEPT, ~named)
        .order_by(StoredObject.touched_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
