"""Đôn đốc: an act of a person, logged in the assignment's history, told to the agency, counted.

`chase` is one such act; whoever acts on one assignment, or on many, comes through it.
"""

import datetime as dt
from typing import Any, Final

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from common.caller import Caller
from common.errors import InvalidInputError, Problem
from services.tasks import history, model
from services.tasks.announcing import announce_act
from services.tasks.model import Action, Assignment

LONGEST_TEXT: Final = 1000
MOST: Final = 200
"""Assignments that are chased in one round."""


def refusal(work: Any, caller: Caller) -> Problem | None:
    """Return why `caller` may not chase `work` now; None if it may.

    `work` is an `Assignment` or a row with its columns. The transition table says it, as for the
    single act: what is offered one by one is what is sent in bulk.
    """
    return model.refusal(Action.CHASE, work, caller)


def chase(
    session: Session,
    assignment: Assignment,
    caller: Caller,
    at: dt.datetime,
    text: str,
    *,
    cause: str | None = None,
    previous: str | None = None,
) -> None:
    """Press the agency that has `assignment`, in the words `text`: history entry and event.

    The assignment must be loaded with its plan, item and agency. `cause` defaults to the request,
    `previous` is the hash of its last entry, looked up unless given.
    Raises what `refusal` returns, and InvalidInputError for a text that says nothing or too much.
    """
    _check_text(text)
    if problem := refusal(assignment, caller):
        raise problem
    previous = previous or history.heads(session, [assignment.id])[assignment.id]
    assignment.updated_at = at
    flag_modified(assignment, "updated_at")  # two acts of one instant are two versions
    session.flush()
    deed = history.Deed.of(caller, at, text, cause)
    step = history.Step(
        assignment_id=assignment.id,
        version=assignment.version,
        action=Action.CHASE,
        snapshot=history.snapshot(assignment),
        previous=previous,
    )
    history.append(session, deed, step)
    announce_act(session, assignment, deed.told(Action.CHASE), assignment.work_state)


def _check_text(text: str) -> None:
    if not text.strip():
        raise InvalidInputError.of("/note", "say what the agency is asked to do")
    if len(text) > LONGEST_TEXT:
        raise InvalidInputError.of("/note", f"is longer than {LONGEST_TEXT} characters; shorten it")
