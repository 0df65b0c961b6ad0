"""Replies, for the reference: views make them, these schemas describe them."""

from marshmallow import Schema, fields, validate

from services.plans.extract import Stage


class ActorSchema(Schema):
    """Who did it."""

    id = fields.Integer(required=True)
    name = fields.String(required=True)


class MessageSchema(Schema):
    """A sentence in both languages."""

    vi = fields.String(required=True)
    en = fields.String(required=True)


class SummarySchema(Schema):
    """A plan as lists show it."""

    id = fields.Integer(required=True)
    version = fields.Integer(required=True)
    state = fields.String(required=True)
    number = fields.String(required=True, allow_none=True)
    issued_on = fields.Date(required=True, allow_none=True)
    issuer = fields.String(required=True, allow_none=True)
    title = fields.String(required=True)
    document_type = fields.String(required=True, allow_none=True)
    marked_draft = fields.Boolean(required=True)
    owner_agency_id = fields.Integer(required=True)
    created_at = fields.AwareDateTime(required=True)
    issued_at = fields.AwareDateTime(required=True, allow_none=True)


class OpenFindingsSchema(Schema):
    """Findings that wait for an answer."""

    error = fields.Integer(required=True)
    warning = fields.Integer(required=True)
    info = fields.Integer(required=True)


class CountsSchema(Schema):
    """How far the review is."""

    items = fields.Integer(required=True)
    pending = fields.Integer(required=True)
    accepted = fields.Integer(required=True)
    rejected = fields.Integer(required=True)
    pending_by_kind = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    pending_without_findings = fields.Integer(required=True)
    open_findings = fields.Nested(OpenFindingsSchema, required=True)


class PlanSchema(SummarySchema):
    """A plan."""

    filename = fields.String(required=True)
    media_type = fields.String(required=True)
    sha256 = fields.String(required=True)
    created_by = fields.Nested(ActorSchema, required=True)
    issued_by = fields.Nested(ActorSchema, required=True, allow_none=True)
    counts = fields.Nested(CountsSchema, required=True)
    available_actions = fields.List(fields.String(), required=True)


class AgencySchema(Schema):
    """An agency."""

    id = fields.Integer(required=True)
    slug = fields.String(required=True)
    name = fields.String(required=True)
    kind = fields.String(required=True)


class RemedySchema(Schema):
    """What settles a finding: `set_header map_addressee set_deadline add_item correct_item`.

    The first three are applied by one call, with the `value` proposed or another.
    """

    action = fields.String(required=True)
    field = fields.String(required=True, allow_none=True)
    item = fields.Integer(required=True, allow_none=True)
    addressee = fields.String(required=True, allow_none=True)
    value = fields.String(required=True, allow_none=True)
    candidates = fields.List(fields.Nested(AgencySchema), required=True)


class DoubtSchema(Schema):
    """A finding in short."""

    id = fields.Integer(required=True)
    code = fields.String(required=True)
    severity = fields.String(required=True)
    message = fields.Nested(MessageSchema, required=True)


class FindingSchema(DoubtSchema):
    """A finding: `state` is `open`, `resolved`, or `accepted` as it is for the reason in `note`."""

    state = fields.String(required=True)
    span = fields.List(fields.Integer(), required=True, allow_none=True)
    suggestion = fields.String(required=True, allow_none=True)
    remedy = fields.Nested(RemedySchema, required=True, allow_none=True)
    resolved_at = fields.AwareDateTime(required=True, allow_none=True)
    resolved_by = fields.Nested(ActorSchema, required=True, allow_none=True)
    note = fields.String(required=True, allow_none=True)


class DraftSchema(PlanSchema):
    """An imported plan with its findings."""

    findings = fields.List(fields.Nested(FindingSchema), required=True)


class ImportProgressSchema(Schema):
    """How far an import is: `done` of `total` of a stage, and `percent` of all stages."""

    stage = fields.String(required=True, validate=validate.OneOf([one.value for one in Stage]))
    done = fields.Integer(required=True)
    total = fields.Integer(required=True)
    percent = fields.Integer(required=True, validate=validate.Range(0, 100))
    since = fields.AwareDateTime(required=True)


class ResolutionSchema(Schema):
    """What a name means: `agencies`, a `class` with its first members, `open`, `unresolved`."""

    resolution = fields.String(required=True)
    group = fields.String(data_key="class", required=True, allow_none=True)
    agencies = fields.List(fields.Nested(AgencySchema), required=True)
    count = fields.Integer(required=True)


class AddresseeSchema(ResolutionSchema):
    """A name of the plan."""

    id = fields.Integer(required=True)
    name = fields.String(required=True)
    kind = fields.String(required=True)
    items = fields.Integer(required=True)
    roles = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    decided = fields.Boolean(required=True)
    candidates = fields.List(fields.Nested(AgencySchema), required=True)


class ItemPartySchema(ResolutionSchema):
    """A name's role in an item."""

    role = fields.String(required=True)
    addressee = fields.String(required=True)


class ReckonedSchema(Schema):
    """A deadline as written and as reckoned."""

    phrase = fields.String(required=True)
    operator = fields.String(required=True, allow_none=True)
    stated_on = fields.Date(required=True, allow_none=True)
    last_safe_day = fields.Date(required=True, allow_none=True)
    recurrence = fields.String(required=True, allow_none=True)
    year_from = fields.String(required=True, allow_none=True)


class ItemSchema(Schema):
    """An item of a plan."""

    id = fields.Integer(required=True)
    version = fields.Integer(required=True)
    key = fields.String(required=True)
    kind = fields.String(required=True)
    label = fields.String(required=True)
    text = fields.String(required=True)
    span = fields.List(fields.Integer(), required=True)
    output = fields.String(required=True, allow_none=True)
    bindingness = fields.String(required=True)
    deadline = fields.Nested(ReckonedSchema, required=True, allow_none=True)
    review = fields.String(required=True)
    reason = fields.String(required=True, allow_none=True)
    made_of = fields.List(fields.Integer(), required=True)
    original = fields.Dict(required=True)
    corrected = fields.List(fields.String(), required=True)
    findings = fields.List(fields.Nested(DoubtSchema), required=True)
    parties = fields.List(fields.Nested(ItemPartySchema), required=True)


class ItemsSchema(Schema):
    """Some items of a plan."""

    items = fields.List(fields.Nested(ItemSchema), required=True)


class SpanSchema(Schema):
    """A marked place in the document."""

    kind = fields.String(required=True)
    start = fields.Integer(required=True)
    end = fields.Integer(required=True)
    id = fields.Integer(required=True, allow_none=True)
    label = fields.String(required=True, allow_none=True)
    of = fields.String(required=True, allow_none=True)
    state = fields.String(required=True, allow_none=True)


class DocumentSchema(Schema):
    """The document as it was read."""

    text = fields.String(required=True)
    spans = fields.List(fields.Nested(SpanSchema), required=True)


class SectionSchema(Schema):
    """A heading, and how many items stand below it."""

    label = fields.String(required=True)
    title = fields.String(required=True)
    span = fields.List(fields.Integer(), required=True)
    items = fields.Integer(required=True)
    pending = fields.Integer(required=True)


class ExtractSchema(Schema):
    """The interchange object of one read document; its form is fixed elsewhere."""

    text = fields.String(required=True)


class DifferenceSchema(Schema):
    """One field that an act changed, of an item, of the header or of a name."""

    item = fields.Integer(required=True, allow_none=True)
    label = fields.String(required=True)
    field = fields.String(required=True)
    before = fields.Raw(required=True, allow_none=True)
    after = fields.Raw(required=True, allow_none=True)


class ChangeSchema(Schema):
    """One act of a reviewer; `item` when it is about one alone, `count` items in all."""

    id = fields.Integer(required=True)
    at = fields.AwareDateTime(required=True)
    by = fields.Nested(ActorSchema, required=True)
    action = fields.String(required=True)
    item = fields.Integer(required=True, allow_none=True)
    note = fields.String(required=True, allow_none=True)
    count = fields.Integer(required=True)
    differences = fields.List(fields.Nested(DifferenceSchema), required=True)
    findings = fields.List(fields.Integer(), required=True)
    undone_at = fields.AwareDateTime(required=True, allow_none=True)
    undone_by = fields.Nested(ActorSchema, required=True, allow_none=True)
    undoable = fields.Boolean(required=True)


class ToldSchema(Schema):
    """An agency that the plan reaches, by which names; `id` is null for one to be created."""

    id = fields.Integer(required=True, allow_none=True)
    slug = fields.String(required=True, allow_none=True)
    name = fields.String(required=True)
    kind = fields.String(required=True)
    roles = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    items = fields.Integer(required=True)
    names = fields.List(fields.String(), required=True)
