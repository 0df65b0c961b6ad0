"""Incidents: a step or message with nobody to receive it, kept until it is mended.

One row for one cause; what is mended is closed by the event that mends it, or by a person.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, exists, false, func, or_, select, true, update
from sqlalchemy.orm import Session

from common import clock
from common.caller import Caller, Role
from common.db import insert_into
from common.errors import NotFoundError
from services.tasks.model import Agency, Assignment, Incident
from services.tasks.receipts import UNHEARD
from services.tasks.scope import assigned_by

NO_RECEIVER: Final = "no_receiver"
"""A step whose agency is unknown or no longer active."""
UNREACHED: Final = "unreached"
UNDECIDED_HEIR: Final = "undecided_heir"
"""Work that reached an heir after its decree was decided, as the decree proposed."""
LOST: Final = frozenset({"no_contact", "parked", "rejected", "suppressed", "undelivered"})
"""A message that ended without anybody having received it."""


def open_many(session: Session, kind: str, rows: Iterable[dict[str, Any]]) -> None:
    """Open incidents, given as {"key", "assignment_id", "agency_id", "detail"}; known ones stay."""
    now = clock.now()
    full = [
        {**row, "kind": kind, "opened_at": now, "resolved_at": None, "resolution": None}
        for row in rows
    ]
    if full:
        statement = insert_into(session, Incident)
        # One that was closed and comes again is open again.
        again = statement.on_conflict_do_update(
            index_elements=["kind", "key"],
            set_={"resolved_at": None, "resolution": None, "detail": statement.excluded.detail},
        )
        session.execute(again, full)


def note_settled(session: Session, settled: Mapping[str, Any]) -> None:
    """Open an incident for a message that reached nobody; close it once it reached somebody.

    What is given up after that (expired, cancelled) has still reached nobody.
    """
    key = str(settled["id"])
    if settled["state"] in LOST:
        detail = f"{settled['kind']} by {settled['channel']}: {settled['state']}"
        row = {"assignment_id": settled["assignment_id"], "agency_id": settled["agency_id"]}
        open_many(session, UNREACHED, [{"key": key, "detail": detail, **row}])
    elif settled["state"] not in UNHEARD:
        close(session, UNREACHED, f"the message is {settled['state']}", Incident.key == key)


def close(session: Session, kind: str, resolution: str, *which: ColumnElement[bool]) -> None:
    """Close the open incidents of `kind` that `which` selects."""
    session.execute(
        update(Incident)
        .where(Incident.kind == kind, Incident.resolved_at.is_(None), *which)
        .values(resolved_at=clock.now(), resolution=resolution)
        .execution_options(synchronize_session=False)
    )


def list_incidents(
    session: Session, caller: Caller, limit: int, after: list[Any] | None, *, open_only: bool
) -> Sequence[Any]:
    """Return up to `limit` + 1 incidents with the agency's name, the newest first."""
    query = (
        select(Incident, Agency.name.label("agency_name"))
        .outerjoin(Agency, Agency.id == Incident.agency_id)
        .where(seen_by(caller))
        .order_by(Incident.id.desc())
        .limit(limit + 1)
    )
    if open_only:
        query = query.where(Incident.resolved_at.is_(None))
    if after is not None:
        query = query.where(Incident.id < after[0])
    return session.execute(query).all()


def resolve(session: Session, caller: Caller, incident_id: int, note: str) -> Incident:
    """Close an incident with a person's reason; raises NotFoundError if they may not see it."""
    query = select(Incident).where(Incident.id == incident_id, seen_by(caller))
    found = session.scalars(query.with_for_update(of=Incident)).one_or_none()
    if found is None:
        raise NotFoundError
    if found.resolved_at is None:
        found.resolved_at = clock.now()
        found.resolution = f"{caller.username}: {note}"
    return found


def show(incident: Incident, agency_name: str | None) -> dict[str, Any]:
    """Return an incident as JSON values."""
    return {
        "id": incident.id,
        "kind": incident.kind,
        "assignment_id": incident.assignment_id,
        "agency": {"id": incident.agency_id, "name": agency_name},
        "detail": incident.detail,
        "opened_at": incident.opened_at,
        "age_s": int((clock.now() - incident.opened_at).total_seconds()),
        "resolved_at": incident.resolved_at,
        "resolution": incident.resolution,
    }


def count_open(session: Session) -> int:
    """Return how many incidents wait for somebody."""
    query = select(func.count()).select_from(Incident).where(Incident.resolved_at.is_(None))
    return session.scalar(query) or 0


def seen_by(caller: Caller) -> ColumnElement[bool]:
    """Return the predicate of the incidents a caller may see and settle."""
    if caller.has(Role.ADMIN):
        return true()
    if caller.agency_id is None or not caller.has(Role.COORDINATOR, Role.LEADER):
        return false()
    given = exists().where(Assignment.id == Incident.assignment_id, assigned_by(caller))
    return or_(given, Incident.agency_id == caller.agency_id)
