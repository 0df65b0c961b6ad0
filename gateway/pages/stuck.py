"""Việc bị kẹt: what is stuck in any service, why, who must act; try it again or settle it."""

import re
import threading
from typing import Final

from flask import Response

from common import clock
from common.caller import Caller
from common.errors import UnavailableError
from common.stuck import Action
from gateway.clients import Clients, RefusedError, stuck
from gateway.pages import wording
from gateway.pages.language import mark
from gateway.pages.listing import link
from gateway.pages.problems import Explained, explain
from gateway.pages.site import Route
from gateway.pages.visit import Visit

PATH: Final = "/admin/stuck"
ROWS: Final = 30
ACTS: Final = 10
_ITEM: Final = re.compile(r"[a-z_.]{1,50}\d{1,20}")
_DONE: Final = {
    Action.RETRY: mark("Đã thử lại."),
    Action.RESOLVE: mark("Đã ghi là giải quyết xong."),
}


def show_stuck(visit: Visit) -> Response:
    """Show what is stuck, the oldest first, with counts by kind and the newest acts."""
    return _page(visit)


def act(visit: Visit) -> Response:
    """Try an item again, or settle it with a reason."""
    item, done = visit.field("item"), visit.field("do")
    service = visit.clients.all.get(item.partition(".")[0])
    if service is None or done not in set(Action) or not _ITEM.fullmatch(item):
        return visit.go(PATH)  # no form of ours sends that
    try:
        service.post(
            visit.caller, f"/stuck/{item}/{done}", {"note": visit.field("note")}, key=visit.key
        )
    except (RefusedError, UnavailableError) as refusal:
        return _page(visit, explain(refusal, visit.language))
    return visit.go(visit.path, visit.language.say(_DONE[Action(done)]))


def _page(visit: Visit, problem: Explained | None = None) -> Response:
    services, caller = visit.clients.all, visit.caller
    kind = visit.argument("kind")
    kind = kind if kind in wording.STUCK else ""
    cursor = visit.argument("cursor")
    found = stuck.listed(services, caller, {"kind": kind, "cursor": cursor}, ROWS)
    counts = stuck.counts(services, caller)["counts"]
    kept = {"kind": kind} if kind else {}
    visit.stuck = sum(counts.values())  # not what the header remembers
    return visit.page(
        "stuck.html",
        problem.status if problem else 200,
        section=PATH,
        items=found["items"],
        away=found["away"],
        kind=kind,
        counts={name: counts.get(name, 0) for name in wording.STUCK},
        acts=stuck.acts(services, caller, ACTS)["items"],
        next=link(PATH, kept, cursor=found["next"]) if found["next"] else None,
        first=link(PATH, kept) if cursor else None,
        problem=problem,
        chosen=visit.field("item") if problem else "",
    )


class Tally:
    """How much is stuck, for the header of every page; asked anew every few seconds."""

    KEPT_S: Final = 4.0
    """Short enough that what is stuck is in the header within 10 s of its cause."""
    MOST: Final = 1_000

    def __init__(self, clients: Clients) -> None:
        self._clients = clients
        self._known: dict[int, tuple[float, int]] = {}
        self._lock = threading.Lock()

    def of(self, caller: Caller) -> int:
        """Return how many items the caller may see; 0 while nobody answers."""
        with self._lock:
            until_s, count = self._known.get(caller.user_id, (0.0, 0))
        if until_s > clock.monotonic():
            return count
        try:
            count = sum(stuck.counts(self._clients.all, caller)["counts"].values())
        except RefusedError:
            count = 0
        with self._lock:
            if len(self._known) >= self.MOST:
                self._known.clear()
            self._known[caller.user_id] = (clock.monotonic() + self.KEPT_S, count)
        return count


ROUTES: Final = (Route("GET", PATH, show_stuck), Route("POST", PATH, act))
