"""The calendars in force: published rules, and over them what administrators entered as data."""

import datetime as dt
import functools
from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from sqlalchemy import (
    ColumnElement,
    Integer,
    ScalarSelect,
    String,
    cast,
    extract,
    func,
    literal_column,
    select,
)
from sqlalchemy.orm import Session

from services.tasks.calendars.rules import Calendar, Calendars
from services.tasks.model import NATIONWIDE, CalendarDay

WORKDAY: Final = "workday"
HOLIDAY: Final = "holiday"
AS_RULED: Final = "as_ruled"
"""What is said of a day: worked, off, or again as the rules (an agency: as the country) have it."""
KINDS: Final = (WORKDAY, HOLIDAY, AS_RULED)

Entry = tuple[int, dt.date, str]
"""A jurisdiction, a day, and what is said of it."""

_DAYS: Final = CalendarDay.metadata.tables[CalendarDay.__tablename__].c
_ENTRIES: Final = select(_DAYS.jurisdiction, _DAYS.day, _DAYS.kind)
# Given as a text, SQLAlchemy would write each query with it anew whenever it is asked.
_NEXT_LINE: Final[ColumnElement[str]] = literal_column("'\n'")
_KNOWN: Final = 16
"""Calendars kept compiled: the one in force, and those of past days that are asked about."""


def entries(session: Session) -> list[Entry]:
    """Return what was said of days, "as ruled" included."""
    return [(row.jurisdiction, row.day, row.kind) for row in session.execute(_ENTRIES)]


def column() -> ScalarSelect[str | None]:
    """Return all that was said of days as one text, as a column of any query; `of` reads it.

    So that who asks for something else as well asks once: each act and each list needs a calendar.
    Some hundred days, as a country and a few agencies have them, take PostgreSQL about a
    millisecond; in whichever order they come, they make equal calendars.
    """
    day = _DAYS.day
    number = extract("year", day) * 10_000 + extract("month", day) * 100 + extract("day", day)
    columns = (_DAYS.jurisdiction, cast(number, Integer), _DAYS.kind, _DAYS.edition)
    place, written, kind, edition = (cast(column, String) for column in columns)
    line = place + " " + written + " " + kind + " " + edition
    lines = func.aggregate_strings(line, _NEXT_LINE)  # type: ignore[arg-type]  # takes any expression
    return select(lines).scalar_subquery()


@functools.lru_cache(_KNOWN)
def of(stated: str | None) -> Calendars:
    """Return the calendars that the text of `column` makes; None where nothing was ever said."""
    lines = [line.split(" ") for line in (stated or "").splitlines()]
    days = ((int(place), _day(number), kind) for place, number, kind, _ in lines)
    return compiled(days, max((int(edition) for *_, edition in lines), default=0))


def _day(number: str) -> dt.date:
    return dt.date(int(number[:-4]), int(number[-4:-2]), int(number[-2:]))


def load(session: Session) -> Calendars:
    """Return the calendars in force."""
    session.flush()
    return of(session.connection().scalar(_COLUMN))


_COLUMN: Final = select(column())


def compiled(stated: Iterable[Entry], edition: int) -> Calendars:
    """Return the calendars that `stated` make: a jurisdiction's own over the country's."""
    by_place: defaultdict[int, dict[dt.date, bool]] = defaultdict(dict)
    for place, day, kind in stated:
        if kind != AS_RULED:
            by_place[place][day] = kind == WORKDAY
    country = by_place.pop(NATIONWIDE, {})
    return Calendars(
        national=Calendar(frozenset(country.items())),
        of_agency={
            place: Calendar(frozenset((country | own).items())) for place, own in by_place.items()
        },
        edition=edition,
    )
