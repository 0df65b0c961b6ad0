"""Rules of a kind of plan."""

from marshmallow import Schema, fields, validate

from services.tasks.model import CAN_NEED, Action, Beyond

_FIELDS = sorted({name for names in CAN_NEED.values() for name in names})


class NeedSchema(Schema):
    """Fields that an act needs besides those it always does."""

    action = fields.String(required=True, validate=validate.OneOf(list(Action)))
    fields_ = fields.List(
        fields.String(validate=validate.OneOf(_FIELDS)),
        data_key="fields",
        attribute="fields",
        required=True,
        validate=validate.Length(max=len(_FIELDS)),
    )


class VariantSchema(Schema):
    """The rules; numbers are bounded by the check that also looks for dead ends."""

    off = fields.List(
        fields.String(validate=validate.OneOf(list(Action))),
        required=True,
        validate=validate.Length(max=len(Action)),
    )
    needs = fields.List(
        fields.Nested(NeedSchema), required=True, validate=validate.Length(max=len(Action))
    )
    head_submits = fields.Boolean(required=True)
    max_extensions = fields.Integer(required=True, strict=True)
    extension_days = fields.Integer(required=True, strict=True)
    beyond = fields.String(required=True, validate=validate.OneOf(list(Beyond)))
    review_days = fields.Integer(required=True, strict=True)


class KindSchema(Schema):
    """The rules of one kind; `version` is 0 while it has none of its own."""

    kind = fields.String()
    version = fields.Integer()
    set_at = fields.AwareDateTime(allow_none=True)
    set_by = fields.String(allow_none=True)
    rules = fields.Dict()


class KindsSchema(Schema):
    """The rules of every kind, and what may be said in them."""

    items = fields.List(fields.Nested(KindSchema))
    may_leave_out = fields.List(fields.String())
    may_need = fields.Dict()
    bounds = fields.Dict()


class TouchedSchema(Schema):
    """What the rules touch: plans, and open assignments by the state of the work."""

    plans = fields.Integer()
    assignments = fields.Integer()
    by_state = fields.Dict()
