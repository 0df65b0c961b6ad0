"""Tables of indicators: a row each, with its unit and one column for each year or one target."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from services.plans.extract.findings import Notebook
from services.plans.extract.folding import fold_words
from services.plans.extract.form import Comparator, Indicator, Target
from services.plans.extract.lines import Line
from services.plans.extract.numbers import NUMBER, parse_number
from services.plans.extract.plan_years import PlanYears
from services.plans.extract.tables import Table, is_index, is_total, read_tables
from services.plans.extract.value_columns import ValueColumns, value_columns

_TITLE = re.compile(r"^(?:ten |noi dung )?(?:cac )?(?:chi tieu|chi so|muc tieu)\b(?!.*nam)")
_UNIT = re.compile(r"don vi(?: tinh)?$|^dvt$")
# Rows of places: what is counted stands above the table (`Chỉ tiêu số căn hộ theo địa bàn:`).
_PLACE = re.compile(
    r"^(?:ten )?(?:(?:cac )?(?:dia (?:ban|phuong)|xa|phuong|don vi(?! tinh)|khu vuc|co quan)\b)"
)
_SET_ABOVE = re.compile(r"\b(?:chi tieu|muc tieu)\b")
_SAID_UNIT = re.compile(r"(?:đơn vị(?: tính)?|ĐVT)\s?:\s?([^():;,]{1,30})", re.IGNORECASE)
_MONEY = re.compile(r"kinh phi|thanh tien|don gia|du toan")
_VALUE = re.compile(
    rf"^(?P<sign>≥|>=|>|≤|<=|<|~|trên|dưới|từ|tối thiểu|ít nhất)?\s?"
    rf"(?:(?P<low>{NUMBER})\s?%?\s?[-–]\s?)?(?P<value>{NUMBER})\s?(?P<percent>%)?$",
    re.IGNORECASE,
)
_MAX_ABOVE = 300
_SIGNS: Mapping[str, Comparator] = {
    "≥": ">=", ">=": ">=", ">": ">", "≤": "<=", "<=": "<=", "<": "<", "~": "~",
    "trên": ">", "dưới": "<", "từ": ">=", "tối thiểu": ">=", "ít nhất": ">=",
}  # fmt: skip


class _Columns(NamedTuple):
    """Where a table holds what: title, unit, values to reach and how things are.

    `above` is the line above it that says what is counted, where the titles are only places.
    """

    title: int
    unit: int | None
    values: ValueColumns
    above: str | None

    def unit_in(self, cells: Sequence[str]) -> str | None:
        """Return the unit of a row: of its column, else as the line above says."""
        if self.unit is not None:
            return cells[self.unit] if self.unit < len(cells) else None
        said = _SAID_UNIT.search(self.above or "")
        return said.group(1).strip() if said else None


def read_indicator_tables(
    lines: Sequence[Line], sections: Mapping[int, str], years: PlanYears, notebook: Notebook
) -> Iterator[Indicator]:
    """Yield an indicator for each row of the tables that set values for years or for the plan.

    `years` are those of the plan; `sections` gives the numbers that a line stands under, by index.
    """
    for table in read_tables(lines):
        values = value_columns(table, years)
        if not values.targets or any(_MONEY.search(name) for name in table.columns):
            continue
        title = _column(table, _TITLE)
        above = _set_above(lines, table) if title is None else None
        title = _column(table, _PLACE) if above else title
        if title is None:
            continue
        section = sections.get(table.header[0].index, "")
        columns = _Columns(title, _column(table, _UNIT), values, above)
        for order, row in enumerate(table.rows, start=1):
            label = row.cells[0].strip() if is_index(row.cells[0]) else str(order)
            named = f"{section} ({label})" if section else label
            yield from _indicator(row, named, columns, notebook)


def _column(table: Table, titled: re.Pattern[str]) -> int | None:
    return next((at for at, name in enumerate(table.columns) if titled.search(name)), None)


def _set_above(lines: Sequence[Line], table: Table) -> str | None:
    """Return the line above a table that says which target its rows divide; None for money."""
    at = bisect_left(lines, table.header[0].index, key=lambda line: line.index)
    words = lines[at - 1].body.rstrip(" :.") if at and not lines[at - 1].cells else ""
    folded = fold_words(words[:_MAX_ABOVE])
    return words if _SET_ABOVE.search(folded) and not _MONEY.search(folded) else None


def _indicator(row: Line, label: str, columns: _Columns, notebook: Notebook) -> Iterator[Indicator]:
    cells = [cell.strip() for cell in row.cells]
    text = cells[columns.title] if columns.title < len(cells) else ""
    if not text or is_index(text) or is_total(text):
        return
    said = columns.unit_in(cells)
    baseline = columns.values.baseline_of(cells)
    found = [
        _target(text, match, said, year, row)
        for at, year in columns.values.targets.items()
        if at < len(cells) and (match := _VALUE.match(cells[at]))
    ]
    targets = tuple(replace(target, baseline=baseline) for target in found if target is not None)
    if columns.above:
        targets = tuple(replace(one, text=columns.above, qualifier=text) for one in targets)
    if targets:
        if any(target.year is None for target in targets):
            notebook.note("target-year-missing", row.span, label=text[:80])
        yield Indicator(label, None, text, row.span, targets)


def _target(
    text: str, match: re.Match[str], unit: str | None, year: int | None, row: Line
) -> Target | None:
    value = parse_number(match.group("value"))
    low = parse_number(match.group("low") or "")
    if value is None:
        return None
    sign = (match.group("sign") or "").lower()
    return Target(
        text=text,
        comparator=_SIGNS.get(sign, "="),
        value=value if low is None else low,
        value_max=None if low is None else value,
        unit="%" if match.group("percent") else (unit or None),
        denominator=None,
        year=year,
        qualifier=None,
        baseline=None,
        span=row.span,
    )
