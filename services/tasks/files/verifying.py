"""Finding evidence that was tampered with or lost: each stored file is read and hashed again."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from common.store import LostFileError, Store, fetch
from services.tasks.model import File

_PAGE: Final = 200


@dataclass(frozen=True, slots=True)
class Damaged:
    """A file whose content is no longer what its name, the SHA-256 in the history, says."""

    sha256: str
    name: str
    assignment_id: int


def verify(session: Session, store: Store) -> Iterator[Damaged]:
    """Yield each file in use that is damaged or missing; raises UnavailableError.

    A content that several assignments use is read once for each: it is told where it matters.
    """
    last_id = 0
    while page := _page(session, last_id):
        for one in page:
            try:
                fetch(store, one.sha256)
            except LostFileError:
                yield Damaged(one.sha256, one.name, one.assignment_id)
        last_id = page[-1].id


def _page(session: Session, last_id: int) -> list[File]:
    found = select(File).where(File.id > last_id).order_by(File.id).limit(_PAGE)
    return list(session.scalars(found))
