"""Issue a plan: register the agencies it lacks, where wished, then issue it.

Plans knows whom a document addresses, identity the agencies, and services never call one another,
so this is the gateway's own use case. It may be repeated after a failure at any point: a name is
registered only once, and plans answers the issue of an issued plan with the plan.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import orjson

from common.caller import Caller
from gateway.clients.service import WRITE_TIMEOUT_S, RefusedError, Service, accepted
from gateway.clients.transport import Answer, Call

AGENCIES_MISSING: Final = "agencies-missing"
"""Type of the problem by which plans tells that addressees have no agency, and which."""
BATCH: Final = 500
"""Agencies registered by one request."""
_REFERENCE = ("id", "slug", "name", "kind")


def issue(
    plans: Service,
    identity: Service,
    caller: Caller,
    plan_id: int,
    headers: Mapping[str, str],
    *,
    create_missing_agencies: bool,
) -> Answer:
    """Return what plans answers to the issue of plan `plan_id`; raises RefusedError.

    `headers` are the request's own, such as If-Match. Agencies are registered only when they are
    all that is missing, so a plan that is not ready leaves the registry as it was.
    """
    try:
        return _ask(plans, caller, plan_id, headers, {})
    except RefusedError as refusal:
        if refusal.type != AGENCIES_MISSING or not create_missing_agencies:
            raise
        missing = refusal.body["agencies"]
    return _ask(plans, caller, plan_id, headers, registered(identity, caller, missing))


def registered(
    identity: Service, caller: Caller, missing: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """Return the agency of each of `missing` (`name`, `kind`) by that name, registering new ones.

    Raises RefusedError, such as when the name is that of an agency closed meanwhile.
    """
    found: dict[str, Any] = {}
    for start in range(0, len(missing), BATCH):
        part = missing[start : start + BATCH]
        body = {"agencies": [{"name": _begun(one["name"]), "kind": one["kind"]} for one in part]}
        answer = identity.post(caller, "/agencies/bulk", body)
        for one, agency in zip(part, answer["items"], strict=True):
            found[one["name"]] = {key: agency[key] for key in _REFERENCE}
    return found


def _begun(name: str) -> str:
    """Return the name with a capital, which a document leaves out in the middle of a sentence."""
    return name[:1].upper() + name[1:]


def _ask(
    plans: Service,
    caller: Caller,
    plan_id: int,
    headers: Mapping[str, str],
    agencies: Mapping[str, Any],
) -> Answer:
    # Without the Idempotency-Key: the two bodies differ, and issuing is idempotent by itself.
    stated = {name: value for name, value in headers.items() if name != "Idempotency-Key"}
    stated["Content-Type"] = "application/json"
    body = orjson.dumps({"agencies": agencies})
    call = Call("POST", f"/plans/{plan_id}/issue", "", stated, body, WRITE_TIMEOUT_S)
    return accepted(plans.send(call, caller))
