"""The published language: every event's name, version and schema, as CloudEvents 1.0 in JSON.

`type` is `dondoc.NOUN.VERB.vN`, `subject` the aggregate's id, and the extension attribute
`aggregateversion` its version after the change, so that a consumer can ignore what it has passed.
A version's schema only ever gains optional fields; any other change is a new version.
"""

from common.events.envelope import SOURCE, Event, EventError, decode, encode, make
from common.events.names import (
    ACCOUNT_CHANGED,
    AGENCY_CHANGED,
    AGENCY_KINDS,
    ASSIGNMENT_CREATED,
    ASSIGNMENT_ESCALATED,
    ASSIGNMENT_STATE_CHANGED,
    COMMENT_ADDED,
    DIGEST_MADE,
    MESSAGE_SETTLED,
    PLAN_ISSUED,
    PLAN_RECALLED,
    REORGANISATION_APPLIED,
    REORGANISATION_REVERTED,
    REQUESTED_KINDS,
)
from common.events.schemas import SCHEMAS

__all__ = [
    "ACCOUNT_CHANGED",
    "AGENCY_CHANGED",
    "AGENCY_KINDS",
    "ASSIGNMENT_CREATED",
    "ASSIGNMENT_ESCALATED",
    "ASSIGNMENT_STATE_CHANGED",
    "COMMENT_ADDED",
    "DIGEST_MADE",
    "MESSAGE_SETTLED",
    "PLAN_ISSUED",
    "PLAN_RECALLED",
    "REORGANISATION_APPLIED",
    "REORGANISATION_REVERTED",
    "REQUESTED_KINDS",
    "SCHEMAS",
    "SOURCE",
    "Event",
    "EventError",
    "decode",
    "encode",
    "make",
]
