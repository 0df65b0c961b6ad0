"""The assignment's life as a table: who may do what, from which state, and where it leads.

The conditions that guard the write (`refusal`) are those that list the available actions, so the
two cannot disagree. What an action records besides the states is in
`services.tasks.assignments.actions`.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Protocol

from common.caller import Caller, Role
from common.errors import ConflictError, NotAllowedError, Problem
from services.tasks.model.states import REVIEWED, Action, PartyRole, ReviewState, WorkState

_EVERYONE = frozenset(PartyRole)
_WORKING = frozenset({WorkState.NOT_STARTED, WorkState.IN_PROGRESS, WorkState.RETURNED})
_AWAITING = frozenset({WorkState.SUBMITTED, WorkState.DECLINED})
_PARTY = frozenset({Role.OFFICER, Role.HEAD})
_ASSIGNER = frozenset({Role.COORDINATOR, Role.LEADER})


class Subject(Protocol):
    """What the guards look at: an `Assignment` or a row with these columns."""

    @property
    def role(self) -> str:
        """The agency's role."""

    @property
    def work_state(self) -> str:
        """The state of the work."""

    @property
    def agency_id(self) -> int:
        """The agency that has the duty."""

    @property
    def assigner_agency_id(self) -> int:
        """The agency that gave it."""

    @property
    def acknowledged_at(self) -> dt.datetime | None:
        """When the agency said that it has received the duty."""

    @property
    def submitted_by_id(self) -> int | None:
        """Who submitted the work that awaits a decision."""


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the table. `to` and `review` are None where the action changes no state."""

    action: Action
    parties: frozenset[PartyRole]
    sources: frozenset[WorkState]
    to: WorkState | None = None
    review: ReviewState | None = None
    by_assigner: bool = False
    needs: frozenset[str] = frozenset()  # fields of the body without which it is refused


MOVES = (
    Move(Action.ACCEPT, _EVERYONE, frozenset({WorkState.NOT_STARTED})),
    Move(
        Action.START,
        REVIEWED,
        frozenset({WorkState.NOT_STARTED, WorkState.RETURNED}),
        to=WorkState.IN_PROGRESS,
    ),
    Move(
        Action.UPDATE,
        REVIEWED,
        _WORKING,
        to=WorkState.IN_PROGRESS,
        needs=frozenset({"note"}),
    ),
    # A coordinating agency contributes notes; the work, and its state, are the lead's.
    Move(
        Action.UPDATE,
        frozenset({PartyRole.COORDINATING}),
        frozenset({WorkState.NOT_STARTED}),
        needs=frozenset({"note"}),
    ),
    # Also before `start`: who has the document in hand should not have to press two buttons.
    Move(
        Action.SUBMIT,
        REVIEWED,
        _WORKING,
        to=WorkState.SUBMITTED,
        review=ReviewState.PENDING,
        needs=frozenset({"evidence"}),
    ),
    Move(
        Action.DECLINE,
        REVIEWED,
        _WORKING,
        to=WorkState.DECLINED,
        review=ReviewState.PENDING,
        needs=frozenset({"note"}),
    ),
    Move(
        Action.APPROVE,
        REVIEWED,
        frozenset({WorkState.SUBMITTED}),
        to=WorkState.COMPLETED,
        review=ReviewState.APPROVED,
        by_assigner=True,
    ),
    # Also the "no" to a decline.
    Move(
        Action.RETURN,
        REVIEWED,
        _AWAITING,
        to=WorkState.RETURNED,
        review=ReviewState.RETURNED,
        by_assigner=True,
        needs=frozenset({"note"}),
    ),
    Move(
        Action.WITHDRAW,
        _EVERYONE,
        _WORKING | _AWAITING,
        to=WorkState.WITHDRAWN,
        review=ReviewState.NONE,
        by_assigner=True,
        needs=frozenset({"note"}),
    ),
)
"""Every legal act; what is not here is refused."""

_TABLE = {(move.action, party): move for move in MOVES for party in move.parties}
_MOVES_OF = {
    party: sorted(
        (move for move in MOVES if party in move.parties),
        key=lambda move: list(Action).index(move.action),
    )
    for party in PartyRole
}


class ActionNotAvailableError(ConflictError):
    """The present state does not allow this action."""

    type = "action-not-available"
    title = "Action not available"


class SelfApprovalError(NotAllowedError):
    """Nobody confirms the work of their own agency; another agency's reviewer must decide."""

    type = "self-approval"
    title = "Own work"


def move_for(action: Action, subject: Subject) -> Move | None:
    """Return the row of the table for `action` on `subject`, whatever its state."""
    return _TABLE.get((action, PartyRole(subject.role)))


def refusal(action: Action, subject: Subject, caller: Caller) -> Problem | None:
    """Return why `caller` may not do `action` to `subject` now; None if it may.

    NotAllowedError (403) when it is not this caller's to do, ActionNotAvailableError (409) when
    only the state stands against it.
    """
    move = move_for(action, subject)
    if move is None:
        return NotAllowedError(f"an agency in the role {subject.role} has no action {action}")
    if not _is_theirs(move, subject, caller):
        side = "agency that assigned the work" if move.by_assigner else "agency that has the work"
        wanted = " or ".join(sorted(_ASSIGNER if move.by_assigner else _PARTY))
        return NotAllowedError(f"{action} is for the {side}, in the role {wanted}")
    if _is_own_work(move, subject, caller):
        return SelfApprovalError()
    if subject.work_state not in move.sources:
        return ActionNotAvailableError(
            f"{action} is not possible while the work is {subject.work_state}"
        )
    if _was_done(move, subject):
        return ActionNotAvailableError("the assignment was already accepted")
    return None


def available_actions(subject: Subject, caller: Caller) -> list[Action]:
    """Return what `caller` may do to `subject` now, in the order buttons are shown.

    The same conditions as in `refusal`, without its sentences: lists ask 50 times a page.
    """
    return [
        move.action
        for move in _MOVES_OF[PartyRole(subject.role)]
        if subject.work_state in move.sources
        and _is_theirs(move, subject, caller)
        and not _is_own_work(move, subject, caller)
        and not _was_done(move, subject)
    ]


def _is_theirs(move: Move, subject: Subject, caller: Caller) -> bool:
    """Tell whether the move belongs to the caller's agency and role."""
    if move.by_assigner:
        return caller.agency_id == subject.assigner_agency_id and caller.has(*_ASSIGNER)
    return caller.agency_id == subject.agency_id and caller.has(*_PARTY)


def _is_own_work(move: Move, subject: Subject, caller: Caller) -> bool:
    """Tell whether the caller would confirm what it, or its agency, has done."""
    own = caller.agency_id == subject.agency_id or caller.user_id == subject.submitted_by_id
    return move.action is Action.APPROVE and own


def _was_done(move: Move, subject: Subject) -> bool:
    """Tell whether the move is accepting what was accepted."""
    return move.action is Action.ACCEPT and subject.acknowledged_at is not None
