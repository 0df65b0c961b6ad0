"""HTML as saved from a legal-text site, read as blocks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree, html

from services.plans.extract.blocks import Block, Reading
from services.plans.extract.errors import UnreadableDocumentError
from services.plans.extract.markup import is_ruler
from services.plans.extract.noise import is_site_line, is_visitor_line
from services.plans.extract.normalise import normalise, one_line
from services.plans.extract.reading.grid import Grid

_SKIPPED = frozenset(
    {"script", "style", "noscript", "nav", "form", "button", "select", "option", "iframe", "svg",
     "head", "template", "object", "textarea", "input"}
)  # fmt: skip
_BLOCKS = frozenset(
    {"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "section", "article", "main",
     "header", "footer", "aside", "blockquote", "pre", "center", "dl", "dt", "dd", "body", "hr",
     "figure", "address", "td", "th", "tr", "tbody", "table"}
)  # fmt: skip
_STRONG = frozenset({"b", "strong", "h1", "h2", "h3", "h4", "h5", "h6", "th"})
_MIN_STRONG_SHARE = 0.9
_NUMBER = re.compile(r"\d{1,2}")


@dataclass(slots=True)
class _Writer:
    """Collects inline text until a block ends."""

    blocks: list[Block] = field(default_factory=list)
    parts: list[tuple[str, bool]] = field(default_factory=list)
    table: int = 0
    dropped: int = 0
    visitor: bool = False

    def add(self, text: str | None, *, strong: bool) -> None:
        if text:
            self.parts.append((text, strong))

    def flush(self) -> None:
        """End the paragraph collected so far."""
        text = one_line("".join(part for part, _ in self.parts))
        bold = sum(len(part.strip()) for part, strong in self.parts if strong)
        total = sum(len(part.strip()) for part, _ in self.parts)
        self.parts = []
        if is_visitor_line(text):
            self.visitor = True
        elif is_site_line(text):
            self.dropped += 1
        elif text and not is_ruler(text):
            self.blocks.append(Block(text, bold >= total * _MIN_STRONG_SHARE))


def read_webpage(text: str) -> Reading:
    """Return the blocks of a normalised HTML page, scripts and site boilerplate left out.

    Raises `UnreadableDocumentError` when the parser finds no element at all.
    """
    writer = _Writer()
    _walk(_parse(text), writer, strong=False)
    writer.flush()
    notes: list[tuple[str, dict[str, str]]] = []
    if writer.dropped:
        notes.append(("boilerplate-removed", {"count": str(writer.dropped)}))
    if writer.visitor:
        notes.append(("personal-data-removed", {}))
    return Reading(tuple(writer.blocks), tuple(notes))


def _parse(text: str) -> html.HtmlElement:
    parser = html.HTMLParser(
        no_network=True, remove_comments=True, remove_pis=True, encoding="utf-8"
    )
    try:
        root = html.document_fromstring(text.encode("utf-8"), parser=parser)
    except (etree.ParserError, ValueError) as error:
        raise UnreadableDocumentError(
            "The HTML page has no content. Save the page with its text and send it again.",
            "Trang HTML không có nội dung. Hãy lưu trang kèm phần chữ rồi gửi lại.",
        ) from error
    return root


def _walk(element: html.HtmlElement, writer: _Writer, *, strong: bool) -> None:
    tag = element.tag if isinstance(element.tag, str) else ""
    if tag in _SKIPPED or not tag:
        return
    if tag == "table":
        _table(element, writer)
        return
    if tag == "br":
        writer.flush()
        return
    is_block = tag in _BLOCKS
    if is_block:
        writer.flush()
    bold = strong or tag in _STRONG
    if tag == "li":
        writer.add(_mark(element), strong=bold)
    _inline(element, writer, strong=bold)
    if is_block:
        writer.flush()


def _inline(element: html.HtmlElement, writer: _Writer, *, strong: bool) -> None:
    writer.add(element.text, strong=strong)
    for child in element:
        _walk(child, writer, strong=strong)
        writer.add(child.tail, strong=strong)


def _mark(item: html.HtmlElement) -> str:
    """Return the number or dash that a browser prints before a list item."""
    parent = item.getparent()
    if parent is None or parent.tag != "ol":
        return "- "
    start = parent.get("start") or "1"
    first = int(start) if _NUMBER.fullmatch(start) else 1
    before = sum(1 for sibling in item.itersiblings("li", preceding=True) if sibling is not item)
    return f"{first + before}. "


def _table(element: html.HtmlElement, writer: _Writer) -> None:
    writer.flush()
    grid = Grid()
    rows = [row for row in element.iter("tr") if next(row.iterancestors("table")) is element]
    for row in rows:
        grid.add_row([_cell(cell) for cell in row.iterchildren("td", "th")])
    if grid.is_data():
        writer.table += 1
        for cells in grid.rows:
            if any(cells):
                writer.blocks.append(Block("", cells=tuple(cells), table=writer.table))
        return
    for row in rows:
        for cell in row.iterchildren("td", "th"):
            writer.flush()
            _inline(cell, writer, strong=cell.tag == "th")
    writer.flush()


def _cell(cell: html.HtmlElement) -> tuple[str, int, int]:
    text = one_line(normalise(" ".join(str(part) for part in cell.itertext())))
    return text, _span(cell.get("colspan")), _span(cell.get("rowspan"))


def _span(value: str | None) -> int:
    return int(value) if value and _NUMBER.fullmatch(value) and int(value) else 1
