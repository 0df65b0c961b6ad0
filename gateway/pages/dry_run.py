"""One decree: its dry run with where everything goes, decisions in bulk, applying, reverting."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import orjson
from flask import Response

from common.errors import ConflictError, UnavailableError
from gateway.clients import RefusedError, conditions, reorganising
from gateway.pages.language import mark
from gateway.pages.listing import link
from gateway.pages.numbers import whole, wholes
from gateway.pages.problems import Explained, explain
from gateway.pages.reorganisation import REORGANISATIONS
from gateway.pages.site import Route
from gateway.pages.visit import Visit

LINES: Final = 50
AT_ONCE: Final = 200
"""Decisions that identity takes in one request."""
_FILTERS: Final = ("agency_id", "plan", "kind", "start")
_UNDECIDED: Final = mark("Còn %(n)s việc chờ quyết định; xem chạy thử.")
_STANDING: Final = mark(
    "Có %(n)s nhiệm vụ được giao sau đó cho cơ quan sẽ mất đi; giao lại trước rồi mới hoàn tác."
)
_MOVING: Final = mark("Nhiệm vụ đang được chuyển; tải lại trang sau ít giây.")


def show_decree(visit: Visit, number: int) -> Response:
    """Show a decree with its dry run, or what came of it."""
    return _page(visit, number)


def decide(visit: Visit, number: int) -> Response:
    """Take decisions: each button says of what, each field `to` says who takes over."""
    decisions = _decisions(visit)
    if not decisions:
        return visit.go(_path(number), visit.language.say("Chưa chọn cơ quan nhận."))
    try:
        _send(visit, number, decisions)
    except (RefusedError, UnavailableError) as refusal:
        return _page(visit, number, explain(refusal, visit.language))
    return visit.go(_path(number), visit.language.say("Đã ghi quyết định."))


def _send(visit: Visit, number: int, decisions: Sequence[Mapping[str, Any]]) -> None:
    """Send the decisions in parts that identity takes, each upon the version the last one made."""
    key, version = visit.key, visit.version
    for start in range(0, len(decisions), AT_ONCE):
        made = visit.clients.identity.post(
            visit.caller,
            f"/reorganisations/{number}/decisions",
            {"decisions": decisions[start : start + AT_ONCE]},
            version=version,
            key=f"{key}-{start}" if start else key,
        )
        version = made["version"]


def apply(visit: Visit, number: int) -> Response:
    """Apply the decree."""
    try:
        reorganising.apply(
            visit.clients.identity,
            visit.clients.tasks,
            visit.caller,
            number,
            conditions(visit.version, visit.key),
        )
    except (RefusedError, UnavailableError) as refusal:
        return _page(visit, number, explain(refusal, visit.language))
    except ConflictError as refusal:
        return _page(visit, number, _counted(visit, _UNDECIDED, refusal.members["undecided"]))
    return visit.go(_path(number), visit.language.say("Đã thực hiện sắp xếp tổ chức."))


def revert(visit: Visit, number: int) -> Response:
    """Revert the decree with a reason."""
    try:
        reorganising.revert(
            visit.clients.identity,
            visit.clients.tasks,
            visit.caller,
            number,
            conditions(visit.version, visit.key),
            orjson.dumps({"reason": visit.field("reason")}),
        )
    except (RefusedError, UnavailableError) as refusal:
        return _page(visit, number, explain(refusal, visit.language))
    except reorganising.WorkMovingError:
        return _page(visit, number, Explained(sentence=visit.language.say(_MOVING), status=409))
    except ConflictError as refusal:
        return _page(visit, number, _counted(visit, _STANDING, refusal.members["obstacles"]))
    return visit.go(_path(number), visit.language.say("Đã hoàn tác sắp xếp tổ chức."))


def _page(visit: Visit, number: int, problem: Explained | None = None) -> Response:
    identity, tasks = visit.clients.identity, visit.clients.tasks
    decree = identity.get(visit.caller, f"/reorganisations/{number}")
    shown = {
        name: value
        for name in _FILTERS
        if (value := visit.argument(name) if name == "kind" else whole(visit.argument(name)))
    }
    trial: dict[str, Any] | None = None
    outlook = None
    if decree["status"] == "draft":
        body = orjson.dumps({**shown, "limit": LINES})
        trial = reorganising.preview(identity, tasks, visit.caller, number, body)
    elif decree["status"] == "applied":
        outlook = reorganising.would_revert(identity, tasks, visit.caller, number)
    kept = {name: str(value) for name, value in shown.items() if name != "start"}
    more = trial["work"]["next"] if trial else None
    return visit.page(
        "reorganisation.html",
        problem.status if problem else 200,
        section=REORGANISATIONS,
        decree=decree,
        trial=trial,
        outlook=outlook,
        names=_names(decree, trial),
        choices=_choices(decree),
        kept=kept,
        next=link(_path(number), kept, start=str(more)) if more else None,
        first=link(_path(number), kept) if "start" in shown else None,
        problem=problem,
    )


def _names(decree: Mapping[str, Any], trial: Mapping[str, Any] | None) -> dict[str, str]:
    """Return the name behind each ref; TOP is where no agency stands above."""
    names: dict[str, str] = (trial or decree)["names"]
    return {**names, "none": "–"}


def _choices(decree: Mapping[str, Any]) -> dict[int, list[str]]:
    """Return who may take over from each agency that loses duties."""
    return {
        rule["agency_id"]: list(
            dict.fromkeys(
                [heir["agency"] for heir in rule["heirs"]]
                + ([] if rule["ends"] else [str(rule["agency_id"])])
            )
        )
        for rule in decree["rules"]
    }


def _decisions(visit: Visit) -> list[dict[str, Any]]:
    """Return what the form decides.

    Its fields are named by what they are about: `to.rest.3.7` is what waits of plan 7 at agency 3,
    `to.accounts.3.5` account 5 of it, `to.accounts.3` all of them. What goes the same way is one
    decision. A button `proposals` takes all proposals of an agency as they are.
    """
    proposed = whole(visit.field("proposals"))
    if proposed is not None:
        return [{"scope": "proposals", "from": proposed}]
    found = []
    alike: dict[tuple[str, int, str], dict[str, Any]] = {}
    for name in visit.named("to."):
        to, (scope, *numbers) = visit.field(name), name.removeprefix("to.").split(".")
        known = wholes(numbers)
        if not to or not known:
            continue
        agency_id, *about = known
        one: dict[str, Any] = {"scope": scope, "from": agency_id, "to": to}
        if scope in {"rest", "given"} and about:
            one["plan"] = about[0]
        elif about:
            one = alike.setdefault((scope, agency_id, to), one)
            one.setdefault("ids", []).append(about[0])
            if len(one["ids"]) > 1:
                continue
        found.append(one)
    return found


def _counted(visit: Visit, sentence: str, count: Any) -> Explained:
    return Explained(sentence=visit.language.say(sentence, n=count), status=409)


def _path(number: int) -> str:
    return f"{REORGANISATIONS}/{number}"


ROUTES: Final = (
    Route("GET", f"{REORGANISATIONS}/<int:number>", show_decree),
    Route("POST", f"{REORGANISATIONS}/<int:number>/decide", decide),
    Route("POST", f"{REORGANISATIONS}/<int:number>/apply", apply),
    Route("POST", f"{REORGANISATIONS}/<int:number>/revert", revert),
)
