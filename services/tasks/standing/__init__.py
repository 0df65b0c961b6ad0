"""Standing: how work stands against its day, as a rule, a sentence and a condition."""

from services.tasks.standing.filters import (
    awaits_assigner,
    extension_to_escalate,
    extension_to_remind,
    hold_to_review,
    is_late,
    is_live,
    is_open,
    review_overdue,
    stands,
)
from services.tasks.standing.rules import (
    LATE,
    RULES,
    Standing,
    Thresholds,
    Timed,
    days_late,
    due_after_return,
    is_review_overdue,
    result_of,
    review_due,
    standing_of,
    standing_on,
)
from services.tasks.standing.sentences import Sentence, reason

__all__ = [
    "LATE",
    "RULES",
    "Sentence",
    "Standing",
    "Thresholds",
    "Timed",
    "awaits_assigner",
    "days_late",
    "due_after_return",
    "extension_to_escalate",
    "extension_to_remind",
    "hold_to_review",
    "is_late",
    "is_live",
    "is_open",
    "is_review_overdue",
    "reason",
    "result_of",
    "review_due",
    "review_overdue",
    "standing_of",
    "standing_on",
    "stands",
]
