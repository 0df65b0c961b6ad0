"""Assignments as they are asked for and shown."""

from marshmallow import Schema, fields, validate

from common.db import LARGEST_ID
from services.tasks.bodies import AGENCY
from services.tasks.model import (
    Action,
    Bindingness,
    ExtensionState,
    PartyRole,
    ReviewState,
    WorkState,
)
from services.tasks.schemas.fields import choices, load_month, past_moment
from services.tasks.schemas.files import FileSchema
from services.tasks.schemas.shared import AgencySchema, PlanSchema, SentenceSchema
from services.tasks.scope import Scope
from services.tasks.search import Order, Rank
from services.tasks.standing import Standing


class ListQuery(Schema):
    """Filters of the list."""

    plan = fields.Integer(validate=validate.Range(1, LARGEST_ID))
    agency = fields.String(validate=AGENCY)
    role = choices(PartyRole)
    state = choices([*WorkState, "open"])
    standing = choices([*Standing, "review_overdue"])
    bindingness = fields.String(validate=validate.OneOf(list(Bindingness)))
    period = fields.Function(
        deserialize=load_month, metadata={"type": "string", "description": "a month, YYYY-MM"}
    )
    extension = choices(ExtensionState)
    assignee = fields.String(validate=validate.Equal("me"))
    unblocker = fields.String(validate=validate.Equal("me"))
    monitored = fields.String(validate=validate.Equal("me"))
    whose = fields.Enum(Scope, by_value=True, data_key="scope")
    acting_for = fields.Integer(validate=validate.Range(1, LARGEST_ID))
    q = fields.String(validate=validate.Length(max=200))
    sort = fields.String(validate=validate.OneOf(list(Order)))
    as_of = past_moment()


class ExceptionQuery(Schema):
    """Filters of what is late."""

    plan = fields.Integer(validate=validate.Range(1, LARGEST_ID))
    acting_for = fields.Integer(validate=validate.Range(1, LARGEST_ID))


class DetailQuery(Schema):
    """For whom the caller looks."""

    acting_for = fields.Integer(validate=validate.Range(1, LARGEST_ID))


class OneQuery(DetailQuery):
    """For whom the caller looks, and as of when."""

    as_of = past_moment()


class DeadlineSchema(Schema):
    """A deadline as the plan words it, and as reckoned."""

    phrase = fields.String()
    operator = fields.String(allow_none=True)
    stated_on = fields.Date(allow_none=True)
    last_safe_day = fields.Date(allow_none=True)
    recurrence = fields.String(allow_none=True)


class AssigneeSchema(Schema):
    """Who does the work inside the agency; `id` is null for a unit."""

    id = fields.Integer(allow_none=True)
    name = fields.String()
    due_on = fields.Date(allow_none=True)


class MonitorSchema(Schema):
    """Who follows the work for the assigner, and does not answer for it."""

    id = fields.Integer()
    name = fields.String()


class NoteSchema(Schema):
    """The latest progress note."""

    text = fields.String()
    at = fields.AwareDateTime()


class AssignmentSchema(Schema):
    """An assignment as lists show it."""

    id = fields.Integer()
    plan = fields.Nested(PlanSchema)
    agency = fields.Nested(AgencySchema)
    assigner_agency = fields.Nested(AgencySchema)
    role = fields.String(validate=validate.OneOf(list(PartyRole)))
    bindingness = fields.String(validate=validate.OneOf(list(Bindingness)))
    label = fields.String()
    text = fields.String()
    output = fields.String(allow_none=True)
    work_state = fields.String(validate=validate.OneOf(list(WorkState)))
    review_state = fields.String(validate=validate.OneOf(list(ReviewState)))
    extension_state = fields.String(validate=validate.OneOf(list(ExtensionState)))
    standing = fields.String(validate=validate.OneOf(list(Standing)))
    standing_reason = fields.Nested(SentenceSchema)
    review_overdue = fields.Boolean()
    result = fields.String(allow_none=True)
    deadline = fields.Nested(DeadlineSchema, allow_none=True)
    period = fields.String(allow_none=True)
    due_on = fields.Date(allow_none=True)
    contribute_by = fields.Date(allow_none=True)
    held_until = fields.Date(allow_none=True)
    blocked_since = fields.AwareDateTime(allow_none=True)
    assignee = fields.Nested(AssigneeSchema, allow_none=True)
    monitor = fields.Nested(MonitorSchema, allow_none=True)
    last_note = fields.Nested(NoteSchema, allow_none=True)
    acknowledged_at = fields.AwareDateTime(allow_none=True)
    version = fields.Integer()
    available_actions = fields.List(fields.String(validate=validate.OneOf(list(Action))))


class FoundSchema(Schema):
    """How an assignment fits a search; `marks` has [start, end) in characters for each text."""

    rank = fields.String(allow_none=True, validate=validate.OneOf([r.name.lower() for r in Rank]))
    marks = fields.Dict()


class ListedSchema(AssignmentSchema):
    """An assignment of a list; `found` where the list was searched."""

    found = fields.Nested(FoundSchema, allow_none=True)


class PartnerSchema(Schema):
    """An agency that shares the duty."""

    agency = fields.Nested(AgencySchema)
    role = fields.String()
    acknowledged = fields.Boolean()
    acknowledged_at = fields.AwareDateTime(allow_none=True)


class EvidenceSchema(Schema):
    """What was handed in, with the version that this gave the assignment.

    A document by its reference, a file, or both; `proves` is "output" or what else it shows.
    """

    id = fields.Integer()
    number = fields.String(allow_none=True)
    issued_on = fields.Date(allow_none=True)
    sent_to = fields.String(allow_none=True)
    proves = fields.String()
    file = fields.Nested(FileSchema, allow_none=True)
    version = fields.Integer()
    added_at = fields.AwareDateTime()


class DetailSchema(AssignmentSchema):
    """An assignment in full."""

    span = fields.List(fields.Integer())
    standing_rules = fields.Dict()
    action_needs = fields.Dict()
    submitted_on = fields.Date(allow_none=True)
    review_since = fields.AwareDateTime(allow_none=True)
    review_due_on = fields.Date(allow_none=True)
    grade = fields.String(allow_none=True)
    completed_at = fields.AwareDateTime(allow_none=True)
    created_at = fields.AwareDateTime()
    updated_at = fields.AwareDateTime()
    partner_counts = fields.Dict()
    partners = fields.List(fields.Nested(PartnerSchema))
    evidence = fields.List(fields.Nested(EvidenceSchema))
    uploads = fields.List(fields.Nested(FileSchema))
    comments = fields.Integer()
    told = fields.Dict()
    extensions = fields.List(fields.Dict())
    extension_effect = fields.Dict(allow_none=True)
    blockers = fields.List(fields.Dict())
    chases = fields.Integer()
    replaces = fields.Integer(allow_none=True)
    replaced_by = fields.Integer(allow_none=True)


class ExceptionSchema(AssignmentSchema):
    """Late work, or work whose review is late."""

    days_late = fields.Integer()
    missing = fields.Nested(SentenceSchema)
    unblocker = fields.Dict()
    times_told = fields.Integer()


class ReviewSchema(AssignmentSchema):
    """Work that awaits the assigner's decision: a review, a request for time, a hold to end."""

    waits_for = fields.String(validate=validate.OneOf(("review", "extension", "hold")))
    waiting_since = fields.AwareDateTime()
    decide_by = fields.Date(allow_none=True)
    review_since = fields.AwareDateTime(allow_none=True)
    review_due_on = fields.Date(allow_none=True)
    submitted_on = fields.Date(allow_none=True)


class HistorySchema(Schema):
    """One act and the state it led to."""

    version = fields.Integer()
    at = fields.AwareDateTime()
    action = fields.String()
    actor = fields.Dict()
    note = fields.String(allow_none=True)
    cause = fields.String(allow_none=True)
    hash = fields.String(metadata={"description": "of this act and the one before it"})
    checked = fields.Boolean(
        allow_none=True, metadata={"description": "whether the hash fits; null: verify offline"}
    )
    work_state = fields.String()
    review_state = fields.String()
    extension_state = fields.String()
    due_on = fields.Date(allow_none=True)
