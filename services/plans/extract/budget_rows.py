"""Rows of a budget table taken apart: mark, label, numbers, and under which row each stands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from services.plans.extract.budget_layout import Parse, is_nothing
from services.plans.extract.lines import Line
from services.plans.extract.tables import Table, is_index, is_total

_YEAR = re.compile(r"(?:năm )?20\d\d$", re.IGNORECASE)
# "Cộng trang", "Mang sang": what a page hands on to the next is in the rows already.
_CARRIED = re.compile(r"(?:cộng )?(?:mang sang|chuyển (?:sang )?trang)|cộng trang", re.IGNORECASE)
_PERFORMER = re.compile(
    r"\b(?:don vi|co quan|bo phan|nguoi|to chuc|phong|nganh)\b.{0,20}"
    r"\b(?:thuc hien|chu tri|phu trach|su dung)|\bchu tri\b|phan cong"
)
_NO_PERFORMER = re.compile(
    r"\bdvt\b|don vi tinh|so luong|^sl$|don gia|dinh muc|ghi chu|dien giai|can cu|cach tinh|"
    r"thoi gian|nguon|noi dung"
)
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


class Performers(NamedTuple):
    """Which columns of how many may say who carries a row out."""

    columns: frozenset[int]
    width: int

    def holds(self, at: int, cells: Sequence[str]) -> bool:
        """Tell whether the cell `at` of a row may; in a row that lost cells any may."""
        return len(cells) != self.width or (at in self.columns and not cells[at][:1].isdigit())


def performers_of(table: Table) -> Performers:
    """Return the columns that may name performers: those called so, else any in doubt."""
    titles = list(enumerate(table.columns))
    named = frozenset(at for at, title in titles if _PERFORMER.search(title))
    doubtful = frozenset(at for at, title in titles if not _NO_PERFORMER.search(title))
    return Performers(named or doubtful, len(titles))


def view(row: Line, parse: Parse, performers: Performers) -> RowView:
    """Return a row taken apart; one that begins with a year has it as its label."""
    cells = [cell.strip() for cell in row.cells]
    mark = cells[0] if is_index(cells[0]) or is_total(cells[0]) else ""
    first = 1 if mark else 0
    year = cells[first] if len(cells) > first and _YEAR.match(cells[first]) else ""
    rest = list(enumerate(cells))[first + (1 if year else 0) :]
    texts = [
        (at, cell) for at, cell in rest if cell and parse(cell) is None and not is_nothing(cell)
    ]
    label = year or (texts[0][1] if texts else mark)
    values = [value for _, cell in rest if (value := parse(cell)) is not None]
    after = [
        cell
        for at, cell in (texts if year else texts[1:])
        if cell != label and performers.holds(at, cells)
    ]
    return RowView(row, mark, label, tuple(values), after[-1] if after else None)


def is_carried(one: RowView) -> bool:
    """Tell whether a row only hands a sum on to the next page."""
    return _CARRIED.match(one.label) is not None


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
