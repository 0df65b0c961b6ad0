"""Values that a target is compared with are no targets, and their years not its own."""

from __future__ import annotations

import pytest

from services.plans.extract import read
from services.plans.extract.findings import Notebook
from services.plans.extract.plan_years import plan_years
from services.plans.extract.targets import Wording, read_targets


def _read(text: str, first_year: int | None = 2026) -> list[tuple[str, float, int | None, object]]:
    wording = Wording("1", text, 0, None, labelled=False, first_year=first_year)
    return [
        (one.comparator, one.value, one.year, one.baseline)
        for one in read_targets(wording, Notebook())
    ]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Tỷ lệ đô thị hóa đạt 41% (năm 2025: 38%).", ("=", 41, None, "năm 2025: 38%")),
        ("Tỷ lệ đô thị hóa đạt 41% (năm 2025 là 38%).", ("=", 41, None, "năm 2025 là 38%")),
        ("Rừng đạt 55% (ước năm 2025 đạt 54,2%).", ("=", 55, None, "ước năm 2025 đạt 54,2%")),
        ("Tỷ lệ trả đúng hạn trên 97% (cùng kỳ 95%).", (">", 97, None, "cùng kỳ 95%")),
        ("Đạt 97% (giai đoạn 2021 - 2025: 90%).", ("=", 97, None, "giai đoạn 2021 - 2025: 90%")),
        ("Đến năm 2028 đạt 97% (năm 2025: 90%).", ("=", 97, 2028, "năm 2025: 90%")),
        ("Tỷ lệ hộ nghèo giảm còn 2% (năm 2025: 4%).", ("decrease_to", 2, None, "năm 2025: 4%")),
        ("Tăng lên 60% so với 52,5% năm 2025.", ("increase_to", 60, None, "so với 52,5% năm 2025")),
        ("Đạt 60% so với năm 2025 (52%).", ("=", 60, None, "so với năm 2025 (52%)")),
        ("Giảm từ 4% (năm 2025) xuống 2%.", ("decrease_to", 2, None, "4")),
    ],
)  # fmt: skip
def test_how_things_were_is_the_baseline(text: str, wanted: tuple[object, ...]) -> None:
    assert _read(text) == [wanted]


def test_each_value_has_its_own_baseline() -> None:
    assert _read("Đạt 60% (năm 2025: 50%) ở xã và 80% (năm 2025: 75%) ở phường.") == [
        ("=", 60, None, "năm 2025: 50%"),
        ("=", 80, None, "năm 2025: 75%"),
    ]


def test_a_bracket_that_looks_ahead_is_a_target() -> None:
    assert [one[:3] for one in _read("Đến năm 2030 đạt 80% (năm 2028: 70%).")] == [
        ("=", 80, 2030),
        ("=", 70, 2028),
    ]


def test_a_year_is_history_only_where_the_plan_begins_later() -> None:
    assert len(_read("Tỷ lệ đạt 60% (năm 2025: 50%).", first_year=None)) == 2
    assert len(_read("Tỷ lệ đạt 60% (năm 2025: 50%).", first_year=2025)) == 2


@pytest.mark.parametrize(
    ("implied", "title", "issued_on", "first"),
    [
        (2026, "Trồng rừng năm 2026", "2025-12-30", 2026),
        (None, "Trồng rừng giai đoạn 2021 - 2030", "2024-03-01", 2024),
        (None, "Trồng rừng giai đoạn 2026 - 2030", "2025-12-30", 2026),
        (None, "Trồng rừng", "2024-03-01", 2024),
        (None, "Trồng rừng đến năm 2030", None, 2030),
        (None, None, None, None),
    ],
)
def test_a_plan_begins_with_its_title_or_when_it_is_issued(
    implied: int | None, title: str | None, issued_on: str | None, first: int | None
) -> None:
    assert plan_years(implied, title, issued_on).first == first


def test_a_plan_for_a_year_knows_what_is_history() -> None:
    text = "KẾ HOẠCH\nTrồng rừng năm 2027\nI. MỤC TIÊU\n- Che phủ đạt 55% (năm 2026: 54%).\n"
    (indicator,) = read(text.encode(), "van-ban.txt").indicators
    assert [(one.value, one.year) for one in indicator.targets] == [(55.0, 2027)]


_TABLE = """
SỞ NÔNG NGHIỆP
Số: 5/KH-SNN
Lam Hải, ngày 05 tháng 01 năm 2026
KẾ HOẠCH
Nuôi cá lồng năm 2026
I. MỤC TIÊU

| TT | Chỉ tiêu | ĐVT | {titles} |
|---|---|---|{rules}|
| 1 | Sản lượng cá | tấn | {cells} |
"""


def _row(titles: str, cells: str) -> list[tuple[int | None, float, str | None]]:
    rules = "|".join("---" for _ in titles.split("|"))
    text = _TABLE.format(titles=titles, rules=rules, cells=cells)
    extract = read(text.encode(), "bang.md")
    targets = [one for indicator in extract.indicators for one in indicator.targets]
    return [(one.year, one.value, one.baseline) for one in targets]


@pytest.mark.parametrize(
    ("titles", "cells", "wanted"),
    [
        ("Thực hiện 2025 | Kế hoạch 2026", "70 | 80", [(2026, 80, "Thực hiện 2025: 70")]),
        ("TH 2024 | Ước thực hiện năm 2025 | KH 2026", "60 | 70 | 80",
         [(2026, 80, "Ước thực hiện năm 2025: 70")]),
        ("TH 2024 | Ước TH 2025 | KH 2026", "60 | | 80", [(2026, 80, "TH 2024: 60")]),
        ("Hiện trạng | Mục tiêu", "70 | 80", [(2026, 80, "Hiện trạng: 70")]),
        ("Năm 2025 | Năm 2026 | Năm 2027", "70 | 80 | 90",
         [(2026, 80, "Năm 2025: 70"), (2027, 90, "Năm 2025: 70")]),
        ("Thực hiện 2025 | Kế hoạch 2026 | So sánh 2026/2025 (%)", "70 | 80 | 114",
         [(2026, 80, "Thực hiện 2025: 70")]),
        ("Thực hiện 2026 | Thực hiện 2027", "70 | 80", [(2026, 70, None), (2027, 80, None)]),
        ("Kế hoạch thực hiện 2026 | Kế hoạch thực hiện 2027", "70 | 80",
         [(2026, 70, None), (2027, 80, None)]),
    ],
)  # fmt: skip
def test_a_column_of_what_was_reached_is_the_baseline_of_the_goals_beside_it(
    titles: str, cells: str, wanted: list[tuple[int, float, str | None]]
) -> None:
    assert _row(titles, cells) == wanted


def test_a_table_of_past_years_alone_keeps_its_values() -> None:
    assert [one[:2] for one in _row("Năm 2024 | Năm 2025", "60 | 70")] == [(2024, 60), (2025, 70)]
