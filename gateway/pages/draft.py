"""Rà soát: a plan beside its document, with findings on top and what may be done to each item."""

from collections.abc import Mapping
from typing import Any, Final

from flask import Response

from common.errors import UnavailableError
from gateway.clients import RefusedError
from gateway.pages import marks
from gateway.pages.document import Window, marked
from gateway.pages.findings import open_findings
from gateway.pages.language import mark
from gateway.pages.listing import link
from gateway.pages.numbers import whole, wholes
from gateway.pages.present import read_day
from gateway.pages.problems import Explained, explain
from gateway.pages.site import Route
from gateway.pages.visit import Visit

ITEMS: Final = 8
LONGEST_EXTRACT: Final = 8_000
"""Characters of the document beside the items; the whole has a page of its own."""
LEAD: Final = 400
SECTIONS: Final = 40
HEADER: Final = ("title", "number", "issued_on", "issuer")
FILTERS: Final = ("review", "kind", "section", "flagged")
REVIEWS: Final[tuple[tuple[dict[str, str], str], ...]] = (
    ({}, mark("Tất cả")),
    ({"review": "pending"}, mark("Chờ rà soát")),
    ({"flagged": "true"}, mark("Có điểm cần xem")),
    ({"review": "accepted"}, mark("Đã chấp nhận")),
    ({"review": "rejected"}, mark("Đã bỏ")),
)
_DONE: Final = {
    "accept": mark("Đã chấp nhận."),
    "reject": mark("Đã bỏ; mục bỏ không được giao cho ai."),
    "merge": mark("Đã gộp thành một mục, chờ rà soát."),
}


def show_plan(visit: Visit, plan_id: int) -> Response:
    """Show a draft to review, or an issued plan as it was issued."""
    return _page(visit, plan_id)


def decide_items(visit: Visit, plan_id: int) -> Response:
    """Accept, reject or merge items: those ticked, one named by its button, or all of a part."""
    verb, _, which = visit.field("do").partition(":")
    body = _meant(visit, which)
    if verb not in _DONE or not body["items"]:
        problem = Explained(visit.language.say("Đánh dấu ít nhất một mục."), status=422)
        return _page(visit, plan_id, problem)
    if verb == "reject":
        body["reason"] = visit.field(f"reason-{which}") or None
    path = f"/plans/{plan_id}/items/{verb}"
    try:
        visit.clients.plans.post(visit.caller, path, body, key=visit.key)
    except (RefusedError, UnavailableError) as refusal:
        return _page(visit, plan_id, explain(refusal, visit.language))
    back = f"/plans/{plan_id}" if body["items"] == "all" else visit.path
    if which.isdecimal():
        back += f"#item-{which}"
    return visit.go(back, visit.language.say(_DONE[verb]))


def _meant(visit: Visit, which: str) -> dict[str, Any]:
    """Return the choice that a button names: `all`, `clean`, `kind-…`, `section-…`, an id."""
    part, _, value = which.partition("-")
    if which == "clean":
        return {"items": "all", "without_findings": True}
    if part in {"kind", "section"} and value:
        return {"items": "all", part: value}
    if which == "all":
        return {"items": "all"}
    named = [which] if which.isdecimal() else visit.fields("items")
    return {"items": wholes(named)}


def correct_header(visit: Visit, plan_id: int) -> Response:
    """Correct number, date, issuer and title."""
    typed = {name: visit.field(name) or None for name in HEADER}
    day = typed["issued_on"]
    body = typed | {"title": typed["title"] or "", "issued_on": read_day(day) if day else None}
    try:
        visit.clients.plans.change(
            visit.caller, "PATCH", f"/plans/{plan_id}", body, version=visit.version, key=visit.key
        )
    except (RefusedError, UnavailableError) as refusal:
        return _page(visit, plan_id, explain(refusal, visit.language), typed)
    return visit.go(f"/plans/{plan_id}", visit.language.say("Đã sửa phần đầu văn bản."))


def discard(visit: Visit, plan_id: int) -> Response:
    """Discard the draft; the box says that this is meant."""
    if visit.field("sure") != "yes":
        said = visit.language.say("Đánh dấu ô xác nhận để xóa bản nháp.")
        return _page(visit, plan_id, Explained(said, status=422))
    try:
        visit.clients.plans.change(
            visit.caller, "DELETE", f"/plans/{plan_id}", version=visit.version, key=visit.key
        )
    except (RefusedError, UnavailableError) as refusal:
        return _page(visit, plan_id, explain(refusal, visit.language))
    return visit.go("/plans", visit.language.say("Đã xóa bản nháp."))


def _page(
    visit: Visit,
    plan_id: int,
    problem: Explained | None = None,
    typed: Mapping[str, str | None] | None = None,
) -> Response:
    """Return the page; `typed` is a header that was refused, to be shown as it was typed."""
    plans, caller, path = visit.clients.plans, visit.caller, f"/plans/{plan_id}"
    plan = plans.get(caller, path)
    can = plan["state"] == "draft" and bool(plan["available_actions"])
    kept = {name: visit.argument(name) for name in FILTERS if visit.argument(name)}
    at = visit.argument("at") if whole(visit.argument("at")) is not None else ""
    cursor = visit.argument("cursor")
    found = plans.get(
        caller, f"{path}/items", **kept, **_from(at), limit=ITEMS, cursor=cursor or None
    )
    findings = open_findings(visit, plan_id, visit.argument("findings")) if can else []
    place = {"at": at} if at else {}
    return visit.page(
        "plan.html",
        problem.status if problem else 200,
        scripted=can,
        section="/plans",
        plan=plan,
        header=typed or {name: plan[name] for name in HEADER},
        header_open=typed is not None,
        items=found["items"],
        findings=findings,
        severity=visit.argument("findings"),
        **_document(visit, plan_id, found["items"], findings, int(at) if at else None),
        filters=_filters(path, kept),
        sections=_sections(visit, path, kept),
        kept=kept,
        last=_last_change(visit, path) if can else None,
        next=link(path, kept | place, cursor=found["next"]) if found["next"] else None,
        first=link(path, kept) if cursor or at else None,
        problem=problem,
    )


def _from(at: str) -> dict[str, str]:
    return {"from": at} if at else {}


def _document(
    visit: Visit, plan_id: int, items: Any, findings: Any, at: int | None
) -> dict[str, Any]:
    """Return the part of the document that holds the items shown, and the asked place."""
    document = visit.clients.plans.get(visit.caller, f"/plans/{plan_id}/document")
    spans = [tuple(item["span"]) for item in items]
    if at is not None and at < len(document["text"]):
        spans.append((at, at + 1))
    window = Window.holding(document["text"], spans, longest=LONGEST_EXTRACT, lead=LEAD)
    shown = {item["id"]: item for item in items}
    listed = [one["id"] for one in findings]
    found = marks.marks_of(plan_id, document["spans"], shown, listed, visit.language)
    return {
        "window": window,
        "pieces": marked(document["text"], list(found), window),
        "legend": marks.LEGEND,
    }


def _filters(path: str, kept: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the filters as links; the section chosen stays."""
    section = {"section": kept["section"]} if "section" in kept else {}
    chosen = {name: value for name, value in kept.items() if name in {"review", "flagged"}}
    return [
        {"words": words, "path": link(path, {**section, **one}), "here": one == chosen}
        for one, words in REVIEWS
    ]


def _sections(visit: Visit, path: str, kept: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the upper headings that hold items, as links."""
    found = visit.clients.plans.get(visit.caller, f"{path}/sections", limit=200)["items"]
    upper = [one for one in found if _depth(one["label"]) <= 1] or found
    return [
        one
        | {
            "path": link(path, {"section": one["label"]}),
            "here": one["label"] == kept.get("section"),
            "depth": _depth(one["label"]),
        }
        for one in upper[:SECTIONS]
    ]


def _depth(label: str) -> int:
    """Return how deep a heading lies: 0 for `III`, 1 for `III.4`."""
    return len(label.split(".")) - 1


def _last_change(visit: Visit, path: str) -> dict[str, Any] | None:
    """Return the newest act that can be undone."""
    found = visit.clients.plans.get(visit.caller, f"{path}/changes", standing="true", limit=1)
    return next((one for one in found["items"] if one["undoable"]), None)


ROUTES: Final = (
    Route("GET", "/plans/<int:plan_id>", show_plan),
    Route("POST", "/plans/<int:plan_id>", correct_header),
    Route("POST", "/plans/<int:plan_id>/items", decide_items),
    Route("POST", "/plans/<int:plan_id>/discard", discard),
)
