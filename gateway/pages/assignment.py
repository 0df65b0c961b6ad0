"""Nhiệm vụ: one assignment: its sentence, partners, time line, messages, possible actions."""

from typing import Any, Final

from flask import Response

from common.errors import UnavailableError
from gateway.clients import RefusedError
from gateway.pages.actions import Refused, UnknownNameError, body_of, names_for, said
from gateway.pages.forms import forms_for
from gateway.pages.problems import Explained, explain
from gateway.pages.site import Route
from gateway.pages.visit import Visit

HISTORY: Final = 200
MESSAGES: Final = 30


def show_assignment(visit: Visit, assignment_id: int) -> Response:
    """Show the assignment."""
    return _page(visit, assignment_id)


def act(visit: Visit, assignment_id: int, action: str) -> Response:
    """Do what one of the forms asks; a refusal comes back as the page with the input kept."""
    path = f"/assignments/{assignment_id}"
    try:
        visit.clients.tasks.post(
            visit.caller,
            f"{path}/actions/{action}",
            body_of(action, visit),
            version=visit.version,
            key=visit.key,
        )
    except UnknownNameError as unknown:
        sentence = visit.language.say("Có ô chưa điền hoặc điền chưa đúng.")
        problem = Explained(sentence, fields={"agency": str(unknown)}, status=422)
        return _page(visit, assignment_id, Refused(action, problem))
    except (RefusedError, UnavailableError) as refusal:
        problem = explain(refusal, visit.language)
        return _page(visit, assignment_id, Refused(action, problem))
    return visit.go(path, said(action, visit.language))


def _page(visit: Visit, assignment_id: int, refused: Refused | None = None) -> Response:
    tasks, caller = visit.clients.tasks, visit.caller
    path = f"/assignments/{assignment_id}"
    shown: dict[str, Any] = tasks.get(caller, path)
    forms = forms_for(shown)
    return visit.page(
        "assignment.html",
        refused.problem.status if refused else 200,
        section="/work" if shown["agency"]["id"] == caller.agency_id else "/assignments",
        a=shown,
        history=tasks.get(caller, f"{path}/history", limit=HISTORY)["items"][::-1],
        messages=_messages(visit, assignment_id),
        forms=forms,
        agencies=names_for(visit, forms),
        refused=refused,
    )


def _messages(visit: Visit, assignment_id: int) -> list[dict[str, Any]] | None:
    """Return what was sent about the assignment, the newest first; None while notify is away."""
    try:
        page = visit.clients.notify.get(
            visit.caller, "/messages", assignment=assignment_id, limit=MESSAGES
        )
    except (RefusedError, UnavailableError):
        return None  # the page says so; the work itself does not wait for messages
    items: list[dict[str, Any]] = page["items"]
    return items


ROUTES: Final = (
    Route("GET", "/assignments/<int:assignment_id>", show_assignment),
    Route("POST", "/assignments/<int:assignment_id>/actions/<action>", act),
)
