"""A sample as an office would save it: its blocks written as a web page, DOCX or ODT."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from services.plans.extract.blocks import Block
from services.plans.extract.normalise import normalise
from services.plans.extract.plain import read_plain

_RIGHT = re.compile(
    r"CỘNG H[ÒO][ÀA] XÃ HỘI|CHỦ NGHĨA VIỆT NAM|Độc lập|.{0,40}, ngày .{0,40}năm \d{4}"
)
_KIND = re.compile(r"(?:KẾ HOẠCH|CHỈ THỊ|QUYẾT ĐỊNH|CHƯƠNG TRÌNH|Kính gửi)")
_SIGNING = re.compile(r"(?:(?:TM|KT|TL|TUQ)\. |(?:CHỦ TỊCH|BỘ TRƯỞNG|GIÁM ĐỐC)$)")
_NEXT = re.compile(r"PHỤ LỤC|KẾ HOẠCH|ỦY BAN|\(Kèm")
_HEAD = 14
_MOST_SIGNING = 6


class Sheet(NamedTuple):
    """A document as it lies on paper: letterhead left and right, body, closing left and right."""

    left: list[Block]
    right: list[Block]
    body: list[Block]
    recipients: list[Block]
    signature: list[Block]
    rest: list[Block]


def sheet_of(path: Path) -> Sheet:
    """Return a text or Markdown sample as it would lie on paper."""
    blocks = list(read_plain(normalise(path.read_text(encoding="utf-8"))).blocks)
    title = next((at for at, one in enumerate(blocks[:_HEAD]) if _KIND.match(one.text)), 0)
    head, body = blocks[:title], blocks[title:]
    right = [one for one in head if _RIGHT.match(one.text)]
    left = [one for one in head if one not in right]
    return Sheet(left, right, *_closing(body))


def _closing(body: list[Block]) -> tuple[list[Block], list[Block], list[Block], list[Block]]:
    start = next((at for at, one in enumerate(body) if one.text.startswith("Nơi nhận")), len(body))
    signing = next(
        (at for at, one in enumerate(body) if at > start and _SIGNING.match(one.text)), len(body)
    )
    end = signing
    while end < len(body) and not _NEXT.match(body[end].text) and end < signing + _MOST_SIGNING:
        end += 1
    return body[:start], body[start:signing], body[signing:end], body[end:]


def runs(blocks: Iterable[Block]) -> Iterator[tuple[int, list[Block]]]:
    """Yield paragraphs (0) and tables (their number) in order."""
    for table, group in groupby(blocks, key=lambda block: block.table):
        yield table, list(group)


STYLE = """@page { size: A4; margin: 20mm 15mm 20mm 30mm }
body { font: 13pt/1.25 'DejaVu Serif'; text-align: justify }
p { margin: 0 0 6pt; text-indent: 10mm } td p { text-indent: 0; text-align: center; margin: 0 }
table { border-collapse: collapse; width: 100%; text-align: left }
.data { font-size: 12pt } .data td { border: 1px solid; padding: 2pt 4pt }
.left p { text-align: left }"""


def as_html(sheet: Sheet) -> str:
    """Return the document as a web page: letterhead and closing as tables without lines."""
    return (
        f"<!doctype html><html lang=vi><meta charset=utf-8><style>{STYLE}</style><body>"
        f"{_pair(sheet.left, sheet.right)}{_html(sheet.body)}"
        f"{_pair(sheet.recipients, sheet.signature, 'left')}{_html(sheet.rest)}</body></html>"
    )


def _pair(left: Sequence[Block], right: Sequence[Block], kind: str = "") -> str:
    if not left and not right:
        return ""
    return (
        f"<table><tr><td class='{kind}' width=45% valign=top>{_html(left)}</td>"
        f"<td valign=top>{_html(right)}</td></tr></table>"
    )


def _html(blocks: Iterable[Block]) -> str:
    return "".join(
        f"<table class=data>{''.join(map(_row, group))}</table>"
        if table
        else "".join(map(_paragraph, group))
        for table, group in runs(blocks)
    )


def _row(block: Block) -> str:
    return f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in block.cells)}</tr>"


def _paragraph(block: Block) -> str:
    text = f"<b>{escape(block.text)}</b>" if block.strong else escape(block.text)
    return f"<p>{text}</p>"


def as_docx(sheet: Sheet) -> bytes:
    """Return the document as Word saves it: dashes are list marks, tables have lines."""
    document = docx.Document()
    bullets = _dash_list(document)
    _docx_pair(document, sheet.left, sheet.right)
    _docx_blocks(document, sheet.body, bullets)
    _docx_pair(document, sheet.recipients, sheet.signature)
    _docx_blocks(document, sheet.rest, bullets)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _docx_pair(document: Any, left: Sequence[Block], right: Sequence[Block]) -> None:
    if not left and not right:
        return
    table = document.add_table(rows=1, cols=2)
    for cell, blocks in zip(table.rows[0].cells, (left, right), strict=True):
        for block in blocks:
            cell.add_paragraph().add_run(block.text).bold = block.strong


def _docx_blocks(document: Any, blocks: Iterable[Block], bullets: str) -> None:
    for number, group in runs(blocks):
        if number:
            columns = max(len(block.cells) for block in group)
            table = document.add_table(rows=0, cols=columns)
            for block in group:
                cells = table.add_row().cells
                for cell, text in zip(cells, block.cells, strict=False):
                    cell.text = text
            continue
        for block in group:
            dashed = block.text.startswith("- ")
            paragraph = document.add_paragraph()
            paragraph.add_run(block.text[2:] if dashed else block.text).bold = block.strong
            if dashed:
                enlist(paragraph, bullets, "0")


def enlist(paragraph: Any, list_id: str, level: str) -> None:
    """Put a paragraph into a list of the document."""
    properties = paragraph._p.get_or_add_pPr()
    listing = OxmlElement("w:numPr")
    for name, value in (("w:ilvl", level), ("w:numId", list_id)):
        child = OxmlElement(name)
        child.set(qn("w:val"), value)
        listing.append(child)
    properties.append(listing)


def define_list(document: Any, levels: Sequence[tuple[str, str]], list_id: str = "901") -> str:
    """Add a list of (format, pattern) levels to a document; return its id."""
    root = document.part.numbering_part.element
    abstract = OxmlElement("w:abstractNum")
    abstract.set(qn("w:abstractNumId"), list_id)
    for depth, (form, pattern) in enumerate(levels):
        level = OxmlElement("w:lvl")
        level.set(qn("w:ilvl"), str(depth))
        for name, value in (("w:start", "1"), ("w:numFmt", form), ("w:lvlText", pattern)):
            child = OxmlElement(name)
            child.set(qn("w:val"), value)
            level.append(child)
        abstract.append(level)
    root.insert(0, abstract)
    number = OxmlElement("w:num")
    number.set(qn("w:numId"), list_id)
    link = OxmlElement("w:abstractNumId")
    link.set(qn("w:val"), list_id)
    number.append(link)
    root.append(number)
    return list_id


def _dash_list(document: Any) -> str:
    return define_list(document, [("bullet", "-")], "902")


_NAMESPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in (
        ("office", "office"), ("text", "text"), ("table", "table"), ("style", "style"),
        ("fo", "xsl-fo-compatible"), ("draw", "drawing"), ("svg", "svg-compatible"),
    )
)  # fmt: skip
ODT_STYLES = """<style:style style:name="B" style:family="paragraph"><style:text-properties
fo:font-weight="bold"/></style:style><text:list-style style:name="L"><text:list-level-style-bullet
text:level="1" text:bullet-char="-"/></text:list-style>"""


def odt(text: str, styles: str = ODT_STYLES) -> bytes:
    """Return an ODT file with `text` as its body, both as XML."""
    content = (
        f"<office:document-content {_NAMESPACES}><office:automatic-styles>{styles}"
        f"</office:automatic-styles><office:body><office:text>{text}</office:text></office:body>"
        "</office:document-content>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        package.writestr("content.xml", content)
    return buffer.getvalue()


def as_odt(sheet: Sheet) -> bytes:
    """Return the document as LibreOffice saves it: dashes are list marks, tables have lines."""
    return odt(
        _odt_pair(sheet.left, sheet.right)
        + _odt_blocks(sheet.body)
        + _odt_pair(sheet.recipients, sheet.signature)
        + _odt_blocks(sheet.rest)
    )


def _odt_pair(left: Sequence[Block], right: Sequence[Block]) -> str:
    if not left and not right:
        return ""
    cells = (f"<table:table-cell>{_odt_blocks(side)}</table:table-cell>" for side in (left, right))
    return f"<table:table><table:table-row>{''.join(cells)}</table:table-row></table:table>"


def _odt_blocks(blocks: Iterable[Block]) -> str:
    return "".join(
        f"<table:table>{''.join(map(_odt_row, group))}</table:table>"
        if table
        else "".join(map(_odt_paragraph, group))
        for table, group in runs(blocks)
    )


def _odt_row(block: Block) -> str:
    cells = (
        f"<table:table-cell><text:p>{escape(cell)}</text:p></table:table-cell>"
        for cell in block.cells
    )
    return f"<table:table-row>{''.join(cells)}</table:table-row>"


def _odt_paragraph(block: Block) -> str:
    style = ' text:style-name="B"' if block.strong else ""
    if block.text.startswith("- "):
        return (
            f'<text:list text:style-name="L"><text:list-item><text:p{style}>'
            f"{escape(block.text[2:])}</text:p></text:list-item></text:list>"
        )
    return f"<text:p{style}>{escape(block.text)}</text:p>"
