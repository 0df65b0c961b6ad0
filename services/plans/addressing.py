"""Whom the names of a plan mean: listing them, and the reviewer's decisions, remembered."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from common.caller import Caller
from common.errors import InvalidInputError, NotFoundError
from services.plans import access, drafts, remedies, views
from services.plans.changes import recording
from services.plans.model import Addressee, Alias, Party, Plan, PlanItem, Review
from services.plans.parties import distribute
from services.plans.registry import Registry
from services.plans.resolution import resolve

MAPPED: Final = "Đã chọn cơ quan. / The agency was chosen."
"""The note of findings that the choice of an agency settled."""


def list_addressees(
    session: Session, caller: Caller, plan_id: int, *, resolved: bool | None
) -> list[dict[str, Any]]:
    """Return the names that the plan's items use, by id.

    With `resolved` False only those that keep the plan from being issued, as no agency stands
    behind them; with True the others. Names in rejected items keep nothing from being issued.
    """
    plan = access.find(session, caller, plan_id)
    items = session.scalars(
        select(PlanItem)
        .where(PlanItem.plan_id == plan_id, PlanItem.superseded.is_(False))
        .where(access.item_visible_to(caller))
        .options(views.WITH_PARTIES)
    ).all()
    uses: defaultdict[Addressee, Counter[str]] = defaultdict(Counter)
    for party in (party for item in items for party in item.parties):
        uses[party.addressee][party.role] += 1
    registry = Registry(session, plan.owner_agency_id)
    found = resolve(session, plan, list(uses), registry)
    kept = [item for item in items if item.review != Review.REJECTED]
    missing = set(distribute(kept, found).missing)
    return [
        views.addressee(one, found[one.id], uses[one], registry)
        for one in sorted(uses, key=lambda one: one.id)
        if resolved is None or resolved == (one not in missing)
    ]


def decide(
    session: Session,
    caller: Caller,
    plan_id: int,
    *,
    name: str,
    agency_ids: Sequence[int] | None,
    group: str | None,
    remember: bool,
) -> Addressee:
    """Say for the whole plan whom a name means: agencies or a class; neither takes it back.

    With `remember` the name means the same in the agency's other drafts, now and later. Raises
    what `access.find_draft` raises, NotFoundError for a name the plan does not use, and
    InvalidInputError for unknown agencies.
    """
    plan = access.find_draft(session, caller, plan_id)
    addressee = drafts.addressee_of(session, plan_id, name)
    if addressee is None or not _is_used(session, addressee):
        raise NotFoundError(f"the plan addresses nobody named “{name}”")
    ids = _checked(session, plan, agency_ids)
    with recording(session, caller, plan, "map") as record:
        record.addressee(addressee)
        addressee.agency_ids = ids
        addressee.group = group
        if remember:
            record.alias(addressee)
            _remember(session, plan, addressee)
        if ids or group:
            said = addressee.name
            remedies.settle(session, record, caller, "map_addressee", MAPPED, addressee=said)
    return addressee


def _is_used(session: Session, addressee: Addressee) -> bool:
    uses = select(Party.item_id).join(PlanItem, PlanItem.id == Party.item_id)
    uses = uses.where(Party.addressee_id == addressee.id, PlanItem.superseded.is_(False))
    return session.scalar(uses.limit(1)) is not None


def _checked(session: Session, plan: Plan, ids: Sequence[int] | None) -> list[int] | None:
    if not ids:
        return None
    known = Registry(session, plan.owner_agency_id).by_ids(ids, active_only=True)
    unknown = [agency_id for agency_id in ids if agency_id not in known]
    if unknown:
        raise InvalidInputError.of("/agency_ids", f"no active agencies {unknown[:10]}")
    return list(dict.fromkeys(ids))


def _remember(session: Session, plan: Plan, addressee: Addressee) -> None:
    alias = session.get(Alias, (plan.owner_agency_id, addressee.key))
    if addressee.agency_ids is None and addressee.group is None:
        if alias is not None:
            session.delete(alias)
        return
    session.merge(
        Alias(
            owner_agency_id=plan.owner_agency_id,
            key=addressee.key,
            name=addressee.name,
            agency_ids=addressee.agency_ids,
            group=addressee.group,
        )
    )
