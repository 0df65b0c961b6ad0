"""Assignments, lists and statistics as they were at a past moment, read from the history."""

from services.tasks.asof.detail import get_assignment
from services.tasks.asof.listing import list_assignments, show, sort_key
from services.tasks.asof.moment import Past, past
from services.tasks.asof.statistics import statistics

__all__ = [
    "Past",
    "get_assignment",
    "list_assignments",
    "past",
    "show",
    "sort_key",
    "statistics",
]
