"""Sending one message: lease it, commit the attempt, call the provider, record what came of it.

No transaction is open during the call. A process that dies in between leaves an open attempt,
which `recovery` turns into an unknown outcome once the lease has passed.
"""

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from common import clock, observe
from common.db import Database
from services.notify import contacts, delivery, messages, policy, templates
from services.notify.channels import Channel, Outcome, Outgoing, Resend, Result
from services.notify.model import AssignmentCopy, Attempt, Medium, Message, State

MAX_TRIES: Final = 100
"""About twelve hours at the longest wait; then a person must look."""
FIRST_WAIT_S, LONGEST_WAIT_S = 5.0, 900.0
LEASE_MARGIN: Final = dt.timedelta(seconds=5)

_log = observe.logger(__name__)


@dataclass(frozen=True, slots=True)
class Desk:
    """What sends one medium. `link_to` makes the address of an assignment's page."""

    medium: Medium
    channel: Channel
    link_to: Callable[[int], str | None] = lambda _assignment_id: None
    receipt_url: Callable[[int], str | None] = lambda _attempt_id: None
    unknown_wait: dt.timedelta = dt.timedelta(minutes=5)


def send_next(database: Database, desk: Desk) -> bool:
    """Deal with one due message of the desk's medium; False when there is none."""
    if not _any_due(database, desk.medium):
        return False  # asked in a read transaction, for the sake of SQLite's one writer
    with database.write() as session:
        message = take(session, desk.medium)
        if message is None:
            return False
        outgoing = lease(session, message, desk)
    if outgoing is not None:
        record(database, desk, outgoing, attempt(desk.channel, outgoing))
    return True


def take(session: Session, medium: Medium) -> Message | None:
    """Return the message that has waited longest, locked; rows of other senders are passed by."""
    return session.scalar(
        select(Message)
        .where(*_due(medium))
        .order_by(Message.not_before, Message.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )


def lease(session: Session, message: Message, desk: Desk) -> Outgoing | None:
    """Begin an attempt at a due message and return what to send; None if it must not leave."""
    if reason := _why_not(session, message):
        messages.move(session, message, *reason)
        return None
    message.attempts += 1
    message.tries += 1
    messages.move(session, message, State.SENDING)
    message.lease_until = clock.now() + dt.timedelta(seconds=desk.channel.patience_s) + LEASE_MARGIN
    begun = Attempt(
        message_id=message.id,
        no=message.attempts,
        provider=desk.channel.name,
        address=message.address,
        started_at=clock.now(),
    )
    session.add(begun)
    session.flush()
    return _outgoing(message, begun, desk)


def attempt(channel: Channel, outgoing: Outgoing) -> Outcome:
    """Call the provider; an error of our own leaves open whether the message went out."""
    try:
        return channel.send(outgoing)
    except Exception as error:  # noqa: BLE001 - whatever broke, the loop goes on to the next one
        _log.exception("channel failed", channel=channel.name, message_id=outgoing.message_id)
        return Outcome.unknown(f"our own error: {type(error).__name__}")


def record(database: Database, desk: Desk, outgoing: Outgoing, outcome: Outcome) -> None:
    """Write down an outcome and move the message accordingly.

    After a lost lease the message may have gone on; only its last attempt still moves it.
    """
    observe.SEND_TRIES.labels(desk.medium, outcome.result).inc()
    with database.write() as session:
        message = messages.locked(session, outgoing.message_id)
        begun = session.get(Attempt, outgoing.attempt_id)
        if message is None or begun is None:
            raise LookupError(f"attempt {outgoing.attempt_id} has vanished")
        close(begun, outcome)
        if _is_news(message, begun, outcome):
            _settle(session, message, outcome, desk)


def wait_s(tries: int) -> float:
    """Return a random wait before the next try, longer each time, so that retries spread."""
    longest = min(LONGEST_WAIT_S, FIRST_WAIT_S * 2 ** min(tries, 20))
    return random.uniform(0, longest)  # noqa: S311 - jitter, no secret


def settle_unknown(
    session: Session, message: Message, detail: str | None, wait: dt.timedelta
) -> None:
    """Let a message wait for a receipt, or for `recovery` to decide after `wait`."""
    messages.move(session, message, State.UNKNOWN, detail)
    message.not_before = clock.now() + wait


def close(begun: Attempt, outcome: Outcome) -> None:
    """Write an outcome into its attempt."""
    begun.ended_at = clock.now()
    begun.outcome, begun.detail = outcome.result, outcome.detail
    begun.provider_ref = outcome.provider_ref


def unknown_wait(desk: Desk, tries: int) -> dt.timedelta:
    """Return how long an unknown outcome rests: briefly where sending again does no harm."""
    if desk.channel.resend is Resend.SAFE:
        return dt.timedelta(seconds=wait_s(tries))
    return desk.unknown_wait


_LATE: Final = frozenset({State.UNKNOWN, State.DUE, State.PARKED})
"""States in which a certain answer is still news after the lease was lost."""


def _is_news(message: Message, begun: Attempt, outcome: Outcome) -> bool:
    if message.attempts != begun.no:
        return False
    certain = outcome.result is not Result.UNKNOWN
    return message.state == State.SENDING or (certain and message.state in _LATE)


def _settle(session: Session, message: Message, outcome: Outcome, desk: Desk) -> None:
    """Move a message by the outcome of its last attempt; a receipt that overtook it wins."""
    told = delivery.fold(session, message)
    if told is not None:
        messages.move(session, message, told, "reported by the provider")
    elif outcome.result is Result.ACCEPTED:
        messages.move(session, message, State.ACCEPTED)
    elif outcome.result is Result.PERMANENT:
        messages.move(session, message, State.REJECTED, outcome.detail)
    elif outcome.result is Result.UNKNOWN:
        settle_unknown(session, message, outcome.detail, unknown_wait(desk, message.tries))
    elif message.tries >= MAX_TRIES:
        messages.move(session, message, State.PARKED, f"gave up: {outcome.detail}")
    else:
        _postpone(session, message, outcome)


def _postpone(session: Session, message: Message, outcome: Outcome) -> None:
    messages.move(session, message, State.DUE, outcome.detail)
    pause_s = max(wait_s(message.tries), outcome.retry_after_s or 0)
    message.not_before = min(clock.now() + dt.timedelta(seconds=pause_s), message.expires_at)


def _why_not(session: Session, message: Message) -> tuple[State, str] | None:
    """Return the end of a message that must not leave now; else give it its present address."""
    if message.expires_at <= clock.now():
        return State.EXPIRED, "it would come too late to be useful"
    copy = None
    if message.assignment_id is not None:
        copy = session.get(AssignmentCopy, message.assignment_id)
    if copy is not None:
        rule = policy.RULES[policy.Kind(message.kind)]
        moot = policy.why_moot(
            rule,
            work_state=copy.work_state,
            last_safe_day=copy.last_safe_day,
            basis_day=message.basis_day,
        )
        if moot:
            return State.CANCELLED, moot
    message.address = contacts.addresses(session, message.agency_id).get(Medium(message.medium))
    if message.address is None:
        return State.NO_CONTACT, f"the agency has no usable {message.medium} contact any more"
    return None


def _outgoing(message: Message, begun: Attempt, desk: Desk) -> Outgoing:
    body, html = message.body, None
    if desk.medium is Medium.EMAIL:
        text = templates.Text(message.subject, message.body, message.template)
        body, html = templates.dress(message.language, text, _link(message, desk))
    return Outgoing(
        message_id=message.id,
        attempt_id=begun.id,
        reference=message.natural_key,
        address=begun.address,
        language=message.language,
        subject=message.subject,
        body=body,
        html=html,
        created_at=message.created_at,
        flagged=message.flagged,
        receipt_url=desk.receipt_url(begun.id),
    )


def _link(message: Message, desk: Desk) -> str | None:
    return None if message.assignment_id is None else desk.link_to(message.assignment_id)


def _any_due(database: Database, medium: Medium) -> bool:
    with database.read() as session:
        return session.scalar(select(Message.id).where(*_due(medium)).limit(1)) is not None


def _due(medium: Medium) -> tuple[ColumnElement[bool], ...]:
    return (
        Message.state == State.DUE,
        Message.medium == medium,
        Message.not_before <= clock.now(),
    )
