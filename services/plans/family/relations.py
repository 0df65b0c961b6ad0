"""Relations between plans: proposed by the document's own words, confirmed by a person."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from common import clock, observe
from common.caller import Caller
from common.errors import ConflictError, InvalidInputError, NotFoundError
from services.plans import access, remedies
from services.plans.changes import recording
from services.plans.family import citing, clauses, notes
from services.plans.model import (
    CHANGING,
    COMPARISON,
    IN_FORCE,
    FindingState,
    Plan,
    PlanState,
    Recall,
    Relation,
    RelationKind,
)

Json = dict[str, Any]
_log = observe.logger(__name__)


class RelationStandsError(ConflictError):
    """The draft changes a plan already, and one at a time is all that it can; take that back."""

    type = "relation-stands"
    title = "Changes another plan already"


class NotInForceError(ConflictError):
    """Only a plan that is issued, not replaced and not recalled can be changed or recalled."""

    type = "plan-not-in-force"
    title = "Plan not in force"


def show(session: Session, caller: Caller, plan_id: int) -> Json:
    """Return a plan's relations, those of others to it, what its words suggest, and its recall.

    Raises NotFoundError.
    """
    plan = access.find(session, caller, plan_id)
    own = session.execute(_joined(Relation.other_id).where(Relation.plan_id == plan_id)).all()
    others = session.execute(
        _joined(Relation.plan_id).where(Relation.other_id == plan_id, Plan.state != PlanState.DRAFT)
    ).all()
    recall = session.get(Recall, plan_id)
    return {
        "relations": [_shown(relation, other) for relation, other in own],
        "followers": [_shown(relation, other) for relation, other in others],
        "suggestions": _suggestions(session, caller, plan, {other.id for _, other in own}),
        "recall": recall and _recalled(recall),
    }


def _joined(side: Any) -> Any:
    return select(Relation, Plan).join(Plan, Plan.id == side).order_by(Relation.id)


def _suggestions(session: Session, caller: Caller, plan: Plan, known: set[int]) -> list[Json]:
    if "relate" not in access.actions(caller, plan):
        return []
    return [
        {
            "kind": one.kind.value,
            "plan": _ref(one.plan),
            "citation": one.citation,
            "span": list(one.span),
        }
        for one in citing.propose(session, plan)
        if one.plan.id not in known
    ]


def note(session: Session, plan: Plan) -> None:
    """Let the findings of a new draft say which relations its words suggest."""
    for one in citing.propose(session, plan):
        if one.kind is RelationKind.IMPLEMENTS:
            notes.add(session, plan.id, notes.PARENT_CITED, one.span, one.plan)
        else:
            verb, verb_en = notes.VERBS[one.kind]
            told = {"verb": verb, "verb_en": verb_en}
            notes.add(session, plan.id, notes.CHANGES_PLAN, one.span, one.plan, **told)


def relate(
    session: Session, caller: Caller, plan_id: int, kind: RelationKind, other_id: int
) -> Relation:
    """Confirm what a draft is to an issued plan; confirmed before, it is returned as it is.

    Raises what `access.find_draft` raises, InvalidInputError naming `plan_id`, RelationStandsError
    and NotInForceError.
    """
    plan = access.find_draft(session, caller, plan_id)
    standing = list(session.scalars(select(Relation).where(Relation.plan_id == plan_id)))
    for one in standing:
        if one.kind == kind and one.other_id == other_id:
            return one
    other = _other(session, caller, plan, kind, other_id)
    if kind in CHANGING and any(one.kind in CHANGING for one in standing):
        raise RelationStandsError
    relation = Relation(
        plan_id=plan.id,
        other_id=other.id,
        kind=kind,
        confirmed_at=clock.now(),
        confirmed_by=caller.user_id,
        confirmed_by_name=caller.username,
        removed=[],
        pairs=None,
    )
    code = notes.PARENT_CITED if kind is RelationKind.IMPLEMENTS else notes.CHANGES_PLAN
    with recording(session, caller, plan, "relate") as record:
        session.add(relation)
        session.flush()
        record.relation(relation, new=True)
        asked = notes.waiting(session, plan.id, [code], other.id)
        remedies.close(record, asked, caller, FindingState.RESOLVED, notes.CONFIRMED)
    _log.info("plans related", plan=plan.id, kind=kind.value, other=other.id, by=caller.username)
    return relation


def _other(session: Session, caller: Caller, plan: Plan, kind: RelationKind, other_id: int) -> Plan:
    """Return the issued plan that a relation names."""
    other = session.scalar(select(Plan).where(Plan.id == other_id, access.visible_to(caller)))
    if other is None or other.state == PlanState.DRAFT or other.id == plan.id:
        raise InvalidInputError.of("/plan_id", "names no issued plan that you may see")
    root = clauses.root_of(session, other)
    if root is not other:
        named = f"{root.number or root.title} (plan {root.id})"
        raise InvalidInputError.of("/plan_id", f"only amends or corrects; name {named} instead")
    if kind is RelationKind.IMPLEMENTS:
        return other
    if other.owner_agency_id != plan.owner_agency_id:
        raise InvalidInputError.of("/plan_id", "is another agency's; only its issuer changes it")
    if other.state not in IN_FORCE:
        raise NotInForceError(f"the plan is {other.state} already")
    return other


def unrelate(session: Session, caller: Caller, plan_id: int, relation_id: int) -> None:
    """Take back a relation of a draft; raises what `find` raises."""
    relation = find(session, caller, plan_id, relation_id)
    plan = session.get_one(Plan, plan_id)
    with recording(session, caller, plan, "unrelate") as record:
        record.relation(relation)
        if relation.kind == RelationKind.IMPLEMENTS:
            found = notes.waiting(session, plan_id, COMPARISON, relation.other_id)
            remedies.close(record, found, caller, FindingState.RESOLVED, notes.TAKEN_BACK)
        session.delete(relation)


def abolish(
    session: Session, caller: Caller, plan_id: int, relation_id: int, items: Sequence[int]
) -> Relation:
    """Say which items of the amended plan are abolished (bãi bỏ), in place of those said before.

    Raises what `find` raises, and InvalidInputError for items that are not in force there.
    """
    relation = find(session, caller, plan_id, relation_id)
    if relation.kind != RelationKind.AMENDS:
        raise InvalidInputError.of("/items", "only an amendment abolishes single items")
    family = clauses.in_force(session, session.get_one(Plan, relation.other_id))
    unknown = sorted(set(items) - set(family.clauses))
    if unknown:
        named = ", ".join(map(str, unknown[:10]))
        raise InvalidInputError.of("/items", f"not in force in the amended plan: {named}")
    plan = session.get_one(Plan, plan_id)
    with recording(session, caller, plan, "abolish") as record:
        record.relation(relation)
        relation.removed = sorted(set(items))
    return relation


def find(session: Session, caller: Caller, plan_id: int, relation_id: int) -> Relation:
    """Return a relation of a draft for a change; raises what `access.find_draft` raises."""
    plan = access.find_draft(session, caller, plan_id)
    relation = session.get(Relation, relation_id)
    if relation is None or relation.plan_id != plan.id:
        raise NotFoundError
    return relation


def change_of(session: Session, plan_id: int) -> Relation | None:
    """Return the relation by which a plan changes an earlier one."""
    return session.scalar(
        select(Relation).where(Relation.plan_id == plan_id, Relation.kind.in_(CHANGING))
    )


def one(session: Session, relation: Relation) -> Json:
    """Return one relation of a draft as it is shown."""
    return _shown(relation, session.get_one(Plan, relation.other_id))


def _shown(relation: Relation, other: Plan) -> Json:
    by = {"id": relation.confirmed_by, "name": relation.confirmed_by_name}
    return {
        "id": relation.id,
        "kind": relation.kind,
        "plan": _ref(other),
        "confirmed_at": relation.confirmed_at,
        "confirmed_by": by,
        "removed": relation.removed,
    }


def _ref(plan: Plan) -> Json:
    names = ("id", "number", "title", "issuer", "issued_on", "state")
    return {name: getattr(plan, name) for name in names}


def _recalled(recall: Recall) -> Json:
    by = {"id": recall.recalled_by, "name": recall.recalled_by_name}
    told = {name: getattr(recall, name) for name in ("number", "issued_on", "reason")}
    return told | {"recalled_at": recall.recalled_at, "recalled_by": by}
