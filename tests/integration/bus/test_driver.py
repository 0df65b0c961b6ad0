"""What our cursor tells of its columns is what psycopg's own tells, as far as anybody reads it."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from sqlalchemy import text

from common.db import Database
from common.driver import Cursor
from tests.contract.bus.suite import make_database
from tests.integration.bus.conftest import Engines

QUERY = "SELECT 1::bigint AS id, 'Sở Y tế'::text AS tên, NULL::date AS due_on"


@pytest.fixture
def database(engines: Engines) -> Iterator[Database]:
    database = make_database(engines.sender_url)
    yield database
    database.close()


def describe(database: Database, kind: type[psycopg.Cursor[Any]], query: bytes) -> Any:
    with database.engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        return kind(driver).execute(query).description


def test_columns_are_described_by_name_and_type_as_psycopg_does(database: Database) -> None:
    ours = describe(database, Cursor, QUERY.encode())
    theirs = describe(database, psycopg.Cursor, QUERY.encode())
    assert [tuple(column[:2]) for column in ours] == [tuple(column[:2]) for column in theirs]
    assert {len(column) for column in ours} == {7}  # as PEP 249 has it
    assert (ours[-1], ours[:2]) == (ours[2], [ours[0], ours[1]])
    with pytest.raises(IndexError):
        ours[3]


@pytest.mark.parametrize("query", [b"SET LOCAL lock_timeout = 0", b""])
def test_a_statement_without_rows_has_no_description(database: Database, query: bytes) -> None:
    assert describe(database, Cursor, query) is None


def test_it_is_the_cursor_of_every_database(database: Database) -> None:
    with database.engine.connect() as connection:
        result = connection.execute(text(QUERY))
        assert isinstance(result.cursor, Cursor)
        assert result.mappings().one() == {"id": 1, "tên": "Sở Y tế", "due_on": None}
