"""Messages nobody works on any more: lost leases, unknown outcomes, media without a provider."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from common import clock
from common.db import Database
from services.notify import messages, notices, sending
from services.notify.channels import Outcome, Resend, Result
from services.notify.model import Attempt, Medium, Message, Notice, State
from services.notify.sending import Desk

BATCH: Final = 100
MAX_COPIES: Final = 3
"""How many unknown outcomes a letter may have: each may be a copy in the mailbox."""


def sweep(database: Database, desks: Mapping[Medium, Desk]) -> int:
    """Take up a batch of each kind of stuck message; returns how many there were."""
    with database.read() as session:
        # Asked without a lock first: SQLite has one writer, and mostly nothing is stuck.
        if not any(session.scalar(select(kind.statement.exists())) for kind in _kinds(desks)):
            return 0
    with database.write() as session:
        return recover(session, desks)


def recover(session: Session, desks: Mapping[Medium, Desk]) -> int:
    """Do the work of `sweep` in the caller's transaction."""
    found = 0
    for kind in _kinds(desks):
        for message in session.scalars(kind.locked()).all():
            kind.take_up(session, message, desks.get(Medium(message.medium)))
            found += 1
    return found


def reach(session: Session, message: Message) -> bool:
    """Look again for contacts of an agency that had none; True when there are some now.

    They get messages of their own; the one that recorded the incident ends.
    """
    notice = session.get_one(Notice, message.notice_id)
    replaced = [planned for planned in notices.plan(session, notice) if planned.address]
    if replaced:
        session.flush()
        ids = ", ".join(str(planned.id) for planned in replaced)
        messages.move(session, message, State.CANCELLED, f"a contact is known now: message {ids}")
    elif message.state != State.NO_CONTACT:
        messages.move(session, message, State.NO_CONTACT, notices.UNREACHED)
    return bool(replaced)


def was_unknown(session: Session, message: Message) -> bool:
    """Tell whether a copy of the message may have reached its reader already."""
    return _copies(session, message) > 0


def _lose(session: Session, message: Message, desk: Desk | None) -> None:
    """Close the open attempt of a sender that died: it may have reached the provider or not."""
    outcome = Outcome.unknown("the sender was lost before it wrote down the answer")
    begun = _last_attempt(session, message)
    if begun is not None and begun.outcome is None:
        sending.close(begun, outcome)
    wait = sending.unknown_wait(desk, message.tries) if desk else dt.timedelta()
    sending.settle_unknown(session, message, outcome.detail, wait)


def _resolve(session: Session, message: Message, desk: Desk | None) -> None:
    """Send an unknown message again if that can do no harm, else leave it to a person."""
    resend = _resend(session, message, desk)
    if resend is Resend.NEVER or message.tries >= sending.MAX_TRIES:
        messages.move(session, message, State.PARKED, f"outcome unknown: {message.reason}")
        return
    message.flagged = message.flagged or resend is Resend.FLAGGED
    messages.move(session, message, State.DUE, message.reason)


def _resend(session: Session, message: Message, desk: Desk | None) -> Resend:
    """Return what may be done about an unknown message by the provider that is set up now."""
    begun = _last_attempt(session, message)
    if desk is None or begun is None or begun.provider != desk.channel.name:
        return Resend.NEVER  # another provider cannot know what the first one did
    if desk.channel.resend is Resend.FLAGGED and _copies(session, message) >= MAX_COPIES:
        return Resend.NEVER
    return desk.channel.resend


def _copies(session: Session, message: Message) -> int:
    """Return how many tries of the present round may have left a copy with the reader."""
    statement = select(func.count()).where(
        Attempt.message_id == message.id,
        Attempt.no > message.attempts - message.tries,
        Attempt.outcome == Result.UNKNOWN,
    )
    return session.scalar(statement) or 0


def _last_attempt(session: Session, message: Message) -> Attempt | None:
    return session.scalar(
        select(Attempt).where(Attempt.message_id == message.id, Attempt.no == message.attempts)
    )


def _suppress(session: Session, message: Message, _desk: Desk | None) -> None:
    reason = f"no provider of {message.medium} is set up"
    messages.move(session, message, State.SUPPRESSED, reason)


def _reach(session: Session, message: Message, _desk: Desk | None) -> None:
    reach(session, message)


@dataclass(frozen=True, slots=True)
class _Kind:
    """One kind of stuck message: which they are, and what is done about one."""

    statement: Select[Message]
    take_up: Callable[[Session, Message, Desk | None], None]

    def locked(self) -> Select[Message]:
        """Return a batch, held against others; rows that others hold are passed by."""
        batch = self.statement.order_by(Message.id).limit(BATCH)
        return batch.with_for_update(skip_locked=True)


def _kinds(desks: Mapping[Medium, Desk]) -> Sequence[_Kind]:
    now = clock.now()
    absent = [medium for medium in (Medium.EMAIL, Medium.SMS) if medium not in desks]
    stuck = select(Message)
    due = stuck.where(Message.state == State.DUE, Message.not_before <= now)
    return (
        _Kind(stuck.where(Message.state == State.SENDING, Message.lease_until <= now), _lose),
        _Kind(stuck.where(Message.state == State.UNKNOWN, Message.not_before <= now), _resolve),
        _Kind(due.where(Message.medium.in_(absent)), _suppress),
        _Kind(due.where(Message.medium == Medium.NONE), _reach),
    )
