"""Rounds of chasing."""

from marshmallow import Schema, fields, validate

from common.db import LARGEST_ID
from services.tasks.bodies import Line
from services.tasks.chasing import MOST


class ChaseSchema(Schema):
    """Whom to chase, in which words; `preview` only shows."""

    assignments = fields.List(
        fields.Integer(validate=validate.Range(1, LARGEST_ID)),
        required=True,
        validate=validate.Length(1, MOST),
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
