"""Issuing a plan: freeze it and tell every agency's duty in one event."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from common import clock, events, observe, outbox
from common.caller import Caller
from common.errors import ConflictError, InvalidInputError, StaleVersionError
from services.plans import access, drafts, registry
from services.plans.due import Deadline
from services.plans.family import effect
from services.plans.family.clauses import of_items
from services.plans.family.effect import Effect
from services.plans.model import (
    Finding,
    Plan,
    PlanItem,
    PlanState,
    RelationKind,
    Review,
)
from services.plans.names import class_of, kind_of
from services.plans.parties import Distribution, distribute, used
from services.plans.registry import Ref, Registry
from services.plans.resolution import resolve
from services.plans.views import WITH_PARTIES

_log = observe.logger(__name__)


class PlanNotReadyError(ConflictError):
    """The plan cannot be issued yet; `reasons` says what stands in the way."""

    type = "plan-not-ready"
    title = "Plan not ready"


class AgenciesMissingError(ConflictError):
    """No agency stands behind some addressees: map the `names`, or let them be created."""

    type = "agencies-missing"
    title = "Agencies missing"


def issue(
    session: Session,
    caller: Caller,
    plan_id: int,
    agencies: Mapping[str, Mapping[str, Any]],
    expected_version: int | None = None,
) -> Plan:
    """Freeze the plan and publish `plan.issued`; an issued plan is returned as it is.

    `agencies` gives the agency (`id slug name kind`) of addressees, by name, as just registered.
    Raises what `access.find_owned` raises, PlanNotReadyError, AgenciesMissingError,
    InvalidInputError for a name the plan does not use, and StaleVersionError.
    """
    plan = access.find_owned(session, caller, plan_id)
    if plan.state != PlanState.DRAFT:
        return plan
    if expected_version is not None and plan.version != expected_version:
        raise StaleVersionError
    items = _accepted(session, plan)
    _put_agencies(session, plan, agencies)
    addressees = {party.addressee.id: party.addressee for i in items for party in i.parties}
    known = Registry(session, plan.owner_agency_id)
    distribution = distribute(items, resolve(session, plan, list(addressees.values()), known))
    _check_named(distribution)
    change = _change(session, plan, items, distribution)
    _freeze(plan, caller, distribution)
    session.flush()
    data = _event(plan, caller, items, distribution)
    if change is not None:
        data = _following(session, data, change)
    outbox.emit(session, events.PLAN_ISSUED, plan.id, plan.version, data)
    _log.info("plan issued", plan=plan.id, items=len(items), agencies=len(data["agencies"]))
    return plan


def _change(
    session: Session, plan: Plan, items: Sequence[PlanItem], distribution: Distribution
) -> Effect | None:
    """Return what the plan does to an earlier one; raises PlanNotReadyError where it may not."""
    clauses, _ = of_items(items, distribution)
    change = effect.of_draft(session, plan, clauses, locked=True)
    reasons = effect.hindrances(session, plan, change) if change else []
    if reasons:
        raise PlanNotReadyError(reasons=reasons)
    return change


def _following(session: Session, data: dict[str, Any], change: Effect) -> dict[str, Any]:
    """Return the event's data with the relation; a correction gives no duty of its own."""
    told = data | {"relation": effect.settle(session, change)}
    return told | {"items": []} if change.kind is RelationKind.CORRECTS else told


def _accepted(session: Session, plan: Plan) -> Sequence[PlanItem]:
    """Return the accepted items in order; raises PlanNotReadyError with every reason."""
    items = session.scalars(
        select(PlanItem)
        .where(PlanItem.plan_id == plan.id, PlanItem.superseded.is_(False))
        .order_by(PlanItem.span_start, PlanItem.id)
        .options(WITH_PARTIES)
    ).all()
    pending = [item for item in items if item.review == Review.PENDING]
    accepted = [item for item in items if item.review == Review.ACCEPTED]
    errors = session.scalars(
        select(Finding).where(
            Finding.plan_id == plan.id,
            Finding.severity == "error",
            Finding.resolved_at.is_(None),
        )
    ).all()
    reasons = [_open_error(one) for one in errors]
    if pending:
        ids = [item.id for item in pending]
        pointer = f"/plans/{plan.id}/items?review=pending"
        waiting = {"code": "items-pending", "count": len(ids), "items": ids[:50]}
        reasons.append(waiting | {"pointer": pointer})
    elif not accepted:
        reasons.append({"code": "no-items", "message": "the plan has no accepted item"})
    if reasons:
        raise PlanNotReadyError(reasons=reasons)
    return accepted


def _open_error(one: Finding) -> dict[str, Any]:
    return {
        "code": "finding-open",
        "pointer": f"/plans/{one.plan_id}/findings/{one.id}",
        "finding": one.id,
        "finding_code": one.code,
        "message": one.message_vi,
        "message_en": one.message_en,
        "span": None if one.span_start is None else [one.span_start, one.span_end],
    }


def _put_agencies(session: Session, plan: Plan, agencies: Mapping[str, Mapping[str, Any]]) -> None:
    """Take in agencies that were registered for this issue, ahead of their events."""
    if not agencies:
        return
    for name, agency in agencies.items():
        one = drafts.addressee_of(session, plan.id, name)
        if one is None:
            said = "the plan addresses nobody of this name"
            raise InvalidInputError.of(f"/agencies/{name}", said)
        registry.put(session, {**agency, "parent_id": None, "active": True}, [], version=0)
        one.agency_ids = [agency["id"]]


def _check_named(distribution: Distribution) -> None:
    if distribution.missing:
        raise AgenciesMissingError(
            names=[one.name for one in distribution.missing],
            agencies=[
                {"name": one.name, "kind": kind_of(one.name), "class": class_of(one.name)}
                for one in distribution.missing
            ],
        )


def _freeze(plan: Plan, caller: Caller, distribution: Distribution) -> None:
    """Mark the plan issued and write down what its names meant on this day."""
    plan.state = PlanState.ISSUED
    plan.issued_at = clock.now()
    plan.issued_by = caller.user_id
    plan.issued_by_name = caller.username
    for one in distribution.named:
        resolution = distribution.resolved[one.id]
        one.group = resolution.group
        one.agency_ids = [ref.id for ref in distribution.agencies(one.id)] or None
    plan.touch()


def _event(
    plan: Plan, caller: Caller, items: Sequence[PlanItem], distribution: Distribution
) -> dict[str, Any]:
    refs: dict[int, Ref] = {}
    told = []
    for item in items:
        shared = distribution.of(item)
        refs.update((ref.id, ref) for named in shared.values() for ref in named)
        told.append(_item(item, _parties(shared, _named_singly(item, distribution))))
    return {
        "plan": {"id": plan.id, "number": plan.number, "title": plan.title},
        "issuer": plan.issuer,
        "issued_on": plan.issued_on,
        "document_type": plan.document_type,
        "assigner_agency_id": plan.owner_agency_id,
        "actor_id": caller.user_id,
        "actor_name": caller.username,
        "agencies": [{"id": r.id, "slug": r.slug, "name": r.name} for r in refs.values()],
        "items": told,
    }


def _named_singly(item: PlanItem, distribution: Distribution) -> set[int]:
    """Return the agencies that the item names one by one: not as "UBND các xã" or "các sở"."""
    return {
        refs[0].id
        for party in used(item, distribution.resolved)
        if distribution.resolved[party.addressee_id].group is None
        and len(refs := distribution.agencies(party.addressee_id)) == 1
    }


def _parties(shared: Mapping[str, Sequence[Ref]], singly: set[int]) -> list[dict[str, Any]]:
    """Return the agencies of each role; those of a class apart, as each is a lead of its own."""
    parties: list[dict[str, Any]] = []
    for role, refs in shared.items():
        alone = [ref.id for ref in refs if ref.id in singly]
        together = [ref.id for ref in refs if ref.id not in singly]
        if alone:
            parties.append({"role": role, "agency_ids": alone})
        if together:
            parties.append({"role": role, "agency_ids": together, "is_class": True})
    return parties


def _item(item: PlanItem, parties: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "key": item.key,
        "label": item.label,
        "text": item.text,
        "output": item.output,
        "bindingness": item.bindingness,
        "deadline": _deadline(item.deadline),
        "span": [item.span_start, item.span_end],
        "parties": parties,
    }


def _deadline(stored: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if stored is None:
        return None
    deadline = Deadline.from_json(stored)
    last: dt.date | None = deadline.last_safe_day
    return {
        "phrase": deadline.phrase,
        "operator": deadline.operator,
        "stated_on": deadline.stated_on,
        "last_safe_day": last,
        "recurrence": deadline.recurrence,
    }
