"""Taking a step of the ladder: its row, and its event, in one transaction; never twice.

What tells the agency itself is an event for each assignment. What goes to the level that assigned
is only written here: it reads one summary a day (`digests`), not a message for each duty.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Insert,
    Select,
    and_,
    exists,
    literal,
    select,
    true,
)
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload

from common import clock, events
from common.db import insert_into
from common.outbox import emit_many
from services.tasks import announcing, incidents
from services.tasks.calendars import Calendar, Calendars
from services.tasks.escalation.ladder import GENTLE, Level, Receiver, Step, Window
from services.tasks.model import (
    REVIEWED,
    Agency,
    Assignment,
    Bindingness,
    Escalation,
    Incident,
)
from services.tasks.standing import (
    Thresholds,
    extension_to_escalate,
    extension_to_remind,
    is_live,
    is_open,
    review_overdue,
)

BATCH: Final = 1000
A_DAY: Final = dt.timedelta(days=1)
_A: Final = Assignment


@dataclass(frozen=True, slots=True)
class Place:
    """Assignments that one calendar rules: those of one assigner, or of all `except_` a few."""

    calendar: Calendar
    assigner_id: int | None = None
    except_: tuple[int, ...] = ()

    def holds(self) -> ColumnElement[bool]:
        """Return the condition for the assignments of this place."""
        if self.assigner_id is not None:
            return _A.assigner_agency_id == self.assigner_id
        return _A.assigner_agency_id.not_in(self.except_) if self.except_ else true()


def places(calendars: Calendars) -> Iterator[Place]:
    """Yield the places that together hold every assignment once."""
    yield Place(calendars.national, except_=tuple(sorted(calendars.of_agency)))
    for agency_id, calendar in sorted(calendars.of_agency.items()):
        yield Place(calendar, agency_id)


@dataclass(frozen=True, slots=True)
class Call:
    """What is due today: a step for the assignments that `which` selects, by the day `due`."""

    step: Step
    which: ColumnElement[bool]
    due: InstrumentedAttribute[Any]

    def receiver(self) -> InstrumentedAttribute[int]:
        """Return the column of the agency that is told."""
        return _A.assigner_agency_id if self.step.to is Receiver.ASSIGNER else _A.agency_id


REVIEW: Final = Step("review_overdue", Level.REVIEW, 1, Receiver.ASSIGNER)
ASKED: Final = Step("extension_reminder", Level.EXTENSION, 1, Receiver.ASSIGNER)
UNDECIDED: Final = Step("extension_undecided", Level.EXTENSION, 2, Receiver.ASSIGNER)


def calls(windows: Sequence[Window], place: Place, today: dt.date) -> list[Call]:
    """Return what is due today in `place`: steps of the ladder, and decisions that are late."""
    pressed = and_(is_live(), _A.role.in_(sorted(REVIEWED)))
    found = [
        *(Call(window.step, and_(pressed, _within(window)), _A.due_on) for window in windows),
        Call(REVIEW, review_overdue(Thresholds.on(today)), _A.review_due_on),
        Call(ASKED, extension_to_remind(today), _A.extension_remind_on),
        Call(UNDECIDED, extension_to_escalate(today), _A.extension_escalate_on),
    ]
    return [replace(call, which=and_(place.holds(), call.which)) for call in found]


def _within(window: Window) -> ColumnElement[bool]:
    # Of live work, which alone is looked at, `urgency` is `due_on`; and indexes begin with it.
    days = _A.urgency <= window.last
    if window.first is not None:
        days = and_(_A.urgency >= window.first, days)
    if window.step.level not in GENTLE:
        days = and_(days, _A.bindingness == Bindingness.ORDER)
    return days


def due_ids(session: Session, call: Call) -> Sequence[int]:
    """Return the assignments for which the step is due and somebody can be told, in order.

    All at once: to look for what is not taken yet before each batch took four times as long.
    """
    return session.scalars(_untaken(call).where(_is_there(call)).order_by(_A.id)).all()


def take(session: Session, call: Call, ids: Sequence[int]) -> None:
    """Take the step for those of `ids` for which it is still due.

    Rows that another transaction works on are passed by, and so are steps taken meanwhile.
    """
    still = select(_A.id).where(_A.id.in_(ids), call.which, _is_there(call))
    held = session.scalars(still.with_for_update(skip_locked=True, of=_A)).all()
    if not held:
        return
    won = session.execute(_claim(session, call, held)).all()
    if call.step.to is not Receiver.ASSIGNER:
        _tell(session, call, {row.assignment_id: row.due_on for row in won})


def is_left(session: Session, call: Call) -> bool:
    """Tell whether the step is still due for somebody."""
    return session.scalar(_untaken(call).limit(1)) is not None


def can_be_told(session: Session, call: Call) -> bool:
    """Tell whether the step is still due for somebody who can be told."""
    return session.scalar(_untaken(call).where(_is_there(call)).limit(1)) is not None


def note_missing(session: Session, call: Call) -> None:
    """Open an incident for each assignment whose step has nobody to receive it."""
    columns = (call.receiver().label("receiver"), call.due.label("due"))
    query = _untaken(call).add_columns(*columns).where(~_is_there(call)).order_by(_A.id)
    last_id = 0
    while rows := session.execute(query.where(_A.id > last_id).limit(BATCH)).all():
        missing = (
            {
                "key": f"{row.id}/{call.step.name}/{row.due}",
                "assignment_id": row.id,
                "agency_id": row.receiver,
                "detail": f"{call.step.name}: the agency is unknown or no longer active",
            }
            for row in rows
        )
        incidents.open_many(session, incidents.NO_RECEIVER, missing)
        last_id = rows[-1].id


def close_mended(session: Session) -> None:
    """Close the incidents of agencies that can be told again, or of work that is over."""
    back = exists().where(Agency.id == Incident.agency_id, Agency.active)
    over = exists().where(_A.id == Incident.assignment_id, ~is_open())
    incidents.close(session, incidents.NO_RECEIVER, "the agency is active again", back)
    incidents.close(session, incidents.NO_RECEIVER, "the work is over", over)


def _untaken(call: Call) -> Select[int]:
    taken = exists().where(
        Escalation.assignment_id == _A.id,
        Escalation.step == call.step.name,
        Escalation.due_on == call.due,
        Escalation.agency_id == call.receiver(),
    )
    return select(_A.id).where(call.which, ~taken)


def _is_there(call: Call) -> ColumnElement[bool]:
    return exists().where(Agency.id == call.receiver(), Agency.active)


def _claim(session: Session, call: Call, ids: Sequence[int]) -> Insert:
    """Return the statement that writes the steps; it returns those nobody else wrote meanwhile."""
    step = call.step
    values: dict[str, Any] = {
        "assignment_id": _A.id,
        "step": literal(step.name, Escalation.step.type),
        "due_on": call.due,
        "agency_id": call.receiver(),
        "level": literal(step.level, Escalation.level.type),
        "receiver": literal(step.to, Escalation.receiver.type),
        "taken_on": literal(clock.today(), Escalation.taken_on.type),
        "taken_at": literal(clock.now(), Escalation.taken_at.type),
    }
    # A lock does not re-read what was taken: another loop may have come between snapshot and lock.
    chosen = select(*values.values()).where(_A.id.in_(ids))
    return (
        insert_into(session, Escalation)
        .from_select(list(values), chosen)
        .on_conflict_do_nothing()
        .returning(Escalation.assignment_id, Escalation.due_on)
    )


def _tell(session: Session, call: Call, days: Mapping[int, dt.date]) -> None:
    found = session.scalars(
        select(_A)
        .where(_A.id.in_(days))
        .options(
            joinedload(_A.plan, innerjoin=True),
            joinedload(_A.item, innerjoin=True),
            joinedload(_A.agency, innerjoin=True),
        )
    )
    today = clock.today()
    told = (
        (_subject(one, call, days), one.version, _data(one, call, days, today)) for one in found
    )
    emit_many(session, events.ASSIGNMENT_ESCALATED, told)


def _subject(one: Assignment, call: Call, days: Mapping[int, dt.date]) -> str:
    """Return the key of the step; its version is the assignment's, which a reminder leaves."""
    return f"{one.id}/{call.step.name}/{days[one.id]}"


def _data(
    one: Assignment, call: Call, days: Mapping[int, dt.date], today: dt.date
) -> dict[str, Any]:
    return announcing.facts_of(one) | {
        "work_state": one.work_state,
        "step": call.step.name,
        "level": call.step.level,
        "receiver": call.step.to,
        "recipient_id": one.agency_id,
        "due_on": days[one.id],
        "days_left": (days[one.id] - today).days,
        "sms": call.step.sms,
    }
