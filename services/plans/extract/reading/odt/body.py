"""Paragraphs, lists, tables, frames and notes of an ODT."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from lxml.etree import _Element

from services.plans.extract.blocks import Block
from services.plans.extract.markup import is_ruler
from services.plans.extract.normalise import normalise, one_line
from services.plans.extract.reading.emphasis import Part, weigh
from services.plans.extract.reading.grid import MAX_COLUMNS, MAX_SPAN, Grid
from services.plans.extract.reading.legacy import Encoding, convert
from services.plans.extract.reading.odt.lists import Counts, Lists
from services.plans.extract.reading.odt.names import DRAW, OFFICE, SVG, TABLE, TEXT, count
from services.plans.extract.reading.odt.styles import Look, Styles

_MAX_DEPTH: Final = 40
_MAX_BLANKS: Final = 100
_PARAGRAPHS: Final = frozenset({f"{TEXT}p", f"{TEXT}h"})
# Deleted text, tables of contents, comments, what describes a picture.
_SKIPPED: Final = frozenset(
    {f"{TEXT}tracked-changes", f"{TEXT}table-of-content", f"{TEXT}illustration-index",
     f"{TEXT}table-index", f"{OFFICE}annotation", f"{OFFICE}forms", f"{SVG}title", f"{SVG}desc",
     f"{TEXT}ruby-text", f"{TEXT}sequence-decls"}
)  # fmt: skip
_ROWS: Final = frozenset(
    {f"{TABLE}table-header-rows", f"{TABLE}table-rows", f"{TABLE}table-row-group"}
)


@dataclass(slots=True)
class Body:
    """Walks containers of paragraphs, lists and tables; `blocks` is what it found."""

    styles: Styles
    fallback: Encoding | None = None
    blocks: list[Block] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    encodings: set[Encoding] = field(default_factory=set)
    table: int = 0
    lists: Lists = field(init=False)
    boxes: list[_Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.lists = Lists(self.styles)

    def take(self, element: _Element, depth: int = 0, mark: str = "") -> None:
        """Read one paragraph, list, table, frame or container; `mark` numbers a paragraph."""
        if element.tag in _SKIPPED or depth > _MAX_DEPTH:
            return
        if element.tag in _PARAGRAPHS:
            self._take_paragraph(element, depth, mark)
        elif element.tag == f"{TEXT}list":
            style = element.get(f"{TEXT}style-name") or ""
            self._take_list(element, style, 1, depth, self.lists.begin(element, style))
        elif element.tag == f"{TABLE}table":
            self._take_table(element, depth)
        else:
            for child in element.iterchildren():
                self.take(child, depth + 1)

    def _take_list(
        self, listing: _Element, style: str, level: int, depth: int, counts: Counts
    ) -> None:
        for item in listing.iterchildren(f"{TEXT}list-item", f"{TEXT}list-header"):
            mark = ""
            children = list(item.iterchildren())
            if item.tag == f"{TEXT}list-item" and children and children[0].tag in _PARAGRAPHS:
                mark = self.lists.next_mark(style, level, item, counts)
            for child in children:
                if child.tag == f"{TEXT}list":
                    inner = child.get(f"{TEXT}style-name") or style
                    if depth < _MAX_DEPTH:
                        self._take_list(child, inner, level + 1, depth + 1, counts)
                else:
                    self.take(child, depth + 1, mark)
                    mark = ""

    def _take_paragraph(self, paragraph: _Element, depth: int, mark: str) -> None:
        heading = paragraph.tag == f"{TEXT}h"
        mark = mark or (self.lists.heading_mark(paragraph) if heading else "")
        before = len(self.boxes)
        parts = self._parts_of(paragraph)
        text = "".join(part.text for part in parts)
        if text.strip():
            for at, line in enumerate(text.split("\n")):
                marked = one_line(mark + line.lstrip() if at == 0 else line)
                if marked and not is_ruler(marked):
                    strong, lead = weigh(parts, len(mark))
                    self.blocks.append(
                        Block(marked, strong or heading, lead=0 if heading or at else lead)
                    )
        boxes = self.boxes[before:]
        del self.boxes[before:]
        for box in boxes:
            self.take(box, depth + 1)

    def _parts_of(self, paragraph: _Element) -> list[Part]:
        look = self.styles.look(paragraph.get(f"{TEXT}style-name"))
        return [Part(normalise(text), bold=bold) for text, bold in self._inline(paragraph, look, 0)]

    def _inline(self, element: _Element, look: Look, depth: int) -> Iterator[tuple[str, bool]]:
        """Yield the visible text inside an element, and whether it is bold."""
        if element.text:
            yield self._shown(element.text, look)
        for child in element.iterchildren():
            if isinstance(child.tag, str):
                yield from self._child(child, look, depth)
            if child.tail:
                yield self._shown(child.tail, look)

    def _child(self, child: _Element, look: Look, depth: int) -> Iterator[tuple[str, bool]]:
        if child.tag == f"{TEXT}s":
            yield " " * count(child, f"{TEXT}c", _MAX_BLANKS), False
        elif child.tag == f"{TEXT}tab":
            yield "\t", False
        elif child.tag == f"{TEXT}line-break":
            yield "\n", False
        elif child.tag == f"{TEXT}note":
            self._take_note(child)
        elif child.tag == f"{DRAW}text-box":
            self.boxes.append(child)
        elif child.tag not in _SKIPPED and depth < _MAX_DEPTH:
            style = child.get(f"{TEXT}style-name") if child.tag == f"{TEXT}span" else None
            yield from self._inline(child, self.styles.look(style).over(look), depth + 1)

    def _shown(self, text: str, look: Look) -> tuple[str, bool]:
        """Return text in Unicode and in capitals where it is shown so; its line ends are blanks."""
        plain = text.replace("\n", " ")
        encoding = (look.font.encoding if look.font else None) or self.fallback
        if encoding and not plain.isascii():
            self.encodings.add(encoding)
            plain = convert(plain, encoding)
        shouted = look.capitals or (look.font is not None and look.font.capitals)
        return plain.upper() if shouted else plain, bool(look.bold)

    def _take_note(self, note: _Element) -> None:
        body = note.find(f"{TEXT}note-body")
        parts = self._inline(body, Look(), 1) if body is not None else ()
        text = one_line(normalise("".join(part for part, _ in parts)))
        if text:
            self.notes.append(text)

    def _take_table(self, table: _Element, depth: int) -> None:
        rows = [list(_cells(row)) for row in _rows(table, 0)]
        grid = Grid()
        for row in rows:
            grid.add_row([self._cell(cell) for cell in row])
        # What stands in a cell that is read again below is met twice.
        if grid.is_data():
            self.table += 1
            self.blocks.extend(grid.blocks(self.table))
            return
        for row in rows:
            for cell in row:
                for child in cell.iterchildren():
                    self.take(child, depth + 1)

    def _cell(self, cell: _Element) -> tuple[str, int, int]:
        text = one_line(" ".join(self._cell_texts(cell, 0)))
        columns = count(cell, f"{TABLE}number-columns-spanned", MAX_SPAN)
        return text, columns, count(cell, f"{TABLE}number-rows-spanned", MAX_SPAN)

    def _cell_texts(self, element: _Element, depth: int) -> Iterator[str]:
        for child in element.iterchildren():
            if child.tag in _PARAGRAPHS:
                before = len(self.boxes)
                yield "".join(part.text for part in self._parts_of(child))
                boxes = self.boxes[before:]
                del self.boxes[before:]
                for box in boxes if depth < _MAX_DEPTH else ():
                    yield from self._cell_texts(box, depth + 1)
            elif child.tag not in _SKIPPED and depth < _MAX_DEPTH:
                yield from self._cell_texts(child, depth + 1)


def _rows(table: _Element, depth: int) -> Iterator[_Element]:
    for child in table.iterchildren():
        if child.tag == f"{TABLE}table-row":
            # The same row again and again says nothing more, and may be a million.
            yield child
        elif child.tag in _ROWS and depth < _MAX_DEPTH:
            yield from _rows(child, depth + 1)


def _cells(row: _Element) -> Iterator[_Element]:
    """Yield the cells of a row, not those that a merged cell covers; empty ones repeat."""
    for cell in row.iterchildren(f"{TABLE}table-cell"):
        yield cell
        if not any(text.strip() for text in cell.itertext()):
            for _ in range(count(cell, f"{TABLE}number-columns-repeated", MAX_COLUMNS) - 1):
                yield cell
