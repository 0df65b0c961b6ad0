"""Paragraphs with their printed numbers, and tables, of a DOCX body, header or note."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from lxml.etree import _Element

from services.plans.extract.blocks import Block
from services.plans.extract.markup import is_ruler
from services.plans.extract.normalise import normalise, one_line
from services.plans.extract.reading.emphasis import Part, weigh
from services.plans.extract.reading.grid import MAX_SPAN, Grid
from services.plans.extract.reading.package import number
from services.plans.extract.reading.word.inline import Inline
from services.plans.extract.reading.word.names import MC, W, value_of
from services.plans.extract.reading.word.numbering import Numbering
from services.plans.extract.reading.word.styles import Style, Styles
from services.plans.extract.signing import MARKS

_MAX_DEPTH: Final = 12
_OPENED: Final = frozenset(
    {f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}moveTo", f"{W}customXml", f"{W}smartTag",
     f"{W}txbxContent"}
)  # fmt: skip
# A letterhead or closing typed with tabs instead of a table.
_ASIDE: Final = re.compile(
    r"CỘNG H[ÒO][ÀA] XÃ HỘI|Độc lập\s*[-–]|ĐẢNG CỘNG SẢN|\bngày\b.{1,20}\btháng\b.{1,20}\bnăm\b|"
    rf"^(?:{MARKS})\.|CHỦ TỊCH$|GIÁM ĐỐC$"
)


@dataclass(slots=True)
class Body:
    """Walks containers of paragraphs and tables; `blocks` is what it found."""

    styles: Styles
    numbering: Numbering
    inline: Inline
    blocks: list[Block] = field(default_factory=list)
    table: int = 0
    # The right half of lines set apart by a tab, until the lines end.
    aside: list[Block] = field(default_factory=list)
    # The words of paragraphs whose end is deleted: they go on in the next one.
    open_text: str = ""

    def read(self, container: _Element, depth: int = 0) -> None:
        """Read the paragraphs and tables of a body, cell, text box or content control."""
        for child in container.iterchildren():
            self.take(child, depth)
        self.end()

    def take(self, child: _Element, depth: int = 0) -> None:
        """Read one paragraph, table or container."""
        if depth > _MAX_DEPTH:
            return
        if child.tag == f"{W}p":
            self._take_paragraph(child, depth)
        elif child.tag == f"{W}tbl":
            self.end()
            self._read_table(child, depth)
        elif child.tag in _OPENED:
            for inner in child.iterchildren():
                self.take(inner, depth + 1)

    def end(self) -> None:
        """End a letterhead set with tabs: its right half follows its left."""
        self.blocks.extend(self.aside)
        self.aside = []

    def _take_paragraph(self, paragraph: _Element, depth: int) -> None:
        before = len(self.inline.boxes)
        for block in self._paragraph(paragraph):
            left, tab, right = block.text.partition("\t")
            if tab and left.strip() and (self.aside or _ASIDE.search(right.strip())):
                self.blocks.append(_cleaned(block, left))
                self.aside.append(_cleaned(block, right))
            else:
                self.end()
                self.blocks.append(_cleaned(block, block.text))
        boxes = self.inline.boxes[before:]
        del self.inline.boxes[before:]
        for box in boxes:
            self.take(box, depth + 1)

    def _paragraph(self, paragraph: _Element) -> Iterator[Block]:
        """Yield the lines of a paragraph, the number first, tabs kept."""
        properties = paragraph.find(f"{W}pPr")
        style = self.styles.style(value_of(properties, "pStyle"))
        mark = self._mark(properties, style)
        runs = self._parts(paragraph, style)
        text = self.open_text + "".join(part.text for part in runs)
        if _is_open(properties):
            self.open_text = text
            return
        self.open_text = ""
        if style.contents or not text.strip():
            return
        weight = weigh(runs, len(mark))
        strong = style.heading or weight.strong
        for at, line in enumerate(text.split("\n")):
            marked = mark + line.lstrip() if at == 0 else line
            if marked.strip() and not is_ruler(marked):
                yield Block(marked, strong, lead=0 if strong or at else weight.lead)

    def _parts(self, paragraph: _Element, style: Style) -> list[Part]:
        look = style.look.over(self.styles.default)
        return [
            Part(normalise(text), bold=bold) for text, bold in self.inline.runs(paragraph, look)
        ]

    def _mark(self, properties: _Element | None, style: Style) -> str:
        """Count the paragraph in its list and return its number as printed."""
        own = value_of(properties, "numPr", "numId")
        list_id = own or style.list_id
        if not list_id or list_id == "0":
            return ""
        depth = value_of(properties, "numPr", "ilvl") or (None if own else style.depth)
        at = number(depth, 0, 8) if depth is not None else None
        return self.numbering.next_mark(list_id, at, value_of(properties, "pStyle"))

    def _read_table(self, table: _Element, depth: int) -> None:
        rows = [row for row in _rows(table, 0) if row.find(f"{W}trPr/{W}del") is None]
        cells = [[_Cell.of(cell) for cell in _cells(row, 0)] for row in rows]
        if _is_layout(rows, cells):
            for row in cells:
                for cell in row:
                    self.read(cell.element, depth + 1)
            return
        grid = Grid()
        above: dict[int, str] = {}
        for line, element in zip(cells, rows, strict=True):
            grid.add_row(list(self._row(element, line, above)))
        self.table += 1
        self.blocks.extend(grid.blocks(self.table))

    def _row(
        self, row: _Element, cells: list[_Cell], above: dict[int, str]
    ) -> Iterator[tuple[str, int, int]]:
        """Yield a row's cells; one merged into the cell above repeats its text."""
        at = number(value_of(row, "trPr", "gridBefore"), 0, MAX_SPAN)
        for _ in range(at):
            yield "", 1, 1
        for cell in cells:
            text = self._cell_text(cell.element)
            if cell.merged and not text:
                text = above.get(at, "")
            above[at] = text
            yield text, cell.columns, 1
            at += cell.columns

    def _cell_text(self, cell: _Element) -> str:
        """Return all words of a cell, tables inside of it included."""
        parts: list[str] = []
        for paragraph in _paragraphs_in(cell):
            # A number alone is what Word shows in a column that counts its rows.
            properties = paragraph.find(f"{W}pPr")
            style = self.styles.style(value_of(properties, "pStyle"))
            parts.append(self._mark(properties, style))
            parts.extend(part.text for part in self._parts(paragraph, style))
            parts.append(" ")
        # The words of a box drawn inside a cell are among the paragraphs above.
        self.inline.boxes.clear()
        return one_line("".join(parts))


def _cleaned(block: Block, text: str) -> Block:
    return Block(one_line(text), block.strong, lead=block.lead)


def _is_open(properties: _Element | None) -> bool:
    """Tell whether the end of a paragraph is deleted by a tracked change."""
    marks = properties.find(f"{W}rPr") if properties is not None else None
    return marks is not None and marks.find(f"{W}del") is not None


def _paragraphs_in(element: _Element) -> Iterator[_Element]:
    """Yield the paragraphs in an element, of text boxes too; a fallback holds the same again."""
    waiting = [element]
    while waiting:
        inner = waiting.pop()
        if inner.tag == f"{W}p":
            yield inner
        if inner.tag != f"{MC}Fallback":
            waiting.extend(inner.iterchildren(reversed=True))


def _rows(table: _Element, depth: int) -> Iterator[_Element]:
    for child in table.iterchildren():
        if child.tag == f"{W}tr":
            yield child
        elif child.tag in _OPENED and depth < _MAX_DEPTH:
            yield from _rows(child, depth + 1)


def _cells(row: _Element, depth: int) -> Iterator[_Element]:
    for child in row.iterchildren():
        if child.tag == f"{W}tc":
            yield child
        elif child.tag in _OPENED and depth < _MAX_DEPTH:
            yield from _cells(child, depth + 1)


@dataclass(frozen=True, slots=True)
class _Cell:
    element: _Element
    columns: int
    merged: bool

    @classmethod
    def of(cls, element: _Element) -> _Cell:
        """Return a cell with the columns it spans, and whether it goes on the one above."""
        columns = number(value_of(element, "tcPr", "gridSpan"), 1, MAX_SPAN)
        merge = element.find(f"{W}tcPr/{W}vMerge")
        return cls(
            element, max(1, columns), merge is not None and merge.get(f"{W}val") != "restart"
        )


def _is_layout(rows: list[_Element], cells: list[list[_Cell]]) -> bool:
    """Tell a table that only sets text side by side, by the words it has."""
    grid = Grid()
    for row in cells:
        grid.add_row([(_plain(cell.element), cell.columns, 1) for cell in row])
    return not rows or not grid.is_data()


def _plain(cell: _Element) -> str:
    return one_line("".join(text.text or "" for text in cell.iter(f"{W}t")))
