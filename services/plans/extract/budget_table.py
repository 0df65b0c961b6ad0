"""Budget tables: rows of money by year or as one sum, checked against each other."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from operator import attrgetter
from typing import Final, NamedTuple

from services.plans.extract.budget_checks import Read, check_sums
from services.plans.extract.budget_rows import Layout, RowView, layout_of, parents, view
from services.plans.extract.findings import Notebook
from services.plans.extract.form import BudgetLine, Span
from services.plans.extract.lines import Line
from services.plans.extract.money import MoneyUnit, find_unit
from services.plans.extract.numbers import parse_money
from services.plans.extract.repair import Rebuilt, Row, agrees, rebuild, wholes
from services.plans.extract.tables import Table, read_tables

_MONEY_COLUMN = re.compile(r"\bkinh phi\b|thanh tien|so tien|du toan|tong muc|nhu cau von|tong von")
_AMOUNT_COLUMN = re.compile(r"thanh tien|tong (?:kinh phi|cong|so|tien)|so tien|kinh phi|du toan")
_MIN_MONEY: Final = 1000
_UNIT_LINES: Final = 6
_LONGEST_UNIT_LINE: Final = 80
_DONG: Final = MoneyUnit("đồng", 1)


class TableBudget(NamedTuple):
    """What the budget tables say, in đồng."""

    unit: str | None
    total: int | None
    lines: tuple[BudgetLine, ...]
    checks: tuple[str, ...]
    span: Span


def read_budget_tables(lines: Sequence[Line], notebook: Notebook) -> TableBudget | None:
    """Read the first table that holds a budget, None when there is none.

    Further budget tables, and a unit of money without a table, are told: they were not read.
    """
    read: TableBudget | None = None
    for table in read_tables(lines):
        unit, layout = _unit_of(table, lines), layout_of(table)
        if not _is_budget(table, unit, layout):
            continue
        if read is not None:
            notebook.note("budget-unread", table.header[0].span)
            continue
        read = _read_table(table, unit or _DONG, layout, notebook)
    if read is None:
        _note_lost_unit(lines, notebook)
    return read


def _read_table(
    table: Table, unit: MoneyUnit, layout: Layout | None, notebook: Notebook
) -> TableBudget | None:
    every = [view(row) for row in table.rows]
    above = parents(every)
    kept = [at for at, one in enumerate(every) if one.numbers]
    if not kept:
        return None
    place = {at: index for index, at in enumerate(kept)}
    views = [every[at] for at in kept]
    under = [place[top] if (top := above[at]) is not None else None for at in kept]
    if layout is not None:
        _note_lost_rows(every, layout, notebook)
        return _by_year(views, under, layout, unit, notebook)
    return _by_sum(views, under, table, unit, notebook)


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


def _unit_of(table: Table, lines: Sequence[Line]) -> MoneyUnit | None:
    first = table.header[0].index
    at = bisect_left(lines, first, key=attrgetter("index"))
    above = lines[max(0, at - _UNIT_LINES) : at]
    before = [line.text for line in above if line.index >= first - _UNIT_LINES]
    header = [cell for row in table.header for cell in row.cells]
    return next((unit for text in [*header, *reversed(before)] if (unit := find_unit(text))), None)


def _is_budget(table: Table, unit: MoneyUnit | None, layout: Layout | None) -> bool:
    titled = any(_MONEY_COLUMN.search(column) for column in table.columns)
    return titled or (unit is not None and layout is not None)


def _by_year(
    views: Sequence[RowView],
    under: Sequence[int | None],
    layout: Layout,
    unit: MoneyUnit,
    notebook: Notebook,
) -> TableBudget:
    rows = [
        Row(
            one.numbers,
            parent,
            one.total,
            layout.grid(one.line.cells),
            layout.stated(one.line.cells),
            layout.total_first,
        )
        for one, parent in zip(views, under, strict=True)
    ]
    rebuilt = rebuild(rows, len(layout.years))
    checks = tuple(
        text for one, built in zip(views, rebuilt, strict=True) if (text := _told(one, built))
    )
    _note_repairs(views, rebuilt, notebook)
    check_sums(Read(views, rows, rebuilt, layout.years, unit.factor), notebook)
    lines = tuple(
        _line(one, views, parent, _amounts(built, layout.years, unit), None)
        for one, parent, built in zip(views, under, rebuilt, strict=True)
    )
    return TableBudget(unit.name, _total(views, lines), lines, checks, _span(views))


def _told(one: RowView, built: Rebuilt | None) -> str | None:
    if built is None:
        return f"Dòng “{one.label}”: không dựng lại được, giữ nguyên ô."
    if built.repaired:
        return f"Dòng “{one.label}”: đã dựng lại theo tổng của dòng và của bảng."
    return None


def _note_repairs(
    views: Sequence[RowView], rebuilt: Sequence[Rebuilt | None], notebook: Notebook
) -> None:
    for one, built in zip(views, rebuilt, strict=True):
        if built is None:
            notebook.note("budget-misaligned", one.line.span, label=one.label)
    if any(built and built.repaired for built in rebuilt):
        notebook.note("budget-repaired", _span(views))


def _amounts(built: Rebuilt | None, years: Sequence[str], unit: MoneyUnit) -> dict[str, int]:
    values = built.vector if built else ()
    return {year: value * unit.factor for year, value in zip(years, values, strict=False)}


def _line(
    one: RowView,
    views: Sequence[RowView],
    parent: int | None,
    amounts: dict[str, int],
    amount: int | None,
) -> BudgetLine:
    above = views[parent].label if parent is not None else None
    total = sum(amounts.values()) if amounts else amount
    return BudgetLine(
        one.label, above, amounts, total, one.executing, one.line.cells, one.line.span
    )


def _total(views: Sequence[RowView], lines: Sequence[BudgetLine]) -> int | None:
    totals = [line.total for line, one in zip(lines, views, strict=True) if one.total]
    return next((total for total in reversed(totals) if total is not None), None)


def _span(views: Sequence[RowView]) -> Span:
    return (views[0].line.start, views[-1].line.end)


def _by_sum(
    views: Sequence[RowView],
    under: Sequence[int | None],
    table: Table,
    unit: MoneyUnit,
    notebook: Notebook,
) -> TableBudget:
    """Read a table with one amount a row: its money column, or the only large number."""
    titles = table.columns
    columns = (at for at in reversed(range(len(titles))) if _AMOUNT_COLUMN.search(titles[at]))
    column = next(columns, None)
    sums = [_amount(one, column, len(titles), unit) for one in views]
    rows = [Row(one.numbers, top, one.total) for one, top in zip(views, under, strict=True)]
    vectors = [None if value is None else (value,) for value in sums]
    held = [one for one in wholes(rows) if agrees(vectors, one)]
    confirmed = {at for one in held for at in (one.row, *one.parts)}
    rebuilt = [
        vector and Rebuilt(vector, repaired=False, verified=at in confirmed)
        for at, vector in enumerate(vectors)
    ]
    _note_repairs(views, rebuilt, notebook)
    check_sums(Read(views, rows, rebuilt, (), unit.factor), notebook)
    lines = tuple(
        _line(one, views, parent, {}, None if value is None else value * unit.factor)
        for one, parent, value in zip(views, under, sums, strict=True)
    )
    return TableBudget(unit.name, _total(views, lines), lines, (), _span(views))


def _amount(one: RowView, column: int | None, width: int, unit: MoneyUnit) -> int | None:
    """Return the amount in the table's unit."""
    cells = one.line.cells
    if column is not None and len(cells) == width:
        value = parse_money(cells[column])
        if value is not None:
            return value
    large = [number for number in one.numbers if number >= _MIN_MONEY or unit.factor > 1]
    return large[-1] if large else None
