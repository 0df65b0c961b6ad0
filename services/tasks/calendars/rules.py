"""The calendars by which assignments are judged.

The country's working days (`common.workdays`), corrected by what an administrator enters
(`calendars`).
"""

import datetime as dt
import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from itertools import accumulate
from types import MappingProxyType
from typing import Final

from common import workdays

VERSION = f"vn-{version('holidays')}+{len(workdays.MOVED)}"
"""Names the rules in every standing, so that a judgement can be repeated."""

_DAY = dt.timedelta(days=1)
_EDITIONS: Final = 64
"""Calendars whose years are kept reckoned; a calendar changes a few times a year."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """The working days of one jurisdiction: the rules, then its `corrections` (True: works)."""

    corrections: frozenset[tuple[dt.date, bool]] = frozenset()

    def is_working_day(self, day: dt.date) -> bool:
        """Tell whether public offices work on `day`."""
        return _works(self.corrections, day)

    def working_days(self, after: dt.date, until: dt.date) -> int:
        """Return the number of working days after `after` up to and including `until`.

        Zero if `until` is not later.
        """
        if until <= after:
            return 0
        years = range(after.year, until.year)
        whole_years = sum(_tally(self.corrections, year)[-1] for year in years)
        return whole_years + self._until(until) - self._until(after)

    def add_working_days(self, day: dt.date, count: int) -> dt.date:
        """Return the day on which `count` working days after `day` have passed."""
        while count > 0:
            day += _DAY
            if self.is_working_day(day):
                count -= 1
        return day

    def last_day_late_by(self, count: int, today: dt.date) -> dt.date:
        """Return the latest due day that is `count` working days late on `today`."""
        day = today
        while count > 0:
            if self.is_working_day(day):
                count -= 1
            day -= _DAY
        return day

    def on_or_before(self, day: dt.date) -> dt.date:
        """Return `day` if it is worked, else the last working day before it."""
        while not self.is_working_day(day):
            day -= _DAY
        return day

    def on_or_after(self, day: dt.date) -> dt.date:
        """Return `day` if it is worked, else the next working day."""
        while not self.is_working_day(day):
            day += _DAY
        return day

    def _until(self, day: dt.date) -> int:
        return _tally(self.corrections, day.year)[day.timetuple().tm_yday - 1]


NATIONAL: Final = Calendar()
"""The country's working days, without anything an administrator entered."""


@dataclass(frozen=True, slots=True)
class Calendars:
    """The calendars in force: the country's, and those of agencies that assign by their own.

    `edition` counts the changes made to them.
    """

    national: Calendar = NATIONAL
    of_agency: Mapping[int, Calendar] = field(default_factory=lambda: MappingProxyType({}))
    edition: int = 0

    def of(self, assigner_agency_id: int) -> Calendar:
        """Return the calendar by which an agency's assignments are judged."""
        return self.of_agency.get(assigner_agency_id, self.national)

    @property
    def version(self) -> str:
        """The name of these calendars in every standing."""
        return f"{VERSION}.{self.edition}" if self.edition else VERSION


AS_PUBLISHED: Final = Calendars()


@functools.lru_cache(_EDITIONS)
def _decided(corrections: frozenset[tuple[dt.date, bool]]) -> Mapping[dt.date, bool]:
    return dict(corrections)


def _works(corrections: frozenset[tuple[dt.date, bool]], day: dt.date) -> bool:
    decided = _decided(corrections).get(day)
    return workdays.is_working_day(day) if decided is None else decided


@functools.lru_cache(_EDITIONS * 8)  # the years that open work stands in
def _tally(corrections: frozenset[tuple[dt.date, bool]], year: int) -> tuple[int, ...]:
    """Return for each day of the year how many working days it had, that day included."""
    first = dt.date(year, 1, 1)
    length = (dt.date(year + 1, 1, 1) - first).days
    return tuple(accumulate(_works(corrections, first + n * _DAY) for n in range(length)))
