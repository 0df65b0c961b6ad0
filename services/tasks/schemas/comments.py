"""Comments as they come in and are shown."""

from marshmallow import Schema, fields, validate

from services.tasks.bodies import Line

LONGEST = 2000


class CommentRequest(Schema):
    """The text of a comment; `@username` mentions somebody."""

    text = Line(required=True, validate=validate.Length(1, LONGEST))


class CommentSchema(Schema):
    """A comment; of a deleted one the text is empty."""

    id = fields.Integer()
    author = fields.Dict()
    text = fields.String()
    mentions = fields.List(fields.String())
    written_at = fields.AwareDateTime()
    edited_at = fields.AwareDateTime(allow_none=True)
    deleted_at = fields.AwareDateTime(allow_none=True)
    editable = fields.Boolean()
    deletable = fields.Boolean()
    version = fields.Integer()
