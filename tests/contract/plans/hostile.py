"""Documents made to do harm, each small enough to be sent; all made here, none kept as a file."""

import io
import zipfile
from collections.abc import Callable, Mapping
from typing import Final

_FORMATS: Final = "application/vnd.openxmlformats"
_TYPES: Final = (
    '<?xml version="1.0"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Default Extension="rels" ContentType="{_FORMATS}-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" '
    f'ContentType="{_FORMATS}-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS: Final = (
    '<?xml version="1.0"?><Relationships '
    'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
_OPENED: Final = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
)
_CLOSED: Final = "</w:body></w:document>"
_LAUGHS: Final = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha ha ha ha ha ha ha ha ha ha">'
    + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">'
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]>"
)


def word(body: str, prolog: str = '<?xml version="1.0"?>') -> bytes:
    """Return a DOCX file with this body, packed as tightly as it goes."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as package:
        package.writestr("[Content_Types].xml", _TYPES)
        package.writestr("_rels/.rels", _RELATIONS)
        package.writestr("word/document.xml", f"{prolog}{_OPENED}{body}{_CLOSED}")
    return kept.getvalue()


_SHEET_SPACE: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def book(
    sheet: str,
    strings: str = "",
    prolog: str = '<?xml version="1.0"?>',
    sheets: int = 1,
    styles: str = "",
) -> bytes:
    """Return an XLSX file whose sheets all have this content, packed as tightly as it goes."""
    tabs = "".join(f'<sheet name="s{n}" sheetId="{n}" r:id="r{n}"/>' for n in range(1, sheets + 1))
    links = "".join(
        f'<Relationship Id="r{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        for n in range(1, sheets + 1)
    )
    space = f'xmlns="{_SHEET_SPACE}"'
    return _archive(
        {
            "xl/workbook.xml": (
                f'<workbook {space} xmlns:r="{_OFFICE}"><sheets>{tabs}</sheets></workbook>'
            ).encode(),
            "xl/_rels/workbook.xml.rels": (
                '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
                f'relationships">{links}</Relationships>'
            ).encode(),
            "xl/sharedStrings.xml": f"<sst {space}>{strings}</sst>".encode(),
            "xl/styles.xml": f"<styleSheet {space}>{styles}</styleSheet>".encode(),
            "xl/worksheets/sheet1.xml": (
                f"{prolog}<worksheet {space}>{sheet}</worksheet>"
            ).encode(),
        },
        packed=True,
    )


def _string(text: str) -> str:
    return f"<si><t>{text}</t></si>"


def _cells(count: int, cell: str = '<c t="s"><v>0</v></c>') -> str:
    return f"<row>{cell * count}</row>"


def _sheet(rows: str, more: str = "") -> str:
    return f"<sheetData>{rows}</sheetData>{more}"


def _paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def _table(rows: int, columns: int) -> str:
    row = f"<w:tr>{f'<w:tc>{_paragraph(chr(120))}</w:tc>' * columns}</w:tr>"
    return f"<w:tbl>{row * rows}</w:tbl>"


def _nested_tables(depth: int) -> str:
    return "<w:tbl><w:tr><w:tc>" * depth + _paragraph("x") + "</w:tc></w:tr></w:tbl>" * depth


Case = tuple[Callable[[], bytes], str]

REFUSED: Final[Mapping[str, Case]] = {
    "zip bomb": (lambda: word(_paragraph("A" * 200_000_000)), "bomb.docx"),
    "billion laughs": (lambda: word(_paragraph("&i;"), _LAUGHS), "laughs.docx"),
    "outside entity": (
        lambda: word(_paragraph("&x;"), '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
        "entity.docx",
    ),
    "XML 100,000 levels deep": (
        lambda: word("<w:sdt><w:sdtContent>" * 50_000 + "</w:sdtContent></w:sdt>" * 50_000),
        "deep.docx",
    ),
    "workbook bomb": (
        lambda: book(_sheet(_cells(1)), _string("A" * 100_000_000)),
        "bomb.xlsx",
    ),
    "billion laughs in a sheet": (
        lambda: book(_sheet("<row><c><v>&i;</v></c></row>"), prolog=_LAUGHS),
        "laughs.xlsx",
    ),
    "outside entity in a sheet": (
        lambda: book(
            _sheet("<row><c><v>&x;</v></c></row>"),
            prolog='<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        ),
        "entity.xlsx",
    ),
    "half a workbook": (lambda: book(_sheet(_cells(1)))[:400], "half.xlsx"),
    "a workbook of nothing": (lambda: book(_sheet("")), "nothing.xlsx"),
    "a workbook that declares itself binary": (
        lambda: _archive({"xl/workbook.bin": b"x"}),
        "binary.xlsx",
    ),
    "half a file": (lambda: word(_paragraph("x"))[:400], "half.docx"),
    "an archive of something else": (lambda: _archive({"a.txt": b"x"}), "other.docx"),
    "an archive within an archive": (
        lambda: _archive({"word/document.xml": _archive({"word/document.xml": b"x"})}),
        "twice.docx",
    ),
    "null bytes": (lambda: "KẾ HOẠCH".encode() + bytes(100_000), "null.txt"),
    "nothing": (lambda: b"", "nothing.txt"),
}
"""Files that are no document: each is refused with one problem."""

READ: Final[Mapping[str, Case]] = {
    "tables in tables": (lambda: word(_nested_tables(60)), "tables.docx"),
    "a table of 1,000,000 cells": (lambda: word(_table(10_000, 100)), "cells.docx"),
    "an HTML table of 1,000,000 cells": (
        lambda: b"<table>" + (b"<tr>" + b"<td>x" * 100) * 10_000 + b"</table>",
        "cells.html",
    ),
    "a Markdown table of 1,000,000 cells": (
        lambda: ("|" + " x |" * 100 + "\n").encode() * 10_000,
        "cells.md",
    ),
    "HTML 100,000 levels deep": (lambda: b"<div>" * 100_000 + b"x", "deep.html"),
    "HTML inline 100,000 levels deep": (lambda: b"<b><i>" * 50_000 + b"x", "inline.html"),
    "Markdown quoted 100,000 levels deep": (lambda: b"> " * 100_000 + b"x", "quoted.md"),
    "Markdown bullets 100,000 levels deep": (
        lambda: b"".join(b" " * min(n, 100) + b"- x\n" for n in range(100_000)),
        "bullets.md",
    ),
    "brackets 100,000 levels deep": (lambda: b"x" + b"([" * 100_000, "brackets.md"),
    "numbers 1.1.1.1...": (lambda: b"1." * 100_000 + b" x", "numbers.txt"),
    "one line of 19 MB": (lambda: "Sở Y tế báo cáo, ".encode() * 900_000, "line.txt"),
    "one word of 19 MB": (lambda: b"a" * 19_000_000, "word.txt"),
    "blanks of 19 MB": (lambda: b"x" + b" " * 19_000_000 + b"x", "blanks.txt"),
    "1,000,000 bullets": (lambda: b"- x\n" * 1_000_000, "bullets.txt"),
    "1,000,000 numbered headings": (
        lambda: b"".join(b"%d. x\n" % n for n in range(1_000_000)),
        "headings.txt",
    ),
    "1,000,000 blank lines": (lambda: b"x\n" + b"\n" * 1_000_000 + b"x", "lines.txt"),
    "numbers of 10,000 digits": (
        lambda: (
            (
                "Chỉ tiêu 1: đạt " + "9" * 10_000 + "% năm 2026, " + "1." * 5_000 + "000 đồng\n"
            ).encode()
            * 20
        ),
        "digits.txt",
    ),
    "labels of 10,000 digits": (lambda: (b"9" * 10_000 + b". x\n") * 20, "labels.txt"),
    "roman numbers of 10,000 letters": (lambda: (b"M" * 10_000 + b". x\n") * 20, "roman.txt"),
    "days that do not exist": (
        lambda: (
            (
                "Hà Nội, ngày 31 tháng 02 năm 2026\n"
                "báo cáo trước ngày 31/02, ngày 30/2/2027, 0/0/0000, "
                "ngày 99 tháng 99 năm 9999, quý 9/2026\n"
            ).encode()
            * 50
        ),
        "days.txt",
    ),
    "invalid UTF-8": (lambda: b"K\xe1\xba\xbe HO\xe1 \xff\xfe x " * 500, "invalid.txt"),
    "lone surrogates": (
        lambda: "Sở Y tế \ud800 x \udfff ".encode("utf-8", "surrogatepass") * 500,
        "lone.txt",
    ),
    "surrogates in UTF-16": (
        lambda: b"\xff\xfe" + ("Sở Y tế \ud800".encode("utf-16-le", "surrogatepass")) * 500,
        "lone16.txt",
    ),
    "character references": (
        lambda: b"<p>S&#7903; Y t&#7871; &#0; &#xD800; &#1114112; &#x202E; &#10;</p>" * 500,
        "references.html",
    ),
    "marks that turn the writing": (
        lambda: "\u202eSở Y tế\u202c \u2066báo cáo\u2069 \u200f\u061c\n".encode() * 500,
        "turned.txt",
    ),
    "marks above marks": (lambda: b"a" + "\u0301\u0323".encode() * 100_000, "marks.txt"),
    "a sheet of 1,000,000 cells": (
        lambda: book(_sheet(_cells(100) * 10_000), _string("x")),
        "cells.xlsx",
    ),
    "a sheet of 1,000,000 empty rows": (
        lambda: book(_sheet('<row r="7"/>' * 1_000_000 + _cells(1)), _string("x")),
        "rows.xlsx",
    ),
    "a row of 500,000 cells": (lambda: book(_sheet(_cells(500_000)), _string("x")), "row.xlsx"),
    "one long string in 100,000 cells": (
        lambda: book(_sheet(_cells(10) * 10_000), _string("Sở Y tế " * 4_000)),
        "strings.xlsx",
    ),
    "200 sheets that are one": (
        lambda: book(_sheet(_cells(50) * 2_000), _string("x"), sheets=200),
        "sheets.xlsx",
    ),
    "merged cells without end": (
        lambda: book(
            _sheet(
                "".join(f'<row r="{n}"><c t="s"><v>0</v></c></row>' for n in range(1, 5_000)),
                "<mergeCells>" + '<mergeCell ref="A1:XFD1048576"/>' * 100_000 + "</mergeCells>",
            ),
            _string("x"),
        ),
        "merged.xlsx",
    ),
    "hidden columns without end": (
        lambda: book(
            "<cols>"
            + '<col min="200" max="16384" hidden="1"/>' * 100_000
            + "</cols>"
            + _sheet(_cells(50) * 200),
            _string("x"),
        ),
        "hidden.xlsx",
    ),
    "places that do not exist": (
        lambda: book(
            _sheet(
                "".join(
                    f'<row r="{n}"><c r="{place}" t="s" s="999999999"><v>{n}</v></c></row>'
                    for n, place in enumerate(["A0", "ZZZ1", "A99999999", "1A", "", "-", "XFE1"])
                ),
                '<mergeCells><mergeCell ref="B2:A1"/><mergeCell ref="A"/><mergeCell/></mergeCells>',
            ),
            _string("x"),
        ),
        "places.xlsx",
    ),
    "numbers that are none": (
        lambda: book(
            _sheet(
                "".join(
                    f"<row><c><v>{value}</v></c></row>"
                    for value in ("1e999", "-1e999", "nan", "9" * 30_000, "1e-300", "x", "0x1")
                )
            )
        ),
        "numbers.xlsx",
    ),
    "words where a day is due": (
        lambda: book(
            _sheet(
                "".join(
                    f'<row><c s="0"><v>{value}</v></c></row>'
                    for value in ("Q1/2026", "xx/", "²2/2", "1_/3", "46203")
                )
            ),
            styles='<cellXfs><xf numFmtId="14"/></cellXfs>',
        ),
        "days.xlsx",
    ),
    "a CSV of quotes that never end": (lambda: b'a";"\n' * 1_500_000, "quotes.csv"),
    "a CSV of one quote and 19 MB": (lambda: b'x,"' + b"y\n" * 9_000_000, "quote.csv"),
    "a CSV of 1,000,000 values": (lambda: (b"x;" * 100 + b"\n") * 10_000, "values.csv"),
    "spans of columns": (
        lambda: b"<table>" + b"<tr><td colspan=99999 rowspan=99999>x" * 2_000 + b"</table>",
        "spans.html",
    ),
}
"""Files that are strange but can be read: each gives an object, or is refused, never more."""


def _archive(parts: Mapping[str, bytes], *, packed: bool = False) -> bytes:
    kept = io.BytesIO()
    form = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    with zipfile.ZipFile(kept, "w", form, compresslevel=9) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return kept.getvalue()
