"""Routes of the calendar."""

from typing import Final

from flask import current_app

from common.caller import Role
from common.web import ANYONE, Ask, Reply
from services.tasks import calendar_changes, calendars
from services.tasks.api.door import door
from services.tasks.escalation import DEFAULT, Ladder
from services.tasks.schemas.calendars import (
    CalendarChangeSchema,
    CalendarPreviewSchema,
    CalendarSchema,
)

LADDER: Final = "dondoc.ladder"
"""Where the application keeps who is told of a deadline, and when."""


@door.get(
    "/calendar/days",
    access=ANYONE,
    replies=CalendarSchema(),
    summary="Days on which the working calendar differs from the published rules",
)
def list_calendar_days(ask: Ask) -> Reply:
    """List the corrections and the version they make."""
    found = calendars.load(ask.session)
    days = calendar_changes.list_days(ask.session)
    return Reply({"calendar": found.version, "days": days}, version=found.edition)


@door.post(
    "/calendar/previews",
    access={Role.ADMIN},
    body=CalendarChangeSchema(),
    replies=CalendarPreviewSchema(),
    status=200,
    summary="Which open assignments a change of the calendar would move",
)
def preview_calendar(ask: Ask) -> Reply:
    """Show what a change would move; it changes nothing."""
    change = calendar_changes.Change(**ask.body)
    return Reply(calendar_changes.preview(ask.session, change, _ladder()))


@door.put(
    "/calendar/days",
    access={Role.ADMIN},
    body=CalendarChangeSchema(),
    replies=CalendarPreviewSchema(),
    versioned=True,
    summary="Correct days of the calendar; each agency concerned is sent one summary",
)
def change_calendar(ask: Ask) -> Reply:
    """Make the change and tell what moved."""
    change = calendar_changes.Change(**ask.body)
    edition, moved = calendar_changes.apply(ask.session, ask.caller, change, ask.version, _ladder())
    return Reply(moved, version=edition)


def _ladder() -> Ladder:
    """Return the office's own ladder, or the default where the application has none."""
    found = current_app.extensions.get(LADDER, DEFAULT)
    if not isinstance(found, Ladder):
        raise TypeError("the application has no ladder")
    return found
