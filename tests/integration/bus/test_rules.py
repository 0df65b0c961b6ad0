"""What only PostgreSQL can show of the rules of plans: who waits reads what was set meanwhile."""

import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import select

from common.db import Database
from common.errors import StaleVersionError
from services.tasks import variants
from services.tasks.model import Action, Base, Plan, PlanKind, Variant
from tests.integration.bus.conftest import Engines, empty, waits
from tests.job import until
from tests.unit.tasks.world import ADMIN

NO_HOLD = Variant(off=frozenset({Action.HOLD}))
NO_CHASE = Variant(off=frozenset({Action.CHASE}))


@pytest.fixture
def database(engines: Engines) -> Iterator[Database]:
    """Return a database with empty tables of tasks, which are taken away again."""
    database = Database(engines.sender_url)
    try:
        empty(database)
        Base.metadata.create_all(database.engine)
        yield database
        empty(database)
    finally:
        database.close()


def put(database: Database, kind: PlanKind, variant: Variant, version: int) -> int:
    with database.write() as session:
        return variants.put(session, ADMIN, kind, variant, version)[0]


def copied(database: Database, kind: PlanKind) -> Any:
    with database.write() as session:
        return variants.rules_for(session, kind)


def behind(database: Database, first: tuple[PlanKind, int], call: Any, *args: Any) -> Any:
    """Return what `call` does that begins while a put of NO_HOLD is not committed yet."""
    with ThreadPoolExecutor(1) as pool:
        with database.write() as session:
            variants.put(session, ADMIN, first[0], NO_HOLD, first[1])
            later: Future[Any] = pool.submit(call, database, *args)
            until(lambda: waits(database) or later.done(), within_s=4)
        return later.result(10)


@pytest.mark.parametrize("version", [0, 1], ids=["the first", "a later one"])
def test_a_plan_that_waits_for_new_rules_has_them(database: Database, version: int) -> None:
    for number in range(version):
        put(database, PlanKind.DEFAULT, NO_CHASE, number)
    rules = behind(database, (PlanKind.DEFAULT, version), copied, PlanKind.PLAN)
    assert rules == NO_HOLD.as_json()


def test_first_default_rules_leave_alone_a_kind_that_is_given_its_own(database: Database) -> None:
    with database.write() as session:
        session.add(
            Plan(
                id=1,
                title="Kế hoạch",
                kind=PlanKind.PLAN,
                assigner_agency_id=1,
                actor_id=1,
                actor_name="admin",
                event_id="1",
            )
        )
    assert behind(database, (PlanKind.PLAN, 0), put, PlanKind.DEFAULT, NO_CHASE, 0) == 1
    with database.read() as session:
        assert session.scalar(select(Plan.rules)) == NO_HOLD.as_json()


def test_of_two_first_rules_the_second_is_refused(database: Database) -> None:
    with pytest.raises(StaleVersionError):
        behind(database, (PlanKind.DEFAULT, 0), put, PlanKind.DEFAULT, NO_CHASE, 0)


def test_plans_that_are_stored_at_once_do_not_wait_for_one_another(database: Database) -> None:
    done = threading.Event()
    with database.write() as session, ThreadPoolExecutor(1) as pool:
        variants.rules_for(session, PlanKind.PLAN)
        pool.submit(copied, database, PlanKind.PLAN).add_done_callback(lambda _: done.set())
        assert done.wait(4)
