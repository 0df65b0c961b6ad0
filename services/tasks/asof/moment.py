"""A past moment, with the calendar that was in force then."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from common import clock
from services.tasks import calendars
from services.tasks.calendars import Calendars, Entry
from services.tasks.model import CalendarChange
from services.tasks.standing import RULES, Thresholds


@dataclass(frozen=True, slots=True)
class Past:
    """What counts at the instant `at`: acts up to it, its day in Viet Nam, the calendars then."""

    at: dt.datetime
    calendars: Calendars

    @property
    def day(self) -> dt.date:
        """The day against which deadlines are judged."""
        return clock.local(self.at).date()

    @property
    def thresholds(self) -> Thresholds:
        """What separates one standing from the next on that day."""
        return Thresholds.on(self.day, self.calendars)

    def shown(self) -> dict[str, Any]:
        """Return the moment, and by which rules and calendar it is judged."""
        return {
            "as_of": self.at,
            # Rules have had one version so far; a second will have to know since when it counts.
            "standing_rules": {"rules": RULES, "calendar": self.calendars.version},
        }


def past(session: Session, at: dt.datetime) -> Past:
    """Return what counts at `at`: a calendar corrected later is as it was."""
    changes = session.scalars(
        select(CalendarChange).where(CalendarChange.at <= at).order_by(CalendarChange.edition)
    ).all()
    stated = {(place, day): kind for one in changes for place, day, kind in _entries(one)}
    edition = changes[-1].edition if changes else 0
    entries = ((place, day, kind) for (place, day), kind in stated.items())
    return Past(at, calendars.compiled(entries, edition))


def _entries(change: CalendarChange) -> Iterator[Entry]:
    for one in change.days:
        yield change.jurisdiction, dt.date.fromisoformat(one["day"]), one["kind"]
