"""Taking a file: judged and stored before the transaction, written down in it.

Store and database cannot commit together. So a content is first announced in `stored_object`, then
stored, then named by a `file`: whatever breaks off leaves a content that nobody names, which the
sweep removes after a day, and never a name without its content.
"""

import datetime as dt
from dataclasses import dataclass
from typing import BinaryIO, Final

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from common import clock
from common.caller import Caller
from common.db import Database, insert_into
from common.errors import (
    ConflictError,
    NotAllowedError,
    NotFoundError,
    TooLargeError,
    UnavailableError,
)
from common.store import Store, digest_of
from services.tasks.files.kinds import Kind, kind_of
from services.tasks.files.names import clean
from services.tasks.model import CLOSED, Assignment, File, Side, StoredObject, is_of
from services.tasks.scope import reachable_by

MOST_UNCLAIMED: Final = 20
MOST: Final = 200
"""Files of one assignment: not yet named by evidence, and in all."""

MEGABYTE: Final = 1024 * 1024
MOST_WAITING_MB: Final = 500
"""Of all that one account handed in, for whatever assignment, and that is not evidence yet."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """A file that lies in the store and is still to be written down."""

    digest: str
    name: str
    kind: Kind
    size: int


def receive(
    database: Database,
    store: Store | None,
    caller: Caller,
    assignment_id: int,
    upload: tuple[BinaryIO, str],
    limit_mb: int,
) -> Arrived:
    """Judge and store `upload`, a content with the name it came under.

    Raises NotFoundError and NotAllowedError before the content is looked at, then TooLargeError and
    UnacceptableFileError; ConflictError when there are too many, before anything is stored;
    UnavailableError without a store.
    """
    content, name = upload
    with database.read() as session:
        check(session, caller, assignment_id)
    if store is None:
        raise UnavailableError("no store of files is set up here; see DONDOC_STORE")
    size = content.seek(0, 2)
    if size > limit_mb * MEGABYTE:
        raise TooLargeError(f"a file may have {limit_mb} MB; this one has {size / MEGABYTE:.1f}")
    kind = kind_of(content)
    arrived = Arrived(digest_of(content), clean(name, kind), kind, size)
    with database.write() as session:
        # Not in `keep` alone: what is refused there lies in the store until it is swept.
        _check_room(session, caller, assignment_id, arrived)
        _announce(session, arrived)
    store.put(arrived.digest, content)
    return arrived


def check(session: Session, caller: Caller, assignment_id: int) -> None:
    """See that `caller` may hand in a file for the assignment now.

    Raises NotFoundError, NotAllowedError, or ConflictError once the work is over.
    """
    work = session.scalar(
        select(Assignment).where(Assignment.id == assignment_id, reachable_by(caller))
    )
    if work is None:
        raise NotFoundError
    if not is_of(Side.AGENCY, work, caller):
        raise NotAllowedError("files are handed in by an officer or head of the agency in charge")
    if work.work_state in CLOSED:
        raise ConflictError(f"the work is {work.work_state}: nothing can be handed in any more")


def keep(session: Session, caller: Caller, assignment_id: int, arrived: Arrived) -> File:
    """Write the file down; the same content for the same assignment is the same file.

    Raises as `check`, and ConflictError when there are too many.
    """
    check(session, caller, assignment_id)
    _check_room(session, caller, assignment_id, arrived)
    values = {
        "assignment_id": assignment_id,
        "sha256": arrived.digest,
        "name": arrived.name,
        "media_type": arrived.kind.media_type,
        "size": arrived.size,
        "uploaded_at": clock.now(),
        "uploaded_by_id": caller.user_id,
        "uploaded_by_name": caller.username,
    }
    statement = insert_into(session, File).values(values)
    again = {name: statement.excluded[name] for name in ("name", "uploaded_at")}
    # Sent again before it was named, it waits for another day; as evidence it stays as it was.
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["assignment_id", "sha256"], set_=again, where=File.claimed_at.is_(None)
        )
    )
    return session.scalars(
        select(File).where(File.assignment_id == assignment_id, File.sha256 == arrived.digest)
    ).one()


def _announce(session: Session, arrived: Arrived) -> None:
    now: dt.datetime = clock.now()
    row = {"sha256": arrived.digest, "size": arrived.size, "touched_at": now}
    session.execute(
        insert_into(session, StoredObject)
        .values(row)
        .on_conflict_do_update(index_elements=["sha256"], set_={"touched_at": now})
    )


def _check_room(session: Session, caller: Caller, assignment_id: int, arrived: Arrived) -> None:
    """Raise ConflictError where the assignment or the caller has as many files as they may."""
    others = (
        select(func.count(), func.count(File.claimed_at))
        .select_from(File)
        .where(File.assignment_id == assignment_id, File.sha256 != arrived.digest)
    )
    total, claimed = session.execute(others).one()
    if total - claimed >= MOST_UNCLAIMED:
        raise ConflictError(f"{MOST_UNCLAIMED} files wait to be used as evidence; use them first")
    if total >= MOST:
        raise ConflictError(f"an assignment has at most {MOST} files")
    waiting = select(func.coalesce(func.sum(File.size), 0)).where(
        File.uploaded_by_id == caller.user_id,
        File.claimed_at.is_(None),
        or_(File.assignment_id != assignment_id, File.sha256 != arrived.digest),
    )
    if session.scalars(waiting).one() + arrived.size > MOST_WAITING_MB * MEGABYTE:
        raise ConflictError(
            f"your files that wait to be used as evidence would have over {MOST_WAITING_MB} MB; "
            "use them first, or wait a day until they are removed"
        )
