"""The transition table: who may do what, from which state, and where it leads.

What an action records besides the states is in `services.tasks.assignments.effects`.
"""

from dataclasses import dataclass
from typing import Final

from services.tasks.model.guards import Guard, Side
from services.tasks.model.states import (
    AWAITING,
    OPEN,
    REVIEWED,
    WORKING,
    Action,
    PartyRole,
    ReviewState,
    WorkState,
)

_EVERYONE: Final = frozenset(PartyRole)
_AGENCY: Final = frozenset({Side.AGENCY})
_ASSIGNER: Final = frozenset({Side.ASSIGNER})
_NOTE: Final = frozenset({"note"})


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the table. `to` and `review` are None where the action changes no state."""

    action: Action
    parties: frozenset[PartyRole]
    sources: frozenset[WorkState]
    by: frozenset[Side] = _AGENCY
    guards: tuple[Guard, ...] = ()
    to: WorkState | None = None
    restores: bool = False  # leads to the state in which the work was put on hold
    review: ReviewState | None = None
    needs: frozenset[str] = frozenset()  # fields of the body without which it is refused
    takes: frozenset[str] = frozenset()  # fields that may be given besides; a note always may

    @property
    def by_agency(self) -> bool:
        """Whether the agency that has the duty does it: it shows that the duty was received."""
        return Side.AGENCY in self.by


MOVES: Final = (
    Move(
        Action.ACCEPT,
        _EVERYONE,
        frozenset({WorkState.NOT_STARTED}),
        guards=(Guard.NOT_ACCEPTED,),
    ),
    Move(
        Action.START,
        REVIEWED,
        frozenset({WorkState.NOT_STARTED, WorkState.RETURNED}),
        to=WorkState.IN_PROGRESS,
    ),
    Move(
        Action.UPDATE,
        REVIEWED,
        WORKING,
        to=WorkState.IN_PROGRESS,
        needs=_NOTE,
        takes=frozenset({"evidence"}),
    ),
    # A coordinating agency contributes notes; the work, and its state, are the lead's.
    Move(
        Action.UPDATE,
        frozenset({PartyRole.COORDINATING}),
        frozenset({WorkState.NOT_STARTED}),
        needs=_NOTE,
        takes=frozenset({"evidence"}),
    ),
    # The agency stays answerable: no state of the assignment depends on who does it inside.
    Move(
        Action.HAND_OVER,
        _EVERYONE,
        WORKING,
        needs=frozenset({"assignee"}),
        takes=frozenset({"due_on"}),
    ),
    # Also before `start`: who has the document in hand should not have to press two buttons.
    Move(
        Action.SUBMIT,
        REVIEWED,
        WORKING,
        to=WorkState.SUBMITTED,
        review=ReviewState.PENDING,
        needs=frozenset({"evidence"}),
    ),
    Move(
        Action.REQUEST_EXTENSION,
        REVIEWED,
        WORKING,
        guards=(Guard.HAS_DAY, Guard.NOTHING_ASKED),
        needs=frozenset({"due_on", "note"}),
    ),
    Move(
        Action.RAISE_BLOCKER,
        REVIEWED,
        WORKING,
        guards=(Guard.NOT_BLOCKED,),
        needs=_NOTE,
        takes=frozenset({"agency"}),
    ),
    Move(
        Action.RESOLVE_BLOCKER,
        REVIEWED,
        OPEN,
        by=frozenset({Side.AGENCY, Side.UNBLOCKER}),
        guards=(Guard.BLOCKED,),
        needs=_NOTE,
    ),
    Move(
        Action.DECLINE,
        REVIEWED,
        WORKING,
        to=WorkState.DECLINED,
        review=ReviewState.PENDING,
        needs=_NOTE,
    ),
    Move(
        Action.APPROVE,
        REVIEWED,
        frozenset({WorkState.SUBMITTED}),
        by=_ASSIGNER,
        guards=(Guard.NOT_OWN_WORK,),
        to=WorkState.COMPLETED,
        review=ReviewState.APPROVED,
        takes=frozenset({"grade"}),
    ),
    # Also the "no" to a decline.
    Move(
        Action.RETURN,
        REVIEWED,
        AWAITING,
        by=_ASSIGNER,
        to=WorkState.RETURNED,
        review=ReviewState.RETURNED,
        needs=_NOTE,
    ),
    # Also after submission: asked in time and answered late, it is still the agency's day.
    Move(
        Action.DECIDE_EXTENSION,
        REVIEWED,
        OPEN,
        by=_ASSIGNER,
        guards=(Guard.NOT_OWN_REQUEST, Guard.REQUESTED),
        needs=frozenset({"decision"}),
        takes=frozenset({"due_on"}),
    ),
    # The agency's answer to the day it was offered.
    Move(
        Action.DECIDE_EXTENSION,
        REVIEWED,
        OPEN,
        guards=(Guard.COUNTERED,),
        needs=frozenset({"decision"}),
    ),
    Move(
        Action.CHASE,
        REVIEWED,  # a coordinating agency is not pressed: the lead answers for the day
        WORKING,
        by=_ASSIGNER | {Side.MONITOR},
        guards=(Guard.NOT_ACCOUNTABLE,),
        needs=_NOTE,
        takes=frozenset({"channel", "result"}),
    ),
    Move(
        Action.SET_DEADLINE,
        _EVERYONE,
        WORKING | {WorkState.ON_HOLD},
        by=_ASSIGNER,
        guards=(Guard.NOTHING_ASKED,),
        needs=frozenset({"due_on", "note"}),
    ),
    # Who monitors is not who is accountable; without a name, nobody monitors.
    Move(
        Action.SET_MONITOR,
        _EVERYONE,
        WORKING | {WorkState.ON_HOLD},
        by=_ASSIGNER,
        takes=frozenset({"monitor"}),
    ),
    Move(
        Action.HOLD,
        REVIEWED,
        WORKING,
        by=_ASSIGNER,
        to=WorkState.ON_HOLD,
        needs=frozenset({"note", "review_on"}),
    ),
    Move(
        Action.RESUME,
        REVIEWED,
        frozenset({WorkState.ON_HOLD}),
        by=_ASSIGNER,
        restores=True,
    ),
    Move(
        Action.REASSIGN,
        _EVERYONE,
        OPEN,
        by=_ASSIGNER,
        to=WorkState.WITHDRAWN,
        review=ReviewState.NONE,
        needs=frozenset({"agency", "note"}),
        takes=frozenset({"due_on"}),
    ),
    Move(
        Action.WITHDRAW,
        _EVERYONE,
        OPEN,
        by=_ASSIGNER,
        to=WorkState.WITHDRAWN,
        review=ReviewState.NONE,
        needs=_NOTE,
    ),
)
"""Every legal act; what is not here is refused."""
