"""The event door of tasks: each handler runs in the transaction that remembers its event."""

from collections.abc import Callable, Mapping
from typing import Final

from sqlalchemy.orm import Session

from common import events
from common.events import Event
from services.tasks import accounts, agencies, fanout, following, incidents, receipts, reorganising


def on_plan_issued(session: Session, event: Event) -> None:
    """Store the plan; a loop makes its assignments, and moves those of a plan that it changes."""
    if fanout.store_plan(session, event.id, event.data):
        following.store_change(session, event)


def on_plan_recalled(session: Session, event: Event) -> None:
    """Keep the recall; a loop withdraws the plan's assignments."""
    following.store_recall(session, event)


def on_agency_changed(session: Session, event: Event) -> None:
    """Take over the agency's present state."""
    agencies.change(session, event.version, event.data)


def on_account_changed(session: Session, event: Event) -> None:
    """Take over the account, to which work of its agency can be handed."""
    accounts.learn(session, event.version, event.data)


def on_reorganisation_applied(session: Session, event: Event) -> None:
    """Move the open work of agencies that were joined, divided or ended."""
    reorganising.apply(session, event)


def on_reorganisation_reverted(session: Session, event: Event) -> None:
    """Put back what the decree moved."""
    reorganising.revert(session, event)


def on_message_settled(session: Session, event: Event) -> None:
    """Remember who was told."""
    if receipts.record(session, event.data):
        incidents.note_settled(session, event.data)


HANDLERS: Final[Mapping[str, Callable[[Session, Event], None]]] = {
    events.PLAN_ISSUED: on_plan_issued,
    events.PLAN_RECALLED: on_plan_recalled,
    events.AGENCY_CHANGED: on_agency_changed,
    events.ACCOUNT_CHANGED: on_account_changed,
    events.MESSAGE_SETTLED: on_message_settled,
    events.REORGANISATION_APPLIED: on_reorganisation_applied,
    events.REORGANISATION_REVERTED: on_reorganisation_reverted,
}
