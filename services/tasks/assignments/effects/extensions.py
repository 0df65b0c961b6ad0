"""More time (gia hạn): asked for with a reason, decided by the assigner; old days are kept.

The clock runs on the old day until another one is granted.
"""

import datetime as dt
from typing import Any, Final

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from common.errors import InvalidInputError
from services.tasks.assignments.act import Act
from services.tasks.assignments.effects.days import check_bound, move_deadline
from services.tasks.model import (
    ASKED,
    Assignment,
    Decision,
    Extension,
    ExtensionState,
    Variant,
)

REMIND_WORKING_DAYS: Final = 2
"""After them the one who has to answer is reminded."""
ESCALATE_WORKING_DAYS: Final = 4
"""After them its superior is told."""
LAPSED: Final = "lapsed"
"""The state of a request that nobody answered before the work ended."""


def ask(session: Session, assignment: Assignment, act: Act) -> dict[str, Any]:
    """Ask for a later day; also after expiry, which is labelled, as is one beyond the limits."""
    old, wanted = _days(assignment, act)
    if wanted <= max(old, act.day):
        raise InvalidInputError.of("/due_on", f"must be later than today and than {old}")
    check_bound(session, assignment, wanted)
    session.execute(
        insert(Extension).values(
            assignment_id=assignment.id,
            state=ExtensionState.REQUESTED,
            old_due_on=old,
            wanted_on=wanted,
            reason=act.note,
            after_expiry=old < act.day,
            beyond_limit=Variant.of(assignment.plan.rules).is_beyond(assignment),
            asked_at=act.at,
            asked_by_id=act.caller.user_id,
            asked_by_name=act.caller.username,
        )
    )
    assignment.extension_by_id = act.caller.user_id
    assignment.extension_for_id = act.caller.acting_for
    _await_answer(assignment, ExtensionState.REQUESTED, act)
    return {"wanted_on": wanted, "old_due_on": old}


def decide(session: Session, assignment: Assignment, act: Act) -> dict[str, Any]:
    """Answer the request, or the day that was offered instead."""
    asked = _open_of(session, assignment)
    if assignment.extension_state == ExtensionState.COUNTERED:
        return _answer_offer(session, assignment, asked, act)
    _check_decision(assignment, act)
    if act.decision == Decision.COUNTER and act.due_on:
        check_bound(session, assignment, act.due_on)
        asked.offered_on = act.due_on
        asked.state = ExtensionState.COUNTERED
        _sign(asked, act)
        _await_answer(assignment, ExtensionState.COUNTERED, act)
        return {"decision": act.decision, "offered_on": act.due_on}
    return _settle(session, assignment, asked, act, asked.wanted_on)


def drop(session: Session, assignment: Assignment, act: Act) -> None:
    """Close an open request with the work it was for."""
    if assignment.extension_state not in ASKED:
        return
    session.execute(
        update(Extension)
        .where(Extension.assignment_id == assignment.id, Extension.state.in_(sorted(ASKED)))
        .values(state=LAPSED, answered_at=act.at)
    )
    _close(assignment, ExtensionState.NONE)


def _days(assignment: Assignment, act: Act) -> tuple[dt.date, dt.date]:
    assert assignment.due_on  # noqa: S101 - the guard HAS_DAY
    assert act.due_on  # noqa: S101 - a needed field
    return assignment.due_on, act.due_on


def _open_of(session: Session, assignment: Assignment) -> Extension:
    return (
        session.query(Extension)
        .where(Extension.assignment_id == assignment.id, Extension.state.in_(sorted(ASKED)))
        .one()
    )


def _check_decision(assignment: Assignment, act: Act) -> None:
    if act.decision == Decision.COUNTER:
        if act.due_on is None:
            raise InvalidInputError.of("/due_on", "counter needs it: the day offered instead")
        if assignment.due_on and act.due_on <= assignment.due_on:
            raise InvalidInputError.of("/due_on", f"must be later than {assignment.due_on}")
        return
    if act.due_on is not None:
        raise InvalidInputError.of("/due_on", "only counter takes it; grant gives the day asked")
    if act.decision == Decision.REFUSE and not act.note:
        raise InvalidInputError.of("/note", "refuse needs it: say why")


def _answer_offer(
    session: Session, assignment: Assignment, asked: Extension, act: Act
) -> dict[str, Any]:
    if act.decision == Decision.COUNTER:
        raise InvalidInputError.of("/decision", "grant or refuse the day offered; then ask again")
    assert asked.offered_on  # noqa: S101 - COUNTERED keeps the day
    return _settle(session, assignment, asked, act, asked.offered_on)


def _settle(
    session: Session, assignment: Assignment, asked: Extension, act: Act, day: dt.date
) -> dict[str, Any]:
    facts: dict[str, Any] = {"decision": act.decision, "old_due_on": assignment.due_on}
    state = ExtensionState.GRANTED if act.decision == Decision.GRANT else ExtensionState.REFUSED
    if act.decision == Decision.GRANT:
        check_bound(session, assignment, day)
        # Returned meanwhile, the work may have got back more days than it had asked for.
        day = max(day, assignment.due_on or day)
        asked.granted_on = day
        assignment.extensions_granted += 1
        move_deadline(assignment, day, act)
    asked.state = state
    _sign(asked, act)
    _close(assignment, state)
    return facts


def _sign(asked: Extension, act: Act) -> None:
    asked.answered_at = act.at
    asked.answered_by_id = act.caller.user_id
    asked.answered_by_name = act.caller.username
    asked.answer = act.note


def _await_answer(assignment: Assignment, state: ExtensionState, act: Act) -> None:
    calendar = act.calendar(assignment)
    assignment.extension_state = state
    assignment.extension_since = act.at
    assignment.extension_remind_on = calendar.add_working_days(act.day, REMIND_WORKING_DAYS)
    assignment.extension_escalate_on = calendar.add_working_days(act.day, ESCALATE_WORKING_DAYS)


def _close(assignment: Assignment, state: ExtensionState) -> None:
    assignment.extension_state = state
    assignment.extension_since = None
    assignment.extension_by_id = None
    assignment.extension_for_id = None
    assignment.extension_remind_on = None
    assignment.extension_escalate_on = None
