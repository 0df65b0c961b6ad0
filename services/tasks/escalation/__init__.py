"""Escalation: which step is due, taking it once, summaries for the level that assigned."""

from services.tasks.escalation.ladder import (
    DEFAULT,
    FARTHEST_DAYS,
    Ladder,
    Level,
    Receiver,
    Step,
    read,
)
from services.tasks.escalation.scanning import scan

__all__ = ["DEFAULT", "FARTHEST_DAYS", "Ladder", "Level", "Receiver", "Step", "read", "scan"]
