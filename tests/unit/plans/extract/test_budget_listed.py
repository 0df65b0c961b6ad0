"""Money that paragraphs list, units as offices shorten them, and columns that name nobody."""

from __future__ import annotations

import pytest

from services.plans.extract import read
from services.plans.extract.form import Budget
from services.plans.extract.money import find_sums, find_unit

HEAD = "KẾ HOẠCH\n\nTrồng rừng\n\nI. KINH PHÍ THỰC HIỆN\n\n"
BY_SOURCE = (
    "| TT | Nội dung | Tổng | NSTW | NSĐP | Khác |\n|---|---|---|---|---|---|\n"
    "| 1 | Mua giống | 500 | 300 | 150 | 50 |\n"
    "| 2 | Trồng cây | 1.200 | 800 | 400 | |\n"
    "| | Tổng cộng | 1.700 | 1.100 | 550 | 50 |\n"
)


def _budget(text: str) -> Budget:
    budget = read((HEAD + text).encode(), "plan.md").budget
    assert budget is not None
    return budget


def _lines(text: str) -> list[tuple[str, str | None, dict[str, int], int | None]]:
    return [(one.label, one.parent, one.amounts, one.total) for one in _budget(text).lines]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "Tổng kinh phí: 9 triệu đồng (Chín triệu đồng), trong đó vốn tỉnh 9 triệu đồng.",
            [("vốn tỉnh", None, {}, 9)],
        ),
        (
            "Mua giống 9 triệu đồng, gồm: cây keo 5 triệu đồng; cây quế 4 triệu đồng.",
            [
                ("Mua giống", None, {}, 9),
                ("cây keo", "Mua giống", {}, 5),
                ("cây quế", "Mua giống", {}, 4),
            ],
        ),
        (
            "Mua giống 200 triệu đồng, tập huấn 50 triệu đồng.",
            [("Mua giống", None, {}, 200), ("tập huấn", None, {}, 50)],
        ),
        (
            "Tổng vốn 22 triệu đồng, phân kỳ: năm 2026: 10 triệu đồng; năm 2027: 12 triệu đồng.",
            [("Tổng vốn", None, {"2026": 10, "2027": 12}, 22)],
        ),
        (
            "- Ngân sách tỉnh: 10 triệu đồng (năm 2026: 4 triệu đồng, năm 2027: 6 triệu đồng);",
            [("Ngân sách tỉnh", None, {"2026": 4, "2027": 6}, 10)],
        ),
        (
            "Thuê máy 5 năm: 100 triệu đồng/năm x 5 năm = 500 triệu đồng.",
            [("Thuê máy 5 năm", None, {}, 500)],
        ),
        ("Tổng kinh phí 90 triệu đồng, lấy từ 95 triệu đồng đã giao.", []),
    ],
)
def test_each_sum_of_a_sentence_has_its_own_words(
    text: str, wanted: list[tuple[str, str | None, dict[str, int], int]]
) -> None:
    million = 1_000_000
    assert _lines(text) == [
        (label, parent, {year: one * million for year, one in amounts.items()}, total * million)
        for label, parent, amounts, total in wanted
    ]


@pytest.mark.parametrize(
    ("text", "name", "factor"),
    [
        ("Đơn vị: 1.000 đồng", "nghìn đồng", 1_000),
        ("(ĐVT: 1000đ)", "nghìn đồng", 1_000),
        ("Đơn vị tính: Tr.đồng", "triệu đồng", 1_000_000),
        ("ĐVT: triệu đ", "triệu đồng", 1_000_000),
        ("Thành tiền (1.000đ)", "nghìn đồng", 1_000),
        ("Đơn vị tính: Ngàn đồng", "ngàn đồng", 1_000),
        ("ĐVT: đồng", "đồng", 1),
    ],
)
def test_a_unit_is_read_however_it_is_shortened(text: str, name: str, factor: int) -> None:
    unit = find_unit(text)
    assert unit is not None
    assert (unit.name, unit.factor) == (name, factor)


def test_a_unit_is_no_sum() -> None:
    assert [one.value for one in find_sums("ĐVT: 1.000 đồng. Tổng: 5.000 đồng")] == [5_000]


@pytest.mark.parametrize("unit", ["Đơn vị: 1.000 đồng\n\n", "Tổng kinh phí 1,7 triệu đồng.\n\n"])
def test_columns_by_source_are_read_though_no_title_speaks_of_money(unit: str) -> None:
    budget = _budget(unit + BY_SOURCE)
    assert (budget.total, budget.unit) == (1_700_000, "nghìn đồng")
    assert budget.lines[0].amounts == {"NSTW": 300_000, "NSĐP": 150_000, "Khác": 50_000}


@pytest.mark.parametrize(
    ("title", "cells"), [("ĐVT", ("cây", "buổi")), ("Số lần", ("2 đợt/năm", "1 lần"))]
)
def test_a_unit_of_measure_or_a_remark_carries_nothing_out(
    title: str, cells: tuple[str, str]
) -> None:
    text = (
        f"| TT | Nội dung chi | {title} | Số lượng | Đơn giá | Thành tiền | Ghi chú |\n"
        "|---|---|---|---|---|---|---|\n"
        f"| 1 | Cây giống | {cells[0]} | 500 | 20.000 | 10.000.000 | Cấp đợt 1 |\n"
        f"| 2 | Tập huấn | {cells[1]} | 4 | 1.500.000 | 6.000.000 | |\n"
        "| | Tổng cộng | | | | 16.000.000 | |\n"
    )
    budget = _budget(text)
    assert [(one.total, one.executing) for one in budget.lines] == [
        (10_000_000, None),
        (6_000_000, None),
        (16_000_000, None),
    ]


def test_the_column_that_is_called_so_names_who_carries_out() -> None:
    text = (
        "| TT | Nội dung | Nguồn | Số tiền (đồng) | Đơn vị thực hiện | Kết quả |\n"
        "|---|---|---|---|---|---|\n"
        "| 1 | Cây giống | Quỹ rừng | 10.000.000 | Hạt Kiểm lâm | Đủ cây |\n"
        "| | Tổng cộng | | 10.000.000 | | |\n"
    )
    assert _budget(text).lines[0].executing == "Hạt Kiểm lâm"


def test_the_unit_of_amounts_counts_before_that_of_prices() -> None:
    text = (
        "| TT | Nội dung | SL | Đơn giá (nghìn đồng) | Thành tiền (triệu đồng) |\n"
        "|---|---|---|---|---|\n| 1 | Cây giống | 500 | 20 | 10 |\n| | Tổng cộng | | | 10 |\n"
    )
    assert _budget(text).total == 10_000_000
