"""An item that the reading missed: the reviewer chooses its words in the document.

Where scripts run, a selection on the review page leads here with its span. Without them every
paragraph has a link, and its sentences can be chosen. The words themselves are never typed.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from flask import Response

from common.errors import UnavailableError
from gateway.clients import RefusedError
from gateway.pages.document import Window
from gateway.pages.item import NAMES
from gateway.pages.problems import Explained, explain
from gateway.pages.site import Route
from gateway.pages.visit import Visit

LONGEST_LIST: Final = 9_000
"""Characters of the document whose paragraphs are listed on one page."""
_SENTENCE: Final = re.compile(r"(?<=[.;:!?])\s+")
_PARAGRAPH: Final = re.compile(r"[^\n]*\S[^\n]*")
_SPAN: Final = re.compile(r"(\d{1,9})-(\d{1,9})")


def show_form(visit: Visit, plan_id: int) -> Response:
    """Show the paragraphs to choose from, or the form for the words chosen."""
    return _page(visit, plan_id, visit.argument("span"))


def add_item(visit: Visit, plan_id: int) -> Response:
    """Add the chosen words as an item to review."""
    chosen = visit.field("part") or visit.field("span")
    named = {"role": visit.field("role"), "addressee": visit.field("addressee")}
    body = {
        "span": list(read_span(chosen) or (0, 0)),
        "kind": visit.field("kind") or "duty",
        "parties": [named],
        "bindingness": visit.field("bindingness"),
    }
    try:
        item = visit.clients.plans.post(
            visit.caller, f"/plans/{plan_id}/items", body, key=visit.key
        )
    except (RefusedError, UnavailableError) as refusal:
        return _page(visit, plan_id, visit.field("span"), explain(refusal, visit.language))
    said = visit.language.say("Đã thêm một mục, chờ rà soát.")
    return visit.go(f"/plans/{plan_id}?at={item['span'][0]}#item-{item['id']}", said)


def read_span(text: str) -> tuple[int, int] | None:
    """Return the span of `120-210`; None for anything else."""
    found = _SPAN.fullmatch(text)
    if found is None or int(found[1]) >= int(found[2]):
        return None
    return int(found[1]), int(found[2])


def paragraphs(
    text: str, window: Window, spans: Sequence[Mapping[str, Any]]
) -> Iterator[dict[str, Any]]:
    """Yield the window's paragraphs with their spans, and whether an item covers each."""
    items = [(one["start"], one["end"]) for one in spans if one["kind"] == "item"]
    for found in _PARAGRAPH.finditer(text, window.start, window.end):
        start, end = found.span()
        yield {
            "text": found[0],
            "span": f"{start}-{end}",
            "start": start,
            "taken": any(a < end and start < b for a, b in items),
        }


def sentences(text: str, span: tuple[int, int]) -> list[dict[str, str]]:
    """Return the sentences of a span with their own spans; none for a single sentence."""
    start, end = span
    breaks = [(found.start(), found.end()) for found in _SENTENCE.finditer(text, start, end)]
    starts = [start, *(after for _, after in breaks)]
    ends = [*(before for before, _ in breaks), end]
    parts = [
        {"span": f"{a}-{b}", "text": text[a:b]} for a, b in zip(starts, ends, strict=True) if a < b
    ]
    return parts if len(parts) > 1 else []


def _page(visit: Visit, plan_id: int, chosen: str, problem: Explained | None = None) -> Response:
    plans, caller = visit.clients.plans, visit.caller
    plan = plans.get(caller, f"/plans/{plan_id}")
    document = plans.get(caller, f"/plans/{plan_id}/document")
    text: str = document["text"]
    span = read_span(chosen)
    status = problem.status if problem else 200
    if span is None or span[0] >= len(text):
        start = visit.argument("from") or "0"
        window = Window.around(text, None, start).shortened(text, LONGEST_LIST)
        return visit.page(
            "paragraphs.html",
            status,
            section="/plans",
            plan=plan,
            paragraphs=list(paragraphs(text, window, document["spans"])),
            earlier=None if window.start == 0 else max(0, window.start - LONGEST_LIST),
            later=window.later,
            problem=problem,
        )
    names = plans.get(caller, f"/plans/{plan_id}/addressees", limit=NAMES)["items"]
    return visit.page(
        "missed.html",
        status,
        section="/plans",
        plan=plan,
        span=f"{span[0]}-{span[1]}",
        start=span[0],
        quote=text[slice(*span)].strip(),
        parts=sentences(text, span),
        names=[one["name"] for one in names],
        problem=problem,
    )


ROUTES: Final = (
    Route("GET", "/plans/<int:plan_id>/items/new", show_form),
    Route("POST", "/plans/<int:plan_id>/items/new", add_item),
)
