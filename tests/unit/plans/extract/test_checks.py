"""What whole-document checks find: each with its place, and a suggestion where there is one."""

from __future__ import annotations

import pytest

from services.plans.extract import CATALOGUE, Extract, read
from services.plans.extract.form import Finding

HEAD = (
    "UBND TỈNH LAM HẢI\n\nSố: 5/KH-UBND\n\nLam Hải, ngày 05 tháng 01 năm 2026\n\n"
    "KẾ HOẠCH\n\nThử nghiệm năm 2026\n\n"
)
PART = "I. TỔ CHỨC THỰC HIỆN\n\n1. Sở Y tế: "


def _read(text: str, head: str = HEAD) -> Extract:
    return read((head + text).encode(), "plan.txt")


def _found(text: str, code: str, head: str = HEAD) -> list[tuple[str | None, str | None]]:
    """Return the place, as text, and the suggestion of each finding of `code`."""
    extract = _read(text, head)
    return [(_quoted(extract, one), one.suggestion) for one in extract.findings if one.code == code]


def _quoted(extract: Extract, one: Finding) -> str | None:
    return extract.text[slice(*one.span)] if one.span else None


@pytest.mark.parametrize(
    ("cited", "code", "suggestion"),
    [
        ("Quyết định số 6/QĐ-TTg ngày 31/02/2019", "citation-date-impossible", None),
        ("Quyết định số 6/QĐ-TTg ngày 03/01/1909", "citation-date-impossible", None),
        ("Quyết định số 6/QĐ-TTg ngày 03/01/1939", "citation-date-implausible", None),
        ("Quyết định số 6/QĐ-TTg ngày 03/01/2029", "basis-after-plan", None),
        ("Nghị định số 56/2017/NĐ-CP ngày 09/5/2019", "citation-year-differs", None),
        ("Nghị định số 56/NĐ-CP ngày 09/5/2017", "citation-year-missing", "56/2017/NĐ-CP"),
        ("Quyết định số 121/2020/QH14", "citation-kind-mismatch", None),
        ("Nghị định số 12/QĐ-TTg ngày 09/5/2017", "citation-kind-mismatch", None),
        ("Quyết định số 12/CT-TTg ngày 09/5/2017", "citation-kind-mismatch", "Chỉ thị"),
        ("Chỉ thị số 28/CT-TW ngày 09/5/2017", "citation-notation", "28-CT/TW"),
        ("Chỉ thị số 23-CT/TTg ngày 09/5/2017", "citation-notation", "23/CT-TTg"),
    ],
)
def test_an_odd_citation_is_told_where_it_stands(
    cited: str, code: str, suggestion: str | None
) -> None:
    (found,) = _found(f"Căn cứ {cited};\n\n", code)
    assert found == (cited, suggestion)


@pytest.mark.parametrize(
    "cited",
    [
        "Nghị quyết số 121/2020/QH14 ngày 19/6/2020",
        "Chỉ thị số 20-CT/TW ngày 05/11/2012",
        "Quy định số 08-QĐ/TW ngày 25/10/2018",
        "Luật số 102/2016/QH13 ngày 05/4/2016",
        "Thông báo kết luận số 12-TB/TU ngày 05/4/2016",
        "Nghị định số 56/2017/NĐ-CP ngày 09/5/2017",
        "Thông tư liên tịch số 01/2012/TTLT-BTC-BLĐTBXH ngày 05/4/2012",
        "Công văn số 12/SYT-NVY ngày 05/4/2016",
    ],
)
def test_a_citation_as_it_should_be_is_left_alone(cited: str) -> None:
    codes = {one.code for one in _read(f"Căn cứ {cited};\n\n").findings}
    assert not {code for code in codes if code.startswith(("citation-", "basis-"))}


def test_without_a_date_of_its_own_a_plan_is_judged_by_the_years_of_its_title() -> None:
    head = "KẾ HOẠCH\n\nThử nghiệm giai đoạn 2026 - 2030\n\n"
    cited = "Quyết định số 6/QĐ-TTg ngày 03/01/{}"
    assert _found(f"Căn cứ {cited.format(2031)};\n\n", "citation-date-implausible", head)
    assert not _found(f"Căn cứ {cited.format(2029)};\n\n", "citation-date-implausible", head)


def test_an_act_older_than_the_one_it_carries_out_is_told() -> None:
    first, second = "Kế hoạch số 7/KH-UBND ngày 18/6/2019", "Quyết định số 9/QĐ-TTg ngày {}"
    text = f"Thực hiện {first} của UBND tỉnh về triển khai thực hiện {second};\n\n"
    assert _found(text.format("23/12/2019"), "citation-order")
    assert not _found(text.format("23/12/2018"), "citation-order")


def test_one_reference_with_two_dates_is_told_at_the_second() -> None:
    text = "Căn cứ Chỉ thị số 20-CT/TW ngày 05/11/2012; Chỉ thị số 20-CT/TW ngày 05/12/2012;\n\n"
    assert _found(text, "citation-two-dates") == [("Chỉ thị số 20-CT/TW ngày 05/12/2012", None)]


@pytest.mark.parametrize(
    ("due", "code", "suggestion"),
    [
        ("xong trước ngày 31/02/2027", "date-impossible", None),
        ("xong trước ngày 31/3", "deadline-year-missing", "2026-03-31"),
        ("xong trước ngày 14/3/2027", "day-off", "2027-03-12"),
        ("xong chậm nhất ngày 14/3/2027", "day-off", "2027-03-12"),
        ("xong chậm nhất ngày 30/4/2026", "day-off-holiday", "2026-04-29"),
        ("xong trước ngày 17/02/2026", "day-off-holiday", "2026-02-13"),
    ],
)
def test_an_odd_deadline_is_told_with_the_day_that_is_safe(
    due: str, code: str, suggestion: str | None
) -> None:
    (found,) = _found(f"{PART}Kiểm tra các cơ sở, {due}.\n\n", code)
    assert found[0] is not None
    assert due.endswith(found[0])
    assert found[1] == suggestion


def test_a_day_that_comes_every_year_needs_no_year() -> None:
    text = f"{PART}Báo cáo UBND tỉnh trước ngày 15/11 hằng năm.\n\n"
    assert not _found(text, "deadline-year-missing")


def test_before_is_told_once_and_two_wordings_of_one_day_are_told() -> None:
    text = (
        f"{PART}Báo cáo Sở Nội vụ trước ngày 16/11/2026.\n\n"
        "2. Sở Nội vụ: Báo cáo UBND tỉnh vào ngày 16/11/2026.\n\n"
        "3. Sở Xây dựng: Xong trước ngày 17/11/2026.\n\n"
    )
    assert len(_found(text, "deadline-before")) == 1
    assert _found(text, "deadline-operators-differ") == [("vào ngày 16/11/2026", None)]


def test_a_day_moved_by_decision_is_judged_as_the_calendar_of_assignments_judges_it() -> None:
    worked = "I. TỔ CHỨC THỰC HIỆN\n\n1. Sở Y tế: Báo cáo trước ngày 10/01/2026."
    moved = "I. TỔ CHỨC THỰC HIỆN\n\n1. Sở Y tế: Báo cáo chậm nhất ngày 02/01/2026."
    assert _found(worked, "day-off") == []
    assert _found(moved, "day-off-holiday") == [("chậm nhất ngày 02/01/2026", "2025-12-31")]


def test_an_abolished_addressee_is_told_with_successor_field_and_basis() -> None:
    text = (
        "I. TỔ CHỨC THỰC HIỆN\n\n1. Sở Lao động - Thương binh và Xã hội\n\n"
        "- Tuyên truyền về quyền trẻ em.\n\n- Bảo vệ trẻ em bị xâm hại.\n\n- Tạo việc làm.\n\n"
    )
    (found,) = _found(text, "agency-obsolete")
    assert found[1] == "Sở Y tế; Sở Nội vụ"
    message = next(one.message for one in _read(text).findings if one.code == "agency-obsolete")
    assert "trẻ em, bảo trợ xã hội → Sở Y tế (Nghị định 150/2025/NĐ-CP, Điều 8" in message


def test_an_unknown_addressee_is_told_with_the_name_it_may_be() -> None:
    text = "I. TỔ CHỨC THỰC HIỆN\n\n1. Sở Giáo dục và Đào: Kiểm tra.\n\n2. Sở Y tế: Khám.\n\n"
    assert _found(text, "agency-unknown") == [("Sở Giáo dục và Đào", "Sở Giáo dục và Đào tạo")]


def test_two_posts_nearly_of_one_name_are_kept_apart_and_told() -> None:
    text = (
        "I. TỔ CHỨC THỰC HIỆN\n\n1. Công chức Văn hóa – Xã hội: Kiểm tra.\n\n"
        "2. Công chức Văn hóa – Chính sách: Rà soát.\n\n3. Sở Y tế: Khám.\n\n"
    )
    assert len(_read(text).agencies) == 3
    assert _found(text, "agency-similar") == [("Công chức Văn hóa – Chính sách", None)]


def test_a_body_above_the_issuer_is_told_unless_it_is_asked() -> None:
    text = "I. TỔ CHỨC THỰC HIỆN\n\n1. {}Bộ Y tế: Kiểm tra.\n\n2. Sở Y tế: Khám.\n\n"
    assert _found(text.format(""), "scope-addressee") == [("Bộ Y tế", None)]
    assert not _found(text.format("Đề nghị "), "scope-addressee")


@pytest.mark.parametrize(
    ("duty", "above"),
    [
        ("Xây dựng Chương trình hành động quốc gia về nước sạch.", True),
        ("Tham mưu sửa đổi, bổ sung Nghị định về nước sạch.", True),
        ("Xây dựng kế hoạch thực hiện Chương trình mục tiêu quốc gia.", False),
        ("Góp ý dự thảo Luật Đất đai.", False),
    ],
)
def test_what_only_the_centre_makes_is_above_a_province(duty: str, *, above: bool) -> None:
    assert bool(_found(PART + duty + "\n\n", "scope-above")) == above


def test_equal_odd_values_of_two_indicators_are_told() -> None:
    one = "- Chỉ tiêu {}: {} đạt {} vào năm 2026 và {} vào năm 2030.\n\n"
    text = "I. CHỈ TIÊU\n\n" + one.format(1, "Tỷ lệ đi học", "99,1%", "99,3%")
    assert _found(text + one.format(2, "Tỷ lệ khỏe", "99,1%", "99,3%"), "targets-equal")
    assert not _found(text + one.format(2, "Tỷ lệ khỏe", "99,1%", "99,4%"), "targets-equal")


def test_a_rate_without_a_base_is_told() -> None:
    text = "I. CHỈ TIÊU\n\n- Chỉ tiêu 1: Giảm tỷ suất tử vong {}xuống dưới 9,5 vào năm 2026.\n\n"
    assert _found(text.format(""), "denominator-missing")
    assert not _found(text.format("trên 1.000 trẻ đẻ sống "), "denominator-missing")


def test_whatever_is_suggested_the_catalogue_says_what_it_holds() -> None:
    text = (
        "Căn cứ Chỉ thị số 28/CT-TW ngày 09/5/2017; Nghị định số 56/NĐ-CP ngày 09/5/2017;\n\n"
        "I. TỔ CHỨC THỰC HIỆN\n\n1. Sở Giao thông vận tải: Xong trước ngày 14/3/2027.\n\n"
    )
    suggesting = [one for one in _read(text).findings if one.suggestion]
    assert len(suggesting) >= 4
    assert all(CATALOGUE[one.code].suggests for one in suggesting)
