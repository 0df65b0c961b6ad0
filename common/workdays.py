"""The country's working days: weekends, public and lunar holidays, days off moved by decision.

The rules come from the `holidays` package; what it does not know, or gets wrong, is corrected by
the data below, each with its source. What an administrator enters comes on top, where the calendar
of an assignment is asked.
"""

import datetime as dt
import functools
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import holidays

MOVED: Final[Mapping[dt.date, bool]] = MappingProxyType({
    # The Government Office's paper 12729/VPCP-KGVX of 25/12/2025 moved a working day.
    dt.date(2026, 1, 2): False,
    dt.date(2026, 1, 10): True,
})  # fmt: skip
"""Corrections: True makes the day a working day, False a day off. Known to the package, and so
not here: Monday 29/4/2024 for Saturday 4/5, Friday 2/5/2025 for Saturday 26/4, and Monday
31/8/2026 for Saturday 22/8."""

_SATURDAY: Final = 5
_DAY: Final = dt.timedelta(days=1)


def is_working_day(day: dt.date) -> bool:
    """Tell whether public offices work on `day`."""
    decided = MOVED.get(day)
    if decided is not None:
        return decided
    days_off, made_up = _rules(day.year)
    return day in made_up or (day.weekday() < _SATURDAY and day not in days_off)


def is_holiday(day: dt.date) -> bool:
    """Tell whether offices are closed on a day of the working week."""
    return day.weekday() < _SATURDAY and not is_working_day(day)


def last_working_day(until: dt.date) -> dt.date:
    """Return `until` if offices work on it, else the last working day before it."""
    while not is_working_day(until):
        until -= _DAY
    return until


@functools.lru_cache(maxsize=32)
def _rules(year: int) -> tuple[frozenset[dt.date], frozenset[dt.date]]:
    """Return the year's holidays and the weekend days worked in exchange for a day off."""
    # A make-up day of this year can be declared beside a day off of the next, hence two years.
    known = holidays.country_holidays("VN", years=[year, year + 1])
    return frozenset(known), frozenset(known.weekend_workdays)
