"""Targets of one plan beside those of another: which indicator is which, and which is weaker."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from services.plans.family.matching import likeness
from services.plans.folding import fold_words

Json = dict[str, Any]
ALIKE: Final = 0.6
_NUMBER = re.compile(r"\d+")
_MANNER: Final = (
    "dat tren duoi tu tro len xuong con it nhat toi thieu khong qua la den nam hang phan tram"
)
_QUANTITY: Final = frozenset(_MANNER.split())
"""Words that state a target rather than say what is measured."""
_UP: Final = frozenset({">", ">=", "increase_to", "increase_by"})
_DOWN: Final = frozenset({"<", "<=", "decrease_to"})
_FALLING = re.compile(r"\b(?:giam|duoi|xuong|khong qua)\b")
_COMPARED: Final = ("comparator", "value", "value_max", "unit", "year", "qualifier", "baseline")


@dataclass(frozen=True)
class Goal:
    """One target of an indicator, as the reading found it."""

    indicator: str
    text: str
    words: Counter[str]
    target: Mapping[str, Any]

    @property
    def span(self) -> tuple[int, int]:
        """Its place in the document."""
        start, end = self.target["span"]
        return start, end

    @property
    def falls(self) -> bool:
        """Whether less is better."""
        comparator = self.target["comparator"]
        if comparator in _UP or comparator == "decrease_by":
            return False
        return comparator in _DOWN or _FALLING.search(fold_words(self.text)) is not None

    def show(self) -> Json:
        """Return what a comparison shows of it."""
        told = {name: self.target[name] for name in _COMPARED}
        return {"label": self.indicator, "text": self.text, "span": list(self.span)} | told


def goals_of(extract: Mapping[str, Any]) -> list[Goal]:
    """Return the targets of a read document, in order."""
    return [
        Goal(one["label"], one["text"], _words(one["text"]), target)
        for one in extract["indicators"]
        for target in one["targets"]
    ]


def _words(text: str) -> Counter[str]:
    bare = _NUMBER.sub(" ", fold_words(text)).split()
    return Counter(word for word in bare if word not in _QUANTITY)


def same_measure(one: Goal, other: Goal) -> float:
    """Return how surely both measure the same (0 if not): words alike, one unit, one group."""
    if (one.target["qualifier"] or "") != (other.target["qualifier"] or ""):
        return 0.0
    alike = likeness(one.words, other.words)
    return alike if alike >= ALIKE else 0.0


def best(goal: Goal, others: Sequence[Goal]) -> Goal | None:
    """Return the goal of `others` that measures the same, of the same year before others."""
    year = goal.target["year"]
    scored = [
        (-alike, one.target["year"] != year, place)
        for place, one in enumerate(others)
        if (alike := same_measure(goal, one))
    ]
    return others[min(scored)[2]] if scored else None


def weaknesses(child: Goal, parent: Goal) -> list[str] | None:
    """Return why the child's target asks for less: of `value`, `direction`, `year`.

    None when the two cannot be compared, as their units differ or one is relative to a baseline.
    """
    if _unit(child) != _unit(parent) or _relative(child) != _relative(parent):
        return None
    found = []
    if child.falls != parent.falls:
        found.append("direction")
    elif _is_less(child, parent):
        found.append("value")
    years = (child.target["year"], parent.target["year"])
    if None not in years and years[0] > years[1]:
        found.append("year")
    return found


def _is_less(child: Goal, parent: Goal) -> bool:
    mine, theirs = child.target["value"], parent.target["value"]
    if child.falls:
        return bool(mine > theirs)
    return bool(mine < theirs)


def _unit(goal: Goal) -> str:
    return fold_words(goal.target["unit"] or "")


def _relative(goal: Goal) -> bool:
    return goal.target["comparator"] in {"increase_by", "decrease_by"}


def differences(new: Sequence[Goal], old: Sequence[Goal]) -> Json:
    """Return targets `added`, `removed` and `changed` (with the fields), and how many are equal."""
    left = list(old)
    added, changed, unchanged = [], [], 0
    for goal in new:
        other = best(goal, left)
        if other is None:
            added.append(goal.show())
            continue
        left.remove(other)
        fields = [name for name in _COMPARED if goal.target[name] != other.target[name]]
        if fields:
            changed.append({"before": other.show(), "after": goal.show(), "fields": fields})
        else:
            unchanged += 1
    removed = [goal.show() for goal in left]
    return {"added": added, "removed": removed, "changed": changed, "unchanged": unchanged}
