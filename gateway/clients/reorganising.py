"""Try, apply and revert a reorganisation: identity keeps the decree, tasks knows the work.

Services never call one another, so what needs both is the gateway's own use case: the dry run
joins what either says, and neither applying nor reverting begins while tasks knows of something
that nobody has decided, or that would be left without anybody.
"""

from collections.abc import Mapping
from typing import Any, Final

import orjson

from common.caller import Caller
from common.errors import ConflictError
from gateway.clients.service import WRITE_TIMEOUT_S, Service, accepted
from gateway.clients.transport import Answer, Call

TRIALS: Final = "/reorganisation-trials"
SHOWN: Final = ("undecided", "plan", "agency_id", "kind", "start", "limit")
"""What a dry run can be narrowed to, as fields of its body."""


class WorkUndecidedError(ConflictError):
    """Somebody has to decide first where some accounts, units or duties go."""

    type = "reorganisation-undecided"
    title = "Not everything is decided"


class WorkBuiltUponError(ConflictError):
    """Something was built on the reorganisation since; undo that first."""

    type = "reorganisation-built-upon"
    title = "Built upon since"


class WorkMovingError(ConflictError):
    """The duties are still being moved; wait until they are, or settle what is stuck."""

    type = "reorganisation-under-way"
    title = "Duties still being moved"


def preview(
    identity: Service, tasks: Service, caller: Caller, number: int, body: bytes
) -> dict[str, Any]:
    """Return the whole dry run of decree `number`; raises RefusedError or UnavailableError.

    `body` is the request's own, which narrows the lines of work (see `SHOWN`); identity judges it.
    """
    answer = _post(identity, caller, f"/reorganisations/{number}/preview", {}, body)
    found: dict[str, Any] = orjson.loads(answer.body)
    shown = orjson.loads(body) if body.strip() else {}
    decree = identity.get(caller, f"/reorganisations/{number}")
    return found | {"work": _work(tasks, caller, decree, shown)}


def apply(
    identity: Service, tasks: Service, caller: Caller, number: int, headers: Mapping[str, str]
) -> Answer:
    """Apply decree `number`; raises RefusedError, or WorkUndecidedError naming how many wait."""
    decree = identity.get(caller, f"/reorganisations/{number}")
    # One that is no draft any more is told so by identity, or its earlier answer is given again.
    if decree["status"] == "draft":
        waiting = _work(tasks, caller, decree, {"limit": 0})["counts"]["undecided"]
        if waiting:
            said = f"{waiting} duties or plans wait for a decision: see the dry run"
            raise WorkUndecidedError(said, undecided=waiting)
    return _post(identity, caller, f"/reorganisations/{number}/apply", headers, b"")


def revert(
    identity: Service,
    tasks: Service,
    caller: Caller,
    number: int,
    headers: Mapping[str, str],
    body: bytes,
) -> Answer:
    """Revert decree `number`; raises RefusedError.

    Raises WorkBuiltUponError naming how many stand in the way, or WorkMovingError while tasks has
    not followed the decree yet: its counts would not be known.
    """
    outlook = would_revert(identity, tasks, caller, number)
    if outlook and not outlook["applied"]:
        said = "the duties are still being moved; try again in a few seconds"
        raise WorkMovingError(said)
    standing = outlook["counts"]["obstacles"] if outlook else 0
    if standing:
        said = (
            f"{standing} open duties are held, were given, or wait to be unblocked by agencies "
            "that would end: reassign, finish or withdraw them first"
        )
        raise WorkBuiltUponError(said, obstacles=standing)
    return _post(identity, caller, f"/reorganisations/{number}/revert", headers, body)


def would_revert(
    identity: Service, tasks: Service, caller: Caller, number: int
) -> dict[str, Any] | None:
    """Return what reverting would put back and leave; None for a decree that is not applied."""
    decree = identity.get(caller, f"/reorganisations/{number}")
    if decree["status"] != "applied":
        return None
    body = {"id": number, "founded": sorted(decree["made"].values())}
    found: dict[str, Any] = tasks.post(caller, f"{TRIALS}/revert", body)
    return found


def _work(
    tasks: Service, caller: Caller, decree: Mapping[str, Any], shown: Mapping[str, Any]
) -> dict[str, Any]:
    asked = {name: shown[name] for name in SHOWN if name in shown}
    decided = [_told(one) for one in decree["decisions"] if one["scope"] in _OF_WORK]
    body = {"rules": decree["rules"], "decisions": decided, **asked}
    found: dict[str, Any] = tasks.post(caller, TRIALS, body)
    return found


_OF_WORK: Final = frozenset({"assignments", "plan", "rest", "proposals", "given"})


def _told(decision: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in decision.items() if name != "by"}


def _post(
    service: Service, caller: Caller, path: str, headers: Mapping[str, str], body: bytes
) -> Answer:
    stated = {**headers, "Content-Type": "application/json"}
    return accepted(service.send(Call("POST", path, "", stated, body, WRITE_TIMEOUT_S), caller))
