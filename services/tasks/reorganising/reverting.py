"""Reverting a decree: what it moved goes back, what was done since stays and is listed."""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import delete, or_, select, update
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
from services.tasks.reorganising.writing import ASSIGNMENT, MERGED, Writer, after, parsed

SHOWN: Final = 100
_A: Final = Assignment.__table__
_HANGING: Final = ("agency_id", "assigner_agency_id", "unblocker_id")
_Place = tuple[int, int]
"""Item and agency: at most one open duty."""
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
    """Put back what the decree moved; False if it was reverted before, or has not come yet.

    One that comes after its revert must find that here, and move nothing.
    """
    one = session.get(Reorganisation, event.data["id"], with_for_update=True)
    if one is None:
        session.add(_never_applied(event))
        return False
    if one.reverted_at is not None:
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

    `obstacles` counts open duties that agencies which the decree founded would still have, have
    given, or have to unblock: they would be left without anybody.
    """
    one = session.get(Reorganisation, number)
    done = _done(session, number)
    rows = _present(session, sorted(done), lock=False)
    back, kept = _judge(session, number, done, rows)
    return {
        "applied": one is not None and one.reverted_at is None,
        "restores": len(back),
        "changed_since": sum(rows[one].version != done[one].version for one in back),
        "kept": kept[:SHOWN],
        "counts": {"kept": len(kept), "obstacles": _standing(session, back, founded)},
    }


def _never_applied(event: Event) -> Reorganisation:
    now = clock.now()
    return Reorganisation(
        id=event.data["id"],
        title=event.data["title"],
        event_id=event.id,
        effective_on=clock.local(now).date(),  # the revert does not state the decree's own
        applied_at=now,
        counts={},
        reverted_at=now,
        kept=[],
    )


def _standing(
    session: Session, back: Mapping[int, Mapping[str, Any]], founded: Sequence[int]
) -> int:
    """Return how many open duties hang on agencies that would end, once `back` is put back."""
    hangs = or_(*(_A.c[name].in_(founded) for name in _HANGING))
    query = select(_A).where(hangs, _A.c.work_state.in_(sorted(OPEN)))
    found = (after(row, back.get(row.id, {})) for row in session.execute(query))
    return sum(
        work.work_state in OPEN and any(getattr(work, name) in founded for name in _HANGING)
        for work in found
    )


def _done(session: Session, decree: int) -> dict[int, _Done]:
    found: dict[int, _Done] = {}
    for row in _entries(session, decree, ASSIGNMENT):
        one = found.setdefault(row.row_id, _Done())
        one.before = {**row.before, **one.before}  # the first value met is what it was
        one.after = {**one.after, **row.after}
        one.version = row.version or 0
    for entry in _entries(session, decree, around.PLAN):
        for row in _given_since(session, entry):
            found.setdefault(row.id, _Done(entry.before, entry.after, row.version))
    return found


def _given_since(session: Session, entry: ReorganisedRow) -> Sequence[Any]:
    """Return what is open of a plan that changed hands, by who has it now: it goes back with it."""
    query = select(_A.c.id, _A.c.version).where(
        _A.c.plan_id == entry.row_id,
        _A.c.assigner_agency_id == entry.after["assigner_agency_id"],
        _A.c.work_state.in_(sorted(OPEN)),
    )
    return session.execute(query.order_by(_A.c.id)).all()


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
    stays = _present(session, sorted({*into.values()} - rows.keys()), lock=False) | dict(rows)
    back = {number: dict(_undone(one, rows[number])) for number, one in done.items()}
    why = {
        number: reason
        for number, one in done.items()
        if (reason := _why_kept(one, rows[number], stays.get(into.get(number, 0))))
    }
    others = _others(session, back, rows)
    while crowded := _crowded(others, back, rows, why):
        why |= dict.fromkeys(crowded, "the agency was given the same duty anew")
    kept = [{"assignment_id": number, "why": why[number]} for number in done if number in why]
    return {number: values for number, values in back.items() if number not in why}, kept


def _why_kept(one: _Done, row: Any, stays: Any) -> str | None:
    if stays is not None and stays.work_state in CLOSED:
        return "the duty that it became one with was closed since"
    if stays is not None and stays.item_id != row.item_id:
        return "the duty that it became one with was carried to another since"
    if row.work_state in CLOSED and "work_state" not in one.after:
        return "closed since"
    return None


def _others(
    session: Session, back: Mapping[int, Mapping[str, Any]], rows: Mapping[int, Any]
) -> set[_Place]:
    """Return the places, among those that would be taken, of open duties the decree left alone."""
    agencies = {after(rows[number], values).agency_id for number, values in back.items()}
    query = select(_A.c.id, _A.c.item_id, _A.c.agency_id).where(
        _A.c.agency_id.in_(sorted(agencies)), _A.c.work_state.in_(sorted(OPEN))
    )
    return {_place(row) for row in session.execute(query) if row.id not in rows}


def _crowded(
    others: set[_Place],
    back: Mapping[int, Mapping[str, Any]],
    rows: Mapping[int, Any],
    kept: Container[int],
) -> list[int]:
    """Return which duties would come to a place where an open one stands, or that another takes."""
    coming = [
        number
        for number, values in back.items()
        if number not in kept and _comes(rows[number], after(rows[number], values))
    ]
    arriving = frozenset(coming)
    taken = others | {
        _place(row)
        for number, row in rows.items()
        if row.work_state in OPEN and number not in arriving
    }
    found = []
    for number in coming:
        place = _place(after(rows[number], back[number]))
        if place in taken:
            found.append(number)
        taken.add(place)
    return found


def _comes(now: Any, then: Any) -> bool:
    """Tell whether an open duty comes to a place where it is not open now."""
    return then.work_state in OPEN and (now.work_state in CLOSED or _place(now) != _place(then))


def _place(row: Any) -> _Place:
    return row.item_id, row.agency_id


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
