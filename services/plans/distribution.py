"""Who would be told what if the plan were issued now."""

from collections import Counter, defaultdict
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from common.caller import Caller
from services.plans import access
from services.plans.model import PlanItem, Review
from services.plans.names import kind_of
from services.plans.parties import Distribution, distribute, used
from services.plans.registry import Ref, Registry
from services.plans.resolution import resolve
from services.plans.views import WITH_PARTIES

Json = dict[str, Any]


def list_told(session: Session, caller: Caller, plan_id: int) -> list[Json]:
    """Return each agency with how many items reach it in which role, by name.

    Rejected items reach nobody. A name without an agency is one to be created: it comes with
    `id` null, last. `names` tells by which names of the plan an agency is reached.
    """
    plan = access.find(session, caller, plan_id)
    items = session.scalars(
        select(PlanItem)
        .where(PlanItem.plan_id == plan_id, PlanItem.superseded.is_(False))
        .where(PlanItem.review != Review.REJECTED)
        .options(WITH_PARTIES)
    ).all()
    named = {party.addressee.id: party.addressee for item in items for party in item.parties}
    registry = Registry(session, plan.owner_agency_id)
    distribution = distribute(items, resolve(session, plan, list(named.values()), registry))
    return _known(items, distribution) + _missing(items, distribution)


def _known(items: Any, distribution: Distribution) -> list[Json]:
    roles: defaultdict[Ref, Counter[str]] = defaultdict(Counter)
    for item in items:
        for role, refs in distribution.of(item).items():
            for ref in refs:
                roles[ref][role] += 1
    names: defaultdict[Ref, list[str]] = defaultdict(list)
    for one in distribution.named:
        for ref in distribution.agencies(one.id):
            names[ref].append(one.name)
    ordered = sorted(roles, key=lambda ref: (ref.name, ref.id))
    return [_told(ref._asdict(), roles[ref], names[ref]) for ref in ordered]


def _missing(items: Any, distribution: Distribution) -> list[Json]:
    roles: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for item in items:
        for party in used(item, distribution.resolved):
            roles[party.addressee_id][party.role] += 1
    return [
        _told(
            {"id": None, "slug": None, "name": one.name, "kind": kind_of(one.name)},
            roles[one.id],
            [one.name],
        )
        for one in distribution.missing
    ]


def _told(agency: Json, roles: Counter[str], names: list[str]) -> Json:
    return agency | {"roles": dict(roles), "items": sum(roles.values()), "names": names}
