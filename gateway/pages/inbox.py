"""Hộp thư: notices of the visitor's agency, read or not."""

from typing import Final

from flask import Response

from gateway.pages.listing import link
from gateway.pages.site import Route
from gateway.pages.visit import Visit

ROWS: Final = 30
INBOX: Final = "/inbox"


def show_inbox(visit: Visit) -> Response:
    """Show the notices, the newest first, in the language of the pages."""
    cursor, unread = visit.argument("cursor"), visit.argument("unread")
    kept = {"unread": "true"} if unread else {}
    found = visit.clients.notify.get(
        visit.caller,
        INBOX,
        **kept,
        language=visit.language.code,
        limit=ROWS,
        cursor=cursor or None,
    )
    return visit.page(
        "inbox.html",
        section=INBOX,
        items=found["items"],
        unread=bool(unread),
        next=link(INBOX, kept, cursor=found["next"]) if found["next"] else None,
        first=link(INBOX, kept) if cursor else None,
    )


def read_notice(visit: Visit, item_id: int) -> Response:
    """Mark a notice as read."""
    visit.clients.notify.post(visit.caller, f"{INBOX}/{item_id}/read")
    return visit.go(visit.path)


def read_all(visit: Visit) -> Response:
    """Mark every notice as read."""
    visit.clients.notify.post(visit.caller, f"{INBOX}/read-all")
    return visit.go(INBOX, visit.language.say("Đã đánh dấu đã đọc tất cả."))


ROUTES: Final = (
    Route("GET", INBOX, show_inbox),
    Route("POST", f"{INBOX}/<int:item_id>/read", read_notice),
    Route("POST", f"{INBOX}/read-all", read_all),
)
