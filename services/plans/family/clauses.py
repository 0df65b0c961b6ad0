"""The clauses of a plan as families compare them: an item, and whom it reaches in which role."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.plans.folding import fold_words
from services.plans.model import RESPONSIBLE, Plan, PlanItem, PlanState, Recall, Relation, Review
from services.plans.model.relation import RelationKind
from services.plans.names import key_of
from services.plans.parties import Distribution, distribute
from services.plans.registry import Ref, Registry
from services.plans.resolution import resolve
from services.plans.views import WITH_PARTIES

Json = dict[str, Any]


@dataclass(frozen=True)
class Clause:
    """One item of a plan, resolved.

    `names` are the folded names of who is responsible; `roles` the role of each agency, by id.
    """

    item_id: int
    plan_id: int
    key: str
    label: str
    text: str
    span: tuple[int, int]
    output: str | None
    bindingness: str
    deadline: Mapping[str, Any] | None
    names: frozenset[str]
    addressees: tuple[str, ...]
    roles: Mapping[int, str]

    @cached_property
    def folded(self) -> str:
        """The text without case, marks and punctuation."""
        return fold_words(self.text)

    @cached_property
    def words(self) -> Counter[str]:
        """The words of the folded text, each with its count."""
        return Counter(self.folded.split())

    @property
    def last_safe_day(self) -> str | None:
        """The last day in time, as `YYYY-MM-DD`."""
        return self.deadline["last_safe_day"] if self.deadline else None

    def has_addressee_of(self, other: "Clause") -> bool:
        """Tell whether both hold one agency or one name responsible; nobody equals nobody."""
        if not (self.names or self.responsible or other.names or other.responsible):
            return True
        shared = not self.responsible.isdisjoint(other.responsible)
        return shared or not self.names.isdisjoint(other.names)

    @cached_property
    def responsible(self) -> frozenset[int]:
        """The agencies that have to do it: all but those that only coordinate."""
        return frozenset(id_ for id_, role in self.roles.items() if role in RESPONSIBLE)

    def asks_same(self, other: "Clause") -> bool:
        """Tell whether work done for the other needs nothing more for this."""
        return (
            self.folded == other.folded
            and fold_words(self.output or "") == fold_words(other.output or "")
            and self.last_safe_day == other.last_safe_day
        )

    def show(self) -> Json:
        """Return what a comparison shows of it."""
        return {
            "id": self.item_id,
            "plan_id": self.plan_id,
            "label": self.label,
            "text": self.text,
            "span": list(self.span),
            "addressees": list(self.addressees),
            "deadline": self.deadline,
            "output": self.output,
            "bindingness": self.bindingness,
        }


@dataclass(frozen=True)
class Family:
    """The clauses in force of a plan with its amendments, and the agencies that they name."""

    plans: tuple[int, ...]
    clauses: Mapping[int, Clause]
    agencies: Mapping[int, Ref]


def of_draft(session: Session, plan: Plan) -> tuple[list[Clause], dict[int, Ref]]:
    """Return the clauses of one plan alone, in order, and their agencies: none rejected."""
    items = session.scalars(
        select(PlanItem)
        .where(PlanItem.plan_id == plan.id, PlanItem.superseded.is_(False))
        .where(PlanItem.review != Review.REJECTED)
        .order_by(PlanItem.span_start, PlanItem.id)
        .options(WITH_PARTIES)
    ).all()
    named = {party.addressee.id: party.addressee for item in items for party in item.parties}
    known = Registry(session, plan.owner_agency_id)
    return of_items(items, distribute(items, resolve(session, plan, list(named.values()), known)))


def of_items(
    items: Sequence[PlanItem], distribution: Distribution
) -> tuple[list[Clause], dict[int, Ref]]:
    """Return items as clauses, as they are distributed, and their agencies."""
    clauses, agencies = [], {}
    for item in items:
        shared = distribution.of(item)
        agencies.update({ref.id: ref for refs in shared.values() for ref in refs})
        clauses.append(_clause(item, {ref.id: r for r, refs in shared.items() for ref in refs}))
    return clauses, agencies


def in_force(session: Session, plan: Plan, before: Plan | None = None) -> Family:
    """Return the clauses of an issued plan as its amendments left them, those up to `before`.

    What a recalled amendment brought in is out of force with it; what it ended stays ended, as
    only a new decision can say what holds in its place (docs/decisions/020-carry-over.md). An
    amendment recalled after `before` was issued, or together with the plan, still counted then.
    """
    moment = _moment(session, plan, before)
    own, agencies = of_draft(session, plan)
    standing = {clause.item_id: clause for clause in own}
    plans = [plan.id]
    for relation, amendment in amendments(session, plan.id):
        if before is not None and amendment.id == before.id:
            break
        gone = {old for _, old, _ in relation.pairs or ()} | set(relation.removed)
        standing = {id_: one for id_, one in standing.items() if id_ not in gone}
        recall = session.get(Recall, amendment.id)
        if recall is not None and (moment is None or recall.recalled_at < moment):
            continue
        added, known = of_draft(session, amendment)
        standing |= {clause.item_id: clause for clause in added}
        agencies |= known
        plans.append(amendment.id)
    return Family(tuple(plans), standing, agencies)


def _moment(session: Session, plan: Plan, before: Plan | None) -> dt.datetime | None:
    """Return when the clauses are asked for: at an issue, at the plan's recall, None for now."""
    if before is not None and before.issued_at is not None:
        return before.issued_at
    recall = session.get(Recall, plan.id)
    return recall.recalled_at if recall is not None else None


def root_of(session: Session, plan: Plan) -> Plan:
    """Return the plan that `plan` amends or corrects, at the end of any chain; else itself."""
    seen = {plan.id}
    while (above := _changed_by(session, plan)) is not None and above.id not in seen:
        seen.add(above.id)
        plan = above
    return plan


def _changed_by(session: Session, plan: Plan) -> Plan | None:
    return session.scalar(
        select(Plan)
        .join(Relation, Relation.other_id == Plan.id)
        .where(Relation.plan_id == plan.id)
        .where(Relation.kind.in_((RelationKind.AMENDS, RelationKind.CORRECTS)))
    )


def amendments(session: Session, plan_id: int) -> Iterable[tuple[Relation, Plan]]:
    """Return the issued amendments of a plan with their relation, in the order of issue."""
    found = session.execute(
        select(Relation, Plan)
        .join(Plan, Plan.id == Relation.plan_id)
        .where(Relation.other_id == plan_id, Relation.kind == RelationKind.AMENDS)
        .where(Plan.state != PlanState.DRAFT)
        .order_by(Plan.issued_at, Plan.id)
    )
    return [(relation, plan) for relation, plan in found]


def _clause(item: PlanItem, roles: Mapping[int, str]) -> Clause:
    responsible = [p.addressee.name for p in item.parties if p.role in RESPONSIBLE]
    return Clause(
        item_id=item.id,
        plan_id=item.plan_id,
        key=item.key,
        label=item.label,
        text=item.text,
        span=(item.span_start, item.span_end),
        output=item.output,
        bindingness=item.bindingness,
        deadline=item.deadline,
        names=frozenset(str(key_of(name)) for name in responsible),
        addressees=tuple(responsible),
        roles=roles,
    )
