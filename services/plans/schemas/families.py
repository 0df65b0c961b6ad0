"""What comes in and goes out about families of plans."""

from marshmallow import Schema, fields, validate

from services.plans.model import RelationKind
from services.plans.schemas.bounded import TextField, id_field
from services.plans.schemas.incoming import MOST_IDS
from services.plans.schemas.outgoing import ActorSchema, ReckonedSchema


class RelationBodySchema(Schema):
    """What a draft is to an issued plan."""

    kind = fields.String(
        required=True, validate=validate.OneOf([kind.value for kind in RelationKind])
    )
    plan_id = id_field(required=True)


class AbolishedSchema(Schema):
    """Items of the amended plan that end; an empty list takes all back."""

    items = fields.List(id_field(), required=True, validate=validate.Length(max=MOST_IDS))


class RecallBodySchema(Schema):
    """The document that recalls a plan."""

    number = TextField(100, required=True)
    issued_on = fields.Date(required=True)
    reason = TextField(2_000, required=True)


class DifferenceQuerySchema(Schema):
    """The plan to compare with; by default the one that is changed."""

    to = fields.Integer(validate=validate.Range(1, 2**53))


class CoverageQuerySchema(Schema):
    """The parent; by default the one confirmed."""

    parent = fields.Integer(validate=validate.Range(1, 2**53))


class PlanRefSchema(Schema):
    """A plan in short."""

    id = fields.Integer(required=True)
    number = fields.String(required=True, allow_none=True)
    title = fields.String(required=True)
    issuer = fields.String(allow_none=True)
    issued_on = fields.Date(allow_none=True)
    state = fields.String()


class RelationSchema(Schema):
    """A confirmed relation: of a plan's own, `plan` is the other; of followers, the later one."""

    id = fields.Integer(required=True)
    kind = fields.String(required=True)
    plan = fields.Nested(PlanRefSchema, required=True)
    confirmed_at = fields.AwareDateTime(required=True)
    confirmed_by = fields.Nested(ActorSchema, required=True)
    removed = fields.List(fields.Integer(), required=True)


class SuggestionSchema(Schema):
    """A relation that the document's words suggest; `span` is the citation's place."""

    kind = fields.String(required=True)
    plan = fields.Nested(PlanRefSchema, required=True)
    citation = fields.String(required=True)
    span = fields.List(fields.Integer(), required=True)


class RecallSchema(Schema):
    """How a plan was recalled."""

    number = fields.String(required=True)
    issued_on = fields.Date(required=True)
    reason = fields.String(required=True)
    recalled_at = fields.AwareDateTime(required=True)
    recalled_by = fields.Nested(ActorSchema, required=True)


class FamilySchema(Schema):
    """A plan's place among others."""

    relations = fields.List(fields.Nested(RelationSchema), required=True)
    followers = fields.List(fields.Nested(RelationSchema), required=True)
    suggestions = fields.List(fields.Nested(SuggestionSchema), required=True)
    recall = fields.Nested(RecallSchema, required=True, allow_none=True)


class ClauseSchema(Schema):
    """An item in a comparison."""

    id = fields.Integer(required=True)
    plan_id = fields.Integer(required=True)
    label = fields.String(required=True)
    text = fields.String(required=True)
    span = fields.List(fields.Integer(), required=True)
    addressees = fields.List(fields.String(), required=True)
    deadline = fields.Nested(ReckonedSchema, required=True, allow_none=True)
    output = fields.String(required=True, allow_none=True)
    bindingness = fields.String(required=True)


class ChangedSchema(Schema):
    """An item in both plans, with the `fields` that differ and the words of its text.

    `words` are pairs: `same`, `gone` or `new`, and the words.
    """

    before = fields.Nested(ClauseSchema, required=True)
    after = fields.Nested(ClauseSchema, required=True)
    likeness = fields.Float(required=True)
    fields_ = fields.List(fields.String(), data_key="fields", attribute="fields", required=True)
    words = fields.List(fields.List(fields.String()), required=True)


class GoalSchema(Schema):
    """A target of an indicator in a comparison."""

    label = fields.String(required=True)
    text = fields.String(required=True)
    span = fields.List(fields.Integer(), required=True)
    comparator = fields.String(required=True)
    value = fields.Float(required=True)
    value_max = fields.Float(required=True, allow_none=True)
    unit = fields.String(required=True, allow_none=True)
    year = fields.Integer(required=True, allow_none=True)
    qualifier = fields.String(required=True, allow_none=True)
    baseline = fields.String(required=True, allow_none=True)


class ChangedGoalSchema(Schema):
    """A target in both plans, with the fields that differ."""

    before = fields.Nested(GoalSchema, required=True)
    after = fields.Nested(GoalSchema, required=True)
    fields_ = fields.List(fields.String(), data_key="fields", attribute="fields", required=True)


class GoalDifferencesSchema(Schema):
    """The difference between the targets of two plans."""

    added = fields.List(fields.Nested(GoalSchema), required=True)
    removed = fields.List(fields.Nested(GoalSchema), required=True)
    changed = fields.List(fields.Nested(ChangedGoalSchema), required=True)
    unchanged = fields.Integer(required=True)


class DifferencesSchema(Schema):
    """The difference between two plans; `kept` is what an amendment does not speak of."""

    plan = fields.Nested(PlanRefSchema, required=True)
    to = fields.Nested(PlanRefSchema, required=True)
    kind = fields.String(required=True, allow_none=True)
    added = fields.List(fields.Nested(ClauseSchema), required=True)
    removed = fields.List(fields.Nested(ClauseSchema), required=True)
    changed = fields.List(fields.Nested(ChangedSchema), required=True)
    kept = fields.List(fields.Nested(ClauseSchema), required=True)
    unchanged = fields.Integer(required=True)
    targets = fields.Nested(GoalDifferencesSchema, required=True)


class MovedSchema(Schema):
    """Duties that are carried over, withdrawn, newly given or corrected."""

    carried = fields.Integer()
    withdrawn = fields.Integer()
    created = fields.Integer()
    corrected = fields.Integer()


class MovedAgencySchema(MovedSchema):
    """The same of one agency."""

    id = fields.Integer(required=True)
    name = fields.String(required=True)


class ConsequencesSchema(Schema):
    """What issuing a draft does to the plan it changes; `kind` is null where it changes none."""

    kind = fields.String(required=True, allow_none=True)
    plan = fields.Nested(PlanRefSchema, required=True, allow_none=True)
    totals = fields.Nested(MovedSchema, required=True)
    agencies = fields.List(fields.Nested(MovedAgencySchema), required=True)
    hindrances = fields.List(fields.Dict(), required=True)


class CoveredDutySchema(Schema):
    """A clause of the parent, and what takes it up: `state`, and why it is weaker."""

    state = fields.String(required=True)
    parent = fields.Nested(ClauseSchema, required=True)
    by = fields.List(fields.Nested(ClauseSchema), required=True)
    reasons = fields.List(fields.String(), required=True)


class CoveredTargetSchema(Schema):
    """A target of the parent, and the one that takes it up."""

    state = fields.String(required=True)
    parent = fields.Nested(GoalSchema, required=True)
    by = fields.Nested(GoalSchema, required=True, allow_none=True)
    reasons = fields.List(fields.String(), required=True)


class CoverageSchema(Schema):
    """A plan beside its parent."""

    plan = fields.Nested(PlanRefSchema, required=True)
    parent = fields.Nested(PlanRefSchema, required=True)
    totals = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    duties = fields.List(fields.Nested(CoveredDutySchema), required=True)
    targets = fields.List(fields.Nested(CoveredTargetSchema), required=True)
