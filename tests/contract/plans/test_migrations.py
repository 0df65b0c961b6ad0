"""What the migrations of plans make of rows that were there before."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import text

from common.db import Database
from common.migrate import upgrade
from services.plans.main import SCRIPTS

_PLAN = (
    "INSERT INTO plan (id, version, state, owner_agency_id, title, marked_draft, folded, filename,"
    " media_type, sha256, created_by, created_by_name, created_at, changed_at)"
    " VALUES (:id, 1, 'draft', 1, 'x', 0, '', 'x', 'x', :id, 1, 'x', '2026-01-01', '2026-01-01')"
)
_RELATION = (
    "INSERT INTO relation (plan_id, other_id, kind, confirmed_at, confirmed_by, confirmed_by_name,"
    " removed) VALUES (:plan, :other, 'implements', '2026-01-01', 1, 'x', '[]')"
)
_FINDING = (
    "INSERT INTO finding (id, plan_id, code, severity, message_vi, message_en)"
    " VALUES (:id, :plan, :code, 'info', 'x', 'x')"
)


def test_comparisons_with_the_only_parent_name_it_and_doubtful_ones_nothing(
    tmp_path: Path,
) -> None:
    database = Database(f"sqlite:///{tmp_path}/plans.db")
    _old(database, "0003")
    with database.engine.begin() as connection:
        connection.execute(text(_PLAN), [{"id": number} for number in range(1, 5)])
        relations = [(3, 1), (4, 1), (4, 2)]
        connection.execute(text(_RELATION), [{"plan": p, "other": o} for p, o in relations])
        codes = [(1, 3, "not-taken-up"), (2, 3, "day-off"), (3, 4, "weaker-than-parent")]
        rows = [{"id": number, "plan": plan, "code": code} for number, plan, code in codes]
        connection.execute(text(_FINDING), rows)
    upgrade(database, SCRIPTS)
    with database.engine.connect() as connection:
        found = connection.execute(text("SELECT id, about_plan_id FROM finding ORDER BY id")).all()
    assert [tuple(row) for row in found] == [(1, 1), (2, None), (3, None)]
    database.close()


def _old(database: Database, revision: str) -> None:
    """Bring an empty database to an earlier revision."""
    settings = Config()
    settings.set_main_option("script_location", str(SCRIPTS))
    with database.engine.begin() as connection:
        settings.attributes["connection"] = connection
        command.upgrade(settings, revision)
