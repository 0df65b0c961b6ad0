"""Messages: how they change state, who may see them, and what their log shows."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, false, or_, select, true, update
from sqlalchemy.orm import Session

from common import clock
from common.caller import Caller, Role
from common.db import ring
from common.errors import NotFoundError
from common.events import MESSAGE_SETTLED
from common.outbox import emit
from services.notify.model import (
    SETTLED,
    Agency,
    Attempt,
    DeliveryEvent,
    Medium,
    Message,
    State,
)


def bell(medium: str) -> str:
    """Return the name of the bell that wakes the senders of `medium`."""
    return f"messages.{medium}"


def move(session: Session, message: Message, state: State, reason: str | None = None) -> None:
    """Put a message into `state`; a settled one is told to others, a due one wakes its sender."""
    message.state, message.reason, message.lease_until = state, reason, None
    if state is State.DUE:
        ring(session, bell(message.medium))
    if state in SETTLED:
        message.settled_at = clock.now()
        session.flush()  # the event carries the version that this change gets
        emit(session, MESSAGE_SETTLED, message.id, message.version, _settled(message))


def locked(session: Session, message_id: int) -> Message | None:
    """Return a message, held against every other change until the transaction ends."""
    return session.get(Message, message_id, with_for_update=True)


def wake_unreached(session: Session, agency_id: int) -> None:
    """Make messages that found no contact due again; whoever takes them looks for one anew."""
    session.execute(
        update(Message)
        .where(
            Message.agency_id == agency_id,
            or_(
                Message.state == State.NO_CONTACT,
                (Message.state == State.DUE) & (Message.medium == Medium.NONE),
            ),
            Message.expires_at > clock.now(),
        )
        .values(
            state=State.DUE,
            reason=None,
            settled_at=None,
            not_before=clock.now(),
            version=Message.version + 1,
        )
        .execution_options(synchronize_session=False)
    )
    for medium in Medium:
        ring(session, bell(medium))


def visible(session: Session, caller: Caller, message_id: int, *, lock: bool = False) -> Message:
    """Return a message the caller may see; raises NotFoundError otherwise."""
    statement = select(Message).where(Message.id == message_id, seen_by(caller))
    message = session.scalar(statement.with_for_update() if lock else statement)
    if message is None:
        raise NotFoundError
    return message


def listed(
    session: Session, caller: Caller, filters: dict[str, Any], limit: int, after: list[Any] | None
) -> Sequence[tuple[Message, str | None]]:
    """Return up to `limit` + 1 messages as (Message, agency name), the newest first."""
    statement = _rows(caller).order_by(Message.id.desc()).limit(limit + 1)
    for name, column in _FILTERS.items():
        if name in filters:
            statement = statement.where(column == filters[name])
    if after:
        statement = statement.where(Message.id < after[0])
    return [(message, name) for message, name in session.execute(statement)]


def attempts_of(session: Session, message_id: int) -> Sequence[Attempt]:
    """Return the tries at a provider, the first one first."""
    return session.scalars(
        select(Attempt).where(Attempt.message_id == message_id).order_by(Attempt.no)
    ).all()


def receipts_of(session: Session, ids: Sequence[int]) -> dict[int, list[DeliveryEvent]]:
    """Return what providers reported about each of the messages `ids`, in order of arrival."""
    found: dict[int, list[DeliveryEvent]] = {message_id: [] for message_id in ids}
    for event in session.scalars(
        select(DeliveryEvent).where(DeliveryEvent.message_id.in_(ids)).order_by(DeliveryEvent.id)
    ):
        found[event.message_id].append(event)
    return found


def may_read(caller: Caller, message: Message) -> bool:
    """Tell whether the caller may read the text, not only see that it was sent."""
    if message.agency_id == caller.agency_id:
        return True
    assigns = caller.has(Role.COORDINATOR, Role.LEADER)
    return assigns and message.assigner_agency_id == caller.agency_id


_FILTERS: Final = {
    "assignment": Message.assignment_id,
    "agency": Message.agency_id,
    "channel": Message.medium,
    "state": Message.state,
}


def _rows(caller: Caller) -> Select[Message, str]:
    return (
        select(Message, Agency.name)
        .outerjoin(Agency, Agency.id == Message.agency_id)
        .where(seen_by(caller))
    )


def seen_by(caller: Caller) -> ColumnElement[bool]:
    """Return the predicate of the messages a caller may see."""
    if caller.has(Role.ADMIN):
        return true()
    if caller.agency_id is None:
        return false()
    own = Message.agency_id == caller.agency_id
    if caller.has(Role.COORDINATOR, Role.LEADER):
        return or_(own, Message.assigner_agency_id == caller.agency_id)
    return own


def _settled(message: Message) -> dict[str, Any]:
    return {
        "id": message.id,
        "assignment_id": message.assignment_id,
        "agency_id": message.agency_id,
        "kind": message.kind,
        "channel": message.medium,
        "state": message.state,
        "at": message.settled_at,
    }
