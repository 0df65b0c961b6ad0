"""A spreadsheet is read as the plan that an office keeps in it."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from xlsxwriter import Workbook

from services.plans.extract import Extract, UnreadableDocumentError, read
from services.plans.extract.reading import read_file
from services.plans.extract.reading.sheet.cells import MAX_ROWS
from services.plans.extract.reading.sheet.formats import form_of, shown
from services.plans.proposals import Proposal, propose

from .workbooks import SAMPLES, Fact, saved

START = 22


def rows(write: Callable[[Any], None], **options: Any) -> list[str]:
    """Return what is read of one sheet, a line each; a table's cells divided by bars."""

    def fill(book: Workbook) -> None:
        write(book.add_worksheet())

    return lines(saved(fill, **options))


def lines(data: bytes, name: str = "a.xlsx") -> list[str]:
    return [" | ".join(one.cells) or one.text for one in read_file(data, name).blocks]


def notes(data: bytes) -> dict[str, dict[str, str]]:
    return dict(read_file(data, "a.xlsx").notes)


def fact(one: Proposal, wanted: frozenset[Fact]) -> Fact:
    """Return what was proposed, with the beginning of its words as the truth states it."""
    begun = next((truth[0] for truth in wanted if one.text.startswith(truth[0])), one.text)
    named = {
        role: tuple(mention.name for mention in one.mentions if mention.role == role)
        for role in ("lead", "coordinating")
    }
    day = one.deadline and one.deadline.last_safe_day
    rhythm = one.deadline.recurrence if one.deadline else None
    when = day.isoformat() if day else rhythm
    return begun, named["lead"], named["coordinating"], when


@pytest.mark.parametrize("name", SAMPLES)
def test_every_fact_of_a_workbook_is_read(name: str) -> None:
    write, truth = SAMPLES[name]
    extract = read(saved(write), "giao-viec.xlsx")
    assert {fact(one, truth.tasks) for one in propose(extract)} == truth.tasks
    assert extract.title == truth.title
    assert targets(extract) == truth.targets
    assert (extract.budget.total if extract.budget else None) == truth.budget
    assert truth.findings <= {one.code for one in extract.findings}
    assert "unparsed" not in {one.code for one in extract.findings}


def targets(extract: Extract) -> set[tuple[str, float, int | None]]:
    return {
        (one.text, target.value, target.year)
        for one in extract.indicators
        for target in one.targets
    }


@pytest.mark.parametrize("name", SAMPLES)
def test_every_span_points_at_the_row_it_was_read_from(name: str) -> None:
    extract = read(saved(SAMPLES[name][0]), "a.xlsx")
    for one in extract.work_items:
        assert one.title in extract.text[slice(*one.span)].split("\t")
    for indicator in extract.indicators:
        assert indicator.text in extract.text[slice(*indicator.span)].split("\t")


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (0.95, "0%", "95%"),
        (0.955, "0.0%", "95,5%"),
        (0.145, "0%", "15%"),
        (1234567.5, "#,##0.00", "1.234.567,50"),
        (1234567.5, "#,##0", "1.234.568"),
        (2292000000, "General", "2292000000"),
        (2292000000, "#,##0,,", "2.292"),
        (1500, '#,##0" triệu đồng"', "1.500 triệu đồng"),
        (1500, '#,##0\\ "₫"', "1.500"),
        (1500, "_-* #,##0_-;-* #,##0_-", "1.500"),
        (-2.5, "0.0##", "-2,5"),
        (0.1 + 0.2, "General", "0,3"),
        (12.5, "General", "12,5"),
        (46203, "dd/mm/yyyy", "30/06/2026"),
        (46203, "m/d/yyyy", "30/06/2026"),
        (46203.75, '"ngày" dd "tháng" mm "năm" yyyy', "30/06/2026"),
        (46203, "[$-42A]d/m/yyyy;@", "30/06/2026"),
        (46203, "mm/yyyy", "06/2026"),
        (46203, "yyyy", "2026"),
        (46203, "d-mmm", "30/06"),
        (1, "dd/mm/yyyy", "01/01/1900"),
        (-5, "dd/mm/yyyy", "-5"),
        (3_000_000, "dd/mm/yyyy", "3000000"),
        (5, "@", "5"),
        (5, "h:mm", "5"),
        (1.5, "[h]:mm", "1,5"),
        (1.5, "[HH]:mm:ss", "1,5"),
        (1.5, "[mm]:ss", "1,5"),
        (46203, '"[h]" mm/yyyy', "06/2026"),
        (0.5, "[<1]0%;0", "0,5"),
        (25, "[<1]0%;0", "25"),
        (46203, "[>=1]dd/mm/yyyy;@", "30/06/2026"),
        (1500, "#.##0", "1.500"),
        (1234567.5, '#.##0" triệu đồng"', "1.234.567,5 triệu đồng"),
        (1234567, "#.##0,00", "1.234.567"),
        (0.95, "#.##0%", "95%"),
        (5, "# ?/?", "5"),
    ],
)
def test_a_number_is_read_as_it_is_shown(value: float, code: str, text: str) -> None:
    assert shown(repr(value), form_of(200, {200: code})) == text


def test_the_first_day_may_be_of_1904() -> None:
    assert shown("44741", form_of(14, {}), since_1904=True) == "30/06/2026"


@given(st.floats() | st.integers(), st.text('#0?,.%;"\\[]dmyhs@_*-/ E+x', max_size=12))
def test_any_number_under_any_format_is_shown_as_something(value: float, code: str) -> None:
    assert shown(repr(value), form_of(200, {200: code}))


@given(st.text(max_size=20))
def test_what_is_no_number_is_shown_as_it_is(raw: str) -> None:
    assert shown(raw, form_of(14, {})) if raw else shown(raw, form_of(14, {})) == ""


def test_words_in_a_cell_of_days_are_words_and_no_day() -> None:
    def fill(book: Workbook) -> None:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        book.add_worksheet().write_column("A1", [46203, 46204], day)

    data = _with_value(saved(fill), b"46203", b"Q1/2026")
    assert lines(data) == ["Q1/2026", "01/07/2026"]


def _with_value(data: bytes, old: bytes, new: bytes) -> bytes:
    """Return a workbook in whose first sheet one value is another."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(changed, "w") as after:
        for name in before.namelist():
            part = before.read(name)
            whole = name == "xl/worksheets/sheet1.xml"
            after.writestr(name, part.replace(b"<v>%b<" % old, b"<v>%b<" % new) if whole else part)
    return changed.getvalue()


def test_a_merged_cell_speaks_for_its_rows_and_a_title_only_once() -> None:
    def write(sheet: Any) -> None:
        sheet.merge_range("A1:D2", "DANH MỤC")
        sheet.write_row("A3", ["STT", "Nhiệm vụ", "Chủ trì", "Thời hạn"])
        sheet.write_column("A4", [1, 2])
        sheet.write_column("B4", ["Việc một", "Việc hai"])
        sheet.merge_range("C4:C5", "Sở Y tế")

    assert rows(write) == [
        "DANH MỤC",
        "STT | Nhiệm vụ | Chủ trì | Thời hạn",
        "1 | Việc một | Sở Y tế | ",
        "2 | Việc hai | Sở Y tế | ",
    ]


def test_a_letterhead_is_read_left_half_first() -> None:
    def write(sheet: Any) -> None:
        sheet.write_row("A1", ["SỞ Y TẾ", "", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"])
        sheet.write_row("A2", ["Số: 5/KH-SYT", "", "Độc lập - Tự do - Hạnh phúc"])
        sheet.write("A3", "KẾ HOẠCH")

    assert rows(write) == [
        "SỞ Y TẾ",
        "Số: 5/KH-SYT",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "KẾ HOẠCH",
    ]


def test_a_merged_half_of_a_letterhead_is_read_once() -> None:
    def write(sheet: Any) -> None:
        sheet.merge_range("A1:A2", "SỞ Y TẾ")
        sheet.write_column("C1", ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do"])

    assert rows(write) == ["SỞ Y TẾ", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do"]


def test_empty_columns_are_left_out_and_numbers_of_rows_keep_their_dots() -> None:
    def write(sheet: Any) -> None:
        sheet.write_row("B2", ["STT", "", "Nhiệm vụ", "Chủ trì"])
        sheet.write_row("B3", [1.1, "", "Việc", "Sở Y tế"])

    assert rows(write) == ["STT | Nhiệm vụ | Chủ trì", "1.1 | Việc | Sở Y tế"]


def test_remarks_end_no_table_and_a_sign_may_number_the_rows() -> None:
    def write(sheet: Any) -> None:
        sheet.write_row("A1", ["#", "Nhiệm vụ", "Chủ trì", "Kinh phí (triệu đồng)", "Ghi chú"])
        sheet.write_row("A2", [1, "Việc một", "Sở Y tế", 5, "TM. Ủy ban ký"])
        sheet.write_row("A3", ["", "Lưu ý: làm sớm"])
        sheet.write_row("A4", [1.2, "Việc hai", "Sở Y tế"])
        sheet.write_row("D5", ["TM. ỦY BAN NHÂN DÂN"])

    found = read_file(saved(lambda book: write(book.add_worksheet())), "a.xlsx").blocks
    assert [one.table for one in found] == [1, 1, 1, 1, 0]
    assert found[3].cells[0] == "1.2"


def test_agencies_on_lines_of_their_own_are_a_list() -> None:
    def write(sheet: Any) -> None:
        sheet.write_row("A1", ["Nhiệm vụ", "Phối hợp"])
        sheet.write_row("A2", ["Rà soát:\n- hồ sơ\n- hạ tầng", "- Sở Y tế;\n- Công an tỉnh."])

    assert rows(write)[1] == "Rà soát: - hồ sơ - hạ tầng | Sở Y tế; Công an tỉnh"


def test_two_tables_below_one_another_keep_their_titles_and_a_repeated_header_goes() -> None:
    def write(sheet: Any) -> None:
        header = ["STT", "Nhiệm vụ", "Chủ trì"]
        sheet.write("A1", "I. Y TẾ")
        sheet.write_row("A2", header)
        sheet.write_row("A3", [1, "Việc một", "Sở Y tế"])
        sheet.write_row("A4", header)
        sheet.write_row("A5", [2, "Việc hai", "Sở Y tế"])
        sheet.write("A7", "II. GIÁO DỤC")
        sheet.write_row("A8", ["STT", "Nội dung", "Đơn vị chủ trì"])
        sheet.write_row("A9", [1, "Việc ba", "Sở Giáo dục và Đào tạo"])

    found = read_file(saved(lambda book: write(book.add_worksheet())), "a.xlsx").blocks
    assert [(one.table, one.text or one.cells[1]) for one in found] == [
        (0, "I. Y TẾ"),
        (1, "Nhiệm vụ"),
        (1, "Việc một"),
        (1, "Việc hai"),
        (0, "II. GIÁO DỤC"),
        (2, "Nội dung"),
        (2, "Việc ba"),
    ]


def test_a_row_of_words_that_titles_use_is_no_header() -> None:
    def write(sheet: Any) -> None:
        sheet.write_row("A1", ["Nhiệm vụ", "Chủ trì", "Thời hạn", "Sản phẩm"])
        sheet.write_row("A2", ["Phối hợp với các trường", "Phòng Y tế", "Năm 2026", "Kế hoạch"])

    assert len(read(saved(lambda book: write(book.add_worksheet())), "a.xlsx").work_items) == 1


def test_a_start_and_an_end_give_the_end_as_deadline_and_a_leader_does_nothing() -> None:
    def fill(book: Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_row("A1", ["STT", "Nhiệm vụ", "Lãnh đạo phụ trách", "Đơn vị thực hiện"])
        sheet.write_row("E1", ["Thời gian bắt đầu", "Thời gian kết thúc"])
        sheet.write_row(
            "A2", [1, "Kiểm kê đất đai", "Phó Chủ tịch", "Sở Nông nghiệp và Môi trường"]
        )
        sheet.write_row("E2", ["01/02/2026", "30/4/2026"])

    (one,) = propose(read(saved(fill), "a.xlsx"))
    assert [mention.name for mention in one.mentions] == ["Sở Nông nghiệp và Môi trường"]
    assert one.deadline
    assert one.deadline.last_safe_day == dt.date(2026, 4, 30)


def test_a_task_that_begins_with_an_agency_heads_no_other_task() -> None:
    def write(sheet: Any) -> None:
        sheet.write_row("A1", ["STT", "Nhiệm vụ", "Cơ quan chủ trì", "Thời hạn"])
        sheet.write_row("A2", [1, "Sở Y tế báo cáo kết quả tiêm chủng"])
        sheet.write_row("A3", [2, "Rà soát trạm y tế", "", "30/6/2027"])

    found = read(saved(lambda book: write(book.add_worksheet())), "a.xlsx").work_items
    assert [(one.title, one.lead) for one in found] == [
        ("Sở Y tế báo cáo kết quả tiêm chủng", ()),
        ("Rà soát trạm y tế", ()),
    ]


def test_what_is_hidden_is_not_read_and_counted() -> None:
    data = saved(SAMPLES["followed"][0])
    assert not [line for line in lines(data) if "chuyển" in line or "x1" in line or "Bỏ" in line]
    assert notes(data)["sheet-hidden"] == {"sheets": "1", "rows": "1", "columns": "1"}


@pytest.mark.parametrize(
    ("kept", "written", "told"),
    [
        (["2026-12-05", "2026-06-03"], ["30/6/2026", "15/7/2026"], {"count": "2"}),
        (["2026-12-05", "2026-06-30"], ["30/6/2026"], None),
        (["2026-12-05", "2026-06-03"], ["30/6/2026", "5/7/2026"], None),
        (["2026-12-05", "2026-06-03"], [], None),
        (["2026-12-05"], ["30/6/2026"], None),
    ],
    ids=["exchanged", "a day above 12", "text below 13", "days alone", "one day"],
)
def test_days_that_may_have_been_exchanged_are_told(
    kept: list[str], written: list[str], told: dict[str, str] | None
) -> None:
    def fill(book: Workbook) -> None:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "dd/mm/yyyy"})
        for at, value in enumerate(kept):
            sheet.write(at, 0, dt.date.fromisoformat(value), day)
        sheet.write_column(len(kept), 0, written)

    assert notes(saved(fill)).get("sheet-days-doubtful") == told


def test_a_workbook_of_hidden_sheets_is_refused_with_a_remedy() -> None:
    def fill(book: Workbook) -> None:
        book.add_worksheet().write("A1", "Sở Y tế")
        book.get_worksheet_by_name("Sheet1").set_row(0, None, None, {"hidden": True})  # type: ignore[union-attr]

    with pytest.raises(UnreadableDocumentError, match="hidden") as refused:
        read_file(saved(fill), "a.xlsx")
    assert "bỏ ẩn" in refused.value.vietnamese


def test_failed_formulas_are_empty_and_told() -> None:
    def fill(book: Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_row("A1", ["Nhiệm vụ", "Chủ trì"])
        sheet.write("A2", "Việc")
        sheet.write_formula("B2", "=VLOOKUP(1,X,2)", None, "#N/A")
        sheet.write_formula("B3", '="Sở "&"Y tế"', None, "Sở Y tế")

    data = saved(fill)
    assert lines(data)[1:] == ["Việc | ", " | Sở Y tế"]
    assert notes(data)["sheet-errors"] == {"count": "1"}


def test_rows_beyond_the_most_are_cut_off_and_told() -> None:
    reading = read_file(b"x;y\n" * (MAX_ROWS + 1), "a.csv")
    assert len(reading.blocks) <= 2 * MAX_ROWS
    assert ("sheet-truncated", {"limit": str(MAX_ROWS)}) in reading.notes


def test_sheets_come_in_order_under_their_names() -> None:
    def fill(book: Workbook) -> None:
        for name, word in (("Một", "KẾ HOẠCH"), ("Biểu 2", "Nội dung"), ("Sheet3", "Ghi thêm")):
            book.add_worksheet(name).write("A1", word)

    assert lines(saved(fill)) == ["KẾ HOẠCH", "Biểu 2", "Nội dung", "Ghi thêm"]


def test_rich_strings_line_ends_and_legacy_fonts_are_read() -> None:
    def fill(book: Workbook) -> None:
        sheet = book.add_worksheet()
        bold, old = book.add_format({"bold": True}), book.add_format({"font_name": ".VnTime"})
        sheet.write_rich_string("A1", bold, "Sở", " Y tế")
        sheet.write("A2", "Céng hßa x· héi", old)
        sheet.write("A3", "một\r\nhai _x000D_")

    data = saved(fill)
    assert lines(data) == ["Sở Y tế", "Cộng hòa xã hội", "một", "hai _x000D_"]
    assert "legacy-converted" in notes(data)


def test_strings_in_the_sheet_itself_and_the_strict_form_are_read() -> None:
    strict = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
    usual = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"

    def fill(book: Workbook) -> None:
        book.add_worksheet().write_row("A1", ["Sở Y tế", 5])

    data = saved(fill, in_memory=True, constant_memory=True)
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            part = old.read(name).replace(usual, strict)
            new.writestr(name, part.replace(b'"worksheets/', b'"/xl/worksheets/'))
    assert lines(changed.getvalue()) == ["Sở Y tế", "5"]


CSV = 'STT;Nhiệm vụ;Chủ trì;Thời hạn\n1;"Rà soát;\nđối chiếu";Sở Y tế;30/06/2026\n'


@pytest.mark.parametrize(
    "data",
    [
        CSV.encode(),
        b"\xef\xbb\xbf" + CSV.encode(),
        ("sep=;\r\n" + CSV.replace("\n", "\r\n")).encode(),
        CSV.replace(";", ",").encode(),
        CSV.encode("utf-16"),
    ],
    ids=["semicolons", "marked", "stated", "commas", "utf-16"],
)
def test_a_csv_file_is_a_sheet(data: bytes) -> None:
    (one,) = propose(read(data, "giao.csv"))
    assert one.text.startswith("Rà soát")
    assert one.deadline
    assert one.deadline.last_safe_day == dt.date(2026, 6, 30)


TITLES = "STT;Nhiệm vụ;Chủ trì;Thời hạn"


def _duties(count: int, quoted: Mapping[int, str] = MappingProxyType({})) -> list[str]:
    """Return the lines of a CSV file of duties; some have a text of their own."""
    return [TITLES] + [
        f"{n};{quoted.get(n, f'Lập kế hoạch số {n} của ngành')};Sở Y tế;30/6/2026"
        for n in range(1, count + 1)
    ]


@pytest.mark.parametrize(
    ("quoted", "told"),
    [
        ({3: '"Tổ chức ngày hội'}, {"count": "1", "line": "4"}),
        ({3: '"Tổ chức hội', 7: '"Một cửa" liên thông'}, {"count": "1", "line": "4"}),
        ({3: '"Tổ chức hội', 7: 'Ra quân "ngày hội"'}, {"count": "1", "line": "4"}),
        ({3: '"Tổ chức hội', 7: 'Ra quân ngày hội"'}, {"count": "1", "line": "4"}),
        ({3: '"Tổ chức hội', 4: 'Ra quân ngày hội"'}, {"count": "1", "line": "4"}),
        ({n: f'"Mở lớp {n}' for n in range(2, 90, 2)}, {"count": "44", "line": "3"}),
        ({3: '"Một cửa" liên thông', 5: 'Mô hình "xanh"'}, None),
    ],
    ids=["alone", "before a pair", "before words", "far pair", "near pair", "many", "in pairs"],
)
def test_a_quote_that_does_not_end_takes_no_other_row(
    quoted: Mapping[int, str], told: dict[str, str] | None
) -> None:
    written = _duties(90, quoted)
    written[-1] = '90;"Rà soát;\nđối chiếu;\nbáo cáo";Sở Y tế;30/6/2026'
    reading = read_file("\n".join(written).encode(), "giao.csv")
    assert [one.cells[0] for one in reading.blocks[1:91]] == [str(n) for n in range(1, 91)]
    assert dict(reading.notes).get("sheet-quotes-open") == told
    for n, words in quoted.items():
        assert reading.blocks[n].cells[1].replace('"', "") == words.replace('"', "")


def test_values_of_several_lines_stay_whole_beside_a_quote_that_does_not_end() -> None:
    written = _duties(9, {2: '"Rà soát;\nđối chiếu"', 4: '"Mở hội', 7: '"In;\nphát"'})
    found = lines("\n".join(written).encode(), "giao.csv")
    assert found[2] == "2 | Rà soát; đối chiếu | Sở Y tế | 30/6/2026"
    assert found[7] == "7 | In; phát | Sở Y tế | 30/6/2026"
    assert len(found) == 10


@pytest.mark.parametrize(
    "words",
    ["Rà soát, đối chiếu,\nbáo cáo, tổng hợp", "a) Rà soát, lọc,\nb) báo cáo, in", "In,\n,\nphát,"],
)
def test_lines_of_prose_in_one_value_are_no_rows(words: str) -> None:
    text = f'STT,Nhiệm vụ,Chủ trì,Thời hạn\n1,"{words}",Sở Y tế,30/6/2026\n'
    assert lines(text.encode(), "giao.csv")[1:] == [
        f"1 | {' '.join(words.splitlines())} | Sở Y tế | 30/6/2026"
    ]


def test_a_long_file_of_quotes_that_do_not_end_is_read_as_it_stands() -> None:
    written = _duties(9_000, {n: f'"Mở lớp {n}' for n in range(1, 9_000, 9)})
    written[-1] = '9000;"In;";Sở Y tế;30/6/2026'
    reading = read_file("\n".join(written).encode(), "giao.csv")
    assert len(reading.blocks) == len(written)
    assert reading.blocks[-1].cells[1:3] == ('"In', '"')
    assert dict(reading.notes)["sheet-quotes-open"] == {"count": "1001", "line": "2"}


def test_a_quote_that_does_not_end_in_a_long_file_takes_no_other_row() -> None:
    written = _duties(4_000, {3: '"Mở hội'})
    assert len("\n".join(written)) > csv.field_size_limit()
    assert len(lines("\n".join(written).encode(), "giao.csv")) == len(written)


@pytest.mark.parametrize("filler", ["x", "x;", "x\n"], ids=["a word", "with marks", "lines"])
def test_a_value_that_is_too_long_is_refused_as_such(filler: str) -> None:
    text = f'{TITLES}\n1;"{filler * (1 + csv.field_size_limit())}";Sở Y tế;30/6/2026\n'
    with pytest.raises(UnreadableDocumentError, match=r"line 2 .*longer than 131072") as refused:
        read_file(text.encode(), "giao.csv")
    assert "dòng 2" in refused.value.vietnamese
    with pytest.raises(UnreadableDocumentError, match="line 3 "):
        read_file(f"sep=;\n{text}".encode(), "giao.csv")


def _zip(**parts: str) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as package:
        for name, content in parts.items():
            package.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return kept.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (b"\xd0\xcf\x11\xe0" + bytes(600) + "Workbook".encode("utf-16-le"), "a.xls", ".xls"),
        (_zip(xl__workbook_dot_bin="x"), "a.xlsb", "XLSB"),
        (_zip(xl__workbook_dot_xml="x", xl__vbaProject_dot_bin="x"), "a.xlsm", "XLSM"),
        (
            _zip(mimetype="application/vnd.oasis.opendocument.spreadsheet", content_dot_xml="<x/>"),
            "a.ods",
            "ODS",
        ),
    ],
    ids=["xls", "xlsb", "xlsm", "ods"],
)
def test_other_spreadsheets_are_to_be_saved_as_xlsx(data: bytes, name: str, kind: str) -> None:
    with pytest.raises(UnreadableDocumentError, match=r"\.xlsx") as refused:
        read_file(data, name)
    assert kind in refused.value.detail
    assert ".xlsx" in refused.value.vietnamese
