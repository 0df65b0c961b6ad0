"""The wording of indicators: comparators, values, years, and numbers that are no targets."""

from __future__ import annotations

import pytest

from services.plans.extract.findings import Notebook
from services.plans.extract.targets import Wording, read_targets


def _read(text: str, *, labelled: bool = True) -> list[tuple[str, float, float | None, int | None]]:
    targets = read_targets(Wording("Chỉ tiêu 1", text, 0, None, labelled), Notebook())
    return [(one.comparator, one.value, one.value_max, one.year) for one in targets]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Tỷ lệ hộ có nước sạch đạt 75%.", [("=", 75, None, None)]),
        (
            "Tỷ lệ đạt 40% vào năm 2026 và 55% vào năm 2030.",
            [("=", 40, None, 2026), ("=", 55, None, 2030)],
        ),
        (
            "Đến năm 2026 đạt 40%, đến năm 2030 đạt 55%.",
            [("=", 40, None, 2026), ("=", 55, None, 2030)],
        ),
        (
            "Phấn đấu hết quý III đạt 65%, đến ngày 31/12/2027 đạt 90%.",
            [("=", 65, None, 2027), ("=", 90, None, 2027)],
        ),
        (
            "Đạt 65% vào năm 2027, riêng miền núi đạt 90%.",
            [("=", 65, None, 2027), ("=", 90, None, None)],
        ),
        ("Giảm tỷ lệ hộ nghèo xuống dưới 2,5% vào năm 2027.", [("<", 2.5, None, 2027)]),
        ("Giảm tỷ lệ xuống còn 9% năm 2026.", [("decrease_to", 9, None, 2026)]),
        ("Giảm 20% số vụ so với năm 2025.", [("decrease_by", 20, None, None)]),
        ("Giảm từ 2 đến 3% hằng năm giai đoạn 2026 - 2030.", [("decrease_by", 2, 3, None)]),
        ("Tăng tỷ lệ lên 60% năm 2027.", [("increase_to", 60, None, 2027)]),
        ("Mỗi năm tăng thêm 5%.", [("increase_by", 5, None, None)]),
        ("Duy trì 100% trường đạt chuẩn.", [("maintain", 100, None, None)]),
        ("Tối thiểu 80% xã hoàn thành.", [(">=", 80, None, None)]),
        ("Có từ 95% dân số trở lên tham gia.", [(">=", 95, None, None)]),
        ("Không quá 3% học sinh bỏ học.", [("<=", 3, None, None)]),
        ("Quỹ đất dành cho trường học không thấp hơn 20%.", [(">=", 20, None, None)]),
        ("Chi cho khoa học không dưới 3% tổng chi.", [(">=", 3, None, None)]),
        ("Không còn quá 2% hồ sơ trễ hạn.", [("<=", 2, None, None)]),
        ("Tỷ lệ thất thoát không vượt 12%.", [("<=", 12, None, None)]),
        ("Tỷ lệ tái nghèo không cao hơn 1,5%.", [("<=", 1.5, None, None)]),
        ("Khoảng 70% lao động qua đào tạo.", [("~", 70, None, None)]),
        (
            "Tỷ suất giảm từ 23/1.000 xuống 18/1.000 vào năm 2027.",
            [("decrease_to", 18, None, 2027)],
        ),
        ("Giảm tỷ suất xuống 140/100.000 trẻ em.", [("decrease_to", 140, None, None)]),
        ("Tỷ suất tử vong trên 1.000 trẻ dưới 9,5 vào năm 2026.", [("<", 9.5, None, 2026)]),
        ("Có ít nhất một xã làm điểm.", [(">=", 1, None, None)]),
        ("Xây dựng 05 mô hình điểm năm 2027.", [("=", 5, None, 2027)]),
        ("13/13 thôn có nhà văn hóa.", [("=", 13, None, None)]),
        ("Ít nhất 15/20 xã đạt chuẩn vào năm 2027.", [(">=", 15, None, 2027)]),
        ("Có 18/19 tiêu chí đạt chuẩn.", [("=", 18, None, None)]),
        ("Đạt 100% (13/13 thôn).", [("=", 100, None, None)]),
        ("Trước ngày 15/11 xã trình hồ sơ.", []),
        ("Dịp 9/12 xã tổ chức mít tinh; từ 10/12 hộ kinh doanh nghỉ.", []),
        ("Tỷ lệ phủ xanh ≥ 45%; tỷ lệ tái nghèo ≤2%.",
         [(">=", 45, None, None), ("<=", 2, None, None)]),
        ("Nâng tổng số hợp tác xã lên 310.", [("increase_to", 310, None, None)]),
        ("Số thôn khó khăn giảm còn 12 vào năm 2028.", [("decrease_to", 12, None, 2028)]),
        ("Tổng số giường bệnh đạt 1.200.", [("=", 1200, None, None)]),
        ("Giữ chỉ số muỗi tại ổ dịch dưới 15.", [("<", 15, None, None)]),
        ("Chứng nhận trên 40 sản phẩm, trong đó có 05 sản phẩm của hợp tác xã.",
         [(">", 40, None, None), ("=", 5, None, None)]),
        ("Trẻ em dưới 5 tuổi được tiêm đủ 8 loại vắc xin.", []),
        ("Nơi khó khăn có thể đạt 30%.", []),
        ("Mở tối thiểu 6 lớp bơi năm 2026, 9 lớp bơi trong năm 2027 và 12 lớp bơi vào năm 2028.",
         [(">=", 6, None, 2026), ("=", 9, None, 2027), ("=", 12, None, 2028)]),
        ("Xây dựng 05 bến thuyền năm 2026, 10 bến năm 2027.",
         [("=", 5, None, 2026), ("=", 10, None, 2027)]),
        ("Phấn đấu xóa hoàn toàn 04 lối đi tự mở trước năm 2027.", [("=", 4, None, 2027)]),
        ("Số ca mắc/100.000 dân: dưới 120.", [("<", 120, None, None)]),
        ("Tử vong/1.000 trẻ đẻ sống giảm còn 9,5 năm 2027.", [("decrease_to", 9.5, None, 2027)]),
        ("Lắp đặt 120 đèn tín hiệu tại các nút giao.", [("=", 120, None, None)]),
        ("Tỷ lệ che phủ rừng duy trì ổn định ở mức 54,3%.", [("maintain", 54.3, None, None)]),
        ("Không để xảy ra quá 02 vụ chìm đò.", [("<=", 2, None, None)]),
        ("Nâng tỷ lệ hộ dùng nước máy từ 60% (2025) lên 85% (2028).",
         [("increase_to", 85, None, 2028)]),
        ("Đến 2030: 100% thôn có nhà văn hóa; 2027: 80%.",
         [("=", 100, None, 2030), ("=", 80, None, 2027)]),
        ("Đón 3,5 triệu lượt khách, tăng 12% so với năm 2025.",
         [("=", 3.5, None, None), ("increase_by", 12, None, None)]),
        ("Kế hoạch năm 2026 và 5 năm 2026 - 2030 đạt 90%.", [("=", 90, None, 2026)]),
        (
            "Dưới 5% ở nông thôn và dưới 7% ở thành thị vào năm 2026 và năm 2030.",
            [
                ("<", 5, None, 2026),
                ("<", 5, None, 2030),
                ("<", 7, None, 2026),
                ("<", 7, None, 2030),
            ],
        ),
    ],
)  # fmt: skip
def test_the_wording_of_a_target_is_read(
    text: str, wanted: list[tuple[str, float, float | None, int | None]]
) -> None:
    assert _read(text) == wanted


def test_a_comparator_carried_to_the_next_value_is_noted() -> None:
    notebook = Notebook()
    wording = Wording(
        "Chỉ tiêu 8", "xuống dưới 0,7% vào năm 2026 và 0,5% vào năm 2030", 0, None, labelled=True
    )
    targets = read_targets(wording, notebook)
    assert [one.comparator for one in targets] == ["<", "<"]
    assert [one.code for one in notebook.items] == ["comparator-carried"]


def test_qualifier_baseline_and_denominator_are_kept() -> None:
    wording = Wording(
        "1", "Giảm 10% so với năm 2024 đối với trẻ em miền núi", 5, None, labelled=True
    )
    (target,) = read_targets(wording, Notebook())
    assert target.baseline == "so với năm 2024 đối với trẻ em miền núi"
    (rate,) = read_targets(
        Wording("1", "dưới 4/100.000 trẻ em", 0, None, labelled=True), Notebook()
    )
    assert rate.denominator == "100.000 trẻ em"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("13/13 thôn có nhà văn hóa.", (13, None, "13 thôn")),
        ("Công suất cấp nước đạt 12.000 m3/ngày đêm.", (12000, "m3", None)),
        ("nâng tổng số hợp tác xã lên 310.", (310, "hợp tác xã", None)),
        ("Số thôn khó khăn giảm còn 12 vào năm 2028.", (12, "thôn khó khăn", None)),
        ("Chỉ số hài lòng của người bệnh đạt 4,5.", (4.5, None, None)),
    ],
)
def test_what_is_counted_may_stand_around_a_bare_number(
    text: str, wanted: tuple[float, str | None, str | None]
) -> None:
    (one,) = read_targets(Wording("I", text, 0, None, labelled=False), Notebook())
    assert (one.value, one.unit, one.denominator) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Thu nhập bình quân 70 triệu đồng/người/năm.", [(70, "triệu đồng/người/năm")]),
        ("Đón 2 triệu lượt khách, tổng thu 900 tỷ đồng.",
         [(2, "triệu lượt khách"), (900, "tỷ đồng")]),
        ("Sản lượng tôm 12.500 tấn vào năm 2028.", [(12500, "tấn")]),
        ("Thành lập mới 40 doanh nghiệp, 05 hợp tác xã.",
         [(40, "doanh nghiệp"), (5, "hợp tác xã")]),
        ("03 xã đạt chuẩn.", [(3, "xã")]),
        ("Tỷ suất sinh giảm 0,2‰.", [(0.2, "‰")]),
        ("Cải thiện nước sạch ở các thôn của 12 xã.", []),
        ("Rà soát theo Kế hoạch số 12 người khuyết tật.", []),
    ],
)  # fmt: skip
def test_a_measure_needs_no_verb_before_it(
    text: str, wanted: list[tuple[float, str | None]]
) -> None:
    targets = read_targets(Wording("I", text, 0, None, labelled=False), Notebook())
    assert [(one.value, one.unit) for one in targets] == wanted


def test_what_is_divided_over_years_has_no_year_of_theirs() -> None:
    text = "Hỗ trợ 200 hộ, trong đó năm 2026: 80 hộ, năm 2027: 120 hộ."
    assert [(value, year) for _, value, _, year in _read(text, labelled=False)] == [
        (200, None),
        (80, 2026),
        (120, 2027),
    ]


def test_a_part_of_what_is_reached_counts_only_beside_it() -> None:
    text = "Cấp giấy cho các hộ, trong đó có 05 hộ nghèo."
    assert _read(text, labelled=False) == []


def test_from_so_many_stars_up_is_no_place() -> None:
    wording = Wording("1", "Có 35 sản phẩm đạt từ 3 sao trở lên.", 0, None, labelled=True)
    assert [one.qualifier for one in read_targets(wording, Notebook())] == [None]


def test_a_bare_number_is_no_target_outside_of_a_labelled_line() -> None:
    assert _read("Các cơ quan, địa phương cùng nhau thành lập 12 tổ.", labelled=False) == []
    assert _read("Thời gian chờ còn dưới 30 phút.", labelled=False) == [("<", 30, None, None)]


def test_of_which_size_a_whole_is_counted_is_no_target() -> None:
    assert _read("100% tàu cá từ 15 mét trở lên lắp máy.", labelled=False) == [
        ("=", 100, None, None)
    ]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Xây dựng mới 350 nhà, sửa chữa 120 nhà cho hộ nghèo trước ngày 31/12/2026.",
         [(350, "nhà"), (120, "nhà")]),
        ("Xây mới 350 và sửa chữa 120 nhà tạm.", [(350, None), (120, "nhà tạm")]),
        ("Tổ chức 12 lớp tại 5 xã, mở 03 phiên chợ và cấp 250 tờ rơi.",
         [(12, "lớp"), (3, "phiên chợ"), (250, "tờ rơi")]),
        ("Thành lập 3 tổ gồm 15 người, đồng thời tổ chức 24 đợt tuần tra.",
         [(3, "tổ"), (24, "đợt tuần tra")]),
        ("Đạt 95% trẻ được tiêm, xây dựng 5 điểm tiêm.", [(95, "%"), (5, "điểm tiêm")]),
        ("Đào tạo nghề cho 1.200 thanh niên, giải quyết việc làm cho 300 thanh niên.",
         [(1200, "thanh niên"), (300, "thanh niên")]),
        ("Sửa 7 sân chơi và cắm 45 biển báo.", [(7, "sân chơi"), (45, "biển báo")]),
        ("Xóa 340 nhà tạm được khảo sát, sửa 95 nhà trước tháng 10.",
         [(340, "nhà tạm"), (95, "nhà")]),
        ("Xây dựng 10 mô hình, mỗi mô hình 5 hộ.", [(10, "mô hình")]),
        ("Xây dựng 10 mô hình, duy trì ở 5 xã.", [(10, "mô hình")]),
    ],
)  # fmt: skip
def test_each_thing_that_is_done_in_one_sentence_has_its_count(
    text: str, wanted: list[tuple[float, str | None]]
) -> None:
    targets = read_targets(Wording("I", text, 0, None, labelled=False), Notebook())
    assert [(one.value, one.unit) for one in targets] == wanted
