"""Targets across indicators: the same values set twice, and rates that do not say per what."""

from __future__ import annotations

import re
from typing import Final, TypeAlias

from services.plans.extract.findings import Notebook
from services.plans.extract.form import Extract, Indicator

Values: TypeAlias = tuple[tuple[str, float, float | None, str | None, int | None], ...]

_RATE = re.compile(r"\btỷ suất\b|\btỉ suất\b", re.IGNORECASE)
_ROUND: Final = 5
_FEWEST: Final = 2


def check_targets(extract: Extract, notebook: Notebook) -> None:
    """Note indicators with equal values, and rates without a denominator."""
    seen: dict[Values, Indicator] = {}
    for one in extract.indicators:
        values = _values(one)
        if _is_telling(values) and values in seen:
            other = seen[values]
            notebook.note("targets-equal", one.span, label=one.label, other=other.label)
        seen.setdefault(values, one)
        _note_rates(one, notebook)


def _values(one: Indicator) -> Values:
    return tuple((t.comparator, t.value, t.value_max, t.unit, t.year) for t in one.targets)


def _is_telling(values: Values) -> bool:
    """Tell whether equality is more than chance: several values, none of them a round number."""
    odd = [value for _, value, _, _, _ in values if value % _ROUND]
    return len(values) >= _FEWEST and len(odd) == len(values)


def _note_rates(one: Indicator, notebook: Notebook) -> None:
    for target in one.targets:
        bare = target.unit != "%" and target.denominator is None
        if bare and _RATE.search(target.text):
            notebook.note("denominator-missing", target.span, label=one.label)
            return
