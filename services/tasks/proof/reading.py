"""Chains straight from the database of tasks: one snapshot, a few hundred assignments at a time."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, Final

from sqlalchemy import Connection, select

from common.db import Database
from services.tasks import history
from services.tasks.history import chain
from services.tasks.model import Assignment, History, PlanItem
from services.tasks.proof.records import Chain, Entry, Present, names_a_duty

BATCH: Final = 500

_WORK: Final = select(Assignment.__table__, PlanItem.key).outerjoin(
    PlanItem, PlanItem.id == Assignment.item_id
)


def read_database(database: Database) -> Iterator[Chain]:
    """Yield every chain in the order of assignments, as they were at one moment."""
    options: dict[str, Any] = {"dondoc_reading": True}
    if not database.is_sqlite:
        options |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with database.engine.connect().execution_options(**options) as connection:
        after = 0
        while works := _works(connection, after):
            yield from _chains(connection, works, after, works[-1].id)
            after = works[-1].id
        # Entries of assignments beyond the last one: whoever deleted it forgot them.
        yield from _chains(connection, [], after, None)


def _works(connection: Connection, after: int) -> Sequence[Any]:
    query = _WORK.where(Assignment.id > after).order_by(Assignment.id).limit(BATCH)
    return connection.execute(query).all()


def _chains(
    connection: Connection, works: Sequence[Any], after: int, until: int | None
) -> Iterator[Chain]:
    query = select(History.__table__).where(History.assignment_id > after)
    if until is not None:
        query = query.where(History.assignment_id <= until)
    rows = connection.execute(query.order_by(History.assignment_id, History.version))
    found = {key: list(some) for key, some in groupby(rows, key=lambda row: row.assignment_id)}
    by_id = {work.id: work for work in works}
    for number in sorted(found.keys() | by_id.keys()):
        rows_of_it = found.get(number, [])
        present = _present(connection, by_id[number], rows_of_it) if number in by_id else None
        yield Chain(number, present, [_entry(row) for row in rows_of_it])


def _entry(row: Any) -> Entry:
    said = {
        "assignment": row.assignment_id,
        "version": row.version,
        "at": chain.stamp(row.at),
        "action": row.action,
        "actor": row.actor_id,
        "actor_name": row.actor_name,
        "actor_agency": row.actor_agency_id,
        "note": row.note,
        "cause": row.cause,
        "snapshot": row.snapshot,
    }
    return Entry(said, row.hash)


def _present(connection: Connection, work: Any, rows: Sequence[Any]) -> Present:
    return Present(
        version=work.version,
        created_at=chain.stamp(work.created_at),
        updated_at=chain.stamp(work.updated_at),
        state=history.snapshot(work),
        origin=None if rows and names_a_duty(rows[0].snapshot) else _origin(connection, work, rows),
    )


def _origin(connection: Connection, work: Any, rows: Sequence[Any]) -> dict[str, Any]:
    """Return for which duty of whom it was given: the present one, unless an act says from where.

    A later plan takes over the duty, a reorganisation gives it to another agency.
    """
    plan_id, key = work.plan_id, work.key
    moved = _first_with("from_item_id", rows)
    if moved is not None:
        plan_id = moved.get("from_plan_id")
        key = connection.scalar(select(PlanItem.key).where(PlanItem.id == moved["from_item_id"]))
    given = _first_with("from_agency_id", rows)
    agency_id = work.agency_id if given is None else given["from_agency_id"]
    return {"plan": plan_id, "item": key, "agency": agency_id}


def _first_with(name: str, rows: Sequence[Any]) -> Mapping[str, Any] | None:
    """Return the first snapshot that says `name`."""
    return next((row.snapshot for row in rows if row.snapshot.get(name) is not None), None)
