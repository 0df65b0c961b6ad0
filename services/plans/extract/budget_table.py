"""Budget tables: rows of money by year or as one sum, checked against each other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from services.plans.extract.findings import Notebook
from services.plans.extract.form import BudgetLine, Span
from services.plans.extract.lines import Line
from services.plans.extract.money import MoneyUnit, find_unit
from services.plans.extract.numbers import parse_money
from services.plans.extract.repair import Rebuilt, Row, rebuild
from services.plans.extract.tables import Table, is_index, is_total, read_tables

_MONEY_COLUMN = re.compile(r"\bkinh phi\b|thanh tien|so tien|du toan|tong muc|nhu cau von|tong von")
_AMOUNT_COLUMN = re.compile(r"thanh tien|tong (?:kinh phi|cong|so|tien)|so tien|kinh phi|du toan")
_YEAR = re.compile(r"\b20\d\d\b")
_CHILD = re.compile(r"^(?:[-+*]|[a-zđ][.)]?|\d+\.\d+.*)$")
_MIN_MONEY = 1000
_UNIT_LINES = 6
_MIN_YEARS = 2


class TableBudget(NamedTuple):
    """What the budget tables say, in đồng."""

    unit: str | None
    total: int | None
    lines: tuple[BudgetLine, ...]
    checks: tuple[str, ...]
    span: Span


class _RowView(NamedTuple):
    """A row taken apart: its mark, label, numbers and executing agency."""

    line: Line
    mark: str
    label: str
    numbers: tuple[int, ...]
    executing: str | None

    @property
    def total(self) -> bool:
        return is_total(self.label) or is_total(self.mark)


def read_budget_tables(lines: Sequence[Line], notebook: Notebook) -> TableBudget | None:
    """Read the first table that holds a budget, None when there is none."""
    for table in read_tables(lines):
        unit = _unit_of(table, lines)
        if not _is_budget(table, unit):
            continue
        views = [view for row in table.rows if (view := _view(row)).numbers]
        if not views:
            continue
        years = _years_of(table)
        if len(years) >= _MIN_YEARS:
            return _by_year(views, years, unit or MoneyUnit("đồng", 1), notebook)
        return _by_sum(views, table, unit or MoneyUnit("đồng", 1))
    return None


def _unit_of(table: Table, lines: Sequence[Line]) -> MoneyUnit | None:
    first = table.header[0].index
    before = [line.text for line in lines if first - _UNIT_LINES <= line.index < first]
    header = [cell for row in table.header for cell in row.cells]
    return next((unit for text in [*header, *reversed(before)] if (unit := find_unit(text))), None)


def _is_budget(table: Table, unit: MoneyUnit | None) -> bool:
    titled = any(_MONEY_COLUMN.search(column) for column in table.columns)
    return titled or (unit is not None and len(_years_of(table)) >= _MIN_YEARS)


def _years_of(table: Table) -> tuple[str, ...]:
    for row in reversed(table.header):
        years = [
            year for cell in row.cells if len(found := _YEAR.findall(cell)) == 1 for year in found
        ]
        if len(years) >= _MIN_YEARS:
            return tuple(years)
    return ()


def _view(row: Line) -> _RowView:
    cells = [cell.strip() for cell in row.cells]
    mark = cells[0] if is_index(cells[0]) or is_total(cells[0]) else ""
    rest = cells[1:] if mark else cells
    texts = [cell for cell in rest if cell and parse_money(cell) is None]
    label = texts[0] if texts else mark
    values = [value for cell in rest if (value := parse_money(cell)) is not None]
    after = [cell for cell in texts[1:] if rest.index(cell) > rest.index(label)] if texts else []
    return _RowView(row, mark, label, tuple(values), after[-1] if after else None)


def _parents(views: Sequence[_RowView]) -> list[int | None]:
    parents: list[int | None] = []
    top: int | None = None
    for at, view in enumerate(views):
        if view.total:
            parents.append(None)
        elif _CHILD.match(view.mark) and top is not None:
            parents.append(top)
        else:
            parents.append(None)
            top = at
    return parents


def _by_year(
    views: Sequence[_RowView], years: tuple[str, ...], unit: MoneyUnit, notebook: Notebook
) -> TableBudget:
    parents = _parents(views)
    rows = [
        Row(view.numbers, parent, view.total) for view, parent in zip(views, parents, strict=True)
    ]
    rebuilt = rebuild(rows, len(years))
    lines: list[BudgetLine] = []
    checks: list[str] = []
    for view, parent, built in zip(views, parents, rebuilt, strict=True):
        lines.append(
            _year_line(
                view, views[parent].label if parent is not None else None, built, years, unit
            )
        )
        if built is None:
            notebook.note("budget-misaligned", view.line.span, label=view.label)
            checks.append(f"Dòng “{view.label}”: không dựng lại được, giữ nguyên ô.")
        elif built.repaired:
            checks.append(f"Dòng “{view.label}”: đã dựng lại theo tổng của dòng và của bảng.")
    span = (views[0].line.start, views[-1].line.end)
    if any(built and built.repaired for built in rebuilt):
        notebook.note("budget-repaired", span)
    totals = [line.total for line, view in zip(lines, views, strict=True) if view.total]
    return TableBudget(unit.name, totals[-1] if totals else None, tuple(lines), tuple(checks), span)


def _year_line(
    view: _RowView,
    parent: str | None,
    built: Rebuilt | None,
    years: tuple[str, ...],
    unit: MoneyUnit,
) -> BudgetLine:
    amounts = (
        {year: value * unit.factor for year, value in zip(years, built.vector, strict=True)}
        if built
        else {}
    )
    total = sum(amounts.values()) if amounts else None
    return BudgetLine(
        view.label, parent, amounts, total, view.executing, view.line.cells, view.line.span
    )


def _by_sum(views: Sequence[_RowView], table: Table, unit: MoneyUnit) -> TableBudget:
    """Read a table with one amount a row: its money column, or the only large number."""
    column = next(
        (
            at
            for at in reversed(range(len(table.columns)))
            if _AMOUNT_COLUMN.search(table.columns[at])
        ),
        None,
    )
    parents = _parents(views)
    lines = [
        BudgetLine(
            view.label,
            views[parent].label if parent is not None else None,
            {},
            _amount(view, column, len(table.columns), unit),
            view.executing,
            view.line.cells,
            view.line.span,
        )
        for view, parent in zip(views, parents, strict=True)
    ]
    totals = [
        line.total for line, view in zip(lines, views, strict=True) if view.total and line.total
    ]
    span = (views[0].line.start, views[-1].line.end)
    return TableBudget(unit.name, totals[-1] if totals else None, tuple(lines), (), span)


def _amount(view: _RowView, column: int | None, width: int, unit: MoneyUnit) -> int | None:
    cells = view.line.cells
    if column is not None and len(cells) == width:
        value = parse_money(cells[column])
        if value is not None:
            return value * unit.factor
    large = [number for number in view.numbers if number >= _MIN_MONEY or unit.factor > 1]
    return large[-1] * unit.factor if large else None
