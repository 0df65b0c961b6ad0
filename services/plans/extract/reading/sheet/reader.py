"""A spreadsheet, read as blocks: XLSX workbooks, and CSV as what is left of one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from services.plans.extract.blocks import Block, Note, Reading
from services.plans.extract.errors import UnreadableDocumentError
from services.plans.extract.folding import fold_words
from services.plans.extract.progress import Tell, silent
from services.plans.extract.reading.decode import legacy_note
from services.plans.extract.reading.grid import MAX_COLUMNS
from services.plans.extract.reading.package import Names, Package, opened
from services.plans.extract.reading.sheet.book import MAIN_PART, Book
from services.plans.extract.reading.sheet.cells import MAX_ROWS, Cell, Row, Unread, Worksheet
from services.plans.extract.reading.sheet.layout import blocks_of
from services.plans.extract.reading.sheet.records import Records
from services.plans.extract.reading.sheet.swaps import doubtful_days

_NAMES: Final = Names("XLSX", "bảng tính Excel")
_USUAL_NAME: Final = re.compile(r"(?:sheet|trang tinh|bang tinh)\s?\d*")
_DELIMITERS: Final = (";", ",", "\t")
_SAMPLE: Final = 20_000
_STATED: Final = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)


def read_workbook(data: bytes, tell: Tell = silent) -> Reading:
    """Return the blocks of an XLSX file: every sheet that is shown, in the order of the tabs.

    Formulas count with the value that was reckoned when the file was saved; nothing outside of
    the file is looked at. Raises `UnreadableDocumentError` for a damaged or encrypted file, one
    that unpacks to more than the limits of `package`, one whose XML declares entities, and one
    that has nothing but hidden sheets.
    """
    with opened(data, MAIN_PART, _NAMES) as package:
        return _read(package, tell)


def _read(package: Package, tell: Tell) -> Reading:
    book = Book.of(package)
    unread = Unread()
    blocks: list[Block] = []
    left = MAX_ROWS
    for at, sheet in enumerate(book.sheets):
        if sheet.hidden:
            unread.sheets += 1
            continue
        rows = Worksheet(book, unread, left).rows(
            package, sheet.part, _share(tell, at, len(book.sheets))
        )
        left -= len(rows)
        unread.days += doubtful_days(rows)
        if rows and blocks and not _USUAL_NAME.fullmatch(fold_words(sheet.name)):
            blocks.append(Block(sheet.name, strong=True))
        blocks.extend(blocks_of(rows, 1 + max((block.table for block in blocks), default=0)))
    if not blocks and unread.hidden:
        raise UnreadableDocumentError(
            "Everything in the workbook is hidden. Show the sheets, rows and columns and send it "
            "again.",
            "Mọi nội dung của bảng tính đều bị ẩn. Hãy bỏ ẩn trang, dòng, cột rồi gửi lại.",
        )
    return Reading(tuple(blocks), tuple(_notes(book, unread)))


def _share(tell: Tell, at: int, count: int) -> Tell:
    """Return what tells of one sheet as the part of all sheets that it is."""
    return lambda stage, done, total: tell(stage, at * total + done, count * total)


def _notes(book: Book, unread: Unread) -> Iterator[Note]:
    yield from (legacy_note(one) for one in sorted(book.encodings))
    if unread.hidden:
        yield (
            "sheet-hidden",
            {
                "sheets": str(unread.sheets),
                "rows": str(unread.rows),
                "columns": str(unread.columns),
            },
        )
    if unread.days:
        yield "sheet-days-doubtful", {"count": str(unread.days)}
    if unread.errors:
        yield "sheet-errors", {"count": str(unread.errors)}
    if unread.cut:
        yield "sheet-truncated", {"limit": str(MAX_ROWS)}


def read_csv(text: str) -> Reading:
    """Return the blocks of a CSV file, its values divided by the mark that gives most columns.

    A line whose quotes do not end is read as it stands, and told. Raises
    `UnreadableDocumentError` for a value that is too long.
    """
    stated = _STATED.match(text)
    body = text[stated.end() :] if stated else text
    delimiter = stated[1] if stated else max(_DELIMITERS, key=lambda one: _width(body, one))
    records = Records(body, delimiter, first=2 if stated else 1)
    rows = list(islice(filter(None, map(_row, records.read())), MAX_ROWS + 1))
    notes: list[Note] = []
    if records.stray:
        told = {"count": str(len(records.stray)), "line": str(records.stray[0])}
        notes.append(("sheet-quotes-open", told))
    if len(rows) > MAX_ROWS:
        notes.append(("sheet-truncated", {"limit": str(MAX_ROWS)}))
    return Reading(tuple(blocks_of(rows[:MAX_ROWS], 1)), tuple(notes))


def _width(text: str, delimiter: str) -> int:
    """Return how many rows of a sample a delimiter divides, times how often it does so."""
    return sum(len(row) - 1 for row in Records(text[:_SAMPLE], delimiter).read())


def _row(values: Sequence[str]) -> Row:
    return {
        column: Cell(text)
        for column, value in enumerate(values[:MAX_COLUMNS])
        if (text := value.strip())
    }
