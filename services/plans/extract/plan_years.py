"""The years a plan is about: what a target without a year means, and what is history."""

from __future__ import annotations

import re
from typing import NamedTuple

_YEAR = re.compile(r"\b20\d\d\b(?!/)")
# "Nghị quyết số 57-NQ/TW ngày 22/12/2024": the day of an act that the title cites.
_CITED_DAY = re.compile(
    r"[/-][A-ZĐ][\wĐđ/&-]{0,30},?\s+ngày\s+\d{1,2}"
    r"(?:\s?[/.-]\s?\d{1,2}\s?[/.-]\s?|\s+tháng\s+\d{1,2}\s+năm\s+)20\d\d"
)
_LEAST_ISO = 4


class PlanYears(NamedTuple):
    """`implied` is the year of a target that names none; before `first` all is history."""

    implied: int | None
    first: int | None


def years_in(title: str | None) -> list[int]:
    """Return the years that a title names, but those of the numbers and days of documents."""
    return [int(year) for year in _YEAR.findall(_CITED_DAY.sub(" ", title or ""))]


def plan_years(implied: int | None, title: str | None, issued_on: str | None) -> PlanYears:
    """Return the years of a plan; `implied` is the one its title names, `issued_on` ISO or None.

    A title may cite an older plan, and be issued in the middle of its period: the later of the two
    is where the plan begins.
    """
    if implied is not None:
        return PlanYears(implied, implied)
    named = years_in(title)
    issued = [int(issued_on[:_LEAST_ISO])] if issued_on else []
    first = max([*issued, min(named)] if named else issued, default=None)
    return PlanYears(None, first)
