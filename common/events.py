"""The published language: every event's name, version and schema, as CloudEvents 1.0 in JSON.

`type` is `dondoc.NOUN.VERB.vN`, `subject` the aggregate's id, and the extension attribute
`aggregateversion` its version after the change, so that a consumer can ignore what it has passed.
A version's schema only ever gains optional fields; any other change is a new version.
"""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson
from marshmallow import EXCLUDE, Schema, ValidationError, fields, missing, validate

from common import clock, observe

SOURCE: Final = "/dondoc"

AGENCY_CHANGED: Final = "dondoc.agency.changed.v1"
ACCOUNT_CHANGED: Final = "dondoc.account.changed.v1"
PLAN_ISSUED: Final = "dondoc.plan.issued.v1"
PLAN_RECALLED: Final = "dondoc.plan.recalled.v1"
ASSIGNMENT_CREATED: Final = "dondoc.assignment.created.v1"
ASSIGNMENT_STATE_CHANGED: Final = "dondoc.assignment.state_changed.v1"
ASSIGNMENT_ESCALATED: Final = "dondoc.assignment.escalated.v1"
COMMENT_ADDED: Final = "dondoc.comment.added.v1"
DIGEST_MADE: Final = "dondoc.digest.made.v1"
MESSAGE_SETTLED: Final = "dondoc.message.settled.v1"
REORGANISATION_APPLIED: Final = "dondoc.reorganisation.applied.v1"
REORGANISATION_REVERTED: Final = "dondoc.reorganisation.reverted.v1"

AGENCY_KINDS: Final = (
    "committee",  # UBND of the province, with its office
    "department",  # sở, ban, ngành
    "district",  # until 2025
    "commune",  # xã, phường, đặc khu
    "party",  # Party bodies
    "front",  # Mặt trận Tổ quốc and mass organisations
    "court",  # courts and procuracy
    "armed_forces",  # army, border guard
    "police",
    "other",
)
REQUESTED_KINDS: Final = frozenset({"party", "front", "court", "armed_forces"})
"""Bodies a committee asks (đề nghị) but cannot order; domain.md §2."""


class EventError(ValueError):
    """The event's type is unknown or its data break the schema; the message says where."""


class _Data(Schema):
    class Meta:
        """A consumer tolerates fields added later."""

        unknown = EXCLUDE


class AgencyRef(_Data):
    """An agency as others show it."""

    id = fields.Integer(required=True)
    slug = fields.String(required=True)
    name = fields.String(required=True)


class AgencyChanged(_Data):
    """An agency was registered or changed; the whole present state."""

    id = fields.Integer(required=True)
    slug = fields.String(required=True)
    name = fields.String(required=True)
    aliases = fields.List(fields.String(), required=True)
    kind = fields.String(required=True, validate=validate.OneOf(AGENCY_KINDS))
    parent_id = fields.Integer(required=True, allow_none=True)
    email = fields.String(required=True, allow_none=True)
    phone = fields.String(required=True, allow_none=True)
    active = fields.Boolean(required=True)


class AccountChanged(_Data):
    """An account was opened, changed or closed; never carries a password."""

    id = fields.Integer(required=True)
    username = fields.String(required=True)
    agency_id = fields.Integer(required=True, allow_none=True)
    roles = fields.List(fields.String(), required=True)
    language = fields.String(required=True, validate=validate.OneOf(("vi", "en")))
    active = fields.Boolean(required=True)


class PlanRef(_Data):
    """A plan as others show it."""

    id = fields.Integer(required=True)
    number = fields.String(required=True, allow_none=True)
    title = fields.String(required=True)


class Deadline(_Data):
    """A deadline as written and as reckoned; `last_safe_day` is null when no day follows."""

    phrase = fields.String(required=True)
    operator = fields.String(
        required=True, allow_none=True, validate=validate.OneOf(("before", "on", "by"))
    )
    stated_on = fields.Date(required=True, allow_none=True)
    last_safe_day = fields.Date(required=True, allow_none=True)
    recurrence = fields.String(required=True, allow_none=True)


class Party(_Data):
    """Agencies that share one role in an item."""

    role = fields.String(
        required=True, validate=validate.OneOf(("lead", "coordinating", "executing"))
    )
    agency_ids = fields.List(fields.Integer(), required=True)
    is_class = fields.Boolean()  # named as many at once ("UBND các xã"): each is its own lead


class PlanItem(_Data):
    """A duty or work item of the issued plan; `key` is unique and stable inside the plan."""

    key = fields.String(required=True)
    label = fields.String(required=True)  # its place in the document, as "III.4"
    text = fields.String(required=True)
    output = fields.String(required=True, allow_none=True)
    bindingness = fields.String(required=True, validate=validate.OneOf(("order", "request")))
    deadline = fields.Nested(Deadline, required=True, allow_none=True)
    span = fields.List(fields.Integer(), required=True)  # [start, end) in the plan's text
    parties = fields.List(fields.Nested(Party), required=True)


class CarriedItem(_Data):
    """An item of the later plan that stands for one of an earlier plan."""

    key = fields.String(required=True)
    plan_id = fields.Integer(required=True)
    from_key = fields.String(required=True)
    same = fields.Boolean(required=True)  # work done for the earlier needs nothing more
    label = fields.String(required=True)
    text = fields.String(required=True)


class RemovedItem(_Data):
    """An item of an earlier plan that ends."""

    plan_id = fields.Integer(required=True)
    key = fields.String(required=True)


class PlanChange(_Data):
    """What the issued plan does to an earlier one; `plan_ids` are that and its amendments."""

    kind = fields.String(required=True, validate=validate.OneOf(("amends", "corrects", "replaces")))
    plan = fields.Nested(PlanRef, required=True)
    plan_ids = fields.List(fields.Integer(), required=True)
    pairs = fields.List(fields.Nested(CarriedItem), required=True)
    removed = fields.List(fields.Nested(RemovedItem), required=True)


class PlanIssued(_Data):
    """A reviewed plan was frozen and issued; items name agencies by id, listed once each."""

    plan = fields.Nested(PlanRef, required=True)
    issuer = fields.String(required=True, allow_none=True)
    issued_on = fields.Date(required=True, allow_none=True)
    assigner_agency_id = fields.Integer(required=True)
    actor_id = fields.Integer(required=True)
    actor_name = fields.String(required=True)
    agencies = fields.List(fields.Nested(AgencyRef), required=True)
    items = fields.List(fields.Nested(PlanItem), required=True)
    document_type = fields.String(allow_none=True)  # as the document calls itself: "Kế hoạch"
    relation = fields.Nested(PlanChange)  # when it amends, corrects or replaces an earlier plan


class PlanRecalled(_Data):
    """An issued plan was recalled; its open duties, and those of its amendments, end."""

    plan = fields.Nested(PlanRef, required=True)
    plan_ids = fields.List(fields.Integer(), required=True)
    number = fields.String(required=True)  # of the document that recalls it
    issued_on = fields.Date(required=True)
    reason = fields.String(required=True)
    actor_id = fields.Integer(required=True)
    actor_name = fields.String(required=True)
    actor_agency_id = fields.Integer(required=True)


class AssignmentCreated(_Data):
    """An agency was given a duty."""

    id = fields.Integer(required=True)
    plan = fields.Nested(PlanRef, required=True)
    agency = fields.Nested(AgencyRef, required=True)
    assigner_agency_id = fields.Integer(required=True)
    role = fields.String(required=True)
    bindingness = fields.String(required=True)
    label = fields.String(required=True)
    text = fields.String(required=True)
    deadline = fields.Nested(Deadline, required=True, allow_none=True)
    due_on = fields.Date(allow_none=True)  # the day that counts by now; the plan's is `deadline`
    actor_agency_id = fields.Integer(allow_none=True)  # of a person who reassigned it
    monitor_id = fields.Integer(allow_none=True)  # the account that follows it for the assigner


class PlanFollowed(_Data):
    """Another plan's issue or a recall as the cause of an act; `first` on one act per agency."""

    kind = fields.String(
        required=True, validate=validate.OneOf(("amends", "corrects", "replaces", "recalled"))
    )
    plan = fields.Nested(PlanRef, required=True)  # the plan that was changed or recalled
    number = fields.String(required=True, allow_none=True)  # of the document that does so
    first = fields.Boolean(required=True)
    duties = fields.Integer(required=True)  # of the agency, that are concerned


class AssignmentStateChanged(AssignmentCreated):
    """Somebody acted on an assignment; the whole present state and the act."""

    action = fields.String(required=True)
    from_state = fields.String(required=True)
    work_state = fields.String(required=True)
    review_state = fields.String(required=True)
    note = fields.String(required=True, allow_none=True)
    actor_id = fields.Integer(required=True)
    actor_name = fields.String(required=True)
    actor_agency_id = fields.Integer(required=True, allow_none=True)
    at = fields.AwareDateTime(required=True)
    extension_state = fields.String()
    decision = fields.String()  # of decide_extension: grant, refuse or counter
    wanted_on = fields.Date()
    offered_on = fields.Date()
    old_due_on = fields.Date(allow_none=True)
    contribute_by = fields.Date()
    review_on = fields.Date()  # when a hold is looked at again
    unblocker_agency_id = fields.Integer()
    channel = fields.String()  # over which somebody chased
    result = fields.String()
    assignee = fields.String()
    replaced_by = fields.Integer()  # the assignment that a reassigned one became
    from_agency_id = fields.Integer()  # who had it before agencies were reorganised
    followed = fields.Nested(PlanFollowed)  # when no person acted on this one alone


class AssignmentEscalated(AssignmentCreated):
    """A step of the ladder was taken: the day is near or past, and nothing was submitted."""

    work_state = fields.String(required=True)
    step = fields.String(required=True)  # its name in the ladder
    level = fields.String(
        required=True, validate=validate.OneOf(("reminder", "yellow", "red", "deep_red"))
    )
    receiver = fields.String(required=True, validate=validate.OneOf(("owner", "head")))
    recipient_id = fields.Integer(required=True)  # the agency that is told
    days_left = fields.Integer(required=True)  # calendar days: 0 on the day, negative after it
    sms = fields.Boolean(required=True)


class Mentioned(_Data):
    """An account that a comment names."""

    id = fields.Integer(required=True)
    agency_id = fields.Integer(required=True, allow_none=True)


class CommentAdded(AssignmentCreated):
    """Somebody said something about an assignment; it changed nothing."""

    comment_id = fields.Integer(required=True)
    note = fields.String(required=True)
    actor_id = fields.Integer(required=True)
    actor_name = fields.String(required=True)
    at = fields.AwareDateTime(required=True)
    mentioned = fields.List(fields.Nested(Mentioned), required=True)  # never the author


class DigestLine(_Data):
    """One duty in a summary."""

    assignment_id = fields.Integer(required=True)
    agency = fields.String(required=True)
    label = fields.String(required=True)
    text = fields.String(required=True)
    due_on = fields.Date(required=True, allow_none=True)
    level = fields.String(required=True)


class DigestMade(_Data):
    """A summary for one agency: of the day's escalations, of the week, of a calendar change."""

    kind = fields.String(required=True, validate=validate.OneOf(("day", "week", "calendar")))
    agency = fields.Nested(AgencyRef, required=True)
    day = fields.Date(required=True)
    counts = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    lines = fields.List(fields.Nested(DigestLine), required=True)
    basis = fields.String(required=True, allow_none=True)


class MessageSettled(_Data):
    """A message reached its end (or an end a person must look at)."""

    id = fields.Integer(required=True)
    assignment_id = fields.Integer(required=True, allow_none=True)
    agency_id = fields.Integer(required=True, allow_none=True)
    kind = fields.String(required=True)
    channel = fields.String(required=True)
    state = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


class Basis(_Data):
    """The document that orders a reorganisation."""

    kind = fields.String(required=True)
    number = fields.String(required=True)
    issued_on = fields.Date(required=True)


class FoundedAgency(AgencyRef):
    """An agency that takes over, founded by the decree or there before."""

    kind = fields.String(required=True)


class Heir(_Data):
    """Who may get the duties of an agency, told by the words of a field where there are several."""

    agency = fields.Integer(required=True)
    field = fields.String(required=True, allow_none=True)
    words = fields.List(fields.String(), required=True)


class SuccessionRule(_Data):
    """An agency that loses duties; unless it `ends` it keeps what no heir gets."""

    agency_id = fields.Integer(required=True)
    ends = fields.Boolean(required=True)
    heirs = fields.List(fields.Nested(Heir), required=True)


class SuccessionDecision(_Data):
    """Who gets what of an agency, as a person decided; the last that fits counts."""

    scope = fields.String(required=True)
    agency_id = fields.Integer(required=True, data_key="from", attribute="from")
    to = fields.Integer(allow_none=True)
    plan = fields.Integer()
    ids = fields.List(fields.Integer())
    at = fields.AwareDateTime(required=True)
    by = fields.String(required=True)


class ReorganisationApplied(_Data):
    """Agencies were reorganised; the mapping by which every service moves what it keeps."""

    id = fields.Integer(required=True)
    title = fields.String(required=True)
    basis = fields.Nested(Basis, required=True)
    effective_on = fields.Date(required=True)
    actor_id = fields.Integer(required=True)
    actor_name = fields.String(required=True)
    actor_agency_id = fields.Integer(required=True, allow_none=True)
    agencies = fields.List(fields.Nested(FoundedAgency), required=True)
    rules = fields.List(fields.Nested(SuccessionRule), required=True)
    decisions = fields.List(fields.Nested(SuccessionDecision), required=True)


class ReorganisationReverted(_Data):
    """A reorganisation was reverted: what it moved goes back."""

    id = fields.Integer(required=True)
    title = fields.String(required=True)
    reason = fields.String(required=True)
    actor_id = fields.Integer(required=True)
    actor_name = fields.String(required=True)
    actor_agency_id = fields.Integer(required=True, allow_none=True)


SCHEMAS: Final[Mapping[str, Schema]] = {
    AGENCY_CHANGED: AgencyChanged(),
    ACCOUNT_CHANGED: AccountChanged(),
    PLAN_ISSUED: PlanIssued(),
    PLAN_RECALLED: PlanRecalled(),
    ASSIGNMENT_CREATED: AssignmentCreated(),
    ASSIGNMENT_STATE_CHANGED: AssignmentStateChanged(),
    ASSIGNMENT_ESCALATED: AssignmentEscalated(),
    COMMENT_ADDED: CommentAdded(),
    DIGEST_MADE: DigestMade(),
    MESSAGE_SETTLED: MessageSettled(),
    REORGANISATION_APPLIED: ReorganisationApplied(),
    REORGANISATION_REVERTED: ReorganisationReverted(),
}


@dataclass(frozen=True, slots=True)
class Event:
    """One event, with `data` as plain JSON values on the way out and loaded on the way in."""

    id: str
    type: str
    subject: str
    version: int
    time: dt.datetime
    data: Mapping[str, Any]
    request_id: str | None = None


def make(event_type: str, subject: object, version: int, data: Mapping[str, Any]) -> Event:
    """Return a new event; raises EventError for an unknown type or data against its schema."""
    schema = _schema(event_type)
    dumped = schema.dump(data)
    wrong = schema.validate(dumped)
    if wrong:
        raise EventError(f"{event_type} {subject}: {wrong}")
    return _event(event_type, subject, version, dumped)


class Batch:
    """Makes many events of one type: what many of them say alike is checked once, not each time.

    Field by field, by the fields of the schema, so nothing is let through that `make` refuses.
    """

    def __init__(self, event_type: str) -> None:
        self._type = event_type
        schema = _schema(event_type)
        self._fields = [
            (field.attribute or name, field.data_key or name, field)
            for name, field in schema.fields.items()
        ]
        self._accessor = schema.get_attribute
        self._known: dict[tuple[str, str], Mapping[str, Any]] = {}

    def make(self, subject: object, version: int, data: Mapping[str, Any]) -> Event:
        """Return a new event as `make` does; raises EventError for data against the schema."""
        dumped: dict[str, Any] = {}
        for name, key, field in self._fields:
            # By how it is written: 1 and True are equal, and not the same.
            said = (name, repr(data[name]) if name in data else "")
            part = self._known.get(said)
            if part is None:
                part = self._known[said] = self._checked(name, key, field, subject, data)
            dumped.update(part)
        return _event(self._type, subject, version, dumped)

    def _checked(
        self, name: str, key: str, field: fields.Field[Any], subject: object, data: Any
    ) -> Mapping[str, Any]:
        """Return the field as it travels, under its key; nothing where it may be left out."""
        value = field.serialize(name, data, accessor=self._accessor)
        try:
            field.deserialize(value, key)
        except ValidationError as error:
            raise EventError(f"{self._type} {subject}: {{{key!r}: {error.messages}}}") from None
        return {} if value is missing else {key: value}


def _event(event_type: str, subject: object, version: int, data: Mapping[str, Any]) -> Event:
    return Event(
        id=str(uuid.uuid4()),
        type=event_type,
        subject=str(subject),
        version=version,
        time=clock.now(),
        data=data,
        request_id=observe.bound_id("request_id"),
    )


def encode(event: Event) -> str:
    """Return the event as a structured-mode CloudEvents JSON text."""
    body: dict[str, Any] = {
        "specversion": "1.0",
        "id": event.id,
        "source": SOURCE,
        "type": event.type,
        "subject": event.subject,
        "time": event.time.isoformat(),
        "datacontenttype": "application/json",
        "aggregateversion": event.version,
        "data": event.data,
    }
    if event.request_id:
        body["requestid"] = event.request_id
    return orjson.dumps(body).decode()


def decode(body: bytes | str) -> Event:
    """Return the event with its data loaded; raises EventError if it cannot be understood."""
    try:
        raw = orjson.loads(body)
        schema = _schema(raw["type"])
        return Event(
            id=raw["id"],
            type=raw["type"],
            subject=raw["subject"],
            version=int(raw["aggregateversion"]),
            time=dt.datetime.fromisoformat(raw["time"]),
            data=schema.load(raw["data"]),
            request_id=raw.get("requestid"),
        )
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError, ValidationError) as error:
        raise EventError(f"not an event we know: {error}") from error


def _schema(event_type: str) -> Schema:
    try:
        return SCHEMAS[event_type]
    except (KeyError, TypeError):
        raise EventError(f"unknown event type {event_type!r}") from None
