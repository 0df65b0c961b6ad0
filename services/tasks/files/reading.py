"""Who gets which file: the condition is that of seeing its assignment."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from common.caller import Caller
from common.errors import NotFoundError
from services.tasks.model import Assignment, File
from services.tasks.scope import reachable_by


@dataclass(frozen=True, slots=True)
class Found:
    """A file somebody may read."""

    sha256: str
    name: str
    media_type: str


def find(session: Session, caller: Caller, assignment_id: int, digest: str) -> Found:
    """Return the file with this content; raises NotFoundError.

    What is not evidence yet is shown to the agency that handed it in alone.
    """
    seen = or_(File.claimed_at.is_not(None), Assignment.agency_id == caller.agency_id)
    row = session.execute(
        select(File.sha256, File.name, File.media_type)
        .join(Assignment, Assignment.id == File.assignment_id)
        .where(
            File.assignment_id == assignment_id, File.sha256 == digest, reachable_by(caller), seen
        )
    ).one_or_none()
    if row is None:
        raise NotFoundError
    return Found(row.sha256, row.name, row.media_type)


def unclaimed(session: Session, assignment_id: int) -> Sequence[File]:
    """Return the assignment's files that no evidence names yet, in the order they came."""
    return session.scalars(
        select(File)
        .where(File.assignment_id == assignment_id, File.claimed_at.is_(None))
        .order_by(File.id)
    ).all()
