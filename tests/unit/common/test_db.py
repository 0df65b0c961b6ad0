"""What the database layer keeps to itself."""

from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from common.db import Database

SECRET = "hoa sim tím"


def test_an_error_of_the_database_tells_none_of_the_values(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'one.db'}")
    with pytest.raises(DBAPIError) as failed, database.read() as session:
        session.execute(text("SELECT :words FROM nowhere"), {"words": SECRET})
    database.close()
    assert SECRET not in str(failed.value)


def test_nor_does_one_of_postgresql() -> None:
    database = Database("postgresql+psycopg://nobody@192.0.2.1/nothing")
    assert database.engine.hide_parameters
