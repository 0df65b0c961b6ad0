"""A midnight on which 100,000 duties fall due: how long the scan takes, with a kill -9 within.

The day itself is in time to its end, so that day's scan may not call them late; the next day's
takes the step "red" for each, once, whatever becomes of the process that does it.
"""

import datetime as dt
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Final

from sqlalchemy import func, select, text

from common import clock
from common.db import Database
from common.migrate import upgrade
from common.outbox import OUTBOX
from services.tasks.calendars import NATIONAL
from services.tasks.main import SCRIPTS
from services.tasks.model import Escalation, Scan
from tests.bench.figures import Figure, Series, Target
from tests.bench.filling import fill
from tests.bench.processes import NotStartedError
from tests.bench.rig import Rig

LONGEST_S: Final = 180.0
_DAY: Final = dt.timedelta(days=1)
_STEP: Final = "red"
_WORK: Final = """
import sys, threading
from common.db import Database
from common.worker import Pulse
from services.tasks.escalation import DEFAULT
from services.tasks.loops import sweep
sweep(Database(sys.argv[1]), Pulse("tasks", "deadlines", threading.Event()), DEFAULT)
"""
_PUT_OFF: Final = "UPDATE assignment SET due_on = :later, urgency = :later WHERE due_on = :day"
"""What is due that day without us, so that every step of the day is one of ours."""
_MAKE_DUE: Final = """
    UPDATE assignment SET due_on = :day, urgency = :day WHERE id IN (
        SELECT id FROM assignment WHERE work_state IN ('not_started', 'in_progress')
        AND role = 'executing' AND bindingness = 'order' AND urgency > :today
        ORDER BY id LIMIT :count)
"""


def measure(rig: Rig) -> Iterator[Figure]:
    """Let `rig.size.midnight` of the largest number of duties fall due on one day, and wait."""
    database = Database(rig.database_url("midnight"))
    upgrade(database, SCRIPTS)
    fill(database, rig.size.growth[-1])
    try:
        yield _midnight(rig, database)
    finally:
        database.close()


def _midnight(rig: Rig, database: Database) -> Figure:
    day = _working_day()
    with database.write() as session:
        session.execute(text(_PUT_OFF), {"day": day, "later": day + 30 * _DAY})
        values = {"day": day, "today": clock.today(), "count": rig.size.midnight}
        session.execute(text(_MAKE_DUE), values)
    _scan(database, day)  # what else is due, and the reminders of the day itself
    _check(_taken(database, day), 0, "early")
    begun = time.perf_counter()
    _kill_at(database, day, rig.size.midnight // 3)
    _scan(database, day + _DAY)
    took = time.perf_counter() - begun
    wanted = rig.size.midnight
    _check(_taken(database, day), wanted, "steps")
    _check(_events(database, day), wanted, "events")
    _scan(database, day + _DAY)
    _check(_events(database, day), wanted, "events after one more scan")
    name = f"{wanted:,} duties late at one midnight, killed within and begun again"
    return Figure(Series(name, "s", (took,)), Target(LONGEST_S, at_least=False))


def _working_day() -> dt.date:
    """Return a day to come that is a working day, as is the next."""
    day = clock.today() + _DAY
    while not (NATIONAL.is_working_day(day) and NATIONAL.is_working_day(day + _DAY)):
        day += _DAY
    return day


def _begin(database: Database, day: dt.date) -> "subprocess.Popen[bytes]":
    """Start the day's scan in a process of its own, whose clock shows that morning."""
    morning = dt.datetime.combine(day, dt.time(9), clock.VIETNAM)
    offset = {"DONDOC_CLOCK_OFFSET_S": str((morning - clock.now()).total_seconds())}
    url = database.url.render_as_string(hide_password=False)
    return subprocess.Popen([sys.executable, "-c", _WORK, url], env=os.environ | offset)  # noqa: S603 - our own


def _scan(database: Database, day: dt.date) -> None:
    process = _begin(database, day)
    try:
        if process.wait(LONGEST_S * 2):
            raise NotStartedError(f"the scan of {day} failed")
    finally:
        process.kill()
    with database.read() as session:
        if session.get(Scan, day) is None:
            raise NotStartedError(f"the scan of {day} did not come to its end")


def _kill_at(database: Database, day: dt.date, count: int) -> None:
    """Kill the scan of the day after `day` once it has taken `count` steps."""
    process = _begin(database, day + _DAY)
    try:
        while _taken(database, day) < count:
            if process.poll() is not None:
                raise NotStartedError("the scan ended before it could be killed")
            time.sleep(0.1)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()


def _taken(database: Database, day: dt.date) -> int:
    query = select(func.count()).where(Escalation.step == _STEP, Escalation.due_on == day)
    with database.read() as session:
        return session.scalar(query) or 0


def _events(database: Database, day: dt.date) -> int:
    """Count the events of the step: their subject names assignment, step and day."""
    ends = OUTBOX.c.subject.like(f"%/{_STEP}/{day}")
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(OUTBOX).where(ends)) or 0


def _check(found: int, wanted: int, what: str) -> None:
    if found != wanted:
        raise NotStartedError(f"{what}: {found:,} instead of {wanted:,}")
