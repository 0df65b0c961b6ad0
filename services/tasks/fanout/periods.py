"""Periods of duties that recur: which one a day lies in, when the next begins, how a date moves."""

import calendar
import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

_MONTHS: Final = {"annual": 12, "half-year": 6, "quarter": 3, "monthly": 1, "ongoing": 12}
"""How many months a period has; what recurs otherwise is asked for, and opens no period."""

_SPAN = re.compile(r"giai đoạn\s+(?:từ\s+)?(\d{4})\s*(?:-|–|đến)\s*(\d{4})")
_YEAR = re.compile(r"năm\s+(\d{4})")
_DAY: Final = dt.timedelta(days=1)


def recurs(recurrence: str | None) -> bool:
    """Tell whether a duty of this recurrence has an instance for each period."""
    return recurrence in _MONTHS


def begin(recurrence: str, day: dt.date) -> dt.date:
    """Return the first day of the period in which `day` lies."""
    months = _MONTHS[recurrence]
    return dt.date(day.year, (day.month - 1) // months * months + 1, 1)


def following(recurrence: str, day: dt.date) -> dt.date:
    """Return the first day of the period after that of `day`."""
    return moved(begin(recurrence, day), _MONTHS[recurrence])


def name(recurrence: str, day: dt.date) -> str:
    """Return the key of the period in which `day` lies: 2026, 2026-H1, 2026-Q2 or 2026-05."""
    months = _MONTHS[recurrence]
    if months == 1:
        return f"{day:%Y-%m}"
    letter = {12: "", 6: "H", 3: "Q"}[months]
    return f"{day.year}-{letter}{(day.month - 1) // months + 1}" if letter else f"{day.year}"


def moved(day: dt.date, months: int, operator: str | None = None) -> dt.date:
    """Return the same day `months` later; the last of a month that has no such day.

    "In quarter II" is by its last day, and so is the one of quarter III.
    """
    count = day.year * 12 + day.month - 1 + months
    year, month = count // 12, count % 12 + 1
    ends = operator == "by" and day.day == calendar.monthrange(day.year, day.month)[1]
    last = calendar.monthrange(year, month)[1]
    return dt.date(year, month, last if ends else min(day.day, last))


def later(root_on: dt.date, day: dt.date, months: int, operator: str | None) -> dt.date:
    """Return the stated day `months` after `day`, reckoned from the one that the document states.

    After a February the 30th is the 30th again.
    """
    passed = (day.year - root_on.year) * 12 + day.month - root_on.month
    return moved(root_on, passed + months, operator)


def step_months(recurrence: str) -> int:
    """Return how many months a period has."""
    return _MONTHS[recurrence]


def last_safe_day(operator: str | None, stated_on: dt.date | None) -> dt.date | None:
    """Return the last day in time, as docs/decisions/009 has it; None without a date."""
    if stated_on is None or operator is None:
        return None
    return stated_on - _DAY if operator == "before" else stated_on


def last_day(title: str) -> dt.date | None:
    """Return the last day of the years that a plan's title names; None if it names none."""
    text = unicodedata.normalize("NFC", title).casefold()
    if span := _SPAN.search(text):
        return dt.date(int(span[2]), 12, 31)
    years = [int(year) for year in _YEAR.findall(text)]
    return dt.date(max(years), 12, 31) if years else None


def next_begin(recurrence: str, day: dt.date, plan_title: str) -> dt.date | None:
    """Return when the period after that of `day` begins; None if the plan is over by then."""
    begins = following(recurrence, day)
    over = last_day(plan_title)
    if over is None and recurrence == "ongoing":
        return None  # what goes on without any end is one duty, not one a year for ever
    return None if over is not None and begins > over else begins


class First(NamedTuple):
    """The first instance of a duty: its dates, its period, and the day the next one begins.

    `root_on` is the stated day from which those of all instances are reckoned.
    """

    stated_on: dt.date | None
    last_safe_day: dt.date | None
    period: str | None = None
    repeat_on: dt.date | None = None
    root_on: dt.date | None = None


def first(deadline: Mapping[str, Any], given_on: dt.date, plan_title: str) -> First:
    """Return the first instance of a duty that is given on `given_on`.

    `deadline` is that of `plan.issued`, empty without one. A period that had ended by then has no
    instance: nobody could have been in time (domain.md §3). Without a date, it is the present one.
    """
    recurrence, operator = deadline.get("recurrence"), deadline.get("operator")
    stated_on, due_on = deadline.get("stated_on"), deadline.get("last_safe_day")
    if recurrence is None or not recurs(recurrence):
        return First(stated_on, due_on)
    months = 0
    while (begins := next_begin(recurrence, due_on or given_on, plan_title)) and begins <= given_on:
        months += _MONTHS[recurrence]
        due_on = last_safe_day(operator, moved(deadline["stated_on"], months, operator))
    if months:
        stated_on = moved(deadline["stated_on"], months, operator)
    period = name(recurrence, due_on or given_on)
    return First(stated_on, due_on, period, begins, deadline.get("stated_on"))
