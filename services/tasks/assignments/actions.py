"""Acting on an assignment: guard, effect, history and event in one transaction."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import insert, select
from sqlalchemy.orm import Session, aliased, joinedload
from sqlalchemy.orm.attributes import flag_modified

from common import observe
from common.caller import Caller
from common.errors import (
    FieldError,
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    Problem,
    StaleVersionError,
)
from services.tasks import calendars
from services.tasks.announcing import announce_act
from services.tasks.assignments.act import FIELDS, Act
from services.tasks.assignments.effects import CONSEQUENCES, EFFECTS, Effect
from services.tasks.assignments.shape import shown_whole
from services.tasks.model import (
    MOVES,
    Action,
    Agency,
    Assignment,
    History,
    Move,
    judge,
    urgency_of,
)
from services.tasks.scope import reachable_by
from services.tasks.standing import Thresholds

_ASSIGNER: Final = aliased(Agency)
_WHOLE: Final = (
    select(Assignment, _ASSIGNER)
    .outerjoin(_ASSIGNER, _ASSIGNER.id == Assignment.assigner_agency_id)
    .options(
        joinedload(Assignment.plan, innerjoin=True),
        joinedload(Assignment.item, innerjoin=True),
        joinedload(Assignment.agency, innerjoin=True),
    )
)
# Core inserts: nothing reads the entry back, and the session's bookkeeping took longer than it.
_ADD_HISTORY: Final = insert(History)
_REMEDIES: Final[Mapping[str, str]] = {
    "agency": "name the agency by its id or slug",
    "assignee": "name an account of the agency, or a unit",
    "decision": "grant, refuse or counter",
    "due_on": "name the day",
    "evidence": "name at least one document that shows the output: number, issued_on, sent_to",
    "note": "say why",
    "review_on": "name the day on which the hold is looked at again",
}
"""What to give in a field that an action needs."""
_TAKEN_BY: Final = {
    name: sorted({move.action for move in MOVES if name in move.needs | move.takes})
    for name in FIELDS
}


def perform(
    session: Session, assignment_id: int, expected_version: int, act: Act
) -> dict[str, Any]:
    """Do `act` and return the assignment as lists show it, with its new version.

    Raises NotFoundError for what the caller may not see, NotAllowedError for another's action,
    StaleVersionError if it changed since `expected_version`, ActionNotAvailableError if its state
    does not allow the action, InvalidInputError naming each field that is missing.
    """
    act = replace(act, calendars=calendars.load(session))
    assignment, assigner = _load(session, assignment_id, act.caller)
    move = _guard(assignment, expected_version, act)
    _check_fields(move, act)
    from_state = assignment.work_state
    restored = assignment.held_from if move.restores else None
    with session.no_autoflush:  # one act is one version, whatever its effect looks up
        facts = _apply(EFFECTS.get(act.action), session, assignment, act)
    _move(assignment, move, act, restored)
    session.flush()
    facts |= _apply(CONSEQUENCES.get(act.action), session, assignment, act)
    entry = _record(session, assignment, act, facts)
    announce_act(session, assignment, entry, from_state, facts)
    # From memory: to read it once more was a third of the statements of an act.
    thresholds = Thresholds.on(act.day, act.calendars)
    return shown_whole(assignment, assigner, act.caller, thresholds)


def _load(session: Session, assignment_id: int, caller: Caller) -> tuple[Assignment, Agency | None]:
    """Return the assignment and its assigner, which may not be known yet."""
    query = _WHOLE.where(Assignment.id == assignment_id, reachable_by(caller))
    row = session.execute(query).one_or_none()
    if row is None:
        raise NotFoundError
    assignment, assigner = row
    return assignment, assigner


def _guard(assignment: Assignment, expected_version: int, act: Act) -> Move:
    found = judge(act.action, assignment, act.caller)
    if isinstance(found, NotAllowedError):
        raise found
    # Before the state is judged: what the caller read is what explains the refusal.
    if assignment.version != expected_version:
        raise StaleVersionError(current_version=assignment.version)
    if isinstance(found, Problem):
        raise found
    return found


def _check_fields(move: Move, act: Act) -> None:
    given = {name for name in FIELDS if getattr(act, name)}
    missing = [
        FieldError(f"/{name}", f"{move.action} needs it: {_remedy(move, name)}")
        for name in sorted(move.needs - given)
    ]
    unwanted = [
        FieldError(f"/{name}", f"only {' and '.join(_TAKEN_BY[name])} takes it")
        for name in sorted(given - move.needs - move.takes - {"note"})
    ]
    if missing or unwanted:
        raise InvalidInputError(errors=missing + unwanted)


def _remedy(move: Move, name: str) -> str:
    said = name == "note" and move.action in {Action.UPDATE, Action.CHASE}
    return "say what has been done, or is to be done" if said else _REMEDIES[name]


def _apply(
    effect: Effect | None, session: Session, assignment: Assignment, act: Act
) -> dict[str, Any]:
    return dict(effect(session, assignment, act) or {}) if effect else {}


def _move(assignment: Assignment, move: Move, act: Act, restored: str | None) -> None:
    theirs = move.by_agency and act.caller.agency_id == assignment.agency_id
    if theirs and assignment.acknowledged_at is None:
        # Whoever works on a duty, or declines it, has received it.
        assignment.acknowledged_at = act.at
    assignment.work_state = move.to or restored or assignment.work_state
    assignment.review_state = move.review or assignment.review_state
    assignment.urgency = urgency_of(assignment.work_state, assignment.due_on)
    assignment.updated_at = act.at
    # Also when nothing else changed, as for a note: every act is a version of its own.
    flag_modified(assignment, "updated_at")


def _record(
    session: Session, assignment: Assignment, act: Act, facts: Mapping[str, Any]
) -> dict[str, Any]:
    request_id = observe.bound_id("request_id")
    entry = {
        "assignment_id": assignment.id,
        "version": assignment.version,
        "at": act.at,
        "action": act.action,
        "actor_id": act.caller.user_id,
        "actor_name": act.caller.username,
        "actor_agency_id": act.caller.agency_id,
        "note": act.note,
        "cause": f"request:{request_id}" if request_id else None,
        "snapshot": _snapshot(assignment, act, facts),
    }
    session.connection().execute(_ADD_HISTORY, entry)
    return entry


def _snapshot(assignment: Assignment, act: Act, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the state the act led to, as JSON values, with what it brought."""
    day = assignment.due_on
    snapshot: dict[str, Any] = {
        "work_state": assignment.work_state,
        "review_state": assignment.review_state,
        "extension_state": assignment.extension_state,
        "due_on": day.isoformat() if day else None,
    }
    if act.evidence:
        snapshot["evidence"] = [
            {name: str(value) for name, value in document.items()} for document in act.evidence
        ]
    if assignment.grade:
        snapshot["grade"] = assignment.grade
    if act.caller.acting_for is not None:
        snapshot["acting_for"] = act.caller.acting_for_name
    return snapshot | {name: _plain(value) for name, value in facts.items()}


def _plain(value: Any) -> int | str | None:
    return value if isinstance(value, int | None) else str(value)
