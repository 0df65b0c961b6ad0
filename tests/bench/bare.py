"""What the same machine gives without us: a Flask route over psycopg, and no more.

It runs under gunicorn with the processes and threads of a service.
"""

import contextlib
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import psycopg
from flask import Flask, request

from tests.bench.processes import listens, running, wait_until
from tests.bench.system import PROCESSES, THREADS

UPDATE: Final = """
    UPDATE assignment SET work_state = 'in_progress', updated_at = now(), version = version + 1
    WHERE id = %(id)s AND version = %(version)s RETURNING version
"""
_REST: Final = (
    """INSERT INTO history (assignment_id, version, at, action, actor_id, actor_name,
                            actor_agency_id, note, cause, snapshot, hash)
       VALUES (%(id)s, %(version)s + 1, now(), 'update', 7, 'officer', 5, %(note)s,
               'request:0123456789abcdef', '{"work_state": "in_progress", "due_on": null}',
               repeat('0', 64))""",
    """INSERT INTO outbox (event_id, type, subject, version, body, created_at, attempts)
       VALUES (gen_random_uuid(), 'dondoc.assignment.state_changed.v1', %(id)s, %(version)s + 1,
               repeat('x', 1200), now(), 0)""",
    """INSERT INTO idempotency (caller, key, fingerprint, status, headers, body, created_at)
       VALUES ('7', gen_random_uuid(), repeat('f', 64), 200, '{}', repeat('x', 1500), now())""",
    "NOTIFY outbox",
)
"""What else the same act writes: history, event, idempotency record, notice."""


def make_app() -> Flask:
    """Return the bare application over the database that `BARE_DATABASE_URL` names."""
    app = Flask("bare")
    url = os.environ["BARE_DATABASE_URL"]
    kept = threading.local()

    def connection() -> psycopg.Connection:
        if not hasattr(kept, "connection"):
            kept.connection = psycopg.connect(url)
        found: psycopg.Connection = kept.connection
        return found

    def change(number: int, statements: tuple[str, ...]) -> tuple[dict[str, int], int]:
        version = int(request.headers["If-Match"].strip('"'))
        values = {"id": number, "version": version, "note": request.get_json().get("note")}
        with connection().transaction():
            cursor = connection().cursor()
            if cursor.execute(UPDATE, values).fetchone() is None:
                return {"version": version}, 412
            for statement in statements:
                cursor.execute(statement, values)
        return {"id": number, "version": version + 1}, 200

    app.add_url_rule(
        "/update/<int:number>", "update", lambda number: change(number, ()), methods=["POST"]
    )
    app.add_url_rule(
        "/act/<int:number>", "act", lambda number: change(number, _REST), methods=["POST"]
    )
    return app


@contextlib.contextmanager
def serving(folder: Path, database_url: str, port: int) -> Iterator[int]:
    """Run the bare application under gunicorn; gives its port."""
    command = [sys.executable, "-m", "gunicorn", "-b", f"127.0.0.1:{port}", "-k", "gthread"]
    command += ["-w", str(PROCESSES), "--threads", str(THREADS)]
    command += ["--keep-alive", "5", "tests.bench.bare:make_app()"]
    log = folder / "bare.log"
    with running(command, log, os.environ | {"BARE_DATABASE_URL": database_url}) as process:
        wait_until(lambda: listens(port), process, log, 60)
        yield port
