"""Routes of delegations."""

from common.web import ANYONE, Ask, Reply
from services.tasks import bodies, delegations
from services.tasks.api.door import ACTORS, door
from services.tasks.schemas.delegations import DelegationSchema, DelegationsSchema


@door.get(
    "/delegations",
    access=ANYONE,
    replies=DelegationsSchema(),
    summary="For whom the caller acts, and who acts for the caller",
)
def list_delegations(ask: Ask) -> Reply:
    """List those that have not ended."""
    found = delegations.list_delegations(ask.session, ask.caller)
    return Reply({"items": [delegations.show(one) for one in found]})


@door.post(
    "/delegations",
    access=ACTORS,
    body=bodies.DelegationRequest(),
    example={
        "deputy": "mai",
        "starts_on": "2026-05-20",
        "ends_on": "2026-05-29",
        "reason": "Nghỉ phép",
    },
    replies=DelegationSchema(),
    idempotent=True,
    status=201,
    summary="Let another of the agency act for you while you are away",
)
def delegate(ask: Ask) -> Reply:
    """Delegate for a period."""
    return Reply(delegations.show(delegations.delegate(ask.session, ask.caller, ask.body)))


@door.post(
    "/delegations/<int:delegation_id>/end",
    access=ACTORS,
    replies=DelegationSchema(),
    idempotent=True,
    summary="End a delegation that you gave",
)
def end_delegation(ask: Ask, delegation_id: int) -> Reply:
    """End it at once."""
    return Reply(delegations.show(delegations.end(ask.session, ask.caller, delegation_id)))
