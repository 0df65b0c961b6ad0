"""Who acts for whom."""

from marshmallow import Schema, fields


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
