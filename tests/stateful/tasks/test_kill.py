"""The fan-out of a real process, killed again and again, loses and doubles nothing."""

import subprocess
import sys
import time
from pathlib import Path

from sqlalchemy import func, select

from common.db import Database
from common.outbox import OUTBOX
from services.tasks.model import Assignment, History
from tests.unit.tasks.world import AGENCIES, issued, item, make_database, receive

WORK = """
import sys, threading
from common.db import Database
from common.worker import Pulse
from services.tasks.loops import fanout_loop
fanout_loop(Database(sys.argv[1]), batch=7)(Pulse("tasks", "fanout", threading.Event()))
"""
ITEMS, KILLS = 50, 2


def progress(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(func.count(Assignment.id))) or 0


def test_a_killed_fanout_goes_on_where_it_stopped(tmp_path: Path) -> None:
    database = make_database(tmp_path)
    everybody = sorted(AGENCIES)
    receive(database, issued(*(item(str(n), lead=[], executing=everybody) for n in range(ITEMS))))
    wanted = ITEMS * len(everybody)
    made = 0
    for kill in range(KILLS + 1):
        aim = wanted if kill == KILLS else min(wanted, made + wanted // (KILLS + 1))
        process = subprocess.Popen([sys.executable, "-c", WORK, str(database.url)])  # noqa: S603
        try:
            while (made := progress(database)) < aim:
                assert process.poll() is None, "the worker died of itself"
                time.sleep(0.005)
        finally:
            process.kill()
            process.wait()
    with database.read() as session:
        assert session.scalar(select(func.count(History.id))) == wanted
        assert session.scalar(select(func.count()).select_from(OUTBOX)) == wanted
        subjects = select(func.count(OUTBOX.c.subject.distinct()))
        assert session.scalar(subjects) == wanted
    database.close()
