"""Lists of agencies and of accounts: by name, with a search that folds Vietnamese."""

from typing import Any, Final

from gateway.pages.listing import link
from gateway.pages.visit import Visit

ROWS: Final = 50


def searched(visit: Visit, called: str, page: str) -> dict[str, Any]:
    """Return what such a list draws of what identity has as `called`: one part, and the others.

    `page` is its address, for the links to the next part and back to the first.
    """
    query, cursor = visit.argument("q"), visit.argument("cursor")
    found = visit.clients.identity.get(
        visit.caller, called, q=query or None, limit=ROWS, cursor=cursor or None
    )
    kept = {"q": query} if query else {}
    return {
        "items": found["items"],
        "q": query,
        "next": link(page, kept, cursor=found["next"]) if found["next"] else None,
        "first": link(page, kept) if cursor else None,
    }
