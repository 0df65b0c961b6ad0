"""What people may do about messages."""

from sqlalchemy.orm import Session

from common import clock
from common.caller import Caller
from common.errors import ConflictError
from services.notify import contacts, messages, recovery
from services.notify.model import RETRYABLE, Medium, Message, State


class NotRetryableError(ConflictError):
    """Only a message that failed, and is still useful, can be sent again."""

    type = "not-retryable"
    title = "Not retryable"


class NoContactError(ConflictError):
    """The agency still has no contact; add an e-mail address or a telephone number first."""

    type = "no-contact"
    title = "No contact"


def retry(session: Session, caller: Caller, message_id: int) -> Message:
    """Send a parked, rejected, undelivered, suppressed or unreached message again.

    Raises NotFoundError, NotRetryableError (wrong state, or its time has passed) or
    NoContactError. A copy that may be a second one is flagged.
    """
    message = messages.visible(session, caller, message_id, lock=True)
    if message.state not in RETRYABLE:
        raise NotRetryableError(f"a message that is {message.state} cannot be sent again")
    if message.expires_at <= clock.now():
        raise NotRetryableError("its time has passed; it would not be useful any more")
    if message.medium == Medium.NONE:
        if not recovery.reach(session, message):
            raise NoContactError
        return message
    known = contacts.addresses(session, message.agency_id)
    if Medium(message.medium) not in known:
        raise NoContactError
    message.flagged = message.flagged or recovery.was_unknown(session, message)
    message.tries = 0
    message.settled_at = None
    message.not_before = clock.now()
    messages.move(session, message, State.DUE, f"sent again by {caller.username}")
    return message
