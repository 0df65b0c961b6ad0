"""Budget tables: rows of money by year, source or agency, or as one sum, checked by their sums."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import Final

from services.plans.extract.budget_checks import Read, check_sums
from services.plans.extract.budget_layout import Layout, Parse, layout_of, money_reader
from services.plans.extract.budget_rows import RowView, is_carried, parents, performers_of, view
from services.plans.extract.findings import Notebook
from services.plans.extract.folding import fold_words
from services.plans.extract.form import BudgetLine, BudgetTable, Span
from services.plans.extract.lines import Line
from services.plans.extract.money import MoneyUnit, find_sums, find_unit
from services.plans.extract.normalise import shorten
from services.plans.extract.numbers import SCALES
from services.plans.extract.repair import Rebuilt, Row, agrees, rebuild, wholes
from services.plans.extract.tables import Table, read_tables

_MONEY_COLUMN = re.compile(r"\bkinh phi\b|thanh tien|so tien|du toan|tong muc|nhu cau von|tong von")
_AMOUNT_COLUMN = re.compile(r"thanh tien|tong (?:kinh phi|cong|so|tien)|so tien|kinh phi|du toan")
_CAPTION = re.compile(r"(?:Phụ lục|Bảng|Biểu|Mẫu)\b", re.IGNORECASE)
_MIN_MONEY: Final = 1000
_UNIT_LINES: Final = 6
_LONGEST_UNIT_LINE: Final = 80
_LONGEST_CAPTION: Final = 160
_DONG: Final = MoneyUnit("đồng", 1)
_CHEAP: Final = 1_000_000
"""A plan whose largest sum is below this in đồng has most likely another unit."""


@dataclass(frozen=True)
class _Told:
    """What the paragraphs around the tables say."""

    lines: Sequence[Line]

    @cached_property
    def sums(self) -> frozenset[int]:
        """The sums that the text states, in đồng."""
        return frozenset(
            one.value for line in self.lines if not line.cells for one in find_sums(line.text)
        )

    def above(self, table: Table) -> list[Line]:
        """Return the paragraphs right above a table, the nearest first."""
        first = table.header[0].index
        at = bisect_left(self.lines, first, key=attrgetter("index"))
        found: list[Line] = []
        for line in reversed(self.lines[max(0, at - _UNIT_LINES) : at]):
            if line.cells or line.index < first - _UNIT_LINES:
                break
            found.append(line)
        return found


def read_budget_tables(lines: Sequence[Line], notebook: Notebook) -> list[BudgetTable]:
    """Read the tables that hold a budget, in order; a unit of money without a table is told."""
    told = _Told(lines)
    found: list[BudgetTable] = []
    for table in read_tables(lines):
        read = _read_table(table, told, notebook)
        if read is not None:
            found.append(read)
    if not found:
        _note_lost_unit(lines, notebook)
    return found


def _read_table(table: Table, told: _Told, notebook: Notebook) -> BudgetTable | None:
    """Return the budget that a table holds, None where it is about something else."""
    above = told.above(table)
    unit = _unit_of(table, above)
    parse, factor = money_reader(table, unit.factor if unit else 1)
    layout = layout_of(table, parse)
    titled = any(_MONEY_COLUMN.search(column) for column in table.columns)
    money = titled or (layout is not None and layout.kind == "sources")
    if not money and (unit is None or layout is None):
        return None
    performers = performers_of(table)
    views = (view(row, parse, performers) for row in table.rows)
    every = [one for one in views if not is_carried(one)]
    above_rows = parents(every)
    kept = [at for at, one in enumerate(every) if one.numbers]
    if not kept:
        return None
    if unit is None:
        unit = _unit_by_text([every[at] for at in kept], told, notebook)
        factor = unit.factor
    place = {at: index for index, at in enumerate(kept)}
    under = [place[top] if (top := above_rows[at]) is not None else None for at in kept]
    rows = _Rows([every[at] for at in kept], under, unit, factor, _caption(above))
    if layout is not None:
        _note_lost_rows(every, layout, notebook)
        return _by_column(rows, layout, notebook)
    return _by_sum(rows, table, parse, notebook)


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows of a table that hold numbers, under which each stands, and how they are counted.

    `factor` is how many đồng one is in the numbers as read.
    """

    views: Sequence[RowView]
    under: Sequence[int | None]
    unit: MoneyUnit
    factor: int
    title: str | None

    @property
    def span(self) -> Span:
        """Where they stand."""
        return (self.views[0].line.start, self.views[-1].line.end)

    def line(self, at: int, amounts: dict[str, int], amount: int | None) -> BudgetLine:
        """Return a row with its amounts in đồng, or its one sum."""
        one, parent = self.views[at], self.under[at]
        above = self.views[parent].label if parent is not None else None
        total = sum(amounts.values()) if amounts else amount
        return BudgetLine(
            one.label, above, amounts, total, one.executing, one.line.cells, one.line.span
        )

    def total(self, lines: Sequence[BudgetLine]) -> int | None:
        """Return the total that the table states."""
        totals = [line.total for line, one in zip(lines, self.views, strict=True) if one.total]
        return next((total for total in reversed(totals) if total is not None), None)


def _note_lost_rows(every: Sequence[RowView], layout: Layout, notebook: Notebook) -> None:
    for one in every:
        heading = one.executing is None and layout.is_heading(one.line.cells)
        if not one.numbers and (one.total or (one.mark and not heading)):
            notebook.note("budget-misaligned", one.line.span, label=one.label)


def _note_lost_unit(lines: Sequence[Line], notebook: Notebook) -> None:
    for line in lines:
        short = not line.cells and len(line.text) <= _LONGEST_UNIT_LINE
        if short and line.text.lstrip("( ").lower().startswith(("đvt", "đơn vị")):
            if find_unit(line.text):
                notebook.note("budget-unread", line.span)
            return


def _unit_of(table: Table, above: Sequence[Line]) -> MoneyUnit | None:
    header = [cell for row in table.header for cell in row.cells]
    # Prices may be in another unit than amounts.
    header.sort(key=lambda cell: _AMOUNT_COLUMN.search(fold_words(cell)) is None)
    texts = [*header, *(line.text for line in above)]
    return next((unit for text in texts if (unit := find_unit(text))), None)


def _unit_by_text(views: Sequence[RowView], told: _Told, notebook: Notebook) -> MoneyUnit:
    """Return the unit in which the largest number of a table is a sum of the text, else đồng."""
    largest = max(number for one in views for number in one.numbers)
    span = (views[0].line.start, views[-1].line.end)
    if largest and largest not in told.sums:
        for scale in ("nghìn", "triệu", "tỷ"):
            if largest * SCALES[scale] in told.sums:
                notebook.note("budget-unit-inferred", span, unit=f"{scale} đồng")
                return MoneyUnit(f"{scale} đồng", SCALES[scale])
    if largest < _CHEAP:
        notebook.note("budget-unit-missing", span)
    return _DONG


def _caption(above: Sequence[Line]) -> str | None:
    """Return what a table is called: `Phụ lục II` or `Bảng 1` above it, else the nearest line."""
    texts = [line.text.strip() for line in above if not find_unit(line.text)]
    short = [text for text in texts if text and len(text) <= _LONGEST_CAPTION]
    named = [at for at, text in enumerate(short) if _CAPTION.match(text)]
    if not named:
        return short[0].rstrip(" .:") if short else None
    return shorten(". ".join(reversed(short[: named[0] + 1])), _LONGEST_CAPTION)


def _by_column(table: _Rows, layout: Layout, notebook: Notebook) -> BudgetTable:
    """Read a table whose rows are divided by year, source or agency."""
    rows = [
        Row(
            one.numbers,
            parent,
            one.total,
            layout.grid(one.line.cells),
            layout.stated(one.line.cells),
            layout.total_first,
        )
        for one, parent in zip(table.views, table.under, strict=True)
    ]
    rebuilt = rebuild(rows, len(layout.keys))
    checks = tuple(
        text for one, built in zip(table.views, rebuilt, strict=True) if (text := _said(one, built))
    )
    _note_repairs(table, rebuilt, notebook)
    yearly = layout.kind == "years"
    check_sums(Read(table.views, rows, rebuilt, layout.keys, table.factor, yearly), notebook)
    lines = tuple(
        table.line(at, _amounts(built, layout.keys, table.factor), None)
        for at, built in enumerate(rebuilt)
    )
    total = table.total(lines)
    return BudgetTable(table.title, layout.kind, table.unit.name, total, lines, checks, table.span)


def _said(one: RowView, built: Rebuilt | None) -> str | None:
    if built is None:
        return f"Dòng “{one.label}”: không dựng lại được, giữ nguyên ô."
    if built.repaired:
        return f"Dòng “{one.label}”: đã dựng lại theo tổng của dòng và của bảng."
    return None


def _note_repairs(table: _Rows, rebuilt: Sequence[Rebuilt | None], notebook: Notebook) -> None:
    for one, built in zip(table.views, rebuilt, strict=True):
        if built is None:
            notebook.note("budget-misaligned", one.line.span, label=one.label)
    if any(built and built.repaired for built in rebuilt):
        notebook.note("budget-repaired", table.span)


def _amounts(built: Rebuilt | None, keys: Sequence[str], factor: int) -> dict[str, int]:
    values = built.vector if built else ()
    return {key: value * factor for key, value in zip(keys, values, strict=False)}


def _by_sum(table: _Rows, found: Table, parse: Parse, notebook: Notebook) -> BudgetTable:
    """Read a table with one amount a row: its money column, or the only large number."""
    titles = found.columns
    columns = (at for at in reversed(range(len(titles))) if _AMOUNT_COLUMN.search(titles[at]))
    column = next(columns, None)
    large = _MIN_MONEY if table.unit.factor == 1 else 0
    sums = [_amount(one, column, len(titles), parse, large) for one in table.views]
    rows = [
        Row(one.numbers, top, one.total) for one, top in zip(table.views, table.under, strict=True)
    ]
    vectors = [None if value is None else (value,) for value in sums]
    held = [one for one in wholes(rows) if agrees(vectors, one)]
    confirmed = {at for one in held for at in (one.row, *one.parts)}
    rebuilt = [
        vector and Rebuilt(vector, repaired=False, verified=at in confirmed)
        for at, vector in enumerate(vectors)
    ]
    _note_repairs(table, rebuilt, notebook)
    check_sums(Read(table.views, rows, rebuilt, (), table.factor, yearly=False), notebook)
    lines = tuple(
        table.line(at, {}, None if value is None else value * table.factor)
        for at, value in enumerate(sums)
    )
    total = table.total(lines)
    return BudgetTable(table.title, "amount", table.unit.name, total, lines, (), table.span)


def _amount(one: RowView, column: int | None, width: int, parse: Parse, large: int) -> int | None:
    """Return the amount in the table's unit; outside of its column a number from `large` on."""
    cells = one.line.cells
    if column is not None and len(cells) == width:
        value = parse(cells[column])
        if value is not None:
            return value
    numbers = [number for number in one.numbers if number >= large]
    return numbers[-1] if numbers else None
