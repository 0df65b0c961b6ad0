"""A database and an HTTP client of tasks."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from common.config import Config
from common.db import Database
from common.web.tokens import Minter
from services.tasks.main import web
from tests.contract.tasks.client import Api
from tests.unit.tasks.world import make_database, open_database


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of an empty database of tasks, to be copied."""
    folder = tmp_path_factory.mktemp("blank")
    make_database(folder).close()
    return folder


@pytest.fixture
def database(tmp_path: Path, blank: Path) -> Iterator[Database]:
    """Return an empty database of tasks."""
    shutil.copytree(blank, tmp_path, dirs_exist_ok=True)
    database = open_database(tmp_path)
    yield database
    database.close()


@pytest.fixture
def api(database: Database, minter: Minter, make_config: Callable[[str], Config]) -> Api:
    """Return a client of the web application over the same database."""
    return Api(web(make_config("tasks"), database).test_client(), minter)
