"""One act on many assignments."""

from marshmallow import Schema, fields, validate

from common.db import LARGEST_ID
from services.tasks.bodies import ActionSchema
from services.tasks.model import Action
from services.tasks.schemas.shared import AgencySchema, PlanSchema

MOST = 200


class ChosenSchema(Schema):
    """An assignment with the version that the caller read."""

    id = fields.Integer(required=True, validate=validate.Range(1, LARGEST_ID))
    version = fields.Integer(required=True, validate=validate.Range(1, 2**31 - 1))


class BulkSchema(ActionSchema):
    """The body of the action, once for all, and on what; `preview` only shows."""

    action = fields.Enum(Action, by_value=True, required=True)
    items = fields.List(
        fields.Nested(ChosenSchema), required=True, validate=validate.Length(1, MOST)
    )
    preview = fields.Boolean(load_default=False)


class BulkRowSchema(Schema):
    """What came of one: 200 and its new version, or the status and problem of the refusal.

    All but `id`, `status` and `problem` is null for what the caller may not see.
    """

    id = fields.Integer()
    status = fields.Integer()
    problem = fields.Dict(allow_none=True)
    version = fields.Integer(allow_none=True)
    work_state = fields.String(allow_none=True)
    review_state = fields.String(allow_none=True)
    label = fields.String(allow_none=True)
    text = fields.String(allow_none=True)
    agency = fields.Nested(AgencySchema, allow_none=True)
    plan = fields.Nested(PlanSchema, allow_none=True)
    available_actions = fields.List(fields.String(), allow_none=True)


class BulkResultSchema(Schema):
    """A row for each, in the order they were named."""

    action = fields.String()
    preview = fields.Boolean()
    done = fields.Integer()
    failed = fields.Integer()
    items = fields.List(fields.Nested(BulkRowSchema))
