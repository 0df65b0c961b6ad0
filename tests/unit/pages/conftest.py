"""Pages over services that answer from a script: what was asked is kept for the tests to read."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

import orjson
import pytest
from flask import Flask
from flask.testing import FlaskClient

from common.web.tokens import Minter
from gateway.clients import Answer, Call, Clients, Limiter
from gateway.pages import make_pages
from gateway.pages.language import Language, read_languages
from gateway.pages.seal import Seal
from tests.conftest import KEYS
from tests.unit.pages import recorded

SECRET = "a secret for tests"


@dataclass
class Script:
    """A transport that answers by method and path; everything else is a 404 problem."""

    answers: dict[tuple[str, str], tuple[int, Any]] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)

    def on(self, method: str, path: str, data: Any, status: int = 200) -> None:
        """Answer `method path` from now on with `data`, or what it makes of the call."""
        self.answers[method, path] = (status, data)

    def refuse(self, method: str, path: str, status: int, kind: str, **members: Any) -> None:
        """Answer `method path` with a problem of the type `kind`."""
        body = {"type": f"urn:dondoc:problem:{kind}", "status": status, "detail": kind}
        self.on(method, path, body | members, status)

    def send(self, call: Call) -> Answer:
        """Answer `call` as scripted."""
        self.calls.append(call)
        nothing = (404, {"type": "urn:dondoc:problem:not-found", "detail": f"no {call.path}"})
        status, data = self.answers.get((call.method, call.path), nothing)
        return Answer(status, {}, orjson.dumps(data(call) if callable(data) else data))

    def asked(self, method: str, path: str) -> list[Call]:
        """Return the calls made of `method path`."""
        return [call for call in self.calls if (call.method, call.path) == (method, path)]

    def body(self, method: str, path: str) -> Any:
        """Return the JSON body of the last call of `method path`."""
        return json.loads(self.asked(method, path)[-1].body)

    def query(self, path: str) -> dict[str, list[str]]:
        """Return the query of the last GET of `path`."""
        return parse_qs(self.asked("GET", path)[-1].query)


@dataclass(frozen=True)
class Stage:
    """The application and the services behind it."""

    app: Flask
    services: dict[str, Script]


@dataclass
class World:
    """The pages' application, a browser, and the services behind it."""

    app: Flask
    browser: FlaskClient
    token: str
    identity: Script
    plans: Script
    tasks: Script
    notify: Script

    def log_in(self, *roles: str, agency_id: int | None = 7, language: str = "vi") -> None:
        """Give the browser a session of a person with `roles`."""
        self.identity.on("GET", "/sessions/current", recorded.session(roles, agency_id))
        self.browser.set_cookie("dondoc_session", self.token)
        self.browser.set_cookie("dondoc_language", language)

    def read(self, path: str, status: int = 200) -> str:
        """Return the page at `path`."""
        response = self.browser.get(path)
        assert response.status_code == status, response.text
        return response.text

    def post(
        self,
        path: str,
        form: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        """Send a form with the visitor's CSRF token."""
        data = {"csrf": self.csrf(), **(form or {})}
        return self.browser.post(path, data=data, headers=dict(headers or {}))

    def csrf(self) -> str:
        """Return the token that forms of the present visitor carry."""
        session = self.browser.get_cookie("dondoc_session")
        visitor = self.browser.get_cookie("dondoc_visitor")
        carried = session or visitor
        return Seal(SECRET).csrf(carried.value if carried else "")


@pytest.fixture(scope="session")
def stage() -> Stage:
    """Return the pages' application, made once: its templates take a second to compile."""
    services = {name: Script() for name in ("identity", "plans", "tasks", "notify")}
    clients = Clients.over(services, Minter(KEYS[0]), Limiter("0"))
    app = Flask("pages-under-test", static_folder=None)
    app.register_blueprint(make_pages(clients, SECRET))
    return Stage(app, services)


@pytest.fixture
def world(stage: Stage) -> World:
    """Return the pages over scripted services that know a plan and a few assignments."""
    for script in stage.services.values():
        script.answers.clear()
        script.calls.clear()
    recorded.prepare(**stage.services)
    return World(stage.app, stage.app.test_client(), uuid.uuid4().hex, **stage.services)


@pytest.fixture(scope="session")
def languages() -> Mapping[str, Language]:
    """Return the languages of the pages."""
    return read_languages()
