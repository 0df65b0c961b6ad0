"""What an entry of a history says: the deed, the state it led to, and the hash of both."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from common import observe
from common.caller import Caller
from services.tasks.history import chain

SEEN: Final = ("work_state", "review_state", "extension_state", "due_on")
"""What the snapshot says at its first level, with the grade, for whoever reads the history."""

STATE: Final = (
    "plan_id",
    "item_id",
    "agency_id",
    "assigner_agency_id",
    "role",
    "is_class",
    "bindingness",
    "acknowledged_at",
    "submitted_on",
    "submitted_by_id",
    "submitted_for_id",
    "standing_when_submitted",
    "review_since",
    "review_due_on",
    "extension_since",
    "extension_by_id",
    "extension_for_id",
    "extension_remind_on",
    "extension_escalate_on",
    "extensions_granted",
    "held_from",
    "held_since",
    "held_until",
    "unblocker_id",
    "blocked_since",
    "contribute_by",
    "monitor_id",
    "monitor_name",
    "assignee_id",
    "assignee_name",
    "inner_due_on",
    "replaces_id",
    "completed_at",
)
"""What it says under "state": all else that an assignment can be. What is empty is left out."""


@dataclass(frozen=True, slots=True)
class Deed:
    """What somebody did, when and why: to one assignment or to many at once."""

    at: dt.datetime
    actor_id: int
    actor_name: str
    actor_agency_id: int | None
    note: str | None = None
    cause: str | None = None
    """"request:…", "event:…" or "chase:…": what made it happen."""

    @classmethod
    def of(
        cls, caller: Caller, at: dt.datetime, note: str | None, cause: str | None = None
    ) -> "Deed":
        """Return a deed of `caller`, caused by the request that is answered unless told."""
        request_id = observe.bound_id("request_id")
        asked = f"request:{request_id}" if request_id else None
        return cls(at, caller.user_id, caller.username, caller.agency_id, note, cause or asked)

    def told(self, action: str) -> dict[str, Any]:
        """Return what an event says of it."""
        return {
            "action": action,
            "note": self.note,
            "actor_id": self.actor_id,
            "actor_name": self.actor_name,
            "actor_agency_id": self.actor_agency_id,
            "at": self.at,
        }


@dataclass(frozen=True, slots=True)
class Step:
    """One entry to be: the act as it is named, and the state it led to.

    `previous` is the hash before it: `head`, or for a new assignment `first`.
    """

    assignment_id: int
    version: int
    action: str
    snapshot: Mapping[str, Any]
    previous: str


def snapshot(work: Any, facts: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return `work`, an assignment or its columns, as JSON values, with what the act brought."""
    said: dict[str, Any] = {name: plain(getattr(work, name)) for name in SEEN}
    if work.grade:
        said["grade"] = work.grade
    said |= {name: plain(value) for name, value in (facts or {}).items()}
    state = ((name, getattr(work, name)) for name in STATE)
    return said | {"state": {name: plain(value) for name, value in state if value}}


def plain(value: Any) -> Any:
    """Return `value` as JSON has it: days as 2026-05-20, instants as they are hashed."""
    if isinstance(value, dt.datetime):
        return chain.stamp(value)
    if value is None or isinstance(value, int | list | dict):
        return value
    return str(value)


def hash_of(deed: Deed, step: Step, at: str) -> str:
    """Return the hash of an entry made at `at` (`chain.stamp`), on top of the one before it."""
    return chain.link(
        step.previous,
        {
            "assignment": step.assignment_id,
            "version": step.version,
            "at": at,
            "action": step.action,
            "actor": deed.actor_id,
            "actor_name": deed.actor_name,
            "actor_agency": deed.actor_agency_id,
            "note": deed.note,
            "cause": deed.cause,
            "snapshot": step.snapshot,
        },
    )
