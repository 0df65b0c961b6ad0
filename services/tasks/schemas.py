"""What comes in through the HTTP door and what goes out."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from services.tasks.bodies import AGENCY, Line
from services.tasks.model import (
    LARGEST_ID,
    Action,
    Bindingness,
    ExtensionState,
    PartyRole,
    ReviewState,
    WorkState,
)
from services.tasks.standing import Standing


def choices(allowed: Iterable[str]) -> fields.Field[Any]:
    """Return a field for words separated by commas, loaded sorted and once each."""
    known = sorted(allowed)

    def load(value: Any) -> list[str]:
        words = {word.strip() for word in str(value).split(",")} - {""}
        unknown = ", ".join(sorted(words - set(known)))
        if unknown:
            raise ValidationError(f"{unknown[:100]}: choose from {', '.join(known)}")
        return sorted(words)

    described = f"one or more of {', '.join(known)}, separated by commas"
    return fields.Function(deserialize=load, metadata={"type": "string", "description": described})


def load_month(value: Any) -> dt.date:
    """Return the first day of a month given as YYYY-MM."""
    try:
        return dt.date.fromisoformat(f"{value}-01")
    except ValueError:
        raise ValidationError("must be a month, as 2026-05") from None


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
    acting_for = fields.Integer(validate=validate.Range(1, LARGEST_ID))
    q = fields.String(validate=validate.Length(max=200))


class ExceptionQuery(Schema):
    """Filters of what is late."""

    plan = fields.Integer(validate=validate.Range(1, LARGEST_ID))


class StatisticsQuery(Schema):
    """What to count by, and of what."""

    by = fields.String(load_default="agency", validate=validate.OneOf(("agency", "plan", "period")))
    plan = fields.Integer(validate=validate.Range(1, LARGEST_ID))
    agency = fields.String(validate=AGENCY)


class DelegationSchema(Schema):
    """Somebody acts for another of the same agency."""

    id = fields.Integer()
    absent = fields.Dict()
    deputy = fields.Dict()
    roles = fields.List(fields.String())
    starts_on = fields.Date()
    ends_on = fields.Date()
    reason = fields.String()
    ended_at = fields.AwareDateTime(allow_none=True)


class DelegationsSchema(Schema):
    """Those that the caller gave or got."""

    items = fields.List(fields.Nested(DelegationSchema))


class DetailQuery(Schema):
    """For whom the caller looks."""

    acting_for = fields.Integer(validate=validate.Range(1, LARGEST_ID))


class AgencySchema(Schema):
    """An agency; slug and name are null if only its id is known so far."""

    id = fields.Integer()
    slug = fields.String(allow_none=True)
    name = fields.String(allow_none=True)


class PlanSchema(Schema):
    """A plan."""

    id = fields.Integer()
    number = fields.String(allow_none=True)
    title = fields.String()


class DeadlineSchema(Schema):
    """A deadline as the plan words it, and as reckoned."""

    phrase = fields.String()
    operator = fields.String(allow_none=True)
    stated_on = fields.Date(allow_none=True)
    last_safe_day = fields.Date(allow_none=True)
    recurrence = fields.String(allow_none=True)


class SentenceSchema(Schema):
    """One sentence in both languages."""

    vi = fields.String()
    en = fields.String()


class AssigneeSchema(Schema):
    """Who does the work inside the agency; `id` is null for a unit."""

    id = fields.Integer(allow_none=True)
    name = fields.String()
    due_on = fields.Date(allow_none=True)


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
    acknowledged_at = fields.AwareDateTime(allow_none=True)
    version = fields.Integer()
    available_actions = fields.List(fields.String(validate=validate.OneOf(list(Action))))


class PartnerSchema(Schema):
    """An agency that shares the duty."""

    agency = fields.Nested(AgencySchema)
    role = fields.String()
    acknowledged = fields.Boolean()
    acknowledged_at = fields.AwareDateTime(allow_none=True)


class EvidenceSchema(Schema):
    """A document handed in, with the version its submission gave the assignment."""

    id = fields.Integer()
    number = fields.String()
    issued_on = fields.Date()
    sent_to = fields.String()
    version = fields.Integer()
    added_at = fields.AwareDateTime()


class DetailSchema(AssignmentSchema):
    """An assignment in full."""

    span = fields.List(fields.Integer())
    standing_rules = fields.Dict()
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
    work_state = fields.String()
    review_state = fields.String()
    extension_state = fields.String()
    due_on = fields.Date(allow_none=True)


class StatisticsSchema(Schema):
    """Counts and the moment they hold for."""

    by = fields.String()
    as_of = fields.AwareDateTime()
    today = fields.Date()
    rules = fields.String()
    calendar = fields.String()
    totals = fields.Dict()
    rows = fields.List(fields.Dict())


class CorrectedDaySchema(Schema):
    """What is said of one day of the calendar."""

    day = fields.Date(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(("workday", "holiday", "as_ruled")))
    basis = Line(required=True, validate=validate.Length(1, 300))


class CalendarChangeSchema(Schema):
    """A change of the calendar, for the country or for what one agency assigns."""

    agency_id = fields.Integer(
        load_default=None, allow_none=True, validate=validate.Range(1, LARGEST_ID)
    )
    days = fields.List(
        fields.Nested(CorrectedDaySchema), required=True, validate=validate.Length(1, 60)
    )


class CalendarSchema(Schema):
    """The version of the calendar and its corrections."""

    calendar = fields.String()
    days = fields.List(fields.Dict())


class CalendarPreviewSchema(Schema):
    """What a change of the calendar moves."""

    calendar = fields.String()
    would_be = fields.String()
    assignments = fields.Integer()
    reviews = fields.Integer()
    agencies = fields.Integer()
    days = fields.List(fields.Dict())


class IncidentQuery(Schema):
    """Which incidents: open ones, or all."""

    all = fields.Boolean(load_default=False)


class ResolutionSchema(Schema):
    """Why an incident is closed."""

    note = Line(required=True, validate=validate.Length(1, 500))


class IncidentSchema(Schema):
    """A step or message that nobody received."""

    id = fields.Integer()
    kind = fields.String()
    assignment_id = fields.Integer(allow_none=True)
    agency = fields.Dict()
    detail = fields.String()
    opened_at = fields.AwareDateTime()
    age_s = fields.Integer()
    resolved_at = fields.AwareDateTime(allow_none=True)
    resolution = fields.String(allow_none=True)


class ChaseSchema(Schema):
    """Whom to chase, in which words; `preview` only shows."""

    assignments = fields.List(
        fields.Integer(validate=validate.Range(1, LARGEST_ID)),
        required=True,
        validate=validate.Length(1, 200),
    )
    text = Line(validate=validate.Length(1, 1000))
    preview = fields.Boolean(load_default=False)


class ChaseResultSchema(Schema):
    """Who is told what, whom the act passes by and why, and what it costs."""

    id = fields.Integer(allow_none=True)
    sent = fields.Boolean()
    chased = fields.Integer()
    passed_by = fields.Integer()
    agencies = fields.Integer()
    sms_segments = fields.Integer()
    items = fields.List(fields.Dict())


class ChaseRoundSchema(Schema):
    """An earlier round of chasing."""

    id = fields.Integer()
    at = fields.AwareDateTime()
    actor = fields.Dict()
    text = fields.String()
    chased = fields.Integer()
    passed_by = fields.Integer()
    sms_segments = fields.Integer()
