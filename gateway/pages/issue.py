"""Ban hành: who will be told what and how, what still stands in the way, and the button."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from flask import Response

from common.errors import UnavailableError
from gateway.clients import RefusedError
from gateway.pages import wording
from gateway.pages.addressee import names_of
from gateway.pages.numbers import whole
from gateway.pages.problems import Explained, explain
from gateway.pages.reach import channels, every
from gateway.pages.site import Route
from gateway.pages.visit import Visit

ERRORS: Final = 10
ROWS: Final = 50


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
    told = _with_channels(visit, every(plans, visit, f"{path}/distribution"))
    names = names_of(visit, plan_id)
    shown = whole(visit.argument("from")) or 0
    consequences = plans.get(caller, f"{path}/consequences") if plan["state"] == "draft" else None
    ready = plan["counts"]["accepted"] and not plan["counts"]["pending"] and not errors["items"]
    return visit.page(
        "issue.html",
        problem.status if problem else 200,
        section="/plans",
        plan=plan,
        reached=told[shown : shown + ROWS],
        known=[one for one in told if one["id"] is not None],
        missing=[one for one in told if one["id"] is None],
        silent=[one for one in told if one["id"] is not None and not one["channels"]],
        classes=[name for name in names if name["class"] and not name["missing"]],
        errors=errors["items"],
        consequences=consequences,
        kinds=wording.RELATIONS,
        ready=bool(ready),
        next=f"{path}/issue?from={shown + ROWS}" if shown + ROWS < len(told) else None,
        first=f"{path}/issue" if shown else None,
        problem=problem,
    )


def _with_channels(visit: Visit, told: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the agencies with the `channels` that reach each beside its inbox."""
    reached = channels(visit, {one["id"] for one in told} - {None})
    return [{**one, "channels": reached.get(one["id"], [])} for one in told]


ROUTES: Final = (
    Route("GET", "/plans/<int:plan_id>/issue", show_summary),
    Route("POST", "/plans/<int:plan_id>/issue", issue),
)
