"""What shows that something was done: kept as it is named, its files for good."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy.orm import Session

from common.errors import InvalidInputError
from services.tasks import files
from services.tasks.assignments.act import Act
from services.tasks.model import Assignment, Evidence

OUTPUT: Final = "output"
"""What evidence proves unless it says otherwise: the output the plan asks for."""


def add(session: Session, assignment: Assignment, act: Act) -> None:
    """Keep what the act brought; raises InvalidInputError for a file that was not handed in."""
    session.add_all(
        _evidence(session, assignment, act, place, document)
        for place, document in enumerate(act.evidence)
    )


def _evidence(
    session: Session, assignment: Assignment, act: Act, place: int, document: Mapping[str, Any]
) -> Evidence:
    file_id = None
    if digest := document.get("file"):
        file_id = files.claim(session, assignment.id, digest, act.at)
        if file_id is None:
            raise InvalidInputError.of(
                f"/evidence/{place}/file",
                "no such file was handed in for this assignment; upload it first",
            )
    proves = document.get("proves")
    return Evidence(
        assignment_id=assignment.id,
        number=document.get("number"),
        issued_on=document.get("issued_on"),
        sent_to=document.get("sent_to"),
        file_id=file_id,
        proves=None if proves == OUTPUT else proves,
        version=assignment.version + 1,
        added_at=act.at,
        added_by_id=act.caller.user_id,
    )
