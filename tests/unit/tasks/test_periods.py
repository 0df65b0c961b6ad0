"""Periods: which one a day lies in, when the next begins, and where a date goes."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.tasks.fanout import periods

CYCLES = ("annual", "half-year", "quarter", "monthly", "ongoing")


@pytest.mark.parametrize(
    ("recurrence", "day", "name", "next_begin"),
    [
        ("annual", "2026-11-14", "2026", "2027-01-01"),
        ("ongoing", "2026-02-01", "2026", "2027-01-01"),
        ("half-year", "2026-06-30", "2026-H1", "2026-07-01"),
        ("half-year", "2026-07-01", "2026-H2", "2027-01-01"),
        ("quarter", "2026-05-20", "2026-Q2", "2026-07-01"),
        ("quarter", "2026-12-31", "2026-Q4", "2027-01-01"),
        ("monthly", "2026-12-05", "2026-12", "2027-01-01"),
    ],
)
def test_a_day_lies_in_a_period(recurrence: str, day: str, name: str, next_begin: str) -> None:
    of = dt.date.fromisoformat(day)
    assert periods.name(recurrence, of) == name
    assert periods.following(recurrence, of).isoformat() == next_begin


@given(st.sampled_from(CYCLES), st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1)))
def test_periods_follow_one_another_without_gap_or_overlap(recurrence: str, day: dt.date) -> None:
    first, after = periods.begin(recurrence, day), periods.following(recurrence, day)
    assert first <= day < after
    assert periods.name(recurrence, first) == periods.name(recurrence, day)
    assert periods.name(recurrence, after) != periods.name(recurrence, day)
    assert periods.begin(recurrence, after) == after


@pytest.mark.parametrize(
    ("day", "months", "operator", "then"),
    [
        ("2026-11-15", 12, "before", "2027-11-15"),
        ("2024-02-29", 12, "on", "2025-02-28"),
        ("2026-06-30", 3, "by", "2026-09-30"),  # the end of a quarter stays its end
        ("2026-09-30", 3, "by", "2026-12-31"),
        ("2026-09-30", 3, "before", "2026-12-30"),
        ("2026-01-31", 1, "on", "2026-02-28"),
    ],
)
def test_a_date_moves_by_a_period(day: str, months: int, operator: str, then: str) -> None:
    moved = periods.moved(dt.date.fromisoformat(day), months, operator)
    assert moved.isoformat() == then


@pytest.mark.parametrize(
    ("title", "last"),
    [
        ("Kế hoạch vì trẻ em giai đoạn 2021 - 2030", "2030-12-31"),
        ("Kế hoạch vì trẻ em năm 2026", "2026-12-31"),
        ("Chỉ thị về phòng cháy", None),
    ],
)
def test_a_plan_is_over_with_the_years_it_names(title: str, last: str | None) -> None:
    found = periods.last_day(title)
    assert (found and found.isoformat()) == last


def test_what_goes_on_without_an_end_is_one_duty() -> None:
    day = dt.date(2026, 5, 1)
    assert periods.next_begin("ongoing", day, "Chỉ thị về phòng cháy") is None
    assert periods.next_begin("annual", day, "Chỉ thị về phòng cháy") == dt.date(2027, 1, 1)
    assert periods.next_begin("annual", day, "Kế hoạch năm 2026") is None
    for recurrence in ("weekly", "ad_hoc", "periodic", None):
        found = periods.first({"recurrence": recurrence}, day, "Kế hoạch năm 2026")
        assert found == periods.First(None, None, None, None)
