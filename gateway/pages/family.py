"""Quan hệ văn bản: what a plan is to others, the difference, coverage of the parent, recall."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from flask import Response

from common.errors import UnavailableError
from gateway.clients import RefusedError
from gateway.pages import wording
from gateway.pages.changes import compare, in_words
from gateway.pages.language import Language, mark
from gateway.pages.numbers import whole, wholes
from gateway.pages.present import read_day
from gateway.pages.problems import Explained, explain
from gateway.pages.site import Route
from gateway.pages.visit import Visit

FOUND: Final = 10
SHOWN: Final = 200
"""Clauses of one kind on a page; the API has all."""
FOLLOWS: Final = {
    "amends": mark("được sửa đổi, bổ sung bởi"),
    "corrects": mark("được đính chính bởi"),
    "replaces": mark("được thay thế bởi"),
    "implements": mark("được triển khai bởi"),
}
STATES: Final = {
    "taken_up": mark("đã cụ thể hóa"),
    "weaker": mark("thấp hơn cấp trên"),
    "not_taken_up": mark("chưa cụ thể hóa"),
    "not_comparable": mark("không so sánh được"),
}
REASONS: Final = {
    "value": mark("giá trị thấp hơn"),
    "direction": mark("chiều so sánh ngược lại"),
    "year": mark("năm muộn hơn"),
    "deadline": mark("thời hạn muộn hơn"),
    "no_deadline": mark("không có thời hạn"),
}
COMPARATORS: Final = {
    ">=": "≥",
    "<=": "≤",
    "decrease_to": "↓",
    "decrease_by": "−",
    "increase_to": "↑",
    "increase_by": "+",
    "maintain": "=",
}


def show_family(visit: Visit, plan_id: int) -> Response:
    """Show a plan's relations, what its words suggest, and what may be done about them."""
    return _page(visit, plan_id)


def relate(visit: Visit, plan_id: int) -> Response:
    """Confirm a relation that was proposed, or one to a plan that was looked for."""
    kind, _, other = visit.field("relation").partition(":")
    plan = whole(other)
    if plan is None:
        said = visit.language.say("Chọn một kế hoạch và quan hệ với nó.")
        return _page(visit, plan_id, Explained(said, status=422))
    body = {"kind": kind, "plan_id": plan}
    said = visit.language.say("Đã xác nhận quan hệ văn bản.")
    return _do(visit, plan_id, "POST", f"/plans/{plan_id}/relations", body, said)


def unrelate(visit: Visit, plan_id: int, relation_id: int) -> Response:
    """Take a relation back."""
    path = f"/plans/{plan_id}/relations/{relation_id}"
    said = visit.language.say("Đã bỏ quan hệ văn bản.")
    return _do(visit, plan_id, "DELETE", path, None, said)


def abolish(visit: Visit, plan_id: int, relation_id: int) -> Response:
    """Say which items of the amended plan are abolished."""
    items = wholes(visit.fields("items"))
    path = f"/plans/{plan_id}/relations/{relation_id}/abolished"
    said = visit.language.say("Đã ghi các mục bị bãi bỏ.")
    return _do(visit, plan_id, "POST", path, {"items": items}, said, f"/plans/{plan_id}/difference")


def recall(visit: Visit, plan_id: int) -> Response:
    """Recall the plan by the document that is named."""
    if visit.field("sure") != "yes":
        said = visit.language.say("Đánh dấu ô xác nhận để thu hồi kế hoạch.")
        return _page(visit, plan_id, Explained(said, status=422))
    body = {
        "number": visit.field("number"),
        "issued_on": read_day(visit.field("issued_on")),
        "reason": visit.field("reason"),
    }
    said = visit.language.say("Đã thu hồi kế hoạch. Việc chưa xong đang được thu hồi.")
    return _do(visit, plan_id, "POST", f"/plans/{plan_id}/recall", body, said)


def _do(
    visit: Visit,
    plan_id: int,
    method: str,
    path: str,
    body: Mapping[str, Any] | None,
    said: str,
    back: str = "",
) -> Response:
    try:
        visit.clients.plans.change(
            visit.caller, method, path, body, version=visit.version, key=visit.key
        )
    except (RefusedError, UnavailableError) as refusal:
        return _page(visit, plan_id, explain(refusal, visit.language))
    return visit.go(back or f"/plans/{plan_id}/family", said)


def _page(visit: Visit, plan_id: int, problem: Explained | None = None) -> Response:
    plans, caller, path = visit.clients.plans, visit.caller, f"/plans/{plan_id}"
    plan = plans.get(caller, path)
    q = visit.argument("q")
    found = plans.get(caller, "/plans", q=q, limit=FOUND)["items"] if q else []
    return visit.page(
        "family.html",
        problem.status if problem else 200,
        section="/plans",
        plan=plan,
        family=plans.get(caller, f"{path}/relations"),
        found=[one for one in found if one["state"] != "draft" and one["id"] != plan_id],
        q=q,
        kinds=wording.RELATIONS,
        follows=FOLLOWS,
        problem=problem,
    )


def show_difference(visit: Visit, plan_id: int) -> Response:
    """Show two plans beside one another: what was, and what is now."""
    plans, caller, path = visit.clients.plans, visit.caller, f"/plans/{plan_id}"
    to = visit.argument("to")
    query = {"to": to} if to.isdecimal() else {}
    family = plans.get(caller, f"{path}/relations")
    amending = [one for one in family["relations"] if one["kind"] == "amends"]
    return visit.page(
        "difference.html",
        section="/plans",
        plan=plans.get(caller, path),
        difference=plans.get(caller, f"{path}/difference", **query),
        amending=amending[0] if amending and not query else None,
        kinds=wording.RELATIONS,
        compare=compare,
        due=partial(in_words, "deadline", language=visit.language),
        goal=goal_in_words,
        shown=SHOWN,
    )


def show_coverage(visit: Visit, plan_id: int) -> Response:
    """Show the parent's clauses and targets, and what of the plan takes them up."""
    plans, caller, path = visit.clients.plans, visit.caller, f"/plans/{plan_id}"
    plan = plans.get(caller, path)
    family = plans.get(caller, f"{path}/relations")
    parents = [one for one in family["relations"] if one["kind"] == "implements"]
    asked = visit.argument("parent")
    chosen = asked if asked.isdecimal() else str(parents[0]["plan"]["id"]) if parents else ""
    coverage = plans.get(caller, f"{path}/coverage", parent=chosen) if chosen else None
    return visit.page(
        "coverage.html",
        section="/plans",
        plan=plan,
        parents=parents,
        chosen=chosen,
        coverage=coverage,
        states=STATES,
        why=partial(_why, language=visit.language),
        due=partial(in_words, "deadline", language=visit.language),
        goal=goal_in_words,
        shown=SHOWN,
    )


def _why(reasons: list[str], language: Language) -> str:
    return ", ".join(language.say(REASONS.get(one, one)) for one in reasons)


def goal_in_words(goal: Mapping[str, Any]) -> str:
    """Return a target's value as people read it: `≥ 80 % (2026)`."""
    sign = COMPARATORS.get(goal["comparator"], goal["comparator"])
    value = f"{goal['value']:g}".replace(".", ",")
    if goal["value_max"] is not None:
        value += f"–{goal['value_max']:g}".replace(".", ",")
    year = f"({goal['year']})" if goal["year"] else ""
    return " ".join(part for part in (sign, value, goal["unit"] or "", year) if part)


ROUTES: Final = (
    Route("GET", "/plans/<int:plan_id>/family", show_family),
    Route("POST", "/plans/<int:plan_id>/relations", relate),
    Route("POST", "/plans/<int:plan_id>/relations/<int:relation_id>/remove", unrelate),
    Route("POST", "/plans/<int:plan_id>/relations/<int:relation_id>/abolished", abolish),
    Route("POST", "/plans/<int:plan_id>/recall", recall),
    Route("GET", "/plans/<int:plan_id>/difference", show_difference),
    Route("GET", "/plans/<int:plan_id>/coverage", show_coverage),
)
