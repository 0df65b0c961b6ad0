"""Times without a day of the calendar: kept as written, and a person is told."""

from __future__ import annotations

import pytest

from services.plans.extract import read
from services.plans.extract.dates import find_period_end
from services.plans.extract.due_phrases import find_relative, find_rhythmic
from services.plans.extract.duties import make_duty


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        (
            "gửi Sở Nội vụ chậm nhất 15 ngày kể từ ngày nhận được Kế hoạch này.",
            "chậm nhất 15 ngày kể từ ngày nhận được Kế hoạch này",
        ),
        (
            "trả kết quả trong vòng 03 ngày làm việc kể từ ngày nhận hồ sơ, không thu phí",
            "trong vòng 03 ngày làm việc kể từ ngày nhận hồ sơ",
        ),
        ("dập dịch trong vòng 24 giờ", "trong vòng 24 giờ"),
        ("Trong thời hạn 07 (bảy) ngày, rà soát", "Trong thời hạn 07 (bảy) ngày"),
        ("xong chậm nhất là sau 02 tháng kể từ khi khai giảng;",
         "chậm nhất là sau 02 tháng kể từ khi khai giảng"),
        ("giao đất không quá 10 ngày sau khi phê duyệt.", "không quá 10 ngày sau khi phê duyệt"),
        ("Sau 05 ngày kể từ ngày ký, các xã ra quân", "Sau 05 ngày kể từ ngày ký"),
        ("gửi tài liệu chậm nhất 03 ngày trước ngày họp", "chậm nhất 03 ngày trước ngày họp"),
        ("ra quân trong tuần thứ hai của tháng 5/2027", "trong tuần thứ hai của tháng 5/2027"),
    ],
)  # fmt: skip
def test_a_time_counted_from_something_else_is_kept_as_written(text: str, phrase: str) -> None:
    due = make_duty(text, (0, len(text))).deadline
    assert due is not None
    assert (due.phrase, due.operator, due.date, due.day) == (phrase, "by", None, None)


@pytest.mark.parametrize(
    "text",
    [
        "Cắt thời gian cấp phép còn không quá 05 ngày.",
        "Mở 03 lớp, mỗi lớp tối đa 02 ngày.",
        "Vận động người dân trong vòng 5 năm tới.",
        "Chi trả trợ cấp hai tháng một lần.",
    ],
)
def test_how_long_something_lasts_is_no_deadline(text: str) -> None:
    assert make_duty(text, (0, len(text))).deadline is None


def test_a_day_of_the_calendar_counts_before_a_time_counted_from_elsewhere() -> None:
    text = "Trong vòng 05 ngày kể từ khi có dịch báo cáo; tổng kết trước ngày 30/11/2027."
    due = make_duty(text, (0, len(text))).deadline
    assert due is not None
    assert due.date == "2027-11-30"


@pytest.mark.parametrize(
    ("text", "operator", "phrase"),
    [
        ("báo cáo trước 16 giờ thứ Tư hằng tuần.", "before", "trước 16 giờ thứ Tư hằng tuần"),
        ("Hàng tuần, trước 9h30 thứ 6, gửi số liệu", "before", "Hàng tuần, trước 9h30 thứ 6"),
        ("giao ban vào sáng thứ Hai hằng tuần", "on", "vào sáng thứ Hai hằng tuần"),
        ("gửi chậm nhất chủ nhật hàng tuần", "by", "chậm nhất chủ nhật hàng tuần"),
        ("Trước 17 giờ 00 hằng ngày, báo cáo", "before", "Trước 17 giờ 00 hằng ngày"),
    ],
)
def test_a_weekday_or_hour_that_comes_again_is_kept(text: str, operator: str, phrase: str) -> None:
    due = find_rhythmic(text)
    assert due is not None
    assert (due.operator, due.phrase) == (operator, phrase)


def test_a_weekly_report_with_its_weekday_is_not_called_undated() -> None:
    part = "KẾ HOẠCH\nĐào ao\nIII. TỔ CHỨC THỰC HIỆN\n1. Sở Y tế\n- Trực.\n- {}\n"
    dated = read(part.format("Trước 16 giờ thứ Tư hằng tuần, báo cáo UBND tỉnh.").encode(), "v.txt")
    (report,) = dated.report_requirements
    assert (report.recurrence, report.operator) == ("weekly", "before")
    assert "report-undated" not in {one.code for one in dated.findings}
    bare = read(part.format("Hằng tuần, báo cáo UBND tỉnh.").encode(), "v.txt")
    assert "report-undated" in {one.code for one in bare.findings}


def test_a_relative_deadline_is_told_where_it_stands() -> None:
    text = (
        "KẾ HOẠCH\nĐào ao\nIII. TỔ CHỨC THỰC HIỆN\n1. Sở Y tế\n- Trực.\n"
        "- Gửi danh sách trong vòng 10 ngày kể từ ngày ký.\n"
    )
    extract = read(text.encode(), "van-ban.txt")
    spans = [one.span for one in extract.findings if one.code == "deadline-relative"]
    assert [extract.text[slice(*span)] for span in spans if span] == [
        "trong vòng 10 ngày kể từ ngày ký"
    ]


def test_the_relative_deadline_of_a_task_is_not_another_time_in_its_row() -> None:
    text = (
        "KẾ HOẠCH\nCải cách thủ tục\n\nII. NHIỆM VỤ\n\n"
        "| TT | Nhiệm vụ | Cơ quan chủ trì | Thời gian |\n|---|---|---|---|\n"
        "| 1 | Trả kết quả trong vòng 03 ngày | Sở Nội vụ | Trong vòng 20 ngày kể từ ngày ký |\n"
        "| 2 | Rà soát thủ tục | Sở Y tế | Tháng 6 |\n"
    )
    extract = read(text.encode(), "van-ban.md")
    spans = [one.span for one in extract.findings if one.code == "deadline-relative"]
    assert [extract.text[slice(*span)] for span in spans if span] == [
        "Trong vòng 20 ngày kể từ ngày ký"
    ]


def test_a_week_is_looked_for_only_where_one_is_named() -> None:
    assert find_relative("trước tuần cuối tháng 6") is not None
    assert find_relative("trước tháng 6") is None


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("lập 02 đoàn trong tháng 5 và tháng 6 năm 2027", (30, 6, 2027)),
        ("xong trong quý I - quý II/2027", (30, 6, 2027)),
        ("hoàn thành trong quý II, III năm 2027", (30, 9, 2027)),
        ("ra quân trong tháng 5, 10 lớp", (31, 5, None)),
        ("hoàn thành trong quý III.", (30, 9, None)),
        ("trước quý II/2027", (1, 4, 2027)),
        ("hết tháng 02", (28, 2, None)),
    ],
)
def test_several_months_end_with_the_last_and_a_year_may_be_missing(
    text: str, when: tuple[int, int, int | None]
) -> None:
    due = find_period_end(text)
    assert due is not None
    assert tuple(due.when) == when


@pytest.mark.parametrize("text", ["trong tháng 9/26", "trong tháng 5 - 13/2027", "hết tháng 6/6"])
def test_what_is_no_month_of_a_year_ends_nothing(text: str) -> None:
    assert find_period_end(text) is None
