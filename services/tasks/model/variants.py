"""How the transition table varies for a kind of plan: acts left out, more asked for, limits.

A variant is data. Whether it is sound says `services.tasks.model.soundness`.
"""

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from common import clock
from common.caller import Caller, Role
from common.errors import NotAllowedError, Problem
from services.tasks.model.guards import MAX_EXTENSIONS, ActionNotAvailableError, Subject
from services.tasks.model.states import Action

REVIEW_WORKING_DAYS: Final = 3
"""The reviewer's days unless a kind of plan has others."""


class Beyond(StrEnum):
    """What happens to a request for more time beyond the limits."""

    LABEL = "label"  # it is accepted, and says so
    REFUSE = "refuse"


CAN_NEED: Final[Mapping[Action, frozenset[str]]] = MappingProxyType(
    {
        Action.ACCEPT: frozenset({"note"}),
        Action.START: frozenset({"note"}),
        Action.UPDATE: frozenset({"evidence"}),
        Action.HAND_OVER: frozenset({"note", "due_on"}),
        Action.SUBMIT: frozenset({"note"}),
        Action.RAISE_BLOCKER: frozenset({"agency"}),
        Action.APPROVE: frozenset({"note", "grade"}),
        Action.RESUME: frozenset({"note"}),
    }
)
"""Fields that an act takes in any case, and that a variant may make it need."""


@dataclass(frozen=True, slots=True)
class Variant:
    """The rules of one kind of plan; what is not said is as in the table of moves.

    `off` are acts that nobody has; `needs` fields without which an act is refused;
    `head_submits` that work goes out by the hand of the agency's head alone. More than
    `max_extensions`, or asked later than `extension_days` days before the day (0: any time), is
    `beyond` the limits. The reviewer has `review_days` working days.
    """

    off: frozenset[Action] = frozenset()
    needs: Mapping[Action, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))
    head_submits: bool = False
    max_extensions: int = MAX_EXTENSIONS
    extension_days: int = 0
    beyond: Beyond = Beyond.LABEL
    review_days: int = REVIEW_WORKING_DAYS

    @classmethod
    def of(cls, rules: Mapping[str, Any] | None) -> "Variant":
        """Return the variant that `as_json` gave; the plain table for None."""
        return _read(json.dumps(rules, sort_keys=True)) if rules else DEFAULT

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON values, in one order."""
        return {
            "off": sorted(str(action) for action in self.off),
            "needs": {str(action): sorted(names) for action, names in sorted(self.needs.items())},
            "head_submits": self.head_submits,
            "max_extensions": self.max_extensions,
            "extension_days": self.extension_days,
            "beyond": str(self.beyond),
            "review_days": self.review_days,
        }

    def needed(self, action: Action) -> frozenset[str]:
        """Return the fields that `action` needs besides those of the table."""
        return self.needs.get(action, frozenset())

    def is_beyond(self, subject: Subject) -> bool:
        """Tell whether a request for more time would be beyond the limits today."""
        if subject.extensions_granted >= self.max_extensions:
            return True
        left = (subject.due_on - clock.today()).days if subject.due_on else self.extension_days
        return self.extension_days > 0 and left < self.extension_days


DEFAULT: Final = Variant()


@functools.lru_cache(64)
def _read(rules: str) -> Variant:
    """Return the variant of a JSON text; few kinds have rules, and lists ask for every row."""
    stated = json.loads(rules)
    return Variant(
        off=frozenset(Action(name) for name in stated["off"]),
        needs=MappingProxyType(
            {Action(name): frozenset(some) for name, some in stated["needs"].items()}
        ),
        head_submits=stated["head_submits"],
        max_extensions=stated["max_extensions"],
        extension_days=stated["extension_days"],
        beyond=Beyond(stated["beyond"]),
        review_days=stated["review_days"],
    )


def hindrance(variant: Variant, action: Action, subject: Subject, caller: Caller) -> Problem | None:
    """Return what the rules of the plan's kind have against the act; None if nothing."""
    if variant is DEFAULT:
        return None
    if action in variant.off:
        return ActionNotAvailableError(f"{action} is left out for plans of this kind")
    if action is Action.SUBMIT and variant.head_submits and not caller.has(Role.HEAD):
        return NotAllowedError("for plans of this kind the head of the agency submits")
    asks = action is Action.REQUEST_EXTENSION and variant.beyond is Beyond.REFUSE
    if asks and variant.is_beyond(subject):
        return ActionNotAvailableError(
            f"for plans of this kind more time is asked for at most {variant.max_extensions} "
            f"times, {variant.extension_days} days before the day"
        )
    return None
