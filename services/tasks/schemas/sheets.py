"""Spreadsheets that come back."""

from marshmallow import Schema, fields, validate

from common.db import LARGEST_ID


class ImportQuery(Schema):
    """Whether the import is only tried, and for whom it is done."""

    dry_run = fields.Boolean(required=True)
    acting_for = fields.Integer(validate=validate.Range(1, LARGEST_ID))


class CellProblemSchema(Schema):
    """Why a row failed.

    `column` is the letter in the sheet where one cell is to blame; `type` and `status` are the
    problem's where the whole act was refused.
    """

    row = fields.Integer()
    id = fields.Integer(allow_none=True)
    column = fields.String(allow_none=True)
    key = fields.String(allow_none=True)
    title = fields.String(allow_none=True)
    detail = fields.String()
    type = fields.String(allow_none=True)
    status = fields.Integer(allow_none=True)


class RowChangeSchema(Schema):
    """The acts of one row."""

    row = fields.Integer()
    id = fields.Integer()
    acts = fields.List(fields.String())


class ReportSchema(Schema):
    """What came of a sheet: all rows are counted, the first 1,000 of each sort named.

    `left` were not come to in the time of one request: send the sheet again, under another key.
    """

    dry_run = fields.Boolean()
    rows = fields.Integer()
    changed = fields.Integer()
    unchanged = fields.Integer()
    failed = fields.Integer()
    left = fields.Integer()
    changes = fields.List(fields.Nested(RowChangeSchema))
    problems = fields.List(fields.Nested(CellProblemSchema))
