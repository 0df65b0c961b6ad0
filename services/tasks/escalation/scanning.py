"""One scan a day: every step that is due, batch by batch; what is cut off goes on where it was."""

import datetime as dt
from collections.abc import Callable, Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from common import clock, observe
from common.db import Database, insert_into
from services.tasks import calendars
from services.tasks.calendars import Calendars
from services.tasks.escalation import digests, taking
from services.tasks.escalation.ladder import Ladder
from services.tasks.escalation.taking import Call
from services.tasks.model import Scan

_log = observe.logger(__name__)


def scan(
    database: Database, ladder: Ladder, go_on: Callable[[], bool], size: int = taking.BATCH
) -> bool:
    """Take every step that is due today; True once that is done, False while it is not time.

    `go_on` is asked before each batch of `size`; when it says no, or the quiet hours begin, the
    rest waits.
    """
    if not ladder.is_open(clock.local(clock.now())):
        return False
    today = clock.today()
    with database.read() as session:
        in_force = calendars.load(session)
        if session.scalar(select(Scan.day).where(Scan.day == today)):
            return False
    if not any(place.calendar.is_working_day(today) for place in taking.places(in_force)):
        return False
    due = list(_calls(ladder, in_force))
    for call in due:
        if not _take(database, ladder, call, go_on, size):
            return False
    with database.write() as session:
        left = [call for call in due if taking.is_left(session, call)]
        if any(taking.can_be_told(session, call) for call in left):
            return False  # somebody worked on a row meanwhile; the next turn takes it
        _finish(session, ladder, in_force, left)
    _log.debug("scanned", day=str(today))
    return True


def _calls(ladder: Ladder, in_force: Calendars) -> Iterator[Call]:
    today = clock.today()
    for place in taking.places(in_force):
        if place.calendar.is_working_day(today):
            yield from taking.calls(ladder.windows(today, place.calendar), place, today)


def _take(
    database: Database, ladder: Ladder, call: Call, go_on: Callable[[], bool], size: int
) -> bool:
    """Take one step for all for whom it is due; False if it was broken off."""
    if not go_on():
        return False
    with database.read() as session:
        ids = taking.due_ids(session, call)
    for start in range(0, len(ids), size):
        if not go_on() or not ladder.is_open(clock.local(clock.now())):
            return False
        with database.write() as session:
            taking.take(session, call, ids[start : start + size])
    return True


def _finish(session: Session, ladder: Ladder, in_force: Calendars, left: list[Call]) -> None:
    """Write what nobody could be told, the summaries, and that the day is done."""
    today = clock.today()
    taking.close_mended(session)
    for call in left:
        taking.note_missing(session, call)
    digests.of_the_day(session, today)
    first = today - (today.weekday() - ladder.week_day) % 7 * taking.A_DAY
    if _begins_week(session, in_force, first, today):
        digests.of_the_week(session, first, today, in_force)
    row = {"day": today, "finished_at": clock.now()}
    session.execute(insert_into(session, Scan).values(row).on_conflict_do_nothing())


def _begins_week(session: Session, in_force: Calendars, first: dt.date, today: dt.date) -> bool:
    """Tell whether this is the first scan since `first` that was finished on a working day.

    By the scans and not by the calendar: what was cut off on Monday is told on Tuesday. A system
    that begins in the middle of a week waits for the next.
    """
    national = in_force.national
    days = session.scalars(select(Scan.day).where(Scan.day >= first - 7 * taking.A_DAY)).all()
    told = any(first <= day < today and national.is_working_day(day) for day in days)
    begins = not national.working_days(first - taking.A_DAY, today - taking.A_DAY)
    ran_before = any(day < first for day in days)
    return national.is_working_day(today) and not told and (begins or ran_before)
