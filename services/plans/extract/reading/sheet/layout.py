"""The rows of a sheet as a document: title lines, a table under its header, closing lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

from services.plans.extract.blocks import Block
from services.plans.extract.folding import fold_words
from services.plans.extract.names import starts_with_agency
from services.plans.extract.normalise import one_line
from services.plans.extract.reading.sheet.cells import Cell, Row
from services.plans.extract.signing import MARKS
from services.plans.extract.tables import is_index

_INDEX: Final = frozenset({"stt", "tt", "so tt", "so thu tu", "no", ""})
"""Titles of the column that numbers the rows; of `#` and `№` nothing is left."""
_TITLE_WORDS: Final = (
    "stt tt so thu tu ma ten noi dung nhiem vu cong viec hoat dong dau de an giai phap van ban chi "
    "tieu muc co quan don vi bo phan phong nguoi can chuyen vien lanh dao to chuc ca nhan chu tri "
    "phoi hop moi thuc hien phu trach theo doi tham muu chiu chinh thoi gian han ngay thang nam "
    "quy tien do lo trinh hoan thanh ket thuc bat du kien giao bao cao xong san pham qua ra dat "
    "ghi cu kinh phi nguon von toan tong luong thanh gia dvt tinh tri duoc cac va cua the tiet "
    "doan ke hoach cap trang thai xu ly yeu cau y linh vuc loai nhom no trieu ty nghin"
)
"""Words that titles of columns are made of; what stands under them has others as well."""
_KNOWN: Final = frozenset(_TITLE_WORDS.split())
_SIGNS: Final = frozenset("#№")
_NUMBER: Final = re.compile(r"20\d\d|i{1,3}|iv|v|\d")
_CLOSING: Final = re.compile(rf"Nơi nhận\s?:|(?:{MARKS})\.|người lập\b", re.IGNORECASE)
_LONGEST_TITLE: Final = 80
_FEWEST_TITLES: Final = 2
_MOST_HEADERS: Final = 4
_FEWEST_CELLS: Final = 3
"""Of each row of a table that has no titles."""
_BULLET: Final = "-+•* "


@dataclass(slots=True)
class _Part:
    """Rows that belong together: a table with the rows of its header, or lines, with none."""

    header: list[Row] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    @property
    def takes_titles(self) -> bool:
        """Whether a row of titles goes on with the header."""
        return bool(self.header) and not self.rows and len(self.header) < _MOST_HEADERS

    def repeats(self, row: Row) -> bool:
        """Tell whether a row is one of the header, set again where a printed page begins."""
        return any(_texts(row) == _texts(one) for one in self.header)

    def last_lines(self) -> list[Row]:
        """Give up the last rows that are lines: the title of the table that follows."""
        at = len(self.rows)
        while at and _is_line(self.rows[at - 1]):
            at -= 1
        lines = self.rows[at:]
        del self.rows[at:]
        return lines


def blocks_of(rows: Sequence[Row], table: int) -> Iterator[Block]:
    """Yield the blocks of a sheet; its tables are numbered from `table` on."""
    for part in _parts(rows):
        if part.header:
            yield from _table(part, table)
            table += 1
            continue
        for untitled, group in groupby(part.rows, key=_is_wide):
            run = list(group)
            if untitled and len(run) > 1:
                yield from _table(_Part([], run), table)
                table += 1
            else:
                yield from _lines(run)


def _parts(rows: Sequence[Row]) -> list[_Part]:
    """Return the tables, each with what is under its header, and the lines around them."""
    parts = [_Part()]
    for row in rows:
        last = parts[-1]
        if last.repeats(row):
            continue
        if is_header(row):
            if last.takes_titles:
                last.header.append(row)
            else:
                if last.header:
                    parts.append(_Part([], last.last_lines()))
                parts.append(_Part([row]))
        elif last.header and _ends(row):
            parts.append(_Part([], [row]))
        else:
            last.rows.append(row)
    return parts


def is_header(row: Row) -> bool:
    """Tell whether a row holds the titles of columns."""
    cells = _own(row)
    if len(cells) < _FEWEST_TITLES or is_index(cells[0].text) or not _is_title(cells[0].text):
        return False
    titles = sum(1 for cell in cells if _is_title(cell.text))
    return titles >= _FEWEST_TITLES and titles * 2 >= len(cells)


def _is_title(text: str) -> bool:
    if len(text) > _LONGEST_TITLE:
        return False
    folded = fold_words(text)
    known = all(one in _KNOWN or _NUMBER.fullmatch(one) for one in folded.split())
    return known and (bool(folded) or text in _SIGNS)


def _own(row: Row) -> list[Cell]:
    """Return the cells of a row but for those merged into one above."""
    return [cell for cell in row.values() if not cell.again]


def _texts(row: Row) -> list[str]:
    return [cell.text for cell in row.values()]


def _ends(row: Row) -> bool:
    """Tell whether a row stands after the table: recipients, who made it, who signs."""
    return any(_CLOSING.match(cell.text) for cell in _own(row)[:1])


def _is_line(row: Row) -> bool:
    cells = _own(row)
    return len(row) == len(cells) == 1 and not is_index(cells[0].text)


def _is_wide(row: Row) -> bool:
    return len(row) >= _FEWEST_CELLS


def _lines(rows: Sequence[Row]) -> Iterator[Block]:
    """Yield paragraphs; of rows set side by side, as in a letterhead, the left ones first."""
    for beside, group in groupby(rows, key=lambda row: len(_own(row)) > 1):
        cells = [_own(row) for row in group]
        columns = ([row[:1] for row in cells], [row[1:] for row in cells]) if beside else (cells,)
        for column in columns:
            for cell in (cell for row in column for cell in row):
                yield from _paragraphs(cell)


def _paragraphs(cell: Cell) -> Iterator[Block]:
    for line in cell.text.split("\n"):
        text = one_line(line)
        if text:
            yield Block(text, cell.bold)


def _table(part: _Part, table: int) -> Iterator[Block]:
    """Yield the rows of a table with the columns that hold anything."""
    rows = [*part.header, *part.rows]
    columns = sorted({column for row in rows for column in row})
    index = next((at for at, cell in _first(part.header) if fold_words(cell.text) in _INDEX), -1)
    for row in rows:
        cells = [
            _cell(row[column], counts=column == index) if column in row else ""
            for column in columns
        ]
        if any(cells):
            yield Block("", cells=tuple(cells), table=table)


def _first(header: Sequence[Row]) -> list[tuple[int, Cell]]:
    return list(header[0].items()) if header else []


def _cell(cell: Cell, *, counts: bool) -> str:
    """Return a cell on one line; agencies on lines of their own are divided as in a list."""
    lines = [text for line in cell.text.split("\n") if (text := one_line(line))]
    if counts:
        return " ".join(lines).replace(",", ".")  # 1.2 is kept as a number, and shown as 1,2
    bare = [line.lstrip(_BULLET).rstrip(" ;,.") for line in lines]
    if len(bare) > 1 and all(map(starts_with_agency, bare)):
        return "; ".join(bare)
    return " ".join(lines)
