"""Ban hành: who will be told what, what still stands in the way, and the button."""

from typing import Any, Final

from flask import Response

from common.errors import UnavailableError
from gateway.clients import RefusedError
from gateway.pages.addressee import names_of
from gateway.pages.problems import Explained, explain
from gateway.pages.site import Route
from gateway.pages.visit import Visit

ERRORS: Final = 10


def show_summary(visit: Visit, plan_id: int) -> Response:
    """Show the summary before the plan is frozen."""
    return _page(visit, plan_id)


def issue(visit: Visit, plan_id: int) -> Response:
    """Freeze the plan and tell every agency."""
    try:
        visit.clients.issue(
            visit.caller,
            plan_id,
            {},  # issuing is idempotent by itself
            create_missing_agencies=visit.field("create_missing_agencies") == "yes",
        )
    except (RefusedError, UnavailableError) as refusal:
        return _page(visit, plan_id, explain(refusal, visit.language))
    said = visit.language.say("Đã ban hành. Nhiệm vụ đang được gửi tới từng cơ quan.")
    return visit.go(f"/plans/{plan_id}", said)


def _page(visit: Visit, plan_id: int, problem: Explained | None = None) -> Response:
    plans, caller, path = visit.clients.plans, visit.caller, f"/plans/{plan_id}"
    plan: dict[str, Any] = plans.get(caller, path)
    errors = plans.get(caller, f"{path}/findings", open="true", severity="error", limit=ERRORS)
    names = names_of(visit, plan_id)
    ready = plan["counts"]["accepted"] and not plan["counts"]["pending"] and not errors["items"]
    return visit.page(
        "issue.html",
        problem.status if problem else 200,
        section="/plans",
        plan=plan,
        names=names,
        missing=[name for name in names if name["missing"]],
        errors=errors["items"],
        ready=bool(ready),
        problem=problem,
    )


ROUTES: Final = (
    Route("GET", "/plans/<int:plan_id>/issue", show_summary),
    Route("POST", "/plans/<int:plan_id>/issue", issue),
)
