"""Tables of the document: their rows, their header, and which column says what."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from services.plans.extract.folding import fold_words
from services.plans.extract.lines import Line
from services.plans.extract.numbers import parse_money

_INDEX = re.compile(r"^(?:\d{1,3}(?:\.\d{1,2}){0,4}|[IVXLC]{1,6}|[A-Ha-hđ]|[-+*])[.)]?$")
# "Cộng (1+2)", "Tổng số", but not "Công khai …" or "Tổng hợp …", which begin tasks.
_TOTAL = re.compile(
    r"^tong (?:cong|kinh phi|nhu cau|du toan|muc|von)\b|"
    r"^(?:tong(?: so)?|cong)(?: (?:muc|(?:dong)?[ivxab\d]{1,4}|dong))*$"
)
_YEAR = re.compile(r"^(?:năm )?20\d\d$", re.IGNORECASE)
# The row under the titles that numbers the columns: `1 | 2 | 3=1+2`.
_COLUMN_NUMBER = re.compile(r"^\(?(\d{1,2})\)?(?:\s?=[\s\d()+\-x*/]{1,30})?$")
_CONTINUED = re.compile(r"(?:^|[\s(])tiếp(?: theo)?[).:]*$", re.IGNORECASE)
_LONGEST_CONTINUED = 120
_MAX_HEADER_ROWS = 4
_MIN_NUMBERED = 3
_FIRST_MARKS = frozenset({"a", "i"})
_MOST_BELOW = 50
"""Rows without a number of their own that stand below a numbered one."""


class Table(NamedTuple):
    """A table: its header rows, body rows and the columns' folded titles."""

    header: tuple[Line, ...]
    rows: tuple[Line, ...]
    columns: tuple[str, ...]


def read_tables(lines: Sequence[Line]) -> Iterator[Table]:
    """Yield the tables of the lines that have a header and at least one row.

    Parts of a table that pages have cut are one, with the first part's header.
    """
    for rows in _wholes(lines):
        count = _header_rows(rows)
        body = tuple(row for row in rows[count:] if not _numbers_columns(row))
        if body:
            yield Table(tuple(rows[:count]), body, _columns(rows[:count]))


def _wholes(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Yield the rows of each table, parts that go on joined."""
    whole: list[Line] = []
    between: list[Line] = []
    for table, group in groupby(lines, key=lambda line: line.table if line.cells else 0):
        part = list(group)
        if not table:
            between = part
            continue
        rest = _rest(whole, between, part) if whole else None
        if rest is None:
            if whole:
                yield whole
            whole = part
        else:
            whole.extend(rest)
        between = []
    if whole:
        yield whole


def _rest(whole: Sequence[Line], between: Sequence[Line], part: list[Line]) -> list[Line] | None:
    """Return the rows with which a part goes on a table; None where it is a table of its own.

    It goes on right below, or below `(tiếp theo)`, in as many columns: with the same header, or
    without one and with the next number.
    """
    told = [_CONTINUED.search(line.text) for line in between if line.text.strip()]
    if not all(told) or any(len(line.text) > _LONGEST_CONTINUED for line in between):
        return None
    if len(whole[0].cells) != len(part[0].cells) or (is_grand(whole[-1]) and not told):
        return None
    head = _header_rows(whole)
    same = _same_rows(whole[:head], part)
    if same == head:
        return part[same:]
    return part if not same and is_body_row(part[0]) and _follows(whole, part[0]) else None


def _same_rows(head: Sequence[Line], part: Sequence[Line]) -> int:
    pairs = zip(head, part, strict=False)
    return next(
        (at for at, (one, other) in enumerate(pairs) if one.cells != other.cells),
        min(len(head), len(part)),
    )


def _follows(whole: Sequence[Line], row: Line) -> bool:
    """Tell whether a row has the number after the last of the rows, or none at all."""
    mark = row.cells[0].strip(" .)")
    if not mark.isdecimal():
        return mark.lower() not in _FIRST_MARKS
    marks = (one.cells[0].strip(" .)") for one in whole[: -_MOST_BELOW - 1 : -1])
    last = next((one for one in marks if one.isdecimal()), None)
    return last is not None and int(mark) == int(last) + 1


def _header_rows(rows: Sequence[Line]) -> int:
    """Return how many rows are titles: those before a body row, or before the first amount."""
    first = rows[1:_MAX_HEADER_ROWS]
    body = next((at for at, row in enumerate(first, start=1) if _begins_body(row)), 0)
    if body:
        return body
    return next((at for at, row in enumerate(first, start=1) if _has_amount(row)), 1)


def _begins_body(row: Line) -> bool:
    """Tell a body row; `Cộng` without an amount is the title of a column."""
    return is_body_row(row) and (not is_grand(row) or _has_amount(row))


def _has_amount(row: Line) -> bool:
    cells = [cell.strip() for cell in row.cells]
    return any(parse_money(cell) is not None and not _YEAR.match(cell) for cell in cells)


def _numbers_columns(row: Line) -> bool:
    """Tell whether a row only numbers the columns."""
    cells = [cell.strip() for cell in row.cells if cell.strip()]
    numbers = [int(match[1]) for cell in cells if (match := _COLUMN_NUMBER.match(cell))]
    lettered = [cell for cell in cells if cell.strip("()") in ("A", "B", "C", "a", "b", "c")]
    counted = numbers == list(range(numbers[0], numbers[0] + len(numbers))) if numbers else False
    return counted and len(numbers) + len(lettered) == len(cells) >= _MIN_NUMBERED


def is_body_row(row: Line) -> bool:
    """Tell whether a row begins with a number, a dash or a total, or is that of a year."""
    first = next((cell.strip() for cell in row.cells if cell.strip()), "")
    years = [cell for cell in row.cells if _YEAR.match(cell.strip())]
    if len(years) == 1 and _YEAR.match(row.cells[0].strip()):
        return True
    return _INDEX.match(first) is not None or is_total(first)


def is_grand(row: Line) -> bool:
    """Tell whether a row is the total at a table's foot."""
    return is_total(next((cell for cell in row.cells if cell.strip()), ""))


def is_index(cell: str) -> bool:
    """Tell whether a cell only numbers its row."""
    return _INDEX.match(cell.strip()) is not None


def is_total(label: str) -> bool:
    """Tell whether a row's label makes it the table's total."""
    return _TOTAL.match(fold_words(label)) is not None


def _columns(header: Sequence[Line]) -> tuple[str, ...]:
    width = max(len(row.cells) for row in header)
    titles: list[list[str]] = [[] for _ in range(width)]
    for row in header:
        for at, cell in enumerate(row.cells):
            folded = fold_words(cell)
            if folded and folded not in titles[at]:
                titles[at].append(folded)
    return tuple(" ".join(parts) for parts in titles)
