"""Notify's database as its migrations make it."""

import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.test import TestResponse

from common.caller import Caller
from common.config import Config
from common.db import Database
from common.migrate import upgrade
from common.web.tokens import Minter
from services.notify.main import SCRIPTS, web


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of an empty SQLite database that has had every migration."""
    path = tmp_path_factory.mktemp("notify") / "migrated.db"
    made = Database(f"sqlite:///{path}")
    upgrade(made, SCRIPTS)
    made.close()
    return path


@pytest.fixture
def database(tmp_path: Path, migrated: Path) -> Iterator[Database]:
    """Return an empty database: SQLite, or a new one on the server DONDOC_TEST_POSTGRES names."""
    server = os.environ.get("DONDOC_TEST_POSTGRES")
    if server:
        yield from _on_postgres(server)
        return
    shutil.copy(migrated, tmp_path / "notify.db")
    made = Database(f"sqlite:///{tmp_path}/notify.db")
    yield made
    made.close()


def _on_postgres(server: str) -> Iterator[Database]:
    name = f"notify_{uuid.uuid4().hex}"
    admin = Database(server)
    with admin.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
        made = Database(admin.url.set(database=name).render_as_string(hide_password=False))
        upgrade(made, SCRIPTS)
        yield made
        made.close()
        connection.execute(text(f"DROP DATABASE {name}"))
    admin.close()


class Asker:
    """Sends requests to notify's web application as different callers."""

    def __init__(self, client: FlaskClient, minter: Minter) -> None:
        self._client = client
        self._minter = minter

    def response(
        self, method: str, path: str, caller: Caller | None = None, **request: Any
    ) -> TestResponse:
        """Return the whole response."""
        headers = dict(request.pop("headers", {}))
        if caller:
            headers["Authorization"] = f"Bearer {self._minter.mint(caller, 'notify')}"
        return self._client.open(path, method=method, headers=headers, **request)

    def get(self, path: str, caller: Caller | None = None) -> dict[str, Any]:
        """Return the body of a GET that succeeds."""
        return self._body(self.response("GET", path, caller))

    def post(self, path: str, caller: Caller | None = None, **request: Any) -> dict[str, Any]:
        """Return the body of a POST that succeeds."""
        return self._body(self.response("POST", path, caller, **request))

    def items(self, path: str, caller: Caller | None = None) -> list[dict[str, Any]]:
        """Return the items of a list."""
        found: list[dict[str, Any]] = self.get(path, caller)["items"]
        return found

    def _body(self, response: TestResponse) -> dict[str, Any]:
        assert response.status_code == 200, response.text
        body: dict[str, Any] = response.get_json()
        return body


@pytest.fixture
def ask(make_config: Callable[[str], Config], database: Database, minter: Minter) -> Asker:
    """Return the way to ask notify over HTTP."""
    return Asker(web(make_config("notify"), database).test_client(), minter)
