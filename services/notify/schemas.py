"""What comes in and goes out over HTTP."""

from typing import Final

from marshmallow import Schema, fields, validate

from common.db import LARGEST_ID
from services.notify.model import Medium, State
from services.notify.policy import Kind
from services.notify.templates import LANGUAGES

_ID: Final = validate.Range(1, LARGEST_ID)
_WORDS: Final = validate.Length(max=500)


class MessageQuery(Schema):
    """Filters of the message log."""

    assignment = fields.Integer(validate=_ID)
    agency = fields.Integer(validate=_ID)
    channel = fields.String(validate=validate.OneOf(list(Medium)))
    state = fields.String(validate=validate.OneOf(list(State)))


class InboxQuery(Schema):
    """Filters of the inbox, and the language to show it in (default: the account's)."""

    unread = fields.Boolean(load_default=False)
    language = fields.String(validate=validate.OneOf(LANGUAGES))


class KannelReport(Schema):
    """What Kannel adds to a receipt address: report type, the SMSC's reply, the SMSC's id."""

    type = fields.Integer(required=True, validate=validate.Range(0, 64))
    reply = fields.String(load_default="", validate=_WORDS)
    smsc = fields.String(load_default="", validate=_WORDS)


class StatusReport(Schema):
    """What a JSON gateway posts to a receipt address."""

    status = fields.String(required=True, validate=validate.Length(1, 40))
    id = fields.String(load_default="", validate=_WORDS)
    reason = fields.String(load_default="", validate=_WORDS)


class AgencyName(Schema):
    """The agency a message is for; its name is null while nothing was heard of it."""

    id = fields.Integer(required=True)
    name = fields.String(required=True, allow_none=True)


class Receipt(Schema):
    """What a provider reported."""

    kind = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


class AttemptShown(Schema):
    """One try at a provider; `outcome` is null while it runs."""

    no = fields.Integer(required=True)
    provider = fields.String(required=True)
    address = fields.String(required=True)
    started_at = fields.AwareDateTime(required=True)
    ended_at = fields.AwareDateTime(required=True, allow_none=True)
    outcome = fields.String(required=True, allow_none=True)
    provider_ref = fields.String(required=True, allow_none=True)
    detail = fields.String(required=True, allow_none=True)


class MessageShown(Schema):
    """A message in the log; `subject` and `body` are null for those who may not read it."""

    id = fields.Integer(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(list(Kind)))
    assignment_id = fields.Integer(required=True, allow_none=True)  # null: a summary of many
    agency = fields.Nested(AgencyName, required=True)
    channel = fields.String(required=True, validate=validate.OneOf(list(Medium)))
    address = fields.String(required=True, allow_none=True)
    language = fields.String(required=True)
    template = fields.String(required=True)
    subject = fields.String(required=True, allow_none=True)
    body = fields.String(required=True, allow_none=True)
    segments = fields.Integer(required=True, allow_none=True)
    state = fields.String(required=True, validate=validate.OneOf(list(State)))
    reason = fields.String(required=True, allow_none=True)
    possible_duplicate = fields.Boolean(required=True)
    attempts = fields.Integer(required=True)
    retryable = fields.Boolean(required=True)
    created_at = fields.AwareDateTime(required=True)
    settled_at = fields.AwareDateTime(required=True, allow_none=True)
    receipts = fields.List(fields.Nested(Receipt), required=True)
    version = fields.Integer(required=True)


class MessageDetail(MessageShown):
    """A message with each of its tries."""

    tries = fields.List(fields.Nested(AttemptShown), required=True)


class InboxItemShown(Schema):
    """A notice in the reader's language."""

    id = fields.Integer(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(list(Kind)))
    assignment_id = fields.Integer(required=True, allow_none=True)  # null: a summary of many
    plan_id = fields.Integer(required=True, allow_none=True)
    title = fields.String(required=True)
    text = fields.String(required=True)
    created_at = fields.AwareDateTime(required=True)
    read_at = fields.AwareDateTime(required=True, allow_none=True)


class UnreadShown(Schema):
    """How many notices the caller has not read."""

    unread = fields.Integer(required=True)
