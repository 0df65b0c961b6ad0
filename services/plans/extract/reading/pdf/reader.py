"""A PDF file, read as blocks."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Final, NamedTuple

import pypdfium2 as pdfium
from pypdfium2 import raw

from services.plans.extract.blocks import Block, Note, Reading
from services.plans.extract.errors import UnreadableDocumentError
from services.plans.extract.normalise import normalise, one_line
from services.plans.extract.progress import Stage, Tell, silent
from services.plans.extract.reading.decode import legacy_note
from services.plans.extract.reading.legacy import Encoding
from services.plans.extract.reading.pdf.aligned import Aligned, find_aligned, open_at_foot
from services.plans.extract.reading.pdf.columns import Flow, flows_of
from services.plans.extract.reading.pdf.furniture import furniture_of, without
from services.plans.extract.reading.pdf.glyphs import read_page
from services.plans.extract.reading.pdf.paragraphs import paragraphs_of
from services.plans.extract.reading.pdf.shapes import Gap, Page, Word
from services.plans.extract.reading.pdf.spread import rows_of
from services.plans.extract.reading.pdf.tables import RuledTable, find_tables
from services.plans.extract.reading.syllables import share_of_words

MAX_PAGES: Final = 1_500
MAX_CHARACTERS: Final = 3_000_000
_MIN_CHARACTERS_A_PAGE: Final = 20
_MIN_SHARE: Final = 0.35
_MIN_JUDGED: Final = 400
# PDFium is not safe to call from two threads at once.
_ONE_AT_A_TIME: Final = threading.Lock()

_BROKEN = (
    "The PDF file is damaged. Open it in a PDF viewer, print it to a new PDF and send that.",
    "Tệp PDF đã hỏng. Hãy mở bằng trình xem PDF, in ra tệp PDF mới rồi gửi lại.",
)
_LOCKED = (
    "The PDF file is encrypted. Remove its password and send it again.",
    "Tệp PDF được đặt mật khẩu. Hãy bỏ mật khẩu rồi gửi lại.",
)
_SCANNED = (
    (
        "The PDF file holds pictures of pages (a scan) and no text; pictures are not read. Send "
        "the DOCX it was made from, or a PDF with a text layer."
    ),
    (
        "Tệp PDF là bản chụp (scan), không có lớp chữ; hệ thống không đọc chữ trong ảnh. Hãy gửi "
        "tệp DOCX gốc hoặc bản PDF có lớp chữ."
    ),
)
_GARBLED = (
    (
        "The PDF file's letters cannot be told: its fonts do not say which they are. Send the "
        "DOCX it was made from."
    ),
    (
        "Không nhận ra chữ trong tệp PDF vì phông chữ của tệp không cho biết mã chữ. Hãy gửi "
        "tệp DOCX gốc."
    ),
)


class _Spread(NamedTuple):
    """What stands on a page between two edges: a flow of lines, or a table."""

    flow: Flow | None
    table: RuledTable | None


class _Sheet(NamedTuple):
    """The tables of a page from top to bottom, and the page without their words.

    `open` is a table without lines that may go on overleaf.
    """

    tables: Sequence[RuledTable]
    around: Page
    open: Aligned | None

    @classmethod
    def of(cls, page: Page, before: Aligned | None) -> _Sheet:
        """Take the tables out of a page; `before` is the one that the page before ends with."""
        ruled, loose = find_tables(page)
        aligned, words = find_aligned(page, loose, before)
        tables = sorted([*ruled, *(one.table for one in aligned)], key=lambda table: table.top)
        around = replace(page, words=tuple(words))
        return cls(tables, around, open_at_foot(page, aligned, words))


def read_pdf(data: bytes, tell: Tell = silent) -> Reading:
    """Return the blocks of a PDF file.

    Raises `UnreadableDocumentError` for a damaged or encrypted file, one of more than `MAX_PAGES`
    pages, and one without text or with letters that cannot be told.
    """
    with _ONE_AT_A_TIME:
        pages = _pages(data, tell)
    notes: list[Note] = []
    _check_text(pages, notes)
    sheets: list[_Sheet] = []
    for page in pages:
        sheets.append(_Sheet.of(page, sheets[-1].open if sheets else None))
    furniture = furniture_of([sheet.around for sheet in sheets])
    count = sum(map(len, furniture))
    if count:
        notes.append(("page-furniture-removed", {"count": str(count)}))
    spreads: list[_Spread] = []
    for at, (sheet, lines) in enumerate(zip(sheets, furniture, strict=True)):
        tell(Stage.ARRANGING, at, len(pages))
        _add(spreads, _spreads(sheet, without(sheet.around.words, lines), _open_gap(spreads)))
    tidy = [_tidy(block) for block in _blocks(spreads)]
    blocks = [block for block in tidy if block.text or any(block.cells)]
    notes.extend(legacy_note(encoding) for encoding in _encodings(pages))
    return Reading(tuple(blocks), tuple(notes))


def _pages(data: bytes, tell: Tell) -> list[Page]:
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        locked = getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD
        raise UnreadableDocumentError(*(_LOCKED if locked else _BROKEN)) from error
    try:
        return list(_read_pages(document, tell))
    except pdfium.PdfiumError as error:
        raise UnreadableDocumentError(*_BROKEN) from error
    finally:
        document.close()


def _read_pages(document: pdfium.PdfDocument, tell: Tell) -> Iterator[Page]:
    if not len(document):
        raise UnreadableDocumentError(*_BROKEN)
    if len(document) > MAX_PAGES:
        raise UnreadableDocumentError(
            f"The PDF file has {len(document)} pages; at most {MAX_PAGES} are read. Send the plan "
            "without its attachments.",
            f"Tệp PDF có {len(document)} trang; chỉ đọc tối đa {MAX_PAGES} trang. Hãy gửi riêng "
            "phần kế hoạch.",
        )
    left = MAX_CHARACTERS
    for index in range(len(document)):
        tell(Stage.PAGES, index, len(document))
        page = read_page(document, index)
        left -= sum(len(word.text) for word in page.words)
        if left < 0:
            return
        yield page


def _check_text(pages: Sequence[Page], notes: list[Note]) -> None:
    """Refuse a scan and letters that cannot be told; note single pages without text."""
    lengths = [sum(len(word.text) for word in page.words) for page in pages]
    if sum(lengths) < _MIN_CHARACTERS_A_PAGE * len(pages):
        raise UnreadableDocumentError(*_SCANNED)
    words = " ".join(word.text for page in pages[:3] for word in page.words)
    if len(words) >= _MIN_JUDGED and share_of_words(normalise(words)) < _MIN_SHARE:
        raise UnreadableDocumentError(*_GARBLED)
    empty = [str(at) for at, length in enumerate(lengths, start=1) if not length]
    if empty:
        notes.append(("pages-without-text", {"pages": ", ".join(empty[:20])}))


def _encodings(pages: Sequence[Page]) -> list[Encoding]:
    found = {word.encoding for page in pages for word in page.words}
    return sorted(one for one in found if one is not None)


def _spreads(sheet: _Sheet, words: Sequence[Word], gap: Gap | None) -> Iterator[_Spread]:
    """Yield the flows of these words and the tables of a page from top to bottom."""
    page, tables = sheet.around, sheet.tables
    edges = [table.top for table in tables]
    for at in range(len(tables) + 1):
        upper = edges[at - 1] if at else float("-inf")
        lower = edges[at] if at < len(edges) else float("inf")
        between = [word for word in words if upper <= word.middle < lower] if tables else words
        if at:
            yield _Spread(None, tables[at - 1])
        for flow in flows_of(between, page.index, page.width, None if at else gap):
            yield _Spread(flow, None)


def _open_gap(spreads: Sequence[_Spread]) -> Gap | None:
    """Return the gap between the columns that the text so far ends with."""
    last = spreads[-1].flow if spreads else None
    return last.gap if last else None


def _add(spreads: list[_Spread], page: Iterable[_Spread]) -> None:
    """Add what stands on a page; columns that go on are put under their upper halves."""
    left, right = (spreads[-2], spreads[-1]) if len(spreads) > 1 else (None, None)
    for at, spread in enumerate(page):
        upper = (left, right)[at] if at < 2 else None  # noqa: PLR2004 - a pair of columns
        if spread.flow and spread.flow.carried and upper and upper.flow:
            upper.flow.lines.extend(spread.flow.lines)
        else:
            spreads.append(spread)


def _blocks(spreads: Iterable[_Spread]) -> Iterator[Block]:
    """Yield paragraphs and rows; a text or table that goes on over a page is read as one."""
    number = 0
    for kind, group in groupby(spreads, key=_kind):
        run = list(group)
        if kind == "table":
            for rows in rows_of([one.table for one in run if one.table]):
                number += 1
                yield from rows.blocks(number)
        elif kind == "aside":
            for one in run:
                yield from paragraphs_of(one.flow.lines if one.flow else [], aside=True)
        else:
            lines = [line for one in run if one.flow for line in one.flow.lines]
            yield from paragraphs_of(lines)


def _kind(spread: _Spread) -> str:
    if spread.flow is None:
        return "table"
    return "aside" if spread.flow.gap else "text"


def _tidy(block: Block) -> Block:
    """Return a block with its letters composed: PDF files often set marks beside their letter."""
    cells = tuple(one_line(normalise(cell)) for cell in block.cells)
    return replace(block, text=one_line(normalise(block.text)), cells=cells)
