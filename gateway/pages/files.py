"""Tệp minh chứng: handing one in, and getting it back as it was."""

from typing import Final

from flask import Response

from common.errors import UnavailableError
from gateway.clients import RefusedError
from gateway.pages.actions import Refused
from gateway.pages.assignment import page_of
from gateway.pages.problems import Explained, explain
from gateway.pages.site import Route
from gateway.pages.visit import Visit

PASSED_ON: Final = (
    "Content-Type",
    "Content-Disposition",
    "Content-Security-Policy",
    "Cache-Control",
    "ETag",
)
"""Headers of a file that the browser sees as the service gave them."""

UPLOAD: Final = "upload"
"""Stands in a refusal for the form that hands in a file, which is no action."""


def hand_in(visit: Visit, assignment_id: int) -> Response:
    """Hand in the chosen file; it waits on the page until an act names it."""
    file = visit.upload("file")
    if file is None:
        problem = Explained(visit.language.say("Chọn một tệp trước khi tải lên."), status=422)
        return page_of(visit, assignment_id, Refused(UPLOAD, problem))
    path = f"/assignments/{assignment_id}"
    try:
        visit.clients.tasks.upload(visit.caller, f"{path}/files", file)
    except (RefusedError, UnavailableError) as refusal:
        problem = explain(refusal, visit.language)
        return page_of(visit, assignment_id, Refused(UPLOAD, problem))
    return visit.go(f"{path}#files", visit.language.say("Đã tải tệp lên."))


def download(visit: Visit, assignment_id: int, file_id: str) -> Response:
    """Give the file out, to be saved."""
    answer = visit.clients.tasks.fetch(
        visit.caller, f"/assignments/{assignment_id}/files/{file_id}"
    )
    told = {name.casefold(): value for name, value in answer.headers.items()}
    headers = {name: told[name.casefold()] for name in PASSED_ON if name.casefold() in told}
    return Response(answer.body, answer.status, headers)


ROUTES: Final = (
    Route("POST", "/assignments/<int:assignment_id>/files", hand_in),
    Route("GET", "/assignments/<int:assignment_id>/files/<file_id>", download),
)
