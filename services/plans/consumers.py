"""The event door: agencies as the registry tells them, and what a decree does to their plans."""

from collections.abc import Callable, Mapping
from typing import Final

from sqlalchemy.orm import Session

from common import events
from common.events import Event
from services.plans import registry, succession


def on_agency_changed(session: Session, event: Event) -> None:
    """Keep the copy of an agency; an event older than the copy changes nothing."""
    registry.put(session, event.data, event.data["aliases"], event.version)


def on_reorganisation_applied(session: Session, event: Event) -> None:
    """Give the plans of agencies that ended to who took over."""
    succession.apply(session, event.data)


def on_reorganisation_reverted(session: Session, event: Event) -> None:
    """Give them back."""
    succession.revert(session, event.data["id"])


HANDLERS: Final[Mapping[str, Callable[[Session, Event], None]]] = {
    events.AGENCY_CHANGED: on_agency_changed,
    events.REORGANISATION_APPLIED: on_reorganisation_applied,
    events.REORGANISATION_REVERTED: on_reorganisation_reverted,
}
