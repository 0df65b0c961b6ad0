"""Điểm cần xem: every finding with what settles it, and the reviewer's answer."""

from typing import Any, Final

from flask import Response

from common.errors import UnavailableError
from gateway.clients import RefusedError
from gateway.pages.language import mark
from gateway.pages.listing import link
from gateway.pages.numbers import whole
from gateway.pages.present import read_day
from gateway.pages.problems import Explained, explain
from gateway.pages.site import Route
from gateway.pages.visit import Visit

FINDINGS: Final = 5
ALL_FINDINGS: Final = 25
SEVERITIES: Final = ("error", "warning", "info")
FILTERS: Final[tuple[tuple[dict[str, str], str], ...]] = (
    ({}, mark("Tất cả")),
    ({"open": "true"}, mark("Chưa trả lời")),
    ({"open": "true", "severity": "error"}, mark("■ lỗi")),
    ({"open": "true", "severity": "warning"}, mark("▲ cần xem")),
    ({"open": "true", "severity": "info"}, mark("● lưu ý")),
    ({"open": "false"}, mark("Đã trả lời")),
)


def list_findings(visit: Visit, plan_id: int) -> Response:
    """Show the findings, the answered ones too."""
    return _page(visit, plan_id)


def answer_finding(visit: Visit, plan_id: int, finding_id: int) -> Response:
    """Keep the reviewer's reason why a finding may stand."""
    # A button may carry a reason ready to use; a typed one stands in the finding's own field.
    note = visit.field(f"note-{finding_id}") or visit.field("note")
    path = f"/plans/{plan_id}/findings/{finding_id}/resolve"
    try:
        visit.clients.plans.post(visit.caller, path, {"note": note}, key=visit.key)
    except (RefusedError, UnavailableError) as refusal:
        return _page(visit, plan_id, explain(refusal, visit.language))
    return visit.go(visit.path, visit.language.say("Đã ghi ý kiến về điểm cần xem."))


def apply_remedy(visit: Visit, plan_id: int, finding_id: int) -> Response:
    """Put right what the finding names: by its proposal, a typed value or the agency chosen."""
    typed = visit.field(f"value-{finding_id}")
    body: dict[str, Any] = {"value": visit.field("value") or read_day(typed) or None}
    agency = whole(visit.field("agency"))
    if agency is not None:
        body = {"agency_ids": [agency]}
    path = f"/plans/{plan_id}/findings/{finding_id}/apply"
    try:
        visit.clients.plans.post(visit.caller, path, body, key=visit.key)
    except (RefusedError, UnavailableError) as refusal:
        return _page(visit, plan_id, explain(refusal, visit.language))
    return visit.go(visit.path, visit.language.say("Đã sửa theo điểm cần xem."))


def open_findings(visit: Visit, plan_id: int, severity: str = "") -> list[dict[str, Any]]:
    """Return as many open findings as stand above a page: of `severity`, else the gravest."""
    found: dict[int, dict[str, Any]] = {}
    for one in (severity,) if severity in SEVERITIES else SEVERITIES[:2]:
        if len(found) < FINDINGS:
            path = f"/plans/{plan_id}/findings"
            left = FINDINGS - len(found)
            page = visit.clients.plans.get(
                visit.caller, path, open="true", severity=one, limit=left
            )
            found |= {finding["id"]: finding for finding in page["items"]}
    return list(found.values())


def _page(visit: Visit, plan_id: int, problem: Explained | None = None) -> Response:
    plans, caller, path = visit.clients.plans, visit.caller, f"/plans/{plan_id}/findings"
    kept = {name: visit.argument(name) for name in ("open", "severity") if visit.argument(name)}
    cursor = visit.argument("cursor")
    found = plans.get(caller, path, **kept, limit=ALL_FINDINGS, cursor=cursor or None)
    return visit.page(
        "findings.html",
        problem.status if problem else 200,
        section="/plans",
        plan=plans.get(caller, f"/plans/{plan_id}"),
        findings=found["items"],
        filters=[
            {"words": words, "path": link(path, one), "here": one == kept} for one, words in FILTERS
        ],
        next=link(path, kept, cursor=found["next"]) if found["next"] else None,
        first=link(path, kept) if cursor else None,
        problem=problem,
    )


ROUTES: Final = (
    Route("GET", "/plans/<int:plan_id>/findings", list_findings),
    Route("POST", "/plans/<int:plan_id>/findings/<int:finding_id>", answer_finding),
    Route("POST", "/plans/<int:plan_id>/findings/<int:finding_id>/apply", apply_remedy),
)
