"""Tables without ruling lines: columns told by a header and by what stands below it.

A table is found only below a header that reads like one (`STT`, then titles of columns) and only if
three rows are numbered and every line keeps to the columns. Prose crosses them. For those without
numbers see `unnumbered`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile
from typing import Final, NamedTuple

from services.plans.extract.flat_tables import reads_like_titles
from services.plans.extract.noise import is_page_number
from services.plans.extract.reading.pdf.alignment import (
    ENDS,
    FAR,
    as_table,
    columns_of,
    gaps_between,
    left_open,
    spaces_above,
)
from services.plans.extract.reading.pdf.shapes import Gap, Page, TextLine, Word, lines_of
from services.plans.extract.reading.pdf.tables import RuledTable
from services.plans.extract.reading.pdf.unnumbered import find_unnumbered, rows_overleaf
from services.plans.extract.tables import is_index, is_total

_FIRST: Final = frozenset({"stt", "tt"})
_BEGINS: Final = re.compile(r"(?:0?1|I|A)[.)]?$")
_MOST_ABOVE: Final = 4
_MOST_HEAD: Final = 16
_EVEN: Final = 1.0
_CLOSE: Final = 1.7
_OUTSIDE: Final = 15.0
_MARGIN: Final = 0.08
_MIN_COLUMNS: Final = 3
_MIN_ROWS: Final = 3
_UNCOUNTED: Final = -2
_MOST_RUNNING: Final = 2


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
    """The number of its last row, `_UNCOUNTED` without numbers; `head` are its titles' lines."""


def find_aligned(
    page: Page, words: Sequence[Word], before: Aligned | None
) -> tuple[list[Aligned], list[Word]]:
    """Return the tables among the words of a page that keep to columns, and the other words.

    `before` is the table with which the page before ends; its rows may go on here.
    """
    lines = [line for line in lines_of(words, page.index) if not _is_number_of(page, line)]
    found: list[Aligned] = []
    taken: set[Word] = set()
    at = 0
    if before is not None and (more := _overleaf(page, lines, before)):
        found.append(more.aligned)
        taken.update(word for line in lines[more.start : more.end] for word in line.words)
        at = more.end
    while at < len(lines):
        here = _numbered(lines, at) or _unnumbered(page, lines, at)
        if here is None:
            at += 1
            continue
        found.append(here.aligned)
        taken.update(word for line in lines[here.start : here.end] for word in line.words)
        at = here.end
    return found, [word for word in words if word not in taken] if found else list(words)


class _Found(NamedTuple):
    """A table, the line that it begins with and the one after it."""

    aligned: Aligned
    start: int
    end: int


def _numbered(lines: Sequence[TextLine], at: int) -> _Found | None:
    head = _head(lines, at)
    table = _table(lines, head) if head else None
    return _Found(table[0], head.start, table[1]) if head and table else None


def _unnumbered(page: Page, lines: Sequence[TextLine], at: int) -> _Found | None:
    foot = page.height * (1 - _MARGIN)
    found = None if _is_first(lines[at].words[0]) else find_unnumbered(lines, at, foot)
    if found is None:
        return None
    table = as_table(found.rows, found.gaps)
    titles = tuple(line.text for line in found.rows[0])
    end = at + sum(map(len, found.rows))
    return _Found(Aligned(table, found.gaps, titles, _UNCOUNTED), at, end)


def _overleaf(page: Page, lines: Sequence[TextLine], before: Aligned) -> _Found | None:
    """Return the rows that go on a table, below what runs along the heads of pages."""
    running = takewhile(lambda line: line.middle < page.height * _MARGIN, lines[:_MOST_RUNNING])
    carried = _carried if before.last != _UNCOUNTED else _carried_uncounted
    for start in range(sum(1 for _ in running) + 1):
        more = carried(lines[start:], before)
        if more is not None:
            return _Found(more[0], start, start + more[1])
    return None


def _carried_uncounted(lines: Sequence[TextLine], before: Aligned) -> tuple[Aligned, int] | None:
    count = len(before.head)
    start = count if tuple(line.text for line in lines[:count]) == before.head else 0
    found = rows_overleaf(lines, start, before.gaps)
    if found is None:
        return None
    table = replace(as_table(found.rows, found.gaps), columns=before.table.columns)
    return replace(before, table=table, gaps=found.gaps), start + sum(map(len, found.rows))


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
    spaces = spaces_above(lines[at : body + 1])
    widest = max(spaces[1:]) - _EVEN
    body = at + max(n for n, space in enumerate(spaces) if n and space >= widest)
    for start in range(max(0, at - _MOST_ABOVE), at + 1):
        if _is_one_head(lines[start:body], first):
            columns = columns_of([word for line in lines[start:body] for word in line.words])
            titles = [" ".join(word.text for word in column) for column in columns]
            if len(columns) >= _MIN_COLUMNS and reads_like_titles(titles):
                return _Head(start, body, gaps_between(columns))
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


def _table(lines: Sequence[TextLine], head: _Head) -> tuple[Aligned, int] | None:
    """Return the table below a header and the line after it; None for fewer than three rows."""
    body, gaps = _body(lines, head.body, head.gaps)
    rows = _rows_of(body, gaps)
    numbers = [number for row in rows if (number := _number(row, gaps)) is not None]
    if len(numbers) < _MIN_ROWS or not _counts(numbers):
        return None
    titles = lines[head.start : head.body]
    texts = tuple(line.text for line in titles)
    table = as_table([titles, *rows], gaps)
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
    table = replace(as_table(rows, gaps), columns=before.table.columns)
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
        if body and line.middle - body[-1].middle > FAR * line.size:
            break
        narrowed = left_open(line, gaps)
        if narrowed is None or _stands_apart(line, narrowed):
            break
        gaps = narrowed
        body.append(line)
    return body, gaps


def _stands_apart(line: TextLine, gaps: Sequence[Gap]) -> bool:
    """Tell whether a line begins in the column of numbers without one, or closes the text."""
    first = line.words[0]
    if ENDS.match(line.text):
        return True
    numbered = is_index(first.text) or is_total(line.text)
    return first.x0 < gaps[0][0] and not numbered


def _rows_of(body: Sequence[TextLine], gaps: Sequence[Gap]) -> list[list[TextLine]]:
    """Return the lines row by row: parted by space where that leaves one number to each row.

    The number may stand in the middle of its row's lines; else it stands on the first.
    """
    spaces = spaces_above(body)
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


def _heads(line: TextLine, gaps: Sequence[Gap]) -> bool:
    """Tell whether a line has something in the column of numbers, or is a total."""
    return line.words[0].x0 < gaps[0][0] or is_total(line.text)


def _number(row: Sequence[TextLine], gaps: Sequence[Gap]) -> int | None:
    first = [line.words[0].text.strip(".)") for line in row if line.words[0].x0 < gaps[0][0]]
    return int(first[0]) if first and first[0].isdecimal() else None
