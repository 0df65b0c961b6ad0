"""Reverting a decree: what it moved goes back, what was done since stays and is listed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from common import clock
from common.events import Event
from services.tasks import history
from services.tasks.calendars import AS_RULED
from services.tasks.model import (
    CLOSED,
    OPEN,
    Assignment,
    Base,
    Blocker,
    CalendarDay,
    Delegation,
    Extension,
    Incident,
    Inherited,
    Plan,
    PlanItem,
    Reorganisation,
    ReorganisedRow,
    Succession,
)
from services.tasks.reorganising import around, succeeding
from services.tasks.reorganising.planning import parts
from services.tasks.reorganising.writing import ASSIGNMENT, MERGED, Writer, parsed

SHOWN: Final = 100
_A: Final = Assignment.__table__
_TABLES: Final[Mapping[str, type[Base]]] = {
    around.PLAN: Plan,
    around.EXTENSION: Extension,
    around.BLOCKER_ROW: Blocker,
    around.DELEGATION: Delegation,
    around.INCIDENT: Incident,
}


@dataclass(slots=True)
class _Done:
    """What the decree did to one assignment, all of its acts together."""

    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    version: int = 0


def revert(session: Session, event: Event) -> bool:
    """Put back what the decree moved; False if it never was here, or was reverted before."""
    one = session.get(Reorganisation, event.data["id"], with_for_update=True)
    if one is None or one.reverted_at is not None:
        return False
    note = f"{event.data['title']}: {event.data['reason']} / Reorganisation reverted."
    writer = Writer(session, event, note)
    done = _done(session, one.id)
    rows = _present(session, sorted(done), lock=True)
    back, kept = _judge(session, one.id, done, rows)
    changes = {number: (rows[number], values) for number, values in back.items()}
    facts = {number: {"reverted": True} for number in changes}
    writer.change_assignments(changes, facts, remember=False)
    _restore_others(session, one.id, {entry["assignment_id"] for entry in kept})
    _restore_calendars(session, writer, one.id)
    session.execute(delete(Succession).where(Succession.reorganisation_id == one.id))
    session.execute(delete(Inherited).where(Inherited.reorganisation_id == one.id))
    succeeding.refold(session)
    one.reverted_at, one.kept = clock.now(), kept
    return True


def would_revert(session: Session, number: int, founded: Sequence[int]) -> dict[str, Any]:
    """Return what a revert would put back and leave, as JSON values; it changes nothing.

    `obstacles` counts open duties that agencies which the decree founded were given since: they
    would be left without anybody.
    """
    done = _done(session, number)
    rows = _present(session, sorted(done), lock=False)
    back, kept = _judge(session, number, done, rows)
    new = select(func.count()).where(
        _A.c.agency_id.in_(founded),
        _A.c.work_state.in_(sorted(OPEN)),
        _A.c.id.not_in(_moved(number)),
    )
    return {
        "applied": session.get(Reorganisation, number) is not None,
        "restores": len(back),
        "changed_since": sum(rows[one].version != done[one].version for one in back),
        "kept": kept[:SHOWN],
        "counts": {"kept": len(kept), "obstacles": session.scalar(new) or 0},
    }


def _moved(decree: int) -> Any:
    mine = ReorganisedRow.reorganisation_id == decree
    return select(ReorganisedRow.row_id).where(mine, ReorganisedRow.kind == ASSIGNMENT)


def _done(session: Session, decree: int) -> dict[int, _Done]:
    found: dict[int, _Done] = {}
    for row in _entries(session, decree, ASSIGNMENT):
        one = found.setdefault(row.row_id, _Done())
        one.before = {**row.before, **one.before}  # the first value met is what it was
        one.after = {**one.after, **row.after}
        one.version = row.version or 0
    return found


def _entries(session: Session, decree: int, kind: str) -> Sequence[ReorganisedRow]:
    query = select(ReorganisedRow).where(
        ReorganisedRow.reorganisation_id == decree, ReorganisedRow.kind == kind
    )
    return session.scalars(query.order_by(ReorganisedRow.id)).all()


def _present(session: Session, ids: Sequence[int], *, lock: bool) -> dict[int, Any]:
    found: dict[int, Any] = {}
    for some in parts(ids):
        query = select(_A).where(_A.c.id.in_(some)).order_by(_A.c.id)
        rows = session.execute(query.with_for_update() if lock else query)
        found |= {row.id: row for row in rows}
    return found


def _judge(
    session: Session, decree: int, done: Mapping[int, _Done], rows: Mapping[int, Any]
) -> tuple[dict[int, dict[str, Any]], list[dict[str, Any]]]:
    """Return the columns to put back, by assignment, and what stays, with why."""
    into = {row.row_id: row.after["into"] for row in _entries(session, decree, MERGED)}
    taken = _taken(session, done)
    back: dict[int, dict[str, Any]] = {}
    kept: list[dict[str, Any]] = []
    for number, one in done.items():
        row = rows[number]
        why = _why_kept(one, row, rows.get(into.get(number, 0)), taken)
        if why:
            kept.append({"assignment_id": number, "why": why})
        else:
            back[number] = dict(_undone(one, row))
    return back, kept


def _why_kept(one: _Done, row: Any, stays: Any, taken: set[tuple[int, int]]) -> str | None:
    if stays is not None and stays.work_state in CLOSED:
        return "the duty that it became one with was closed since"
    if row.work_state in CLOSED and "work_state" not in one.after:
        return "closed since"
    if (row.item_id, one.before.get("agency_id")) in taken:
        return "the agency was given the same duty anew"
    return None


def _taken(session: Session, done: Mapping[int, _Done]) -> set[tuple[int, int]]:
    """Return (item, agency) of open duties that stand where others would go back to."""
    agencies = {one.before["agency_id"] for one in done.values() if "agency_id" in one.before}
    query = select(_A.c.id, _A.c.item_id, _A.c.agency_id).where(
        _A.c.agency_id.in_(sorted(agencies)), _A.c.work_state.in_(sorted(OPEN))
    )
    return {(row.item_id, row.agency_id) for row in session.execute(query) if row.id not in done}


def _undone(one: _Done, row: Any) -> Iterator[tuple[str, Any]]:
    """Yield the columns that still are as the decree made them, with what they were."""
    for name, before in one.before.items():
        if history.plain(getattr(row, name)) == one.after[name]:
            yield name, parsed(name, before)


def _restore_others(session: Session, decree: int, kept: set[int]) -> None:
    """Put back rows of other tables, those of assignments apart that stay as they are."""
    for kind, table in _TABLES.items():
        for entry in _entries(session, decree, kind):
            row: Any = session.get(table, entry.row_id)
            if row is None or getattr(row, "assignment_id", None) in kept:
                continue
            for name, before in entry.before.items():
                if history.plain(getattr(row, name)) == entry.after[name]:
                    setattr(row, name, parsed(name, before))
    for entry in _entries(session, decree, around.ITEM):
        item = session.get(PlanItem, entry.row_id)
        # Only while no more of it was given out: what was given is somebody's by now.
        if item is not None and item.fanned_out == entry.before["fanned_out"]:
            item.parties = entry.before["parties"]
            item.party_count = entry.before["party_count"]
    session.flush()


def _restore_calendars(session: Session, writer: Writer, decree: int) -> None:
    """Let the days that heirs were given follow the country again."""
    for entry in _entries(session, decree, around.CALENDAR):
        mine = CalendarDay.edition == entry.row_id
        days = session.scalars(select(CalendarDay).where(mine)).all()
        if not days:
            continue
        stated = [
            {"day": one.day.isoformat(), "kind": AS_RULED, "basis": one.basis} for one in days
        ]
        place = days[0].jurisdiction
        edition = around.add_edition(session, writer, place, stated)
        session.execute(update(CalendarDay).where(mine).values(kind=AS_RULED, edition=edition))
