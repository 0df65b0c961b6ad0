"""What comes in with an act: the body of an action, of a delegation, and the fields they share."""

import re
from collections.abc import Mapping
from typing import Any, Final

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from common.db import LARGEST_ID
from services.tasks.model import Channel, Decision, Grade, fold

LONGEST_NOTE = 4000
AGENCY = validate.Regexp(r"[a-z0-9][a-z0-9-]{0,99}\Z", error="an agency's id or slug")
SHA256 = validate.Regexp(r"[0-9a-f]{64}\Z", error="the id of a file that was handed in")
_REFERENCE: Final = ("number", "issued_on", "sent_to")
_GRADES: Final = {
    " khong dat": Grade.UNSATISFACTORY,
    " dat": Grade.SATISFACTORY,
    " dat tot": Grade.GOOD,
    " xuat sac": Grade.EXCELLENT,
}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class Line(fields.String):
    """Text without control characters, which PostgreSQL or a printer would choke on; stripped.

    Lines end in LF, whichever way the form or program that sent them ends its own.
    """

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> str:
        text: str = super()._deserialize(value, attr, data, **kwargs)
        if _CONTROL.search(text):
            raise ValidationError("has control characters; remove them")
        return text.replace("\r\n", "\n").strip()


def load_grade(value: Any) -> Grade:
    """Return the grade given by its identifier or its Vietnamese name."""
    text = str(value)
    if text in set(Grade):
        return Grade(text)
    try:
        return _GRADES[fold(text)]
    except KeyError:
        raise ValidationError(f"choose from {', '.join(Grade)}") from None


class DocumentSchema(Schema):
    """Evidence: a document by its number, date and receiver, a file handed in, or both."""

    number = Line(validate=validate.Length(1, 100))
    issued_on = fields.Date()
    sent_to = Line(validate=validate.Length(1, 300))
    file = fields.String(validate=SHA256)
    proves = Line(validate=validate.Length(1, 300))

    @validates_schema(skip_on_field_errors=False)
    def whole(self, data: Mapping[str, Any], **_kwargs: object) -> None:
        """Ask for every part of the document's reference, which a file can do without."""
        given = [name for name in _REFERENCE if name in data]
        if "file" in data and not given:
            return
        missing = [name for name in _REFERENCE if name not in data]
        if missing:
            raise ValidationError({name: ["Missing data for required field."] for name in missing})


class ActionSchema(Schema):
    """The body of an action; each action says which fields it needs."""

    note = Line(validate=validate.Length(max=LONGEST_NOTE))
    evidence = fields.List(fields.Nested(DocumentSchema), validate=validate.Length(max=20))
    grade = fields.Function(
        deserialize=load_grade, metadata={"type": "string", "enum": list(Grade)}
    )
    due_on = fields.Date()
    decision = fields.Enum(Decision, by_value=True)
    review_on = fields.Date()
    agency = fields.String(validate=AGENCY)
    assignee = Line(validate=validate.Length(1, 200))
    monitor = Line(validate=validate.Length(1, 100))
    channel = fields.Enum(Channel, by_value=True)
    result = Line(validate=validate.Length(max=1000))
    acting_for = fields.Integer(validate=validate.Range(1, LARGEST_ID))


class DelegationRequest(Schema):
    """Who acts for the caller, when, and why."""

    deputy = Line(required=True, validate=validate.Length(1, 100))
    starts_on = fields.Date(required=True)
    ends_on = fields.Date(required=True)
    reason = Line(required=True, validate=validate.Length(1, 1000))
