"""The migrations lead to the tables of the models, and back to nothing."""

import datetime as dt
from collections.abc import Callable
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
from services.tasks.history.chain import genesis
from services.tasks.main import SCRIPTS
from services.tasks.model import KEPT, Assignment, Base, History, Plan, PlanItem, Tally
from services.tasks.proof import check, read_database
from services.tasks.statistics import tallies

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
    _migrate(database, revision, command.upgrade)


def _downgrade_to(database: Database, revision: str) -> None:
    _migrate(database, revision, command.downgrade)


def _migrate(database: Database, revision: str, way: Callable[[Config, str], None]) -> None:
    settings = Config()
    settings.set_main_option("script_location", str(SCRIPTS))
    with database.engine.begin() as connection:
        settings.attributes["connection"] = connection
        way(settings, revision)


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


def test_histories_from_before_are_chained_as_they_are(tmp_path: Path) -> None:
    """One with a hole, one that a later plan took over, one without any history."""
    database = Database(f"sqlite:///{tmp_path}/tasks.db")
    _upgrade_to(database, "0070")
    with database.engine.begin() as connection:
        for statement in (*BEFORE_CHAINS, *OLD_ENTRIES):
            connection.execute(text(statement))
    upgrade(database, SCRIPTS)
    chains = {chain.assignment: chain for chain in read_database(database)}
    told = [str(finding) for chain in chains.values() for finding in check(chain)]
    assert told == ["assignment 3, version 1: missing: it has no history"]
    assert [(one.version, one.said["action"]) for one in chains[1].entries] == [
        (1, "assign"),
        (2, "unrecorded"),
        (3, "start"),
        (4, "unrecorded"),
    ]
    first = chains[2].entries[0]
    assert first.fits(genesis(2, plan_id=1, item_key="a", agency_id=2))
    database.close()


_ENTRY = """INSERT INTO history (assignment_id, version, at, action, actor_id, actor_name,
    snapshot) VALUES """
_STATE = '"work_state":"in_progress","review_state":"none"'
_MOVED = '"from_plan_id": 1, "from_item_id": 1'
BEFORE_CHAINS = (
    *BEFORE_CLASSES[:2],
    """INSERT INTO plan (id, title, assigner_agency_id, actor_id, actor_name, event_id)
    VALUES (2, 't', 1, 1, 'x', 'f')""",
    _ITEM + "(1, 1, 'a', 'l', 't', 'order', 0, 1, '', '[]', 0, 0)",
    _ITEM + "(2, 2, 'b', 'l', 't', 'order', 0, 1, '', '[]', 0, 0)",
    *(
        f"""{_WORK.replace("version)", "version, is_class, extension_state, extensions_granted)")}
        ({number}, {item}, {item}, {number}, 1, 'executing', 'order', 'in_progress', 'none',
        '2026-01-01', '2026-01-01', '2026-01-01', {version}, 0, 'none', 0)"""
        for number, item, version in ((1, 1, 4), (2, 2, 2), (3, 1, 1))
    ),
)
OLD_ENTRIES = (
    f"{_ENTRY} (1, 1, '2026-01-01', 'assign', 1, 'x', '{{{_STATE}}}')",
    f"{_ENTRY} (1, 3, '2026-01-02', 'start', 1, 'x', '{{{_STATE}}}')",
    f"{_ENTRY} (2, 1, '2026-01-01', 'assign', 1, 'x', '{{{_STATE}}}')",
    f"{_ENTRY} (2, 2, '2026-01-02', 'carry', 1, 'x', '{{{_STATE}, {_MOVED}}}')",
)


def test_counts_kept_cell_by_cell_are_carried_over_and_back(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/tasks.db")
    _upgrade_to(database, "0070")
    with database.engine.begin() as connection:
        for statement in BEFORE_CHAINS:
            connection.execute(text(statement))
    _upgrade_to(database, "0081")
    by_cell = text("SELECT * FROM tally ORDER BY 1, 2, 3, 4, 5, 6")
    told = {cell: n for n, cell in enumerate(KEPT, start=1)}
    with database.engine.begin() as connection:
        # Of nobody, so that each is another number.
        insert = text("INSERT INTO tally VALUES ('agency', 0, 0, 99, 0, :cell, :n)")
        connection.execute(insert, [{"cell": cell, "n": n} for cell, n in told.items()])
        before = connection.execute(by_cell).all()
        connection.execute(text("UPDATE assignment SET role = 'coordinating' WHERE id = 1"))
    upgrade(database, SCRIPTS)
    with database.read() as session:
        assert tallies.drift(session) == tallies.Drift(len(told), sum(told.values()))
        nobodys = session.scalars(select(Tally).where(Tally.agency_id == 99)).one()
        assert {cell: getattr(nobodys, cell) for cell in KEPT} == told
    _downgrade_to(database, "0081")
    with database.engine.connect() as connection:
        assert connection.execute(by_cell).all() == before
    database.close()


def test_the_first_migration_can_be_undone(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/tasks.db")
    upgrade(database, SCRIPTS)
    _downgrade_to(database, "base")
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
