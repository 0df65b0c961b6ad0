"""One item of a draft: correct it, split it, or take the corrections back."""

from collections.abc import Mapping
from typing import Any, Final

from flask import Response

from common.errors import UnavailableError
from gateway.clients import RefusedError
from gateway.pages.document import Mark, Window, marked
from gateway.pages.present import read_day
from gateway.pages.problems import Explained, explain
from gateway.pages.site import Route
from gateway.pages.visit import Visit

EMPTY_PARTIES: Final = 2
"""Empty lines in the form, for agencies to add."""
_DEADLINE: Final = ("phrase", "operator", "stated_on", "recurrence")
_NO_DEADLINE: Final[Mapping[str, Any]] = dict.fromkeys(_DEADLINE)


def show_item(visit: Visit, plan_id: int, item_id: int) -> Response:
    """Show the item beside its place in the document."""
    return _page(visit, plan_id, item_id)


def correct_item(visit: Visit, plan_id: int, item_id: int) -> Response:
    """Correct text, output, force, deadline and parties."""
    try:
        visit.clients.plans.change(
            visit.caller,
            "PATCH",
            f"/plans/{plan_id}/items/{item_id}",
            _typed(visit),
            version=visit.version,
            key=visit.key,
        )
    except (RefusedError, UnavailableError) as refusal:
        return _page(visit, plan_id, item_id, explain(refusal, visit.language))
    return visit.go(f"/plans/{plan_id}/items/{item_id}", visit.language.say("Đã sửa mục này."))


def split_item(visit: Visit, plan_id: int, item_id: int) -> Response:
    """Make an item of each line that the visitor left."""
    texts = [line.strip() for line in visit.field("texts").splitlines() if line.strip()]
    path = f"/plans/{plan_id}/items/{item_id}/split"
    try:
        visit.clients.plans.post(visit.caller, path, {"texts": texts}, key=visit.key)
    except (RefusedError, UnavailableError) as refusal:
        return _page(visit, plan_id, item_id, explain(refusal, visit.language), splitting=True)
    return visit.go(f"/plans/{plan_id}", visit.language.say("Đã tách mục, các phần chờ rà soát."))


def restore_item(visit: Visit, plan_id: int, item_id: int) -> Response:
    """Take back the corrections, or the merge or split that made the item."""
    path = f"/plans/{plan_id}/items/{item_id}/restore"
    visit.clients.plans.post(visit.caller, path, key=visit.key)
    return visit.go(f"/plans/{plan_id}", visit.language.say("Đã trả lại như hệ thống đề xuất."))


def _page(
    visit: Visit,
    plan_id: int,
    item_id: int,
    problem: Explained | None = None,
    *,
    splitting: bool = False,
) -> Response:
    plans, caller = visit.clients.plans, visit.caller
    item: dict[str, Any] = plans.get(caller, f"/plans/{plan_id}/items/{item_id}")
    text: str = plans.get(caller, f"/plans/{plan_id}/document")["text"]
    start, end = item["span"]
    window = Window.around(text, (start, end))
    values = _typed(visit) if problem and not splitting else item
    return visit.page(
        "item.html",
        problem.status if problem else 200,
        section="/plans",
        plan=plans.get(caller, f"/plans/{plan_id}"),
        item=item,
        values=values,
        deadline=(item["deadline"] or _NO_DEADLINE) if values is item else _deadline_typed(visit),
        parties=[*values["parties"], *[{"role": "", "addressee": ""}] * EMPTY_PARTIES],
        texts=visit.field("texts") if splitting else item["text"],
        window=window,
        pieces=marked(text, [Mark(start, end, "now", "here")], window),
        problem=None if splitting else problem,
        split_problem=problem if splitting else None,
    )


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
