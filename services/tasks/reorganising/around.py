"""What follows the duties: plans, parties to come, requests, blockers, deputies, calendars."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Table, insert, select
from sqlalchemy.orm import Session, undefer

from services.tasks.assignments.effects.extensions import LAPSED
from services.tasks.model import (
    ASKED,
    OPEN,
    Assignment,
    Blocker,
    CalendarChange,
    CalendarDay,
    Delegation,
    Extension,
    Incident,
    Plan,
    PlanItem,
    WorkState,
)
from services.tasks.reorganising.planning import GIVEN, Outlook, parts
from services.tasks.reorganising.writing import Writer
from services.tasks.succession import Duty, Rules, folded

PLAN: Final = "plan"
ITEM: Final = "item"
EXTENSION: Final = "extension"
BLOCKER_ROW: Final = "blocker"
DELEGATION: Final = "delegation"
INCIDENT: Final = "incident"
CALENDAR: Final = "calendar"
_A: Final = Assignment.__table__


def follow(session: Session, writer: Writer, rules: Rules, outlook: Outlook) -> None:
    """Move everything that hangs on the duties, once these are moved."""
    _move_given(session, writer, outlook)
    _move_parties(session, writer, rules)
    _end_requests(session, writer, outlook)
    _move_blockers(session, writer, rules)
    _end_delegations(session, writer, rules)
    _close_incidents(session, writer, rules)
    _copy_calendars(session, writer, rules)


def _move_given(session: Session, writer: Writer, outlook: Outlook) -> None:
    """Let the heir be the assigner of plans, and of what is open of them."""
    moved = {line.plan_id: line for line in outlook.of(GIVEN) if line.moves}
    for line in moved.values():
        plan = session.get_one(Plan, line.plan_id)
        writer.change(Plan, PLAN, plan, assigner_agency_id=int(str(line.to)))
    changes = {}
    for some in parts(sorted(moved)):
        which = _A.c.plan_id.in_(some) & _A.c.work_state.in_(sorted(OPEN))
        for row in session.execute(select(_A).where(which).order_by(_A.c.id).with_for_update()):
            line = moved[row.plan_id]
            if row.assigner_agency_id == line.agency_id:
                changes[row.id] = (row, {"assigner_agency_id": int(str(line.to))})
    writer.change_assignments(changes, {})


def _move_parties(session: Session, writer: Writer, rules: Rules) -> None:
    """Write heirs into duties of plans that are still being given out."""
    pending = session.scalars(
        select(PlanItem)
        .where(PlanItem.fanned_out < PlanItem.party_count)
        .options(undefer(PlanItem.parties))
    ).all()
    # Written once all are read: each change makes what was loaded stale.
    for item, parties in [(item, _with_heirs(session, rules, item)) for item in pending]:
        if parties != [tuple(party) for party in item.parties]:
            writer.remember(ITEM, item.id, item, _fan(item, parties))
            item.parties, item.party_count = parties, len(parties)
    session.flush()


def _fan(item: PlanItem, parties: Sequence[Any] | None = None) -> dict[str, Any]:
    """Return the columns of a fan-out: whether it went on since tells a later revert."""
    shared = list(parties if parties is not None else item.parties)
    return {"parties": shared, "party_count": len(shared), "fanned_out": item.fanned_out}


def _with_heirs(session: Session, rules: Rules, item: PlanItem) -> list[tuple[Any, ...]]:
    """Return the parties with heirs among those not yet given the duty, each agency once.

    Parties stand in the order of their roles, so who has the duty already has it in a stronger one.
    Of an instance of what recurs a party also says how it is bound.
    """
    given, coming = item.parties[: item.fanned_out], item.parties[item.fanned_out :]
    holders = select(Assignment.agency_id).where(
        Assignment.item_id == item.id, Assignment.work_state != WorkState.WITHDRAWN
    )
    having = set(session.scalars(holders))
    text = folded(item.text, item.output)
    found: dict[int, tuple[Any, ...]] = {}
    for role, agency_id, *more in coming:
        heir = _heir(rules, agency_id, item.plan_id, text)
        if heir not in having:
            found.setdefault(heir, (role, heir, *more))
    return [*(tuple(party) for party in given), *found.values()]


def _heir(rules: Rules, agency_id: int, plan_id: int, text: str) -> int:
    rule = rules.by_agency.get(agency_id)
    if rule is None:
        return agency_id
    choice = rules.choose(Duty(agency_id, plan_id, text))
    return int(choice.to or choice.proposal or rule.last_resort)


def _end_requests(session: Session, writer: Writer, outlook: Outlook) -> None:
    """Close what waits for an answer in duties that became one with another."""
    merged = sorted(other for others in outlook.absorbing.values() for other in others)
    for some in parts(merged):
        asked = Extension.assignment_id.in_(some) & Extension.state.in_(sorted(ASKED))
        rows = session.scalars(select(Extension).where(asked)).all()
        writer.change_all(Extension, EXTENSION, rows, state=LAPSED, answered_at=writer.at)
        raised = Blocker.assignment_id.in_(some) & Blocker.resolved_at.is_(None)
        blockers = session.scalars(select(Blocker).where(raised)).all()
        actor_id, actor_name = writer.actor
        resolved = {"resolved_by_id": actor_id, "resolved_by_name": actor_name}
        writer.change_all(Blocker, BLOCKER_ROW, blockers, resolved_at=writer.at, **resolved)


def _move_blockers(session: Session, writer: Writer, rules: Rules) -> None:
    """Let each open blocker name whom its assignment names by now."""
    sources = sorted(rules.by_agency)
    rows = session.execute(
        select(Blocker, Assignment.unblocker_id)
        .join(Assignment, Assignment.id == Blocker.assignment_id)
        .where(Blocker.unblocker_id.in_(sources), Blocker.resolved_at.is_(None))
    ).all()
    moved = [(one, new) for one, new in rows if new and new != one.unblocker_id]
    for blocker, unblocker_id in moved:
        writer.change(Blocker, BLOCKER_ROW, blocker, unblocker_id=unblocker_id)


def _end_delegations(session: Session, writer: Writer, rules: Rules) -> None:
    holding = Delegation.agency_id.in_(rules.ending) & Delegation.ended_at.is_(None)
    rows = session.scalars(select(Delegation).where(holding)).all()
    writer.change_all(Delegation, DELEGATION, rows, ended_at=writer.at)


def _close_incidents(session: Session, writer: Writer, rules: Rules) -> None:
    waiting = Incident.agency_id.in_(rules.ending) & Incident.resolved_at.is_(None)
    rows = session.scalars(select(Incident).where(waiting)).all()
    writer.change_all(Incident, INCIDENT, rows, resolved_at=writer.at, resolution=writer.note[:500])


def _copy_calendars(session: Session, writer: Writer, rules: Rules) -> None:
    """Give the heirs the days that differ for an agency that ended, where they have none."""
    for rule in rules.by_agency.values():
        if not rule.ends:
            continue
        days = session.scalars(
            select(CalendarDay).where(CalendarDay.jurisdiction == rule.agency_id)
        ).all()
        for heir in rule.heirs if days else ():
            _copy_days(session, writer, int(heir.ref), days)


def _copy_days(session: Session, writer: Writer, heir_id: int, days: Sequence[CalendarDay]) -> None:
    own = set(session.scalars(select(CalendarDay.day).where(CalendarDay.jurisdiction == heir_id)))
    new = [day for day in days if day.day not in own]
    if not new:
        return
    edition = add_edition(session, writer, heir_id, [_stated(day) for day in new])
    rows = [
        {"jurisdiction": heir_id, "day": day.day, "kind": day.kind, "basis": day.basis}
        for day in new
    ]
    table = CalendarDay.__table__
    assert isinstance(table, Table)  # noqa: S101 - narrows the type
    session.execute(insert(table), [{**row, "edition": edition} for row in rows])
    writer.remember(CALENDAR, edition, None, {})


def add_edition(
    session: Session, writer: Writer, agency_id: int, days: Sequence[Mapping[str, Any]]
) -> int:
    """Log a change of an agency's calendar; returns its edition."""
    actor_id, actor_name = writer.actor
    change = CalendarChange(
        jurisdiction=agency_id,
        at=writer.at,
        actor_id=actor_id,
        actor_name=actor_name,
        days=list(days),
        before=[],
    )
    session.add(change)
    session.flush()
    return change.edition


def _stated(day: CalendarDay) -> dict[str, Any]:
    return {"day": day.day.isoformat(), "kind": day.kind, "basis": day.basis}
