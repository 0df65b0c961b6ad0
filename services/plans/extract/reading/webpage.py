"""HTML as saved from a legal-text site or a word processor, read as blocks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice
from typing import Final, NamedTuple

from lxml import etree, html

from services.plans.extract.blocks import Block, Note, Reading
from services.plans.extract.errors import UnreadableDocumentError
from services.plans.extract.markup import is_ruler
from services.plans.extract.noise import is_site_line, is_visitor_line
from services.plans.extract.normalise import normalise, one_line
from services.plans.extract.reading.counting import printed
from services.plans.extract.reading.decode import legacy_note
from services.plans.extract.reading.emphasis import Part, weigh
from services.plans.extract.reading.grid import Grid
from services.plans.extract.reading.legacy import Encoding, convert, font_of, recognise

_SKIPPED: Final = frozenset(
    {"script", "style", "noscript", "nav", "form", "button", "select", "option", "iframe", "svg",
     "head", "template", "object", "textarea", "input", "del"}
)  # fmt: skip
_BLOCKS: Final = frozenset(
    {"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "section", "article", "main",
     "header", "footer", "aside", "blockquote", "pre", "center", "dl", "dt", "dd", "body", "hr",
     "figure", "address", "td", "th", "tr", "tbody", "table"}
)  # fmt: skip
_STRONG: Final = frozenset({"b", "strong", "h1", "h2", "h3", "h4", "h5", "h6", "th"})
_ROW_GROUPS: Final = frozenset({"thead", "tbody", "tfoot"})
_NUMBER: Final = re.compile(r"\d{1,3}")
_FORMATS: Final = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_FAMILY: Final = re.compile(
    r"font(?:-family)?\s{0,9}:[^;]{0,200}?(\.vn\w*|vni-[\w-]*)", re.IGNORECASE
)
_UNSEEN: Final = re.compile(r"display\s{0,9}:\s{0,9}none", re.IGNORECASE)
_SHOUTED: Final = re.compile(r"text-transform\s{0,9}:\s{0,9}uppercase", re.IGNORECASE)
_SAMPLE_PARTS: Final = 2_000


class _Look(NamedTuple):
    """How text is set: bold, in capitals, in letters of a legacy font."""

    strong: bool = False
    capitals: bool = False
    encoding: Encoding | None = None


@dataclass(slots=True)
class _Writer:
    """Collects inline text until a block ends."""

    blocks: list[Block] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    encodings: set[Encoding] = field(default_factory=set)
    table: int = 0
    dropped: int = 0
    visitor: bool = False

    def add(self, text: str | None, look: _Look) -> None:
        """Add inline text."""
        if text:
            self.parts.append(Part(self.said(text, look), bold=look.strong))

    def said(self, text: str, look: _Look) -> str:
        """Return text normalised, converted from its font's letters, in capitals where shown so."""
        if look.encoding and not text.isascii():
            self.encodings.add(look.encoding)
            text = convert(text, look.encoding)
        plain = normalise(text)
        return plain.upper() if look.capitals else plain

    def flush(self) -> None:
        """End the paragraph collected so far."""
        text = one_line("".join(part.text for part in self.parts))
        weight = weigh(self.parts)
        self.parts = []
        if is_visitor_line(text):
            self.visitor = True
        elif is_site_line(text):
            self.dropped += 1
        elif text and not is_ruler(text):
            self.blocks.append(Block(text, weight.strong, lead=weight.lead))

    def notes(self) -> tuple[Note, ...]:
        """Return the findings of what was left out or converted."""
        notes: list[Note] = [legacy_note(encoding) for encoding in sorted(self.encodings)]
        if self.dropped:
            notes.append(("boilerplate-removed", {"count": str(self.dropped)}))
        if self.visitor:
            notes.append(("personal-data-removed", {}))
        return tuple(notes)


def read_webpage(text: str) -> Reading:
    """Return the blocks of an HTML page, scripts and site boilerplate left out.

    Raises `UnreadableDocumentError` when the parser finds no element at all.
    """
    writer = _Writer()
    root = _parse(text)
    # A page whose fonts are lost shows its encoding by its letters alone.
    sample = " ".join(str(part) for part in islice(root.itertext(), _SAMPLE_PARTS))
    _walk(root, writer, _Look(encoding=recognise(sample)))
    writer.flush()
    return Reading(tuple(writer.blocks), writer.notes())


def _parse(text: str) -> html.HtmlElement:
    parser = html.HTMLParser(
        no_network=True, remove_comments=True, remove_pis=True, encoding="utf-8"
    )
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise UnreadableDocumentError(
            "The HTML page has no content. Save the page with its text and send it again.",
            "Trang HTML không có nội dung. Hãy lưu trang kèm phần chữ rồi gửi lại.",
        ) from error
    return root


def _walk(element: html.HtmlElement, writer: _Writer, look: _Look, mark: str = "") -> None:
    tag = element.tag if isinstance(element.tag, str) else ""
    style = element.get("style") or ""
    if tag in _SKIPPED or not tag or _UNSEEN.search(style):
        return
    inner = _look_of(element, style, look)
    if tag == "table":
        _table(element, writer, inner)
        return
    if tag == "br":
        writer.flush()
        return
    is_block = tag in _BLOCKS
    if is_block:
        writer.flush()
    if tag == "li":
        writer.add(mark or "- ", inner._replace(encoding=None))
    _inline(element, writer, inner)
    if is_block:
        writer.flush()


def _look_of(element: html.HtmlElement, style: str, outer: _Look) -> _Look:
    """Return how the text of an element is set, given how the text around it is."""
    look = outer._replace(strong=outer.strong or element.tag in _STRONG)
    family = _FAMILY.search(style)
    font = font_of(family.group(1) if family else element.get("face"))
    if font.encoding:
        look = look._replace(encoding=font.encoding, capitals=font.capitals)
    return look._replace(capitals=True) if _SHOUTED.search(style) else look


def _inline(element: html.HtmlElement, writer: _Writer, look: _Look) -> None:
    writer.add(element.text, look)
    number = _first_number(element)
    for child in element:
        mark = ""
        if child.tag == "li" and element.tag == "ol":
            mark = f"{printed(number, _FORMATS.get(element.get('type') or '', 'decimal'))}. "
            number += 1
        _walk(child, writer, look, mark)
        writer.add(child.tail, look)


def _first_number(listing: html.HtmlElement) -> int:
    start = listing.get("start") or "1"
    return int(start) if _NUMBER.fullmatch(start) else 1


def _table(element: html.HtmlElement, writer: _Writer, look: _Look) -> None:
    writer.flush()
    rows = _rows(element)
    grid = Grid()
    for row in rows:
        grid.add_row([_cell(cell, writer, look) for cell in row.iterchildren("td", "th")])
    if grid.is_data():
        writer.table += 1
        writer.blocks.extend(grid.blocks(writer.table))
        return
    for row in rows:
        for cell in row.iterchildren("td", "th"):
            writer.flush()
            _inline(cell, writer, _look_of(cell, cell.get("style") or "", look))
    writer.flush()


def _rows(table: html.HtmlElement) -> list[html.HtmlElement]:
    """Return the rows of a table, those of tables inside its cells left out."""
    rows: list[html.HtmlElement] = []
    for child in table:
        if child.tag == "tr":
            rows.append(child)
        elif child.tag in _ROW_GROUPS:
            rows.extend(child.iterchildren("tr"))
    return rows


def _cell(cell: html.HtmlElement, writer: _Writer, look: _Look) -> tuple[str, int, int]:
    text = one_line("".join(_texts(cell, writer, look)))
    return text, _span(cell.get("colspan")), _span(cell.get("rowspan"))


def _texts(element: html.HtmlElement, writer: _Writer, outer: _Look) -> list[str]:
    """Return the texts inside a cell, in order."""
    if element.tag in _SKIPPED:
        return []
    look = _look_of(element, element.get("style") or "", outer)
    # A block or a line break parts words; bold within a word does not.
    edge = [" "] if element.tag in _BLOCKS or element.tag == "br" else []
    found = [*edge, writer.said(element.text, look)] if element.text else edge.copy()
    for child in element:
        found.extend(_texts(child, writer, look))
        if child.tail:
            found.append(writer.said(child.tail, look))
    return found + edge


def _span(value: str | None) -> int:
    return int(value) if value and _NUMBER.fullmatch(value) and int(value) else 1
