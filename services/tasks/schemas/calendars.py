"""Days of the calendar and what changing them moves."""

from marshmallow import Schema, fields, validate

from common.db import LARGEST_ID
from services.tasks.bodies import Line
from services.tasks.calendars import KINDS


class CorrectedDaySchema(Schema):
    """What is said of one day of the calendar."""

    day = fields.Date(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
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
