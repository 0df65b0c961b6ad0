"""Kế hoạch: the list, the form that imports a document, and the document itself."""

from collections.abc import Mapping
from typing import Any, Final

from flask import Response

from common.caller import Role
from common.errors import UnavailableError
from gateway.clients import RefusedError
from gateway.pages.document import Mark, Window, marked
from gateway.pages.listing import link
from gateway.pages.numbers import whole
from gateway.pages.problems import Explained, explain
from gateway.pages.site import Route
from gateway.pages.visit import Visit

ROWS: Final = 30
PLANS: Final = "/plans"


def list_plans(visit: Visit) -> Response:
    """Show the plans the visitor may see, the newest first."""
    return _list(visit)


def import_plan(visit: Visit) -> Response:
    """Read the chosen document into a draft and go on to its review."""
    file, key = visit.upload("file"), visit.key
    if file is None:
        problem = Explained(visit.language.say("Chọn một tệp kế hoạch trước khi nhập."), status=422)
        return _list(visit, problem)
    try:
        plan = visit.clients.plans.upload(
            visit.caller, "/plans/imports", file, key=key, progress=key
        )
    except (RefusedError, UnavailableError) as refusal:
        return _list(visit, explain(refusal, visit.language))
    return visit.go(f"{PLANS}/{plan['id']}")


def _list(visit: Visit, problem: Explained | None = None) -> Response:
    cursor = visit.argument("cursor")
    kept = {name: visit.argument(name) for name in ("q", "state") if visit.argument(name)}
    found = visit.clients.plans.get(visit.caller, PLANS, **kept, limit=ROWS, cursor=cursor or None)
    imports = visit.user is not None and visit.user.has(Role.COORDINATOR)
    return visit.page(
        "plans.html",
        problem.status if problem else 200,
        scripted=imports,
        asking=imports,
        imports=imports,
        section=PLANS,
        items=found["items"],
        kept=kept,
        next=link(PLANS, kept, cursor=found["next"]) if found["next"] else None,
        first=link(PLANS, kept) if cursor else None,
        problem=problem,
    )


def show_document(visit: Visit, plan_id: int) -> Response:
    """Show a part of the plan's text, with the asked span marked."""
    plan = visit.clients.plans.get(visit.caller, f"{PLANS}/{plan_id}")
    document = visit.clients.plans.get(visit.caller, f"{PLANS}/{plan_id}/document")
    here = _span(visit.argument("at"))
    window = Window.around(document["text"], here, visit.argument("from"))
    marks = [Mark(here[0], here[1], "now", "here")] if here else []
    return visit.page(
        "document.html",
        section=PLANS,
        plan=plan,
        pieces=marked(document["text"], marks, window),
        window=window,
        earlier=_at(plan, window.earlier),
        later=_at(plan, window.later),
    )


def _span(text: str) -> tuple[int, int] | None:
    """Return the span of `120-210`; None for anything else."""
    start, end = map(whole, text.partition("-")[::2])
    return None if start is None or end is None or start >= end else (start, end)


def _at(plan: Mapping[str, Any], offset: int | None) -> str | None:
    return None if offset is None else f"{PLANS}/{plan['id']}/document?from={offset}"


ROUTES: Final = (
    Route("GET", PLANS, list_plans),
    Route("POST", PLANS, import_plan),
    Route("GET", f"{PLANS}/<int:plan_id>/document", show_document),
)
