"""Making a file part of the evidence: from then on it stays as long as the assignment."""

import datetime as dt

from sqlalchemy import update
from sqlalchemy.orm import Session

from services.tasks.model import File


def claim(session: Session, assignment_id: int, digest: str, at: dt.datetime) -> int | None:
    """Return the number of the assignment's file with this content; None if it has none.

    One statement: the sweep, which deletes what nobody claimed, comes either before or after.
    """
    return session.scalar(
        update(File)
        .where(File.assignment_id == assignment_id, File.sha256 == digest)
        .values(claimed_at=at)
        .returning(File.id)
        .execution_options(synchronize_session=False)
    )
