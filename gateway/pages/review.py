"""Duyệt: what waits for a decision of the agency that gave the work, the oldest first."""

from typing import Final

from flask import Response

from gateway.pages.listing import link
from gateway.pages.site import Route
from gateway.pages.visit import Visit

ROWS: Final = 30
AT_ONCE: Final = frozenset({"approve", "return"})
"""What may be decided of several at once: the other decisions need a word on each."""


def show_waiting(visit: Visit) -> Response:
    """Show submitted and declined work that awaits a decision."""
    cursor = visit.argument("cursor")
    found = visit.clients.tasks.get(visit.caller, "/reviews", limit=ROWS, cursor=cursor or None)
    return visit.page(
        "review.html",
        section="/review",
        items=found["items"],
        submitted=[one for one in found["items"] if AT_ONCE & {*one["available_actions"]}],
        next=link("/review", {}, cursor=found["next"]) if found["next"] else None,
        first="/review" if cursor else None,
    )


ROUTES: Final = (Route("GET", "/review", show_waiting),)
