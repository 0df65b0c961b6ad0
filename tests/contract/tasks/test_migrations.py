"""The migrations lead to the tables of the models, and back to nothing."""

import datetime as dt
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import MetaData, inspect, select, text

import common.inbox
import common.outbox
import common.web.idempotency
from common.db import LIBRARY, NAMES, Database
from common.migrate import pending, upgrade
from services.tasks.main import SCRIPTS
from services.tasks.model import Assignment, Base, History, Plan, PlanItem

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


def test_migrations_make_the_triggers_of_the_models(tmp_path: Path) -> None:
    """One that rebuilds a table on SQLite loses its triggers unless it makes them again."""
    made = {}
    for name in ("migrated", "created"):
        database = Database(f"sqlite:///{tmp_path}/{name}.db")
        if name == "migrated":
            upgrade(database, SCRIPTS)
        else:
            Base.metadata.create_all(database.engine)
        with database.engine.connect() as connection:
            query = text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            made[name] = {row.name: row.sql for row in connection.execute(query)}
        database.close()
    assert made["migrated"] == made["created"]
    assert {"tally_insert", "tally_delete", "tally_update"} <= made["created"].keys()


def test_leads_that_shared_a_duty_become_members_of_a_class(tmp_path: Path) -> None:
    """Such plans were issued before a plan said whom it named as a class; none may stop working."""
    database = Database(f"sqlite:///{tmp_path}/tasks.db")
    _upgrade_to(database, "0010")
    with database.engine.begin() as connection:
        for statement in BEFORE_CLASSES:
            connection.execute(text(statement))
    upgrade(database, SCRIPTS)
    with database.read() as session:
        made = session.execute(
            select(Assignment.id, Assignment.is_class, Assignment.extension_state)
        ).all()
        kept = session.scalar(select(History.assignment_id))
        waiting = session.scalars(select(PlanItem.parties).order_by(PlanItem.id)).all()
    assert sorted(map(tuple, made)) == [(1, True, "none"), (2, True, "none"), (3, False, "none")]
    assert kept == 1
    assert [list(party) for party in waiting[2]] == [
        ["lead", 1, True],
        ["lead", 2, True],
        ["coordinating", 3, False],
    ]
    database.close()


def test_instances_of_before_know_the_duty_and_the_day_they_come_from(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/tasks.db")
    _upgrade_to(database, "0080")
    with database.engine.begin() as connection:
        for statement in (BEFORE_CLASSES[1], *RECURRING):
            connection.execute(text(statement))
    upgrade(database, SCRIPTS)
    with database.read() as session:
        query = select(PlanItem.key, PlanItem.root_key, PlanItem.root_on).order_by(PlanItem.id)
        found = [tuple(row) for row in session.execute(query)]
        kind = session.scalar(select(Plan.kind))
    stated = dt.date(2026, 1, 30)
    assert found == [("a", "a", stated), ("a@2026-02", "a", stated), ("b@x", "b@x", None)]
    assert kind == "other"
    database.close()


def _upgrade_to(database: Database, revision: str) -> None:
    settings = Config()
    settings.set_main_option("script_location", str(SCRIPTS))
    with database.engine.begin() as connection:
        settings.attributes["connection"] = connection
        command.upgrade(settings, revision)


_ITEM = """INSERT INTO plan_item (id, plan_id, key, label, text, bindingness, span_start, span_end,
    folded, parties, party_count, fanned_out) VALUES """
_WORK = """INSERT INTO assignment (id, plan_id, item_id, agency_id, assigner_agency_id, role,
    bindingness, work_state, review_state, urgency, created_at, updated_at, version) VALUES """
BEFORE_CLASSES = (
    """INSERT INTO agency (id, slug, name, active, version, folded)
    VALUES (1, 'a', 'A', 1, 1, ''), (2, 'b', 'B', 1, 1, ''), (3, 'c', 'C', 1, 1, '')""",
    """INSERT INTO plan (id, title, assigner_agency_id, actor_id, actor_name, event_id)
    VALUES (1, 't', 1, 1, 'x', 'e')""",
    _ITEM + "(1, 1, 'a', 'l', 't', 'order', 0, 1, '', '[[\"lead\",1],[\"lead\",2]]', 2, 2)",
    _ITEM + "(2, 1, 'b', 'l', 't', 'order', 0, 1, '', '[[\"lead\",3]]', 1, 1)",
    _ITEM
    + """(3, 1, 'c', 'l', 't', 'order', 0, 1, '',
    '[[\"lead\",1],[\"lead\",2],[\"coordinating\",3]]', 3, 0)""",
    *(
        f"""{_WORK} ({number}, 1, {item}, {number}, 1, 'lead', 'order', 'not_started', 'none',
        '2026-01-01', '2026-01-01', '2026-01-01', 1)"""
        for number, item in ((1, 1), (2, 1), (3, 2))
    ),
    """INSERT INTO history (id, assignment_id, version, at, action, actor_id, actor_name, snapshot)
    VALUES (1, 1, 1, '2026-01-01', 'assign', 1, 'x', '{}')""",
)
"""Rows of a time before the migration: two leads of one duty, and one that is still to be made."""


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


_INSTANCE = """INSERT INTO plan_item (id, plan_id, key, label, text, bindingness, span_start,
    span_end, folded, parties, party_count, fanned_out, period, stated_on) VALUES """
RECURRING = (
    _INSTANCE + "(1, 1, 'a', 'l', 't', 'order', 0, 1, '', '[]', 0, 0, '2026-01', '2026-01-30')",
    _INSTANCE
    + "(2, 1, 'a@2026-02', 'l', 't', 'order', 0, 1, '', '[]', 0, 0, '2026-02', '2026-02-28')",
    _INSTANCE + "(3, 1, 'b@x', 'l', 't', 'order', 0, 1, '', '[]', 0, 0, NULL, '2026-05-29')",
)
