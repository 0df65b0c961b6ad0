"""The only writer of history: each act with the state it led to, chained to the act before.

An entry is never changed; the database refuses it (`services.tasks.model.append_only`).
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import orjson
from sqlalchemy import (
    ColumnElement,
    Insert,
    Integer,
    String,
    Text,
    cast,
    column,
    func,
    insert,
    literal,
    select,
)
from sqlalchemy.orm import Session

from common import later
from common.db import Document, Id, is_sqlite
from services.tasks.history import chain
from services.tasks.history.entries import Deed, Step, hash_of
from services.tasks.model import History

_ADD: Final = insert(History)


def append(session: Session, deed: Deed, step: Step) -> None:
    """Append one entry."""
    made = _row(deed, step) | {"hash": hash_of(deed, step, chain.stamp(deed.at))}
    later.insert(session, _ADD, made)


def append_many(session: Session, deed: Deed, steps: Sequence[Step]) -> None:
    """Append an entry for each of `steps`, in one statement."""
    if not steps:
        return
    at = chain.stamp(deed.at)
    rows = [
        {
            "a": step.assignment_id,
            "v": step.version,
            "c": step.action,
            "s": step.snapshot,
            "h": hash_of(deed, step, at),
        }
        for step in steps
    ]
    session.execute(_unpacked(session, deed, orjson.dumps(rows).decode()))


def _row(deed: Deed, step: Step) -> dict[str, Any]:
    return {
        "assignment_id": step.assignment_id,
        "version": step.version,
        "at": deed.at,
        "action": step.action,
        "actor_id": deed.actor_id,
        "actor_name": deed.actor_name,
        "actor_agency_id": deed.actor_agency_id,
        "note": deed.note,
        "cause": deed.cause,
        "snapshot": step.snapshot,
    }


def _unpacked(session: Session, deed: Deed, rows: str) -> Insert:
    """Return the INSERT of `rows`, one JSON text that the database takes apart.

    What all rows share is sent once. Row by row, the fan-out of 66,420 took half as long again.
    """
    columns = History.__table__.columns
    shared = {
        name: literal(getattr(deed, name), columns[name].type)
        for name in ("at", "actor_id", "actor_name", "actor_agency_id", "note", "cause")
    }
    sqlite = is_sqlite(session)
    own, source = _of_sqlite(rows) if sqlite else _of_postgres(rows)
    values = {**own, **shared}
    return insert(History).from_select(list(values), select(*values.values()).select_from(source))


_Rows = tuple[dict[str, ColumnElement[Any]], Any]


def _of_sqlite(rows: str) -> _Rows:
    source = func.json_each(rows).table_valued("value", name="row")

    def part(name: str) -> ColumnElement[Any]:
        return func.json_extract(source.c.value, f"$.{name}")

    return _named({name: part(name) for name in "avcsh"}), source


def _of_postgres(rows: str) -> _Rows:
    source = (
        func.jsonb_to_recordset(cast(literal(rows, Text), Document))
        .table_valued(
            column("a", Id),
            column("v", Integer),
            column("c", String),
            column("s", Document),
            column("h", String),
            name="row",
        )
        .render_derived(with_types=True)
    )
    return _named(dict(source.c)), source


def _named(parts: Mapping[str, ColumnElement[Any]]) -> dict[str, ColumnElement[Any]]:
    return {
        "assignment_id": parts["a"],
        "version": parts["v"],
        "action": parts["c"],
        "snapshot": parts["s"],
        "hash": parts["h"],
    }
