"""The routes by which every service tells what is stuck; the gateway makes one list of them."""

import re
from typing import Final

from marshmallow import Schema, fields, validate

from common.caller import Role
from common.stuck import Action, Console, Kind, place_of
from common.web.door import Door
from common.web.operation import Ask, Reply

READERS: Final = frozenset({Role.ADMIN, Role.COORDINATOR})
_MOST: Final = 200
_NO_NUL: Final = validate.ContainsNoneOf("\0", error="must not contain the character NUL")
_WORDS: Final = validate.Regexp(re.compile(r".*\S", re.DOTALL), error="say why")


class StuckQuery(Schema):
    """Which items: of a kind, of a service; `cursor` is the `next` of the page before."""

    kind = fields.String(validate=validate.OneOf([kind.value for kind in Kind]))
    service = fields.String(validate=validate.Length(1, 20))
    limit = fields.Integer(load_default=50, validate=validate.Range(1, _MOST))
    cursor = fields.String(validate=validate.Length(1, 120))


class StuckActsQuery(Schema):
    """How many of the newest acts."""

    limit = fields.Integer(load_default=50, validate=validate.Range(1, _MOST))


class StuckWhySchema(Schema):
    """Why it is tried again, or settled."""

    note = fields.String(required=True, validate=[validate.Length(1, 500), _WORDS, _NO_NUL])


class StuckOwnerSchema(Schema):
    """The agency that must act; both null for whoever runs the system."""

    agency_id = fields.Integer(required=True, allow_none=True)
    name = fields.String(required=True, allow_none=True)


class StuckCauseSchema(Schema):
    """The cause in both languages."""

    vi = fields.String(required=True)
    en = fields.String(required=True)


class StuckSchema(Schema):
    """A stuck item; `link` is the page where its cause is mended, `cursor` its place."""

    id = fields.String(required=True)
    service = fields.String(required=True)
    kind = fields.String(required=True)
    since = fields.AwareDateTime(required=True)
    age_s = fields.Integer(required=True)
    owner = fields.Nested(StuckOwnerSchema, required=True)
    cause = fields.Nested(StuckCauseSchema, required=True)
    link = fields.String(required=True, allow_none=True)
    retryable = fields.Boolean(required=True)
    cursor = fields.String(required=True)


class StuckPage(Schema):
    """A page of items; `away` names the services that did not answer."""

    items = fields.List(fields.Nested(StuckSchema), required=True)
    next = fields.String(required=True, allow_none=True)
    away = fields.List(fields.String(), required=True)


class StuckCounts(Schema):
    """How many items of each kind."""

    counts = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    away = fields.List(fields.String(), required=True)


class StuckActorSchema(Schema):
    """Who did it."""

    id = fields.Integer(required=True)
    name = fields.String(required=True)


class StuckActSchema(Schema):
    """What a person did about an item that was stuck."""

    item = fields.String(required=True)
    kind = fields.String(required=True)
    action = fields.String(required=True)
    at = fields.AwareDateTime(required=True)
    by = fields.Nested(StuckActorSchema, required=True)
    cause = fields.String(required=True)
    note = fields.String(required=True)


class StuckActsPage(Schema):
    """The newest acts."""

    items = fields.List(fields.Nested(StuckActSchema), required=True)
    away = fields.List(fields.String(), required=True)


def add_stuck(door: Door, console: Console) -> None:
    """Add the console's routes to a service's door."""
    _add_lists(door, console)
    _add_acts(door, console)


def _add_lists(door: Door, console: Console) -> None:
    @door.get(
        "/stuck",
        access=READERS,
        query=StuckQuery(),
        replies=StuckPage(),
        summary="List what is stuck, the oldest first",
    )
    def list_stuck(ask: Ask) -> Reply:
        limit, cursor = ask.query["limit"], ask.query.get("cursor")
        after = place_of(cursor) if cursor else None
        kind = Kind(ask.query["kind"]) if "kind" in ask.query else None
        if ask.query.get("service", console.service) != console.service:
            return Reply({"items": [], "next": None, "away": []})
        found = console.find(ask.session, ask.caller, limit=limit + 1, kind=kind, after=after)
        more = found[limit - 1]["cursor"] if len(found) > limit else None
        return Reply({"items": found[:limit], "next": more, "away": []})

    @door.get(
        "/stuck/counts",
        access=READERS,
        replies=StuckCounts(),
        summary="Count what is stuck, by kind",
    )
    def count_stuck(ask: Ask) -> Reply:
        return Reply({"counts": console.count(ask.session, ask.caller), "away": []})

    @door.get(
        "/stuck/acts",
        access=READERS,
        query=StuckActsQuery(),
        replies=StuckActsPage(),
        summary="List who tried what again or settled it, and why, the newest first",
    )
    def list_acts(ask: Ask) -> Reply:
        found = console.log(ask.session, ask.caller, ask.query["limit"])
        return Reply({"items": found, "away": []})


def _add_acts(door: Door, console: Console) -> None:
    @door.post(
        "/stuck/<ident>/retry",
        access=READERS,
        body=StuckWhySchema(),
        replies=StuckActSchema(),
        idempotent=True,
        summary="Try a stuck item again",
    )
    def retry_stuck(ask: Ask, ident: str) -> Reply:
        note = ask.body["note"]
        return Reply(console.act(ask.session, ask.caller, ident, Action.RETRY, note))

    @door.post(
        "/stuck/<ident>/resolve",
        access=READERS,
        body=StuckWhySchema(),
        replies=StuckActSchema(),
        idempotent=True,
        summary="Settle a stuck item with a reason; the same cause anew brings it back",
    )
    def resolve_stuck(ask: Ask, ident: str) -> Reply:
        note = ask.body["note"]
        return Reply(console.act(ask.session, ask.caller, ident, Action.RESOLVE, note))
