"""Tables of marked-up documents: a grid of cells, or mere layout of a letterhead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from services.plans.extract.blocks import Block
from services.plans.extract.folding import fold_words

MAX_SPAN = 60
MAX_COLUMNS = 120
_DATA_COLUMNS = 3
_DATA_WORDS = ("noi dung", "nhiem vu", "co quan", "don vi", "stt", "chi tieu")


@dataclass(slots=True)
class Grid:
    """Collects rows; merged cells are spread so that every row has its columns."""

    rows: list[list[str]] = field(default_factory=list)
    pending: dict[int, tuple[int, str]] = field(default_factory=dict)

    def add_row(self, cells: Sequence[tuple[str, int, int]]) -> None:
        """Add a row of (text, columns spanned, rows spanned)."""
        row: list[str] = []
        for text, columns, rows in cells:
            self._fill(row)
            if rows > 1:
                self.pending[len(row)] = (min(rows, MAX_SPAN) - 1, text)
            row.append(text)
            row.extend("" for _ in range(min(columns, MAX_SPAN) - 1))
        self._fill(row)
        self.rows.append(row[:MAX_COLUMNS])

    def _fill(self, row: list[str]) -> None:
        """Repeat cells that reach down from the rows above."""
        while len(row) in self.pending and len(row) < MAX_COLUMNS:
            left, text = self.pending.pop(len(row))
            if left > 1:
                self.pending[len(row)] = (left - 1, text)
            row.append(text)

    def is_data(self) -> bool:
        """Tell a table of data from one that only sets text side by side."""
        columns = max((len(row) for row in self.rows), default=0)
        if len(self.rows) < 2:  # noqa: PLR2004 - a header and a row
            return False
        head = fold_words(" ".join(self.rows[0]))
        return columns >= _DATA_COLUMNS or (
            columns > 1 and any(word in head for word in _DATA_WORDS)
        )

    def continues(self) -> bool:
        """Tell whether a single row may be the rest of a table cut by a page."""
        return len(self.rows) == 1 and len(self.rows[0]) >= _DATA_COLUMNS

    def blocks(self, table: int) -> Iterator[Block]:
        """Yield the rows that hold anything as rows of table number `table`."""
        for cells in self.rows:
            if any(cells):
                yield Block("", cells=tuple(cells), table=table)
