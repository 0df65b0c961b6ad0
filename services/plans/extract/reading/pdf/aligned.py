"""Tables without ruling lines: columns told by a header and by what stands below it.

A table is found only below a header that reads like one (`STT`, then titles of columns) and only if
three rows are numbered and every line keeps to the columns. Prose crosses them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final, NamedTuple

from services.plans.extract.flat_tables import reads_like_titles
from services.plans.extract.noise import is_page_number
from services.plans.extract.reading.pdf.shapes import Gap, Page, TextLine, Word, lines_of
from services.plans.extract.reading.pdf.tables import Cell, RuledTable
from services.plans.extract.tables import is_index, is_total

_FIRST: Final = frozenset({"stt", "tt"})
_BEGINS: Final = re.compile(r"(?:0?1|I|A)[.)]?$")
_ENDS: Final = re.compile(r"Nơi nhận|Ghi chú|Trên đây|(?:TM|KT|TL|TUQ)\.")
_GUTTER: Final = 5.0
_SAME_TITLE: Final = 0.6
_MOST_ABOVE: Final = 4
_MOST_HEAD: Final = 16
_EVEN: Final = 1.0
_CLOSE: Final = 1.7
_FAR: Final = 4.0
_OUTSIDE: Final = 15.0
_MARGIN: Final = 0.08
_MIN_COLUMNS: Final = 3
_MIN_ROWS: Final = 3


class _Head(NamedTuple):
    """The lines of a header, and the gaps between its columns."""

    start: int
    body: int
    gaps: tuple[Gap, ...]


@dataclass(frozen=True)
class Aligned:
    """A table with the gaps between its columns, for what may go on overleaf."""

    table: RuledTable
    gaps: tuple[Gap, ...]
    head: tuple[str, ...]
    last: int
    """The number of its last row; `head` are the lines of its titles."""


def find_aligned(
    page: Page, words: Sequence[Word], before: Aligned | None
) -> tuple[list[Aligned], list[Word]]:
    """Return the tables among the words of a page that keep to columns, and the other words.

    `before` is the table with which the page before ends; its rows may go on here.
    """
    if before is None and not any(map(_is_first, words)):
        return [], list(words)
    lines = [line for line in lines_of(words, page.index) if not _is_number_of(page, line)]
    found: list[Aligned] = []
    taken: set[Word] = set()
    at = 0
    if before is not None and (more := _carried(lines, before)):
        found.append(more[0])
        taken.update(word for line in lines[: more[1]] for word in line.words)
        at = more[1]
    while at < len(lines):
        head = _head(lines, at)
        table = _table(lines, head) if head else None
        if head is None or table is None:
            at += 1
            continue
        found.append(table[0])
        taken.update(word for line in lines[head.start : table[1]] for word in line.words)
        at = table[1]
    return found, [word for word in words if word not in taken] if found else list(words)


def open_at_foot(page: Page, tables: Sequence[Aligned], words: Sequence[Word]) -> Aligned | None:
    """Return the table with which a page ends, None where other words stand below it."""
    if not tables:
        return None
    last = max(tables, key=lambda one: one.table.bottom)
    foot = page.height * (1 - _MARGIN)
    below = (word for word in words if last.table.bottom < word.middle < foot)
    return None if any(below) else last


def _is_first(word: Word) -> bool:
    return word.text.casefold().strip(".") in _FIRST


def _is_number_of(page: Page, line: TextLine) -> bool:
    edge = page.height * _MARGIN
    return is_page_number(line.text) and not edge < line.middle < page.height - edge


def _head(lines: Sequence[TextLine], at: int) -> _Head | None:
    """Return the header whose `STT` begins line `at`, if its titles read like those of a table."""
    first = lines[at].words[0]
    if not _is_first(first):
        return None
    body = next(
        (
            below
            for below in range(at + 1, min(len(lines), at + _MOST_HEAD))
            if _BEGINS.match(lines[below].words[0].text) and _is_under(lines[below].words[0], first)
        ),
        None,
    )
    if body is None:
        return None
    # The first number may stand in the middle of its row: most space is above that row.
    spaces = _spaces(lines[at : body + 1])
    widest = max(spaces[1:]) - _EVEN
    body = at + max(n for n, space in enumerate(spaces) if n and space >= widest)
    for start in range(max(0, at - _MOST_ABOVE), at + 1):
        if _is_one_head(lines[start:body], first):
            columns = _columns_of([word for line in lines[start:body] for word in line.words])
            titles = [" ".join(word.text for word in column) for column in columns]
            if len(columns) >= _MIN_COLUMNS and reads_like_titles(titles):
                edges = [
                    (max(word.x1 for word in left), min(word.x0 for word in right))
                    for left, right in pairwise(columns)
                ]
                return _Head(start, body, tuple(edges))
    return None


def _is_under(word: Word, head: Word) -> bool:
    """Tell whether a number stands below the title of its column."""
    return word.x0 <= head.x1 + word.size and word.x1 >= head.x0 - word.size


def _is_one_head(lines: Sequence[TextLine], first: Word) -> bool:
    """Tell whether lines stand close to each other and to the right of the column of numbers."""
    close = all(_is_close(above, below) for above, below in pairwise(lines))
    return close and all(line.x0 >= first.x0 - 1 for line in lines)


def _is_close(above: TextLine, below: TextLine) -> bool:
    return below.middle - above.middle <= _CLOSE * above.size


def _columns_of(words: Sequence[Word]) -> list[list[Word]]:
    """Return words by the columns that they leave gaps between, in reading order within each."""
    columns: list[list[Word]] = []
    reach = float("-inf")
    for word in sorted(words, key=lambda one: one.x0):
        if columns and word.x0 - reach <= max(_GUTTER, _SAME_TITLE * word.size):
            columns[-1].append(word)
        else:
            columns.append([word])
        reach = max(reach, word.x1)
    return [sorted(column, key=lambda one: (round(one.middle), one.x0)) for column in columns]


def _table(lines: Sequence[TextLine], head: _Head) -> tuple[Aligned, int] | None:
    """Return the table below a header and the line after it; None for fewer than three rows."""
    body, gaps = _body(lines, head.body, head.gaps)
    rows = _rows_of(body, gaps)
    numbers = [number for row in rows if (number := _number(row, gaps)) is not None]
    if len(numbers) < _MIN_ROWS or not _counts(numbers):
        return None
    titles = lines[head.start : head.body]
    texts = tuple(line.text for line in titles)
    table = _made([titles, *rows], gaps)
    return Aligned(table, gaps, texts, numbers[-1]), head.body + len(body)


def _carried(lines: Sequence[TextLine], before: Aligned) -> tuple[Aligned, int] | None:
    """Return the rows at the head of a page that go on a table with the next number.

    Titles that stand there again are passed over.
    """
    count = len(before.head)
    start = count if tuple(line.text for line in lines[:count]) == before.head else 0
    body, gaps = _body(lines, start, before.gaps)
    rows = _rows_of(body, gaps)
    numbers = [number for row in rows if (number := _number(row, gaps)) is not None]
    if not numbers or numbers[0] != before.last + 1 or not _counts(numbers):
        return None
    table = replace(_made(rows, gaps), columns=before.table.columns)
    return Aligned(table, gaps, before.head, numbers[-1]), start + len(body)


def _counts(numbers: Sequence[int]) -> bool:
    """Tell whether rows are counted one by one; a group of rows may begin anew."""
    return all(below in (above + 1, 1) for above, below in pairwise(numbers))


def _body(
    lines: Sequence[TextLine], start: int, gaps: tuple[Gap, ...]
) -> tuple[list[TextLine], tuple[Gap, ...]]:
    """Return the lines from `start` that leave every gap open, and what is left of the gaps."""
    body: list[TextLine] = []
    for line in lines[start:]:
        if body and line.middle - body[-1].middle > _FAR * line.size:
            break
        narrowed = _narrowed(line, gaps)
        if narrowed is None or _stands_apart(line, narrowed):
            break
        gaps = narrowed
        body.append(line)
    return body, gaps


def _stands_apart(line: TextLine, gaps: Sequence[Gap]) -> bool:
    """Tell whether a line begins in the column of numbers without one, or closes the text."""
    first = line.words[0]
    if _ENDS.match(line.text):
        return True
    numbered = is_index(first.text) or is_total(line.text)
    return first.x0 < gaps[0][0] and not numbered


def _narrowed(line: TextLine, gaps: Sequence[Gap]) -> tuple[Gap, ...] | None:
    """Return what a line leaves open of each gap, None where it closes one."""
    free = list(_free(line))
    found: list[Gap] = []
    for left, right in gaps:
        cut = [(max(a, left), min(b, right)) for a, b in free]
        widest = max(cut, key=lambda one: one[1] - one[0])
        if widest[1] - widest[0] < _GUTTER:
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


def _rows_of(body: Sequence[TextLine], gaps: Sequence[Gap]) -> list[list[TextLine]]:
    """Return the lines row by row: parted by space where that leaves one number to each row.

    The number may stand in the middle of its row's lines; else it stands on the first.
    """
    spaces = _spaces(body)
    heads = [_heads(line, gaps) for line in body]
    for least in sorted(set(spaces[1:]), reverse=True):
        starts = [at for at, space in enumerate(spaces) if not at or space >= least]
        counts = [sum(heads[a:b]) for a, b in pairwise([*starts, len(body)])]
        if max(counts) == 1:
            # What has no number belongs to the row above it, if there is one.
            kept = [at for at, count in zip(starts, counts, strict=True) if count or not at]
            return [list(body[a:b]) for a, b in pairwise([*kept, len(body)])]
    starts = [at for at, head in enumerate(heads) if head or not at]
    return [list(body[a:b]) for a, b in pairwise([*starts, len(body)])]


def _spaces(lines: Sequence[TextLine]) -> list[float]:
    """Return how much is left free above each line by all those before it."""
    spaces: list[float] = []
    foot = 0.0
    for line in lines:
        top = min(word.y0 for word in line.words)
        spaces.append(round(top - foot))
        foot = max(foot, *(word.y1 for word in line.words))
    return spaces


def _heads(line: TextLine, gaps: Sequence[Gap]) -> bool:
    """Tell whether a line has something in the column of numbers, or is a total."""
    return line.words[0].x0 < gaps[0][0] or is_total(line.text)


def _number(row: Sequence[TextLine], gaps: Sequence[Gap]) -> int | None:
    first = [line.words[0].text.strip(".)") for line in row if line.words[0].x0 < gaps[0][0]]
    return int(first[0]) if first and first[0].isdecimal() else None


def _made(rows: Sequence[Sequence[TextLine]], gaps: tuple[Gap, ...]) -> RuledTable:
    """Return rows of lines as a table of cells."""
    middles = [(left + right) / 2 for left, right in gaps]
    cells: list[Cell] = []
    for number, row in enumerate(rows):
        inside: defaultdict[int, list[Word]] = defaultdict(list)
        for word in (word for line in row for word in line.words):
            column = sum(1 for middle in middles if (word.x0 + word.x1) / 2 > middle)
            inside[column].append(word)
        cells.extend(
            Cell(number, column, 1, 1, tuple(inside.get(column, ())))
            for column in range(len(gaps) + 1)
        )
    every = [line for row in rows for line in row]
    left, right = min(line.x0 for line in every), max(line.x1 for line in every)
    top = min(word.y0 for line in every for word in line.words)
    foot = max(word.y1 for line in every for word in line.words)
    columns = (left, *middles, right)
    return RuledTable(top, foot, columns, tuple(cells), len(rows))
