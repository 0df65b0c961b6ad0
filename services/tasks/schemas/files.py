"""Files as they are shown."""

from marshmallow import Schema, fields, validate

from common.db import LARGEST_ID


class FileSchema(Schema):
    """A file handed in; `id` is the SHA-256 of its content, by which evidence names it."""

    id = fields.String()
    name = fields.String()
    media_type = fields.String()
    size = fields.Integer()
    uploaded_at = fields.AwareDateTime()
    uploaded_by = fields.String()


class UploadQuery(Schema):
    """For whom the caller hands it in."""

    acting_for = fields.Integer(validate=validate.Range(1, LARGEST_ID))
