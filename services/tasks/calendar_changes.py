"""Correcting the calendar: what would move is shown first; who is concerned hears of it once.

Deadlines do not move with the calendar, only what is counted in working days: the days of
reminders, how many working days are left, the reviewer's last day.
"""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from common import clock
from common.caller import Caller
from common.db import insert_into
from common.errors import InvalidInputError, StaleVersionError
from services.tasks import calendars, history
from services.tasks.calendars import Calendar, Calendars
from services.tasks.escalation import DEFAULT, FARTHEST_DAYS, Ladder, digests
from services.tasks.model import (
    NATIONWIDE,
    RECKON,
    REVIEWED,
    Agency,
    Assignment,
    CalendarChange,
    CalendarDay,
    Plan,
    ReviewState,
    Variant,
)
from services.tasks.standing import is_live, review_due

SHOWN_IN_WORKING_DAYS: Final = 14
"""Work due later is shown in calendar days, which no calendar moves."""
EXAMPLES: Final = 50
_REACH: Final = dt.timedelta(days=2 * FARTHEST_DAYS + 30)
"""Farther from the deadline than any step of a ladder: the farthest is so many working days, of
which a calendar month has about twenty, and a few holidays."""

_A: Final = Assignment


@dataclass(frozen=True, slots=True)
class Change:
    """What is said of some days, {"day", "kind", "basis"} each, for the country or one agency."""

    days: Sequence[Mapping[str, Any]]
    agency_id: int | None = None

    @property
    def place(self) -> int:
        """The jurisdiction as it is stored."""
        return self.agency_id or NATIONWIDE


def list_days(session: Session) -> list[dict[str, Any]]:
    """Return every day that was corrected, in order."""
    rows = session.scalars(select(CalendarDay).order_by(CalendarDay.day, CalendarDay.jurisdiction))
    return [
        {
            "agency_id": row.jurisdiction or None,
            "day": row.day,
            "kind": row.kind,
            "basis": row.basis,
            "edition": row.edition,
        }
        for row in rows
    ]


def preview(session: Session, change: Change, ladder: Ladder = DEFAULT) -> dict[str, Any]:
    """Return which open assignments the change would move, and how; it changes nothing."""
    _check(session, change)
    old = calendars.load(session)
    new = _changed(session, change, old.edition + 1)
    moved = _moved(session, change, old, new, ladder)
    reviews = _moved_reviews(session, old, new)
    return {
        "calendar": old.version,
        "would_be": new.version,
        "assignments": sum(count for *_, count in moved),
        "reviews": len(reviews),
        "agencies": len({row[0] for row in moved}),
        "days": _examples(moved, old, new, ladder),
    }


def apply(
    session: Session,
    caller: Caller,
    change: Change,
    expected_edition: int,
    ladder: Ladder = DEFAULT,
) -> tuple[int, dict[str, Any]]:
    """Make the change; each agency it concerns is sent one summary. Returns edition and what moved.

    Raises InvalidInputError for an unknown agency or a day that is said twice, StaleVersionError
    if the calendar was changed since `expected_edition`.
    """
    old = calendars.load(session)
    if old.edition != expected_edition:
        raise StaleVersionError(current_version=old.edition)
    shown = preview(session, change, ladder)
    edition = _store(session, caller, change, old.edition + 1)
    new = calendars.load(session)
    basis = "; ".join(dict.fromkeys(one["basis"] for one in change.days))
    _move_reviews(session, caller, _moved_reviews(session, old, new), basis, edition)
    concerned: Counter[int] = Counter()
    for agency_id, _, _, count in _moved(session, change, old, new, ladder):
        concerned[agency_id] += count
    for agency_id, count in sorted(concerned.items()):
        counts = {"assignments": count}
        digests.send(session, digests.CALENDAR, str(edition), agency_id, counts, (), basis)
    return edition, shown


def _check(session: Session, change: Change) -> None:
    days = [one["day"] for one in change.days]
    twice = sorted({day for day in days if days.count(day) > 1})
    if twice:
        raise InvalidInputError.of("/days", f"say one thing of {twice[0]}, not two")
    if change.agency_id is not None and session.get(Agency, change.agency_id) is None:
        raise InvalidInputError.of("/agency_id", "there is no such agency")


def _changed(session: Session, change: Change, edition: int) -> Calendars:
    entries = {(place, day): kind for place, day, kind in calendars.entries(session)}
    entries |= {(change.place, one["day"]): one["kind"] for one in change.days}
    stated = ((place, day, kind) for (place, day), kind in entries.items())
    return calendars.compiled(stated, edition)


def _moved(
    session: Session, change: Change, old: Calendars, new: Calendars, ladder: Ladder
) -> list[tuple[int, int, dt.date, int]]:
    """Return (agency, assigner, due day, how many) of the open work that the change moves."""
    days = [one["day"] for one in change.days]
    rows = session.execute(
        select(_A.agency_id, _A.assigner_agency_id, _A.urgency, func.count())
        .where(
            is_live(),
            _A.role.in_(sorted(REVIEWED)),
            _A.urgency.between(min(days) - _REACH, max(days) + _REACH),
        )
        .group_by(_A.agency_id, _A.assigner_agency_id, _A.urgency)
    ).all()
    differ = {
        (assigner, due_on): _differs(old.of(assigner), new.of(assigner), due_on, ladder)
        for assigner, due_on in {(row[1], row[2]) for row in rows}
    }
    return [(row[0], row[1], row[2], row[3]) for row in rows if differ[row[1], row[2]]]


def _differs(old: Calendar, new: Calendar, due_on: dt.date, ladder: Ladder) -> bool:
    if old == new:
        return False
    today = clock.today()
    if any(step.day(due_on, old) != step.day(due_on, new) for step in ladder.steps):
        return True
    near = 0 <= (due_on - today).days <= SHOWN_IN_WORKING_DAYS
    return near and old.working_days(today, due_on) != new.working_days(today, due_on)


def _moved_reviews(
    session: Session, old: Calendars, new: Calendars
) -> list[tuple[Assignment, dt.date]]:
    """Return the pending reviews whose last day moves, with the new one."""
    pending = session.execute(
        select(_A, Plan.rules)
        .join(Plan, Plan.id == _A.plan_id)
        .where(_A.review_state == ReviewState.PENDING)
    )
    found = []
    for one, rules in pending:
        calendar = new.of(one.assigner_agency_id)
        if one.review_since is None or calendar == old.of(one.assigner_agency_id):
            continue
        days = Variant.of(rules).review_days
        due_on = review_due(clock.local(one.review_since).date(), calendar, days)
        if due_on != one.review_due_on:
            found.append((one, due_on))
    return found


def _move_reviews(
    session: Session,
    caller: Caller,
    moved: Sequence[tuple[Assignment, dt.date]],
    basis: str,
    edition: int,
) -> None:
    """Give each review its new last day: a version, and an entry in the history that says why."""
    at = clock.now()
    last = history.heads(session, [assignment.id for assignment, _ in moved])
    for assignment, due_on in moved:
        assignment.review_due_on = due_on
        assignment.updated_at = at
    session.flush()
    steps = [
        history.Step(
            assignment_id=assignment.id,
            version=assignment.version,
            action=RECKON,
            snapshot=history.snapshot(assignment),
            previous=last[assignment.id],
        )
        for assignment, _ in moved
    ]
    deed = history.Deed.of(caller, at, basis, f"calendar:{edition}")
    history.append_many(session, deed, steps)


def _examples(
    moved: Sequence[tuple[int, int, dt.date, int]], old: Calendars, new: Calendars, ladder: Ladder
) -> list[dict[str, Any]]:
    """Return for the first due days how many assignments they have, and what moves of them."""
    counts: Counter[tuple[dt.date, int]] = Counter()
    for _, assigner, due_on, count in moved:
        counts[due_on, assigner] += count
    today = clock.today()
    return [
        {
            "due_on": due_on,
            "assigner_agency_id": assigner,
            "assignments": counts[due_on, assigner],
            "working_days_left": {
                "before": old.of(assigner).working_days(today, due_on),
                "after": new.of(assigner).working_days(today, due_on),
            },
            "steps": _moved_steps(old.of(assigner), new.of(assigner), due_on, ladder),
        }
        for due_on, assigner in sorted(counts)[:EXAMPLES]
    ]


def _moved_steps(
    old: Calendar, new: Calendar, due_on: dt.date, ladder: Ladder
) -> list[dict[str, Any]]:
    days = ((step, step.day(due_on, old), step.day(due_on, new)) for step in ladder.steps)
    return [
        {"step": step.name, "before": before, "after": after}
        for step, before, after in days
        if before != after
    ]


def _store(session: Session, caller: Caller, change: Change, edition: int) -> int:
    """Write the change as `edition`, and its days; returns the edition.

    Of two that read the same calendar the second waits for the first here, and is refused.
    """
    known = select(CalendarDay).where(
        CalendarDay.jurisdiction == change.place,
        CalendarDay.day.in_([one["day"] for one in change.days]),
    )
    before = [_as_json(row.day, row.kind, row.basis) for row in session.scalars(known)]
    made = {
        "edition": edition,
        "jurisdiction": change.place,
        "at": clock.now(),
        "actor_id": caller.user_id,
        "actor_name": caller.username,
        "days": [_as_json(one["day"], one["kind"], one["basis"]) for one in change.days],
        "before": before,
    }
    first = insert_into(session, CalendarChange).values(made).on_conflict_do_nothing()
    if session.scalar(first.returning(CalendarChange.edition)) is None:
        raise StaleVersionError(current_version=edition)
    rows = [{**one, "jurisdiction": change.place, "edition": edition} for one in change.days]
    statement = insert_into(session, CalendarDay)
    names = ("kind", "basis", "edition")
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["jurisdiction", "day"],
            set_={name: statement.excluded[name] for name in names},
        ),
        rows,
    )
    return edition


def _as_json(day: dt.date, kind: str, basis: str) -> dict[str, Any]:
    return {"day": day.isoformat(), "kind": kind, "basis": basis}
