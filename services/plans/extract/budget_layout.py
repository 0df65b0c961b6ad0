"""Which columns of a budget table hold what its total is divided into: years, sources, agencies."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple, TypeAlias

from services.plans.extract.folding import fold_words
from services.plans.extract.form import BudgetColumns
from services.plans.extract.names import starts_with_agency
from services.plans.extract.normalise import shorten
from services.plans.extract.numbers import parse_money
from services.plans.extract.tables import Table

Parse: TypeAlias = Callable[[str], int | None]

_YEAR = re.compile(r"\b20\d\d\b")
_TOTAL_COLUMN = re.compile(r"\btong (?:cong|so|kinh phi|tien|du toan|muc)\b|\btong$|^cong$")
_SOURCE_COLUMN = re.compile(
    r"\b(?:ngan sach|nstw|nsdp|nsnn|nst|nsx|nsh|ns (?:tw|dp|nn|tinh|huyen|xa|trung uong|cap)|"
    r"trung uong|dia phuong|xa hoi hoa|xhh|huy dong|doi ung|vien tro|tai tro|oda|long ghep|"
    r"hop phap|von (?:vay|khac|dau tu|su nghiep|tu co|dan gop)|nguon (?:khac|von khac|thu|von)|"
    r"nhan dan dong gop|doanh nghiep|dan dong gop)\b|^khac$"
)
_NO_AMOUNT = re.compile(
    r"so luong|don gia|dinh muc|so (?:nguoi|lop|xa|ngay|ho)|muc chi|ty le|^dvt$|don vi tinh|ghi chu"
)
_FRACTION = re.compile(r"\d([,.])\d{1,2}$")
_THOUSAND = re.compile(r"\d([,.])\d{3}$")
_PLAIN_NUMBER = re.compile(r"\d{1,3}(?:[.,]\d{3})*(?:[.,]\d{1,3})?|\d+(?:[.,]\d{1,3})?")
_NOTHING: Final = frozenset({"", "-", "–", "—", "x"})
_FEWEST: Final = 2
_LONGEST_TITLE: Final = 80
_FINE: Final = 1000
"""Three places behind the comma: `12,5` triệu đồng is 12,500 thousandths of a million."""


class Layout(NamedTuple):
    """What the columns of a table stand for, where each is, and where their total.

    A year may be divided in its turn: then several columns add up to its amount.
    """

    kind: BudgetColumns
    keys: tuple[str, ...]
    columns: tuple[tuple[int, ...], ...]
    total: int | None
    width: int
    parse: Parse

    @property
    def total_first(self) -> bool:
        """Whether the total stands before what it is divided into."""
        return self.total is not None and self.total < self.columns[0][0]

    def grid(self, cells: Sequence[str]) -> tuple[int, ...] | None:
        """Return the values under the keys; None where a row has other cells than columns."""
        if len(cells) != self.width:
            return None
        values: list[int] = []
        for places in self.columns:
            parts = [0 if is_nothing(cells[at]) else self.parse(cells[at]) for at in places]
            known = [part for part in parts if part is not None]
            if len(known) < len(parts):
                return None
            values.append(sum(known))
        return tuple(values) if any(values) else None

    def stated(self, cells: Sequence[str]) -> int | None:
        """Return the row's total in the column that the header names."""
        if self.total is None or len(cells) != self.width:
            return None
        return self.parse(cells[self.total])

    def is_heading(self, cells: Sequence[str]) -> bool:
        """Tell whether a row without numbers is a heading: each cell there, none under a key."""
        fits = len(cells) == self.width
        return fits and all(is_nothing(cells[at]) for places in self.columns for at in places)


def is_nothing(cell: str) -> bool:
    """Tell whether a cell says that there is no money."""
    return cell.strip() in _NOTHING


def money_reader(table: Table, factor: int) -> tuple[Parse, int]:
    """Return how the cells of a table are read, and the đồng of one in what that gives.

    Where a cell of a table in millions ends in one or two digits behind a comma or dot, that mark
    divides off fractions in all of them, unless it divides off thousands in another.
    """
    bare = [cell.strip() for row in table.rows for cell in row.cells[1:]] if factor >= _FINE else []
    numbers = [cell for cell in bare if _PLAIN_NUMBER.fullmatch(cell)]
    marks = {match[1] for cell in numbers if (match := _FRACTION.search(cell))}
    thousands = {match[1] for cell in numbers if (match := _THOUSAND.search(cell))}
    mark = next(iter(marks), None)
    if mark is None or len(marks) > 1 or mark in thousands:
        return parse_money, factor
    return (lambda cell: _fine(cell, mark)), factor // _FINE


def _fine(cell: str, mark: str) -> int | None:
    """Return a number in thousandths; `mark` divides off its fractions."""
    bare = cell.strip().replace(" ", "")
    if not _PLAIN_NUMBER.fullmatch(bare):
        return None
    whole, _, fraction = bare.replace("." if mark == "," else ",", "").partition(mark)
    if mark in fraction or not whole.isdecimal():
        return None
    return int(whole) * _FINE + int(f"{fraction:0<3}"[:3])


def layout_of(table: Table, parse: Parse) -> Layout | None:
    """Return what the columns of a table stand for, None where its rows have one sum each."""
    return _by_years(table, parse) or _by_titles(table, parse) or _by_sums(table, parse)


def _by_years(table: Table, parse: Parse) -> Layout | None:
    for row in reversed(table.header):
        named = [
            (at, found[0])
            for at, cell in enumerate(row.cells)
            if len(found := _YEAR.findall(cell)) == 1
        ]
        years = tuple(year for _, year in named)
        if len(named) >= _FEWEST and len(set(years)) == len(years):
            places = [at for at, _ in named]
            titled = (at for at, name in enumerate(table.columns) if _TOTAL_COLUMN.search(name))
            columns = tuple(_divided(table, row.cells, at) for at in places)
            taken = {at for group in columns for at in group} | set(places)
            total = next((at for at in titled if at not in taken), None)
            return Layout("years", years, columns, total, len(table.columns), parse)
    return None


def _divided(table: Table, cells: Sequence[str], at: int) -> tuple[int, ...]:
    """Return the columns that make up a year: its own, its total, or all that it is divided into.

    Cells without a title of their own beside the year belong to it, if a row below names them.
    """
    leaves = _leaves(table)
    end = at + 1
    while end < len(cells) and not cells[end].strip() and leaves[end]:
        end += 1
    if end - at == 1:
        return (at,)
    total = next((one for one in range(at, end) if _TOTAL_COLUMN.search(leaves[one])), None)
    return (total,) if total is not None else tuple(range(at, end))


def _leaves(table: Table) -> list[str]:
    """Return the lowest title of each column, folded."""
    return [fold_words(title) for title in _titles(table)]


def _titles(table: Table) -> list[str]:
    width = len(table.columns)
    titles = [""] * width
    for row in table.header:
        for at, cell in enumerate(row.cells):
            titles[at] = cell.strip() or titles[at]
    return titles


def _by_titles(table: Table, parse: Parse) -> Layout | None:
    """Return the columns that are called sources of money, if their sums agree with the total."""
    leaves = _leaves(table)
    named = [
        at
        for at in _numeric(table, parse)
        if _SOURCE_COLUMN.search(leaves[at]) and not _TOTAL_COLUMN.search(leaves[at])
    ]
    if len(named) < _FEWEST:
        return None
    # `Ngân sách nhà nước` may stand beside what it is made of: then the sums agree without it.
    without = [[at for at in named if at != one] for one in named] if len(named) > _FEWEST else []
    for places in [named, *without]:
        layout = _layout("sources", table, places, parse)
        agree, full = _agreement(layout, table)
        if agree == full:
            return layout
    layout = _layout("sources", table, named, parse)
    return layout if _agreement(layout, table)[0] else None


def _by_sums(table: Table, parse: Parse) -> Layout | None:
    """Return the columns of numbers that add up to the total in every row."""
    leaves = _leaves(table)
    named = [at for at in _numeric(table, parse) if not _TOTAL_COLUMN.search(leaves[at])]
    if len(named) < _FEWEST:
        return None
    titles = _titles(table)
    agencies = sum(1 for at in named if starts_with_agency(titles[at]))
    kind: BudgetColumns = "agencies" if agencies * 2 > len(named) else "other"
    layout = _layout(kind, table, named, parse)
    agree, full = _agreement(layout, table)
    return layout if layout.total is not None and agree == full >= _FEWEST else None


def _layout(kind: BudgetColumns, table: Table, places: Sequence[int], parse: Parse) -> Layout:
    titled = (at for at, name in enumerate(table.columns) if _TOTAL_COLUMN.search(name))
    total = next((at for at in titled if at not in places), None)
    titles = _titles(table)
    keys = tuple(_distinct([shorten(titles[at], _LONGEST_TITLE) for at in places]))
    columns = tuple((at,) for at in places)
    return Layout(kind, keys, columns, total, len(table.columns), parse)


def _distinct(titles: Sequence[str]) -> Iterator[str]:
    """Yield titles, those that came before with their number behind them."""
    seen: dict[str, int] = {}
    for title in titles:
        seen[title] = seen.get(title, 0) + 1
        yield title if seen[title] == 1 else f"{title} ({seen[title]})"


def _numeric(table: Table, parse: Parse) -> list[int]:
    """Return the columns that hold amounts and nothing else."""
    found: list[int] = []
    for at, title in enumerate(table.columns):
        cells = [
            row.cells[at].strip() for row in table.rows if len(row.cells) == len(table.columns)
        ]
        filled = [cell for cell in cells if not is_nothing(cell)]
        known = filled and all(parse(cell) is not None for cell in filled)
        if at and known and not _NO_AMOUNT.search(title):
            found.append(at)
    return found


def _agreement(layout: Layout, table: Table) -> tuple[int, int]:
    """Return in how many rows the parts add up to the total, and how many have both."""
    rows = [(layout.grid(row.cells), layout.stated(row.cells)) for row in table.rows]
    full = [(grid, stated) for grid, stated in rows if grid is not None and stated is not None]
    return sum(1 for grid, stated in full if sum(grid) == stated), len(full)
