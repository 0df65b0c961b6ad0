"""Đôn đốc: choose what is late, edit the words, see who would read what, send; earlier rounds."""

from typing import Any, Final

from flask import Response

from common.errors import UnavailableError
from gateway.clients import RefusedError
from gateway.pages.listing import link
from gateway.pages.numbers import wholes
from gateway.pages.problems import Explained, explain
from gateway.pages.reach import channels
from gateway.pages.site import Route
from gateway.pages.visit import Visit

CHASE: Final = "/chase"
ROWS: Final = 50
ROUNDS: Final = 10
LATE: Final = "overdue,critical"
SOON: Final = "due_soon"
_KEPT: Final = ("plan", "agency", "standing")


def show_choice(visit: Visit) -> Response:
    """Show what can be chased, the most urgent first, and the log of earlier rounds."""
    return _choice(visit)


def show_preview(visit: Visit) -> Response:
    """Show who would be told what, and what it costs; nothing is sent."""
    if not _picked(visit):
        said = visit.language.say("Đánh dấu ít nhất một nhiệm vụ.")
        return _choice(visit, Explained(said, status=422))
    try:
        shown = _ask(visit, preview=True)
        reached = channels(visit, {row["agency"]["id"] for row in shown["items"]})
    except (RefusedError, UnavailableError) as refusal:
        return _choice(visit, explain(refusal, visit.language))
    return visit.page(
        "chase_preview.html",
        section=CHASE,
        shown=shown,
        reached=reached,
        text=visit.field("text"),
    )


def send(visit: Visit) -> Response:
    """Chase those who were shown."""
    try:
        sent = _ask(visit, preview=False)
    except (RefusedError, UnavailableError) as refusal:
        return _choice(visit, explain(refusal, visit.language))
    return visit.go(CHASE, visit.language.count("Đã đôn đốc %(n)s nhiệm vụ.", sent["chased"]))


def _ask(visit: Visit, *, preview: bool) -> Any:
    body: dict[str, Any] = {"assignments": _picked(visit), "preview": preview}
    if visit.field("text"):
        body["text"] = visit.field("text")
    return visit.clients.tasks.post(visit.caller, "/chases", body, key=visit.key)


def _picked(visit: Visit) -> list[int]:
    """Return the ids of the boxes ticked, or of the whole page if its button was pressed."""
    chosen = visit.fields("shown" if visit.field("do") == "all" else "pick")
    return wholes(chosen)


def _choice(visit: Visit, problem: Explained | None = None) -> Response:
    kept = {name: visit.argument(name) for name in _KEPT if visit.argument(name)}
    tasks, cursor = visit.clients.tasks, visit.argument("cursor")
    filters = {"standing": LATE, **kept, "state": "not_started,in_progress,returned"}
    found = tasks.get(visit.caller, "/assignments", **filters, limit=ROWS, cursor=cursor or None)
    rounds = tasks.get(visit.caller, "/chases", limit=ROUNDS)
    standing = filters["standing"]
    return visit.page(
        "chase.html",
        422 if problem else 200,
        section=CHASE,
        items=[one for one in found["items"] if "chase" in one["available_actions"]],
        picked=visit.fields("pick"),
        next=link(CHASE, kept, cursor=found["next"]) if found["next"] else None,
        first=link(CHASE, kept) if cursor else None,
        standing=standing,
        preview=link(f"{CHASE}/preview", kept),
        links={LATE: link(CHASE, kept, standing=LATE), SOON: link(CHASE, kept, standing=SOON)},
        rounds=rounds["items"],
        problem=problem,
    )


ROUTES: Final = (
    Route("GET", CHASE, show_choice),
    Route("POST", f"{CHASE}/preview", show_preview),
    Route("POST", CHASE, send),
)
