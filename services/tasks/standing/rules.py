"""How work stands against its day: derived when read, from dates and thresholds alone."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from services.tasks.calendars import AS_PUBLISHED, NATIONAL, Calendar, Calendars
from services.tasks.model import REVIEW_WORKING_DAYS, RUNNING, Bindingness, WorkState

RULES = "1"
"""Version of the rules below; it travels with every standing."""

SOON_DAYS = 7
CRITICAL_WORKING_DAYS = 3
RETURNED_WORKING_DAYS = 2
"""What the agency gets back at least when work submitted on time is returned."""


class Standing(StrEnum):
    """Where work stands against its day."""

    NO_DEADLINE = "no_deadline"  # không hạn
    ON_TRACK = "on_track"  # trong hạn
    DUE_SOON = "due_soon"  # sắp đến hạn
    OVERDUE = "overdue"  # quá hạn
    CRITICAL = "critical"  # quá hạn nghiêm trọng


LATE = frozenset({Standing.OVERDUE, Standing.CRITICAL})


class Timed(Protocol):
    """What standing is derived from: an `Assignment` or a row with these columns."""

    @property
    def work_state(self) -> str:
        """The state of the work."""

    @property
    def review_state(self) -> str:
        """The state of the review."""

    @property
    def role(self) -> str:
        """The agency's role."""

    @property
    def bindingness(self) -> str:
        """Order or request."""

    @property
    def assigner_agency_id(self) -> int:
        """The agency that gave it, whose calendar counts."""

    @property
    def due_on(self) -> dt.date | None:
        """The last day that is in time."""

    @property
    def submitted_on(self) -> dt.date | None:
        """The day of the submission that counts."""

    @property
    def standing_when_submitted(self) -> str | None:
        """What the clock showed when it stopped."""

    @property
    def review_due_on(self) -> dt.date | None:
        """The reviewer's last day."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The days that separate one standing from the next, reckoned once for each request."""

    today: dt.date
    soon_until: dt.date  # due by then: soon
    critical_on: dt.date  # due by then: three working days late, or more
    critical_by: Mapping[int, dt.date] = field(default_factory=dict)  # assigners who differ
    calendars: Calendars = AS_PUBLISHED

    @classmethod
    def on(cls, today: dt.date, calendars: Calendars = AS_PUBLISHED) -> "Thresholds":
        """Return the thresholds of the day `today` by `calendars`."""
        critical_on = calendars.national.last_day_late_by(CRITICAL_WORKING_DAYS, today)
        own = {
            agency_id: one.last_day_late_by(CRITICAL_WORKING_DAYS, today)
            for agency_id, one in calendars.of_agency.items()
        }
        return cls(
            today=today,
            soon_until=today + dt.timedelta(days=SOON_DAYS),
            critical_on=critical_on,
            critical_by={key: day for key, day in own.items() if day != critical_on},
            calendars=calendars,
        )

    def critical_for(self, assigner_agency_id: int) -> dt.date:
        """Return the latest due day that counts as long overdue in an agency's calendar."""
        return self.critical_by.get(assigner_agency_id, self.critical_on)


def standing_of(work: Timed, thresholds: Thresholds) -> Standing:
    """Return the standing of `work`: frozen while submitted, told by its result once completed."""
    if work.due_on is None or work.work_state == WorkState.WITHDRAWN:
        return Standing.NO_DEADLINE
    if work.work_state in RUNNING:
        return _running(work, work.due_on, thresholds)
    frozen = Standing(work.standing_when_submitted or Standing.ON_TRACK)
    if work.work_state == WorkState.SUBMITTED:
        return frozen
    return Standing.OVERDUE if frozen in LATE else Standing.ON_TRACK


def _running(work: Timed, due_on: dt.date, thresholds: Thresholds) -> Standing:
    if due_on > thresholds.soon_until:
        return Standing.ON_TRACK
    # A request is never red: there is no superior to answer to.
    if due_on >= thresholds.today or work.bindingness == Bindingness.REQUEST:
        return Standing.DUE_SOON
    critical_on = thresholds.critical_for(work.assigner_agency_id)
    return Standing.CRITICAL if due_on <= critical_on else Standing.OVERDUE


def standing_on(work: Timed, due_on: dt.date, thresholds: Thresholds) -> Standing:
    """Return what the clock showed on the day of `thresholds`, had `due_on` counted then."""
    return _running(work, due_on, thresholds)


def is_review_overdue(work: Timed, thresholds: Thresholds) -> bool:
    """Tell whether the assigner has let the review wait too long; charged to its agency."""
    return (
        work.review_state == "pending"
        and work.review_due_on is not None
        and work.review_due_on < thresholds.today
    )


def result_of(work: Timed) -> str | None:
    """Return "on_time", "late" or "not_evaluated" for completed work, else None.

    Judged by the submission that was accepted; the deadline day itself is on time.
    """
    if work.work_state != WorkState.COMPLETED:
        return None
    if work.due_on is None or work.submitted_on is None:
        return "not_evaluated"
    return "on_time" if work.submitted_on <= work.due_on else "late"


def days_late(due_on: dt.date, today: dt.date) -> int:
    """Return the calendar days by which `today` is past `due_on`, at least 0."""
    return max(0, (today - due_on).days)


def due_after_return(
    due_on: dt.date | None,
    submitted_on: dt.date,
    today: dt.date,
    calendar: Calendar = NATIONAL,
) -> dt.date | None:
    """Return the day that counts after a submission was returned `today`.

    Work submitted in time gets back the working days it had left, at least two. Work submitted
    late had none left: it stays late, or a submission of nothing would wash it clean.
    """
    if due_on is None or submitted_on > due_on:
        return due_on
    left = max(calendar.working_days(submitted_on, due_on), RETURNED_WORKING_DAYS)
    return max(due_on, calendar.add_working_days(today, left))


def review_due(
    today: dt.date, calendar: Calendar = NATIONAL, days: int = REVIEW_WORKING_DAYS
) -> dt.date:
    """Return the reviewer's last day for work that came in `today`: `days` working days later."""
    return calendar.add_working_days(today, days)
