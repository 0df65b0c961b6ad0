"""Steps and messages that nobody received."""

from marshmallow import Schema, fields, validate

from services.tasks.bodies import Line


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
