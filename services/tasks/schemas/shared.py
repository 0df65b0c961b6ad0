"""Parts of many replies: an agency, a plan, a sentence."""

from marshmallow import Schema, fields


class AgencySchema(Schema):
    """An agency; slug and name are null if only its id is known so far."""

    id = fields.Integer()
    slug = fields.String(allow_none=True)
    name = fields.String(allow_none=True)


class PlanSchema(Schema):
    """A plan."""

    id = fields.Integer()
    number = fields.String(allow_none=True)
    title = fields.String()


class SentenceSchema(Schema):
    """One sentence in both languages."""

    vi = fields.String()
    en = fields.String()
