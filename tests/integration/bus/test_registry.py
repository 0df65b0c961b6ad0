"""What only PostgreSQL can show of the registry of agencies: who waits reads what was moved."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from common.db import LIBRARY, Database
from gateway.identity import agencies
from gateway.identity.agencies import UnfitAgencyError
from gateway.identity.model import Base
from gateway.identity.namesakes import AgencyExistsError
from tests.integration.bus.conftest import Engines, empty, waits
from tests.job import until
from tests.unit.gateway.world import ADMIN, populate

HEALTH, FINANCE = 1, 2


@pytest.fixture
def database(engines: Engines) -> Iterator[Database]:
    """Return a database with two agencies, whose tables are taken away again."""
    database = Database(engines.sender_url)
    try:
        empty(database)
        Base.metadata.create_all(database.engine)
        LIBRARY.create_all(database.engine)
        populate(database)
        yield database
        empty(database)
    finally:
        database.close()


def put_beneath(database: Database, agency_id: int, parent_id: int) -> None:
    with database.write() as session:
        agencies.change(session, ADMIN, agency_id, 1, {"parent_id": parent_id})


def test_of_two_that_put_each_beneath_the_other_the_second_is_refused(database: Database) -> None:
    with ThreadPoolExecutor(1) as pool:
        with database.write() as session:
            agencies.change(session, ADMIN, HEALTH, 1, {"parent_id": FINANCE})
            second = pool.submit(put_beneath, database, FINANCE, HEALTH)
            until(lambda: waits(database) or second.done(), within_s=4)
        with pytest.raises(UnfitAgencyError):
            second.result(10)


def register(database: Database, name: str) -> None:
    with database.write() as session:
        agencies.create(session, ADMIN, {"name": name})


def test_of_two_that_register_one_name_at_once_the_second_is_refused(database: Database) -> None:
    with ThreadPoolExecutor(1) as pool:
        with database.write() as session:
            agencies.create(session, ADMIN, {"name": "Sở Giáo dục và Đào tạo"})
            second = pool.submit(register, database, "Sở GD&ĐT")
            until(lambda: waits(database) or second.done(), within_s=4)
        with pytest.raises(AgencyExistsError):
            second.result(10)
