"""What was handed in for an assignment: its evidence, and files that wait to become such."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from common.caller import Caller
from services.tasks import files
from services.tasks.assignments.effects.evidence import OUTPUT
from services.tasks.model import Evidence, File


def proofs(session: Session, caller: Caller, row: Any) -> dict[str, Any]:
    """Return them as JSON values; `row` has how many there are.

    What is not evidence yet is shown to the agency that handed it in alone.
    """
    own = caller.agency_id == row.agency_id
    waiting = files.unclaimed(session, row.id) if own and row.unclaimed_count else []
    return {
        "evidence": _evidence(session, row.id) if row.evidence_count else [],
        "uploads": [show_file(one) for one in waiting],
    }


def show_file(one: File) -> dict[str, Any]:
    """Return a file as JSON values; its id is the SHA-256 of its content."""
    return {
        "id": one.sha256,
        "name": one.name,
        "media_type": one.media_type,
        "size": one.size,
        "uploaded_at": one.uploaded_at,
        "uploaded_by": one.uploaded_by_name,
    }


def _evidence(session: Session, assignment_id: int) -> list[dict[str, Any]]:
    rows = session.execute(
        select(Evidence, File)
        .outerjoin(File, File.id == Evidence.file_id)
        .where(Evidence.assignment_id == assignment_id)
        .order_by(Evidence.id)
    )
    return [
        {
            "id": one.id,
            "number": one.number,
            "issued_on": one.issued_on,
            "sent_to": one.sent_to,
            "proves": one.proves or OUTPUT,
            "file": None if one.file_id is None else show_file(file),
            "version": one.version,
            "added_at": one.added_at,
        }
        for one, file in rows
    ]
