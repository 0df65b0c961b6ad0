"""Which columns of a table of indicators hold values to reach, and which say how things are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from services.plans.extract.plan_years import PlanYears
from services.plans.extract.tables import Table

_YEAR: Final = re.compile(r"\b(20\d\d)\b")
_TARGET: Final = re.compile(r"^(?:muc tieu|ke hoach|chi tieu giao|gia tri|muc phan dau|phan dau)\b")
_COMPARED: Final = re.compile(r"\bso (?:sanh|voi)\b|^(?:ty le|toc do|muc) tang\b|^tang giam\b")
# Under `Kế hoạch` nothing is done yet, whatever stands below or beside it.
_DONE: Final = re.compile(
    r"^(?!.*\b(?:ke hoach|muc tieu|kh)\b)(?=.*\b(?:uoc (?:th|thuc hien|dat|nam)|hien trang|hien co|"
    r"thuc trang|th (?:nam )?20|(?:ket qua|da (?:dat|thuc hien))\b.*\b20\d\d|"
    r"20\d\d (?:uoc|th|ket qua|da))\b)"
)
_CARRIED_OUT: Final = re.compile(r"^(?:nam 20\d\d )?thuc hien\b")


class ValueColumns(NamedTuple):
    """Columns of values to reach with their years, and those of how things are with their titles.

    The last of several years is the baseline, so `baselines` are in order of the table.
    """

    targets: Mapping[int, int | None]
    baselines: Mapping[int, str]

    def baseline_of(self, cells: list[str]) -> str | None:
        """Return how things are by a row's own cells: `Thực hiện 2025: 54`; None if not said."""
        said = [f"{title}: {cells[at]}" for at, title in self.baselines.items() if at < len(cells)]
        filled = [words for words in said if not words.endswith(": ")]
        return filled[-1] if filled else None


def value_columns(table: Table, years: PlanYears) -> ValueColumns:
    """Tell the columns of a table apart by their titles and by the years of the plan.

    `Thực hiện 2025` beside a later year is how things are; where every column is titled so, the
    years are those in which it is to be done.
    """
    found = dict(_dated(table, years.implied))
    past = {at for at in found if _is_past(at, found, table.columns, years.first)}
    if past == found.keys():
        past = {at for at in found if _DONE.search(table.columns[at])}
    targets = {at: year for at, year in found.items() if at not in past}
    done = (at for at, name in enumerate(table.columns) if at in past or _DONE.search(name))
    return ValueColumns(targets, {at: _printed(table, at) for at in done})


def _dated(table: Table, plan_year: int | None) -> Iterator[tuple[int, int | None]]:
    """Yield the columns that hold values, with their years."""
    for at, name in enumerate(table.columns):
        year = _YEAR.search(name)
        if _COMPARED.search(name):
            continue
        if year:
            yield at, int(year.group(1))
        elif _TARGET.match(name):
            yield at, plan_year


def _is_past(
    own: int, found: Mapping[int, int | None], names: Sequence[str], first: int | None
) -> bool:
    """Tell whether a column of `found` says how things were, before `first` or beside a plan."""
    year = found[own]
    if _DONE.search(names[own]):
        return True
    if year is None:
        return False
    later = {at: other for at, other in found.items() if other is not None and other > year}
    if first is not None and year < first:
        return any(other >= first for other in later.values())
    planned = any(not _CARRIED_OUT.match(names[at]) for at in later)
    return planned and _CARRIED_OUT.match(names[own]) is not None


def _printed(table: Table, at: int) -> str:
    """Return the title of a column as it is printed, the lines of a title in several one by one."""
    parts = (row.cells[at].strip() for row in table.header if at < len(row.cells))
    return " ".join(dict.fromkeys(filter(None, parts)))
