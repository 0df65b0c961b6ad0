"""Routes of the calendar."""

from common.caller import Role
from common.web import ANYONE, Ask, Reply
from services.tasks import calendar_changes, calendars
from services.tasks.api.door import door
from services.tasks.schemas.calendars import (
    CalendarChangeSchema,
    CalendarPreviewSchema,
    CalendarSchema,
)


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
    return Reply(calendar_changes.preview(ask.session, change))


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
    edition, moved = calendar_changes.apply(ask.session, ask.caller, change, ask.version)
    return Reply(moved, version=edition)
