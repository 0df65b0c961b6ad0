"""Acting on an assignment: guard, effect, history and event in one transaction."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import insert, select
from sqlalchemy.orm import Session, aliased, joinedload
from sqlalchemy.orm.attributes import flag_modified

from common import clock, observe
from common.caller import Caller
from common.errors import (
    FieldError,
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    StaleVersionError,
)
from services.tasks import calendars
from services.tasks.announcing import announce_act
from services.tasks.assignments.shape import shown_whole
from services.tasks.calendar import AS_PUBLISHED, Calendars
from services.tasks.model import (
    Action,
    Agency,
    Assignment,
    Evidence,
    Grade,
    History,
    Move,
    WorkState,
    move_for,
    refusal,
    urgency_of,
)
from services.tasks.scope import visible_to
from services.tasks.standing import Thresholds, due_after_return, review_due, standing_of

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


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody does: the body of the request, loaded, and when it came.

    `evidence` holds {"number", "issued_on", "sent_to"} for each document.
    """

    caller: Caller
    action: Action
    at: dt.datetime
    note: str | None = None
    evidence: Sequence[Mapping[str, Any]] = ()
    grade: Grade | None = None
    calendars: Calendars = AS_PUBLISHED

    @property
    def day(self) -> dt.date:
        """The day of the act in Viet Nam."""
        return clock.local(self.at).date()


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
    _move(session, assignment, move, act)
    session.flush()
    entry = _record(session, assignment, act)
    announce_act(session, assignment, entry, from_state)
    # From memory: to read it once more was a third of the statements of an act.
    thresholds = Thresholds.on(act.day, act.calendars)
    return shown_whole(assignment, assigner, act.caller, thresholds)


def _load(session: Session, assignment_id: int, caller: Caller) -> tuple[Assignment, Agency | None]:
    """Return the assignment and its assigner, which may not be known yet."""
    query = _WHOLE.where(Assignment.id == assignment_id, visible_to(caller))
    row = session.execute(query).one_or_none()
    if row is None:
        raise NotFoundError
    assignment, assigner = row
    return assignment, assigner


def _guard(assignment: Assignment, expected_version: int, act: Act) -> Move:
    problem = refusal(act.action, assignment, act.caller)
    if isinstance(problem, NotAllowedError):
        raise problem
    # Before the state is judged: what the caller read is what explains the refusal.
    if assignment.version != expected_version:
        raise StaleVersionError(current_version=assignment.version)
    if problem is not None:
        raise problem
    move = move_for(act.action, assignment)
    assert move is not None  # noqa: S101 - without a row in the table `refusal` has refused
    return move


def _check_fields(move: Move, act: Act) -> None:
    missing = {
        "note": "say why" if move.action is not Action.UPDATE else "say what has been done",
        "evidence": "name at least one document that shows the output: number, issued_on, sent_to",
    }
    given = {"note": bool(act.note), "evidence": bool(act.evidence)}
    errors = [
        FieldError(f"/{name}", f"{move.action} needs it: {missing[name]}")
        for name in sorted(move.needs)
        if not given[name]
    ]
    if act.evidence and "evidence" not in move.needs:
        errors.append(FieldError("/evidence", "only submit takes evidence"))
    if act.grade and move.action is not Action.APPROVE:
        errors.append(FieldError("/grade", "only approve takes a grade"))
    if errors:
        raise InvalidInputError(errors=errors)


def _move(session: Session, assignment: Assignment, move: Move, act: Act) -> None:
    effect = _EFFECTS.get(move.action)
    if effect:
        effect(session, assignment, act)
    if not move.by_assigner and assignment.acknowledged_at is None:
        # Whoever works on a duty, or declines it, has received it.
        assignment.acknowledged_at = act.at
    assignment.work_state = move.to or assignment.work_state
    assignment.review_state = move.review or assignment.review_state
    assignment.urgency = urgency_of(assignment.work_state, assignment.due_on)
    assignment.updated_at = act.at
    # Also when nothing else changed, as for a note: every act is a version of its own.
    flag_modified(assignment, "updated_at")


def _submit(session: Session, assignment: Assignment, act: Act) -> None:
    # Judged before the state changes: this is what the clock shows when it stops.
    standing = standing_of(assignment, Thresholds.on(act.day, act.calendars))
    assignment.standing_when_submitted = standing
    assignment.submitted_on = act.day
    assignment.submitted_by_id = act.caller.user_id
    _ask_review(session, assignment, act)
    session.add_all(
        Evidence(
            assignment_id=assignment.id,
            number=document["number"],
            issued_on=document["issued_on"],
            sent_to=document["sent_to"],
            version=assignment.version + 1,
            added_at=act.at,
            added_by_id=act.caller.user_id,
        )
        for document in act.evidence
    )


def _ask_review(_session: Session, assignment: Assignment, act: Act) -> None:
    assignment.review_since = act.at
    assignment.review_due_on = review_due(act.day, act.calendars.of(assignment.assigner_agency_id))


def _approve(_session: Session, assignment: Assignment, act: Act) -> None:
    assignment.grade = act.grade or Grade.SATISFACTORY
    assignment.completed_at = act.at
    _end_review(assignment)


def _return(_session: Session, assignment: Assignment, act: Act) -> None:
    if assignment.work_state == WorkState.SUBMITTED and assignment.submitted_on:
        calendar = act.calendars.of(assignment.assigner_agency_id)
        assignment.due_on = due_after_return(
            assignment.due_on, assignment.submitted_on, act.day, calendar
        )
    assignment.submitted_on = None
    assignment.submitted_by_id = None
    assignment.standing_when_submitted = None
    _end_review(assignment)


def _withdraw(_session: Session, assignment: Assignment, _act: Act) -> None:
    _end_review(assignment)


def _end_review(assignment: Assignment) -> None:
    assignment.review_since = None
    assignment.review_due_on = None


_EFFECTS: Mapping[Action, Callable[[Session, Assignment, Act], None]] = {
    Action.SUBMIT: _submit,
    Action.DECLINE: _ask_review,
    Action.APPROVE: _approve,
    Action.RETURN: _return,
    Action.WITHDRAW: _withdraw,
}
"""What an action records besides the states, which the table of moves gives."""


def _record(session: Session, assignment: Assignment, act: Act) -> dict[str, Any]:
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
        "snapshot": _snapshot(assignment, act),
    }
    session.connection().execute(_ADD_HISTORY, entry)
    return entry


def _snapshot(assignment: Assignment, act: Act) -> dict[str, Any]:
    """Return the state the act led to, as JSON values, with the evidence it brought."""
    day = assignment.due_on
    snapshot: dict[str, Any] = {
        "work_state": assignment.work_state,
        "review_state": assignment.review_state,
        "due_on": day.isoformat() if day else None,
    }
    if act.evidence:
        snapshot["evidence"] = [
            {name: str(value) for name, value in document.items()} for document in act.evidence
        ]
    if assignment.grade:
        snapshot["grade"] = assignment.grade
    return snapshot
