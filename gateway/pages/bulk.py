"""One act on the ticked assignments of a list: what came of each, and the failed ones again."""

from typing import Any, Final

from flask import Response

from common.errors import UnavailableError
from gateway.clients import RefusedError
from gateway.pages.forms import BY_ACTION
from gateway.pages.numbers import whole
from gateway.pages.problems import Explained, explain, sentence
from gateway.pages.site import Route
from gateway.pages.visit import Visit, safe_path

ACT: Final = "/bulk"
ACTIONS: Final = ("accept", "approve", "return")
"""What can be done to many at once on a page; the API takes every act."""


def act(visit: Visit) -> Response:
    """Do the act of the button to every ticked assignment, and show what came of it."""
    action = visit.field("do").partition(":")[0]
    back = safe_path(visit.field("back") or "/")
    picked = [one for one in map(_pick, _named(visit)) if one]
    if action not in ACTIONS or not picked:
        return visit.go(back, visit.language.say("Đánh dấu ít nhất một nhiệm vụ."))
    body: dict[str, Any] = {"action": action, "items": picked}
    if visit.field("note"):
        body["note"] = visit.field("note")
    if action == "approve" and visit.field("grade"):
        body["grade"] = visit.field("grade")
    try:
        told = visit.clients.tasks.post(visit.caller, "/assignments/bulk", body, key=visit.key)
    except (RefusedError, UnavailableError) as refusal:
        return _page(visit, action, back, None, explain(refusal, visit.language))
    if not told["failed"]:
        form = BY_ACTION[action]
        count = visit.language.count("%(n)s nhiệm vụ", told["done"])
        return visit.go(back, f"{visit.language.say(form.done)} ({count})")
    return _page(visit, action, back, told, None)


def _named(visit: Visit) -> list[str]:
    """Return what the act was asked for: the ticked rows, or by the button for all every row."""
    return visit.fields("shown" if visit.field("do").endswith(":all") else "pick")


def _pick(raw: str) -> dict[str, int] | None:
    """Return a row from its `id:version`, None from anything else."""
    number, version = map(whole, raw.partition(":")[::2])
    return None if number is None or version is None else {"id": number, "version": version}


def _page(visit: Visit, action: str, back: str, told: Any, problem: Explained | None) -> Response:
    rows = [_row(visit, action, one) for one in told["items"]] if told else []
    picked = [row["pick"] for row in rows if row["pick"]] if told else _named(visit)
    return visit.page(
        "bulk.html",
        problem.status if problem else 200,
        section=back.partition("?")[0],
        form=BY_ACTION[action],
        back=back,
        told=told,
        rows=rows,
        picked=picked,
        problem=problem,
    )


def _row(visit: Visit, action: str, one: dict[str, Any]) -> dict[str, Any]:
    """Return a row with why it failed in words, and what ticks it for another try."""
    failed = one["problem"]
    again = failed and action in (one["available_actions"] or ())
    return one | {
        "why": sentence(failed, visit.language) if failed else "",
        "pick": f"{one['id']}:{one['version']}" if again else "",
    }


ROUTES: Final = (Route("POST", ACT, act),)
