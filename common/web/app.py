"""The web application of one service: doors, health, metrics, request ids, OpenAPI."""

import functools
import re
import uuid
from collections.abc import Callable, Mapping, Sequence

import orjson
from flask import Flask, Response, g, request
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from structlog.contextvars import bind_contextvars, reset_contextvars

from common import clock, observe
from common.config import Config
from common.db import Database
from common.outbox import OUTBOX, age_s
from common.web import openapi, problems
from common.web.cursors import Cursors
from common.web.door import Door
from common.web.operation import Kit
from common.web.tokens import Verifier

LARGEST_BODY = 25 * 1024 * 1024
OLDEST_EVENT_S = 60.0
"""An outbox row older than this means that the relay is silent or the broker away."""

Check = Callable[[], str | None]
"""Returns why the process cannot work, or None."""

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")


def make_app(
    config: Config,
    database: Database,
    doors: Sequence[Door],
    checks: Mapping[str, Check] | None = None,
) -> Flask:
    """Return the application that serves `doors`, with /healthz, /readyz, /metrics, /openapi.json.

    `checks` adds named reasons why /readyz may answer 503 to the database's and the outbox's.
    """
    app = Flask(f"dondoc.{config.service}", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    app.extensions["dondoc"] = Kit(
        service=config.service,
        database=database,
        verifier=Verifier(config.token_public_key, config.service),
        cursors=Cursors(config.cursor_secret),
    )
    problems.register(app)
    _observe(app, config.service)
    ready: dict[str, Check] = {
        "database": functools.partial(_database_away, database),
        "outbox": functools.partial(_outbox_aged, database),
    }
    add_health(app, ready | dict(checks or {}))
    for door in doors:
        app.register_blueprint(door.blueprint)
    app.add_url_rule("/openapi.json", "openapi", lambda: _document(config.service, doors))
    return app


def add_health(app: Flask, checks: Mapping[str, Check]) -> None:
    """Add /healthz (alive), /readyz (able to work, with reasons) and /metrics to `app`."""

    def ready() -> Response:
        reasons = {name: reason for name, check in checks.items() if (reason := check())}
        return _json({"ready": not reasons, "reasons": reasons}, 503 if reasons else 200)

    app.add_url_rule("/healthz", "healthz", lambda: _json({"alive": True}))
    app.add_url_rule("/readyz", "readyz", ready)
    app.add_url_rule(
        "/metrics",
        "metrics",
        lambda: Response(observe.metrics(), content_type="text/plain; version=0.0.4"),
    )


def _database_away(database: Database) -> str | None:
    try:
        database.ping()
    except SQLAlchemyError as error:
        return f"the database does not answer: {type(error).__name__}"
    return None


def _outbox_aged(database: Database) -> str | None:
    try:
        with database.read() as session:
            oldest = session.scalar(
                select(func.min(OUTBOX.c.created_at)).where(OUTBOX.c.parked_at.is_(None))
            )
    except SQLAlchemyError:
        return None  # the check of the database says so
    if oldest is None or age_s(oldest) <= OLDEST_EVENT_S:
        return None
    return f"the oldest unsent event has waited {age_s(oldest):.0f} s: is the relay running?"


def _observe(app: Flask, service: str) -> None:
    """Give each request an id that travels in logs and events, and measure it."""

    @app.before_request
    def begin() -> None:
        given = request.headers.get("X-Request-Id", "")
        g.request_id = given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        g.begun_s = clock.monotonic()
        g.bound = bind_contextvars(request_id=g.request_id, service=service)

    @app.after_request
    def end(response: Response) -> Response:
        rule = request.url_rule.rule if request.url_rule else "unmatched"
        response.headers["X-Request-Id"] = g.get("request_id", "")
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Cache-Control", "no-store")
        if "begun_s" in g:
            seconds = clock.monotonic() - g.begun_s
            observe.REQUESTS.labels(service, rule, response.status_code).observe(seconds)
        return response

    @app.teardown_request
    def forget(_error: BaseException | None) -> None:
        # Reset, not unbind: an embedded service answers inside the gateway's own request.
        reset_contextvars(**g.pop("bound", {}))


def _document(service: str, doors: Sequence[Door]) -> Response:
    return _json(openapi.describe(f"Đôn Đốc: {service}", doors))


def _json(body: object, status: int = 200) -> Response:
    return Response(orjson.dumps(body), status, content_type="application/json")
