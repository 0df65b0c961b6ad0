import datetime as dt
from dataclasses import dataclass

import pytest

from services.tasks.model import Bindingness, PartyRole, ReviewState, WorkState
from services.tasks.standing import (
    Standing,
    Thresholds,
    due_after_return,
    is_review_overdue,
    reason,
    result_of,
    review_due,
    standing_of,
)
from tests.unit.tasks.world import COMMITTEE, TODAY

ON = Thresholds.on(TODAY)  # a Wednesday


@dataclass(frozen=True)
class Work:
    """What standing is derived from."""

    due_on: dt.date | None = TODAY
    work_state: str = WorkState.IN_PROGRESS
    review_state: str = ReviewState.NONE
    role: str = PartyRole.LEAD
    bindingness: str = Bindingness.ORDER
    submitted_on: dt.date | None = None
    standing_when_submitted: str | None = None
    review_due_on: dt.date | None = None
    assigner_agency_id: int = COMMITTEE


def day(offset: int) -> dt.date:
    return TODAY + dt.timedelta(days=offset)


@pytest.mark.parametrize(
    ("offset", "standing"),
    [
        (8, Standing.ON_TRACK),
        (7, Standing.DUE_SOON),
        (0, Standing.DUE_SOON),  # the deadline day is on time
        (-1, Standing.OVERDUE),
        (-2, Standing.OVERDUE),  # due Monday: Tuesday and Wednesday are two working days
        (-3, Standing.CRITICAL),  # due Sunday: Monday to Wednesday are three
        (-5, Standing.CRITICAL),
    ],
)
def test_standing_follows_the_day(offset: int, standing: Standing) -> None:
    assert standing_of(Work(due_on=day(offset)), ON) is standing


def test_days_off_do_not_make_an_overdue_duty_critical() -> None:
    after_tet = Thresholds.on(dt.date(2026, 2, 24))
    assert standing_of(Work(due_on=dt.date(2026, 2, 13)), after_tet) is Standing.OVERDUE
    assert standing_of(Work(due_on=dt.date(2026, 2, 12)), after_tet) is Standing.CRITICAL


@pytest.mark.parametrize("offset", [7, 0, -1, -100])
def test_a_request_is_never_red(offset: int) -> None:
    work = Work(due_on=day(offset), bindingness=Bindingness.REQUEST)
    assert standing_of(work, ON) is Standing.DUE_SOON


def test_what_has_no_day_is_never_red() -> None:
    for state in WorkState:
        assert standing_of(Work(due_on=None, work_state=state), ON) is Standing.NO_DEADLINE


def test_submitted_work_keeps_the_standing_of_its_day() -> None:
    for frozen in Standing:
        work = Work(day(-50), WorkState.SUBMITTED, standing_when_submitted=frozen)
        assert standing_of(work, ON) is frozen


@pytest.mark.parametrize(
    ("frozen", "submitted", "standing", "result"),
    [
        (Standing.DUE_SOON, 0, Standing.ON_TRACK, "on_time"),
        (Standing.CRITICAL, 1, Standing.OVERDUE, "late"),
    ],
)
def test_completed_work_is_told_by_its_result(
    frozen: str, submitted: int, standing: Standing, result: str
) -> None:
    work = Work(TODAY, WorkState.COMPLETED, submitted_on=day(submitted))
    work = Work(**{**work.__dict__, "standing_when_submitted": frozen})
    assert standing_of(work, ON) is standing
    assert result_of(work) == result


def test_completed_work_without_a_day_is_not_evaluated() -> None:
    assert result_of(Work(None, WorkState.COMPLETED, submitted_on=TODAY)) == "not_evaluated"
    assert result_of(Work(TODAY)) is None


def test_the_reviewer_has_three_working_days() -> None:
    friday = dt.date(2026, 5, 22)
    assert review_due(friday) == dt.date(2026, 5, 27)
    waiting = Work(work_state=WorkState.SUBMITTED, review_state=ReviewState.PENDING)
    in_time = Work(**{**waiting.__dict__, "review_due_on": TODAY})
    late = Work(**{**waiting.__dict__, "review_due_on": day(-1)})
    assert not is_review_overdue(in_time, ON)
    assert is_review_overdue(late, ON)


@pytest.mark.parametrize(
    ("due_on", "submitted_on", "returned_on", "then_due_on"),
    [
        # Five working days left on Wednesday 20/5: given back from Monday 25/5 on.
        ("2026-05-27", "2026-05-20", "2026-05-25", "2026-06-01"),
        # Submitted on the last day: two working days all the same.
        ("2026-05-20", "2026-05-20", "2026-05-22", "2026-05-26"),
        # Returned at once: the deadline itself is later.
        ("2026-06-30", "2026-05-20", "2026-05-20", "2026-06-30"),
        # Late work had nothing left.
        ("2026-05-19", "2026-05-20", "2026-05-22", "2026-05-19"),
    ],
)
def test_a_return_gives_back_what_the_review_took(
    due_on: str, submitted_on: str, returned_on: str, then_due_on: str
) -> None:
    due, submitted, returned = map(dt.date.fromisoformat, (due_on, submitted_on, returned_on))
    assert due_after_return(due, submitted, returned) == dt.date.fromisoformat(then_due_on)


def test_work_without_a_day_has_none_after_a_return() -> None:
    assert due_after_return(None, TODAY, TODAY) is None


@pytest.mark.parametrize(
    ("work", "vi", "en"),
    [
        (Work(None), "không nêu ngày", "names no day"),
        (Work(None, role=PartyRole.COORDINATING), "Phối hợp", "Coordinating"),
        (Work(day(30)), "Còn 30 ngày", "30 days left"),
        (Work(day(1)), "Còn 1 ngày làm việc", "1 working day left"),
        (Work(TODAY), "hôm nay", "today"),
        (Work(day(-1)), "Quá hạn 1 ngày", "1 day overdue"),
        (Work(day(-9)), "từ 3 ngày làm việc", "3 working days or more"),
        (Work(day(-9), bindingness=Bindingness.REQUEST), "Đã qua ngày đề nghị", "passed 9 days"),
        (Work(TODAY, WorkState.WITHDRAWN), "Đã thu hồi", "Withdrawn"),
        (Work(TODAY, WorkState.SUBMITTED, submitted_on=TODAY), "trong hạn", "in time"),
        (Work(day(-2), WorkState.SUBMITTED, submitted_on=TODAY), "muộn 2 ngày", "2 days after"),
        (Work(TODAY, WorkState.COMPLETED, submitted_on=TODAY), "đúng hạn", "on time"),
        (Work(day(-2), WorkState.COMPLETED, submitted_on=TODAY), "muộn 2 ngày", "2 days late"),
    ],
)
def test_the_reason_is_a_fact_in_both_languages(work: Work, vi: str, en: str) -> None:
    told = reason(work, standing_of(work, ON), ON)
    assert vi in told["vi"]
    assert en in told["en"]
