"""Routes of families: relations, difference, consequences, coverage, recall."""

from common.caller import Role
from common.web import ANYONE, Ask, Reply
from services.plans import views
from services.plans.api.door import READERS, REVIEWERS, door
from services.plans.family import coverage, difference, effect, recall, relations
from services.plans.model import Plan, RelationKind
from services.plans.schemas.families import (
    AbolishedSchema,
    ConsequencesSchema,
    CoverageQuerySchema,
    CoverageSchema,
    DifferenceQuerySchema,
    DifferencesSchema,
    FamilySchema,
    RecallBodySchema,
    RelationBodySchema,
    RelationSchema,
)
from services.plans.schemas.outgoing import PlanSchema


@door.get(
    "/plans/<int:plan_id>/relations",
    access=ANYONE,
    replies=FamilySchema(),
    summary="Show what a plan is to others, and what its words suggest",
)
def show_relations(ask: Ask, plan_id: int) -> Reply:
    """Answer the plan's place among others."""
    return Reply(relations.show(ask.session, ask.caller, plan_id))


@door.post(
    "/plans/<int:plan_id>/relations",
    access=REVIEWERS,
    body=RelationBodySchema(),
    replies=RelationSchema(),
    idempotent=True,
    status=201,
    summary="Confirm that a draft amends, corrects, replaces or implements an issued plan",
)
def add_relation(ask: Ask, plan_id: int) -> Reply:
    """Answer the relation; a parent is compared with at once, and findings say what is weaker."""
    kind = RelationKind(ask.body["kind"])
    relation = relations.relate(ask.session, ask.caller, plan_id, kind, ask.body["plan_id"])
    if kind is RelationKind.IMPLEMENTS:
        plan, parent = (ask.session.get_one(Plan, one) for one in (plan_id, relation.other_id))
        coverage.note(ask.session, plan, parent)
    return Reply(
        relations.one(ask.session, relation), location=f"/plans/{plan_id}/relations/{relation.id}"
    )


@door.delete(
    "/plans/<int:plan_id>/relations/<int:relation_id>",
    access=REVIEWERS,
    status=204,
    idempotent=True,
    summary="Take a draft's relation back",
)
def remove_relation(ask: Ask, plan_id: int, relation_id: int) -> Reply:
    """Answer nothing."""
    relations.unrelate(ask.session, ask.caller, plan_id, relation_id)
    return Reply()


@door.post(
    "/plans/<int:plan_id>/relations/<int:relation_id>/abolished",
    access=REVIEWERS,
    body=AbolishedSchema(),
    replies=RelationSchema(),
    idempotent=True,
    summary="Say which items of the amended plan are abolished",
)
def abolish_items(ask: Ask, plan_id: int, relation_id: int) -> Reply:
    """Answer the relation."""
    relation = relations.abolish(ask.session, ask.caller, plan_id, relation_id, ask.body["items"])
    return Reply(relations.one(ask.session, relation))


@door.get(
    "/plans/<int:plan_id>/difference",
    access=ANYONE,
    query=DifferenceQuerySchema(),
    replies=DifferencesSchema(),
    summary="Compare a plan with another, clause by clause and target by target",
)
def show_difference(ask: Ask, plan_id: int) -> Reply:
    """Answer the difference."""
    return Reply(difference.compare(ask.session, ask.caller, plan_id, ask.query.get("to")))


@door.get(
    "/plans/<int:plan_id>/consequences",
    access=READERS,
    replies=ConsequencesSchema(),
    summary="Count which duties issuing a draft would carry over, withdraw and give",
)
def show_consequences(ask: Ask, plan_id: int) -> Reply:
    """Answer the counts, in all and for each agency."""
    return Reply(effect.preview(ask.session, ask.caller, plan_id))


@door.get(
    "/plans/<int:plan_id>/coverage",
    access=ANYONE,
    query=CoverageQuerySchema(),
    replies=CoverageSchema(),
    summary="Show which clauses and targets of the parent plan are taken up",
)
def show_coverage(ask: Ask, plan_id: int) -> Reply:
    """Answer each clause and target of the parent with what takes it up."""
    return Reply(coverage.cover(ask.session, ask.caller, plan_id, ask.query.get("parent")))


@door.post(
    "/plans/<int:plan_id>/recall",
    access={Role.COORDINATOR, Role.LEADER},
    body=RecallBodySchema(),
    replies=PlanSchema(),
    versioned=True,
    idempotent=True,
    summary="Recall an issued plan; its open duties end",
)
def recall_plan(ask: Ask, plan_id: int) -> Reply:
    """Answer the recalled plan."""
    plan = recall.recall(ask.session, ask.caller, plan_id, ask.body, ask.version)
    return Reply(views.plan(ask.session, ask.caller, plan), version=plan.version)
