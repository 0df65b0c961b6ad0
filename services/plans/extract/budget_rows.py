"""Rows of a budget table taken apart: mark, label, numbers, and under which row each stands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from services.plans.extract.lines import Line
from services.plans.extract.numbers import parse_money
from services.plans.extract.tables import Table, is_index, is_total

_YEAR = re.compile(r"\b20\d\d\b")
_TOTAL_COLUMN = re.compile(r"\btong (?:cong|so|kinh phi|tien)\b|\btong$|^cong$")
_NOTHING: Final = frozenset({"", "-", "–", "—", "x"})
_FEWEST_YEARS: Final = 2
# Marks by level: `A`, `I`, `1`, `1.1`, `a)`, `-`.
_LEVELS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        r"[A-H][.)]?$", r"[IVXL]+[.)]?$", r"\d+[.)]?$", r"\d+\.\d+[.)]?$",
        r"\d+(?:\.\d+){2,}[.)]?$", r"[a-zđ][.)]?$", r"[-+*]$",
    )
)  # fmt: skip


class RowView(NamedTuple):
    """A row taken apart: its mark, label, numbers and executing agency."""

    line: Line
    mark: str
    label: str
    numbers: tuple[int, ...]
    executing: str | None

    @property
    def total(self) -> bool:
        """Whether the row is the table's total."""
        return is_total(self.label) or is_total(self.mark)


class Layout(NamedTuple):
    """Which columns of a table hold years, and which their total."""

    years: tuple[str, ...]
    columns: tuple[int, ...]
    total: int | None
    width: int

    @property
    def total_first(self) -> bool:
        """Whether the total stands before the years."""
        return self.total is not None and self.total < self.columns[0]

    def grid(self, cells: Sequence[str]) -> tuple[int, ...] | None:
        """Return the values under the years; None where a row has other cells than columns."""
        if len(cells) != self.width:
            return None
        values = [0 if _is_nothing(cells[at]) else parse_money(cells[at]) for at in self.columns]
        known = tuple(value for value in values if value is not None)
        return known if len(known) == len(values) and any(known) else None

    def stated(self, cells: Sequence[str]) -> int | None:
        """Return the row's total in the column that the header names."""
        if self.total is None or len(cells) != self.width:
            return None
        return parse_money(cells[self.total])

    def is_heading(self, cells: Sequence[str]) -> bool:
        """Tell whether a row without numbers is a heading: each cell there, none under a year."""
        fits = len(cells) == self.width
        return fits and all(_is_nothing(cells[at]) for at in self.columns)


def _is_nothing(cell: str) -> bool:
    return cell.strip() in _NOTHING


def layout_of(table: Table) -> Layout | None:
    """Return where the years of a table stand, None when its header names none."""
    for row in reversed(table.header):
        named = [
            (at, found[0])
            for at, cell in enumerate(row.cells)
            if len(found := _YEAR.findall(cell)) == 1
        ]
        if len(named) >= _FEWEST_YEARS:
            places = [at for at, _ in named]
            titled = (at for at, name in enumerate(table.columns) if _TOTAL_COLUMN.search(name))
            total = next((at for at in titled if at not in places), None)
            years = tuple(year for _, year in named)
            return Layout(years, tuple(places), total, len(table.columns))
    return None


def view(row: Line) -> RowView:
    """Return a row taken apart."""
    cells = [cell.strip() for cell in row.cells]
    mark = cells[0] if is_index(cells[0]) or is_total(cells[0]) else ""
    rest = cells[1:] if mark else cells
    texts = [cell for cell in rest if cell and parse_money(cell) is None and not _is_nothing(cell)]
    label = texts[0] if texts else mark
    values = [value for cell in rest if (value := parse_money(cell)) is not None]
    after = [cell for cell in texts[1:] if cell != label]
    return RowView(row, mark, label, tuple(values), after[-1] if after else None)


def parents(views: Sequence[RowView]) -> list[int | None]:
    """Return under which row each stands by its mark; rows without numbers are passed over."""
    found: list[int | None] = []
    stack: list[tuple[int, int]] = []
    for at, one in enumerate(views):
        level = -1 if one.total else _level(one.mark)
        stack = [above for above in stack if above[0] < level]
        numbered = [index for _, index in stack if views[index].numbers]
        found.append(numbered[-1] if numbered else None)
        if not one.total:
            stack.append((level, at))
    return found


def _level(mark: str) -> int:
    """Return the level of a mark; a row without one stands at the top."""
    return next((level for level, form in enumerate(_LEVELS) if form.match(mark)), 0)
