"""What issuing or recalling a plan does to the duties of earlier ones: the rules of carry-over.

Decided clause by clause here and agency by agency in tasks, which alone knows how far each got
(docs/decisions/020-carry-over.md).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from common.caller import Caller
from services.plans import access
from services.plans.family import clauses, relations
from services.plans.family.clauses import Clause, Family
from services.plans.family.difference import fields_of
from services.plans.family.matching import Matching, match
from services.plans.family.targets import differences, goals_of
from services.plans.model import (
    IN_FORCE,
    RESPONSIBLE,
    Plan,
    PlanState,
    Relation,
    RelationKind,
    Source,
)

Json = dict[str, Any]
_STATE_AFTER: Final = {
    RelationKind.AMENDS: PlanState.AMENDED,
    RelationKind.REPLACES: PlanState.REPLACED,
}
"""What the earlier plan becomes; corrected, it stays as it is."""
_WORDING: Final = frozenset({"label", "text"})
"""All that a correction (đính chính) may touch; domain.md §8."""
_CARRIED, _WITHDRAWN, _CREATED, _CORRECTED = "carried", "withdrawn", "created", "corrected"


@dataclass(frozen=True)
class Effect:
    """A draft's change to an earlier plan, clause by clause."""

    relation: Relation
    old: Plan
    family: Family
    matching: Matching

    @property
    def kind(self) -> RelationKind:
        """How the earlier plan is changed."""
        return RelationKind(self.relation.kind)

    @property
    def withdrawn(self) -> list[Clause]:
        """The earlier clauses that end: all without successor, or those abolished by name."""
        if self.kind is RelationKind.REPLACES:
            return self.matching.missing
        return [one for one in self.matching.missing if one.item_id in self.relation.removed]


def of_draft(
    session: Session, plan: Plan, new: Sequence[Clause], *, locked: bool = False
) -> Effect | None:
    """Return what issuing `plan`, with the clauses `new`, does to the plan that it changes.

    `locked` keeps that plan as it is until the transaction ends.
    """
    relation = relations.change_of(session, plan.id)
    if relation is None:
        return None
    query = select(Plan).where(Plan.id == relation.other_id)
    old = session.scalars(query.with_for_update() if locked else query).one()
    family = clauses.in_force(session, old, before=plan)
    matching = match(new, list(family.clauses.values()))
    return Effect(relation, old, family, matching)


def hindrances(session: Session, plan: Plan, effect: Effect) -> list[Json]:
    """Return why the plan cannot be issued with this relation, each with a code and a sentence."""
    if effect.old.state not in IN_FORCE:
        said = f"the plan it {effect.kind} is {effect.old.state} by now; take the relation back"
        return [{"code": "relation-stale", "message": said, "plan": effect.old.id}]
    if effect.kind is not RelationKind.CORRECTS:
        return []
    return [*_moved(effect), *_moved_targets(session, plan, effect.old)]


def _moved(effect: Effect) -> Iterator[Json]:
    for one in effect.matching.added:
        said = "a correction adds no duty; make it an amendment"
        yield _moves(one, ["added"], said)
    for pair in effect.matching.pairs:
        fields = [name for name in fields_of(pair) if name not in _WORDING]
        if pair.new.last_safe_day == pair.old.last_safe_day:
            fields = [name for name in fields if name != "deadline"]
        if fields:
            said = f"a correction leaves {', '.join(fields)} as issued; make it an amendment"
            yield _moves(pair.new, fields, said)


def _moves(clause: Clause, fields: Sequence[str], said: str) -> Json:
    pointer = f"/plans/{clause.plan_id}/items/{clause.item_id}"
    told = {"code": "correction-moves", "pointer": pointer, "message": said}
    return told | {"item": clause.item_id, "label": clause.label, "fields": list(fields)}


def _moved_targets(session: Session, plan: Plan, old: Plan) -> Iterator[Json]:
    new, before = (goals_of(session.get_one(Source, one.id).extract) for one in (plan, old))
    found = differences(new, before)
    for one in (*found["added"], *(pair["after"] for pair in found["changed"])):
        said = f"a correction leaves targets as issued: {one['text'][:200]}"
        yield {"code": "correction-moves", "message": said, "fields": ["target"], "item": None}


def settle(session: Session, effect: Effect) -> Json:
    """Give the earlier plan its state, keep the pairs, and return the relation of the event."""
    effect.relation.pairs = [
        (pair.new.item_id, pair.old.item_id, pair.new.asks_same(pair.old))
        for pair in effect.matching.pairs
    ]
    after = _STATE_AFTER.get(effect.kind)
    for one in session.scalars(select(Plan).where(Plan.id.in_(effect.family.plans))):
        if after is PlanState.REPLACED or (after and one.id == effect.old.id):
            one.state = after
            one.touch()
    session.flush()
    return {
        "kind": effect.kind.value,
        "plan": {"id": effect.old.id, "number": effect.old.number, "title": effect.old.title},
        "plan_ids": list(effect.family.plans),
        "pairs": [
            {
                "key": pair.new.key,
                "plan_id": pair.old.plan_id,
                "from_key": pair.old.key,
                "same": pair.new.asks_same(pair.old),
                "label": pair.new.label,
                "text": pair.new.text,
            }
            for pair in effect.matching.pairs
        ],
        "removed": [{"plan_id": one.plan_id, "key": one.key} for one in effect.withdrawn],
    }


def preview(session: Session, caller: Caller, plan_id: int) -> Json:
    """Return what issuing a draft would do to the duties that stand, for each agency.

    Counts take every duty for open: what is completed by then stays, and is not made anew where
    the later clause asks for the same. Raises NotFoundError.
    """
    plan = access.find(session, caller, plan_id)
    new, named = clauses.of_draft(session, plan)
    effect = of_draft(session, plan, new) if plan.state == PlanState.DRAFT else None
    if effect is None:
        return {"kind": None, "plan": None, "totals": {}, "agencies": [], "hindrances": []}
    counts = _counts(effect)
    refs = dict(effect.family.agencies) | named
    ordered = sorted(counts, key=lambda one: (refs[one].name, one))
    totals: Counter[str] = Counter()
    for one in counts.values():
        totals.update(one)
    old = effect.old
    return {
        "kind": effect.kind.value,
        "plan": {"id": old.id, "number": old.number, "title": old.title},
        "totals": _shown(totals),
        "agencies": [{"id": one, "name": refs[one].name} | _shown(counts[one]) for one in ordered],
        "hindrances": hindrances(session, plan, effect),
    }


def _shown(counts: Counter[str]) -> dict[str, int]:
    return {name: counts[name] for name in (_CARRIED, _WITHDRAWN, _CREATED, _CORRECTED)}


def _counts(effect: Effect) -> dict[int, Counter[str]]:
    counts: defaultdict[int, Counter[str]] = defaultdict(Counter)
    corrects = effect.kind is RelationKind.CORRECTS
    for pair in effect.matching.pairs:
        before, after = _sides(pair.old), _sides(pair.new)
        _count(counts, before & after, _CORRECTED if corrects else _CARRIED)
        if not corrects:
            _count(counts, before - after, _WITHDRAWN)
            _count(counts, after - before, _CREATED)
    for one in [] if corrects else effect.matching.added:
        _count(counts, _sides(one), _CREATED)
    for one in effect.withdrawn:
        _count(counts, _sides(one), _WITHDRAWN)
    return dict(counts)


def _sides(clause: Clause) -> set[tuple[int, bool]]:
    """Return the agencies, each with whether it is responsible: only then is work carried over."""
    return {(agency, role in RESPONSIBLE) for agency, role in clause.roles.items()}


def _count(
    counts: defaultdict[int, Counter[str]], sides: Iterable[tuple[int, bool]], name: str
) -> None:
    for agency, _ in sides:
        counts[agency][name] += 1
