"""Days on which public offices are closed: weekends, and holidays by the published rules.

The rules come from the `holidays` package. What an administrator enters later is known to the
calendar by which assignments are judged; here a reviewer is only warned.
"""

from __future__ import annotations

import functools
from datetime import date, timedelta
from typing import Final

import holidays

_SATURDAY: Final = 5
_DAY = timedelta(days=1)


def is_holiday(day: date) -> bool:
    """Tell whether a working day of the week is a public holiday."""
    return day.weekday() < _SATURDAY and day in _rules(day.year)[0]


def is_off(day: date) -> bool:
    """Tell whether offices are closed; a Saturday worked for a moved day off is none."""
    off, worked = _rules(day.year)
    return day not in worked and (day.weekday() >= _SATURDAY or day in off)


def last_working_day(until: date) -> date:
    """Return `until` if offices work on it, else the last working day before it."""
    while is_off(until):
        until -= _DAY
    return until


@functools.lru_cache(maxsize=32)
def _rules(year: int) -> tuple[frozenset[date], frozenset[date]]:
    # A day worked this year may be declared for a day off of the next.
    known = holidays.country_holidays("VN", years=[year, year + 1])
    return frozenset(known), frozenset(known.weekend_workdays)
