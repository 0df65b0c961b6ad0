"""What providers report later: signed addresses to report to, an append-only log, and its fold."""

import hashlib
from collections.abc import Mapping
from typing import Any, Final

import orjson
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import or_, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from common import clock
from common.errors import NotFoundError
from services.notify import messages
from services.notify.model import RANKS, Attempt, DeliveryEvent, Message, State

UNMAPPED: Final = "unmapped"
_KANNEL: Final[Mapping[int, State]] = {
    1: State.DELIVERED,
    2: State.UNDELIVERED,
    4: State.BUFFERED,
    8: State.RELAYED,  # the carrier's centre took it
    16: State.REJECTED,
}
_NO_ROUTE: Final = "no SMSC"


class Signer:
    """Makes and checks the address at which the provider reports on one attempt."""

    def __init__(self, secret: str) -> None:
        self._serializer = URLSafeSerializer(secret, salt="notify.receipts")

    def token(self, attempt_id: int) -> str:
        """Return the token of an attempt."""
        return str(self._serializer.dumps(attempt_id))

    def attempt_id(self, token: str) -> int:
        """Return whose token it is; raises NotFoundError for a forged one."""
        try:
            return int(self._serializer.loads(token))
        except BadSignature:
            raise NotFoundError from None


def kind_of_kannel(report: int, reply: str) -> str:
    """Return what Kannel's report type means, with the SMSC's reply (its `%A`)."""
    if _NO_ROUTE in reply:
        return UNMAPPED  # about our routing, and told by the answer to the request already
    return _KANNEL.get(report, UNMAPPED)


def kind_of_status(status: str) -> str:
    """Return what a JSON gateway's status word means."""
    known = {state for state in RANKS if state is not State.ACCEPTED}
    return status if status in known else UNMAPPED


def receive(
    session: Session, attempt_id: int, source: str, kind: str, raw: Mapping[str, Any]
) -> None:
    """Keep a report and let the message follow it; one seen before changes nothing.

    Raises NotFoundError when the attempt is gone.
    """
    attempt = session.get(Attempt, attempt_id)
    message = messages.locked(session, attempt.message_id) if attempt else None
    if attempt is None or message is None:
        raise NotFoundError
    if _seen(session, dedupe_key := _dedupe_key(attempt_id, kind, raw)):
        return
    session.add(
        DeliveryEvent(
            message_id=message.id,
            attempt_id=attempt_id,
            dedupe_key=dedupe_key,
            source=source,
            kind=kind,
            raw=dict(raw),
            received_at=clock.now(),
        )
    )
    flag_modified(message, "state")  # its page shows the report, so its version must change
    session.flush()
    # The sender has yet to write down what the provider answered; it will look here first.
    if message.state != State.SENDING:
        follow(session, message)


def follow(session: Session, message: Message) -> bool:
    """Move a message to what its receipts say; False when they say nothing beyond its state."""
    told = fold(session, message)
    if told is None or RANKS[told] <= RANKS.get(State(message.state), -1):
        return False
    messages.move(session, message, told, "reported by the provider")
    return True


def fold(session: Session, message: Message) -> State | None:
    """Return the highest state reported: by rank, so the order of arrival means nothing.

    "Delivered" counts from any attempt, the rest only from the last one of the present round:
    an old failure says nothing about the copy sent since.
    """
    latest = message.attempts if message.tries else None
    kinds = session.scalars(
        select(DeliveryEvent.kind)
        .join(Attempt, Attempt.id == DeliveryEvent.attempt_id)
        .where(
            DeliveryEvent.message_id == message.id,
            or_(Attempt.no == latest, DeliveryEvent.kind == State.DELIVERED),
            DeliveryEvent.kind != UNMAPPED,
        )
    ).all()
    return max((State(kind) for kind in kinds), key=lambda state: RANKS[state], default=None)


def _seen(session: Session, dedupe_key: str) -> bool:
    statement = select(DeliveryEvent.id).where(DeliveryEvent.dedupe_key == dedupe_key)
    return session.scalar(statement) is not None


def _dedupe_key(attempt_id: int, kind: str, raw: Mapping[str, Any]) -> str:
    told = orjson.dumps([attempt_id, kind, raw], option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(told).hexdigest()
