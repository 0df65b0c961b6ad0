"""DOCX, read as blocks: paragraphs with their printed numbers, and tables."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO

import docx
from docx.document import Document as WordDocument
from docx.opc.exceptions import OpcError
from lxml.etree import LxmlError, _Element

from services.plans.extract.blocks import Block, Reading
from services.plans.extract.errors import UnreadableDocumentError
from services.plans.extract.markup import is_ruler
from services.plans.extract.normalise import normalise, one_line
from services.plans.extract.reading.grid import Grid
from services.plans.extract.reading.word_numbering import Numbering, W, read_numbering

MAX_UNPACKED = 120 * 1024 * 1024
MAX_PARTS = 4000
_MAX_RATIO = 400
_RATIO_FROM = 1024 * 1024
_MAX_DEPTH = 12
_OFF = frozenset({"0", "false", "none"})
_HIDDEN = frozenset(
    {f"{W}del", f"{W}moveFrom", f"{W}instrText", f"{W}delText", f"{W}pPr", f"{W}rPr"}
)
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_MIN_STRONG_SHARE = 0.9
_BROKEN = (
    "The DOCX file is damaged. Open it in a word processor, save it again and send that.",
    "Tệp DOCX đã hỏng. Hãy mở bằng trình soạn thảo, lưu lại rồi gửi lại.",
)


def read_word(data: bytes) -> Reading:
    """Return the blocks of a DOCX file.

    Raises `UnreadableDocumentError` for a damaged or encrypted file, one that unpacks to more
    than `MAX_UNPACKED` bytes, and one whose XML declares entities.
    """
    _check_package(data)
    try:
        document = docx.Document(BytesIO(data))
        reader = _Reader(_numbering_of(document), _style_lists(document))
        reader.read(document.element.body)
    except (
        OpcError, LxmlError, KeyError, ValueError, AttributeError, TypeError, IndexError,
        zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RecursionError,
    ) as error:  # fmt: skip
        raise UnreadableDocumentError(*_BROKEN) from error
    return Reading(tuple(reader.blocks))


def _check_package(data: bytes) -> None:
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            parts = package.infolist()
            _check_parts(parts)
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    _check_entities(package.read(part))
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        ValueError,
        NotImplementedError,
        RuntimeError,
    ) as error:
        raise UnreadableDocumentError(*_BROKEN) from error


def _check_parts(parts: list[zipfile.ZipInfo]) -> None:
    if not any(part.filename == "word/document.xml" for part in parts):
        raise UnreadableDocumentError(
            "The file is a ZIP archive but no Word document. Send the DOCX itself.",
            "Đây là tệp nén ZIP, không phải văn bản Word. Hãy gửi chính tệp DOCX.",
        )
    if any(part.flag_bits & 1 for part in parts):
        raise UnreadableDocumentError(
            "The document is encrypted. Remove its password and send it again.",
            "Văn bản được đặt mật khẩu. Hãy bỏ mật khẩu rồi gửi lại.",
        )
    unpacked = sum(part.file_size for part in parts)
    swollen = any(
        part.file_size > _RATIO_FROM and part.file_size > part.compress_size * _MAX_RATIO
        for part in parts
    )
    if unpacked > MAX_UNPACKED or len(parts) > MAX_PARTS or swollen:
        raise UnreadableDocumentError(
            "The document unpacks to far more than its size. Save it again without pictures and "
            "send that.",
            "Văn bản giải nén ra lớn hơn nhiều so với kích thước tệp. Hãy lưu lại bản không có "
            "hình ảnh rồi gửi lại.",
        )


def _check_entities(xml: bytes) -> None:
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise UnreadableDocumentError(
            "The document declares XML entities, which no word processor writes. Save it anew in a "
            "word processor and send that.",
            "Tệp khai báo thực thể XML, điều không trình soạn thảo nào làm. Hãy lưu lại bằng trình "
            "soạn thảo rồi gửi lại.",
        )


def _numbering_of(document: WordDocument) -> Numbering:
    part = next(
        (
            rel.target_part
            for rel in document.part.rels.values()
            if rel.reltype.endswith("/numbering")
        ),
        None,
    )
    return read_numbering(getattr(part, "element", None))


def _style_lists(document: WordDocument) -> dict[str, tuple[str, int]]:
    """Return the list (number id, depth) that a paragraph style carries."""
    found: dict[str, tuple[str, int]] = {}
    for style in document.styles.element.iterchildren(f"{W}style"):
        numbered = _list_of(style.find(f"{W}pPr"))
        if numbered:
            found[str(style.get(f"{W}styleId"))] = numbered
    return found


def _list_of(properties: _Element | None) -> tuple[str, int] | None:
    numbered = properties.find(f"{W}numPr") if properties is not None else None
    if numbered is None:
        return None
    number_id, depth = numbered.find(f"{W}numId"), numbered.find(f"{W}ilvl")
    if number_id is None:
        return None
    level = str(depth.get(f"{W}val")) if depth is not None else "0"
    return str(number_id.get(f"{W}val")), int(level) if level.isdecimal() else 0


@dataclass(slots=True)
class _Reader:
    """Walks a document body; `blocks` is what it found."""

    numbering: Numbering
    style_lists: dict[str, tuple[str, int]]
    blocks: list[Block] = field(default_factory=list)
    table: int = 0

    def read(self, container: _Element, depth: int = 0) -> None:
        """Read the paragraphs and tables of a body, cell or content control."""
        if depth > _MAX_DEPTH:
            return
        for child in container.iterchildren():
            if child.tag == f"{W}p":
                self.blocks.extend(self._paragraph(child))
            elif child.tag == f"{W}tbl":
                self._read_table(child, depth)
            elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins"):
                self.read(child, depth + 1)

    def _paragraph(self, paragraph: _Element) -> Iterator[Block]:
        properties = paragraph.find(f"{W}pPr")
        heading = _is_heading(properties)
        texts = "".join(text for text, _ in _runs(paragraph))
        if not texts.strip():
            return
        bold = sum(len(text.strip()) for text, strong in _runs(paragraph) if strong)
        strong = heading or bold >= len(texts.replace(" ", "")) * _MIN_STRONG_SHARE > 0
        mark = self._mark(properties)
        for at, line in enumerate(normalise(texts).split("\n")):
            text = one_line(mark + line if at == 0 else line)
            if text and not is_ruler(text):
                yield Block(text, strong)

    def _mark(self, properties: _Element | None) -> str:
        numbered = _list_of(properties)
        if numbered is None and properties is not None:
            style = properties.find(f"{W}pStyle")
            numbered = (
                self.style_lists.get(str(style.get(f"{W}val"))) if style is not None else None
            )
        return self.numbering.next_mark(*numbered) if numbered and numbered[0] != "0" else ""

    def _read_table(self, table: _Element, depth: int) -> None:
        grid = Grid()
        above: dict[int, str] = {}
        for row in table.iterchildren(f"{W}tr"):
            grid.add_row(
                [_cell(cell, at, above) for at, cell in enumerate(row.iterchildren(f"{W}tc"))]
            )
        if grid.is_data():
            self.table += 1
            self.blocks.extend(
                Block("", cells=tuple(cells), table=self.table) for cells in grid.rows if any(cells)
            )
            return
        for row in table.iterchildren(f"{W}tr"):
            for cell in row.iterchildren(f"{W}tc"):
                self.read(cell, depth + 1)


def _cell(cell: _Element, at: int, above: dict[int, str]) -> tuple[str, int, int]:
    """Return a cell's text and columns; one merged into the cell above repeats its text."""
    paragraphs = ("".join(text for text, _ in _runs(one)) for one in cell.iter(f"{W}p"))
    text = one_line(normalise(" ".join(paragraphs)))
    merged = cell.find(f"{W}tcPr/{W}vMerge")
    if merged is not None and merged.get(f"{W}val") != "restart" and not text:
        text = above.get(at, "")
    above[at] = text
    span = cell.find(f"{W}tcPr/{W}gridSpan")
    columns = str(span.get(f"{W}val")) if span is not None else "1"
    return text, int(columns) if columns.isdecimal() and int(columns) else 1, 1


def _is_heading(properties: _Element | None) -> bool:
    style = properties.find(f"{W}pStyle") if properties is not None else None
    return style is not None and str(style.get(f"{W}val")).lower().startswith(("heading", "title"))


def _runs(element: _Element) -> Iterator[tuple[str, bool]]:
    """Yield the visible text of a paragraph run by run, and whether it is bold."""
    for child in element.iterchildren():
        if child.tag in _HIDDEN or child.tag == _FALLBACK:
            continue
        if child.tag == f"{W}r":
            bold = child.find(f"{W}rPr/{W}b")
            strong = bold is not None and str(bold.get(f"{W}val") or "1").lower() not in _OFF
            yield "".join(_characters(child)), strong
        elif child.tag != f"{W}p":
            yield from _runs(child)


def _characters(run: _Element) -> Iterator[str]:
    for child in run.iterchildren():
        if child.tag == f"{W}t":
            yield child.text or ""
        elif child.tag == f"{W}tab":
            yield " "
        elif child.tag == f"{W}noBreakHyphen":
            yield "-"
        elif child.tag in (f"{W}br", f"{W}cr"):
            yield " " if child.get(f"{W}type") == "page" else "\n"
