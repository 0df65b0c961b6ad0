"""Tables without ruling lines whose rows have no numbers: parted by the space between them.

Nothing but their layout tells them, so much is asked of it: titles of columns that a plan has, at
least three rows that begin with words of their own and fill three columns, and no line that crosses
from one column to the next.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile
from typing import Final, NamedTuple

from services.plans.extract.flat_tables import reads_like_titles
from services.plans.extract.reading.pdf.alignment import (
    ENDS,
    FAR,
    SAME_CELL,
    cells_of,
    columns_of,
    gaps_between,
    left_open,
    spaces_above,
)
from services.plans.extract.reading.pdf.shapes import Gap, TextLine, Word, joined

_MIN_COLUMNS: Final = 3
_MIN_FILLED: Final = 3
_MIN_ROWS: Final = 3
_LONGEST_TITLE: Final = 60
_MOST_TITLE_LINES: Final = 3
_MOST_LINES: Final = 150
_MOST_SPACES: Final = 12

Row = Sequence[TextLine]


class Unnumbered(NamedTuple):
    """The rows of a table, that of its titles first, and the gaps between its columns."""

    rows: Sequence[Row]
    gaps: tuple[Gap, ...]


def find_unnumbered(lines: Sequence[TextLine], at: int, foot: float) -> Unnumbered | None:
    """Return the table whose titles begin on line `at`; a title may take several lines.

    Titles alone are one where only what stands below `foot` follows: the rows are overleaf.
    """
    columns = columns_of(lines[at].words)
    while len(columns) >= _MIN_COLUMNS and _are_titles(columns):
        found = _table(lines, at, gaps_between(columns), foot)
        if found is None:
            return None
        # A title that is set lower than the others shows only in the whole row of them.
        whole = columns_of([word for line in found.rows[0] for word in line.words])
        if len(whole) <= len(columns):
            return found if _are_titles(whole) else None
        columns = whole
    return None


def rows_overleaf(
    lines: Sequence[TextLine], start: int, gaps: tuple[Gap, ...]
) -> Unnumbered | None:
    """Return the rows that go on a table at the head of a page, None where none does."""
    body, gaps = _body(lines, start, gaps)
    parted = (_leading(rows, gaps) for rows in _partings(body))
    best = max(parted, key=_taken, default=[])
    return Unnumbered(best, gaps) if best else None


def _taken(rows: Sequence[Row]) -> tuple[int, int]:
    """Return how many lines and rows were understood."""
    return sum(map(len, rows)), len(rows)


def _are_titles(columns: Sequence[Sequence[Word]]) -> bool:
    titles = [_text(column) for column in columns]
    fit = all(title[:1].isupper() and len(title) <= _LONGEST_TITLE for title in titles)
    return fit and reads_like_titles(titles)


def _text(words: Sequence[Word]) -> str:
    return joined([word.text for word in words])


def _table(
    lines: Sequence[TextLine], at: int, gaps: tuple[Gap, ...], foot: float
) -> Unnumbered | None:
    """Return the titles and the rows below them, parted where that takes in most lines."""
    body, gaps = _body(lines, at, gaps)
    parted = [[rows[0], *_leading(rows[1:], gaps)] for rows in _partings(body)]
    fit = [rows for rows in parted if len(rows) > _MIN_ROWS]
    if fit:
        return Unnumbered(max(fit, key=_taken), gaps)
    below = lines[at + len(body) :]
    last = len(body) <= _MOST_TITLE_LINES and all(line.middle > foot for line in below)
    return Unnumbered([body], gaps) if last else None


def _body(
    lines: Sequence[TextLine], at: int, gaps: tuple[Gap, ...]
) -> tuple[list[TextLine], tuple[Gap, ...]]:
    """Return the lines from the titles on that leave every gap open, and what is left of them."""
    body: list[TextLine] = []
    for line in lines[at : at + _MOST_LINES]:
        # No number tells a row from prose, whose blanks may stand where the columns part.
        narrowed = left_open(line, gaps, SAME_CELL * line.size)
        far = bool(body) and line.middle - body[-1].middle > FAR * line.size
        if narrowed is None or far or ENDS.match(line.text):
            break
        gaps = narrowed
        body.append(line)
    return body, gaps


def _partings(body: Sequence[TextLine]) -> Iterator[list[Row]]:
    """Yield the lines as rows, parted by any space that stands between two of them."""
    spaces = spaces_above(body)
    for least in sorted({*spaces[1:], 0.0})[:_MOST_SPACES]:
        starts = [at for at, space in enumerate(spaces) if not at or space >= least]
        yield [body[a:b] for a, b in pairwise([*starts, len(body)])]


def _leading(rows: Sequence[Row], gaps: Sequence[Gap]) -> list[Row]:
    """Return the rows up to the first that is none."""
    return list(takewhile(lambda row: _is_row(cells_of(row, gaps)), rows))


def _is_row(cells: Sequence[Sequence[Word]]) -> bool:
    """Tell whether a row begins with words of its own and fills enough columns."""
    filled = sum(1 for cell in cells if cell)
    return filled >= _MIN_FILLED and bool(cells[0]) and not cells[0][0].text[:1].islower()
