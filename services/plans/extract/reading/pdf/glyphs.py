"""PDFium's characters put together to words."""

from __future__ import annotations

import ctypes
import re
import struct
from collections.abc import Iterator
from math import isfinite
from typing import Any, Final, NamedTuple

import pypdfium2 as pdfium
from pypdfium2 import raw

from services.plans.extract.reading.legacy import Font, convert, font_of
from services.plans.extract.reading.pdf import native
from services.plans.extract.reading.pdf.shapes import Page, Word
from services.plans.extract.reading.pdf.strokes import rules_of

MAX_CHARACTERS: Final = 60_000
"""A page holds some 3,000; more is no page of a plan."""
_MIN_BOLD: Final = 600
_WORD_GAP: Final = 0.18
_QUARTER: Final = 90
_NAME_BYTES: Final = 128
# PDFium shows a hyphen at the end of a line as this, and in a whole text as that.
_HYPHEN: Final = "\x02"
_BROKEN_WORD: Final = "\ufffe"
_WORD: Final = re.compile(r"[^\s\x00]+")
_LAST_CHARACTER: Final = 0x10FFFF
_REPLACEMENT: Final = "\ufffd"
_EDGES: Final = struct.Struct("4f")
_WIDE: Final = 0.8
_USUAL_SIZE: Final = 12.0


Box = tuple[float, float, float, float]


class _Face(NamedTuple):
    bold: bool
    font: Font


class _Sheet(NamedTuple):
    """How a page lies: its edges in the file's coordinates, and by how much it is turned."""

    left: float
    bottom: float
    right: float
    top: float
    turned: int

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Return a point of the file as it is shown."""
        if self.turned == _QUARTER:
            return y - self.bottom, x - self.left
        if self.turned == 2 * _QUARTER:
            return self.right - x, y - self.bottom
        if self.turned == 3 * _QUARTER:
            return self.top - y, self.right - x
        return x - self.left, self.top - y

    def box(self, left: float, top: float, right: float, bottom: float) -> Box:
        """Return left, upper, right and lower edge of a box of the file as it is shown."""
        if not self.turned:
            return left - self.left, self.top - top, right - self.left, self.top - bottom
        xa, ya = self.place(left, top)
        xb, yb = self.place(right, bottom)
        return min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb)


def read_page(document: pdfium.PdfDocument, index: int) -> Page:
    """Return the words and ruling lines of one page.

    Raises `pdfium.PdfiumError` for a page that cannot be loaded.
    """
    page = document[index]
    try:
        left, bottom, right, top = page.get_bbox()
        sheet = _Sheet(left, bottom, right, top, page.get_rotation())
        textpage = page.get_textpage()
        try:
            words = tuple(_Glyphs(textpage.raw, sheet).words())
        finally:
            textpage.close()
        rules = tuple(rules_of(page.raw, sheet.place))
        return Page(index, page.get_width(), page.get_height(), words, rules)
    finally:
        page.close()


def _character(code: int) -> str:
    return chr(code) if code <= _LAST_CHARACTER else _REPLACEMENT


class _Glyphs:
    """The characters of one page and their places."""

    def __init__(self, textpage: Any, sheet: _Sheet) -> None:
        """Take PDFium's handle of the page's text."""
        self._textpage = native.handle_of(textpage)
        self._count = min(raw.FPDFText_CountChars(textpage), MAX_CHARACTERS)
        self._sheet = sheet
        self._edges = bytearray(_EDGES.size)
        self._edges_at = ctypes.addressof(ctypes.c_char.from_buffer(self._edges))
        self._name = ctypes.create_string_buffer(_NAME_BYTES)
        self._name_at = ctypes.addressof(self._name)
        self._faces: dict[bytes, _Face] = {}

    def words(self) -> Iterator[Word]:
        """Yield what stands between blanks; PDFium sets a blank for most gaps."""
        text = self._text()
        for match in _WORD.finditer(text):
            yield from self._split(match.group().replace(_HYPHEN, "-"), match.start())

    def _text(self) -> str:
        """Return the page's characters; the place of each in the string is its number."""
        units = (ctypes.c_ushort * (self._count + 1))()
        written = native.text_into(self._textpage, 0, self._count, ctypes.addressof(units))
        text = bytes(units).decode("utf-16-le", "replace")[:-1].replace(_BROKEN_WORD, _HYPHEN)
        # The whole text that PDFium gives leaves some characters out on some pages; then, and
        # where some take two units, they are asked for one by one.
        if written == len(text) + 1 == self._count + 1:
            return text
        unicode_at, textpage = native.unicode_at, self._textpage
        return "".join([_character(unicode_at(textpage, at)) for at in range(self._count)])

    def _split(self, text: str, start: int) -> Iterator[Word]:
        """Yield a word in one piece if its ends say that it is one, else piece by piece."""
        first = self._box_at(start)
        last = first if len(text) == 1 else self._box_at(start + len(text) - 1)
        size = first[3] - first[1]
        level = abs(first[1] + first[3] - last[1] - last[3]) <= size
        if level and first[0] <= last[0] and last[2] - first[0] <= len(text) * size * _WIDE:
            yield self._word(text, start, (first[0], first[1], last[2], first[3]))
            return
        begin, left, upper, right, lower = 0, *first
        for at in range(1, len(text)):
            x0, y0, x1, y1 = self._box_at(start + at)
            size = lower - upper
            near = -size <= x0 - right <= size * _WORD_GAP
            if near and abs(y0 + y1 - upper - lower) <= size:
                right = max(right, x1)
                continue
            yield self._word(text[begin:at], start + begin, (left, upper, right, lower))
            begin, left, upper, right, lower = at, x0, y0, x1, y1
        yield self._word(text[begin:], start + begin, (left, upper, right, lower))

    def _box_at(self, at: int) -> Box:
        native.box_into(self._textpage, at, self._edges_at)
        box = self._sheet.box(*_EDGES.unpack(self._edges))
        x0, y0, x1, y1 = box
        if not isfinite(x0 + y0 + x1 + y1):
            return 0.0, 0.0, _USUAL_SIZE, _USUAL_SIZE
        # A font that does not say how tall it is.
        return box if y1 - y0 >= 1 else (x0, y1 - _USUAL_SIZE, x1, y1)

    def _word(self, text: str, at: int, box: Box) -> Word:
        bold, font = self._face_at(at)
        if font.encoding:
            text = convert(text, font.encoding, capitals=font.capitals)
        return Word(text, *box, bold, font.encoding)

    def _face_at(self, at: int) -> _Face:
        native.font_into(self._textpage, at, self._name_at, _NAME_BYTES, None)
        name = self._name.value
        known = self._faces.get(name)
        if known is None:
            text = name.decode("utf-8", "replace")
            heavy = native.weight_at(self._textpage, at) >= _MIN_BOLD
            known = self._faces[name] = _Face("bold" in text.lower() or heavy, font_of(text))
        return known
