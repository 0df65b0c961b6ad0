"""History is chained: each entry gets the hash of itself and the one before; none changes again.

Entries from before keep what they say. A version without one (a change of the calendar left none)
gets an entry "unrecorded" with the state of the entry before it, so that no chain has a hole.
"""

import datetime as dt
import hashlib
import json
from collections import defaultdict

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from common.db import Instant

revision = "0040"
down_revision = "0070"
branch_labels = None
depends_on = None

# Written out, not taken from the models: those move on, this revision does not.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DOCUMENT = sa.JSON().with_variant(JSONB(), "postgresql")
BATCH = 1000
HISTORY = sa.table(
    "history",
    sa.column("id", ID),
    sa.column("assignment_id", ID),
    sa.column("version", sa.Integer()),
    sa.column("at", Instant()),
    sa.column("action", sa.String()),
    sa.column("actor_id", ID),
    sa.column("actor_name", sa.Text()),
    sa.column("actor_agency_id", ID),
    sa.column("note", sa.Text()),
    sa.column("cause", sa.String()),
    sa.column("snapshot", DOCUMENT),
    sa.column("hash", sa.String()),
)
ASSIGNMENT = sa.table(
    "assignment",
    *(sa.column(name, ID) for name in ("id", "plan_id", "item_id", "agency_id")),
    sa.column("work_state", sa.String()),
    sa.column("review_state", sa.String()),
    sa.column("extension_state", sa.String()),
    sa.column("due_on", sa.Date()),
    sa.column("updated_at", Instant()),
    sa.column("version", sa.Integer()),
)
ITEM = sa.table("plan_item", sa.column("id", ID), sa.column("key", sa.String()))

SQLITE = tuple(
    f"CREATE TRIGGER history_no_{act.lower()} BEFORE {act} ON history "
    "BEGIN SELECT RAISE(ABORT, 'history is append-only'); END"
    for act in ("UPDATE", "DELETE")
)
POSTGRESQL = (
    (
        "CREATE FUNCTION refuse_change_of_history() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'history is append-only' "
        "USING ERRCODE = 'restrict_violation'; END $$"
    ),
    (
        "CREATE TRIGGER history_no_change BEFORE UPDATE OR DELETE ON history "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change_of_history()"
    ),
    (
        "CREATE TRIGGER history_no_truncate BEFORE TRUNCATE ON history "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_history()"
    ),
)


def upgrade() -> None:
    op.add_column("history", sa.Column("hash", sa.String(64), nullable=True))
    _chain_all(op.get_bind())
    with op.batch_alter_table("history") as table:
        table.alter_column("hash", existing_type=sa.String(64), nullable=False)
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)


def _chain_all(connection: sa.Connection) -> None:
    """Chain the entries of every assignment, `BATCH` assignments at a time."""
    last_id = 0
    query = sa.select(ASSIGNMENT, ITEM.c.key).join(ITEM, ITEM.c.id == ASSIGNMENT.c.item_id)
    query = query.order_by(ASSIGNMENT.c.id).limit(BATCH)
    while works := connection.execute(query.where(ASSIGNMENT.c.id > last_id)).all():
        _chain_some(connection, works)
        last_id = works[-1].id


def _chain_some(connection: sa.Connection, works: list[sa.Row]) -> None:
    entries = defaultdict(list)
    ids = [work.id for work in works]
    found = connection.execute(
        sa.select(HISTORY)
        .where(HISTORY.c.assignment_id.in_(ids))
        .order_by(HISTORY.c.assignment_id, HISTORY.c.version)
    )
    for row in found.mappings():
        entries[row["assignment_id"]].append(dict(row))
    hashed, added = [], []
    for work in works:
        # Rows that were put straight into the table, by a test or a bench, have no history.
        if not entries[work.id]:
            continue
        whole = _without_holes(work, entries[work.id])
        previous = _genesis(connection, work, whole)
        for entry in whole:
            previous = entry["hash"] = _hash(previous, entry)
            if entry["id"] is None:
                added.append({name: value for name, value in entry.items() if name != "id"})
            else:
                hashed.append((entry["id"], previous))
    _write(connection, hashed, added)


def _without_holes(work: sa.Row, entries: list[dict]) -> list[dict]:
    by_version = {entry["version"]: entry for entry in entries}
    last = max(work.version, *by_version)
    whole, before = [], None
    for version in range(1, last + 1):
        entry = by_version.get(version) or _unrecorded(work, version, before or entries[0])
        whole.append(entry)
        before = entry
    return whole


def _unrecorded(work: sa.Row, version: int, like: dict) -> dict:
    snapshot = {
        name: value
        for name, value in like["snapshot"].items()
        if name in {"work_state", "review_state", "extension_state", "due_on"}
    }
    return {
        "id": None,
        "assignment_id": work.id,
        "version": version,
        "at": like["at"],
        "action": "unrecorded",
        "actor_id": 0,
        "actor_name": "",
        "actor_agency_id": None,
        "note": None,
        "cause": "migration:0040",
        "snapshot": snapshot,
        "hash": None,
    }


def _genesis(connection: sa.Connection, work: sa.Row, entries: list[dict]) -> str:
    """Return what stands before the first entry: the duty as it was given, before it was moved."""
    plan_id, key = work.plan_id, work.key
    for entry in entries:
        if "from_item_id" in entry["snapshot"]:
            plan_id = entry["snapshot"]["from_plan_id"]
            item_id = entry["snapshot"]["from_item_id"]
            key = connection.scalar(sa.select(ITEM.c.key).where(ITEM.c.id == item_id)) or key
            break
    return _digest(
        {
            "form": "dondoc.history.1",
            "assignment": work.id,
            "plan": plan_id,
            "item": key,
            "agency": work.agency_id,
        }
    )


def _hash(previous: str, entry: dict) -> str:
    return _digest(
        {
            "previous": previous,
            "assignment": entry["assignment_id"],
            "version": entry["version"],
            "at": _stamp(entry["at"]),
            "action": entry["action"],
            "actor": entry["actor_id"],
            "actor_name": entry["actor_name"],
            "actor_agency": entry["actor_agency_id"],
            "note": entry["note"],
            "cause": entry["cause"],
            "snapshot": entry["snapshot"],
        }
    )


def _stamp(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def _digest(value: dict) -> str:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _write(connection: sa.Connection, hashed: list[tuple[int, str]], added: list[dict]) -> None:
    if added:
        connection.execute(sa.insert(HISTORY), added)
    if connection.dialect.name == "postgresql":
        # One statement: row by row, a million entries took minutes.
        connection.execute(
            sa.text(
                "UPDATE history SET hash = made.hash "
                "FROM unnest(CAST(:ids AS bigint[]), CAST(:hashes AS text[])) AS made(id, hash) "
                "WHERE history.id = made.id"
            ),
            {"ids": [one for one, _ in hashed], "hashes": [one for _, one in hashed]},
        )
    else:
        change = sa.text("UPDATE history SET hash = :hash WHERE id = :id")
        if hashed:
            connection.execute(change, [{"id": one, "hash": digest} for one, digest in hashed])


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER history_no_update")
        op.execute("DROP TRIGGER history_no_delete")
    else:
        op.execute("DROP TRIGGER history_no_change ON history")
        op.execute("DROP TRIGGER history_no_truncate ON history")
        op.execute("DROP FUNCTION refuse_change_of_history()")
    with op.batch_alter_table("history") as table:
        table.drop_column("hash")
