"""Whom the names of a plan mean: the list, and the choice of agencies or a class for one name."""

from typing import Any, Final

from flask import Response

from common.errors import UnavailableError
from gateway.clients import RefusedError
from gateway.pages.language import mark
from gateway.pages.numbers import wholes
from gateway.pages.problems import Explained, explain
from gateway.pages.site import Route
from gateway.pages.visit import Visit

NAMES: Final = 200
CHOICES: Final = 40
CLASSES: Final = (
    ("communes", mark("mọi xã, phường, đặc khu")),
    ("departments", mark("mọi sở, ban, ngành")),
    ("mass_organisations", mark("Mặt trận và mọi đoàn thể")),
    ("districts", mark("mọi đơn vị cấp huyện (trước 2025)")),
    ("addressees", mark("mọi cơ quan được kế hoạch này giao việc")),
)


def list_addressees(visit: Visit, plan_id: int) -> Response:
    """Show the names that the plan uses and whom each one means."""
    plans, caller = visit.clients.plans, visit.caller
    return visit.page(
        "addressees.html",
        section="/plans",
        plan=plans.get(caller, f"/plans/{plan_id}"),
        names=names_of(visit, plan_id),
    )


def choose(visit: Visit, plan_id: int) -> Response:
    """Show the choice for one name."""
    return _choice(visit, plan_id, visit.argument("name"))


def decide(visit: Visit, plan_id: int) -> Response:
    """Keep whom the name means."""
    name, group = visit.field("name"), visit.field("class")
    body = {
        "name": name,
        "class": group or None,
        "agency_ids": _ids(visit) if not group else None,
        "remember": visit.field("remember") == "yes",
    }
    try:
        visit.clients.plans.post(visit.caller, f"/plans/{plan_id}/addressees", body, key=visit.key)
    except (RefusedError, UnavailableError) as refusal:
        return _choice(visit, plan_id, name, explain(refusal, visit.language))
    said = visit.language.say("Đã chọn cơ quan cho “%(name)s”.", name=name)
    return visit.go(f"/plans/{plan_id}/addressees", said)


def names_of(visit: Visit, plan_id: int) -> list[dict[str, Any]]:
    """Return the plan's names, those still without an agency first."""
    path = f"/plans/{plan_id}/addressees"
    found = visit.clients.plans.get(visit.caller, path, limit=NAMES)
    missing = visit.clients.plans.get(visit.caller, path, resolved="false", limit=NAMES)
    bare = {name["id"] for name in missing["items"]}
    told = [name | {"missing": name["id"] in bare} for name in found["items"]]
    return sorted(told, key=lambda name: not name["missing"])


def _ids(visit: Visit) -> list[int] | None:
    return wholes(visit.fields("agency_ids")) or None


def _choice(visit: Visit, plan_id: int, name: str, problem: Explained | None = None) -> Response:
    query = visit.argument("q")
    agencies = visit.clients.identity.get(
        visit.caller, "/agencies", q=query or None, active="true", limit=CHOICES
    )
    known = next((one for one in names_of(visit, plan_id) if one["name"] == name), None)
    first = [*(known["agencies"] if known else []), *(known["candidates"] if known else [])]
    ids = {one["id"] for one in first}
    return visit.page(
        "addressee.html",
        problem.status if problem else 200,
        section="/plans",
        plan=visit.clients.plans.get(visit.caller, f"/plans/{plan_id}"),
        name=name,
        known=known,
        chosen={one["id"] for one in known["agencies"]} if known else set(),
        choices=first + [one for one in agencies["items"] if one["id"] not in ids],
        more=agencies["next"] is not None,
        classes=CLASSES,
        q=query,
        problem=problem,
    )


ROUTES: Final = (
    Route("GET", "/plans/<int:plan_id>/addressees", list_addressees),
    Route("GET", "/plans/<int:plan_id>/addressees/choose", choose),
    Route("POST", "/plans/<int:plan_id>/addressees/choose", decide),
)
