"""An item that the reading missed: the reviewer copies its sentence out of the document."""

import re
from typing import Final

from flask import Response

from common.errors import UnavailableError
from gateway.clients import RefusedError
from gateway.pages.problems import Explained, explain
from gateway.pages.site import Route
from gateway.pages.visit import Visit


def show_form(visit: Visit, plan_id: int) -> Response:
    """Show the empty form."""
    return _page(visit, plan_id)


def add_item(visit: Visit, plan_id: int) -> Response:
    """Find the sentence in the document and add it as an item to review."""
    text = visit.clients.plans.get(visit.caller, f"/plans/{plan_id}/document")["text"]
    span = find_words(text, visit.field("text"))
    if span is None:
        said = visit.language.say("Không thấy câu này trong văn bản. Chép nguyên văn rồi gửi lại.")
        return _page(visit, plan_id, Explained(said, status=422))
    named = {"role": visit.field("role"), "addressee": visit.field("addressee")}
    body = {"span": list(span), "parties": [named], "bindingness": visit.field("bindingness")}
    try:
        visit.clients.plans.post(visit.caller, f"/plans/{plan_id}/items", body, key=visit.key)
    except (RefusedError, UnavailableError) as refusal:
        return _page(visit, plan_id, explain(refusal, visit.language))
    said = visit.language.say("Đã thêm một mục, chờ rà soát.")
    return visit.go(f"/plans/{plan_id}?review=pending", said)


def find_words(text: str, sentence: str) -> tuple[int, int] | None:
    """Return the span of `sentence` in `text`, however its blanks and lines are broken."""
    words = sentence.split()
    if not words:
        return None
    found = re.search(r"\s+".join(map(re.escape, words)), text)
    return found.span() if found else None


def _page(visit: Visit, plan_id: int, problem: Explained | None = None) -> Response:
    return visit.page(
        "missed.html",
        problem.status if problem else 200,
        section="/plans",
        plan=visit.clients.plans.get(visit.caller, f"/plans/{plan_id}"),
        problem=problem,
    )


ROUTES: Final = (
    Route("GET", "/plans/<int:plan_id>/items/new", show_form),
    Route("POST", "/plans/<int:plan_id>/items/new", add_item),
)
