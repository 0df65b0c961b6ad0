"""The migrations make what the models say."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import MetaData, inspect

from common import inbox, outbox
from common.db import LIBRARY, NAMES, Database
from common.web import idempotency
from services.notify.main import SCRIPTS
from services.notify.model import Base

OF_THE_LIBRARY = (inbox.INBOX, outbox.OUTBOX, idempotency.IDEMPOTENCY)


def _everything() -> MetaData:
    """Return the service's tables and the library's as one; Alembic mixes up the two."""
    everything = MetaData(naming_convention=NAMES)
    for metadata in (Base.metadata, LIBRARY):
        for table in metadata.tables.values():
            table.to_metadata(everything)
    return everything


def test_migrations_and_models_agree(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, _everything()) == []
    tables = inspect(database.engine).get_table_names()
    assert {table.name for table in OF_THE_LIBRARY} <= set(tables)


def test_the_way_back_leaves_nothing(migrated: Path, tmp_path: Path) -> None:
    copied = Database(f"sqlite:///{tmp_path}/back.db")
    (tmp_path / "back.db").write_bytes(migrated.read_bytes())
    settings = Config()
    settings.set_main_option("script_location", str(SCRIPTS))
    with copied.engine.begin() as connection:
        settings.attributes["connection"] = connection
        command.downgrade(settings, "base")
    assert inspect(copied.engine).get_table_names() == ["alembic_version"]
    copied.close()
