"""Bring a service's database to the newest schema."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from common import observe
from common.db import Database

_log = observe.logger(__name__)


def upgrade(database: Database, scripts: Path) -> None:
    """Run every migration of the folder `scripts` that `database` has not had.

    All of them run in one transaction, where the database can roll back a schema change. The
    folder's env.py takes the open connection from `context.config.attributes["connection"]`.
    """
    settings = _settings(scripts)
    with _unlinked(database) as connection, connection.begin():
        settings.attributes["connection"] = connection
        command.upgrade(settings, "head")
        _check_links(connection)
    _log.info("database is up to date", scripts=scripts.parent.name)


@contextlib.contextmanager
def _unlinked(database: Database) -> Iterator[Connection]:
    """Open a connection on which SQLite lets a table be replaced that others refer to.

    SQLite changes a constraint only by copying the table, and to drop the old one would break
    every reference to it. The switch works outside of a transaction alone.
    """
    with database.engine.connect() as connection:
        if not database.is_sqlite:
            yield connection
            return
        driver = connection.connection.cursor()
        driver.execute("PRAGMA foreign_keys=OFF")
        try:
            yield connection
        finally:
            driver.execute("PRAGMA foreign_keys=ON")
            driver.close()


def _check_links(connection: Connection) -> None:
    """Raise IntegrityError if a migration left a row of SQLite without the row it refers to."""
    if connection.dialect.name != "sqlite":
        return
    check = "PRAGMA foreign_key_check"
    broken = connection.exec_driver_sql(check).fetchall()
    if broken:
        raise IntegrityError(check, None, ValueError(f"broken references: {broken[:10]}"))


def pending(database: Database, scripts: Path) -> bool:
    """Tell whether `database` lacks a migration of the folder `scripts`."""
    newest = ScriptDirectory.from_config(_settings(scripts)).get_current_head()
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() != newest


def _settings(scripts: Path) -> AlembicConfig:
    settings = AlembicConfig()
    settings.set_main_option("script_location", str(scripts).replace("%", "%%"))
    return settings
