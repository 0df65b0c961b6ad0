"""Due dates: the operators, what joins them, and dates that cannot be."""

from __future__ import annotations

import pytest

from services.plans.extract.dates import find_due_dates, find_period_end
from services.plans.extract.duties import cited_indicators, make_duty


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("trước ngày 15/11/2026", [("before", 15, 11, 2026)]),
        ("chậm nhất ngày 01 tháng 3 năm 2027", [("by", 1, 3, 2027)]),
        ("vào ngày 20/5", [("on", 20, 5, None)]),
        (
            "trước ngày 10/6 và ngày 10/12 hằng năm",
            [("before", 10, 6, None), ("before", 10, 12, None)],
        ),
        ("trước ngày 25 hằng tháng", [("before", 25, None, None)]),
        ("trước ngày 20 của tháng cuối quý", [("before", 20, None, None)]),
        ("báo cáo tháng (trước ngày 15), quý", [("before", 15, None, None)]),
        ("trước 15/6 và 30/11/2026", [("before", 15, 6, 2026), ("before", 30, 11, 2026)]),
        ("trước 15/6/2026 và 30/11", [("before", 15, 6, 2026), ("before", 30, 11, 2026)]),
        (
            "trước ngày 15/12 và ngày 15/6/2027",
            [("before", 15, 12, None), ("before", 15, 6, 2027)],
        ),
        ("Quyết định ngày 15/11/2026", []),
        ("nhân ngày 01/6", []),
    ],
)
def test_only_a_date_after_a_due_word_counts(
    text: str, wanted: list[tuple[str, int | None, int | None, int | None]]
) -> None:
    assert [(due.operator, *due.when) for due in find_due_dates(text)] == wanted


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("hoàn thành trong tháng 12/2026", "2026-12-31"),
        ("xong trong quý II năm 2027", "2027-06-30"),
        ("trước tháng 3/2027", "2027-03-01"),
        ("trong tháng 13/2027", None),
        ("từ tháng 12/2026", None),
    ],
)
def test_a_month_or_quarter_ends_on_its_last_day(text: str, day: str | None) -> None:
    due = find_period_end(text)
    assert (due.when.iso() if due else None) == day


def test_a_duty_keeps_role_partners_deadline_and_recurrence() -> None:
    text = (
        "Chủ trì, phối hợp với Sở Y tế và Công an tỉnh kiểm tra hằng quý, "
        "xong trước ngày 31/3/2027."
    )
    duty = make_duty(text, (10, 10 + len(text)))
    assert duty.role == "lead"
    assert duty.coordinating == ("Sở Y tế", "Công an tỉnh")
    assert duty.recurrence == "quarter"
    assert duty.deadline is not None
    assert (duty.deadline.operator, duty.deadline.date) == ("before", "2027-03-31")


def test_cited_indicators_are_spelt_out_by_part() -> None:
    cited = cited_indicators(
        "Thực hiện các chỉ tiêu 1, 2 và 5-7. Phối hợp thực hiện chỉ tiêu 9, chỉ tiêu 10."
    )
    assert cited.lead == ("1", "2", "5", "6", "7")
    assert cited.coordinating == ("9", "10")
