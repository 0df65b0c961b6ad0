"""The official 2×2 and what is counted beside it: from tallies or rows to what a caller is told."""

from services.tasks.statistics.answering import KEYS, By, Succeeding, named, report, statistics

__all__ = ["KEYS", "By", "Succeeding", "named", "report", "statistics"]
