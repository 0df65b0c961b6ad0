"""The rules of the transition table: what is refused, and what is offered.

The conditions that guard the write (`judge`) are those that list the available actions, so the
two cannot disagree.
"""

from typing import Final

from common.caller import Caller
from common.errors import NotAllowedError, Problem
from services.tasks.model import variants
from services.tasks.model.guards import (
    CHECKS,
    ROLES,
    ActionNotAvailableError,
    Side,
    Subject,
    is_of,
)
from services.tasks.model.moves import MOVES, Move
from services.tasks.model.states import Action, PartyRole, WorkState
from services.tasks.model.variants import Variant

_TABLE: Final = {
    (action, party): tuple(m for m in MOVES if m.action is action and party in m.parties)
    for action in Action
    for party in PartyRole
}
_MOVES_FROM: Final = {
    (party, state): tuple(
        sorted(
            (move for move in MOVES if party in move.parties and state in move.sources),
            key=lambda move: list(Action).index(move.action),
        )
    )
    for party in PartyRole
    for state in WorkState
}


def judge(action: Action, subject: Subject, caller: Caller) -> Move | Problem:
    """Return the row by which `caller` may do `action` to `subject` now, or why it may not.

    NotAllowedError (403) when it is not this caller's to do, ActionNotAvailableError (409) when
    only the state stands against it.
    """
    moves = _TABLE[action, PartyRole(subject.role)]
    if not moves:
        return NotAllowedError(f"an agency in the role {subject.role} has no action {action}")
    theirs = [move for move in moves if _is_theirs(move, subject, caller)]
    if not theirs:
        return _not_theirs(action, moves)
    problems = []
    for move in theirs:
        problem = _hindrance(move, subject, caller)
        if problem is None:
            return move
        problems.append(problem)
    return problems[0]


def refusal(action: Action, subject: Subject, caller: Caller) -> Problem | None:
    """Return why `caller` may not do `action` to `subject` now; None if it may."""
    found = judge(action, subject, caller)
    return found if isinstance(found, Problem) else None


def available_actions(subject: Subject, caller: Caller) -> list[Action]:
    """Return what `caller` may do to `subject` now, in the order buttons are shown.

    The same conditions as in `judge`, without its sentences: lists ask 50 times a page.
    """
    variant = Variant.of(subject.plan_rules)
    mine = {side for side in Side if is_of(side, subject, caller)}
    found = {
        move.action: None  # each once, where two rows of an action apply to different sides
        for move in _MOVES_FROM[PartyRole(subject.role), WorkState(subject.work_state)]
        if not mine.isdisjoint(move.by)
        and all(CHECKS[guard].passes(subject, caller) for guard in move.guards)
        and variants.hindrance(variant, move.action, subject, caller) is None
    }
    return list(found)


def _is_theirs(move: Move, subject: Subject, caller: Caller) -> bool:
    """Tell whether the move belongs to the caller's agency and role."""
    return any(is_of(side, subject, caller) for side in move.by)


def _not_theirs(action: Action, moves: tuple[Move, ...]) -> Problem:
    sides = sorted({side for move in moves for side in move.by})
    wanted = "; or ".join(f"of the {side}: {', '.join(sorted(ROLES[side]))}" for side in sides)
    return NotAllowedError(f"{action} is for a person {wanted}")


def _hindrance(move: Move, subject: Subject, caller: Caller) -> Problem | None:
    """Return what stands against the caller's move: first the person, then the state."""
    failed = [
        CHECKS[guard].otherwise()
        for guard in move.guards
        if not CHECKS[guard].passes(subject, caller)
    ]
    variant = Variant.of(subject.plan_rules)
    if varied := variants.hindrance(variant, move.action, subject, caller):
        failed.append(varied)
    for problem in failed:
        if isinstance(problem, NotAllowedError):
            return problem
    if subject.work_state not in move.sources:
        return ActionNotAvailableError(
            f"{move.action} is not possible while the work is {subject.work_state}"
        )
    return failed[0] if failed else None
