import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common import workdays
from services.tasks.calendars import NATIONAL, VERSION, Calendar, Calendars
from tests.unit.tasks.lunar import lunar_day, tet

DAYS = st.dates(dt.date(2023, 6, 1), dt.date(2028, 6, 1))


@pytest.mark.parametrize(
    ("day", "why"),
    [
        ("2024-02-08", "Tết 2024 begins"),
        ("2024-02-14", "Tết 2024 ends"),
        ("2024-04-29", "moved to a Saturday"),
        ("2025-01-27", "Tết 2025 begins"),
        ("2025-01-31", "Tết 2025 ends"),
        ("2025-04-07", "Giỗ Tổ"),
        ("2025-05-02", "moved to a Saturday"),
        ("2026-01-02", "moved, by our own correction"),
        ("2026-02-16", "Tết 2026 begins"),
        ("2026-02-20", "Tết 2026 ends"),
        ("2026-04-27", "Giỗ Tổ fell on a Sunday"),
        ("2027-02-05", "Tết 2027, eve"),
        ("2027-02-10", "Tết 2027 ends"),
        ("2026-11-22", "a Sunday"),
    ],
)
def test_offices_are_closed(day: str, why: str) -> None:
    assert not NATIONAL.is_working_day(dt.date.fromisoformat(day)), why


@pytest.mark.parametrize(
    "day", ["2024-05-04", "2025-04-26", "2026-01-10", "2026-08-22", "2024-02-15", "2026-11-20"]
)
def test_offices_are_open_also_on_saturdays_that_make_up(day: str) -> None:
    assert NATIONAL.is_working_day(dt.date.fromisoformat(day))


def test_the_consolidator_has_three_working_days_between_the_two_dates() -> None:
    # Agencies send by Thursday 19/5/2022, the lead by Tuesday 24/5.
    assert NATIONAL.working_days(dt.date(2022, 5, 19), dt.date(2022, 5, 24)) == 3


def test_three_working_days_reach_over_tet() -> None:
    assert NATIONAL.add_working_days(dt.date(2026, 2, 13), 3) == dt.date(2026, 2, 25)


@given(DAYS, DAYS)
def test_the_tally_agrees_with_counting_day_by_day(after: dt.date, until: dt.date) -> None:
    days = (after + dt.timedelta(days=n) for n in range(1, (until - after).days + 1))
    assert NATIONAL.working_days(after, until) == sum(map(NATIONAL.is_working_day, days))


@given(DAYS, st.integers(1, 30))
def test_adding_working_days_ends_on_the_first_day_that_has_them(day: dt.date, count: int) -> None:
    end = NATIONAL.add_working_days(day, count)
    assert NATIONAL.working_days(day, end) == count
    assert NATIONAL.working_days(day, end - dt.timedelta(days=1)) == count - 1


@given(DAYS, st.integers(1, 10))
def test_the_day_late_by_a_count_is_the_latest_such_day(today: dt.date, count: int) -> None:
    day = NATIONAL.last_day_late_by(count, today)
    assert NATIONAL.working_days(day, today) >= count
    assert NATIONAL.working_days(day + dt.timedelta(days=1), today) < count


def test_the_version_counts_our_corrections() -> None:
    assert VERSION.endswith(f"+{len(workdays.MOVED)}")


@pytest.mark.parametrize(
    ("year", "day"),
    [
        (2024, "2024-02-10"),
        (2025, "2025-01-29"),
        (2026, "2026-02-17"),
        (2027, "2027-02-06"),
        (2028, "2028-01-26"),
        (2029, "2029-02-13"),
        (2030, "2030-02-02"),  # in China a day later: the new moon is at 23:07 of our clocks
    ],
)
def test_tet_is_off_where_the_moon_has_it(year: int, day: str) -> None:
    first = tet(year)
    assert first == dt.date.fromisoformat(day)
    eve_to_third = (first + dt.timedelta(days=n) for n in range(-1, 3))
    assert not any(map(NATIONAL.is_working_day, eve_to_third))
    # The Labour Code gives five days in all, which weekends and moved days only lengthen.
    week = [first + dt.timedelta(days=n) for n in range(-2, 5)]
    assert sum(not NATIONAL.is_working_day(one) for one in week) >= 5


@pytest.mark.parametrize("year", range(2024, 2031))
def test_the_kings_are_remembered_on_the_tenth_of_the_third_month(year: int) -> None:
    assert not NATIONAL.is_working_day(lunar_day(year, 3, 10))


FRIDAY, SATURDAY, MONDAY = dt.date(2026, 5, 22), dt.date(2026, 5, 23), dt.date(2026, 5, 25)


def test_a_correction_moves_a_day_and_what_is_counted_over_it() -> None:
    corrected = Calendar(frozenset({(FRIDAY, False), (SATURDAY, True)}))
    assert not corrected.is_working_day(FRIDAY)
    assert corrected.is_working_day(SATURDAY)
    assert corrected.working_days(FRIDAY, SATURDAY) == 1
    assert NATIONAL.working_days(FRIDAY, SATURDAY) == 0
    assert corrected.add_working_days(dt.date(2026, 5, 21), 1) == SATURDAY


def test_a_day_off_has_a_working_day_before_and_after_it() -> None:
    assert NATIONAL.on_or_before(SATURDAY) == FRIDAY
    assert NATIONAL.on_or_after(SATURDAY) == MONDAY
    assert NATIONAL.on_or_before(FRIDAY) == NATIONAL.on_or_after(FRIDAY) == FRIDAY


def test_an_agency_with_a_calendar_of_its_own_is_judged_by_it() -> None:
    own = Calendar(frozenset({(MONDAY, False)}))
    calendars = Calendars(of_agency={7: own}, edition=3)
    assert calendars.of(7) is own
    assert calendars.of(8) is NATIONAL
    assert calendars.version == f"{VERSION}.3"
