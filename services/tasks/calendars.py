"""The calendars in force: published rules, and over them what administrators entered as data."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.tasks.calendar import Calendar, Calendars
from services.tasks.model import NATIONWIDE, CalendarDay

WORKDAY: Final = "workday"
HOLIDAY: Final = "holiday"
AS_RULED: Final = "as_ruled"
"""What is said of a day: worked, off, or again as the rules (an agency: as the country) have it."""
KINDS: Final = (WORKDAY, HOLIDAY, AS_RULED)

Entry = tuple[int, dt.date, str]
"""A jurisdiction, a day, and what is said of it."""

_DAYS: Final = CalendarDay.metadata.tables[CalendarDay.__tablename__].c
_ENTRIES: Final = select(_DAYS.jurisdiction, _DAYS.day, _DAYS.kind, _DAYS.edition)


def entries(session: Session) -> list[Entry]:
    """Return what was said of days, "as ruled" included."""
    return [(row.jurisdiction, row.day, row.kind) for row in session.execute(_ENTRIES)]


def load(session: Session) -> Calendars:
    """Return the calendars in force."""
    session.flush()
    # Past the ORM, which takes as long again: each act and each list asks.
    rows = session.connection().execute(_ENTRIES).all()
    edition = max((row.edition for row in rows), default=0)
    return compiled(((row.jurisdiction, row.day, row.kind) for row in rows), edition)


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
