"""Money: sums in text, tables by year, and rows rebuilt only where one way is left."""

from __future__ import annotations

from typing import Any

import pytest

from services.plans.extract import read
from services.plans.extract.money import find_sums
from services.plans.extract.repair import Row, rebuild

HEAD = "KẾ HOẠCH\n\nTrồng rừng\n\nI. KINH PHÍ THỰC HIỆN\n\n"


def _budget(text: str) -> dict[str, Any]:
    extract = read((HEAD + text).encode(), "plan.md").to_json()
    budget = extract["budget"]
    assert isinstance(budget, dict)
    return budget | {"codes": [one.code for one in read((HEAD + text).encode(), "p.md").findings]}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2.292.000.000 đồng", 2_292_000_000),
        ("1,5 tỷ đồng", 1_500_000_000),
        ("2 tỷ 300 triệu đồng", 2_300_000_000),
        ("150 triệu đồng/năm", 150_000_000),
        ("300.000đ", 300_000),
    ],
)
def test_a_sum_is_read_in_dong(text: str, value: int) -> None:
    assert [one.value for one in find_sums(text)] == [value]


def test_a_stated_total_wins_over_its_parts() -> None:
    budget = _budget(
        "1. Tổng kinh phí là 900 triệu đồng, trong đó ngân sách tỉnh 600 triệu đồng.\n\n"
        "2. Nguồn xã hội hóa."
    )
    assert budget["total"] == 900_000_000
    assert budget["sources"] == ["Nguồn xã hội hóa"]


def test_a_total_that_is_not_called_so_is_noted() -> None:
    budget = _budget("1. Dự toán kinh phí 5 năm: 100 triệu đồng/năm x 5 năm = 500 triệu đồng.")
    assert budget["total"] == 500_000_000
    assert "budget-total-inferred" in budget["codes"]


TABLE = (
    "ĐVT: Nghìn đồng\n\n| STT | Nội dung | 2026 | 2027 | 2028 | Tổng | Đơn vị thực hiện |\n"
    "|---|---|---|---|---|---|---|\n"
)


ROW_B = "| 2 | B | 5 | 6 | 7 | 18 | Sở Y tế |\n| Tổng cộng | | 15 | 18 | 19 | 52 | |\n"


def test_a_shifted_row_is_rebuilt_where_the_sums_leave_one_way() -> None:
    budget = _budget(TABLE + "| 1 | A | 10 | 10 | 12 | 12 | 34 | Sở Y tế |\n" + ROW_B)
    assert budget["total"] == 52_000
    assert budget["lines"][0]["amounts"] == {"2026": 10_000, "2027": 12_000, "2028": 12_000}
    assert "budget-repaired" in budget["codes"]


def test_a_row_that_fits_no_sum_keeps_its_raw_cells() -> None:
    budget = _budget(TABLE + "| 1 | A | 10 | 10 | 12 | 12 | 33 | Sở Y tế |\n" + ROW_B)
    assert budget["lines"][0]["amounts"] == {}
    assert budget["lines"][0]["raw_cells"][2:7] == ["10", "10", "12", "12", "33"]
    assert "budget-misaligned" in budget["codes"]


def test_a_table_that_disagrees_with_the_text_is_an_error() -> None:
    text = (
        "1. Tổng kinh phí là 60.000 đồng.\n\n"
        + TABLE
        + "| 1 | A | 10 | 20 | 20 | 50 | Sở Y tế |\n| Tổng cộng | | 10 | 20 | 20 | 50 | |\n"
    )
    assert "budget-disagrees" in _budget(text)["codes"]


def test_a_table_with_one_amount_a_row_is_read_by_its_column() -> None:
    text = (
        "| STT | Nội dung | Số lượng | Đơn giá (đồng) | Thành tiền (đồng) |\n"
        "|---|---|---|---|---|\n"
        "| 1 | Giống cây | 100 | 5.000 | 500.000 |\n| 2 | Công trồng | 10 | 20.000 | 200.000 |\n"
        "| Tổng cộng | | | | 700.000 |\n"
    )
    budget = _budget(text)
    assert budget["total"] == 700_000
    assert [line["total"] for line in budget["lines"]] == [500_000, 200_000, 700_000]


def test_a_lost_and_a_doubled_cell_come_back_when_the_table_adds_up() -> None:
    rows = [
        Row((10, 10, 20, 20), None, grand=False),
        Row((4, 4, 6, 6), 0, grand=False),
        Row((6, 6, 14, 14), 0, grand=False),
        Row((5, 9, 9, 28), None, grand=False),  # 5, 5, 9, 9 lost one 5; its total slid left
        Row((15, 15, 15, 29, 29, 88), None, grand=True),  # one 15 too many
    ]
    built = rebuild(rows, 4)
    assert [one and one.vector for one in built] == [
        (10, 10, 20, 20),
        (4, 4, 6, 6),
        (6, 6, 14, 14),
        (5, 5, 9, 9),
        (15, 15, 29, 29),
    ]
    assert [bool(one and one.repaired) for one in built] == [False, False, False, True, True]


def test_more_than_one_way_is_no_way() -> None:
    assert rebuild([Row((1, 2, 3, 9), None, grand=False)], 2) == [None]
    assert rebuild([Row((), None, grand=False)], 2) == [None]
