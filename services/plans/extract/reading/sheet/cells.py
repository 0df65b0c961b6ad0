"""The cells of a worksheet that people see, row by row; what is hidden is left out and counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from services.plans.extract.reading.grid import MAX_COLUMNS
from services.plans.extract.reading.package import number
from services.plans.extract.reading.sheet.book import Run, runs_of
from services.plans.extract.reading.sheet.formats import shown
from services.plans.extract.reading.sheet.names import (
    MAX_COLUMN,
    MAX_ROW,
    Area,
    S,
    area_of,
    is_on,
    place_of,
)

if TYPE_CHECKING:
    from lxml.etree import _Element

    from services.plans.extract.progress import Tell
    from services.plans.extract.reading.package import Package
    from services.plans.extract.reading.sheet.book import Book

MAX_ROWS: Final = 60_000
"""Rows with words, of a workbook; as many as there may be paragraphs in a document."""
LONGEST: Final = 32_767
"""Characters of a cell, as Excel has it."""
_MOST_MERGED: Final = 200_000
"""Rows that merged cells go over, all of them taken together."""
_MOST_REPEATED: Final = 1_000
"""Rows that one merged cell can speak for."""
_PARENTS: Final = (f"{S}sheetData", f"{S}cols", f"{S}mergeCells")
_TAGS: Final = (f"{S}row", f"{S}col", f"{S}mergeCell")


class Cell(NamedTuple):
    """The text of a cell, its lines kept; `again` where it stands in a merged cell above.

    `day` is that of the month where the cell is kept as a day, 0 where it is not.
    """

    text: str
    bold: bool = False
    again: bool = False
    day: int = 0


Row = dict[int, Cell]
"""The filled cells of a row, by their column."""


@dataclass(slots=True)
class Unread:
    """What of a workbook is not read."""

    sheets: int = 0
    rows: int = 0
    columns: int = 0
    days: int = 0  # that are read, but doubtful
    errors: int = 0  # formulas that failed, or were never reckoned
    cut: bool = False  # there are more rows than are read

    @property
    def hidden(self) -> bool:
        """Whether anything is hidden."""
        return bool(self.sheets or self.rows or self.columns)


@dataclass(slots=True)
class Worksheet:
    """Reads one sheet; `unread` counts over all sheets of the workbook."""

    book: Book
    unread: Unread
    left: int = MAX_ROWS
    _hidden: set[int] = field(default_factory=set)
    _dropped: set[int] = field(default_factory=set)
    _merged: int = 0

    def rows(self, package: Package, part: str, tell: Tell) -> list[Row]:
        """Return the rows of a part that hold anything, merged cells spread downwards."""
        found: dict[int, Row] = {}
        merged: list[Area] = []
        last = 0
        for element in package.children(part, _PARENTS, _TAGS, tell):
            if element.tag == f"{S}col":
                self._take_column(element)
            elif element.tag == f"{S}mergeCell":
                self._take_merged(element, merged)
            else:
                last = number(element.get("r"), last + 1, MAX_ROW)
                self._take_row(element, last, found)
        self.unread.columns += len(self._dropped)
        return _spread(found, merged)

    def _take_column(self, element: _Element) -> None:
        if is_on(element, "hidden") or element.get("width") == "0":
            first = number(element.get("min"), MAX_COLUMN, MAX_COLUMN)
            last = number(element.get("max"), first, MAX_COLUMN)
            self._hidden.update(range(first - 1, min(last, MAX_COLUMNS)))

    def _take_merged(self, element: _Element, merged: list[Area]) -> None:
        area = area_of(element.get("ref"))
        if area is not None and self._merged < _MOST_MERGED:
            merged.append(area._replace(bottom=min(area.bottom, area.top + _MOST_REPEATED)))
            self._merged += 1 + merged[-1].bottom - area.top

    def _take_row(self, element: _Element, at: int, found: dict[int, Row]) -> None:
        row = dict(self._cells(element))
        if not row:
            return
        if is_on(element, "hidden") or element.get("ht") == "0":
            self.unread.rows += 1
        elif self.left:
            self.left -= 1
            found[at] = row
        else:
            self.unread.cut = True

    def _cells(self, row: _Element) -> Iterator[tuple[int, Cell]]:
        column = -1
        for element in row.iterchildren(f"{S}c"):
            place = place_of(element.get("r"))
            column = place[1] if place else column + 1
            if column >= MAX_COLUMNS:
                continue
            cell = self._cell(element)
            if cell is None:
                continue
            if column in self._hidden:
                self._dropped.add(column)
            else:
                yield column, cell

    def _cell(self, element: _Element) -> Cell | None:
        look = self.book.look(number(element.get("s"), 0, MAX_ROW))
        kind = element.get("t", "n")
        raw = (element.findtext(f"{S}v") or "")[:LONGEST]
        if kind == "e" or (kind == "n" and not raw and element.find(f"{S}f") is not None):
            self.unread.errors += 1  # failed, or never reckoned by who wrote the file
            return None
        if kind in {"n", "d"}:
            text = shown(raw, look.form, since_1904=self.book.since_1904) if kind == "n" else raw
        else:
            text = self.book.text(self._runs(element, kind, raw), look)
        text = text[:LONGEST].strip()
        # What is no number, though its cell says so, is shown as it was written.
        is_day = (
            kind == "n" and look.form.kind == "date" and text[2:3] == "/" and text != raw.strip()
        )
        return Cell(text, look.bold, day=int(text[:2]) if is_day else 0) if text else None

    def _runs(self, element: _Element, kind: str, raw: str) -> tuple[Run, ...]:
        if kind == "s":
            at = number(raw, len(self.book.strings), MAX_ROW * MAX_COLUMN)
            return self.book.strings[at] if at < len(self.book.strings) else ()
        if kind == "inlineStr":
            inline = element.find(f"{S}is")
            return runs_of(inline) if inline is not None else ()
        if kind == "b":
            return (Run("Có" if raw == "1" else "Không"),)
        return (Run(raw),)


def _spread(found: Mapping[int, Row], merged: list[Area]) -> list[Row]:
    """Return the rows with the text of each merged cell in the first column of all its rows."""
    for area in merged:
        cell = found.get(area.top, {}).get(area.left)
        for at in range(area.top, area.bottom + 1):
            row = found.get(at)
            if row is None:
                continue
            # What stands under a merged cell is not shown.
            for column in [one for one in row if area.left <= one <= area.right]:
                if (at, column) != (area.top, area.left):
                    del row[column]
            if cell is not None and at > area.top:
                row[area.left] = cell._replace(again=True)
    return [dict(sorted(found[at].items())) for at in sorted(found) if found[at]]
