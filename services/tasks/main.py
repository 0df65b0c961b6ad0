"""Composition of tasks: its web application, event handlers and loops."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from flask import Flask

from common.config import Config, Environment
from common.db import Database
from common.store import read_store
from common.web import make_app
from common.worker import Run
from services.tasks import escalation
from services.tasks.api import door
from services.tasks.api.calendars import LADDER
from services.tasks.api.files import KEEPER, Keeper
from services.tasks.consumers import HANDLERS
from services.tasks.loops import deadlines_loop, fanout_loop, sweeping_loop, tallies_loop

SCRIPTS: Final = Path(__file__).parent / "migrations"

__all__ = ["HANDLERS", "SCRIPTS", "loops", "web"]


def web(config: Config, database: Database, env: Environment | None = None) -> Flask:
    """Return the web application; raises ConfigError naming a wrong setting.

    `DONDOC_STORE` names where files are kept, `DONDOC_FILE_LIMIT_MB` how large one may be.
    """
    env = env or Environment({})
    keeper = Keeper(
        store=read_store(env),
        limit_mb=env.integer("DONDOC_FILE_LIMIT_MB", 20, least=1, most=24),
    )
    app = make_app(config, database, doors=[door])
    app.extensions[KEEPER] = keeper
    app.extensions[LADDER] = _ladder(env)
    return app


def loops(_config: Config, database: Database, env: Environment) -> Mapping[str, Run]:
    """Return the service's own loops; raises ConfigError naming a wrong setting.

    `DONDOC_DEADLINES_EVERY_S` sets how often one looks.
    """
    every_s = env.integer("DONDOC_DEADLINES_EVERY_S", 60, least=1, most=3600)
    store = read_store(env)
    own = {
        "fanout": fanout_loop(database),
        "deadlines": deadlines_loop(database, float(every_s), _ladder(env)),
        "tallies": tallies_loop(database),
    }
    return own | ({"sweeping": sweeping_loop(database, store)} if store else {})


def _ladder(env: Environment) -> escalation.Ladder:
    """Return who is told of a deadline and when: `DONDOC_LADDER` names the file that says it."""
    path = env.text("DONDOC_LADDER", "")
    return escalation.read(Path(path) if path else None)
