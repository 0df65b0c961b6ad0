"""Deadlines of one midnight, taken by a process that is killed: none early, none twice."""

import datetime as dt
import os
import subprocess
import sys
import time
from pathlib import Path

from sqlalchemy import func, select

from common import clock
from common.db import Database
from common.outbox import OUTBOX
from services.tasks.model import Escalation, Scan
from tests.unit.tasks.world import AGENCIES, COMMITTEE, NOON, TODAY, issue, item, make_database

WORK = """
import sys
from common.db import Database
from services.tasks.escalation import DEFAULT, scan
scan(Database(sys.argv[1]), DEFAULT, lambda: True, size=5)
"""
ITEMS, KILLS = 20, 2
A_DAY = dt.timedelta(days=1)


def _begin(database: Database, morning: dt.datetime) -> "subprocess.Popen[bytes]":
    offset = {"DONDOC_CLOCK_OFFSET_S": str((morning - clock.now()).total_seconds())}
    command = [sys.executable, "-c", WORK, str(database.url)]
    return subprocess.Popen(command, env=os.environ | offset)  # noqa: S603


def _taken(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).where(Escalation.step == "red")) or 0


def test_a_killed_scan_calls_late_what_is_late_and_nothing_twice(tmp_path: Path) -> None:
    database = make_database(tmp_path)
    workers = sorted(set(AGENCIES) - {COMMITTEE})
    with clock.frozen(NOON):
        duties = (item(str(n), lead=[], executing=workers, due=TODAY) for n in range(ITEMS))
        wanted = len(issue(database, *duties))
    assert _begin(database, NOON).wait(60) == 0
    assert _taken(database) == 0, "the last safe day is in time to its end"
    for kill in range(1, KILLS + 1):
        process = _begin(database, NOON + A_DAY)
        try:
            while _taken(database) < wanted * kill // (KILLS + 1):
                assert process.poll() is None, "the scan ended before it could be killed"
                time.sleep(0.005)
        finally:
            process.kill()
            process.wait()
    for _ in range(2):
        assert _begin(database, NOON + A_DAY).wait(60) == 0
        assert _taken(database) == wanted
    with database.read() as session:
        assert session.get(Scan, TODAY + A_DAY) is not None
        red = OUTBOX.c.subject.like(f"%/red/{TODAY}")
        assert session.scalar(select(func.count()).where(red)) == wanted
    database.close()
