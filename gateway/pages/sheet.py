"""Lists as XLSX: taken away under their filters, and brought back to be tried, then done."""

from typing import Any, Final

from flask import Response, make_response

from common.errors import UnavailableError
from gateway.clients import RefusedError
from gateway.pages.complaints import complaint
from gateway.pages.problems import Explained, explain, sentence
from gateway.pages.site import Route
from gateway.pages.visit import Visit
from gateway.pages.work import of_own_agency, stated

IMPORT: Final = "/assignments/import"
_HEADERS: Final = ("content-type", "content-disposition")


def take_ours(visit: Visit) -> Response:
    """Return the list of the visitor's agency as a file."""
    return _file(visit, of_own_agency(visit))


def take_all(visit: Visit) -> Response:
    """Return the list of all that the visitor may see as a file."""
    return _file(visit, stated(visit))


def _file(visit: Visit, filters: dict[str, str]) -> Response:
    answer = visit.clients.tasks.download(visit.caller, "/assignments.xlsx", **filters)
    response = make_response(answer.body)
    for name in _HEADERS:
        response.headers[name] = answer.headers[name]
    return response


def show_form(visit: Visit) -> Response:
    """Show where to choose the edited file."""
    return _page(visit)


def bring(visit: Visit) -> Response:
    """Try the file, or do what it means; say what came of every row."""
    file = visit.upload("file")
    if file is None:
        return _page(visit, problem=_no_file(visit))
    dry_run = visit.field("do") != "import"
    try:
        report = visit.clients.tasks.upload(
            visit.caller,
            "/assignments/imports",
            file,
            key=None if dry_run else visit.key,
            dry_run="true" if dry_run else "false",
        )
    except (RefusedError, UnavailableError) as refusal:
        return _page(visit, problem=explain(refusal, visit.language))
    return _page(visit, report)


def _no_file(visit: Visit) -> Explained:
    say = visit.language.say
    return Explained(say("Chọn tệp XLSX đã tải về và sửa."), status=422)


def _page(visit: Visit, report: Any = None, problem: Explained | None = None) -> Response:
    status = problem.status if problem else 200
    return visit.page(
        "sheet.html",
        status,
        section="/assignments",
        report=report,
        problems=[_explained(visit, one) for one in report["problems"]] if report else (),
        problem=problem,
    )


def _explained(visit: Visit, one: dict[str, Any]) -> dict[str, Any]:
    """Return a row that failed with why in words: of its cell, or of the act it asked for."""
    why = sentence(one, visit.language) if one["type"] else complaint(one["detail"], visit.language)
    return one | {"why": why}


ROUTES: Final = (
    Route("GET", "/work.xlsx", take_ours),
    Route("GET", "/assignments.xlsx", take_all),
    Route("GET", IMPORT, show_form),
    Route("POST", IMPORT, bring),
)
