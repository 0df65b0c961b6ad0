"""Columns without ruling lines: the gaps that words leave, and lines below them as cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from services.plans.extract.reading.pdf.shapes import Gap, TextLine, Word
from services.plans.extract.reading.pdf.tables import Cell, RuledTable

ENDS: Final = re.compile(r"Nơi nhận|Ghi chú|Trên đây|(?:TM|KT|TL|TUQ)\.")
"""What closes a text also closes the table above it."""
FAR: Final = 4.0
"""How many times its height a line of a table may stand below the one before."""
SAME_CELL: Final = 0.6
"""How many times their height words of one cell may stand apart."""
_GUTTER: Final = 5.0


def columns_of(words: Sequence[Word]) -> list[list[Word]]:
    """Return words by the columns that they leave gaps between, in reading order within each."""
    columns: list[list[Word]] = []
    reach = float("-inf")
    for word in sorted(words, key=lambda one: one.x0):
        if columns and word.x0 - reach <= max(_GUTTER, SAME_CELL * word.size):
            columns[-1].append(word)
        else:
            columns.append([word])
        reach = max(reach, word.x1)
    return [sorted(column, key=lambda one: (round(one.middle), one.x0)) for column in columns]


def gaps_between(columns: Sequence[Sequence[Word]]) -> tuple[Gap, ...]:
    """Return what is empty between each column and the next."""
    return tuple(
        (max(word.x1 for word in left), min(word.x0 for word in right))
        for left, right in pairwise(columns)
    )


def left_open(
    line: TextLine, gaps: tuple[Gap, ...], least: float = _GUTTER
) -> tuple[Gap, ...] | None:
    """Return what a line leaves open of each gap, None where less than `least` is left of one."""
    free = list(_free(line))
    found: list[Gap] = []
    for left, right in gaps:
        cut = [(max(a, left), min(b, right)) for a, b in free]
        widest = max(cut, key=lambda one: one[1] - one[0])
        if widest[1] - widest[0] < least:
            return None
        found.append(widest)
    return tuple(found)


def _free(line: TextLine) -> Iterator[Gap]:
    """Yield what the words of a line leave free."""
    reach = float("-inf")
    for word in line.words:
        yield (reach, word.x0)
        reach = max(reach, word.x1)
    yield (reach, float("inf"))


def spaces_above(lines: Sequence[TextLine]) -> list[float]:
    """Return how much is left free above each line by all those before it."""
    spaces: list[float] = []
    foot = 0.0
    for line in lines:
        top = min(word.y0 for word in line.words)
        spaces.append(round(top - foot))
        foot = max(foot, *(word.y1 for word in line.words))
    return spaces


def cells_of(row: Sequence[TextLine], gaps: Sequence[Gap]) -> list[list[Word]]:
    """Return the words of a row's lines by their columns."""
    middles = [(left + right) / 2 for left, right in gaps]
    cells: list[list[Word]] = [[] for _ in range(len(gaps) + 1)]
    for word in (word for line in row for word in line.words):
        cells[sum(1 for middle in middles if (word.x0 + word.x1) / 2 > middle)].append(word)
    return cells


def as_table(rows: Sequence[Sequence[TextLine]], gaps: tuple[Gap, ...]) -> RuledTable:
    """Return rows of lines as a table of cells."""
    middles = [(left + right) / 2 for left, right in gaps]
    cells = [
        Cell(number, column, 1, 1, tuple(words))
        for number, row in enumerate(rows)
        for column, words in enumerate(cells_of(row, gaps))
    ]
    every = [line for row in rows for line in row]
    left, right = min(line.x0 for line in every), max(line.x1 for line in every)
    top = min(word.y0 for line in every for word in line.words)
    foot = max(word.y1 for line in every for word in line.words)
    columns = (left, *middles, right)
    return RuledTable(top, foot, columns, tuple(cells), len(rows))
