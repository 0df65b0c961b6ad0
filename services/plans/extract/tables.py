"""Tables of the document: their rows, their header, and which column says what."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from services.plans.extract.folding import fold_words
from services.plans.extract.lines import Line

_INDEX = re.compile(r"^(?:\d{1,3}(?:\.\d{1,2}){0,4}|[IVXLC]{1,6}|[A-Ha-hđ]|[-+*])[.)]?$")
# "Cộng (1+2)", "Tổng số", but not "Công khai …" or "Tổng hợp …", which begin tasks.
_TOTAL = re.compile(
    r"^tong (?:cong|kinh phi|nhu cau|du toan|muc|von)\b|"
    r"^(?:tong(?: so)?|cong)(?: (?:muc |dong)?[ivxab\d]{0,4})*$"
)
_MAX_HEADER_ROWS = 4


class Table(NamedTuple):
    """A table: its header rows, body rows and the columns' folded titles."""

    header: tuple[Line, ...]
    rows: tuple[Line, ...]
    columns: tuple[str, ...]


def read_tables(lines: Sequence[Line]) -> Iterator[Table]:
    """Yield the tables of the lines that have a header and at least one row."""
    in_tables = [line for line in lines if line.cells]
    for _, group in groupby(in_tables, key=lambda line: line.table):
        rows = list(group)
        count = next(
            (i for i, row in enumerate(rows[:_MAX_HEADER_ROWS]) if i and is_body_row(row)), 1
        )
        if len(rows) > count:
            yield Table(tuple(rows[:count]), tuple(rows[count:]), _columns(rows[:count]))


def is_body_row(row: Line) -> bool:
    """Tell whether a row begins with a number, a dash or a total."""
    first = next((cell.strip() for cell in row.cells if cell.strip()), "")
    return _INDEX.match(first) is not None or is_total(first)


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
