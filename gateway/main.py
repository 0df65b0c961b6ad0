"""Composition of the gateway: identity, clients, proxy and pages in one process."""

import dataclasses
import functools
import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import orjson
from flask import Flask, Response, request
from sqlalchemy.orm import Session
from werkzeug.middleware.proxy_fix import ProxyFix

from common.config import Config, ConfigError, Environment
from common.db import Database
from common.errors import UnavailableError
from common.events import Event
from common.web import make_app
from common.web.app import Check
from common.web.tokens import Minter
from common.worker import Pulse, Run
from gateway.clients import Call, Clients, Limiter, Service, WsgiApp, transport_to
from gateway.identity import service as identity
from gateway.identity.api import DOORS
from gateway.identity.passwords import WeakPasswordError
from gateway.pages import make_pages
from gateway.pages.visit import SESSION_COOKIE
from gateway.proxy import Front, make_proxy
from gateway.proxy.front import counted_as

SCRIPTS: Final = Path(__file__).parent / "identity" / "migrations"
HANDLERS: Final[Mapping[str, Callable[[Session, Event], None]]] = {}
"""The gateway consumes no event; its worker sends identity's."""

BEHIND: Final = ("plans", "tasks", "notify")
DEFAULT_RATE: Final = "1200/minute"
TIDY_EVERY_S: Final = 600.0
READY_TIMEOUT_S: Final = 2.0
HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""On every response that does not state its own; pages allow themselves a little more."""

_OK = 200


def web(config: Config, database: Database, env: Environment) -> Flask:
    """Return the web application, with the services where `DONDOC_*_URL` says."""
    targets = {name: env.text(f"DONDOC_{name.upper()}_URL") for name in BEHIND}
    private_key = env.secret("DONDOC_TOKEN_PRIVATE_KEY")
    return compose(config, database, env, targets=targets, private_key=private_key)


def compose(
    config: Config,
    database: Database,
    env: Environment,
    *,
    targets: Mapping[str, str | WsgiApp],
    private_key: str,
    checks: Mapping[str, Check] | None = None,
) -> Flask:
    """Return the web application over `targets`: addresses or applications of `BEHIND`.

    `private_key` (PEM, Ed25519) signs the callers for the services; `checks` are further reasons
    why /readyz may say no. Raises ConfigError for a wrong setting or address.
    """
    inside = make_app(dataclasses.replace(config, service="identity"), database, DOORS)
    clients = _clients({**targets, "identity": inside.wsgi_app}, private_key, env)
    ready = {name: functools.partial(_away, clients.of(name)) for name in BEHIND}
    app = make_app(config, database, doors=[], checks={**ready, **(checks or {})})
    app.register_blueprint(make_proxy(Front(clients), clients))
    pages = make_pages(clients, _session_secret(env, private_key))
    pages.before_request(functools.partial(_count, clients))
    app.register_blueprint(pages)
    app.after_request(_harden)
    hops = env.integer("DONDOC_TRUSTED_PROXIES", 0, most=5)
    if hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, hops, hops, hops)  # type: ignore[method-assign]
    return app


def loops(_config: Config, database: Database, _env: Environment) -> Mapping[str, Run]:
    """Return identity's own loop, which forgets ended sessions and old refusals."""

    def tidy(pulse: Pulse) -> None:
        turn_s, waited_s = 5.0, TIDY_EVERY_S
        while not pulse.wait(turn_s):
            waited_s += turn_s
            if waited_s >= TIDY_EVERY_S:
                waited_s = 0.0
                with database.write() as session:
                    identity.tidy(session)

    return {"tidy": tidy}


def prepare(database: Database, env: Environment) -> None:
    """Do what a migration asked for, and open the first administrator's account.

    The latter if `DONDOC_ADMIN_PASSWORD[_FILE]` is set and nobody administers.
    """
    with database.write() as session:
        identity.run_errands(session)
    password = env.secret("DONDOC_ADMIN_PASSWORD", "")
    if not password:
        return
    try:
        with database.write() as session:
            identity.ensure_admin(session, password)
    except WeakPasswordError as error:
        raise ConfigError(f"DONDOC_ADMIN_PASSWORD: {error.errors[0].detail}") from error


def _clients(targets: Mapping[str, str | WsgiApp], private_key: str, env: Environment) -> Clients:
    try:
        transports = {name: transport_to(target) for name, target in targets.items()}
    except ValueError as error:
        raise ConfigError(f"DONDOC_*_URL: {error}") from error
    limiter = Limiter(env.text("DONDOC_RATE_LIMIT", DEFAULT_RATE))
    return Clients.over(transports, Minter(private_key), limiter)


def _count(clients: Clients) -> None:
    """Let pages count towards the caller's limit as the API does; static files do not."""
    if request.path.startswith("/static/"):
        return
    try:
        login = clients.logins.of(request.cookies.get(SESSION_COOKIE, ""))
    except UnavailableError:
        return  # the page itself will meet it, and can tell it in the visitor's language
    clients.limiter.hit(counted_as(login, request.remote_addr))


def _session_secret(env: Environment, private_key: str) -> str:
    # Of the key that only the gateway holds, so that no service can sign a form.
    derived = hashlib.sha256(b"dondoc.pages" + private_key.encode()).hexdigest()
    return env.secret("DONDOC_SESSION_SECRET", derived)


def _away(service: Service) -> str | None:
    """Return why `service` cannot work, as it says itself, or None."""
    try:
        answer = service.send(Call("GET", "/readyz", timeout_s=READY_TIMEOUT_S), None)
    except UnavailableError:
        return "does not answer"
    if answer.status == _OK:
        return None
    try:
        reasons = orjson.loads(answer.body)["reasons"]
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return f"answers {answer.status}"
    return "; ".join(f"{name}: {reason}" for name, reason in reasons.items())


def _harden(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return response
