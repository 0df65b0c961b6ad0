import datetime as dt

import pytest

from services.plans.due import Deadline, PlanTime, cycle_of, of_period, phrase_in, reckon
from services.tasks.calendars import NATIONAL

ISSUED = dt.date(2024, 3, 15)
YEAR = PlanTime.of("Kế hoạch công tác trẻ em năm 2024", ISSUED)
DECADE = PlanTime.of("Chương trình giai đoạn 2021 – 2030", dt.date(2021, 8, 1))
UNKNOWN = PlanTime.of("Kế hoạch công tác trẻ em", None)


@pytest.mark.parametrize(
    ("operator", "last"),
    [("before", dt.date(2022, 5, 24)), ("on", dt.date(2022, 5, 25)), ("by", dt.date(2022, 5, 25))],
)
def test_only_before_ends_a_day_earlier(operator: str, last: dt.date) -> None:
    due = reckon(Deadline("…", operator), 25, 5, 2022, UNKNOWN)  # type: ignore[arg-type]
    assert due.last_safe_day == last


def test_a_date_without_its_word_has_no_last_safe_day() -> None:
    due = reckon(Deadline("25/5/2022"), 25, 5, 2022, UNKNOWN)
    assert due.stated_on == dt.date(2022, 5, 25)
    assert due.last_safe_day is None


def test_a_missing_year_comes_from_the_title() -> None:
    due = reckon(Deadline("vào ngày 20/5", "on"), 20, 5, None, YEAR)
    assert (due.stated_on, due.year_from) == (dt.date(2024, 5, 20), "title")


def test_a_plan_of_several_years_gives_the_first_instance_after_issue_and_recurs() -> None:
    due = reckon(Deadline("trước ngày 15/6", "before"), 15, 6, None, DECADE)
    assert due.stated_on == dt.date(2022, 6, 15)  # that of 2021 was over when the plan came
    assert due.recurrence == "annual"


def test_without_a_year_in_the_title_the_year_of_issue_counts() -> None:
    time = PlanTime.of("Kế hoạch", ISSUED)
    due = reckon(Deadline("trước ngày 15/11", "before"), 15, 11, None, time)
    assert (due.stated_on, due.year_from) == (dt.date(2024, 11, 15), "issue")


def test_a_day_that_was_over_at_issue_is_not_moved_to_another_year() -> None:
    once = reckon(Deadline("trước ngày 1/2", "before"), 1, 2, None, PlanTime.of("", ISSUED))
    annual = Deadline("trước ngày 1/2 hằng năm", "before", recurrence="annual")
    assert once.stated_on is None
    recurring = reckon(annual, 1, 2, None, PlanTime.of("", ISSUED))
    assert recurring.stated_on == dt.date(2025, 2, 1)


@pytest.mark.parametrize(("day", "month", "year"), [(31, 4, 2024), (1, 1, 9999), (5, None, 2024)])
def test_a_date_of_no_calendar_is_never_invented(day: int, month: int | None, year: int) -> None:
    assert reckon(Deadline("…", "by"), day, month, year, YEAR).stated_on is None


def test_no_year_anywhere_means_no_date() -> None:
    assert reckon(Deadline("trước 15/11", "before"), 15, 11, None, UNKNOWN).stated_on is None


def test_two_single_years_in_a_title_are_no_year() -> None:
    assert PlanTime.of("Tổng kết năm 2023, triển khai năm 2024", None).first_year is None


@pytest.mark.parametrize(
    ("period", "operator", "last"),
    [
        ("Trước ngày 30/6/2025", "before", dt.date(2025, 6, 29)),
        ("Hoàn thành trước 30/6", "before", dt.date(2024, 6, 29)),
        ("Chậm nhất là ngày 16 tháng 12 năm 2025", "by", dt.date(2025, 12, 16)),
        ("Từ ngày 15/11 đến ngày 15/12", "by", dt.date(2024, 12, 15)),
        ("Vào ngày 1/6", "on", dt.date(2024, 6, 1)),
        ("Quý II/2025", "by", dt.date(2025, 6, 30)),
        ("trong quý IV", "by", dt.date(2024, 12, 31)),
        ("Tháng 12/2025", "by", dt.date(2025, 12, 31)),
        ("30/06/2025", "by", dt.date(2025, 6, 30)),
        ("ngày 30.6.2025", "by", dt.date(2025, 6, 30)),
        ("đến ngày 30-6-2025", "by", dt.date(2025, 6, 30)),
        ("30/6", "by", dt.date(2024, 6, 30)),
        ("06/2025", "by", dt.date(2025, 6, 30)),
    ],
)
def test_a_time_line_that_states_an_end_is_a_deadline(
    period: str, operator: str, last: dt.date
) -> None:
    due = of_period(period, YEAR)
    assert due is not None
    assert (due.phrase, due.operator, due.last_safe_day) == (period, operator, last)


@pytest.mark.parametrize(
    ("period", "recurrence"),
    [
        ("Thường xuyên", "ongoing"),
        ("Thường xuyên hàng năm", "annual"),
        ("Hằng quý", "quarter"),
        ("Năm 2025 và các năm tiếp theo", None),
        ("Từ 01/7/2025", None),
        ("Tháng 13/2025", None),
        ("Quý II", None),
        ("Quý I/9999", None),
        ("31/02/2025", None),
        ("13/2025", None),
        ("10-12", None),
        ("01/02/2025 - 15/03/2025", None),
    ],
)
def test_any_other_time_line_keeps_its_words_without_a_date(
    period: str, recurrence: str | None
) -> None:
    due = of_period(period, DECADE)
    assert due is not None
    assert (due.phrase, due.recurrence, due.stated_on) == (period, recurrence, None)


def test_an_empty_time_line_is_no_deadline() -> None:
    assert of_period("  ", YEAR) is None


def test_the_phrase_is_quoted_from_the_sentence() -> None:
    sentence = "Định kỳ báo cáo năm (trước ngày 15 tháng 11 hằng năm), 6 tháng trước ngày 05/6/2024"
    assert phrase_in(sentence, 15, 11, "annual") == "trước ngày 15 tháng 11"
    assert phrase_in(sentence, 5, 6, "half-year") == "trước ngày 05/6/2024"
    assert phrase_in(sentence, None, None, "annual") == "hằng năm"
    assert phrase_in("Báo cáo khi cần", None, None, "weekly") == "Báo cáo khi cần"
    assert phrase_in("gửi ngày 25 hằng tháng", 25, None, "monthly") == "ngày 25"


def test_a_deadline_survives_storing() -> None:
    due = reckon(Deadline("trước 15/11", "before", recurrence="annual"), 15, 11, None, YEAR)
    assert Deadline.from_json(due.to_json()) == due
    assert Deadline.from_json(Deadline("khi cần").to_json()) == Deadline("khi cần")


def test_a_phrase_without_a_cycle_recurs_not() -> None:
    assert cycle_of("ngay sau khi ban hành") is None


# The three ways in which plans of provinces set days, in words of our own.


@pytest.mark.parametrize(
    ("line", "stated", "last", "last_working"),
    [
        # Agencies first, then the one that consolidates: two dates, never merged into one.
        ("trước ngày 20/5/2022", "2022-05-20", "2022-05-19", "2022-05-19"),
        ("trước ngày 25/5/2022", "2022-05-25", "2022-05-24", "2022-05-24"),
        ("trước ngày 15/11/2022", "2022-11-15", "2022-11-14", "2022-11-14"),
        # The day before a Sunday is a Saturday, and stays the day; reminders aim at the Friday.
        ("trước ngày 20/11/2022", "2022-11-20", "2022-11-19", "2022-11-18"),
    ],
)
def test_before_a_day_ends_the_day_before_and_nothing_rolls_over(
    line: str, stated: str, last: str, last_working: str
) -> None:
    due = of_period(line, UNKNOWN)
    assert due
    assert due.stated_on == dt.date.fromisoformat(stated)
    assert due.last_safe_day == dt.date.fromisoformat(last)
    aim = NATIONAL.on_or_before(due.last_safe_day)
    assert aim == dt.date.fromisoformat(last_working)


def test_the_consolidator_has_three_working_days_between_the_two_dates() -> None:
    agencies = of_period("trước ngày 20/5/2022", UNKNOWN)
    lead = of_period("trước ngày 25/5/2022", UNKNOWN)
    assert agencies
    assert lead
    assert agencies.last_safe_day
    assert lead.last_safe_day
    assert NATIONAL.working_days(agencies.last_safe_day, lead.last_safe_day) == 3


def test_on_a_day_is_in_time_on_that_day_in_the_year_of_the_title() -> None:
    for line, last in (("vào ngày 15/6", "2024-06-15"), ("vào ngày 15/12", "2024-12-15")):
        due = of_period(line, YEAR)
        assert due
        assert due.last_safe_day == dt.date.fromisoformat(last)


def test_a_plan_of_ten_years_recurs_each_year_from_the_first_after_its_issue() -> None:
    due = of_period("trước ngày 15/12", DECADE)
    assert due
    assert (due.last_safe_day, due.recurrence) == (dt.date(2021, 12, 14), "annual")
