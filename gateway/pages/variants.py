"""Quy trình theo loại văn bản: how the life of an assignment varies by kind of plan."""

from collections.abc import Mapping
from typing import Any, Final

from flask import Response

from common.errors import UnavailableError
from gateway.clients import RefusedError
from gateway.pages.language import mark
from gateway.pages.problems import Explained, explain
from gateway.pages.site import Route
from gateway.pages.visit import Visit
from gateway.pages.wording import BROKEN_RULES, PLAN_KINDS

PATH: Final = "/admin/variants"
_NUMBERS: Final = ("max_extensions", "extension_days", "review_days")
_SAVED: Final = mark("Đã lưu quy trình cho %(kind)s; áp dụng cho %(n)s nhiệm vụ đang mở.")
_PREVIEW: Final = "preview"


def list_variants(visit: Visit) -> Response:
    """Show every kind with the rules that hold for it."""
    found = visit.clients.tasks.get(visit.caller, "/variants")
    return visit.page("variants.html", section=PATH, items=found["items"])


def show_variant(visit: Visit, kind: str) -> Response:
    """Show the form of one kind."""
    return _page(visit, kind)


def set_variant(visit: Visit, kind: str) -> Response:
    """Count what the rules would touch, or set them."""
    known = visit.clients.tasks.get(visit.caller, "/variants")
    wanted = _typed(visit, known)
    try:
        if visit.field("do") == _PREVIEW:
            touched = visit.clients.tasks.post(visit.caller, f"/variants/{kind}/previews", wanted)
            return _page(visit, kind, wanted, touched=touched)
        touched = visit.clients.tasks.change(
            visit.caller, "PUT", f"/variants/{kind}", wanted, version=visit.version
        )
    except (RefusedError, UnavailableError) as refusal:
        return _page(visit, kind, wanted, _explained(visit, refusal))
    name = visit.language.say(PLAN_KINDS[kind])
    return visit.go(PATH, visit.language.say(_SAVED, kind=name, n=touched["assignments"]))


def _page(
    visit: Visit,
    kind: str,
    typed: Mapping[str, Any] | None = None,
    problem: Explained | None = None,
    *,
    touched: Mapping[str, Any] | None = None,
) -> Response:
    stored = visit.clients.tasks.get(visit.caller, f"/variants/{kind}")
    known = visit.clients.tasks.get(visit.caller, "/variants")
    return visit.page(
        "variant.html",
        problem.status if problem else 200,
        section=PATH,
        stored=stored,
        known=known,
        values=_as_shown(typed) if typed else stored["rules"],
        problem=problem,
        touched=touched,
    )


def _typed(visit: Visit, known: Mapping[str, Any]) -> dict[str, Any]:
    """Return the body that the form stands for; an act whose box is not ticked is left out."""
    kept, needed = set(visit.fields("may")), set(visit.fields("needs"))
    needs = [
        {"action": action, "fields": [name for name in names if f"{action}.{name}" in needed]}
        for action, names in known["may_need"].items()
    ]
    numbers = {name: _number(visit.field(name)) for name in _NUMBERS}
    return numbers | {
        "off": [action for action in known["may_leave_out"] if action not in kept],
        "needs": [one for one in needs if one["fields"]],
        "head_submits": visit.field("head_submits") == "yes",
        "beyond": visit.field("beyond"),
    }


def _number(text: str) -> int | str:
    """Return the number typed; anything else as it is, for the API to name what is wrong."""
    return int(text) if text.isdecimal() and len(text) <= len("9999") else text


def _as_shown(typed: Mapping[str, Any]) -> dict[str, Any]:
    """Return a body in the shape in which rules are read."""
    return dict(typed) | {"needs": {one["action"]: one["fields"] for one in typed["needs"]}}


def _explained(visit: Visit, refusal: RefusedError | UnavailableError) -> Explained:
    problem = explain(refusal, visit.language)
    rule = refusal.body.get("rule") if isinstance(refusal, RefusedError) else None
    if rule not in BROKEN_RULES:
        return problem
    told = f"{problem.sentence} {visit.language.say(BROKEN_RULES[str(rule)])}"
    return Explained(told, problem.detail, problem.fields, problem.request_id, problem.status)


ROUTES: Final = (
    Route("GET", PATH, list_variants),
    Route("GET", f"{PATH}/<kind>", show_variant),
    Route("POST", f"{PATH}/<kind>", set_variant),
)
