"""The head of a document as sites and gazettes leave it: title, type, issuer, date, bases."""

from __future__ import annotations

import pytest

from services.plans.extract import Extract, read

BODY = """
Căn cứ Nghị quyết số 12/NQ-CP ngày 03/02/2026 của Chính phủ;
Ủy ban nhân dân tỉnh ban hành Kế hoạch như sau:
I. MỤC ĐÍCH
Làm sạch kênh mương.
"""


def head(text: str, body: str = BODY) -> Extract:
    """Read a document made of a head and a body."""
    return read((text + body).encode(), "van-ban.txt")


def test_a_letterhead_that_lost_its_second_line_takes_the_place_from_elsewhere() -> None:
    extract = head(
        "ỦY BAN NHÂN DÂN |\nCỘNG HÒA XÃ HỘI\nCHỦ NGHĨA VIỆT NAM |\n|\nSố: 7/KH-UBND |\n"
        "Bắc Ninh, ngày 09 tháng 02 năm 2026 |\nKẾ HOẠCH\nNẠO VÉT KÊNH MƯƠNG\n"
    )
    assert extract.issuer == "Ủy ban nhân dân tỉnh Bắc Ninh"
    assert extract.number == "7/KH-UBND"


def test_a_date_cut_in_two_lines_is_read() -> None:
    extract = head("Số: 7/KH-UBND\n|\nBình Định, ngày\n09 tháng 02 năm 2026\n|\nKẾ HOẠCH\nĐào ao\n")
    assert extract.issued_on == "2026-02-09"


def test_a_title_goes_on_in_short_lines_up_to_the_body() -> None:
    extract = head(
        "Số: 7/KH-UBND\nLai Châu, ngày 09 tháng 02 năm 2026\nKẾ HOẠCH\n"
        "Thực hiện Nghị quyết số 4-NQ/TU ngày 02/01/2026\nCủa Ban Thường vụ Tỉnh ủy\n"
    )
    assert extract.title == (
        "Thực hiện Nghị quyết số 4-NQ/TU ngày 02/01/2026 Của Ban Thường vụ Tỉnh ủy"
    )


def test_without_a_type_the_number_and_the_line_in_capitals_tell_type_and_title() -> None:
    extract = head("Số: 7/KH-UBND\nLai Châu, ngày 09 tháng 02 năm 2026\nNẠO VÉT KÊNH NĂM 2026\n")
    assert (extract.document_type, extract.title) == ("Kế hoạch", "NẠO VÉT KÊNH NĂM 2026")


def test_a_programme_of_action_is_a_type_not_a_title() -> None:
    extract = head(
        "Số: 7/CTr-BCT\nHà Nội, ngày 09 tháng 02 năm 2026\nCHƯƠNG TRÌNH HÀNH ĐỘNG\nVề gió\n"
    )
    assert (extract.document_type, extract.title) == ("Chương trình hành động", "Về gió")


def test_a_normative_number_keeps_its_year() -> None:
    extract = head("Số: 06/2026/QĐ-UBND\nHà Nội, ngày 09 tháng 02 năm 2026\nQUYẾT ĐỊNH\nVề gió\n")
    assert extract.number == "06/2026/QĐ-UBND"


@pytest.mark.parametrize(
    ("introduction", "count"),
    [
        ("- Luật Thủy lợi ngày 19/6/2017;\n- Nghị quyết số 12/NQ-CP ngày 03/02/2026;\n", 2),
        ("I. CĂN CỨ LẬP KẾ HOẠCH\n1. Nghị quyết số 12/NQ-CP.\n2. Quyết định số 5/QĐ-TTg.\n", 2),
        ("Để khắc phục, thực hiện Chỉ thị số 3/CT-TTg ngày 01/02/2026, yêu cầu:\n", 1),
        ("Để mọi người vui vẻ, Ủy ban nhân dân tỉnh yêu cầu:\n", 0),
    ],
)
def test_bases_are_counted_however_they_are_listed(introduction: str, count: int) -> None:
    extract = head("KẾ HOẠCH\nĐào ao\n", f"{introduction}II. NỘI DUNG\n1. Đào.\n2. Lấp.\n")
    assert len(extract.legal_bases) == count


def test_the_heads_of_a_gazettes_pages_are_dropped_in_mid_sentence() -> None:
    extract = head(
        "KẾ HOẠCH\nĐào ao\n",
        "I. VIỆC\n- Theo dõi tình\n\n6   CÔNG BÁO/Số 17 + 18/Ngày 12-4-2026\n\nhình mực nước.\n",
    )
    assert "Theo dõi tình hình mực nước." in extract.text
    assert "CÔNG BÁO" not in extract.text


def test_a_committee_and_its_department_set_as_one_line_are_two() -> None:
    extract = head(
        "UBND TỈNH SƠN LA SỞ Y TẾ\nSố: 7/KH-SYT\nSơn La, ngày 09 tháng 02 năm 2026\nKẾ HOẠCH\nĂn\n"
    )
    assert extract.issuer == "Sở y tế tỉnh Sơn La"
