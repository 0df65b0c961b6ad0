"""Days whose month and day a spreadsheet took for one another.

Typed as 12/5/2026 into a program of American habits, the fifth of December is kept; 30/6/2026 is no
day there and stays text. So a column shows it: text wherever the day is above 12, days elsewhere.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from services.plans.extract.reading.sheet.cells import Row

_WRITTEN: Final = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-]\d{4}")
_MONTHS: Final = 12
_FEWEST: Final = 2
"""Cells that were kept as days; one alone may be right."""


def doubtful_days(rows: Iterable[Row]) -> int:
    """Return how many cells stand in columns that look so."""
    kept: defaultdict[int, list[int]] = defaultdict(list)
    written: defaultdict[int, list[int]] = defaultdict(list)
    for row in rows:
        for column, cell in row.items():
            if cell.day:
                kept[column].append(cell.day)
            elif found := _WRITTEN.fullmatch(cell.text):
                written[column].append(int(found[1]))
    return sum(
        len(days)
        for column, days in kept.items()
        if len(days) >= _FEWEST and max(days) <= _MONTHS and min(written.get(column, [0])) > _MONTHS
    )
