"""The plans service: its web application, event handlers, loops and migrations."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from flask import Flask

from common.config import Config, Environment
from common.db import Database
from common.web import make_app
from common.worker import Run
from services.plans.api import door
from services.plans.api.imports import READER
from services.plans.consumers import HANDLERS
from services.plans.sandbox.limits import read_limits
from services.plans.sandbox.reader import Reader

__all__ = ["HANDLERS", "SCRIPTS", "compose", "loops", "web"]

SCRIPTS: Final = Path(__file__).parent / "migrations"


def web(config: Config, database: Database, env: Environment) -> Flask:
    """Return the web application; it reads documents in processes of its own."""
    return compose(config, database, Reader(read_limits(env, config.threads)))


def compose(config: Config, database: Database, reader: Reader) -> Flask:
    """Return the web application that has its documents read by `reader`."""
    app = make_app(config, database, doors=[door])
    app.extensions[READER] = reader
    return app


def loops(_config: Config, _database: Database, _env: Environment) -> Mapping[str, Run]:
    """Return the service's own loops: none, everything happens within a request."""
    return {}
