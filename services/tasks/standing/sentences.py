"""Why work stands as it does, in one sentence of Vietnamese and one of English."""

import datetime as dt
from typing import TypedDict

from services.tasks.calendars import Calendar
from services.tasks.model import PartyRole, WorkState
from services.tasks.standing.rules import (
    CRITICAL_WORKING_DAYS,
    Standing,
    Thresholds,
    Timed,
    days_late,
    result_of,
)


class Sentence(TypedDict):
    """One sentence in both languages of the interface."""

    vi: str
    en: str


def reason(work: Timed, standing: Standing, thresholds: Thresholds) -> Sentence:
    """Return the fact that `standing` rests on; nobody should have to dispute it."""
    if work.work_state == WorkState.WITHDRAWN:
        return _both("Đã thu hồi, không tính hạn.", "Withdrawn; no deadline runs.")
    if work.due_on is None:
        return _without_day(work)
    if work.work_state == WorkState.COMPLETED:
        return _completed(work, work.due_on)
    if work.work_state == WorkState.SUBMITTED:
        return _submitted(work, work.due_on)
    return _running(standing, work.due_on, work.assigner_agency_id, thresholds)


def _without_day(work: Timed) -> Sentence:
    if work.role == PartyRole.COORDINATING:
        return _both(
            "Phối hợp, không có hạn riêng: hạn tính cho đơn vị chủ trì.",
            "Coordinating, without a deadline of its own: the lead agency answers for the day.",
        )
    return _both(
        "Kế hoạch không nêu ngày hoàn thành.", "The plan names no day by which it must be done."
    )


def _completed(work: Timed, due_on: dt.date) -> Sentence:
    handed_in = work.submitted_on or due_on
    if result_of(work) == "on_time":
        return _both(
            f"Hoàn thành đúng hạn: nộp ngày {_vi(handed_in)}, hạn {_vi(due_on)}.",
            f"Done on time: submitted on {handed_in}, due on {due_on}.",
        )
    late = days_late(due_on, handed_in)
    return _both(
        f"Hoàn thành muộn {late} ngày: nộp ngày {_vi(handed_in)}, hạn {_vi(due_on)}.",
        f"Done {_days(late)} late: submitted on {handed_in}, due on {due_on}.",
    )


def _submitted(work: Timed, due_on: dt.date) -> Sentence:
    handed_in = work.submitted_on or due_on
    late = days_late(due_on, handed_in)
    vi = f"muộn {late} ngày so với hạn" if late else "trong hạn"
    en = f"{_days(late)} after the due day" if late else "in time for"
    return _both(
        f"Đã nộp ngày {_vi(handed_in)}, {vi} {_vi(due_on)}; chờ người giao xác nhận.",
        f"Submitted on {handed_in}, {en} {due_on}; the assigner has to confirm.",
    )


def _running(
    standing: Standing, due_on: dt.date, assigner_agency_id: int, thresholds: Thresholds
) -> Sentence:
    late = days_late(due_on, thresholds.today)
    if not late:
        return _ahead(due_on, thresholds.today, thresholds.calendars.of(assigner_agency_id))
    if standing is Standing.DUE_SOON:
        return _both(
            f"Đã qua ngày đề nghị {_vi(due_on)} {late} ngày.",
            f"The day asked for, {due_on}, passed {_days(late)} ago.",
        )
    if standing is Standing.CRITICAL:
        return _both(
            f"Quá hạn {late} ngày: ngày an toàn cuối là {_vi(due_on)} "
            f"(nghiêm trọng từ {CRITICAL_WORKING_DAYS} ngày làm việc).",
            f"{_days(late)} overdue: the last safe day was {due_on} "
            f"(critical at {CRITICAL_WORKING_DAYS} working days or more).",
        )
    return _both(
        f"Quá hạn {late} ngày: ngày an toàn cuối là {_vi(due_on)}.",
        f"{_days(late)} overdue: the last safe day was {due_on}.",
    )


def _ahead(due_on: dt.date, today: dt.date, calendar: Calendar) -> Sentence:
    if due_on == today:
        return _both("Hạn là hôm nay.", "Due today.")
    left = (due_on - today).days
    if left > 2 * 7:
        return _both(
            f"Còn {left} ngày, đến hết {_vi(due_on)}.", f"{left} days left, until {due_on}."
        )
    working = calendar.working_days(today, due_on)
    return _both(
        f"Còn {working} ngày làm việc, đến hết {_vi(due_on)}.",
        f"{working} working day{'' if working == 1 else 's'} left, until {due_on}.",
    )


def _vi(day: dt.date) -> str:
    return f"{day:%d/%m/%Y}"


def _days(count: int) -> str:
    return f"{count} day{'' if count == 1 else 's'}"


def _both(vi: str, en: str) -> Sentence:
    return {"vi": vi, "en": en}
