"""Who reports to whom and when, in the ways offices write it."""

from __future__ import annotations

import pytest

from services.plans.extract import read
from services.plans.extract.labels import NO_LABEL, read_label


def reports(duty: str) -> list[tuple[str | None, str | None, str, int | None, int | None]]:
    """Return who, to whom, how often, day and month of the reports one duty asks for."""
    text = f"KẾ HOẠCH\nĐào ao\nIII. TỔ CHỨC THỰC HIỆN\n1. Sở Y tế\n- Trực.\n- {duty}\n"
    extract = read(text.encode(), "van-ban.txt")
    return [
        (one.who, one.to, one.recurrence, one.day, one.month) for one in extract.report_requirements
    ]


@pytest.mark.parametrize(
    ("duty", "wanted"),
    [
        (
            "Hằng tuần, trước 15 giờ thứ Sáu, báo cáo nhanh về UBND tỉnh.",
            [("Sở Y tế", "UBND tỉnh", "weekly", None, None)],
        ),
        (
            "Định kỳ ngày 25 hằng tháng, báo cáo UBND tỉnh.",
            [("Sở Y tế", "UBND tỉnh", "monthly", 25, None)],
        ),
        (
            "Định kỳ hằng tháng (trước ngày 10), báo cáo kết quả về Công an tỉnh.",
            [("Sở Y tế", "Công an tỉnh", "monthly", 10, None)],
        ),
        (
            "Báo cáo tháng gửi Công an tỉnh trước ngày 05 của tháng kế tiếp.",
            [("Sở Y tế", "Công an tỉnh", "monthly", 5, None)],
        ),
        (
            "Báo cáo UBND tỉnh kết quả 6 tháng trước ngày 20/6 và kết quả năm trước ngày 20/12.",
            [
                ("Sở Y tế", "UBND tỉnh", "half-year", 20, 6),
                ("Sở Y tế", "UBND tỉnh", "annual", 20, 12),
            ],
        ),
        (
            "Báo cáo năm trước ngày 10/12 gửi Sở Nội vụ tổng hợp, báo cáo UBND tỉnh trước 20/12.",
            [
                ("Sở Y tế", "Sở Nội vụ", "annual", 10, 12),
                ("Sở Nội vụ", "UBND tỉnh", "annual", 20, 12),
            ],
        ),
    ],
)
def test_a_report_has_its_sender_receiver_and_day(
    duty: str, wanted: list[tuple[str | None, str | None, str, int | None, int | None]]
) -> None:
    assert reports(duty) == wanted


@pytest.mark.parametrize(
    "duty",
    [
        "Báo cáo 6 tháng, năm về Sở Nội vụ (trước ngày 05/6 và trước ngày 05/11/2026).",
        "Báo cáo 6 tháng và năm về Sở Nội vụ trước 05/6 và 05/11/2026.",
        "Trước ngày 05/6 và 05/11 hằng năm báo cáo kết quả 6 tháng, cả năm gửi Sở Nội vụ.",
    ],
)
def test_as_many_periods_as_dates_belong_to_each_other(duty: str) -> None:
    assert reports(duty) == [
        ("Sở Y tế", "Sở Nội vụ", "half-year", 5, 6),
        ("Sở Y tế", "Sở Nội vụ", "annual", 5, 11),
    ]


@pytest.mark.parametrize(
    "duty",
    [
        "Xây dựng mẫu báo cáo chung, gửi các xã trước ngày 15/7/2026.",
        "Ban hành đề cương báo cáo, gửi Sở Nội vụ chậm nhất ngày 15/7/2026.",
        "Vận hành phần mềm báo cáo, bàn giao Sở Nội vụ trước ngày 15/7/2026.",
    ],
)
def test_who_makes_a_form_for_reports_does_not_report(duty: str) -> None:
    assert reports(duty) == []


def test_a_report_by_a_form_is_one() -> None:
    assert reports("Báo cáo theo mẫu báo cáo chung gửi Sở Nội vụ trước ngày 15/7/2026.") == [
        ("Sở Y tế", "Sở Nội vụ", "once", 15, 7)
    ]


@pytest.mark.parametrize(
    ("duty", "wanted"),
    [
        (
            "Định kỳ hằng tháng, trước ngày 20, báo cáo Sở Nội vụ.",
            [("Sở Y tế", "Sở Nội vụ", "monthly", 20, None)],
        ),
        (
            "Chế độ báo cáo: hằng tháng vào ngày 20, báo cáo năm vào ngày 10/12.",
            [("Sở Y tế", None, "monthly", 20, None), ("Sở Y tế", None, "annual", 10, 12)],
        ),
        (
            "Báo cáo quý, 6 tháng và năm gửi Sở Nội vụ trước ngày 15 của tháng cuối kỳ báo cáo.",
            [
                ("Sở Y tế", "Sở Nội vụ", "quarter", 15, None),
                ("Sở Y tế", "Sở Nội vụ", "half-year", 15, None),
                ("Sở Y tế", "Sở Nội vụ", "annual", 15, None),
            ],
        ),
        (
            "Trước ngày 10/6 (báo cáo 6 tháng) và trước ngày 10/12 (báo cáo năm) gửi Sở Nội vụ.",
            [
                ("Sở Y tế", "Sở Nội vụ", "half-year", 10, 6),
                ("Sở Y tế", "Sở Nội vụ", "annual", 10, 12),
            ],
        ),
        (
            "Hằng năm, trước ngày 30/11, UBND các xã gửi báo cáo về Sở Nội vụ.",
            [("UBND các xã", "Sở Nội vụ", "annual", 30, 11)],
        ),
        ("Báo cáo Sở Nội vụ trước ngày 20.", []),
    ],
)
def test_days_belong_to_the_periods_beside_them(
    duty: str, wanted: list[tuple[str | None, str | None, str, int | None, int | None]]
) -> None:
    assert reports(duty) == wanted


def test_a_year_is_no_period() -> None:
    assert reports("Trong đợt 1, năm 2026 báo cáo Sở Nội vụ trước ngày 05/6/2026.") == [
        ("Sở Y tế", "Sở Nội vụ", "once", 5, 6)
    ]


def test_a_day_that_closes_a_bracket_is_no_number_of_an_item() -> None:
    assert read_label("10), báo cáo UBND tỉnh") == NO_LABEL
    assert read_label("10) Báo cáo UBND tỉnh") != NO_LABEL
