"""Applying a decree in one transaction: statements that each move many duties."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from common import clock
from common.events import Event
from services.tasks import agencies, incidents
from services.tasks.following import deciding
from services.tasks.model import Plan, Reorganisation
from services.tasks.reorganising import around, succeeding
from services.tasks.reorganising.planning import (
    BLOCKER,
    GIVEN,
    HELD,
    Line,
    Outlook,
    look,
)
from services.tasks.reorganising.writing import Writer
from services.tasks.succession import Rules

_SAID: Final = "{title} / Reorganised by decree {number} of {day}."


def apply(session: Session, event: Event) -> bool:
    """Move what the decree concerns; False if it was applied, or reverted, before.

    Nothing closed is touched, and every row that is gets remembered with what it was.
    """
    stated = event.data
    if session.get(Reorganisation, stated["id"]) is not None:
        return False
    agencies.learn(session, stated["agencies"])
    rules = Rules.of(session, stated["rules"], stated["decisions"])
    _await_fan_out(session)
    unsettled = {_key(line) for line in look(session, rules, lock=True).undecided}
    outlook = look(session, rules, settle=True)
    one = _kept(event)
    session.add(one)
    session.flush()
    writer = Writer(session, event, _note(stated))
    writer.change_assignments(_changes(outlook), _facts(outlook))
    writer.note_merged(outlook.absorbing)
    around.follow(session, writer, rules, outlook)
    succeeding.succeed(session, one.id, stated, rules)
    writer.finish()
    one.counts = _counts(outlook)
    _report(session, [line for line in outlook.lines if _key(line) in unsettled])
    return True


def _await_fan_out(session: Session) -> None:
    """Hold the plans that are being given out: a batch in between would go to who has ended."""
    going = select(Plan.id).where(Plan.fanned_out_at.is_(None)).order_by(Plan.id)
    session.execute(going.with_for_update()).all()


def _key(line: Line) -> str:
    """Return what tells a line: a plan given may have the number of an assignment."""
    return f"{line.kind}/{line.row.id}"


def _kept(event: Event) -> Reorganisation:
    return Reorganisation(
        id=event.data["id"],
        title=event.data["title"],
        event_id=event.id,
        effective_on=event.data["effective_on"],
        applied_at=clock.now(),
        counts={},
    )


def _note(stated: Mapping[str, Any]) -> str:
    basis = stated["basis"]
    return _SAID.format(title=stated["title"], number=basis["number"], day=basis["issued_on"])


def _changes(outlook: Outlook) -> dict[int, tuple[Any, dict[str, Any]]]:
    """Return what changes in each assignment, by number: its row and the new columns.

    Those that end come first: the place of one that is merged must be free for the one that stays.
    """
    rows = {line.row.id: line.row for line in outlook.of(HELD, BLOCKER)} | outlook.staying
    found: dict[int, dict[str, Any]] = {}
    for stays, others in outlook.absorbing.items():
        for other in others:
            found[other] = dict(deciding.withdraw(rows[other]).values)
        found.setdefault(stays, {})
    for line in outlook.of(HELD):
        if line.moves and line.merged_into is None:
            found.setdefault(line.row.id, {})["agency_id"] = int(str(line.to))
    ended = {other for others in outlook.absorbing.values() for other in others}
    for line in outlook.of(BLOCKER):
        if line.moves and line.row.id not in ended:
            found.setdefault(line.row.id, {})["unblocker_id"] = int(str(line.to))
    return {number: (rows[number], values) for number, values in found.items()}


def _facts(outlook: Outlook) -> dict[int, dict[str, Any]]:
    """Return what the history says beyond the columns: from whom a duty came, or what it met."""
    facts: dict[int, dict[str, Any]] = {}
    for line in outlook.of(HELD):
        if line.moves:
            facts[line.row.id] = {"from_agency_id": line.agency_id}
    for stays, others in outlook.absorbing.items():
        facts.setdefault(stays, {})["absorbs"] = others
        for other in others:
            facts.setdefault(other, {})["merged_into"] = stays
    return facts


def _counts(outlook: Outlook) -> dict[str, int]:
    merged = sum(len(others) for others in outlook.absorbing.values())
    held = outlook.of(HELD)
    return {
        "open": len(held),
        "moved": sum(line.moves and line.merged_into is None for line in held),
        "merged": merged,
        "given": sum(line.moves for line in outlook.of(GIVEN)),
    }


def _report(session: Session, lines: Sequence[Line]) -> None:
    incidents.open_many(
        session,
        incidents.UNDECIDED_HEIR,
        [
            {
                "key": _key(line),
                "assignment_id": None if line.kind == GIVEN else line.row.id,
                "agency_id": int(str(line.to)),
                "detail": f"came after the reorganisation was decided; went to agency {line.to}",
            }
            for line in lines
        ],
    )
