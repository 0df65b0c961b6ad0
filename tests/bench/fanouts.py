"""The fan-out of a plan to every commune, on both databases, beside the mere rows.

The loop of tasks runs here by itself: no relay takes the events away meanwhile.
"""

import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import psycopg

from common import clock
from common.db import Database
from common.migrate import upgrade
from services.tasks import fanout
from services.tasks.main import SCRIPTS
from tests.bench.figures import Figure, Limit, Series, Target
from tests.bench.rig import Rig
from tests.bench.sizes import Size

TABLES: Final = ("assignment", "history", "outbox")
"""Where the fan-out puts a row for each assignment."""

_TEXT: Final = (
    "Tổ chức tuyên truyền, phổ biến, giáo dục pháp luật; rà soát, thống kê các hộ có hoàn cảnh khó "
    "khăn trên địa bàn và báo cáo kết quả về Sở trước ngày quy định."
)


def measure(rig: Rig) -> Iterator[Figure]:
    """Measure PostgreSQL, then SQLite."""
    issued = plan(rig.size)
    times = range(rig.size.long)
    yield _figure("PostgreSQL", "COPY", [_on_postgres(rig, issued) for _ in times], rig.size)
    yield _figure(
        "SQLite",
        "INSERT",
        [on_sqlite(rig.folder / f"fanout-{n}.db", issued) for n in times],
        rig.size,
    )


def plan(size: Size) -> Mapping[str, Any]:
    """Return the data of an issued plan that gives every duty to every commune."""
    communes = range(10, 10 + size.communes)
    return {
        "plan": {"id": 1, "number": "1/KH-UBND", "title": "Kế hoạch phát triển kinh tế - xã hội"},
        "issuer": "Ủy ban nhân dân tỉnh",
        "issued_on": clock.today(),
        "assigner_agency_id": 1,
        "actor_id": 7,
        "actor_name": "coordinator",
        "agencies": [
            {"id": n, "slug": f"xa-{n}", "name": f"Ủy ban nhân dân xã số {n}"} for n in communes
        ],
        "items": [_duty(n, communes) for n in range(size.duties)],
    }


def _duty(number: int, communes: Sequence[int]) -> Mapping[str, Any]:
    return {
        "key": f"d{number}",
        "label": f"III.{number}",
        "text": _TEXT,
        "output": "Báo cáo kết quả",
        "bindingness": "order",
        "deadline": None,
        "span": [0, 100],
        "parties": [{"role": "executing", "agency_ids": list(communes)}],
    }


def make(database: Database, issued: Mapping[str, Any]) -> float:
    """Store the plan and make all its assignments; returns the seconds of the making."""
    upgrade(database, SCRIPTS)
    with database.write() as session:
        fanout.store_plan(session, "bench", issued)
    begun, made = time.perf_counter(), 1
    while made:
        with database.write() as session:
            made = fanout.make_batch(session)
    return time.perf_counter() - begun


def _on_postgres(rig: Rig, issued: Mapping[str, Any]) -> tuple[float, float]:
    """Return the seconds of the fan-out, and of a COPY of its rows into equal tables."""
    name = f"fanout-{time.monotonic_ns()}"
    with closing(Database(rig.database_url(name))) as database:
        seconds = make(database, issued)
    with psycopg.connect(rig.postgres_url(name), autocommit=True) as connection:
        return seconds, sum(_copied(connection, table) for table in TABLES)


def _copied(connection: "psycopg.Connection[Any]", table: str) -> float:
    connection.execute(f"CREATE TABLE copy_of_{table} (LIKE {table} INCLUDING ALL)")  # type: ignore[arg-type,unused-ignore]  # our constants
    cursor = connection.cursor()
    with cursor.copy(f"COPY {table} TO STDOUT") as source:  # type: ignore[arg-type,unused-ignore]
        rows = [bytes(block) for block in source]
    begun = time.perf_counter()
    with cursor.copy(f"COPY copy_of_{table} FROM STDIN") as target:  # type: ignore[arg-type,unused-ignore]
        for block in rows:
            target.write(block)
    return time.perf_counter() - begun


def on_sqlite(path: Path, issued: Mapping[str, Any]) -> tuple[float, float]:
    """Return the seconds of the fan-out into a new file, and of its rows into equal tables."""
    with closing(Database(f"sqlite:///{path}")) as database:
        seconds = make(database, issued)
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(f"{path}.copy")) as copy:
        copy.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL")
        rows = {table: _prepared(source, copy, table) for table in TABLES}
        begun = time.perf_counter()
        for table, values in rows.items():
            places = ", ".join("?" * len(values[0]))
            copy.executemany(f"INSERT INTO {table} VALUES ({places})", values)  # noqa: S608
        copy.commit()
        return seconds, time.perf_counter() - begun


def _prepared(
    source: sqlite3.Connection, copy: sqlite3.Connection, table: str
) -> list[tuple[Any, ...]]:
    """Make the table and its indexes in `copy`, without triggers; returns the rows it is to get."""
    made_by = (
        "SELECT sql FROM sqlite_master"
        " WHERE tbl_name = ? AND type IN ('table', 'index') AND sql IS NOT NULL"
    )
    for (statement,) in source.execute(made_by, [table]):
        copy.execute(statement)
    return source.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608


def _figure(database: str, bulk: str, seconds: Sequence[tuple[float, float]], size: Size) -> Figure:
    count = size.duties * size.communes
    ours, limits = zip(*seconds, strict=True)
    return Figure(
        Series(f"fan-out of {count:,} assignments, {database}", "s", ours),
        Target(60, at_least=False),
        (Limit(Series(f"{bulk} of the same rows", "s", limits)),),
    )
