"""The calendars by which assignments are judged, and the ones in force."""

from services.tasks.calendars.rules import (
    AS_PUBLISHED,
    NATIONAL,
    VERSION,
    Calendar,
    Calendars,
)
from services.tasks.calendars.stored import (
    AS_RULED,
    HOLIDAY,
    KINDS,
    WORKDAY,
    Entry,
    column,
    compiled,
    entries,
    load,
    of,
)

__all__ = [
    "AS_PUBLISHED",
    "AS_RULED",
    "HOLIDAY",
    "KINDS",
    "NATIONAL",
    "VERSION",
    "WORKDAY",
    "Calendar",
    "Calendars",
    "Entry",
    "column",
    "compiled",
    "entries",
    "load",
    "of",
]
