"""Trao đổi: what is said about an assignment beside the acts."""

from typing import Final

from flask import Response

from common.errors import UnavailableError
from gateway.clients import RefusedError
from gateway.pages.actions import Refused
from gateway.pages.assignment import page_of
from gateway.pages.language import mark
from gateway.pages.problems import explain
from gateway.pages.site import Route
from gateway.pages.visit import Visit

COMMENT: Final = "comment"
"""Stands in a refusal for the forms of comments, which are no actions."""


def add_comment(visit: Visit, assignment_id: int) -> Response:
    """Add a comment."""
    return _send(visit, assignment_id, "POST", "", mark("Đã gửi trao đổi."))


def edit_comment(visit: Visit, assignment_id: int, comment_id: int) -> Response:
    """Change the text of one's own comment."""
    return _send(visit, assignment_id, "PATCH", f"/{comment_id}", mark("Đã sửa trao đổi."))


def delete_comment(visit: Visit, assignment_id: int, comment_id: int) -> Response:
    """Take one's own comment back."""
    return _send(visit, assignment_id, "DELETE", f"/{comment_id}", mark("Đã xóa trao đổi."))


def _send(visit: Visit, assignment_id: int, method: str, place: str, done: str) -> Response:
    path = f"/assignments/{assignment_id}"
    body = None if method == "DELETE" else {"text": visit.field("text")}
    try:
        visit.clients.tasks.change(
            visit.caller,
            method,
            f"{path}/comments{place}",
            body,
            version=visit.version if method == "PATCH" else None,
            key=visit.key,
        )
    except (RefusedError, UnavailableError) as refusal:
        problem = explain(refusal, visit.language)
        return page_of(visit, assignment_id, Refused(COMMENT, problem))
    return visit.go(f"{path}#comments", visit.language.say(done))


ROUTES: Final = (
    Route("POST", "/assignments/<int:assignment_id>/comments", add_comment),
    Route("POST", "/assignments/<int:assignment_id>/comments/<int:comment_id>", edit_comment),
    Route(
        "POST",
        "/assignments/<int:assignment_id>/comments/<int:comment_id>/delete",
        delete_comment,
    ),
)
