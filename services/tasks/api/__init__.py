"""The HTTP door of tasks, a module per noun."""

from services.tasks.api import (
    assignments,
    bulk,
    calendars,
    chases,
    comments,
    delegations,
    files,
    incidents,
    reorganisations,
    sheets,
    statistics,
    stuck,
    variants,
)
from services.tasks.api.door import door

__all__ = [
    "assignments",
    "bulk",
    "calendars",
    "chases",
    "comments",
    "delegations",
    "door",
    "files",
    "incidents",
    "reorganisations",
    "sheets",
    "statistics",
    "stuck",
    "variants",
]
