"""Several tables of money in one document, their columns, their units, and parts of one table."""

from __future__ import annotations

from services.plans.extract import read
from services.plans.extract.form import Budget, BudgetTable

HEAD = "KẾ HOẠCH\n\nTrồng rừng\n\nI. KINH PHÍ THỰC HIỆN\n\n"
MILLIONS = "Đơn vị tính: triệu đồng\n\n"
BY_YEAR = "| STT | Nội dung | 2026 | 2027 | Tổng |\n|---|---|---|---|---|\n"
BY_SUM = "| TT | Nội dung | Kinh phí |\n|---|---|---|\n"
YEARS = BY_YEAR + "| 1 | Cây | 300 | 400 | 700 |\n| 2 | Xe | 200 | 300 | 500 |\n"
MILLION = 1_000_000


def _read(text: str) -> tuple[Budget, dict[str, dict[str, str]]]:
    extract = read((HEAD + text).encode(), "plan.md")
    assert extract.budget is not None
    codes = {one.code: one.params for one in extract.findings if one.code.startswith("budget")}
    return extract.budget, codes


def _amounts(table: BudgetTable) -> list[list[int]]:
    return [[value // MILLION for value in line.amounts.values()] for line in table.lines]


def _sums(title: str, unit: str, first: str, second: str, total: str) -> str:
    rows = f"| 1 | Cây | {first} |\n| 2 | Xe | {second} |\n| | Tổng cộng | {total} |\n\n"
    return f"{title}\n\nĐVT: {unit}\n\n{BY_SUM}{rows}"


def test_tables_by_year_and_by_source_show_the_same_money_each_in_its_unit() -> None:
    budget, codes = _read(
        "1. Tổng kinh phí là 1.200 triệu đồng.\n\nPHỤ LỤC I\n\nPhân theo năm\n\n"
        + MILLIONS + YEARS + "| | Tổng cộng | 500 | 700 | 1.200 |\n\n"
        "PHỤ LỤC II\n\nPhân theo nguồn\n\nĐơn vị tính: nghìn đồng\n\n"
        "| STT | Nội dung | Tổng số | Ngân sách tỉnh | Xã hội hóa |\n|---|---|---|---|---|\n"
        "| 1 | Cây | 700.000 | 600.000 | 100.000 |\n| 2 | Xe | 500.000 | 500.000 | |\n"
        "| | Cộng | 1.200.000 | 1.100.000 | 100.000 |\n"
    )  # fmt: skip
    assert budget.total == 1_200 * MILLION
    assert [(one.title, one.columns, one.unit, one.total) for one in budget.tables] == [
        ("PHỤ LỤC I. Phân theo năm", "years", "triệu đồng", 1_200 * MILLION),
        ("PHỤ LỤC II. Phân theo nguồn", "sources", "nghìn đồng", 1_200 * MILLION),
    ]
    assert budget.tables[1].lines[0].amounts == {
        "Ngân sách tỉnh": 600 * MILLION,
        "Xã hội hóa": 100 * MILLION,
    }
    assert budget.lines == budget.tables[0].lines
    assert len(budget.checks) == 2
    assert not codes


def test_an_appendix_each_adds_up_to_the_sum_of_the_text() -> None:
    first = _sums("Phụ lục I", "triệu đồng", "70", "110", "180")
    second = _sums("Phụ lục II", "nghìn đồng", "20.000", "100.000", "120.000")
    budget, codes = _read("1. Tổng kinh phí là 300 triệu đồng.\n\n" + first + second)
    assert budget.total == 300 * MILLION
    assert [one.total for one in budget.tables] == [180 * MILLION, 120 * MILLION]
    assert "cộng lại khớp" in budget.checks[0]
    assert not codes


def test_a_table_that_fits_no_other_sum_is_told_by_its_title() -> None:
    first = _sums("Phụ lục I", "triệu đồng", "70", "110", "180")
    second = _sums("Phụ lục II", "triệu đồng", "20", "30", "50")
    _, codes = _read("1. Tổng kinh phí là 180 triệu đồng.\n\n" + first + second)
    assert codes == {"budget-table-apart": {"title": "Phụ lục II", "sum": "50.000.000"}}


def test_a_table_that_details_a_row_of_another_is_confirmed_by_it() -> None:
    first = _sums("Phụ lục I", "triệu đồng", "70", "110", "180")
    second = _sums("Phụ lục II", "triệu đồng", "40", "30", "70")
    budget, codes = _read(first + second)
    assert (budget.total, codes) == (180 * MILLION, {})


def test_words_speak_of_the_table_above_them() -> None:
    first = _sums("Phụ lục I", "triệu đồng", "70", "110", "180")
    second = _sums("Phụ lục II", "triệu đồng", "40", "30", "70")
    right = f"{first}(Bằng chữ: Một trăm tám mươi triệu đồng)\n\n{second}"
    assert not _read(right + "(Bằng chữ: Bảy mươi triệu đồng)\n")[1]
    _, codes = _read(right + "(Bằng chữ: Tám mươi triệu đồng)\n")
    assert codes["budget-words-differ"] == {"words": "80.000.000", "figures": "70.000.000"}


def test_findings_of_each_table_stand_at_its_rows() -> None:
    wrong = BY_YEAR + "| 1 | Nhà | 1 | 2 | 4 |\n| | Tổng cộng | 1 | 2 | 3 |\n"
    budget, codes = _read(MILLIONS + YEARS + "\nPhụ lục II\n\n" + MILLIONS + wrong)
    assert len(budget.tables) == 2
    assert codes["budget-row-mismatch"]["label"] == "Nhà"


def test_agencies_in_columns_are_told_by_sums_that_agree() -> None:
    table = (
        "| TT | Nội dung | Sở Y tế | Công an tỉnh | Tổng cộng |\n|---|---|---|---|---|\n"
        "| 1 | Cây | 30 | 40 | 70 |\n| 2 | Xe | 50 | {} | 110 |\n| | Cộng | 80 | 100 | 180 |\n"
    )
    budget, _ = _read(MILLIONS + table.format("60"))
    assert budget.tables[0].columns == "agencies"
    assert budget.tables[0].lines[1].amounts["Công an tỉnh"] == 60 * MILLION
    budget, _ = _read(MILLIONS + table.replace("Nội dung", "Nội dung kinh phí").format("50"))
    assert budget.tables[0].columns == "amount"


def test_rows_may_be_years_and_columns_sources() -> None:
    budget, codes = _read(
        MILLIONS + "| Năm | Tổng số | NSTW | NSĐP |\n|---|---|---|---|\n"
        "| 2026 | 300 | 200 | 100 |\n| 2027 | 500 | 300 | 200 |\n| Cộng | 800 | 500 | 300 |\n"
    )
    assert [line.label for line in budget.lines] == ["2026", "2027", "Cộng"]
    assert _amounts(budget.tables[0]) == [[200, 100], [300, 200], [500, 300]]
    assert not codes


def test_a_year_divided_into_sources_counts_by_its_total_or_its_parts() -> None:
    whole = (
        "| TT | Nội dung | Năm 2026 | | | Năm 2027 | | | Tổng |\n"
        "|---|---|---|---|---|---|---|---|---|\n| | | Cộng | NST | XHH | Cộng | NST | XHH | |\n"
        "| 1 | Cây | 30 | 20 | 10 | 40 | 40 | | 70 |\n| | Cộng | 30 | 20 | 10 | 40 | 40 | | 70 |\n"
    )
    parts = (
        "| TT | Nội dung | Năm 2026 | | Năm 2027 | | Tổng |\n|---|---|---|---|---|---|---|\n"
        "| | | NST | XHH | NST | XHH | |\n"
        "| 1 | Cây | 20 | 10 | 40 | | 70 |\n| | Cộng | 20 | 10 | 40 | | 70 |\n"
    )
    for table in (whole, parts):
        budget, codes = _read(MILLIONS + table)
        assert _amounts(budget.tables[0]) == [[30, 40], [30, 40]]
        assert not codes


def test_a_parent_column_beside_its_parts_is_not_added_to_them() -> None:
    budget, codes = _read(
        MILLIONS + "| TT | Nội dung | Tổng số | Ngân sách nhà nước | NSTW | NSĐP | Xã hội hóa |\n"
        "|---|---|---|---|---|---|---|\n| 1 | Cây | 90 | 60 | 40 | 20 | 30 |\n"
        "| 2 | Xe | 50 | 50 | 30 | 20 | |\n| | Cộng | 140 | 110 | 70 | 40 | 30 |\n"
    )
    assert list(budget.lines[0].amounts) == ["NSTW", "NSĐP", "Xã hội hóa"]
    assert not codes


def test_sources_that_miss_their_total_are_told_row_by_row() -> None:
    _, codes = _read(
        MILLIONS
        + "| TT | Nội dung | Tổng số | Ngân sách tỉnh | Vốn khác |\n|---|---|---|---|---|\n"
        "| 1 | Cây | 30 | 20 | 10 |\n| 2 | Xe | 50 | 40 | 5 |\n"
    )
    assert codes["budget-row-mismatch"]["stated"] == "50000000"


def test_a_table_cut_by_pages_is_one_and_sums_carried_over_are_left_out() -> None:
    budget, codes = _read(
        MILLIONS + YEARS + "| | Cộng trang | 500 | 700 | 1.200 |\n\nPhụ lục 1 (tiếp theo)\n\n"
        + BY_YEAR + "| | Mang sang | 500 | 700 | 1.200 |\n| 3 | Nhà | 5 | 5 | 10 |\n"
        "| | Tổng cộng | 505 | 705 | 1.210 |\n"
    )  # fmt: skip
    assert len(budget.tables) == 1
    assert _amounts(budget.tables[0]) == [[300, 400], [200, 300], [5, 5], [505, 705]]
    assert not codes


def test_rows_without_a_head_go_on_only_with_the_next_number() -> None:
    more = "\n12\n\n| {} | Nhà | 5 | 5 | 10 |\n| | Tổng cộng | 505 | 705 | 1.210 |\n"
    budget, _ = _read(MILLIONS + YEARS + more.format(3))
    assert len(budget.lines) == 4
    budget, _ = _read(MILLIONS + YEARS + more.format(7))
    assert len(budget.lines) == 2


def test_fractions_of_millions_are_read_where_the_table_is_written_so() -> None:
    rows = "| 1 | Cây | 12,5 | 20 | 32,5 |\n| 2 | Xe | 0,75 | 1.010 | 1.010,75 |\n"
    budget, codes = _read(
        MILLIONS + BY_YEAR + rows + "| | Tổng cộng | 13,25 | 1.030 | 1.043,25 |\n"
    )
    assert budget.lines[1].amounts == {"2026": 750_000, "2027": 1_010 * MILLION}
    assert budget.total == 1_043_250_000
    assert set(codes) <= {"budget-outlier"}


def test_the_row_that_numbers_the_columns_is_no_money() -> None:
    budget, codes = _read(
        "ĐVT: đồng\n\n| STT | Nội dung | Số lượng | Đơn giá | Thành tiền |\n|---|---|---|---|---|\n"
        "| (1) | (2) | (3) | (4) | (5)=(3)x(4) |\n| 1 | Cây | 10 | 5.000 | 50.000 |\n"
        "| 2 | Xe | 2 | 10.000 | 20.000 |\n| | Cộng | | | 70.000 |\n"
    )
    assert [line.total for line in budget.lines] == [50_000, 20_000, 70_000]
    assert not codes


def test_a_table_without_a_unit_takes_that_of_the_sum_in_the_text_and_tells_it() -> None:
    table = BY_SUM + "| 1 | Cây | 70 |\n| 2 | Xe | 110 |\n| | Tổng cộng | 180 |\n"
    budget, codes = _read("1. Tổng kinh phí là 180 triệu đồng.\n\n" + table)
    assert budget.tables[0].total == 180 * MILLION
    assert codes == {"budget-unit-inferred": {"unit": "triệu đồng"}}
    assert "budget-unit-missing" in _read("1. Kinh phí của tỉnh.\n\n" + table)[1]
