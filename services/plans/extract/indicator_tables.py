"""Tables of indicators: a row each, with its unit and one column for each year or one target."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from services.plans.extract.findings import Notebook
from services.plans.extract.form import Comparator, Indicator, Target
from services.plans.extract.lines import Line
from services.plans.extract.numbers import NUMBER, parse_number
from services.plans.extract.tables import Table, is_index, is_total, read_tables

_TITLE = re.compile(r"^(?:ten |noi dung )?(?:cac )?(?:chi tieu|chi so|muc tieu)\b(?!.*nam)")
_UNIT = re.compile(r"don vi(?: tinh)?$|^dvt$")
_YEAR = re.compile(r"\b(20\d\d)\b")
_TARGET = re.compile(r"^(?:muc tieu|ke hoach|chi tieu giao|gia tri|muc phan dau|phan dau)\b")
_MONEY = re.compile(r"kinh phi|thanh tien|don gia|du toan")
_VALUE = re.compile(
    rf"^(?P<sign>≥|>=|>|≤|<=|<|~|trên|dưới|từ|tối thiểu|ít nhất)?\s?"
    rf"(?:(?P<low>{NUMBER})\s?%?\s?[-–]\s?)?(?P<value>{NUMBER})\s?(?P<percent>%)?$",
    re.IGNORECASE,
)
_SIGNS: Mapping[str, Comparator] = {
    "≥": ">=", ">=": ">=", ">": ">", "≤": "<=", "<=": "<=", "<": "<", "~": "~",
    "trên": ">", "dưới": "<", "từ": ">=", "tối thiểu": ">=", "ít nhất": ">=",
}  # fmt: skip


def read_indicator_tables(
    lines: Sequence[Line], sections: Mapping[int, str], plan_year: int | None, notebook: Notebook
) -> Iterator[Indicator]:
    """Yield an indicator for each row of the tables that set values for years or for the plan.

    `sections` gives the numbers that a line, by its index, stands under.
    """
    for table in read_tables(lines):
        title = next((at for at, name in enumerate(table.columns) if _TITLE.match(name)), None)
        values = dict(_value_columns(table, plan_year))
        if title is None or not values or any(_MONEY.search(name) for name in table.columns):
            continue
        unit = next((at for at, name in enumerate(table.columns) if _UNIT.search(name)), None)
        section = sections.get(table.header[0].index, "")
        for order, row in enumerate(table.rows, start=1):
            label = row.cells[0].strip() if is_index(row.cells[0]) else str(order)
            named = f"{section} ({label})" if section else label
            yield from _indicator(row, named, title, unit, values, notebook)


def _value_columns(table: Table, plan_year: int | None) -> Iterator[tuple[int, int | None]]:
    """Yield the columns that hold values, with their years."""
    for at, name in enumerate(table.columns):
        year = _YEAR.search(name)
        if year:
            yield at, int(year.group(1))
        elif _TARGET.match(name):
            yield at, plan_year


def _indicator(
    row: Line,
    label: str,
    title: int,
    unit: int | None,
    values: Mapping[int, int | None],
    notebook: Notebook,
) -> Iterator[Indicator]:
    cells = [cell.strip() for cell in row.cells]
    text = cells[title] if title < len(cells) else ""
    if not text or is_index(text) or is_total(text):
        return
    said = cells[unit] if unit is not None and unit < len(cells) else None
    found = [
        _target(text, match, said, year, row)
        for at, year in values.items()
        if at < len(cells) and (match := _VALUE.match(cells[at]))
    ]
    targets = tuple(target for target in found if target is not None)
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
