"""The HTTP door of tasks, a module per noun."""

from services.tasks.api import (
    assignments,
    calendars,
    chases,
    delegations,
    incidents,
    statistics,
)
from services.tasks.api.door import door

__all__ = ["assignments", "calendars", "chases", "delegations", "door", "incidents", "statistics"]
