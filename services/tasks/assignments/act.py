"""What somebody does to an assignment, and when."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

from common import clock
from common.caller import Caller
from services.tasks.calendars import AS_PUBLISHED, Calendar, Calendars
from services.tasks.model import Action, Assignment, Channel, Decision, Grade


@dataclass(frozen=True, slots=True)
class Act:
    """The body of the request, loaded, by whom and when.

    `evidence` holds {"number", "issued_on", "sent_to"} for each document, or {"file"} with the
    SHA-256 of a file handed in, or both, and what it "proves"; `agency` is an id or slug;
    `assignee` a username, or the name of a unit; `monitor` a username.
    """

    caller: Caller
    action: Action
    at: dt.datetime
    note: str | None = None
    evidence: Sequence[Mapping[str, Any]] = ()
    grade: Grade | None = None
    due_on: dt.date | None = None
    decision: Decision | None = None
    review_on: dt.date | None = None
    agency: str | None = None
    assignee: str | None = None
    monitor: str | None = None
    channel: Channel | None = None
    result: str | None = None
    calendars: Calendars = AS_PUBLISHED

    @property
    def day(self) -> dt.date:
        """The day of the act in Viet Nam."""
        return clock.local(self.at).date()

    def calendar(self, assignment: Assignment) -> Calendar:
        """Return the calendar by which the assignment is judged."""
        return self.calendars.of(assignment.assigner_agency_id)


FIELDS: Final = tuple(
    one.name for one in fields(Act) if one.name not in {"caller", "action", "at", "calendars"}
)
"""What a body may hold."""
