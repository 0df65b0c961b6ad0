"""Fixtures of the gateway's unit tests."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from common import clock
from common.db import Database
from tests.unit.gateway.world import NOON, open_database, populate


@pytest.fixture(scope="session")
def populated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of a registry, made once: hashing its passwords takes a while."""
    folder = tmp_path_factory.mktemp("gateway")
    made = open_database(folder / "populated.db")
    with clock.frozen(NOON):
        populate(made)
    made.close()
    return folder / "populated.db"


@pytest.fixture
def database(tmp_path: Path, populated: Path) -> Iterator[Database]:
    """Return a registry with two agencies and two accounts, at noon."""
    opened = open_database(Path(shutil.copy(populated, tmp_path)))
    with clock.frozen(NOON):
        yield opened
    opened.close()


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """Open one write transaction on the registry."""
    with database.write() as opened:
        yield opened
