"""One item of a draft: correct it, split it, see what was changed, or take the changes back."""

import re
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final

from flask import Response

from common.errors import UnavailableError
from gateway.clients import RefusedError
from gateway.pages.changes import compare, differences, in_words
from gateway.pages.document import Mark, Window, marked
from gateway.pages.language import Language
from gateway.pages.numbers import wholes
from gateway.pages.present import read_day
from gateway.pages.problems import Explained, explain
from gateway.pages.site import Route
from gateway.pages.visit import Visit

EMPTY_PARTIES: Final = 2
"""Empty lines in the form, for agencies to add."""
CUTS: Final = 40
"""Places offered for splitting an item."""
CHANGES: Final = 10
BEFORE: Final = 250
AFTER: Final = 1_000
"""Characters of the document shown around the item."""
NAMES: Final = 100
_DEADLINE: Final = ("phrase", "operator", "stated_on", "recurrence")
_NO_DEADLINE: Final[Mapping[str, Any]] = dict.fromkeys(_DEADLINE)
_CUT: Final = re.compile(r"(?<=[.;:,])\s+|\n+|\s(?=(?:và|đồng thời)\s)")
_WORD: Final = re.compile(r"\s+")


def show_item(visit: Visit, plan_id: int, item_id: int) -> Response:
    """Show the item beside its place in the document."""
    return _page(visit, plan_id, item_id)


def correct_item(visit: Visit, plan_id: int, item_id: int) -> Response:
    """Correct text, output, force, deadline and parties; the findings ticked are settled by it."""
    settled = wholes(visit.fields("settles"))
    try:
        visit.clients.plans.change(
            visit.caller,
            "PATCH",
            f"/plans/{plan_id}/items/{item_id}",
            _typed(visit) | ({"settles": settled} if settled else {}),
            version=visit.version,
            key=visit.key,
        )
    except (RefusedError, UnavailableError) as refusal:
        return _page(visit, plan_id, item_id, explain(refusal, visit.language))
    return visit.go(f"/plans/{plan_id}/items/{item_id}", visit.language.say("Đã sửa mục này."))


def split_item(visit: Visit, plan_id: int, item_id: int) -> Response:
    """Cut the item at the places ticked."""
    at = wholes(visit.fields("at"))
    path = f"/plans/{plan_id}/items/{item_id}/split"
    if not at:
        said = visit.language.say("Đánh dấu ít nhất một chỗ tách.")
        return _page(visit, plan_id, item_id, Explained(said, status=422), splitting=True)
    try:
        parts = visit.clients.plans.post(visit.caller, path, {"at": at}, key=visit.key)
    except (RefusedError, UnavailableError) as refusal:
        return _page(visit, plan_id, item_id, explain(refusal, visit.language), splitting=True)
    said = visit.language.say("Đã tách mục, các phần chờ rà soát.")
    return visit.go(_place(plan_id, parts["items"]), said)


def restore_item(visit: Visit, plan_id: int, item_id: int) -> Response:
    """Take back the corrections, or the merge or split that made the item."""
    path = f"/plans/{plan_id}/items/{item_id}/restore"
    back = visit.clients.plans.post(visit.caller, path, key=visit.key)
    said = visit.language.say("Đã trả lại như hệ thống đề xuất.")
    return visit.go(_place(plan_id, back["items"]), said)


def _place(plan_id: int, items: list[Mapping[str, Any]]) -> str:
    """Return where the first of `items` stands in the review."""
    if not items:
        return f"/plans/{plan_id}"
    return f"/plans/{plan_id}?at={items[0]['span'][0]}#item-{items[0]['id']}"


def _page(
    visit: Visit,
    plan_id: int,
    item_id: int,
    problem: Explained | None = None,
    *,
    splitting: bool = False,
) -> Response:
    plans, caller = visit.clients.plans, visit.caller
    plan: dict[str, Any] = plans.get(caller, f"/plans/{plan_id}")
    item: dict[str, Any] = plans.get(caller, f"/plans/{plan_id}/items/{item_id}")
    text: str = plans.get(caller, f"/plans/{plan_id}/document")["text"]
    start, end = item["span"]
    window = Window.holding(text, [(start, end), (end, end + AFTER)], lead=BEFORE)
    values = _typed(visit) if problem and not splitting else item
    reviewed = plan["state"] == "draft" and plan["available_actions"]
    return visit.page(
        "item.html",
        problem.status if problem else 200,
        section="/plans",
        plan=plan,
        item=item,
        values=values,
        deadline=(item["deadline"] or _NO_DEADLINE) if values is item else _deadline_typed(visit),
        parties=[*values["parties"], *[_empty_party(values["parties"])] * EMPTY_PARTIES],
        names=_names(visit, plan_id) if reviewed else [],
        cuts=cuts(item["text"]),
        corrected=_corrected(item, visit.language),
        changes=_changes(visit, plan_id, item_id) if reviewed else [],
        differences=partial(differences, language=visit.language),
        window=window,
        pieces=marked(text, [Mark(start, end, "now", "here")], window),
        problem=None if splitting else problem,
        split_problem=problem if splitting else None,
    )


def _empty_party(parties: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return a line for an agency to add: a partner where somebody leads already."""
    led = any(party["role"] == "lead" for party in parties)
    return {"role": "coordinating" if led else "", "addressee": ""}


def cuts(text: str) -> list[dict[str, Any]]:
    """Return the stretches of `text` between the places where one may cut it.

    These are clauses, or words where there is but one clause. Each stretch but the first has in
    `at` the place that begins it, in characters of `text`.
    """
    ends = _ends(_CUT, text) or _ends(_WORD, text)
    starts = [0, *ends]
    return [
        {"at": start, "text": text[start:end].strip()}
        for start, end in zip(starts, [*ends, len(text)], strict=True)
    ]


def _ends(places: re.Pattern[str], text: str) -> list[int]:
    return [found.end() for found in places.finditer(text) if found.end() < len(text)][:CUTS]


def _corrected(item: Mapping[str, Any], language: Language) -> list[dict[str, Any]]:
    """Return the fields that were corrected, as extracted beside as they are now."""
    return [
        {
            "field": field,
            "parts": compare(
                in_words(field, item["original"][field], language),
                in_words(field, item[field], language),
            ),
        }
        for field in item["corrected"]
    ]


def _names(visit: Visit, plan_id: int) -> list[str]:
    path = f"/plans/{plan_id}/addressees"
    found = visit.clients.plans.get(visit.caller, path, limit=NAMES)
    return [one["name"] for one in found["items"]]


def _changes(visit: Visit, plan_id: int, item_id: int) -> list[dict[str, Any]]:
    path = f"/plans/{plan_id}/changes"
    found = visit.clients.plans.get(visit.caller, path, item=item_id, limit=CHANGES)
    return list(found["items"])


def _typed(visit: Visit) -> dict[str, Any]:
    """Return the correction that the form states."""
    named = zip(visit.fields("role"), visit.fields("addressee"), strict=False)
    stated = _deadline_typed(visit)
    return {
        "text": visit.field("text"),
        "output": visit.field("output") or None,
        "bindingness": visit.field("bindingness"),
        "deadline": stated if any(stated.values()) else None,
        "parties": [{"role": role, "addressee": name} for role, name in named if role and name],
    }


def _deadline_typed(visit: Visit) -> Mapping[str, Any]:
    stated: dict[str, Any] = {name: visit.field(name) or None for name in _DEADLINE}
    if stated["stated_on"]:
        stated["stated_on"] = read_day(stated["stated_on"])
    return stated


ROUTES: Final = (
    Route("GET", "/plans/<int:plan_id>/items/<int:item_id>", show_item),
    Route("POST", "/plans/<int:plan_id>/items/<int:item_id>", correct_item),
    Route("POST", "/plans/<int:plan_id>/items/<int:item_id>/split", split_item),
    Route("POST", "/plans/<int:plan_id>/items/<int:item_id>/restore", restore_item),
)
