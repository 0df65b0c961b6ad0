"""ODT: lists as LibreOffice prints them, tables, notes, changes, frames."""

from __future__ import annotations

import io
import zipfile

import pytest

from services.plans.extract import UnreadableDocumentError
from services.plans.extract.reading import read_file

from .saved import odt


def _texts(text: str, styles: str = "") -> list[str]:
    blocks = read_file(odt(text, styles), "a.odt").blocks
    return [" | ".join(one.cells) or one.text for one in blocks]


def _level(at: int, form: str, more: str = 'style:num-suffix="."') -> str:
    return f'<text:list-level-style-number text:level="{at}" style:num-format="{form}" {more}/>'


_LIST = (
    '<text:list-style style:name="N">'
    + _level(1, "I")
    + _level(2, "1")
    + _level(3, "1", 'style:num-suffix="." text:display-levels="2"')
    + _level(4, "a", 'style:num-suffix=")"')
    + '<text:list-level-style-bullet text:level="5" text:bullet-char="+"/></text:list-style>'
)


def _list(*items: str, more: str = "") -> str:
    inside = "".join(f"<text:list-item>{item}</text:list-item>" for item in items)
    return f'<text:list text:style-name="N" {more}>{inside}</text:list>'


def _p(text: str, style: str = "") -> str:
    return f'<text:p text:style-name="{style}">{text}</text:p>'


def test_levels_are_printed_with_those_above_and_begin_anew_below_them() -> None:
    deepest = _list(_list(_p("F")))
    text = _list(
        _p("A") + _list(_p("B") + _list(_p("C"), _p("D") + _list(_p("E") + deepest)), _p("G")),
        _p("H") + _list(_p("I")),
    )
    assert _texts(text, _LIST) == [
        "I. A", "1. B", "1.1. C", "1.2. D", "a) E", "F", "2. G", "II. H", "1. I",
    ]  # fmt: skip


def test_a_list_begins_anew_unless_it_goes_on() -> None:
    text = (
        _list(_p("A"), _p("B"), more='xml:id="x"')
        + _list(_p("C"), more='text:continue-numbering="true"')
        + _list(_p("D"))
        + _list(_p("E"), more='text:continue-list="x"')
    )
    assert _texts(text, _LIST) == ["I. A", "II. B", "III. C", "I. D", "IV. E"]


def test_an_item_may_set_its_number_and_only_its_first_paragraph_has_it() -> None:
    text = (
        '<text:list text:style-name="N"><text:list-item text:start-value="4">'
        f"{_p('A')}{_p('B')}</text:list-item></text:list>"
    )
    assert _texts(text, _LIST) == ["IV. A", "B"]


def test_blanks_line_breaks_links_and_spans_are_read() -> None:
    styles = (
        '<style:style style:name="B"><style:text-properties fo:font-weight="bold"/></style:style>'
        '<style:style style:name="U" style:parent-style-name="B"><style:text-properties '
        'fo:text-transform="uppercase"/></style:style>'
    )
    text = (
        "<text:p>Sở<text:s text:c='3'/>Y<text:tab/><text:a>tế</text:a><text:line-break/>dòng "
        "<office:annotation><text:p>ghi chú</text:p></office:annotation>hai</text:p>"
        + _p("<text:span text:style-name='U'>mục tiêu</text:span>")
    )
    blocks = read_file(odt(text, styles), "").blocks
    assert [(one.text, one.strong) for one in blocks] == [
        ("Sở Y tế", False),
        ("dòng hai", False),
        ("MỤC TIÊU", True),
    ]


def test_merged_and_repeated_cells_keep_their_columns() -> None:
    def row(*cells: str) -> str:
        return f"<table:table-row>{''.join(cells)}</table:table-row>"

    def cell(text: str, more: str = "") -> str:
        return f"<table:table-cell {more}>{_p(text)}</table:table-cell>"

    head = row(*map(cell, ("STT", "Nội dung", "Chủ trì", "Hạn")))
    covered = "<table:covered-table-cell/>"
    text = (
        f"<table:table><table:table-header-rows>{head}</table:table-header-rows>"
        + row(cell("1"), cell("Mua"), cell("Sở Y tế", 'table:number-rows-spanned="2"'), cell("Q1"))
        + row(cell("2"), cell("Trồng"), covered, cell("Q2"))
        + row(
            cell("Cộng", 'table:number-columns-spanned="2"'), covered,
            '<table:table-cell table:number-columns-repeated="2"/>',
        )
        + "</table:table>"
    )  # fmt: skip
    assert _texts(text) == [
        "STT | Nội dung | Chủ trì | Hạn",
        "1 | Mua | Sở Y tế | Q1",
        "2 | Trồng | Sở Y tế | Q2",
        "Cộng |  |  | ",
    ]


def test_notes_follow_the_text_and_changes_are_told() -> None:
    text = (
        "<text:tracked-changes><text:changed-region><text:deletion>"
        f"{_p('đã xóa')}</text:deletion></text:changed-region></text:tracked-changes>"
        "<text:p>Sở Y tế<text:note><text:note-citation>1</text:note-citation><text:note-body>"
        f"{_p('Nay là Sở khác.')}</text:note-body></text:note> chủ trì.</text:p>"
    )
    reading = read_file(odt(text), "")
    assert [(one.text, one.aside) for one in reading.blocks] == [
        ("Sở Y tế chủ trì.", False),
        ("[1] Nay là Sở khác.", True),
    ]
    assert reading.notes == (
        ("tracked-changes", {"count": "1"}),
        ("notes-appended", {"count": "1"}),
    )


def test_frames_follow_their_paragraph_and_contents_are_left_out() -> None:
    text = (
        f"<text:table-of-content>{_p('I. Mục tiêu 3')}</text:table-of-content>"
        f"<text:p>Trước<draw:frame><draw:text-box>{_p('Trong khung')}</draw:text-box></draw:frame>"
        f" sau</text:p><text:section>{_p('Trong phần')}</text:section>"
    )
    assert _texts(text) == ["Trước sau", "Trong khung", "Trong phần"]


def test_a_text_box_in_a_cell_is_read() -> None:
    box = f"<draw:frame><draw:text-box>{_p('Trong khung')}</draw:text-box></draw:frame>"
    cells = ("1", f"Mua{box}", "A")
    head = "".join(f"<table:table-cell>{_p(text)}</table:table-cell>" for text in ("TT", "B", "C"))
    row = "".join(f"<table:table-cell><text:p>{one}</text:p></table:table-cell>" for one in cells)
    rows = f"<table:table-row>{head}</table:table-row><table:table-row>{row}</table:table-row>"
    assert _texts(f"<table:table>{rows}</table:table>")[1] == "1 | Mua Trong khung | A"


def test_legacy_fonts_are_converted_and_told() -> None:
    styles = (
        '<style:style style:name="V"><style:text-properties style:font-name="VNI-Times"/>'
        "</style:style>"
    )
    reading = read_file(odt(_p("Coäng hoøa xaõ hoäi", "V"), styles), "")
    assert reading.blocks[0].text == "Cộng hòa xã hội"
    assert reading.notes == (("legacy-converted", {"encoding": "VNI"}),)


def test_an_encrypted_file_is_refused() -> None:
    buffer = io.BytesIO(odt(_p("x")))
    with zipfile.ZipFile(buffer, "a") as package:
        package.writestr("META-INF/manifest.xml", "<manifest:encryption-data/>")
    with pytest.raises(UnreadableDocumentError, match="encrypted"):
        read_file(buffer.getvalue(), "a.odt")


_WIDE = (
    "<table:table-row table:number-rows-repeated='1000000'>"
    + "<table:table-cell table:number-columns-repeated='16384'/>" * 50
    + "</table:table-row>"
)


@pytest.mark.parametrize(
    "text",
    [
        "<text:list>" * 100 + _p("x") + "</text:list>" * 100,
        f"<table:table>{_WIDE}</table:table>",
        "<text:p>x<text:s text:c='999999999'/></text:p>",
    ],
    ids=["nested", "repeated", "blanks"],
)
def test_what_is_repeated_or_nested_without_end_is_bounded(text: str) -> None:
    assert len(read_file(odt(text + _p("Sở Y tế")), "").blocks) <= 2
