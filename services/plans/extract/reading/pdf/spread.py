"""Tables that go on over several pages, put together to one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from services.plans.extract.reading.grid import Grid
from services.plans.extract.reading.pdf.shapes import joined
from services.plans.extract.reading.pdf.tables import RuledTable

_NEAR: Final = 6.0
_MAX_HEAD: Final = 3
# A sum is never cut in two: two of them are two rows.
_MONEY: Final = re.compile(r"[\d.,]+$")
_ENDED: Final = re.compile(r"[.;:!?][”\"’)\]]*$")

Row = list[tuple[str, int, int]]


def rows_of(tables: Sequence[RuledTable]) -> list[Grid]:
    """Return the tables that stand directly after each other, parts of one as one."""
    grids: list[Grid] = []
    before: RuledTable | None = None
    for table in tables:
        rows = list(table.rows)
        if before is not None and _goes_on(before, table):
            rows = _without_head(before, rows)
            _mend(grids[-1], rows)
        else:
            grids.append(Grid())
        for row in rows:
            grids[-1].add_row(row)
        before = table
    return grids


def _goes_on(before: RuledTable, table: RuledTable) -> bool:
    """Tell whether a table has the columns of the one before it, on the page before."""
    if len(before.columns) != len(table.columns) or table.top > before.bottom:
        return False
    return all(abs(a - b) <= _NEAR for a, b in zip(before.columns, table.columns, strict=True))


def _without_head(before: RuledTable, rows: list[Row]) -> list[Row]:
    """Return the rows without those that repeat the first rows of the part before."""
    head = before.rows[:_MAX_HEAD]
    same = 0
    while (
        same < min(len(head), len(rows))
        and rows[same] == head[same]
        and any(text for text, _, _ in rows[same])
    ):
        same += 1
    return rows[same:]


def _mend(grid: Grid, rows: list[Row]) -> None:
    """Put the lower half of a row that was cut by the page onto its upper half."""
    if not grid.rows or not rows:
        return
    last, first = grid.rows[-1], rows[0]
    texts = [text for text, columns, _ in first for text in (text, *[""] * (columns - 1))]
    if len(texts) != len(last) or texts[0] or not last[0]:
        return
    cut = [(above, below) for above, below in zip(last, texts, strict=True) if above and below]
    if not cut or any(_MONEY.match(above) and _MONEY.match(below) for above, below in cut):
        return
    if not any(below[0].islower() or not _ENDED.search(above) for above, below in cut):
        return
    grid.rows[-1] = [
        joined([a, b]) if a and b else a or b for a, b in zip(last, texts, strict=True)
    ]
    del rows[0]
