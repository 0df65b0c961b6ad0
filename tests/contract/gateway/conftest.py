"""The whole gateway over small services of our own, all in this process."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from marshmallow import Schema, fields
from sqlalchemy import delete, select
from werkzeug.test import TestResponse

from common.caller import Role
from common.config import Config, Environment
from common.db import LIBRARY, Database
from common.errors import ConflictError, UnavailableError
from common.outbox import OUTBOX
from common.web import ANYONE, OPEN, Ask, Door, Reply, make_app
from gateway.clients import WsgiApp
from gateway.identity import sessions
from gateway.identity.model import Account
from gateway.main import BEHIND, compose
from tests.conftest import KEYS
from tests.unit.gateway.world import PASSWORD, open_account, open_database, populate


class EchoSchema(Schema):
    """What the small services take and give."""

    text = fields.String()
    agencies = fields.Dict()


class AgenciesMissingError(ConflictError):
    """As plans says it."""

    type = "agencies-missing"


@dataclass
class Gateway:
    """The application, its registry and a client that logs in as whoever asks."""

    app: Flask
    database: Database
    tokens: dict[str, str] = field(default_factory=dict)

    @property
    def client(self) -> FlaskClient:
        """A client without cookies."""
        return self.app.test_client(use_cookies=False)

    def log_in(self, username: str, password: str = PASSWORD) -> TestResponse:
        """Ask for a session."""
        return self.client.post("/api/sessions", json={"username": username, "password": password})

    def send(self, who: str | None, method: str, path: str, **sent: Any) -> TestResponse:
        """Send a request below `/api` as the account `who`."""
        headers: dict[str, str] = dict(sent.pop("headers", {}))
        if who is not None:
            headers["Authorization"] = f"Bearer {self._token(who)}"
        return self.client.open(f"/api{path}", method=method, headers=headers, **sent)

    def _token(self, who: str) -> str:
        """Return a session of `who`, made without the pains of checking a password."""
        if who not in self.tokens:
            with self.database.write() as session:
                account = session.scalars(select(Account).where(Account.username == who)).one()
                self.tokens[who] = sessions.open_for(session, account).token
        return self.tokens[who]


MakeGateway = Callable[..., Gateway]


@pytest.fixture(scope="session")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a registry's file: two agencies, `admin`, `so-y-te`, and an account for each role."""
    path = tmp_path_factory.mktemp("registry") / "gateway.db"
    database = open_database(path)
    populate(database)
    with database.write() as session:
        for role in Role:
            if role is not Role.ADMIN:
                open_account(session, role.value, role)
        session.execute(delete(OUTBOX))  # as if the relay had sent them, or readiness would alarm
    database.close()
    return path


@pytest.fixture(scope="session")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, WsgiApp]]:
    """Return the small services behind the gateway; they keep nothing but idempotency keys."""
    library = Database(f"sqlite:///{tmp_path_factory.mktemp('services')}/services.db")
    LIBRARY.create_all(library.engine)
    yield {name: make_app(_config(name), library, [small_door(name)]).wsgi_app for name in BEHIND}
    library.close()


@pytest.fixture
def make_gateway(
    tmp_path: Path, registry: Path, services: Mapping[str, WsgiApp]
) -> Iterator[MakeGateway]:
    """Return a function that composes the gateway, over `targets` where given."""
    opened: list[Database] = []

    def make(targets: Mapping[str, str | WsgiApp] | None = None, **settings: str) -> Gateway:
        database = Database(f"sqlite:///{shutil.copy(registry, tmp_path)}")
        opened.append(database)
        app = compose(
            _config("gateway"),
            database,
            Environment({"DONDOC_RATE_LIMIT": "0"} | settings),
            targets={**services, **(targets or {})},
            private_key=KEYS[0],
        )
        return Gateway(app, database)

    yield make
    for database in opened:
        database.close()


@pytest.fixture
def gateway(make_gateway: MakeGateway) -> Gateway:
    """Return the gateway with its usual settings, apart from the rate limit, which is off."""
    return make_gateway()


def _config(service: str) -> Config:
    return Config(service, "sqlite://", KEYS[1], "a cursor secret for tests")


def small_door(name: str) -> Door:
    """Return a service's door with a route for each thing the gateway must carry through."""
    door = Door(name)
    prefix = {"plans": "/plans", "tasks": "/assignments", "notify": "/messages"}[name]

    @door.get(f"{prefix}/<int:number>", access=ANYONE, replies=EchoSchema(), summary="Show one")
    def show(ask: Ask, number: int) -> Reply:
        shown = {"id": number, "caller": ask.caller.to_claims(), "request_id": ask.request_id}
        return Reply(shown, version=7)

    @door.post(
        f"{prefix}/<int:number>/actions/<action>",
        access=ANYONE,
        body=EchoSchema(),
        replies=EchoSchema(),
        versioned=True,
        idempotent=True,
        status=201,
        summary="Act",
    )
    def act(ask: Ask, number: int, action: str) -> Reply:
        told = {"action": action, "text": ask.body.get("text"), "version": ask.version}
        return Reply(told, version=ask.version + 1, location=f"{prefix}/{number}")

    @door.get(f"{prefix}/away", access=ANYONE, summary="Be away")
    def away(_ask: Ask) -> Reply:
        raise UnavailableError(retry_after_s=9)

    @door.get(f"{prefix}/<int:number>/document", access={Role.OFFICER}, summary="A file")
    def document(_ask: Ask, number: int) -> Reply:
        headers = {"Content-Disposition": f'attachment; filename="{number}.txt"'}
        return Reply.raw("tệp".encode(), "text/plain; charset=utf-8", headers)

    @door.post(f"{prefix}/<int:number>/issue", access=ANYONE, body=EchoSchema(), summary="Issue")
    def issue(ask: Ask, number: int) -> Reply:
        if ask.body["agencies"]:
            return Reply({"id": number, "agencies": ask.body["agencies"]})
        missing = [{"name": "UBND xã A", "kind": "commune"}]
        raise AgenciesMissingError(names=["UBND xã A"], agencies=missing)

    @door.post("/receipts/sms", access=OPEN, summary="Receipt")
    def receive(_ask: Ask) -> Reply:
        return Reply({"taken": True})

    return door
