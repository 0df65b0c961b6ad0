"""What each action records besides the states, which the table of moves gives.

An effect returns what the history and the event say of it beyond the states, or None.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from sqlalchemy.orm import Session

from services.tasks.assignments.act import Act
from services.tasks.assignments.effects import (
    blockers,
    chasing,
    days,
    extensions,
    handing_over,
    holds,
    monitoring,
    notes,
    reassigning,
    reviews,
)
from services.tasks.model import Action, Assignment

Facts = Mapping[str, Any]
Effect = Callable[[Session, Assignment, Act], Facts | None]

EFFECTS: Final[Mapping[Action, Effect]] = {
    Action.UPDATE: notes.note,
    Action.HAND_OVER: handing_over.hand_over,
    Action.SUBMIT: reviews.submit,
    Action.REQUEST_EXTENSION: extensions.ask,
    Action.RAISE_BLOCKER: blockers.raise_blocker,
    Action.RESOLVE_BLOCKER: blockers.resolve,
    Action.DECLINE: reviews.ask_review,
    Action.APPROVE: reviews.approve,
    Action.RETURN: reviews.give_back,
    Action.DECIDE_EXTENSION: extensions.decide,
    Action.CHASE: chasing.chase,
    Action.SET_DEADLINE: days.set_deadline,
    Action.SET_MONITOR: monitoring.set_monitor,
    Action.HOLD: holds.hold,
    Action.RESUME: holds.resume,
    Action.REASSIGN: reassigning.check,
    Action.WITHDRAW: reviews.withdraw,
}
"""Before the state changes."""

CONSEQUENCES: Final[Mapping[Action, Effect]] = {Action.REASSIGN: reassigning.give_to_another}
"""Once the new state is written: what needs the place that the assignment has left."""

__all__ = ["CONSEQUENCES", "EFFECTS", "Effect", "Facts"]
