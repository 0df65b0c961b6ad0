"""Use cases around one assignment or a list of them."""

from services.tasks.assignments.act import Act
from services.tasks.assignments.actions import perform
from services.tasks.assignments.detail import get_assignment, list_history, show_act
from services.tasks.assignments.listing import (
    REVIEW_OVERDUE,
    Filters,
    expand_states,
    list_assignments,
    show_listed,
    sort_key,
)
from services.tasks.assignments.proofs import show_file
from services.tasks.assignments.shape import shown
from services.tasks.assignments.waiting import (
    exception_key,
    list_exceptions,
    list_reviews,
    review_key,
    show_exception,
    show_review,
)

__all__ = [
    "REVIEW_OVERDUE",
    "Act",
    "Filters",
    "exception_key",
    "expand_states",
    "get_assignment",
    "list_assignments",
    "list_exceptions",
    "list_history",
    "list_reviews",
    "perform",
    "review_key",
    "show_act",
    "show_exception",
    "show_file",
    "show_listed",
    "show_review",
    "shown",
    "sort_key",
]
