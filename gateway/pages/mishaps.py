"""What no view has answered - a wrong address, too large a form, a fault of ours - as a page."""

from typing import Final

from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound

from common import observe
from common.errors import Problem, UnavailableError
from common.web import problems
from gateway.clients import RefusedError
from gateway.pages.problems import Explained, by_status, explain
from gateway.pages.site import guard
from gateway.pages.visit import Desk, Visit

_FAULT: Final = 500
_log = observe.logger(__name__)


def answer_mishaps(blueprint: Blueprint, desk: Desk) -> None:
    """Answer every error of a page with a page, and so an address that there is not."""

    def on_problem(problem: Problem) -> Response:
        visit = _known(desk)
        return _told(visit, explain(problem, visit.language))

    def on_http(error: HTTPException) -> Response:
        visit = _known(desk)
        return _told(visit, by_status(error.code or _FAULT, visit.language))

    def on_fault(error: Exception) -> Response:
        _log.error("unexpected error", path=request.path, exc_info=error)
        visit = _known(desk)
        return _told(visit, by_status(_FAULT, visit.language))

    def on_strange_address(error: HTTPException) -> Response:
        return guard(on_http(error)) if _asks_for_a_page() else problems.answer_http(error)

    blueprint.register_error_handler(Problem, on_problem)
    blueprint.register_error_handler(HTTPException, on_http)
    blueprint.register_error_handler(Exception, on_fault)
    # Of these Flask does not know that they are ours: no rule of the blueprint fits them.
    blueprint.app_errorhandler(NotFound)(on_strange_address)
    blueprint.app_errorhandler(MethodNotAllowed)(on_strange_address)


def _asks_for_a_page() -> bool:
    """Tell a browser that shows pages from a program that asks for data."""
    wanted = request.accept_mimetypes
    return wanted["text/html"] > wanted[problems.MEDIA_TYPE]


def _known(desk: Desk) -> Visit:
    """Return the visit; while nobody can say who it is, that of a stranger."""
    visit = Visit(desk)
    try:
        _ = visit.login
    except (RefusedError, UnavailableError):
        visit.login = None
    return visit


def _told(visit: Visit, problem: Explained) -> Response:
    return visit.page("problem.html", problem.status, problem=problem)
