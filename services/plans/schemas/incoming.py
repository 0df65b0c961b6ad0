"""Bodies and queries; every text and list is bounded."""

from typing import Any, Final

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from common.events import AGENCY_KINDS
from services.plans.model import KINDS, ROLES, Bindingness, PlanState, Review
from services.plans.names import is_class
from services.plans.progress import TOKEN
from services.plans.schemas.bounded import NO_NUL, TextField, id_field

MOST_IDS: Final = 5_000
RECURRENCES: Final = (
    "weekly", "monthly", "quarter", "half-year", "nine-month", "annual", "periodic", "ongoing",
    "ad_hoc",
)  # fmt: skip
OPERATORS: Final = ("before", "on", "by")


class PlanQuerySchema(Schema):
    """Filters of the list of plans."""

    state = fields.String(validate=validate.OneOf([state.value for state in PlanState]))
    q = fields.String(validate=[validate.Length(max=200), NO_NUL])


class ItemQuerySchema(Schema):
    """Filters of a plan's items."""

    review = fields.String(validate=validate.OneOf([review.value for review in Review]))
    kind = fields.String(validate=validate.OneOf(KINDS))
    addressee = fields.Integer(validate=validate.Range(1, 2**53))
    section = fields.String(validate=[validate.Length(1, 100), NO_NUL])
    start = fields.Integer(data_key="from", validate=validate.Range(0, 2**31))
    flagged = fields.Boolean()


class ChangeQuerySchema(Schema):
    """Filters of the acts of reviewers."""

    item = fields.Integer(validate=validate.Range(1, 2**53))
    standing = fields.Boolean()


class FindingQuerySchema(Schema):
    """Filters of a plan's findings."""

    severity = fields.String(validate=validate.OneOf(("error", "warning", "info")))
    open = fields.Boolean()


class AddresseeQuerySchema(Schema):
    """Filter of a plan's names."""

    resolved = fields.Boolean()


class DocumentQuerySchema(Schema):
    """Which form of the document: the read text, or with `original` the file itself."""

    original = fields.Boolean(load_default=False)


class ImportQuerySchema(Schema):
    """The token of its own by which a client asks how far its import is."""

    progress = fields.String(
        validate=validate.Regexp(TOKEN, error="8 to 64 letters, digits, hyphens or underscores")
    )


class HeaderSchema(Schema):
    """Corrections of a plan's header."""

    number = TextField(100, allow_none=True)
    issued_on = fields.Date(
        allow_none=True, error_messages={"invalid": "give the day as YYYY-MM-DD"}
    )
    issuer = TextField(500, allow_none=True)
    title = TextField(2_000)
    document_type = TextField(100, allow_none=True)


class DeadlineSchema(Schema):
    """A deadline as a reviewer states it."""

    phrase = TextField(300, required=True)
    operator = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(OPERATORS))
    stated_on = fields.Date(load_default=None, allow_none=True)
    recurrence = fields.String(
        load_default=None, allow_none=True, validate=validate.OneOf(RECURRENCES)
    )

    @validates_schema
    def check_operator(self, data: dict[str, Any], **_: Any) -> None:
        """Refuse a date without the word that says on which side of it one is in time."""
        if data.get("stated_on") and not data.get("operator"):
            raise ValidationError(f"say how the date is meant: {', '.join(OPERATORS)}", "operator")


class PartySchema(Schema):
    """A role in an item, and who has it: a name, or an agency of the registry."""

    role = fields.String(required=True, validate=validate.OneOf(ROLES))
    addressee = TextField(500)
    agency_id = id_field()

    @validates_schema
    def check_one(self, data: dict[str, Any], **_: Any) -> None:
        """Refuse a party without a name, or with two."""
        if ("addressee" in data) == ("agency_id" in data):
            raise ValidationError("give either `addressee` or `agency_id`", "addressee")


_PARTIES: Final = validate.Length(max=100)
_BINDINGNESS: Final = validate.OneOf([one.value for one in Bindingness])


class CorrectionSchema(Schema):
    """Corrections of an item."""

    text = TextField(20_000)
    output = TextField(2_000, allow_none=True)
    bindingness = fields.String(validate=_BINDINGNESS)
    deadline = fields.Nested(DeadlineSchema, allow_none=True)
    parties = fields.List(fields.Nested(PartySchema), validate=_PARTIES)
    settles = fields.List(id_field(), validate=validate.Length(max=100))
    """Findings that this correction puts right."""


class NewItemSchema(Schema):
    """An item that the reading missed; its text is that of the document, never typed."""

    span = fields.List(
        fields.Integer(strict=True), required=True, validate=validate.Length(equal=2)
    )
    kind = fields.String(load_default="duty", validate=validate.OneOf(KINDS))
    label = fields.String(load_default="", validate=validate.Length(max=100))
    output = TextField(2_000, load_default=None, allow_none=True)
    bindingness = fields.String(load_default="order", validate=_BINDINGNESS)
    deadline = fields.Nested(DeadlineSchema, load_default=None, allow_none=True)
    parties = fields.List(fields.Nested(PartySchema), load_default=list, validate=_PARTIES)


class _AllOrIds(fields.Field[Any]):
    """`"all"`, or a list of ids."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> Any:
        if value == "all":
            return value
        ids = fields.List(id_field(), validate=validate.Length(1, MOST_IDS))
        try:
            return ids.deserialize(value)
        except ValidationError:
            raise ValidationError(f'must be "all" or a list of 1 to {MOST_IDS} ids') from None


class ChoiceSchema(Schema):
    """Which items: ids, or `{"items": "all"}`, of which the other fields take a part."""

    items = _AllOrIds(required=True)
    kind = fields.String(validate=validate.OneOf(KINDS))
    section = fields.String(validate=[validate.Length(1, 100), NO_NUL])
    without_findings = fields.Boolean(load_default=False)

    @validates_schema
    def check_part(self, data: dict[str, Any], **_: Any) -> None:
        """Refuse a part of items that are named one by one."""
        for name in ("kind", "section", "without_findings"):
            if data.get(name) and data.get("items") != "all":
                raise ValidationError('takes a part of "all" alone', name)


class AcceptSchema(ChoiceSchema):
    """Which items to accept, and whether the error findings they hold are confirmed with them."""

    confirm_findings = fields.Boolean(load_default=False)


class RejectSchema(ChoiceSchema):
    """Which items to reject, and why."""

    reason = TextField(2_000, load_default=None, allow_none=True)


class MergeSchema(Schema):
    """The items to make one of."""

    items = fields.List(id_field(), required=True, validate=validate.Length(2, 50))


class _Offsets(fields.Field[Any]):
    """One offset, or a list of them."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> Any:
        offsets = fields.List(fields.Integer(strict=True), validate=validate.Length(1, 49))
        return offsets.deserialize(value if isinstance(value, list) else [value])


class SplitSchema(Schema):
    """Where to cut: offsets in characters of the item's text, or the parts themselves."""

    at = _Offsets()
    texts = fields.List(TextField(20_000), validate=validate.Length(2, 50))

    @validates_schema
    def check_one(self, data: dict[str, Any], **_: Any) -> None:
        """Refuse both ways at once, or neither."""
        if len(data) != 1:
            raise ValidationError("give either `at` or `texts`", "at")


class DecisionSchema(Schema):
    """Whom a name means; `agency_ids` and `class` both null take an earlier decision back."""

    name = TextField(500, required=True)
    agency_ids = fields.List(
        id_field(), load_default=None, allow_none=True, validate=validate.Length(1, MOST_IDS)
    )
    group = fields.String(
        data_key="class", load_default=None, allow_none=True, validate=validate.Length(1, 100)
    )
    remember = fields.Boolean(load_default=True)

    @validates_schema
    def check_class(self, data: dict[str, Any], **_: Any) -> None:
        """Refuse an unknown class, and a class together with agencies."""
        group = data.get("group")
        if group and not is_class(group):
            raise ValidationError("such as communes, departments or addressees", "class")
        if group and data.get("agency_ids"):
            raise ValidationError("give either `agency_ids` or `class`", "class")


class GivenAgencySchema(Schema):
    """An agency that was registered for this issue."""

    id = id_field(required=True)
    slug = TextField(200, required=True)
    name = TextField(500, required=True)
    kind = fields.String(required=True, validate=validate.OneOf(AGENCY_KINDS))


class IssueSchema(Schema):
    """How to issue; agencies are created by the gateway, which states them by addressee."""

    create_missing_agencies = fields.Boolean(load_default=False)
    agencies = fields.Dict(
        keys=fields.String(validate=validate.Length(1, 500)),
        values=fields.Nested(GivenAgencySchema),
        load_default=dict,
        validate=validate.Length(max=MOST_IDS),
    )


class AnswerSchema(Schema):
    """Why a finding may stand, or what was done about it."""

    note = TextField(2_000, required=True)


class ApplySchema(Schema):
    """What settles a finding: a value, the proposed one unless given; or whom a name means."""

    value = TextField(2_000, load_default=None, allow_none=True)
    agency_ids = fields.List(
        id_field(), load_default=None, allow_none=True, validate=validate.Length(1, MOST_IDS)
    )
    remember = fields.Boolean(load_default=True)
