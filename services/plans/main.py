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
from services.plans.consumers import HANDLERS

__all__ = ["HANDLERS", "SCRIPTS", "loops", "web"]

SCRIPTS: Final = Path(__file__).parent / "migrations"


def web(config: Config, database: Database) -> Flask:
    """Return the web application."""
    return make_app(config, database, doors=[door])


def loops(_config: Config, _database: Database, _env: Environment) -> Mapping[str, Run]:
    """Return the service's own loops: none, everything happens within a request."""
    return {}
