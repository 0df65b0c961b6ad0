"""What a reviewer is told: the catalogue is closed, bilingual, and nothing stays silent."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from services.plans.extract import CATALOGUE, read, summary
from services.plans.extract.findings import finding

PACKAGE = Path(__file__).parents[4] / "services" / "plans" / "extract"
DEMO = Path(__file__).parents[4] / "dondoc" / "samples" / "ke-hoach-mau.md"
HEAD = (
    "UBND TỈNH LAM HẢI\n\nSố: 5/KH-UBND\n\nLam Hải, ngày 05 tháng 01 năm 2026\n\n"
    "KẾ HOẠCH\n\nThử nghiệm\n\n"
)
TWICE = "Kiểm tra việc thực hiện tại các cơ sở y tế"
PART = "I. TỔ CHỨC THỰC HIỆN\n\n1. Sở Y tế: "


def _codes(text: str) -> list[str]:
    return [one.code for one in read(text.encode(), "plan.txt").findings]


def test_every_code_in_use_is_in_the_catalogue_and_every_entry_is_in_use() -> None:
    source = "\n".join(
        path.read_text(encoding="utf-8")
        for path in PACKAGE.parent.rglob("*.py")  # one is about what was proposed of the reading
        if path.parent.stem != "catalogue"
    )
    used = set(re.findall(r'"([a-z]+(?:-[a-z]+)*)"', source)) & set(CATALOGUE)
    assert used == set(CATALOGUE)


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_both_languages_of_an_entry_name_the_same_parameters(code: str) -> None:
    entry = CATALOGUE[code]
    assert set(re.findall(r"{(\w+)}", entry.vi)) == set(re.findall(r"{(\w+)}", entry.en))


def test_a_finding_of_an_unknown_code_cannot_be_made() -> None:
    with pytest.raises(KeyError):
        finding("no-such-code")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("I. MỤC ĐÍCH\n\nIII. YÊU CẦU\n\n", "numbering-gap"),
        ("Căn cứ Nghị định số 56/NĐ-CP ngày 09/5/2017;\n\n", "citation-year-missing"),
        ("Căn cứ Quyết định số 6/QĐ-TTg ngày 03/01/2029;\n\n", "basis-after-plan"),
        ("Căn cứ Chỉ thị số 20-CT/TW ngày 05/11/2012; Chỉ thị số 20/CT-TW ngày 05/12/2012;\n\n",
         "citation-two-dates"),
        ("I. TỔ CHỨC THỰC HIỆN\n\n1. Sở Y tế\n\n2. Sở Xây dựng: Kiểm tra.\n\n", "no-duty"),
        ("I. TỔ CHỨC THỰC HIỆN\n\n1. Sở Giao thông vận tải: Kiểm tra.\n\n", "agency-obsolete"),
        ("I. TỔ CHỨC THỰC HIỆN\n\n1. Sở Y tế, Công an tỉnh: Kiểm tra.\n\n", "agency-several"),
        ("I. TỔ CHỨC THỰC HIỆN\n\n1. Các sở, ngành liên quan: Kiểm tra.\n\n", "agency-open-set"),
        ("I. TỔ CHỨC THỰC HIỆN\n\n1. Nhiệm vụ chung\n\n- Kiểm tra rừng.\n\n", "agency-unnamed"),
        (PART + "Kiểm tra.\n\n2. Bên cạnh đó còn nhiều việc.\n\n", "unparsed"),
        (PART + "Kiểm tra.\n\nTrên đây là Kế hoạch./.\n\n", "closing-clause"),
        (PART + "Định kỳ báo cáo UBND tỉnh.\n\n", "report-undated"),
        (PART + f"{TWICE}.\n\n2. Sở Xây dựng: {TWICE}.\n\n", "duplicate-duty"),
        ("I. CHỈ TIÊU\n\n- Chỉ tiêu 1: Mọi người đều vui.\n\n", "target-missing"),
        ("I. CHỈ TIÊU\n\n- Chỉ tiêu 1: Tỷ lệ đạt 5%.\n\n", "target-year-missing"),
        ("I. CHỈ TIÊU\n\n- Chỉ tiêu 1: Chỉ số ồn giảm còn 12.\n\n", "unit-missing"),
        (f"I. CHỈ TIÊU\n\n- Chỉ tiêu 1: đạt 5%.\n\nI{PART}Làm chỉ tiêu 2\n\n", "indicator-unknown"),
    ],
)  # fmt: skip
def test_what_is_odd_is_told(text: str, code: str) -> None:
    assert code in _codes(HEAD + text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Số: /KH-UBND\n\nLam Hải, ngày tháng 5 năm 2026\n\nKẾ HOẠCH\n\nThử\n", "number-blank"),
        ("Số: /KH-UBND\n\nLam Hải, ngày tháng 5 năm 2026\n\nKẾ HOẠCH\n\nThử\n", "date-partial"),
        ("Ngày ban hành: 31/02/2026\n\nKẾ HOẠCH\n\nThử\n", "date-partial"),
        ("KẾ HOẠCH\n\nThử\n\nUBND xã Tân Bình ban hành Kế hoạch như sau:\n", "issuer-inferred"),
        (
            "KẾ HOẠCH\n\nThử\n\nỦy ban nhân dân tỉnh ban hành Kế hoạch. Báo Nghệ An đưa tin.\n",
            "issuer-inferred",
        ),
        ("KẾ HOẠCH\n\nDỰ THẢO\n", "draft-marked"),
        ("Xin chào.", "type-missing"),
    ],
)
def test_a_lacking_header_is_told(text: str, code: str) -> None:
    assert code in _codes(text)


def test_the_province_of_a_plan_without_header_is_inferred_from_its_mentions() -> None:
    text = (
        "KẾ HOẠCH\n\nThử\n\nỦy ban nhân dân tỉnh ban hành Kế hoạch. Báo Nghệ An, Tỉnh ủy Nghệ An.\n"
    )
    assert read(text.encode(), "a.txt").issuer == "Ủy ban nhân dân tỉnh Nghệ An"


def test_the_metadata_of_a_legal_text_site_fill_a_missing_header() -> None:
    text = (
        "Số hiệu: 321/KH-UBND Loại văn bản: Kế hoạch\n"
        "Nơi ban hành: Tỉnh Lam Hải Người ký: Lê Văn Mẫu\n"
        "Ngày ban hành: 28/02/2026\n\nKẾ HOẠCH\n\nThử nghiệm\n"
    )
    extract = read(text.encode(), "a.txt")
    assert (extract.number, extract.issued_on) == ("321/KH-UBND", "2026-02-28")
    assert extract.issuer == "Ủy ban nhân dân tỉnh Lam Hải"
    assert extract.signatory is not None


def test_the_summary_tells_addressees_deadlines_and_findings() -> None:
    text = summary(read(DEMO.read_bytes(), DEMO.name))
    assert "Kế hoạch 186/KH-UBND" in text
    assert "UBND các xã, phường, đặc khu [communes]: giao 4 nhiệm vụ" in text
    assert "→ trước ngày 15/11/2026" in text
    assert "Kinh phí: 4.860.000.000 đồng" in text


def test_the_summary_of_an_empty_page_says_what_is_missing() -> None:
    text = summary(read(b"xin chao", "a.txt"))
    assert "(chưa có số)" in text
    assert "Cần xem lại" in text


def test_a_table_of_indicators_gives_a_target_for_each_year() -> None:
    text = (
        "I. MỤC TIÊU\n\n| STT | Chỉ tiêu | Đơn vị tính | Năm 2026 | Năm 2027 |\n"
        "|---|---|---|---|---|\n"
        "| 1 | Tỷ lệ xã đạt chuẩn | % | 90 | ≥ 95 |\n| 2 | Số lớp | lớp | 1.200 | 10-12 |\n"
    )
    indicators = read((HEAD + text).encode(), "plan.md").indicators
    assert [
        [
            (one.comparator, one.value, one.value_max, one.unit, one.year)
            for one in indicator.targets
        ]
        for indicator in indicators
    ] == [
        [("=", 90.0, None, "%", 2026), (">=", 95.0, None, "%", 2027)],
        [("=", 1200.0, None, "lớp", 2026), ("=", 10.0, 12.0, "lớp", 2027)],
    ]


def test_a_cell_with_labels_inside_is_taken_apart() -> None:
    text = (
        "I. NHIỆM VỤ\n\n| STT | Nhiệm vụ | Đơn vị thực hiện | Thời gian |\n|---|---|---|---|\n"
        "| 1 | Nâng cấp kho dữ liệu | Chủ trì: Sở Y tế<br>Phối hợp: Sở Tài chính | 2027 |\n"
        "| 2 | Kết nối | Công an tỉnh chủ trì, phối hợp với Sở Xây dựng | Quý III/2027 |\n"
    )
    items = read((HEAD + text).encode(), "plan.md").work_items
    assert [(one.lead, one.coordinating, one.period) for one in items] == [
        (("Sở Y tế",), ("Sở Tài chính",), "2027"),
        (("Công an tỉnh",), ("Sở Xây dựng",), "Quý III/2027"),
    ]


def test_headings_of_an_agencys_duties_are_no_tasks() -> None:
    text = (
        PART.rstrip(": ")
        + "\n\na) Chủ trì:\n\n- Kiểm tra.\n\nb) Phối hợp:\n\n- Phối hợp với Công an tỉnh.\n\n"
    )
    extract = read((HEAD + text + "2. Sở Xây dựng: Rà soát.\n").encode(), "plan.txt")
    assert extract.work_items == ()
    assert [len(one.duties) for one in extract.agencies] == [2, 1]
