"""The migrations lead to the tables of the models, and back to nothing."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import MetaData, inspect

import common.inbox
import common.outbox
import common.web.idempotency
from common.db import LIBRARY, NAMES, Database
from common.migrate import pending, upgrade
from services.tasks.main import SCRIPTS
from services.tasks.model import Base

LIBRARYS = (common.inbox.INBOX, common.outbox.OUTBOX, common.web.idempotency.IDEMPOTENCY)


def _everything() -> MetaData:
    """Return the service's tables and the library's as one."""
    everything = MetaData(naming_convention=NAMES)
    for metadata in (Base.metadata, LIBRARY):
        for table in metadata.tables.values():
            table.to_metadata(everything)
    return everything


def test_migrations_make_the_tables_of_the_models(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/tasks.db")
    assert pending(database, SCRIPTS)
    upgrade(database, SCRIPTS)
    assert not pending(database, SCRIPTS)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, _everything()) == []
    assert {table.name for table in LIBRARYS} <= set(inspect(database.engine).get_table_names())
    database.close()


def test_the_first_migration_can_be_undone(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/tasks.db")
    upgrade(database, SCRIPTS)
    settings = Config()
    settings.set_main_option("script_location", str(SCRIPTS))
    with database.engine.begin() as connection:
        settings.attributes["connection"] = connection
        command.downgrade(settings, "base")
    assert inspect(database.engine).get_table_names() == ["alembic_version"]
    database.close()
