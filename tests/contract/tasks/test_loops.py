"""The loops of the worker do the work of the use cases by themselves."""

import datetime as dt
import time
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import func, select

from common import events
from common.config import Config, Environment
from common.db import Database
from common.outbox import OUTBOX
from common.worker import Worker
from services.tasks.main import loops
from tests.unit.tasks.world import HEALTH, NOON, TODAY, issued, item, receive


@pytest.fixture
def worker(
    database: Database, make_config: Callable[[str], Config], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Worker]:
    every = Environment({"DONDOC_DEADLINES_EVERY_S": "1"})
    # Threads do not see a frozen clock; this one runs, from a Wednesday morning on.
    offset = NOON - dt.datetime.now(dt.UTC)
    monkeypatch.setenv("DONDOC_CLOCK_OFFSET_S", str(offset.total_seconds()))
    deaths: list[str] = []
    worker = Worker("tasks", loops(make_config("tasks"), database, every), on_death=deaths.append)
    worker.start()
    yield worker
    worker.close()
    assert deaths == []


def told(database: Database) -> dict[str, int]:
    with database.read() as session:
        query = select(OUTBOX.c.type, func.count().label("n")).group_by(OUTBOX.c.type)
        return {row.type: row.n for row in session.execute(query)}


def test_a_plan_is_fanned_out_and_what_is_late_is_told(database: Database, worker: Worker) -> None:
    long_ago = TODAY.replace(year=2020)
    receive(database, issued(item("a", due=long_ago), item("b", lead=[HEALTH])))
    wanted = {
        events.ASSIGNMENT_CREATED: 2,
        events.ASSIGNMENT_ESCALATED: 1,
        events.DIGEST_MADE: 1,
    }
    give_up = time.monotonic() + 30
    while told(database) != wanted:
        assert time.monotonic() < give_up, told(database)
        time.sleep(0.02)
    assert worker.silent() == []
