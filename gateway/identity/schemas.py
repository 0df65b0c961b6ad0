"""What comes in through identity's door, and what goes out."""

from collections.abc import Callable
from typing import Any, Final

from marshmallow import Schema, ValidationError, fields, post_load, validate, validates_schema

from common.caller import Role
from common.db import LARGEST_ID
from common.events import AGENCY_KINDS
from gateway.identity.model import LANGUAGES

LARGEST_BULK: Final = 5000
_ID = validate.Range(1, LARGEST_ID)
_NAME = validate.Length(min=1, max=500)
_PHONE = validate.Regexp(r"\+?[0-9][0-9 .-]{5,17}\Z", error="digits, such as 02513822501")
_KIND = validate.OneOf(AGENCY_KINDS)
_USERNAME = validate.Regexp(
    r"[A-Za-z0-9][A-Za-z0-9._-]{1,79}\Z", error="2 to 80 of the letters a-z, digits and . _ -"
)
# Every password is bounded, or argon2 could be kept busy with megabytes. Its least length is a
# rule for new ones (see `service.accounts`), not for those typed at log-in.
_PASSWORD = validate.Length(min=1, max=200)


def _known(roles: list[str]) -> None:
    """Raise ValidationError unless each is a role.

    A function of ours, since OpenAPI would give the choices of `ContainsOnly` to the list itself.
    """
    validate.ContainsOnly([*Role])(roles)


_ROLE = fields.String(metadata={"enum": [*Role]})
_ROLES: list[Callable[[list[str]], object]] = [validate.Length(min=1, max=len(Role)), _known]


class _Stripped(Schema):
    """Texts come in without blanks around them."""

    @post_load
    def strip(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Cut the blanks round each text, passwords apart, and doubled ones in names."""
        return {
            key: " ".join(value.split())
            if isinstance(value, str) and "password" not in key
            else value
            for key, value in data.items()
        }


class AgencyFieldsSchema(_Stripped):
    """What can be said of an agency; PATCH takes any part of it."""

    name = fields.String(validate=_NAME)
    aliases = fields.List(fields.String(validate=_NAME), validate=validate.Length(max=50))
    kind = fields.String(validate=_KIND)
    parent_id = fields.Integer(allow_none=True, validate=_ID)
    email = fields.Email(allow_none=True, validate=validate.Length(max=254))
    phone = fields.String(allow_none=True, validate=_PHONE)
    active = fields.Boolean()
    valid_from = fields.Date(allow_none=True)
    valid_to = fields.Date(allow_none=True)

    @validates_schema
    def check_name(self, data: dict[str, Any], **_: Any) -> None:
        """Refuse a name of blanks only."""
        if "name" in data and not data["name"].strip():
            raise ValidationError("must not be blank", "name")


class NewAgencySchema(AgencyFieldsSchema):
    """An agency to register; `kind` is guessed from the name when it is left out."""

    name = fields.String(required=True, validate=_NAME)


class BulkItemSchema(_Stripped):
    """One name to find or register."""

    name = fields.String(required=True, validate=_NAME)
    kind = fields.String(validate=_KIND)


class BulkAgenciesSchema(Schema):
    """Names to find or register; doing it again changes nothing."""

    agencies = fields.List(
        fields.Nested(BulkItemSchema), required=True, validate=validate.Length(max=LARGEST_BULK)
    )


class AgencyQuerySchema(Schema):
    """Filters of the list: `q` finds parts of names, whatever their marks."""

    q = fields.String(validate=validate.Length(max=200))
    kind = fields.String(validate=_KIND)
    parent = fields.Integer(validate=_ID)
    active = fields.Boolean()


class AgencySchema(Schema):
    """An agency of the registry."""

    id = fields.Integer(required=True)
    slug = fields.String(required=True)
    name = fields.String(required=True)
    aliases = fields.List(fields.String(), required=True)
    kind = fields.String(required=True, validate=_KIND)
    parent_id = fields.Integer(required=True, allow_none=True)
    email = fields.String(required=True, allow_none=True)
    phone = fields.String(required=True, allow_none=True)
    active = fields.Boolean(required=True)
    valid_from = fields.Date(required=True, allow_none=True)
    valid_to = fields.Date(required=True, allow_none=True)
    version = fields.Integer(required=True)


class FoundAgencySchema(Schema):
    """One answer of the bulk call, at the place of its name in the request."""

    id = fields.Integer(required=True)
    slug = fields.String(required=True)
    name = fields.String(required=True)
    kind = fields.String(required=True)
    created = fields.Boolean(required=True)


class FoundAgenciesSchema(Schema):
    """The agencies behind the names of a bulk call, in the same order."""

    items = fields.List(fields.Nested(FoundAgencySchema), required=True)


class NewAccountSchema(_Stripped):
    """An account to open."""

    username = fields.String(required=True, validate=_USERNAME)
    password = fields.String(required=True, validate=_PASSWORD, load_only=True)
    agency_id = fields.Integer(allow_none=True, load_default=None, validate=_ID)
    roles = fields.List(_ROLE, required=True, validate=_ROLES)
    language = fields.String(validate=validate.OneOf(LANGUAGES), load_default="vi")


class AccountChangeSchema(_Stripped):
    """What an administrator may change of an account; `password` sets a new one."""

    agency_id = fields.Integer(allow_none=True, validate=_ID)
    roles = fields.List(_ROLE, validate=_ROLES)
    language = fields.String(validate=validate.OneOf(LANGUAGES))
    active = fields.Boolean()
    password = fields.String(validate=_PASSWORD, load_only=True)


class AccountQuerySchema(Schema):
    """Filters of the list of accounts: `q` finds parts of usernames."""

    q = fields.String(validate=validate.Length(max=200))
    agency = fields.Integer(validate=_ID)
    active = fields.Boolean()


class OwnPasswordSchema(Schema):
    """A change of one's own password."""

    current_password = fields.String(required=True, validate=_PASSWORD, load_only=True)
    new_password = fields.String(required=True, validate=_PASSWORD, load_only=True)


class OwnLanguageSchema(Schema):
    """The language one wants to be written to in."""

    language = fields.String(required=True, validate=validate.OneOf(LANGUAGES))


class AgencyRefSchema(Schema):
    """An agency as others show it."""

    id = fields.Integer(required=True)
    slug = fields.String(required=True)
    name = fields.String(required=True)


class AccountSchema(Schema):
    """An account, without its password."""

    id = fields.Integer(required=True)
    username = fields.String(required=True)
    agency = fields.Nested(AgencyRefSchema, required=True, allow_none=True)
    agency_id = fields.Integer(required=True, allow_none=True)
    roles = fields.List(fields.String(), required=True)
    language = fields.String(required=True)
    active = fields.Boolean(required=True)
    version = fields.Integer(required=True)


class CredentialsSchema(Schema):
    """A log-in."""

    username = fields.String(required=True, validate=validate.Length(min=1, max=200))
    password = fields.String(required=True, validate=_PASSWORD, load_only=True)


class UserSchema(Schema):
    """Who is logged in."""

    id = fields.Integer(required=True)
    username = fields.String(required=True)
    agency = fields.Nested(AgencyRefSchema, required=True, allow_none=True)
    agency_id = fields.Integer(required=True, allow_none=True)
    roles = fields.List(fields.String(), required=True)
    language = fields.String(required=True)


class CurrentSessionSchema(Schema):
    """A session that holds until `expires_at`; use prolongs it."""

    expires_at = fields.AwareDateTime(required=True)
    user = fields.Nested(UserSchema, required=True)


class NewSessionSchema(CurrentSessionSchema):
    """A session just opened; send `token` as `Authorization: Bearer`."""

    token = fields.String(required=True)


class AuditQuerySchema(Schema):
    """Filters of the audit log."""

    action = fields.String(validate=validate.Length(max=40))
    subject = fields.String(validate=validate.Length(max=260))


class AuditEntrySchema(Schema):
    """One act: who, what, to whom, from where."""

    id = fields.Integer(required=True)
    at = fields.AwareDateTime(required=True)
    action = fields.String(required=True)
    subject = fields.String(required=True)
    actor_id = fields.Integer(required=True, allow_none=True)
    address = fields.String(required=True, allow_none=True)
    detail = fields.Dict(required=True)
