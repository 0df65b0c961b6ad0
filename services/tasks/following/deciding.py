"""What becomes of one assignment when its plan is changed: carried over, withdrawn, corrected."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from services.tasks.calendars import Calendars
from services.tasks.model import (
    ASKED,
    CARRY,
    CORRECT,
    REVIEWED,
    Action,
    ExtensionState,
    PartyRole,
    PlanItem,
    ReviewState,
    WorkState,
    urgency_of,
)
from services.tasks.standing import Thresholds, standing_on

Party = tuple[str, bool]
"""An agency's role in an item, and whether it is named there as one of a class."""

NO_REQUEST: Final[Mapping[str, Any]] = {
    "extension_state": ExtensionState.NONE,
    "extension_since": None,
    "extension_by_id": None,
    "extension_for_id": None,
    "extension_remind_on": None,
    "extension_escalate_on": None,
}
_ENDED: Final[Mapping[str, Any]] = {
    "work_state": WorkState.WITHDRAWN,
    "review_state": ReviewState.NONE,
    "review_since": None,
    "review_due_on": None,
    "held_from": None,
    "held_since": None,
    "held_until": None,
    "unblocker_id": None,
    "blocked_since": None,
}
"""What withdrawing writes, as by `services.tasks.assignments.effects.reviews`."""


@dataclass(frozen=True)
class Fate:
    """What is done to an assignment: the act of its history, and the columns that change."""

    action: str
    values: Mapping[str, Any] = field(default_factory=dict)
    item: PlanItem | None = None
    lapses: bool = False
    """Whether an open request for more time ends unanswered."""


def correct() -> Fate:
    """Return the fate of a duty whose wording was corrected: nothing moves."""
    return Fate(CORRECT)


def withdraw(row: Any) -> Fate:
    """Return the fate of a duty that ended with its plan."""
    values = {**_ENDED, "urgency": urgency_of(WorkState.WITHDRAWN, row.due_on)}
    asked = row.extension_state in ASKED
    return Fate(Action.WITHDRAW, {**values, **(NO_REQUEST if asked else {})}, lapses=asked)


def follow(
    row: Any,
    old: PlanItem,
    new: PlanItem | None,
    party: Party | None,
    calendars: Calendars,
) -> Fate:
    """Return the fate of a duty whose item has the successor `new`, or none.

    `party` is the agency's in the successor. Work goes over with its state only where the agency
    stays answerable, or stays a partner: the states of the two have nothing in common.
    """
    if new is None or party is None:
        return withdraw(row)
    role, is_class = party
    if (role in REVIEWED) != (row.role in REVIEWED):
        return withdraw(row)
    moved = new.last_safe_day != old.last_safe_day
    due_on = _day(role, new.last_safe_day if moved else row.due_on)
    values: dict[str, Any] = {
        "plan_id": new.plan_id,
        "item_id": new.id,
        "role": role,
        "is_class": is_class,
        "bindingness": new.bindingness,
        "due_on": due_on,
        "urgency": urgency_of(row.work_state, due_on),
        "inner_due_on": _earlier(row.inner_due_on, due_on),
    }
    lapses = moved and row.extension_state in ASKED
    if lapses:
        values.update(NO_REQUEST)
    if moved:
        values.update(_judged(row, due_on, calendars))
    return Fate(CARRY, values, new, lapses)


def _day(role: str, day: dt.date | None) -> dt.date | None:
    """Return the day that counts: a granted one stays while the plan's own day does."""
    return None if role == PartyRole.COORDINATING else day


def _earlier(inner: dt.date | None, due_on: dt.date | None) -> dt.date | None:
    return min(inner, due_on) if inner and due_on else inner


def _judged(row: Any, due_on: dt.date | None, calendars: Calendars) -> dict[str, Any]:
    """Judge submitted work by the new day, as a directive of the assigner would."""
    if row.work_state != WorkState.SUBMITTED or not row.submitted_on or due_on is None:
        return {}
    thresholds = Thresholds.on(row.submitted_on, calendars)
    return {"standing_when_submitted": standing_on(row, due_on, thresholds)}
