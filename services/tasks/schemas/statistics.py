"""What statistics are counted by, and the counts."""

from marshmallow import Schema, fields, validate

from common.db import LARGEST_ID
from services.tasks.bodies import AGENCY
from services.tasks.schemas.fields import past_moment


class StatisticsQuery(Schema):
    """What to count by, and of what."""

    by = fields.String(load_default="agency", validate=validate.OneOf(("agency", "plan", "period")))
    plan = fields.Integer(validate=validate.Range(1, LARGEST_ID))
    agency = fields.String(validate=AGENCY)
    as_of = past_moment()
    succession = fields.String(
        load_default="recorded", validate=validate.OneOf(("recorded", "folded"))
    )


class StatisticsSchema(Schema):
    """Counts and the moment they hold for."""

    by = fields.String()
    succession = fields.String()
    as_of = fields.AwareDateTime()
    today = fields.Date()
    rules = fields.String()
    calendar = fields.String()
    totals = fields.Dict()
    rows = fields.List(fields.Dict())
    told_in_part = fields.Integer(metadata={"description": "with as_of: counted by old entries"})
