"""A decree as it is tried: its rules and decisions come in, where the work would go goes out."""

from marshmallow import EXCLUDE, Schema, fields, validate

from common.db import LARGEST_ID

MOST_RULES = 5000
MOST_DECISIONS = 2000
_ID = validate.Range(1, LARGEST_ID)
_REF = validate.Regexp(r"(?:new[1-9][0-9]{0,3}|[1-9][0-9]{0,17})\Z", error="an id, or new1, …")


class HeirSchema(Schema):
    """Who may take over, and the words of the field."""

    agency = fields.String(required=True, validate=_REF)
    field = fields.String(allow_none=True, validate=validate.Length(max=300))
    words = fields.List(
        fields.String(validate=validate.Length(max=100)), validate=validate.Length(max=100)
    )


class RuleSchema(Schema):
    """An agency that loses duties; unless it `ends` it keeps what no heir gets."""

    agency_id = fields.Integer(required=True, validate=_ID)
    ends = fields.Boolean(required=True)
    heirs = fields.List(
        fields.Nested(HeirSchema), required=True, validate=validate.Length(min=1, max=500)
    )


class DecisionSchema(Schema):
    """Who gets what, as a person decided it at a moment."""

    class Meta:
        """Who decided is of no matter here."""

        unknown = EXCLUDE

    scope = fields.String(required=True)
    agency_id = fields.Integer(data_key="from", attribute="from", required=True, validate=_ID)
    to = fields.String(allow_none=True, validate=_REF)
    plan = fields.Integer(validate=_ID)
    ids = fields.List(fields.Integer(validate=_ID), validate=validate.Length(max=1000))
    at = fields.AwareDateTime(required=True)


class ReorganisationTrial(Schema):
    """A decree, and which lines of its dry run to show."""

    rules = fields.List(
        fields.Nested(RuleSchema), required=True, validate=validate.Length(max=MOST_RULES)
    )
    decisions = fields.List(
        fields.Nested(DecisionSchema),
        load_default=list,
        validate=validate.Length(max=MOST_DECISIONS),
    )
    undecided = fields.Boolean(load_default=False)
    plan = fields.Integer(validate=_ID)
    agency_id = fields.Integer(validate=_ID)
    kind = fields.String(validate=validate.OneOf(("held", "blocker", "recurring", "given")))
    start = fields.Integer(load_default=0, validate=validate.Range(0, 10_000_000))
    limit = fields.Integer(load_default=50, validate=validate.Range(0, 200))


class ReorganisationOutlook(Schema):
    """Where the work would go."""

    counts = fields.Dict()
    by_heir = fields.List(fields.Dict())
    by_plan = fields.List(fields.Dict())
    items = fields.List(fields.Dict())
    next = fields.Integer(allow_none=True)


class RevertTrial(Schema):
    """A decree that was applied, and the agencies that it founded."""

    id = fields.Integer(required=True, validate=_ID)
    founded = fields.List(
        fields.Integer(validate=_ID), load_default=list, validate=validate.Length(max=1000)
    )


class RevertOutlook(Schema):
    """What a revert would put back, and what it would leave."""

    applied = fields.Boolean()
    restores = fields.Integer()
    changed_since = fields.Integer()
    kept = fields.List(fields.Dict())
    counts = fields.Dict()
