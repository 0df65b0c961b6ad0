"""Carrying a change of plans out, batch by batch: assignments, history and events together."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, Final

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session, undefer

from common import clock, events
from common.outbox import emit_many
from services.tasks import announcing, calendars, history
from services.tasks.assignments.effects.extensions import LAPSED
from services.tasks.calendars import Calendars
from services.tasks.following import choosing, deciding, pairing
from services.tasks.following.deciding import Fate, Party
from services.tasks.following.receiving import RECALLED
from services.tasks.model import (
    ASKED,
    Agency,
    Assignment,
    Blocker,
    Extension,
    Following,
    Plan,
    PlanItem,
    WorkState,
)

BATCH: Final = 500
"""Half of what the fan-out makes: to move takes twice as long, and other writers wait for it."""


@dataclass(frozen=True)
class _Known:
    """What a batch speaks of."""

    items: Mapping[int, PlanItem]
    parties: Mapping[int, Mapping[int, Party]]
    plans: Mapping[int, Plan]
    agencies: Mapping[int, Agency]
    calendars: Calendars
    at: dt.datetime
    heads: Mapping[int, str]
    duties: Mapping[int, int]
    """Of each agency that is met for the first time: how many of its duties are concerned."""


def move_batch(session: Session, size: int = BATCH) -> int:
    """Move up to `size` assignments of one change; returns how many, 0 when nothing is to do.

    Call it again, in a new transaction, until it returns 0.
    """
    one = choosing.next_ready(session)
    if one is None:
        return 0
    if one.prepared_at is None:
        pairing.prepare(session, one)
    query = choosing.concerned(one).limit(size)
    rows = session.execute(query.with_for_update(of=Assignment.__table__)).all()
    if rows:
        _move(session, one, rows)
        one.after_agency_id, one.after_id = rows[-1].agency_id, rows[-1].id
        one.moved += len(rows)
    if len(rows) < size:
        one.done_at = clock.now()
    session.flush()
    # A finished change without assignments must not look like the end of the work.
    return max(1, len(rows))


def _move(session: Session, one: Following, rows: Sequence[Any]) -> None:
    known = _look_up(session, one, rows)
    fates = [_fate(one, row, known) for row in rows]
    _write(session, rows, fates, known.at)
    _end_requests(session, one, rows, fates)
    told = list(zip(rows, fates, strict=True))
    _record(session, one, told, known)
    emit_many(session, events.ASSIGNMENT_STATE_CHANGED, _events(one, told, known))


def _look_up(session: Session, one: Following, rows: Sequence[Any]) -> _Known:
    ids = {row.item_id for row in rows} | {row.new_item_id for row in rows if row.new_item_id}
    found = session.scalars(select(PlanItem).where(PlanItem.id.in_(ids)))
    items = {item.id: item for item in found}
    successors = {row.new_item_id for row in rows if row.new_item_id}
    shared = session.scalars(
        select(PlanItem)
        .where(PlanItem.id.in_(successors))
        .options(undefer(PlanItem.parties))
        .execution_options(populate_existing=True)
    )
    plan_ids = {item.plan_id for item in items.values()}
    new = sorted({row.agency_id for row in rows if row.agency_id > one.after_agency_id})
    agencies = {row.agency_id for row in rows}
    return _Known(
        items=items,
        parties={i.id: {agency: (role, c) for role, agency, c, *_ in i.parties} for i in shared},
        plans={p.id: p for p in session.scalars(select(Plan).where(Plan.id.in_(plan_ids)))},
        agencies={a.id: a for a in session.scalars(select(Agency).where(Agency.id.in_(agencies)))},
        calendars=calendars.load(session),
        at=clock.now(),
        # Now that the rows are locked, nobody can append to them any more.
        heads=history.heads(session, [row.id for row in rows]),
        duties=choosing.duties_of(session, one, new),
    )


def _fate(one: Following, row: Any, known: _Known) -> Fate:
    if one.kind == RECALLED:
        return deciding.withdraw(row)
    if one.kind == "corrects":
        return deciding.correct()
    successor = known.items.get(row.new_item_id)
    party = known.parties.get(row.new_item_id, {}).get(row.agency_id)
    return deciding.follow(row, known.items[row.item_id], successor, party, known.calendars)


def _write(session: Session, rows: Sequence[Any], fates: Sequence[Fate], now: dt.datetime) -> None:
    """Write the new columns of each row; rows with the same columns go in one statement."""
    by_columns: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row, fate in zip(rows, fates, strict=True):
        values = dict(fate.values) | {"updated_at": now, "version": row.version + 1}
        given = {f"new_{name}": value for name, value in values.items()} | {"old_id": row.id}
        by_columns.setdefault(tuple(values), []).append(given)
    table = Assignment.__table__
    for names, all_given in by_columns.items():
        session.connection().execute(
            update(table)  # type: ignore[arg-type]  # a table, by declaration a FromClause
            .where(table.c.id == bindparam("old_id"))
            .values({name: bindparam(f"new_{name}") for name in names}),
            all_given,
        )


def _end_requests(
    session: Session, one: Following, rows: Sequence[Any], fates: Sequence[Fate]
) -> None:
    """Close what waited for an answer in work that ended, or whose day was moved."""
    pairs = list(zip(rows, fates, strict=True))
    lapsed = [row.id for row, fate in pairs if fate.lapses]
    if lapsed:
        session.execute(
            update(Extension)
            .where(Extension.assignment_id.in_(lapsed), Extension.state.in_(sorted(ASKED)))
            .values(state=LAPSED, answered_at=clock.now())
        )
    freed = [row.id for row, fate in pairs if row.unblocker_id and _ends(fate)]
    if freed:
        session.execute(
            update(Blocker)
            .where(Blocker.assignment_id.in_(freed), Blocker.resolved_at.is_(None))
            .values(
                resolved_at=clock.now(),
                resolved_by_id=one.actor_id,
                resolved_by_name=one.actor_name,
            )
        )


def _ends(fate: Fate) -> bool:
    return fate.values.get("work_state") == WorkState.WITHDRAWN


def _after(row: Any, fate: Fate, name: str) -> Any:
    return fate.values.get(name, getattr(row, name))


def _record(
    session: Session, one: Following, told: Sequence[tuple[Any, Fate]], known: _Known
) -> None:
    deed = history.Deed(
        at=known.at,
        actor_id=one.actor_id,
        actor_name=one.actor_name,
        actor_agency_id=one.actor_agency_id,
        note=one.reason,
        cause=f"event:{one.event_id}",
    )
    steps = [
        history.Step(
            assignment_id=row.id,
            version=row.version + 1,
            action=fate.action,
            snapshot=_snapshot(one, row, fate),
            previous=known.heads[row.id],
        )
        for row, fate in told
    ]
    history.append_many(session, deed, steps)


def _snapshot(one: Following, row: Any, fate: Fate) -> dict[str, Any]:
    facts: dict[str, Any] = {"followed": one.kind}
    if fate.item is not None:
        # From where the duty came, and which day it had there.
        facts |= {"from_plan_id": row.plan_id, "from_item_id": row.item_id}
        facts["old_due_on"] = row.due_on
    return history.snapshot(SimpleNamespace(**{**row._asdict(), **fate.values}), facts)


def _events(
    one: Following, told: Sequence[tuple[Any, Fate]], known: _Known
) -> Iterator[tuple[int, int, dict[str, Any]]]:
    met: set[int] = set()
    for row, fate in told:
        first = row.agency_id in known.duties and row.agency_id not in met
        met.add(row.agency_id)
        yield row.id, row.version + 1, _event(one, row, fate, known, first=first)


def _event(one: Following, row: Any, fate: Fate, known: _Known, *, first: bool) -> dict[str, Any]:
    item = fate.item or known.items[row.item_id]
    data: dict[str, Any] = announcing.created(
        row.id,
        role=_after(row, fate, "role"),
        plan=known.plans[item.plan_id],
        item=item,
        agency=known.agencies[row.agency_id],
    )
    states = ("bindingness", "due_on", "work_state", "review_state", "extension_state")
    return (
        data
        | {name: _after(row, fate, name) for name in states}
        | {
            "action": fate.action,
            "from_state": row.work_state,
            "note": one.reason,
            "actor_id": one.actor_id,
            "actor_name": one.actor_name,
            "actor_agency_id": one.actor_agency_id,
            "at": known.at,
            "old_due_on": row.due_on,
            "followed": {
                "kind": one.kind,
                "plan": one.about,
                "number": one.number,
                "first": first,
                "duties": known.duties.get(row.agency_id, 0),
            },
        }
    )
