"""Tables that lost their lines, put back cell by cell, and rows that only look like totals."""

from __future__ import annotations

import pytest

from services.plans.extract import read
from services.plans.extract.row_fitting import fit_row
from services.plans.extract.tables import is_total

COLUMNS = ("TT", "Nhiệm vụ", "Sản phẩm", "Chủ trì", "Phối hợp", "Thời gian")


@pytest.mark.parametrize(
    ("cells", "fitted"),
    [
        (
            ["1", "Soạn sổ tay", "Sổ tay", "Sở Y tế", "Quý II"],
            ("1", "Soạn sổ tay", "Sổ tay", "Sở Y tế", "", "Quý II"),
        ),
        (
            ["2", "Mở lớp", "- Giáo án;", "- Danh sách", "Sở Nội vụ", "Các sở", "Cả năm"],
            ("2", "Mở lớp", "- Giáo án; - Danh sách", "Sở Nội vụ", "Các sở", "Cả năm"),
        ),
        (
            ["3", "Đi thăm", "Sở Y tế", "Công an tỉnh;", "UBND các xã", "Thường xuyên"],
            ("3", "Đi thăm", "", "Sở Y tế", "Công an tỉnh; UBND các xã", "Thường xuyên"),
        ),
        (["I", "Cải cách thể chế"], ("I", "Cải cách thể chế", "", "", "", "")),
    ],
)
def test_cells_stand_under_the_columns_they_fit_best(
    cells: list[str], fitted: tuple[str, ...]
) -> None:
    assert fit_row(cells, COLUMNS) == fitted


@pytest.mark.parametrize(
    "period",
    [
        "Định kỳ 6 tháng",
        "Liên tục",
        "Đầu năm học",
        "Ngay sau khi có dịch",
        "10 ngày kể từ ngày ký",
        "02 tháng/lần",
    ],
)
def test_a_time_that_comes_again_or_is_counted_is_no_product(period: str) -> None:
    columns = ("TT", "Nhiệm vụ", "Chủ trì", "Thời gian", "Sản phẩm")
    cells = ["1", "Đo mực nước", "Sở Y tế", period, "Bản tin"]
    assert fit_row(cells, columns) == tuple(cells)


@pytest.mark.parametrize("label", ["Tổng cộng", "Cộng", "Tổng số", "Cộng (1+2)", "TỔNG KINH PHÍ"])
def test_a_total_is_told_by_its_label(label: str) -> None:
    assert is_total(label)


@pytest.mark.parametrize("label", ["Công khai tiến độ", "Tổng hợp báo cáo", "Công tác thi đua"])
def test_a_task_that_begins_like_a_total_is_none(label: str) -> None:
    assert not is_total(label)


def test_a_signature_beside_the_recipients_in_one_table_row_is_read() -> None:
    text = """
KẾ HOẠCH
Đào ao

I. VIỆC
1. Sở Xây dựng: Đào.

| **Nơi nhận:**<br>- Như trên;<br>- Lưu: VT. | **KT. CHỦ TỊCH**<br>**PHÓ CHỦ TỊCH**<br>Lò Thị Mẫu |
|---|---|
"""
    extract = read(text.encode(), "van-ban.md")
    assert [one.text for one in extract.recipients] == ["Như trên", "Lưu: VT"]
    assert extract.signatory is not None
    assert extract.signatory.name == "Lò Thị Mẫu"


def test_titles_of_a_second_row_take_the_place_of_their_span() -> None:
    cells = (
        "Stt", "Nội dung", "Cơ quan thực hiện", "Thời gian", "Chủ trì", "Phối hợp",
        "1", "Niêm yết giá", "Phòng Kinh tế", "Công an xã", "Tháng 9/2026",
        "2", "Đo độ ồn", "Công an xã", "Các tổ dân phố", "Quý IV/2026",
    )  # fmt: skip
    text = "KẾ HOẠCH\nGiữ chợ\nII. NHIỆM VỤ\n" + "\n".join(cells) + "\nIII. KINH PHÍ\n"
    extract = read(text.encode(), "van-ban.txt")
    assert [(one.lead, one.coordinating, one.period) for one in extract.work_items] == [
        (("Phòng Kinh tế",), ("Công an xã",), "Tháng 9/2026"),
        (("Công an xã",), ("Các tổ dân phố",), "Quý IV/2026"),
    ]


def test_a_sentence_that_ends_the_document_is_no_cell() -> None:
    cells = ["TT", "Nội dung", "Cơ quan chủ trì", "Thời gian", "1", "Đo kênh", "Sở Y tế", "Quý I"]
    cells += ["2", "Nạo kênh", "Sở Nội vụ", "Quý II", "Danh mục có hai nhiệm vụ./."]
    extract = read(("KẾ HOẠCH\n\nVề kênh\n\n" + "\n\n".join(cells)).encode(), "a.txt")
    assert [one.period for one in extract.work_items] == ["Quý I", "Quý II"]


def test_a_flattened_table_of_a_hospital_gives_its_units() -> None:
    cells = [
        *("TT", "Nội dung", "Bộ phận thực hiện", "Phối hợp", "Thời hạn"),
        *("1", "Dự trữ thuốc", "Khoa Dược", "Phòng Kế hoạch tổng hợp", "Trước 15/5/2026"),
        *("2", "Trực cấp cứu", "Khoa Hồi sức cấp cứu", "Khoa Ngoại tổng hợp", "Tháng 6/2026"),
    ]
    text = "\n\n".join(["KẾ HOẠCH", "Bảo đảm y tế", "I. NHIỆM VỤ", *cells])
    items = read(text.encode(), "van-ban.md").work_items
    assert [(one.performers, one.coordinating) for one in items] == [
        (("Khoa Dược",), ("Phòng Kế hoạch tổng hợp",)),
        (("Khoa Hồi sức cấp cứu",), ("Khoa Ngoại tổng hợp",)),
    ]


def test_who_is_the_contact_for_a_task_leads_it() -> None:
    cells = [
        *("TT", "Nội dung", "Đầu mối", "Phối hợp", "Thời gian", "Sản phẩm"),
        *("1", "Dự trữ thuốc", "Khoa Dược", "Phòng Vật tư", "Trước 15/5/2026", "Kho thuốc đủ"),
        *("2", "Lấy mẫu nước", "Khoa Xét nghiệm", "Khoa Nhi", "Hằng tuần", "Phiếu giám sát"),
    ]
    text = "\n\n".join(["KẾ HOẠCH", "Bảo đảm y tế", "I. NHIỆM VỤ", *cells])
    items = read(text.encode(), "van-ban.md").work_items
    assert [(one.title, one.lead, one.coordinating, one.output) for one in items] == [
        ("Dự trữ thuốc", ("Khoa Dược",), ("Phòng Vật tư",), "Kho thuốc đủ"),
        ("Lấy mẫu nước", ("Khoa Xét nghiệm",), ("Khoa Nhi",), "Phiếu giám sát"),
    ]
