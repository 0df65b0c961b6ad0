"""Days on which the country's offices work: the published rules, and what was moved."""

from datetime import date

from common.workdays import is_holiday, is_working_day, last_working_day


def test_a_saturday_worked_for_a_moved_day_off_is_a_working_day() -> None:
    assert not is_working_day(date(2025, 4, 27))
    assert is_working_day(date(2025, 4, 26))  # worked for Friday, 2 May 2025
    assert is_holiday(date(2025, 5, 1))
    assert last_working_day(date(2025, 5, 2)) == date(2025, 4, 29)


def test_what_the_rules_do_not_know_is_corrected() -> None:
    assert not is_working_day(date(2026, 1, 2))
    assert is_holiday(date(2026, 1, 2))
    assert is_working_day(date(2026, 1, 10))
    assert last_working_day(date(2026, 1, 11)) == date(2026, 1, 10)


def test_a_sunday_is_closed_and_no_holiday() -> None:
    assert not is_working_day(date(2026, 3, 1))
    assert not is_holiday(date(2026, 3, 1))
