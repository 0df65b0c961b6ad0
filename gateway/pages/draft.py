"""Rà soát: a plan beside its document, with findings on top and what may be done to each item."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from flask import Response

from common.errors import UnavailableError
from gateway.clients import RefusedError
from gateway.pages.document import Mark, Window, marked
from gateway.pages.language import mark
from gateway.pages.listing import link
from gateway.pages.present import read_day
from gateway.pages.problems import Explained, explain
from gateway.pages.site import Route
from gateway.pages.visit import Visit

ITEMS: Final = 10
FINDINGS: Final = 6
ALL_FINDINGS: Final = 25
REVIEWS: Final = (
    ("", mark("Tất cả")),
    ("pending", mark("Chờ rà soát")),
    ("accepted", mark("Đã chấp nhận")),
    ("rejected", mark("Đã bỏ")),
)
_SHOWN_KINDS: Final = ("agency", "indicator", "item", "finding")
"""What is marked, the innermost last: where marks overlap the later one is seen."""


def show_plan(visit: Visit, plan_id: int) -> Response:
    """Show a draft to review, or an issued plan as it was issued."""
    return _page(visit, plan_id)


def decide_items(visit: Visit, plan_id: int) -> Response:
    """Accept, reject or merge items: those ticked, one named by its button, or all."""
    verb, _, which = visit.field("do").partition(":")
    items: Any = "all" if which == "all" else _chosen(visit, which)
    if verb not in _DONE or not items:
        problem = Explained(visit.language.say("Đánh dấu ít nhất một mục."), status=422)
        return _page(visit, plan_id, problem)
    path = f"/plans/{plan_id}/items/{verb}"
    try:
        visit.clients.plans.post(visit.caller, path, {"items": items}, key=visit.key)
    except (RefusedError, UnavailableError) as refusal:
        return _page(visit, plan_id, explain(refusal, visit.language))
    back = f"/plans/{plan_id}" if which == "all" else visit.path
    return visit.go(back, visit.language.say(_DONE[verb]))


_DONE: Final = {
    "accept": mark("Đã chấp nhận."),
    "reject": mark("Đã bỏ; mục bỏ không được giao cho ai."),
    "merge": mark("Đã gộp thành một mục, chờ rà soát."),
}


def _chosen(visit: Visit, which: str) -> list[int]:
    named = [which] if which.isdecimal() else visit.fields("items")
    return [int(one) for one in named if one.isdecimal()]


def correct_header(visit: Visit, plan_id: int) -> Response:
    """Correct number, date, issuer and title."""
    changes = {name: visit.field(name) or None for name in ("number", "issuer")}
    day = visit.field("issued_on")
    body = changes | {"title": visit.field("title"), "issued_on": read_day(day) if day else None}
    try:
        visit.clients.plans.change(
            visit.caller, "PATCH", f"/plans/{plan_id}", body, version=visit.version, key=visit.key
        )
    except (RefusedError, UnavailableError) as refusal:
        return _page(visit, plan_id, explain(refusal, visit.language))
    return visit.go(f"/plans/{plan_id}", visit.language.say("Đã sửa phần đầu văn bản."))


def list_findings(visit: Visit, plan_id: int) -> Response:
    """Show every finding, the answered ones too."""
    return _findings_page(visit, plan_id)


def answer_finding(visit: Visit, plan_id: int, finding_id: int) -> Response:
    """Keep the reviewer's answer to a finding."""
    path = f"/plans/{plan_id}/findings/{finding_id}/resolve"
    try:
        visit.clients.plans.post(visit.caller, path, {"note": visit.field("note")}, key=visit.key)
    except (RefusedError, UnavailableError) as refusal:
        return _findings_page(visit, plan_id, explain(refusal, visit.language))
    return visit.go(visit.path, visit.language.say("Đã ghi ý kiến về điểm cần xem."))


def _findings_page(visit: Visit, plan_id: int, problem: Explained | None = None) -> Response:
    plans, caller, path = visit.clients.plans, visit.caller, f"/plans/{plan_id}/findings"
    cursor = visit.argument("cursor")
    found = plans.get(caller, path, limit=ALL_FINDINGS, cursor=cursor or None)
    return visit.page(
        "findings.html",
        problem.status if problem else 200,
        section="/plans",
        plan=plans.get(caller, f"/plans/{plan_id}"),
        findings=found["items"],
        next=link(path, {}, cursor=found["next"]) if found["next"] else None,
        first=path if cursor else None,
        problem=problem,
    )


def _page(visit: Visit, plan_id: int, problem: Explained | None = None) -> Response:
    plans, caller, path = visit.clients.plans, visit.caller, f"/plans/{plan_id}"
    chosen = visit.argument("review")
    kept = {"review": chosen} if chosen else {}
    cursor = visit.argument("cursor")
    found = plans.get(caller, f"{path}/items", **kept, limit=ITEMS, cursor=cursor or None)
    document = plans.get(caller, f"{path}/document")
    window = Window.holding(document["text"], [tuple(item["span"]) for item in found["items"]])
    plan = plans.get(caller, path)
    return visit.page(
        "plan.html",
        problem.status if problem else 200,
        section="/plans",
        plan=plan,
        items=found["items"],
        findings=_open_findings(visit, plan_id) if plan["available_actions"] else [],
        window=window,
        pieces=marked(document["text"], list(_marks(plan_id, document, found["items"])), window),
        reviews=[
            {"words": words, "path": link(path, {"review": value} if value else {}), "here": value}
            for value, words in REVIEWS
        ],
        chosen=chosen,
        next=link(path, kept, cursor=found["next"]) if found["next"] else None,
        first=link(path, kept) if cursor else None,
        problem=problem,
    )


def _open_findings(visit: Visit, plan_id: int) -> list[dict[str, Any]]:
    """Return the open errors and then warnings, as many as stand above a page."""
    found: list[dict[str, Any]] = []
    for severity in ("error", "warning"):
        if len(found) < FINDINGS:
            page = visit.clients.plans.get(
                visit.caller,
                f"/plans/{plan_id}/findings",
                open="true",
                severity=severity,
                limit=FINDINGS - len(found),
            )
            found += page["items"]
    return found


def _marks(
    plan_id: int, document: Mapping[str, Any], items: Sequence[Mapping[str, Any]]
) -> Iterator[Mark]:
    """Yield the document's marks; those of items shown beside it lead there, in their state."""
    shown = {item["id"]: item for item in items}
    order = {kind: place for place, kind in enumerate(_SHOWN_KINDS)}
    spans = [span for span in document["spans"] if span["kind"] in order]
    for span in sorted(spans, key=lambda span: order[span["kind"]]):
        item = shown.get(span["id"]) if span["kind"] == "item" else None
        if item:
            kind = f"item {item['review']} {item['bindingness']}"
            anchor, target = f"text-{item['id']}", f"#item-{item['id']}"
            yield Mark(span["start"], span["end"], kind, anchor, target)
        elif span["kind"] == "item":
            target = f"/plans/{plan_id}/items/{span['id']}"
            yield Mark(span["start"], span["end"], "item", "", target)
        else:
            yield Mark(span["start"], span["end"], span["kind"])


ROUTES: Final = (
    Route("GET", "/plans/<int:plan_id>", show_plan),
    Route("POST", "/plans/<int:plan_id>", correct_header),
    Route("POST", "/plans/<int:plan_id>/items", decide_items),
    Route("GET", "/plans/<int:plan_id>/findings", list_findings),
    Route("POST", "/plans/<int:plan_id>/findings/<int:finding_id>", answer_finding),
)
