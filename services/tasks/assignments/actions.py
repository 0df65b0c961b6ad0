"""Acting on an assignment: guard, effect, history and event in one transaction."""

import functools
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session, aliased, joinedload, load_only
from sqlalchemy.orm.attributes import flag_modified

from common import later
from common.caller import Caller, Role
from common.errors import (
    FieldError,
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    Problem,
    StaleVersionError,
)
from services.tasks import calendars, history
from services.tasks.announcing import announce_act
from services.tasks.assignments.act import FIELDS, Act
from services.tasks.assignments.effects import CONSEQUENCES, EFFECTS, Effect
from services.tasks.assignments.shape import OF_ITEM, shown_whole
from services.tasks.model import (
    MOVES,
    Action,
    Agency,
    Assignment,
    Move,
    Plan,
    PlanItem,
    Variant,
    judge,
    urgency_of,
)
from services.tasks.scope import reachable_by, stand_in
from services.tasks.standing import Thresholds

_ASSIGNER: Final = aliased(Agency)
_OF_PLAN: Final = (Plan.number, Plan.title, Plan.rules, Plan.assigner_agency_id)
# Of what surrounds the assignment only what every act tells: anything else is loaded at need.
_WHOLE: Final = (
    select(Assignment, _ASSIGNER, history.head(), calendars.column())
    .outerjoin(_ASSIGNER, _ASSIGNER.id == Assignment.assigner_agency_id)
    .where(Assignment.id == bindparam("assignment_id"))
    # What is then changed of it can be written without a look at whether it is still there.
    .with_for_update(of=Assignment, key_share=True)
    .execution_options(populate_existing=True)  # also of what was read before, without the lock
    .options(
        load_only(_ASSIGNER.slug, _ASSIGNER.name),
        joinedload(Assignment.plan, innerjoin=True).load_only(*_OF_PLAN),
        joinedload(Assignment.item, innerjoin=True).load_only(
            PlanItem.key, PlanItem.bindingness, *OF_ITEM
        ),
        joinedload(Assignment.agency, innerjoin=True).load_only(Agency.slug, Agency.name),
    )
)
_SETS_OF_ROLES: Final = 1 << len(Role)
_REMEDIES: Final[Mapping[str, str]] = {
    "agency": "name the agency by its id or slug",
    "assignee": "name an account of the agency, or a unit",
    "decision": "grant, refuse or counter",
    "due_on": "name the day",
    "grade": "grade the work",
    "evidence": "name at least one document that shows the output: number, issued_on, sent_to; "
    "or a file that was handed in",
    "monitor": "name an account of the agency that gave the duty",
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
    assignment, assigner, head, stated = _load(session, assignment_id, act.caller)
    act = replace(act, calendars=calendars.of(stated))
    move = _guard(assignment, expected_version, act)
    _check_fields(move, act, Variant.of(assignment.plan.rules).needed(act.action))
    from_state = assignment.work_state
    restored = assignment.held_from if move.restores else None
    with session.no_autoflush:  # one act is one version, whatever its effect looks up
        facts = _apply(EFFECTS.get(act.action), session, assignment, act)
    _move(assignment, move, act, restored)
    facts |= _write(session, assignment, act)
    deed = history.Deed.of(act.caller, act.at, act.note)
    _record(session, assignment, act, deed, facts, head)
    announce_act(session, assignment, deed.told(act.action), from_state, facts)
    # From memory: to read it once more was a third of the statements of an act.
    thresholds = Thresholds.on(act.day, act.calendars)
    return shown_whole(assignment, assigner, act.caller, thresholds)


def _load(
    session: Session, assignment_id: int, caller: Caller
) -> tuple[Assignment, Agency | None, str, str | None]:
    """Return the assignment, its assigner, which may not be known yet, its last hash, calendars."""
    numbers = {"user_id": caller.user_id, "agency_id": caller.agency_id}
    query = _query(caller.roles, of_agency=caller.agency_id is not None)
    row = session.execute(query, {"assignment_id": assignment_id, **numbers}).one_or_none()
    if row is None:
        raise NotFoundError
    assignment, assigner, head, stated = row
    if head is None:
        # Who waited for the lock reads the row anew, and what stands beside it as it was before.
        head = history.heads(session, [assignment_id])[assignment_id]
    return assignment, assigner, head, stated


@functools.lru_cache(_SETS_OF_ROLES)
def _query(
    roles: frozenset[Role], *, of_agency: bool
) -> Select[Assignment, Agency, str, str | None]:
    """Return the query of what somebody of these roles may reach; see `stand_in`."""
    return _WHOLE.where(reachable_by(stand_in(roles, of_agency=of_agency)))


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


def _check_fields(move: Move, act: Act, also: frozenset[str]) -> None:
    """Raise InvalidInputError for what is missing: also what the plan's kind asks for."""
    given = {name for name in FIELDS if getattr(act, name)}
    missing = [
        FieldError(f"/{name}", f"{move.action} needs it: {_remedy(move, name)}")
        for name in sorted((move.needs | also) - given)
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


def _write(session: Session, assignment: Assignment, act: Act) -> dict[str, Any]:
    """Write the new state, and do what follows from it; return what that brought."""
    consequence = CONSEQUENCES.get(act.action)
    if consequence is None:
        later.save(session, assignment)
        return {}
    session.flush()
    return _apply(consequence, session, assignment, act)


def _record(
    session: Session,
    assignment: Assignment,
    act: Act,
    deed: history.Deed,
    facts: Mapping[str, Any],
    head: str,
) -> None:
    step = history.Step(
        assignment_id=assignment.id,
        version=assignment.version,
        action=act.action,
        snapshot=history.snapshot(assignment, {**_brought(act), **facts}),
        previous=head,
    )
    history.append(session, deed, step)


def _brought(act: Act) -> dict[str, Any]:
    """Return what the act says of itself in the history, beside its effect's facts."""
    brought: dict[str, Any] = {}
    if act.evidence:
        brought["evidence"] = [
            {name: str(value) for name, value in document.items()} for document in act.evidence
        ]
    if act.caller.acting_for is not None:
        brought["acting_for"] = act.caller.acting_for_name
    return brought
