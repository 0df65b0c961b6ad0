"""DOCX: numbers as Word prints them, styles, tracked changes, notes, boxes, tables."""

from __future__ import annotations

import io
import zipfile
from xml.sax.saxutils import escape

import pytest

from services.plans.extract import UnreadableDocumentError
from services.plans.extract.blocks import Reading
from services.plans.extract.reading import read_file

_WML = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_ROOT = f'xmlns:w="{_WML}" xmlns:mc="{_MC}"'


def _docx(body: str, **parts: str) -> bytes:
    """Return a DOCX of this body; further parts are named by their file, without `.xml`."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(
            "word/document.xml", f"<w:document {_ROOT}><w:body>{body}</w:body></w:document>"
        )
        for name, xml in parts.items():
            package.writestr(f"word/{name}.xml", f"<w:{name} {_ROOT}>{xml}</w:{name}>")
    return buffer.getvalue()


def _read(body: str, **parts: str) -> Reading:
    return read_file(_docx(body, **parts), "a.docx")


def _texts(body: str, **parts: str) -> list[str]:
    return [" | ".join(one.cells) or one.text for one in _read(body, **parts).blocks]


def _run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{escape(text)}</w:t></w:r>"


def _p(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{_run(text)}</w:p>"


def _item(text: str, level: int = 0, number: int = 1) -> str:
    return _p(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def _level(at: int, form: str, pattern: str, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{pattern}"/>{more}</w:lvl>'
    )


_LEVELS = (
    _level(0, "upperRoman", "%1.")
    + _level(1, "decimal", "%2.")
    + _level(2, "decimal", "%2.%3.")
    + _level(3, "lowerLetter", "%4)")
    + _level(4, "bullet", "\uf0b7")
)
_NUMBERING = (
    f'<w:abstractNum w:abstractNumId="7">{_LEVELS}</w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="7"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="1">'
    '<w:startOverride w:val="1"/></w:lvlOverride></w:num>'
)


def test_levels_are_printed_with_those_above_and_begin_anew_below_them() -> None:
    body = "".join(
        [_item("A"), _item("B", 1), _item("C", 2), _item("D", 2), _item("E", 3), _item("F", 4),
         _item("G", 1), _item("H", 2), _item("I"), _item("K", 1)]
    )  # fmt: skip
    assert _texts(body, numbering=_NUMBERING) == [
        "I. A", "1. B", "1.1. C", "1.2. D", "a) E", "- F", "2. G", "2.1. H", "II. I", "1. K",
    ]  # fmt: skip


def test_lists_of_one_definition_count_on_unless_they_begin_anew() -> None:
    body = _item("A", 1) + _item("B", 1, 2) + _item("C", 1, 3) + _item("D", 1, 3)
    assert _texts(body, numbering=_NUMBERING) == ["1. A", "2. B", "1. C", "2. D"]


def test_a_paragraph_style_brings_its_list_and_level() -> None:
    numbering = (
        '<w:abstractNum w:abstractNumId="7">'
        + _level(0, "upperRoman", "%1.")
        + _level(1, "decimal", "%2.", '<w:pStyle w:val="Muc"/>')
        + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
    )
    styles = (
        '<w:style w:styleId="Goc"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:styleId="Muc"><w:basedOn w:val="Goc"/></w:style>'
    )
    body = _p("A", '<w:pStyle w:val="Muc"/>') + _p("B", '<w:pStyle w:val="Muc"/>')
    none = _p("C", '<w:pStyle w:val="Muc"/><w:numPr><w:numId w:val="0"/></w:numPr>')
    assert _texts(body + none, numbering=numbering, styles=styles) == ["1. A", "2. B", "C"]


def test_an_empty_numbered_paragraph_counts() -> None:
    assert _texts(_item("A", 1) + _item("", 1) + _item("C", 1), numbering=_NUMBERING) == [
        "1. A",
        "3. C",
    ]


def test_insertions_are_read_deletions_are_not_and_both_are_told() -> None:
    body = (
        f"<w:p>{_run('Trước ngày ')}<w:del><w:r><w:delText>15/6</w:delText></w:r></w:del>"
        f"<w:ins>{_run('30/6')}</w:ins></w:p>"
        f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{_run('Sở Y tế ')}</w:p>{_p('chủ trì.')}"
    )
    reading = _read(body)
    assert [one.text for one in reading.blocks] == ["Trước ngày 30/6", "Sở Y tế chủ trì."]
    assert reading.notes == (("tracked-changes", {"count": "2"}),)


def test_footnotes_follow_the_text_with_their_marks() -> None:
    body = f'<w:p>{_run("Sở Y tế")}<w:r><w:footnoteReference w:id="4"/></w:r></w:p>' + _p("Hết.")
    notes = (
        '<w:footnote w:id="0" w:type="separator"><w:p/></w:footnote>'
        f'<w:footnote w:id="4">{_p("Nay là Sở khác.")}</w:footnote>'
    )
    reading = _read(body, footnotes=notes)
    assert [(one.text, one.aside) for one in reading.blocks] == [
        ("Sở Y tế", False),
        ("Hết.", False),
        ("[1] Nay là Sở khác.", True),
    ]
    assert ("notes-appended", {"count": "1"}) in reading.notes


def test_a_text_box_is_read_once() -> None:
    box = f"<w:txbxContent>{_p('Trong khung')}</w:txbxContent>"
    body = (
        "<w:p><w:r><mc:AlternateContent><mc:Choice><w:drawing>"
        f"{box}</w:drawing></mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback>"
        f"</mc:AlternateContent></w:r>{_run('Ngoài khung')}</w:p>"
    )
    assert _texts(body) == ["Ngoài khung", "Trong khung"]


def test_a_text_box_in_a_cell_is_read_once() -> None:
    box = f"<w:txbxContent>{_p('Trong khung')}</w:txbxContent>"
    drawn = (
        f"<w:r><mc:AlternateContent><mc:Choice><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    head = "".join(f"<w:tc>{_p(text)}</w:tc>" for text in ("STT", "Nội dung", "Chủ trì"))
    row = (
        f"<w:tc>{_p('1')}</w:tc><w:tc><w:p>{drawn}{_run('Mua')}</w:p></w:tc><w:tc>{_p('A')}</w:tc>"
    )
    body = f"<w:tbl><w:tr>{head}</w:tr><w:tr>{row}</w:tr></w:tbl>"
    assert _read(body).blocks[1].cells == ("1", "Mua Trong khung", "A")


def test_words_in_links_tags_and_controls_are_read_and_hidden_ones_are_not() -> None:
    body = (
        f"<w:p><w:hyperlink>{_run('Sở ')}</w:hyperlink><w:smartTag>{_run('Y ')}</w:smartTag>"
        f"<w:sdt><w:sdtContent>{_run('tế')}</w:sdtContent></w:sdt>{_run('x', '<w:vanish/>')}</w:p>"
        f"<w:sdt><w:sdtContent>{_p('Trong khối')}</w:sdtContent></w:sdt>"
        f"<w:p>{_run('ủy ban', '<w:caps/>')}<w:r><w:br/></w:r>{_run('dòng hai')}</w:p>"
    )
    assert _texts(body) == ["Sở Y tế", "Trong khối", "ỦY BAN", "dòng hai"]


def test_a_table_of_contents_is_left_out() -> None:
    styles = '<w:style w:styleId="M1"><w:name w:val="toc 1"/></w:style>'
    assert _texts(
        _p("I. Mục tiêu 3", '<w:pStyle w:val="M1"/>') + _p("Nội dung"), styles=styles
    ) == ["Nội dung"]


def _row(*cells: str) -> str:
    return f"<w:tr>{''.join(cells)}</w:tr>"


def _cell(inner: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"


def test_merged_cells_numbered_rows_and_inner_tables_keep_their_columns() -> None:
    inner = f"<w:tbl>{_row(_cell(_p('Sở')), _cell(_p('Y tế')))}</w:tbl>"
    body = (
        "<w:tbl>"
        + _row(*(_cell(_p(text)) for text in ("STT", "Nội dung", "Chủ trì", "Hạn")))
        + _row(
            _cell(_item("", 1)), _cell(_p("Mua giống")),
            _cell(inner, '<w:vMerge w:val="restart"/>'), _cell(_p("Quý I")),
        )
        + _row(
            _cell(_item("", 1)), _cell(_p("Trồng cây")),
            _cell("<w:p/>", "<w:vMerge/>"), _cell(_p("Quý II")),
        )
        + _row(_cell(_p("Cộng"), '<w:gridSpan w:val="3"/>'), _cell(_p("2")))
        + "</w:tbl>"
    )  # fmt: skip
    assert _texts(body, numbering=_NUMBERING) == [
        "STT | Nội dung | Chủ trì | Hạn",
        "1. | Mua giống | Sở Y tế | Quý I",
        "2. | Trồng cây | Sở Y tế | Quý II",
        "Cộng |  |  | 2",
    ]


def test_a_letterhead_set_with_tabs_is_read_side_by_side() -> None:
    lines = [
        ("UBND TỈNH LAM HẢI", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        ("Số: 5/KH-UBND", "Lam Hải, ngày 5 tháng 1 năm 2026"),
    ]
    body = "".join(f"<w:p>{_run(a)}<w:r><w:tab/></w:r>{_run(b)}</w:p>" for a, b in lines)
    assert _texts(body + _p("KẾ HOẠCH")) == [
        "UBND TỈNH LAM HẢI",
        "Số: 5/KH-UBND",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Lam Hải, ngày 5 tháng 1 năm 2026",
        "KẾ HOẠCH",
    ]


def test_a_letterhead_in_the_page_header_is_used_and_another_header_is_not() -> None:
    relations = (
        '<Relationships><Relationship Type="x/header" Target="header1.xml"/></Relationships>'
    )
    for header, expected in (("Số: 5/KH-UBND", ["Số: 5/KH-UBND", "Hết."]), ("Trang", ["Hết."])):
        buffer = io.BytesIO(_docx(_p("Hết."), hdr=""))
        with zipfile.ZipFile(buffer, "a") as package:
            package.writestr("word/_rels/document.xml.rels", relations)
            package.writestr("word/header1.xml", f"<w:hdr {_ROOT}>{_p(header)}</w:hdr>")
        assert [one.text for one in read_file(buffer.getvalue(), "").blocks] == expected


def test_legacy_fonts_are_converted_and_told() -> None:
    fonts = '<w:rFonts w:ascii=".VnTime"/>'
    styles = f'<w:style w:styleId="V"><w:rPr>{fonts.replace("Time", "TimeH")}</w:rPr></w:style>'
    soft = f"<w:r><w:rPr>{fonts}</w:rPr><w:t>®</w:t><w:softHyphen/><w:t>îc</w:t></w:r>"
    body = f"<w:p>{soft}</w:p>" + _p("céng hßa", '<w:pStyle w:val="V"/>')
    reading = _read(body, styles=styles)
    assert [one.text for one in reading.blocks] == ["được", "CỘNG HÒA"]
    assert reading.notes == (("legacy-converted", {"encoding": "TCVN3 (ABC)"}),)


def test_the_strict_form_of_the_standard_reads_alike() -> None:
    data = _docx(_p("Sở Y tế"))
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            strict = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
            new.writestr(name, old.read(name).replace(_WML.encode(), strict))
    assert read_file(buffer.getvalue(), "").blocks[0].text == "Sở Y tế"


def _nested(depth: int) -> str:
    return "<w:tbl><w:tr><w:tc>" * depth + _p("tận cùng") + "</w:tc></w:tr></w:tbl>" * depth


def test_deep_nesting_is_cut_off() -> None:
    assert _texts(_p("Sở Y tế") + _nested(30)) == ["Sở Y tế"]


def test_nesting_that_no_word_processor_writes_is_refused() -> None:
    with pytest.raises(UnreadableDocumentError, match="damaged"):
        _read(_p("Sở Y tế") + _nested(300))
