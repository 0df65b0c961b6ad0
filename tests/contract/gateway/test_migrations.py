from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import select

import common.inbox  # noqa: F401 - its table belongs to the library's
from common.config import ConfigError, Environment
from common.db import LIBRARY, Database
from common.migrate import pending, upgrade
from gateway.identity.model import Account, Base
from gateway.main import SCRIPTS, prepare

PASSWORD = "a good password"


def _migrated(folder: Path) -> Database:
    database = Database(f"sqlite:///{folder}/gateway.db")
    upgrade(database, SCRIPTS)
    return database


def test_the_migrations_make_the_tables_of_the_models(tmp_path: Path) -> None:
    database = _migrated(tmp_path)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, [Base.metadata, LIBRARY]) == []  # type: ignore[arg-type]
    assert not pending(database, SCRIPTS)
    database.close()


def test_the_first_administrator_is_opened_after_the_migration(tmp_path: Path) -> None:
    database = _migrated(tmp_path)
    secret = tmp_path / "admin-password"
    secret.write_text(f"{PASSWORD}\n", "utf-8")
    for _ in range(2):
        prepare(database, Environment({"DONDOC_ADMIN_PASSWORD_FILE": str(secret)}))
    with database.read() as session:
        assert session.scalars(select(Account.username)).all() == ["admin"]
    database.close()


def test_without_a_password_no_administrator_is_made(tmp_path: Path) -> None:
    database = _migrated(tmp_path)
    prepare(database, Environment({}))
    with database.read() as session:
        assert session.scalars(select(Account)).all() == []
    database.close()


def test_a_weak_first_password_is_a_setting_to_correct(tmp_path: Path) -> None:
    database = _migrated(tmp_path)
    with pytest.raises(ConfigError, match="DONDOC_ADMIN_PASSWORD"):
        prepare(database, Environment({"DONDOC_ADMIN_PASSWORD": "short"}))
    database.close()
