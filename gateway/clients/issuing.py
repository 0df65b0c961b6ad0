"""Issue a plan: its addressees' agencies first, where wished, then the plan itself.

Plans knows the names a document addresses, identity the agencies behind them. The services never
call one another, so this is the gateway's own use case. It can be repeated after a failure at any
point: agencies are created by name only once, and issuing is guarded by version and key.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import orjson

from common.caller import Caller
from gateway.clients.service import WRITE_TIMEOUT_S, Service, accepted
from gateway.clients.transport import Answer, Call

BATCH: Final = 500
"""Agencies created by one request; as many as identity takes at once."""
PAGE: Final = 200


def issue(
    plans: Service,
    identity: Service,
    caller: Caller,
    plan_id: int,
    headers: Mapping[str, str],
    *,
    create_missing_agencies: bool,
) -> Answer:
    """Return what plans answers to the issue of plan `plan_id`.

    `headers` are the request's own (If-Match, Idempotency-Key, …). Raises RefusedError when an
    earlier step is refused and UnavailableError when a service is away.
    """
    agencies: dict[str, Any] = {}
    if create_missing_agencies:
        names = unresolved(plans, caller, plan_id)
        agencies = created(identity, caller, names)
    body = orjson.dumps({"agencies": agencies})
    stated = {**headers, "Content-Type": "application/json"}
    call = Call("POST", f"/plans/{plan_id}/issue", "", stated, body, WRITE_TIMEOUT_S)
    return accepted(plans.send(call, caller))


def unresolved(plans: Service, caller: Caller, plan_id: int) -> list[str]:
    """Return the addressees of the plan that no agency stands behind yet."""
    names: list[str] = []
    cursor = None
    while True:
        page = plans.get(
            caller, f"/plans/{plan_id}/addressees", resolved="false", limit=PAGE, cursor=cursor
        )
        names += [addressee["name"] for addressee in page["items"]]
        cursor = page["next"]
        if cursor is None:
            return names


def created(identity: Service, caller: Caller, names: Sequence[str]) -> dict[str, Any]:
    """Return each name's agency as `{"id", "slug", "name", "kind"}`, created where missing."""
    found: dict[str, Any] = {}
    for start in range(0, len(names), BATCH):
        part = names[start : start + BATCH]
        body = {"agencies": [{"name": name} for name in part]}
        answer = identity.post(caller, "/agencies/bulk", body)
        for name, agency in zip(part, answer["items"], strict=True):
            found[name] = {key: agency[key] for key in ("id", "slug", "name", "kind")}
    return found
