"""Bring a service's database to the newest schema."""

from pathlib import Path

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from common import observe
from common.db import Database

_log = observe.logger(__name__)


def upgrade(database: Database, scripts: Path) -> None:
    """Run every migration of the folder `scripts` that `database` has not had.

    All of them run in one transaction, where the database can roll back a schema change. The
    folder's env.py takes the open connection from `context.config.attributes["connection"]`.
    """
    settings = _settings(scripts)
    with database.engine.begin() as connection:
        settings.attributes["connection"] = connection
        command.upgrade(settings, "head")
    _log.info("database is up to date", scripts=scripts.parent.name)


def pending(database: Database, scripts: Path) -> bool:
    """Tell whether `database` lacks a migration of the folder `scripts`."""
    newest = ScriptDirectory.from_config(_settings(scripts)).get_current_head()
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() != newest


def _settings(scripts: Path) -> AlembicConfig:
    settings = AlembicConfig()
    settings.set_main_option("script_location", str(scripts).replace("%", "%%"))
    return settings
