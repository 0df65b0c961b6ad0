"""Fill a database of tasks with a country's worth of work.

    python -m tests.bench.filling URL [--assignments N]

The database is made or brought up to date first, and has to be without plans. A million assignments
with their history take about a minute on PostgreSQL. Columns that `country` does not know get the
default of their model, so that a later column needs no change here.
"""

import argparse
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, Final

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Date,
    Insert,
    Integer,
    MetaData,
    String,
    Table,
    and_,
    case,
    func,
    insert,
    literal,
    select,
    text,
)

import services.tasks
from common import clock
from common.db import Database
from common.migrate import upgrade
from services.tasks.model import (
    WITHOUT_DAY,
    Agency,
    AgencyName,
    Assignment,
    History,
    Plan,
    PlanItem,
)
from services.tasks.statistics import tallies
from tests.bench.country import VARIANTS, Country, Row

_SCRIPTS: Final = Path(services.tasks.__file__).parent / "migrations"
_BATCH: Final = 10_000
_NO_HASH: Final = "0" * 64
"""Entries are not chained: to hash two million takes longer than all else here."""

_A, _H = Assignment, History
_TEMPORARY: Final = MetaData()
_DUTY: Final = Table(
    "seed_duty",
    _TEMPORARY,
    Column("id", Integer, primary_key=True),
    Column("plan_id", Integer),
    Column("is_class", Boolean),
    Column("bindingness", String),
    Column("day", Date),
    Column("first", Integer),
    Column("last", Integer),
    prefixes=["TEMPORARY"],
)


def fill(database: Database, assignments: int) -> int:
    """Fill a migrated, empty database with so many assignments; returns how many history rows.

    Raises ValueError if there are plans already. Every index is as it was before.
    """
    country = Country(assignments, clock.today())
    with database.engine.begin() as connection:
        if connection.scalar(select(func.count()).select_from(Plan)):
            raise ValueError("the database has plans already")
        with _unhindered(connection):
            _fill(connection, country)
        acts = connection.scalar(select(func.count()).select_from(_H)) or 0
    with database.write() as session:
        tallies.rebuild(session)  # the triggers that note them were left out as well
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE" if database.is_sqlite else "VACUUM ANALYZE"))
    return acts


def _fill(connection: Connection, country: Country) -> None:
    for model, rows in (
        (Agency, country.agencies()),
        (AgencyName, country.names()),
        (Plan, country.plans()),
        (PlanItem, country.items()),
    ):
        _insert(connection, insert(model), rows)
    patterns = list(country.patterns())
    ways = _temporary(connection, "seed_way", _A, [row for row, _ in patterns])
    acts = _temporary(connection, "seed_act", _H, [act for _, acts in patterns for act in acts])
    _DUTY.create(connection)
    _insert(connection, insert(_DUTY), (_duty(one) for one in country.duties))
    connection.execute(_assignments(ways))
    connection.execute(_history(acts))
    for table in (ways, acts, _DUTY):
        table.drop(connection)


def _duty(one: Any) -> Row:
    row = {name: getattr(one, name) for name in _DUTY.columns.keys() if name != "day"}  # noqa: SIM118 - names
    return row | {"day": one.due_on or WITHOUT_DAY}


def _insert(connection: Connection, statement: Insert, rows: Iterable[Row]) -> None:
    every = iter(rows)
    while batch := list(islice(every, _BATCH)):
        connection.execute(statement, batch)


def _temporary(connection: Connection, name: str, model: Any, rows: list[Row]) -> Table:
    """Put `rows` into a table of the transaction; its columns are as in `model`, else integers."""
    known = model.__table__.columns
    own = {"day": Date()}
    columns = [
        Column(one, known[one].type if one in known else own.get(one, Integer())) for one in rows[0]
    ]
    table = Table(name, MetaData(), *columns, prefixes=["TEMPORARY"])
    table.create(connection)
    _insert(connection, insert(table), rows)
    return table


def _assignments(ways: Table) -> Insert:
    """Return the statement that gives each duty to its agencies, in one of the ways of its day."""
    coordinates = and_(~_DUTY.c.is_class, Agency.id != _DUTY.c.first)
    fits = and_(
        ways.c.coordinating == case((coordinates, 1), else_=0),
        ways.c.day == case((coordinates, literal(WITHOUT_DAY, Date)), else_=_DUTY.c.day),
        ways.c.variant == _variant(_DUTY.c.id, Agency.id),
    )
    values: dict[str, Any] = {
        "plan_id": _DUTY.c.plan_id,
        "item_id": _DUTY.c.id,
        "agency_id": Agency.id,
        "assigner_agency_id": Plan.assigner_agency_id,
        "role": case((_DUTY.c.is_class, "executing"), (coordinates, "coordinating"), else_="lead"),
        "is_class": _DUTY.c.is_class,
        "bindingness": _DUTY.c.bindingness,
    } | {one.name: one for one in ways.columns if one.name in _A.__table__.columns}
    chosen = (
        select(*values.values())
        .select_from(_DUTY)
        .join(Plan, Plan.id == _DUTY.c.plan_id)
        .join(Agency, Agency.id.between(_DUTY.c.first, _DUTY.c.last))
        .join(ways, fits)
        .order_by(_DUTY.c.id, Agency.id)
    )
    return insert(_A).from_select(list(values), chosen)


def _history(acts: Table) -> Insert:
    """Return the statement that writes how each assignment came to stand as it does."""
    theirs = acts.c.theirs == 1
    fits = and_(
        acts.c.coordinating == case((_A.role == "coordinating", 1), else_=0),
        acts.c.day == func.coalesce(_A.due_on, literal(WITHOUT_DAY, Date)),
        acts.c.variant == _variant(_A.item_id, _A.agency_id),
    )
    values: dict[str, Any] = {
        "assignment_id": _A.id,
        "actor_id": literal(7),
        "actor_name": case((theirs, "officer"), else_="coordinator"),
        "actor_agency_id": case((theirs, _A.agency_id), else_=_A.assigner_agency_id),
    } | {one.name: one for one in acts.columns if one.name in _H.__table__.columns}
    if "hash" in _H.__table__.columns:
        values["hash"] = literal(_NO_HASH)
    chosen = select(*values.values()).join_from(_A, acts, fits).order_by(_A.id, acts.c.version)
    return insert(_H).from_select(list(values), chosen)


def _variant(duty_id: Any, agency_id: Any) -> ColumnElement[int]:
    found: ColumnElement[int] = (duty_id * 7 + agency_id) % VARIANTS
    return found


@contextmanager
def _unhindered(connection: Connection) -> Iterator[None]:
    """On PostgreSQL, leave checks of references out for the block, and indexes until its end."""
    if connection.dialect.name == "sqlite":
        yield
        return
    for setting in ("session_replication_role = replica", "maintenance_work_mem = '256MB'"):
        connection.execute(text(f"SET LOCAL {setting}"))
    query = """SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
               WHERE indrelid IN ('assignment'::regclass, 'history'::regclass)
               AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)"""
    found = connection.execute(text(query)).all()
    for name, _ in found:
        connection.execute(text(f"DROP INDEX {name}"))
    yield
    for _, definition in found:
        connection.execute(text(definition))


def main() -> None:
    """Fill the database that the command line names, and say what is there."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("url", help="as DONDOC_DATABASE_URL: postgresql+psycopg://… or sqlite:///…")
    parser.add_argument("--assignments", type=int, default=1_000_000)
    asked = parser.parse_args()
    database = Database(asked.url)
    begun = time.monotonic()
    upgrade(database, _SCRIPTS)
    acts = fill(database, asked.assignments)
    database.close()
    took = time.monotonic() - begun
    sys.stdout.write(f"{asked.assignments} assignments with {acts} acts in {took:.0f} s\n")


if __name__ == "__main__":
    main()
