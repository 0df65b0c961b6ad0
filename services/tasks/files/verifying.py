"""Finding evidence that was tampered with or lost: what histories name is read and hashed again.

The digests come from the histories, which are chained: whoever changes a file would have to change
its digest in a history too, and that is found by `services.tasks.proof`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from common.store import LostFileError, Store, fetch
from services.tasks.model import Action, History

_PAGE: Final = 500
_BRINGS: Final = (Action.SUBMIT, Action.UPDATE)
"""Acts that take evidence."""


@dataclass(frozen=True, slots=True)
class Damaged:
    """A file whose content is no longer what the history of an assignment says."""

    sha256: str
    assignment_id: int
    version: int


def verify(session: Session, store: Store) -> Iterator[Damaged]:
    """Yield each place in a history whose file is damaged or missing; raises UnavailableError.

    Each content is read once, however many name it.
    """
    known: dict[str, bool] = {}
    last_id = 0
    while page := _page(session, last_id):
        for act in page:
            for digest in _named(act.snapshot):
                if digest not in known:
                    known[digest] = _is_whole(store, digest)
                if not known[digest]:
                    yield Damaged(digest, act.assignment_id, act.version)
        last_id = page[-1].id


def _page(session: Session, last_id: int) -> Sequence[Any]:
    columns = (History.id, History.assignment_id, History.version, History.snapshot)
    query = select(*columns).where(History.id > last_id, History.action.in_(_BRINGS))
    return session.execute(query.order_by(History.id).limit(_PAGE)).all()


def _named(snapshot: dict[str, Any]) -> list[str]:
    return [proof["file"] for proof in snapshot.get("evidence", ()) if "file" in proof]


def _is_whole(store: Store, digest: str) -> bool:
    try:
        fetch(store, digest)
    except (LostFileError, ValueError):  # a digest that is none was never stored
        return False
    return True
