"""Quản trị: the agencies with their contacts."""

from typing import Any, Final

from flask import Response

from common.errors import UnavailableError
from gateway.clients import RefusedError
from gateway.pages.directory import searched
from gateway.pages.problems import explain
from gateway.pages.site import Route
from gateway.pages.visit import Visit

AGENCIES: Final = "/admin/agencies"
_NEW: Final[dict[str, Any]] = {
    "name": "",
    "kind": "",
    "email": None,
    "phone": None,
    "aliases": [],
    "active": True,
}


def list_agencies(visit: Visit) -> Response:
    """Show the registry, by name, with a search that folds Vietnamese."""
    return visit.page("agencies.html", section=AGENCIES, **searched(visit, "/agencies", AGENCIES))


def new_agency(visit: Visit) -> Response:
    """Show the form of an agency to register."""
    return _agency_page(visit, None)


def create_agency(visit: Visit) -> Response:
    """Register an agency."""
    try:
        agency = visit.clients.identity.post(
            visit.caller, "/agencies", _agency_fields(visit), key=visit.key
        )
    except (RefusedError, UnavailableError) as refusal:
        return _agency_page(visit, None, refusal)
    return visit.go(AGENCIES, visit.language.say("Đã thêm %(name)s.", name=agency["name"]))


def show_agency(visit: Visit, agency_id: int) -> Response:
    """Show an agency's form."""
    return _agency_page(visit, agency_id)


def change_agency(visit: Visit, agency_id: int) -> Response:
    """Change an agency's name and contacts."""
    try:
        agency = visit.clients.identity.change(
            visit.caller,
            "PATCH",
            f"/agencies/{agency_id}",
            _agency_fields(visit) | {"active": visit.field("active") == "yes"},
            version=visit.version,
            key=visit.key,
        )
    except (RefusedError, UnavailableError) as refusal:
        return _agency_page(visit, agency_id, refusal)
    return visit.go(AGENCIES, visit.language.say("Đã lưu %(name)s.", name=agency["name"]))


def _agency_page(
    visit: Visit, agency_id: int | None, refusal: RefusedError | UnavailableError | None = None
) -> Response:
    """Return the form; after a refusal with what was typed and the agency's present version."""
    problem = explain(refusal, visit.language) if refusal else None
    stored: dict[str, Any] = _NEW
    if agency_id is not None:
        stored = visit.clients.identity.get(visit.caller, f"/agencies/{agency_id}")
    typed = _agency_fields(visit) | {"active": visit.field("active") == "yes"}
    return visit.page(
        "agency.html",
        problem.status if problem else 200,
        section=AGENCIES,
        agency_id=agency_id,
        stored=stored,
        values=stored | typed if problem else stored,
        problem=problem,
        # The agency that bears the name already, where that is what was refused.
        namesake=refusal.body.get("agency") if isinstance(refusal, RefusedError) else None,
    )


def _agency_fields(visit: Visit) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "name": visit.field("name"),
        "email": visit.field("email") or None,
        "phone": visit.field("phone") or None,
        "aliases": [line.strip() for line in visit.field("aliases").splitlines() if line.strip()],
    }
    if visit.field("kind"):
        fields["kind"] = visit.field("kind")
    return fields


ROUTES: Final = (
    Route("GET", AGENCIES, list_agencies),
    Route("GET", f"{AGENCIES}/new", new_agency),
    Route("POST", f"{AGENCIES}/new", create_agency),
    Route("GET", f"{AGENCIES}/<int:agency_id>", show_agency),
    Route("POST", f"{AGENCIES}/<int:agency_id>", change_agency),
)
