"""Who is told of what, over which media, and until when: one row per kind of notice."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from common import clock, events
from services.notify.model import Medium


class Kind(StrEnum):
    """A kind of notice; also the name of its template."""

    CREATED = "created"
    SUBMITTED = "submitted"
    DECLINED = "declined"
    RETURNED = "returned"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    CHASED = "chased"
    EXTENSION_ASKED = "extension_asked"
    EXTENSION_DECIDED = "extension_decided"
    EXTENSION_ANSWERED = "extension_answered"
    BLOCKER_RAISED = "blocker_raised"
    BLOCKER_RESOLVED = "blocker_resolved"
    DEADLINE_SET = "deadline_set"
    HELD = "held"
    RESUMED = "resumed"
    REASSIGNED = "reassigned"
    CHANGED = "changed"
    RECALLED = "recalled"
    COMMENTED = "commented"
    MENTIONED = "mentioned"
    DIGEST_DAY = "digest_day"
    DIGEST_WEEK = "digest_week"
    DIGEST_CALENDAR = "digest_calendar"


class Party(StrEnum):
    """A side of an assignment."""

    RESPONSIBLE = "responsible"
    ASSIGNER = "assigner"
    UNBLOCKER = "unblocker"  # who can resolve what keeps the responsible agency from its work


EMAIL: Final = (Medium.EMAIL,)
EMAIL_AND_SMS: Final = (Medium.EMAIL, Medium.SMS)

_STOPPED: Final = frozenset({"submitted", "completed", "withdrawn", "on_hold"})
"""While an assignment is in one of these, nobody is reminded of its deadline."""
_EVERY: Final = _STOPPED | {"not_started", "in_progress", "returned", "declined"}
_ENDED: Final = frozenset({"completed", "withdrawn"})
_WEEK: Final = dt.timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Rule:
    """How one kind of notice is sent.

    `moot_in`: work states that make a message useless before it left. `useful_for`: how long after
    planning it may still leave; None means until the end of the last safe day.
    """

    to: Party
    media: tuple[Medium, ...]
    moot_in: frozenset[str]
    useful_for: dt.timedelta | None
    about_deadline: bool = False  # useless as soon as the deadline is another one
    gentle_media: tuple[Medium, ...] = EMAIL  # who is asked, or lends a hand, is never pressed


DIGESTS: Final = frozenset({Kind.DIGEST_DAY, Kind.DIGEST_WEEK, Kind.DIGEST_CALENDAR})
"""Kinds that speak of many assignments at once, and so of no plan and no deadline."""
_DIGEST: Final = Rule(Party.ASSIGNER, EMAIL, frozenset(), dt.timedelta(days=1))

RULES: Final[Mapping[Kind, Rule]] = {
    **dict.fromkeys(DIGESTS, _DIGEST),
    Kind.CREATED: Rule(Party.RESPONSIBLE, EMAIL_AND_SMS, frozenset({"withdrawn"}), _WEEK),
    Kind.SUBMITTED: Rule(Party.ASSIGNER, EMAIL, _EVERY - {"submitted"}, _WEEK),
    Kind.DECLINED: Rule(Party.ASSIGNER, EMAIL, _EVERY - {"declined"}, _WEEK),
    Kind.RETURNED: Rule(
        Party.RESPONSIBLE,
        EMAIL,
        frozenset({"submitted", "completed", "withdrawn"}),
        _WEEK,
    ),
    Kind.APPROVED: Rule(Party.RESPONSIBLE, EMAIL, frozenset(), _WEEK),
    Kind.WITHDRAWN: Rule(Party.RESPONSIBLE, EMAIL, frozenset(), _WEEK),
    Kind.DUE_SOON: Rule(Party.RESPONSIBLE, EMAIL_AND_SMS, _STOPPED, None, about_deadline=True),
    Kind.OVERDUE: Rule(
        Party.RESPONSIBLE, EMAIL_AND_SMS, _STOPPED, dt.timedelta(days=3), about_deadline=True
    ),
    # Moot once the agency moved; a deadline given since does not unsay what a person said.
    Kind.CHASED: Rule(
        Party.RESPONSIBLE, EMAIL_AND_SMS, _STOPPED | {"declined"}, dt.timedelta(days=3)
    ),
    Kind.EXTENSION_ASKED: Rule(Party.ASSIGNER, EMAIL, _ENDED, _WEEK),
    Kind.EXTENSION_DECIDED: Rule(Party.RESPONSIBLE, EMAIL, _ENDED, _WEEK),
    Kind.EXTENSION_ANSWERED: Rule(Party.ASSIGNER, EMAIL, _ENDED, _WEEK),
    Kind.BLOCKER_RAISED: Rule(Party.UNBLOCKER, EMAIL, _ENDED | {"submitted"}, _WEEK),
    Kind.BLOCKER_RESOLVED: Rule(Party.RESPONSIBLE, EMAIL, _ENDED | {"submitted"}, _WEEK),
    Kind.DEADLINE_SET: Rule(Party.RESPONSIBLE, EMAIL, _ENDED, _WEEK),
    Kind.HELD: Rule(Party.RESPONSIBLE, EMAIL, _EVERY - {"on_hold"}, _WEEK),
    Kind.RESUMED: Rule(Party.RESPONSIBLE, EMAIL, _STOPPED, _WEEK),
    Kind.REASSIGNED: Rule(Party.RESPONSIBLE, EMAIL, frozenset(), _WEEK),
    # Read in the inbox alone: a talk of ten remarks is no ten letters.
    Kind.COMMENTED: Rule(Party.RESPONSIBLE, (), frozenset(), _WEEK, gentle_media=()),
    Kind.MENTIONED: Rule(Party.RESPONSIBLE, (), frozenset(), _WEEK, gentle_media=()),
    # About many duties at once: what becomes of the one that is quoted makes them no less true.
    Kind.CHANGED: Rule(Party.RESPONSIBLE, EMAIL_AND_SMS, frozenset(), _WEEK),
    Kind.RECALLED: Rule(Party.RESPONSIBLE, EMAIL_AND_SMS, frozenset(), _WEEK),
}

THIS_SYSTEM: Final = "system"
"""The channel of a chase that is sent from here; others are only logged."""

_ACTS: Final[Mapping[str, Kind]] = {
    "submit": Kind.SUBMITTED,
    "decline": Kind.DECLINED,
    "return": Kind.RETURNED,
    "approve": Kind.APPROVED,
    "withdraw": Kind.WITHDRAWN,
    "chase": Kind.CHASED,
    "request_extension": Kind.EXTENSION_ASKED,
    "decide_extension": Kind.EXTENSION_DECIDED,
    "raise_blocker": Kind.BLOCKER_RAISED,
    "resolve_blocker": Kind.BLOCKER_RESOLVED,
    "set_deadline": Kind.DEADLINE_SET,
    "hold": Kind.HELD,
    "resume": Kind.RESUMED,
    "reassign": Kind.REASSIGNED,
}
_KINDS: Final[Mapping[str, Kind]] = {
    events.ASSIGNMENT_CREATED: Kind.CREATED,
}
_LEVELS: Final[Mapping[str, Kind]] = {
    "reminder": Kind.DUE_SOON,
    "yellow": Kind.DUE_SOON,
    "red": Kind.OVERDUE,
    "deep_red": Kind.OVERDUE,
}


def _of_followed(followed: Mapping[str, Any]) -> Kind | None:
    """Return the notice of a change of plans: one for all duties of an agency."""
    if not followed["first"]:
        return None
    return Kind.RECALLED if followed["kind"] == "recalled" else Kind.CHANGED


def kind_of(event_type: str, data: Mapping[str, Any]) -> Kind | None:
    """Return the kind of notice an event calls for; None when nobody is told of it."""
    if data.get("channel", THIS_SYSTEM) != THIS_SYSTEM:
        return None  # a person has told them already
    if data.get("followed"):
        return _of_followed(data["followed"])
    if event_type == events.ASSIGNMENT_ESCALATED:
        return _LEVELS[data["level"]]
    kind = _KINDS.get(event_type) or _ACTS.get(data.get("action", ""))
    if kind is Kind.EXTENSION_DECIDED and data["actor_agency_id"] == data["agency"]["id"]:
        return Kind.EXTENSION_ANSWERED  # the agency says whether it takes the day offered
    return kind


def recipient(rule: Rule, data: Mapping[str, Any]) -> int | None:
    """Return the id of the agency to tell; None when it would be told of its own act."""
    if "recipient_id" in data:
        told: int = data["recipient_id"]
        return told
    if rule.to is Party.RESPONSIBLE:
        agency_id: int = data["agency"]["id"]
    else:
        agency_id = data["assigner_agency_id"]
        if rule.to is Party.UNBLOCKER:
            agency_id = data.get("unblocker_agency_id", agency_id)
    return None if agency_id == data.get("actor_agency_id") else agency_id


def day_of(data: Mapping[str, Any]) -> dt.date | None:
    """Return the day that counts: the one moved since, else the plan's; None without any."""
    deadline = data["deadline"]
    day: dt.date | None = data.get("due_on") or (deadline and deadline["last_safe_day"])
    return day


def media(rule: Rule, *, gently: bool, contacts: Mapping[Medium, str]) -> tuple[Medium, ...]:
    """Return the media to use: the rule's that reach a contact, else any that does, else NONE.

    `gently` is for requests, coordinating agencies, and steps that are told without an SMS.
    """
    wanted = rule.gentle_media if gently else rule.media
    reached = tuple(medium for medium in wanted if medium in contacts)
    return reached or tuple(contacts)[:1] or (Medium.NONE,)


def expires_at(rule: Rule, last_safe_day: dt.date | None) -> dt.datetime:
    """Return when a message planned now stops being useful."""
    if rule.useful_for is not None:
        return clock.now() + rule.useful_for
    day = last_safe_day or clock.today()
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time.min, clock.VIETNAM)


def why_moot(
    rule: Rule, *, work_state: str, last_safe_day: dt.date | None, basis_day: dt.date | None
) -> str | None:
    """Return why a message must no longer leave, given the assignment's present state."""
    if work_state in rule.moot_in:
        return f"the assignment is {work_state} by now"
    if rule.about_deadline and last_safe_day != basis_day:
        return "the deadline was changed"
    return None
