"""Working days in Viet Nam: weekends, public and lunar holidays, days off moved by decision.

The rules come from the `holidays` package; what it does not know, or gets wrong, is corrected
by the data below, each with its source.
"""

import datetime as dt
import functools
from importlib.metadata import version
from itertools import accumulate

import holidays

MOVED: dict[dt.date, bool] = {
    # The Government Office's paper 12729/VPCP-KGVX of 25/12/2025 moved a working day.
    dt.date(2026, 1, 2): False,
    dt.date(2026, 1, 10): True,
}
"""Corrections: True makes the day a working day, False a day off."""

VERSION = f"vn-{version('holidays')}+{len(MOVED)}"
"""Names the calendar in every standing, so that a judgement can be repeated."""

_SATURDAY = 5
_DAY = dt.timedelta(days=1)


@functools.cache
def _rules(year: int) -> tuple[frozenset[dt.date], frozenset[dt.date]]:
    """Return the year's holidays and the weekend days worked in exchange for a day off."""
    # A make-up day of this year can be declared beside a day off of the next, hence two years.
    known = holidays.country_holidays("VN", years=[year, year + 1])
    return frozenset(known), frozenset(known.weekend_workdays)


def is_working_day(day: dt.date) -> bool:
    """Tell whether public offices work on `day`."""
    if day in MOVED:
        return MOVED[day]
    days_off, made_up = _rules(day.year)
    return day in made_up or (day.weekday() < _SATURDAY and day not in days_off)


@functools.cache
def _tally(year: int) -> tuple[int, ...]:
    """Return for each day of the year how many working days it had, that day included."""
    first = dt.date(year, 1, 1)
    length = (dt.date(year + 1, 1, 1) - first).days
    return tuple(accumulate(is_working_day(first + n * _DAY) for n in range(length)))


def working_days(after: dt.date, until: dt.date) -> int:
    """Return the number of working days after `after` up to and including `until`.

    Zero if `until` is not later.
    """
    if until <= after:
        return 0
    whole_years = sum(_tally(year)[-1] for year in range(after.year, until.year))
    return whole_years + _until(until) - _until(after)


def _until(day: dt.date) -> int:
    return _tally(day.year)[day.timetuple().tm_yday - 1]


def add_working_days(day: dt.date, count: int) -> dt.date:
    """Return the day on which `count` working days after `day` have passed."""
    while count > 0:
        day += _DAY
        count -= is_working_day(day)
    return day


def last_day_late_by(count: int, today: dt.date) -> dt.date:
    """Return the latest due day that is `count` working days late on `today`."""
    day = today
    while count > 0:
        count -= is_working_day(day)
        day -= _DAY
    return day
