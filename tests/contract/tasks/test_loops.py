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

# The one scan of a day waits for its morning; by then the assignments are there.
NIGHT = NOON - dt.timedelta(hours=8)


@pytest.fixture
def worker(
    database: Database, make_config: Callable[[str], Config], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Worker]:
    every = Environment({"DONDOC_DEADLINES_EVERY_S": "1"})
    set_clock(monkeypatch, NIGHT)
    deaths: list[str] = []
    worker = Worker("tasks", loops(make_config("tasks"), database, every), on_death=deaths.append)
    worker.start()
    yield worker
    worker.close()
    assert deaths == []


def set_clock(monkeypatch: pytest.MonkeyPatch, at: dt.datetime) -> None:
    """Let it be `at` now: threads do not see a frozen clock, this one runs on."""
    offset = at - dt.datetime.now(dt.UTC)
    monkeypatch.setenv("DONDOC_CLOCK_OFFSET_S", str(offset.total_seconds()))


def wait_until_told(database: Database, wanted: dict[str, int]) -> None:
    give_up = time.monotonic() + 30
    while told(database) != wanted:
        assert time.monotonic() < give_up, told(database)
        time.sleep(0.02)


def told(database: Database) -> dict[str, int]:
    with database.read() as session:
        query = select(OUTBOX.c.type, func.count().label("n")).group_by(OUTBOX.c.type)
        return {row.type: row.n for row in session.execute(query)}


def test_a_plan_is_fanned_out_and_what_is_late_is_told(
    database: Database, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    long_ago = TODAY.replace(year=2020)
    receive(database, issued(item("a", due=long_ago), item("b", lead=[HEALTH])))
    created = {events.ASSIGNMENT_CREATED: 2}
    wait_until_told(database, created)

    set_clock(monkeypatch, NOON)
    late = {events.ASSIGNMENT_ESCALATED: 1, events.DIGEST_MADE: 1}
    wait_until_told(database, created | late)
    assert worker.silent() == []
