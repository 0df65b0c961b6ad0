"""The event door: agencies as the registry tells them."""

from collections.abc import Callable, Mapping
from typing import Final

from sqlalchemy.orm import Session

from common import events
from common.events import Event
from services.plans import registry


def on_agency_changed(session: Session, event: Event) -> None:
    """Keep the copy of an agency; an event older than the copy changes nothing."""
    registry.put(session, event.data, event.data["aliases"], event.version)


HANDLERS: Final[Mapping[str, Callable[[Session, Event], None]]] = {
    events.AGENCY_CHANGED: on_agency_changed,
}
