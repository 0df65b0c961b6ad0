"""The event door of notify: each handler runs in the transaction that remembers its event."""

from collections.abc import Callable, Mapping
from typing import Final

from sqlalchemy.orm import Session

from common import events
from common.events import Event
from services.notify import assignments, contacts, messages, notices


def on_agency_changed(session: Session, event: Event) -> None:
    """Take over the agency's addresses; messages that found none look again."""
    if contacts.learn_agency(session, event):
        messages.wake_unreached(session, event.data["id"])


def on_account_changed(session: Session, event: Event) -> None:
    """Take over whose inbox an account reads, and in which language."""
    contacts.learn_account(session, event)


def on_assignment_event(session: Session, event: Event) -> None:
    """Remember the assignment's state and plan who is told."""
    assignments.learn(session, event)
    notices.announce(session, event)
    if "from_agency_id" in event.data:
        notices.pass_on(session, event)


def on_comment_added(session: Session, event: Event) -> None:
    """Put the comment into inboxes; it changes nothing about the assignment."""
    notices.announce_comment(session, event)


def on_digest_made(session: Session, event: Event) -> None:
    """Plan the summary an agency is sent."""
    notices.announce_digest(session, event)


HANDLERS: Final[Mapping[str, Callable[[Session, Event], None]]] = {
    events.AGENCY_CHANGED: on_agency_changed,
    events.ACCOUNT_CHANGED: on_account_changed,
    events.ASSIGNMENT_CREATED: on_assignment_event,
    events.ASSIGNMENT_STATE_CHANGED: on_assignment_event,
    events.ASSIGNMENT_ESCALATED: on_assignment_event,
    events.COMMENT_ADDED: on_comment_added,
    events.DIGEST_MADE: on_digest_made,
}
