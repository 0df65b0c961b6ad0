"""Cells of the official 2×2 as columns: counts that have one for each cell.

A row of twelve numbers costs a database hardly more than a row of one; one row for each cell was
most of what statistics took (docs/decisions/027-statistics-at-scale.md).
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    String,
    Subquery,
    cast,
    func,
    literal_column,
    select,
)

from services.tasks.model import CELL, WorkState

CELLS: Final = (
    "done_on_time",
    "done_late",
    "open_in_time",
    "open_overdue",
    "done_no_deadline",
    "open_no_deadline",
)
"""Disjoint, and together the whole of the counted work."""

APART: Final = ("requests_done", "requests_open", "coordinating_accepted", "coordinating_waiting")
SHOWN: Final = (*CELLS, *APART)

_RUNNING: Final[Mapping[str, str]] = {
    "done_on_time": "done_running",
    "open_in_time": "open_running",
}
"""Of what is kept, what runs: in time, as long as nobody looks at the day."""

_JUDGED: Final = "judged"
_ASKED: Final = ("work_state", "role", "bindingness", "due_on", "acknowledged_at")
"""What `CELL` asks of an assignment, besides the day on which it was handed in."""


def pivoted(counts: Subquery, by: Sequence[str], cells: Sequence[str] = SHOWN) -> Select[Any]:
    """Return counts, rows of `by`, "cell" and "n", as one row of `by` with a column for each cell.

    Cells that are not among `cells` are left out.
    """
    keys = [counts.c[name] for name in by]
    columns = [_whole(func.sum(counts.c.n).filter(counts.c.cell == one), one) for one in cells]
    return select(*keys, *columns).group_by(*keys)


def summed(counts: Subquery) -> Select[Any]:
    """Return counts, rows of "key" and the columns of `SHOWN`, as one row for each key.

    The last column is the "total" of `CELLS`.
    """
    columns = {name: _whole(func.sum(counts.c[name]), name) for name in SHOWN}
    total = sum((columns[name] for name in CELLS[1:]), columns[CELLS[0]]).label("total")
    return select(counts.c.key, *columns.values(), total).group_by(counts.c.key)


def as_shown(of: Any) -> Iterator[ColumnElement[int]]:
    """Yield the columns of `SHOWN` from those that `of` keeps, with all that runs in time."""
    for name in SHOWN:
        count = getattr(of, name)
        running = _RUNNING.get(name)
        yield (count if running is None else count + getattr(of, running)).label(name)


def judged(query: Select[Any], of: Any, today: Any) -> Subquery:
    """Return how many rows of `query` are in which cell on the day `today`: "key", "cell", "n".

    The query has a "key", and reads assignments `of`. What runs is judged as if it were handed in
    on that day.
    """
    facts = [getattr(of, name) for name in _ASKED]
    submitted_on = func.coalesce(of.submitted_on, today).label("submitted_on")
    counted = query.add_columns(*facts, submitted_on).where(of.work_state != WorkState.WITHDRAWN)
    row = counted.subquery(_JUDGED)
    cell = literal_column(CELL.format(row=_JUDGED), String).label("cell")
    found = select(row.c.key, cell).subquery()
    by = (found.c.key, found.c.cell)
    return select(*by, cast(func.count(), Integer).label("n")).group_by(*by).subquery()


def _whole(total: ColumnElement[Any], name: str) -> ColumnElement[int]:
    """Return a sum as a column of its own; as an integer, or the next sum would be slow."""
    return cast(func.coalesce(total, 0), Integer).label(name)
