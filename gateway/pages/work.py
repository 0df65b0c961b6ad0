"""Việc của đơn vị, and the list behind every number: assignments by urgency, filtered by links."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask import Response

from common import clock
from gateway.pages.language import mark
from gateway.pages.listing import link
from gateway.pages.narrowing import narrowings
from gateway.pages.site import Route
from gateway.pages.visit import Visit

ROWS: Final = 30
PASSED_ON: Final = (
    *("plan", "agency", "role", "state", "standing", "bindingness", "period", "q", "sort"),
    *("extension", "assignee", "unblocker", "monitored", "scope", "as_of"),
)
"""The filters of the API that the lists hand on as they came."""


@dataclass(frozen=True, slots=True)
class Filter:
    """One link above the list: its words and the API's filter it stands for."""

    words: str
    name: str
    value: str


FILTERS: Final = (
    Filter(mark("Tất cả"), "", ""),
    Filter(mark("Quá hạn nghiêm trọng"), "standing", "critical"),
    Filter(mark("Quá hạn"), "standing", "overdue"),
    Filter(mark("Sắp đến hạn"), "standing", "due_soon"),
    Filter(mark("Trong hạn"), "standing", "on_track"),
    Filter(mark("Không hạn"), "standing", "no_deadline"),
    Filter(mark("Bị trả lại"), "state", "returned"),
    Filter(mark("Chờ xác nhận"), "state", "submitted"),
    Filter(mark("Tạm hoãn"), "state", "on_hold"),
    Filter(mark("Xin gia hạn"), "extension", "requested,countered"),
    Filter(mark("Giao cho tôi"), "assignee", "me"),
    Filter(mark("Tôi theo dõi"), "monitored", "me"),
    Filter(mark("Cơ quan trực thuộc"), "scope", "subordinate"),
    Filter(mark("Chờ đơn vị gỡ vướng mắc"), "unblocker", "me"),
    Filter(mark("Hoàn thành"), "state", "completed"),
)


CHOSEN: Final = frozenset(one.name for one in FILTERS)
"""Of these filters a link sets one and drops the others."""


def show_ours(visit: Visit) -> Response:
    """Show the assignments of the visitor's own agency."""
    return _list(visit, "/work", of_own_agency(visit))


def show_all(visit: Visit) -> Response:
    """Show every assignment the visitor may see."""
    return _list(visit, "/assignments", stated(visit))


def of_own_agency(visit: Visit) -> dict[str, str]:
    """Return the filters of the page, with the visitor's own agency."""
    filters = stated(visit)
    if not filters.keys() & {"unblocker", "monitored", "scope"}:  # those are duties of others
        filters["agency"] = str(visit.caller.agency_id or "")
    return filters


def stated(visit: Visit) -> dict[str, str]:
    """Return the filters of the page."""
    return {name: visit.argument(name) for name in PASSED_ON if visit.argument(name)}


def _list(visit: Visit, path: str, filters: Mapping[str, str]) -> Response:
    cursor = visit.argument("cursor")
    found = visit.clients.tasks.get(
        visit.caller, "/assignments", **filters, limit=ROWS, cursor=cursor or None
    )
    kept = {name: value for name, value in filters.items() if path != "/work" or name != "agency"}
    links = [_link(path, kept, each) for each in FILTERS]
    # What a filter that is lit says already needs no saying again.
    untold = CHOSEN if any(one["here"] for one in links) else ()
    return visit.page(
        "work.html",
        scripted=True,
        asking=True,
        section=path,
        items=found["items"],
        next=link(path, kept, cursor=found["next"]) if found["next"] else None,
        first=link(path, kept) if cursor else None,
        links=links,
        narrowed=narrowings(path, kept, found["items"], visit.language, untold),
        kept=kept,
        filtered=bool(kept),
        as_of=kept.get("as_of", ""),
        today=clock.today().isoformat(),
        orders=_orders(path, kept) if kept.get("q") else (),
        file=link(f"{path}.xlsx", kept),
        here=visit.path,
        acceptable=sum("accept" in one["available_actions"] for one in found["items"]),
    )


def _orders(path: str, kept: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the ways to sort what was found, as links."""
    others = {name: value for name, value in kept.items() if name != "sort"}
    urgent = kept.get("sort") == "urgency"
    return [
        {"words": mark("Phù hợp nhất"), "path": link(path, others), "here": not urgent},
        {
            "words": mark("Việc gấp trước"),
            "path": link(path, others, sort="urgency"),
            "here": urgent,
        },
    ]


def _link(path: str, kept: Mapping[str, str], each: Filter) -> dict[str, Any]:
    """Return a filter as a link that keeps the search and the other filters."""
    others = {name: value for name, value in kept.items() if name not in CHOSEN}
    chosen = {each.name: each.value} if each.name else {}
    here = {name: value for name, value in kept.items() if name in CHOSEN} == chosen
    return {"words": each.words, "path": link(path, others, **chosen), "here": here}


ROUTES: Final = (
    Route("GET", "/work", show_ours),
    Route("GET", "/assignments", show_all),
)
