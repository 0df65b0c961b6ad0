"""What comes in and goes out of the door of reorganisations."""

from typing import Any, Final

from marshmallow import Schema, ValidationError, fields, post_load, validate, validates_schema

from common.db import LARGEST_ID
from common.events import AGENCY_KINDS
from gateway.identity.reorganisations.mapping import KINDS

MOST_CHANGES: Final = 2000
MOST_AGENCIES: Final = 1000
MOST_WORDS: Final = 100
MOST_AT_ONCE: Final = 200
MOST_IDS: Final = 1000
SCOPES: Final = ("assignments", "plan", "rest", "proposals", "given", "accounts", "children")
_TEXT = validate.Length(min=1, max=500)
_REF = validate.Regexp(r"(?:new[1-9][0-9]{0,3}|[1-9][0-9]{0,17})\Z", error="an id, or new1, …")
_ID = validate.Range(1, LARGEST_ID)


class Line(fields.String):
    """A text of one line, without doubled blanks; blank is nothing."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        return " ".join(str(super()._deserialize(value, attr, data, **kwargs)).split())


class BasisSchema(Schema):
    """The document that orders the reorganisation."""

    kind = Line(required=True, validate=_TEXT)
    number = Line(required=True, validate=validate.Length(min=1, max=100))
    issued_on = fields.Date(required=True)


class FoundedAgencySchema(Schema):
    """An agency that the decree founds; the first one is `new1` in changes.

    One that no change names is not founded.
    """

    name = Line(required=True, validate=_TEXT)
    kind = fields.String(validate=validate.OneOf(AGENCY_KINDS))
    parent_id = fields.Integer(allow_none=True, validate=_ID)
    email = fields.Email(allow_none=True, validate=validate.Length(max=254))
    phone = fields.String(allow_none=True, validate=validate.Regexp(r"\+?[0-9][0-9 .-]{5,17}\Z"))


class HeirSchema(Schema):
    """Who takes over; the words of a field tell which duties are proposed to go there."""

    agency = fields.String(required=True, validate=_REF)
    field = Line(allow_none=True, validate=validate.Length(max=300))
    words = fields.List(
        Line(validate=validate.Length(min=1, max=100)), validate=validate.Length(max=MOST_WORDS)
    )


class ChangeSchema(Schema):
    """One thing that the decree does."""

    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    agencies = fields.List(
        fields.Integer(validate=_ID),
        data_key="from",
        attribute="from",
        required=True,
        validate=validate.Length(min=1, max=MOST_AGENCIES),
    )
    to = fields.List(
        fields.Nested(HeirSchema), load_default=list, validate=validate.Length(max=500)
    )
    name = Line(allow_none=True, validate=_TEXT)


class DraftFieldsSchema(Schema):
    """What a decree says; PATCH takes any part of it."""

    title = Line(validate=_TEXT)
    basis = fields.Nested(BasisSchema)
    effective_on = fields.Date()
    new_agencies = fields.List(
        fields.Nested(FoundedAgencySchema), validate=validate.Length(max=MOST_AGENCIES)
    )
    changes = fields.List(
        fields.Nested(ChangeSchema), validate=validate.Length(min=1, max=MOST_CHANGES)
    )


class NewDraftSchema(DraftFieldsSchema):
    """A decree to write down as a draft."""

    title = Line(required=True, validate=_TEXT)
    basis = fields.Nested(BasisSchema, required=True)
    effective_on = fields.Date(required=True)
    new_agencies = fields.List(
        fields.Nested(FoundedAgencySchema),
        load_default=list,
        validate=validate.Length(max=MOST_AGENCIES),
    )
    changes = fields.List(
        fields.Nested(ChangeSchema),
        required=True,
        validate=validate.Length(min=1, max=MOST_CHANGES),
    )


class DecisionSchema(Schema):
    """One decision: what of the agency `from` goes `to` whom.

    `assignments`, `accounts` and `children` take `ids` (of the last two, all without); `plan` is
    what the agency has of one plan, `rest` what of it nobody decided before, `given` what it gave
    by one plan; `proposals` takes all proposals as they are, and no `to`.
    """

    scope = fields.String(required=True, validate=validate.OneOf(SCOPES))
    agency_id = fields.Integer(data_key="from", attribute="from", required=True, validate=_ID)
    to = fields.String(validate=_REF)
    plan = fields.Integer(validate=_ID)
    ids = fields.List(fields.Integer(validate=_ID), validate=validate.Length(max=MOST_IDS))

    @validates_schema
    def check_needed(self, data: dict[str, Any], **_: Any) -> None:
        """Refuse a decision without what its scope needs."""
        scope = data.get("scope")
        if scope in {"plan", "rest", "given"} and "plan" not in data:
            raise ValidationError(f"{scope} needs the number of the plan", "plan")
        if scope == "assignments" and not data.get("ids"):
            raise ValidationError("assignments needs their numbers", "ids")
        if scope != "proposals" and "to" not in data:
            raise ValidationError("say who takes over", "to")

    @post_load
    def sort_ids(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Keep each number once."""
        return {**data, "ids": sorted(set(data["ids"]))} if data.get("ids") else data


class DecisionsSchema(Schema):
    """Decisions, in the order in which they count."""

    decisions = fields.List(
        fields.Nested(DecisionSchema),
        required=True,
        validate=validate.Length(min=1, max=MOST_AT_ONCE),
    )


class ReasonSchema(Schema):
    """Why a decree is reverted."""

    reason = Line(required=True, validate=validate.Length(min=1, max=1000))


class ReorganisationQuerySchema(Schema):
    """Filters of the list."""

    status = fields.String(validate=validate.OneOf(("draft", "applied", "reverted")))


class ReorganisationSchema(Schema):
    """A decree, its decisions, and what came of it."""

    id = fields.Integer(required=True)
    title = fields.String(required=True)
    basis = fields.Dict(required=True)
    effective_on = fields.Date(required=True)
    new_agencies = fields.List(fields.Dict(), required=True)
    changes = fields.List(fields.Dict(), required=True)
    decisions = fields.List(fields.Dict(), required=True)
    rules = fields.List(fields.Dict(), required=True)
    names = fields.Dict()  # behind each ref; only where one is shown
    status = fields.String(required=True)
    created_at = fields.AwareDateTime(required=True)
    created_by = fields.String(required=True)
    applied_at = fields.AwareDateTime(required=True, allow_none=True)
    applied_by = fields.String(required=True, allow_none=True)
    made = fields.Dict(required=True)
    reverted_at = fields.AwareDateTime(required=True, allow_none=True)
    reverted_by = fields.String(required=True, allow_none=True)
    reason = fields.String(required=True, allow_none=True)
    kept = fields.List(fields.Dict(), required=True)
    available_actions = fields.List(fields.String(), required=True)
    version = fields.Integer(required=True)


class ShownSchema(Schema):
    """Which lines of work a dry run shows; the gateway hands this on to tasks."""

    undecided = fields.Boolean()
    plan = fields.Integer(validate=_ID)
    agency_id = fields.Integer(validate=_ID)
    kind = fields.String(validate=validate.OneOf(("held", "blocker", "recurring", "given")))
    start = fields.Integer(validate=validate.Range(0, 10_000_000))
    limit = fields.Integer(validate=validate.Range(0, 200))


class PreviewSchema(Schema):
    """What a decree would do to agencies, accounts, child units, contacts and assignments."""

    names = fields.Dict(required=True)
    founded = fields.List(fields.String(), required=True)  # refs of the new agencies
    agencies = fields.List(fields.Dict(), required=True)
    rules = fields.List(fields.Dict(), required=True)
    accounts = fields.List(fields.Dict(), required=True)
    children = fields.List(fields.Dict(), required=True)
    contacts = fields.List(fields.Dict(), required=True)
    without_contact = fields.List(fields.String(), required=True)
    counts = fields.Dict(required=True)
    work = fields.Dict()  # what tasks says; the gateway adds it
