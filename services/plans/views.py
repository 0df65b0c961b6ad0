"""Plans, items, findings and addressees as JSON."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session, selectinload

from common.caller import Caller
from services.plans import access, drafts, history
from services.plans.model import ROLES, Addressee, Finding, Party, Plan, PlanItem, Review
from services.plans.names import key_of, kind_of
from services.plans.registry import Ref, Registry
from services.plans.remedies import Remedy
from services.plans.resolution import Outcome, Resolution, resolve

SHOWN_MEMBERS: Final = 20
"""Agencies of a class that are named in a view; `count` tells how many there are."""
WITH_PARTIES: Final = selectinload(PlanItem.parties).selectinload(Party.addressee)

Json = dict[str, Any]


def plan(session: Session, caller: Caller, one: Plan) -> Json:
    """Return a plan with its counts and what the caller may do to it."""
    return summary(one) | {
        "filename": one.filename,
        "media_type": one.media_type,
        "sha256": one.sha256,
        "created_by": {"id": one.created_by, "name": one.created_by_name},
        "issued_by": one.issued_by and {"id": one.issued_by, "name": one.issued_by_name},
        "counts": counts(session, caller, one.id),
        "available_actions": access.actions(caller, one),
    }


def summary(one: Plan | Row[Any]) -> Json:
    """Return a plan as lists show it, from the entity or a row of its columns."""
    return {
        "id": one.id,
        "version": one.version,
        "state": one.state,
        "number": one.number,
        "issued_on": one.issued_on,
        "issuer": one.issuer,
        "title": one.title,
        "document_type": one.document_type,
        "marked_draft": one.marked_draft,
        "owner_agency_id": one.owner_agency_id,
        "created_at": one.created_at,
        "issued_at": one.issued_at,
    }


def counts(session: Session, caller: Caller, plan_id: int) -> Json:
    """Return how many items stand in each state of review, and how many findings are open."""
    items = session.execute(
        select(PlanItem.review, func.count())
        .where(PlanItem.plan_id == plan_id, PlanItem.superseded.is_(False))
        .where(access.item_visible_to(caller))
        .group_by(PlanItem.review)
    )
    by_review = {row[0]: row[1] for row in items}
    findings = session.execute(
        select(Finding.severity, func.count())
        .where(Finding.plan_id == plan_id, Finding.resolved_at.is_(None))
        .group_by(Finding.severity)
    )
    by_severity = {row[0]: row[1] for row in findings}
    waiting = select(PlanItem.kind, func.count(), drafts.flagged().label("flagged")).where(
        PlanItem.plan_id == plan_id,
        PlanItem.superseded.is_(False),
        PlanItem.review == Review.PENDING,
    )
    pending: Counter[str] = Counter()
    clean = 0
    for kind, count, flagged in session.execute(waiting.group_by(PlanItem.kind, "flagged")):
        pending[kind] += count
        clean += 0 if flagged else count
    return {
        "items": sum(by_review.values()),
        **{state.value: by_review.get(state.value, 0) for state in Review},
        "pending_by_kind": dict(pending),
        "pending_without_findings": clean,
        "open_findings": {s: by_severity.get(s, 0) for s in ("error", "warning", "info")},
    }


def finding(
    one: Finding,
    remedy: Remedy | None,
    candidates: Mapping[str, Iterable[Ref]] | None = None,
) -> Json:
    """Return a finding with the remedy that settles it; `candidates` are agencies by name."""
    span = None if one.span_start is None else [one.span_start, one.span_end]
    return {
        "id": one.id,
        "code": one.code,
        "severity": one.severity,
        "state": one.state.value,
        "message": {"vi": one.message_vi, "en": one.message_en},
        "span": span,
        "suggestion": one.suggestion,
        "remedy": remedy and _remedy(remedy, candidates or {}),
        "resolved_at": one.resolved_at,
        "resolved_by": one.resolved_by and {"id": one.resolved_by, "name": one.resolved_by_name},
        "note": one.note,
    }


def _remedy(remedy: Remedy, candidates: Mapping[str, Iterable[Ref]]) -> Json:
    return {
        "action": remedy.act,
        "field": remedy.field,
        "item": remedy.item_id,
        "addressee": remedy.addressee,
        "value": remedy.value,
        "candidates": _refs(candidates.get(remedy.addressee or "", ())),
    }


def items(session: Session, plan: Plan, page: Sequence[PlanItem]) -> list[Json]:
    """Return items with their parties resolved; `page` was loaded `WITH_PARTIES`."""
    named = {party.addressee.id: party.addressee for item in page for party in item.parties}
    registry = Registry(session, plan.owner_agency_id)
    found = resolve(session, plan, list(named.values()), registry)
    doubts = _doubts(session, page)
    return [_item(one, found, doubts[one.id]) for one in page]


def _doubts(session: Session, page: Sequence[PlanItem]) -> dict[int, list[Json]]:
    """Return the open errors and warnings in the place of each item."""
    found: dict[int, list[Json]] = {item.id: [] for item in page}
    if not page:
        return found
    within = select(Finding).where(
        Finding.plan_id == page[0].plan_id,
        Finding.resolved_at.is_(None),
        Finding.severity != "info",
        Finding.span_start < max(item.span_end for item in page),
        Finding.span_end > min(item.span_start for item in page),
    )
    for one in session.scalars(within.order_by(Finding.id)):
        for item in page:
            if one.span_start < item.span_end and item.span_start < one.span_end:  # type: ignore[operator]  # the query leaves out those without a span
                found[item.id].append(_doubt(one))
    return found


def _doubt(one: Finding) -> Json:
    message = {"vi": one.message_vi, "en": one.message_en}
    return {"id": one.id, "code": one.code, "severity": one.severity, "message": message}


def _item(one: PlanItem, resolved: Mapping[int, Resolution], doubts: Sequence[Json]) -> Json:
    parties = [
        {"role": p.role, "addressee": p.addressee.name} | _resolution(resolved[p.addressee_id])
        for p in sorted(one.parties, key=_place)
    ]
    return {
        "id": one.id,
        "version": one.version,
        "key": one.key,
        "kind": one.kind,
        "label": one.label,
        "text": one.text,
        "span": [one.span_start, one.span_end],
        "output": one.output,
        "bindingness": one.bindingness,
        "deadline": one.deadline,
        "review": one.review,
        "reason": one.reason,
        "made_of": one.origins,
        "original": one.original,
        "corrected": history.corrected(one, parties),
        "findings": doubts,
        "parties": parties,
    }


def _place(party: Party) -> tuple[int, int]:
    return ROLES.index(party.role), party.addressee_id


def addressee(
    one: Addressee, resolution: Resolution, uses: Counter[str], registry: Registry
) -> Json:
    """Return a name of the plan, what it means, and whom it may mean when that is not known."""
    unresolved = resolution.outcome is Outcome.UNRESOLVED
    return {
        "id": one.id,
        "name": one.name,
        "kind": kind_of(one.name),
        "items": sum(uses.values()),
        "roles": dict(uses),
        "decided": resolution.decided,
        "candidates": _refs(registry.candidates(key_of(one.name))) if unresolved else [],
    } | _resolution(resolution)


def _resolution(resolution: Resolution) -> Json:
    return {
        "resolution": resolution.outcome.value,
        "class": resolution.group,
        "agencies": _refs(resolution.agencies[:SHOWN_MEMBERS]),
        "count": len(resolution.agencies),
    }


def _refs(refs: Iterable[Ref]) -> list[Json]:
    return [ref._asdict() for ref in refs]
