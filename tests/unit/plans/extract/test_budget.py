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


DAMAGED = (
    "1. Tổng kinh phí là 1.036.000.000 đồng "
    "(Bằng chữ: Một tỷ không trăm ba mươi sáu triệu đồng).\n\n"
    "PHỤ LỤC\n\nĐVT: Nghìn đồng.\n\n"
    "STT\tNội dung\tKinh phí giai đoạn 2027 - 2032\t\t\t\t\t\tĐơn vị thực hiện\n"
    "\t\t2027\t2028\t2029\t2030\t2031\t2032\t\n"
    "1\tNuôi ong\t52.000\t52.000\t52.000\t81.500\t81.500\t81.500\tTrạm Khuyến nông\n"
    "-\tMua thùng ong (mỗi năm 20 thùng)\t9.000\t9.000\t9.000\t11.000\t11.000\t11.000\tĐịa phương\n"
    "-\tTập huấn\t43.000\t43.000\t43.000\t70.500\t70.500\t70.500\tĐịa phương\n"
    "2\tIn tài liệu\t20.000\t20.000\t20.000\t23.000\t23.000\t129.000\tĐịa phương\n\n"
    "3\tGiống cây\t71.000\t71.000\t71.000\t71.000\t74.000\t74.000\t74.000\t435.000\tĐịa phương\n"
    "-\tƯơm\t30.000\t30.000\t30.000\t30.000\t31.000\t31.000\t31.000\t183.000\tSở Y tế\n"
    "-\tTrồng\t41.000\t41.000\t41.000\t41.000\t43.000\t43.000\t43.000\t252.000\tTỉnh Đoàn\n"
    "4\tKiểm tra\t11.000\t11.000\t11.000\t11.000\t12.500\t12.500\t12.500\t70.500\tĐịa phương\n"
    "Tổng cộng\t\t154.000\t154.000\t154.000\t154.000\t191.000\t191.000\t191.000\t1.035.000\n"
)
"""Every damage at once: rows without a total, one that lost a value, others with one too many."""


def test_an_appendix_with_most_rows_damaged_comes_back_row_by_row() -> None:
    text = DAMAGED.replace("1.036", "1.035").replace("ba mươi sáu", "ba mươi lăm")
    budget = _budget(text)
    assert budget["total"] == 1_035_000_000
    amounts = {line["label"][:9]: list(line["amounts"].values()) for line in budget["lines"]}
    assert amounts == {
        "Nuôi ong": [52_000_000] * 3 + [81_500_000] * 3,
        "Mua thùng": [9_000_000] * 3 + [11_000_000] * 3,
        "Tập huấn": [43_000_000] * 3 + [70_500_000] * 3,
        "In tài li": [20_000_000] * 3 + [23_000_000] * 3,
        "Giống cây": [71_000_000] * 3 + [74_000_000] * 3,
        "Ươm": [30_000_000] * 3 + [31_000_000] * 3,
        "Trồng": [41_000_000] * 3 + [43_000_000] * 3,
        "Kiểm tra": [11_000_000] * 3 + [12_500_000] * 3,
        "Tổng cộng": [154_000_000] * 3 + [191_000_000] * 3,
    }
    told = {code for code in budget["codes"] if code.startswith("budget-")}
    assert told == {"budget-repaired"}


def test_the_same_appendix_is_told_where_text_and_table_disagree() -> None:
    assert "budget-disagrees" in _budget(DAMAGED)["codes"]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ("| 1 | A | 10 | 10 | 12 | 33 | Sở Y tế |\n", "budget-row-mismatch"),
        ("| 1 | A | 10 | 10 | 12 | 32 | X |\n| - | B | 9 | 9 | 9 | 27 | X |\n",
         "budget-parent-mismatch"),
        ("| 1 | A | 10 | 10 | 12 | 32 | X |\n| Tổng cộng | | 10 | 11 | 12 | 33 | |\n",
         "budget-total-mismatch"),
        ("| 1 | A | 10 | 10 | 12 | | X |\n", "budget-unverifiable"),
        ("| 1 | A | 10 | 10 | 120 | 140 | X |\n", "budget-outlier"),
    ],
)  # fmt: skip
def test_sums_that_disagree_or_are_missing_are_told(rows: str, code: str) -> None:
    assert code in _budget(TABLE + rows)["codes"]


def test_a_blank_year_is_nothing_and_a_total_may_stand_first() -> None:
    table = TABLE.replace("2026 | 2027 | 2028 | Tổng", "Tổng | 2026 | 2027 | 2028")
    budget = _budget(table + "| 1 | A | 32 | 20 | | 12 | X |\n| 2 | B | 8 | - | 8 | - | X |\n")
    assert [list(line["amounts"].values()) for line in budget["lines"]] == [
        [20_000, 0, 12_000],
        [0, 8_000, 0],
    ]


def test_a_total_row_may_stand_first() -> None:
    budget = _budget(TABLE + "| | Tổng cộng | 1 | 2 | 3 | 6 | |\n| 1 | A | 1 | 2 | 3 | 6 | X |\n")
    assert budget["total"] == 6_000
    assert not [code for code in budget["codes"] if code.endswith("mismatch")]


def test_words_and_figures_that_differ_are_an_error_with_the_sum_in_words() -> None:
    text = "1. Tổng kinh phí: 2.300.000 đồng (Bằng chữ: Hai triệu hai trăm nghìn đồng)."
    found = read((HEAD + text).encode(), "p.md").findings
    (differ,) = [one for one in found if one.code == "budget-words-differ"]
    assert (differ.severity, differ.suggestion) == ("error", "2200000")
    assert "budget-words-differ" not in _budget(text.replace("hai trăm", "ba trăm"))["codes"]


def test_a_total_in_words_alone_is_read() -> None:
    assert _budget("1. Tổng kinh phí là hai tỷ rưỡi đồng.")["total"] == 2_500_000_000


def test_a_table_of_money_that_is_not_read_is_told() -> None:
    assert "budget-unread" in _budget("Đơn vị tính: triệu đồng\n\nTrồng cây 100 200\n")["codes"]
    assert "budget-unread" not in _budget(TABLE + "| 1 | A | 1 | 2 | 3 | 6 | X |\n")["codes"]


def test_a_row_that_reckons_another_sum_than_it_has_is_told() -> None:
    row = "| 1 | Mở lớp (4 lớp x 3 triệu đồng/năm) | {} | 12.000 | 12.000 | {} | X |\n"
    assert "budget-norm-mismatch" not in _budget(TABLE + row.format("12.000", "36.000"))["codes"]
    wrong = TABLE + row.replace("12.000", "13.000").format("13.000", "39.000")
    assert "budget-norm-mismatch" in _budget(wrong)["codes"]
