"""Routes of reorganisations: an administrator's. The gateway adds what tasks knows of the work."""

from typing import Any

from common.caller import Role
from common.web import Ask, Door, Reply
from gateway.identity import reorganisations
from gateway.identity.api.reorganisation_schemas import (
    DecisionsSchema,
    DraftFieldsSchema,
    NewDraftSchema,
    PreviewSchema,
    ReasonSchema,
    ReorganisationQuerySchema,
    ReorganisationSchema,
    ShownSchema,
)
from gateway.identity.model import Reorganisation
from gateway.identity.reorganisations.fates import names
from gateway.identity.reorganisations.preview import rules

door = Door("reorganisations")
_ACTIONS = {"draft": ["change", "decide", "preview", "apply"], "applied": ["revert"]}


@door.get(
    "/reorganisations",
    access={Role.ADMIN},
    query=ReorganisationQuerySchema(),
    replies=ReorganisationSchema(),
    paged=True,
    summary="List reorganisations, the newest first",
)
def list_reorganisations(ask: Ask) -> Reply:
    """Return a page of decrees."""
    before_id = int(ask.after[0]) if ask.after else None
    rows = reorganisations.listed(ask.session, ask.query.get("status"), before_id, ask.limit)
    return ask.page(rows, lambda one: [one.id], shown)


@door.get(
    "/reorganisations/<int:number>",
    access={Role.ADMIN},
    replies=ReorganisationSchema(),
    summary="Show a reorganisation",
)
def show_reorganisation(ask: Ask, number: int) -> Reply:
    """Return one decree."""
    one = reorganisations.get(ask.session, number)
    named = {"names": names(ask.session, one)}
    return Reply(shown(one) | named, version=one.version)


@door.post(
    "/reorganisations",
    access={Role.ADMIN},
    body=NewDraftSchema(),
    replies=ReorganisationSchema(),
    idempotent=True,
    status=201,
    summary="Write a reorganisation down as a draft",
)
def create_reorganisation(ask: Ask) -> Reply:
    """Keep a draft."""
    one = reorganisations.create(ask.session, ask.caller, ask.body)
    return Reply(shown(one), version=one.version, location=f"/reorganisations/{one.id}")


@door.patch(
    "/reorganisations/<int:number>",
    access={Role.ADMIN},
    body=DraftFieldsSchema(),
    replies=ReorganisationSchema(),
    versioned=True,
    idempotent=True,
    summary="Change a draft; other changes make its decisions void",
)
def change_reorganisation(ask: Ask, number: int) -> Reply:
    """Set the fields given and leave the others."""
    one = reorganisations.change(ask.session, ask.caller, number, ask.version, ask.body)
    return Reply(shown(one), version=one.version)


@door.post(
    "/reorganisations/<int:number>/decisions",
    access={Role.ADMIN},
    body=DecisionsSchema(),
    replies=ReorganisationSchema(),
    versioned=True,
    idempotent=True,
    summary="Decide who takes over what, in bulk; a later decision counts before an earlier",
)
def decide(ask: Ask, number: int) -> Reply:
    """Add decisions."""
    decisions = ask.body["decisions"]
    one = reorganisations.decide(ask.session, ask.caller, number, ask.version, decisions)
    return Reply(shown(one), version=one.version)


@door.post(
    "/reorganisations/<int:number>/preview",
    access={Role.ADMIN},
    body=ShownSchema(),
    replies=PreviewSchema(),
    summary="Show where everything would go; it changes nothing",
)
def preview(ask: Ask, number: int) -> Reply:
    """Return the dry run of a draft."""
    one = reorganisations.get(ask.session, number)
    return Reply(reorganisations.preview(ask.session, one), version=one.version)


@door.post(
    "/reorganisations/<int:number>/apply",
    access={Role.ADMIN},
    replies=ReorganisationSchema(),
    versioned=True,
    idempotent=True,
    summary="Apply a draft once everything is decided",
)
def apply(ask: Ask, number: int) -> Reply:
    """Apply it in one transaction; the services follow by its event."""
    one = reorganisations.apply(ask.session, ask.caller, number, ask.version)
    return Reply(shown(one), version=one.version)


@door.post(
    "/reorganisations/<int:number>/revert",
    access={Role.ADMIN},
    body=ReasonSchema(),
    replies=ReorganisationSchema(),
    versioned=True,
    idempotent=True,
    summary="Restore what applying moved; what was changed since stays and is listed",
)
def revert(ask: Ask, number: int) -> Reply:
    """Revert it in one transaction; the services follow by its event."""
    reason = ask.body["reason"]
    one = reorganisations.revert(ask.session, ask.caller, number, ask.version, reason)
    return Reply(shown(one), version=one.version)


def shown(one: Reorganisation) -> dict[str, Any]:
    """Return the JSON of `ReorganisationSchema`."""
    stated = ("id", "title", "basis", "effective_on", "new_agencies", "changes", "decisions")
    done = ("status", "created_at", "created_by", "applied_at", "applied_by", "made")
    undone = ("reverted_at", "reverted_by", "reason", "kept", "version")
    return {name: getattr(one, name) for name in stated + done + undone} | {
        "rules": rules(one),
        "available_actions": _ACTIONS.get(one.status, []),
    }
