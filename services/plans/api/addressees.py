"""Routes of the names that a plan addresses."""

from common.web import Ask, Reply
from services.plans import access, addressing
from services.plans.api.door import READERS, REVIEWERS, door
from services.plans.schemas.incoming import AddresseeQuerySchema, DecisionSchema
from services.plans.schemas.outgoing import AddresseeSchema


@door.get(
    "/plans/<int:plan_id>/addressees",
    access=READERS,
    query=AddresseeQuerySchema(),
    replies=AddresseeSchema(),
    paged=True,
    summary="List the names that a plan addresses, and whom they mean",
)
def list_addressees(ask: Ask, plan_id: int) -> Reply:
    """Answer a page of names; with `resolved=false` those that keep the plan from being issued."""
    rows = addressing.list_addressees(
        ask.session, ask.caller, plan_id, resolved=ask.query.get("resolved")
    )
    # A plan has tens of names, and whether one is missing depends on the others.
    ahead = [row for row in rows if ask.after is None or row["id"] > ask.after[0]]
    return ask.page(ahead[: ask.limit + 1], lambda row: [row["id"]])


@door.post(
    "/plans/<int:plan_id>/addressees",
    access=REVIEWERS,
    body=DecisionSchema(),
    replies=AddresseeSchema(),
    versionable=True,
    idempotent=True,
    summary="Say whom a name means, for the whole plan and later ones",
)
def decide_addressee(ask: Ask, plan_id: int) -> Reply:
    """Answer the name with whom it means now."""
    access.find_draft(ask.session, ask.caller, plan_id, ask.expected_version)
    chosen = addressing.decide(
        ask.session,
        ask.caller,
        plan_id,
        name=ask.body["name"],
        agency_ids=ask.body["agency_ids"],
        group=ask.body["group"],
        remember=ask.body["remember"],
    )
    rows = addressing.list_addressees(ask.session, ask.caller, plan_id, resolved=None)
    return Reply(next(row for row in rows if row["id"] == chosen.id))
