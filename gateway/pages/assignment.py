"""Nhiệm vụ: one assignment: its sentence, partners, time line, messages, possible actions."""

from collections.abc import Mapping
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
COMMENTS: Final = 50


def show_assignment(visit: Visit, assignment_id: int) -> Response:
    """Show the assignment."""
    return page_of(visit, assignment_id)


def act(visit: Visit, assignment_id: int, action: str) -> Response:
    """Do what one of the forms asks; a refusal comes back as the page with the input kept."""
    path = f"/assignments/{assignment_id}"
    try:
        uploaded = _uploaded(visit, path)
        visit.clients.tasks.post(
            visit.caller,
            f"{path}/actions/{action}",
            body_of(action, visit, uploaded),
            version=visit.version,
            key=visit.key,
        )
    except UnknownNameError as unknown:
        sentence = visit.language.say("Có ô chưa điền hoặc điền chưa đúng.")
        problem = Explained(sentence, fields={"agency": str(unknown)}, status=422)
        return page_of(visit, assignment_id, Refused(action, problem))
    except (RefusedError, UnavailableError) as refusal:
        problem = explain(refusal, visit.language)
        return page_of(visit, assignment_id, Refused(action, problem))
    return visit.go(path, said(action, visit.language))


def page_of(visit: Visit, assignment_id: int, refused: Refused | None = None) -> Response:
    """Return the page of the assignment, over a form that was refused where there is one."""
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
        comments=_comments(visit, shown),
        forms=forms,
        agencies=names_for(visit, forms),
        refused=refused,
    )


def _uploaded(visit: Visit, path: str) -> list[str]:
    """Hand in the file that came with the form, if one did; returns its id."""
    file = visit.upload("upload")
    if file is None:
        return []
    return [visit.clients.tasks.upload(visit.caller, f"{path}/files", file)["id"]]


def _comments(visit: Visit, shown: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what was said last, the newest first."""
    if not shown["comments"]:
        return []
    path = f"/assignments/{shown['id']}/comments"
    items: list[dict[str, Any]] = visit.clients.tasks.get(visit.caller, path, limit=COMMENTS)[
        "items"
    ]
    return items


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
