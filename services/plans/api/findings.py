"""Routes of findings and of the log of changes."""

from common.web import ANYONE, Ask, Reply
from services.plans import access, answers, browsing, changes, history, views
from services.plans.api.door import READERS, REVIEWERS, door
from services.plans.schemas.incoming import (
    AnswerSchema,
    ApplySchema,
    ChangeQuerySchema,
    FindingQuerySchema,
)
from services.plans.schemas.outgoing import ChangeSchema, FindingSchema, PlanSchema


@door.get(
    "/plans/<int:plan_id>/findings",
    access=ANYONE,
    query=FindingQuerySchema(),
    replies=FindingSchema(),
    paged=True,
    summary="List what a reviewer must look at",
)
def list_findings(ask: Ask, plan_id: int) -> Reply:
    """Answer a page of findings."""
    rows = browsing.list_findings(
        ask.session, ask.caller, plan_id, ask.query, limit=ask.limit, after=ask.after
    )
    return ask.page(rows, lambda row: [row["id"]])


@door.post(
    "/plans/<int:plan_id>/findings/<int:finding_id>/resolve",
    access=REVIEWERS,
    body=AnswerSchema(),
    replies=FindingSchema(),
    versionable=True,
    idempotent=True,
    summary="Let a finding stand, with the reason",
)
def resolve_finding(ask: Ask, plan_id: int, finding_id: int) -> Reply:
    """Answer the finding, accepted as it is."""
    note, version = ask.body["note"], ask.expected_version
    found = answers.keep(ask.session, ask.caller, plan_id, finding_id, note, version)
    return Reply(views.finding(found, None))


@door.post(
    "/plans/<int:plan_id>/findings/<int:finding_id>/apply",
    access=REVIEWERS,
    body=ApplySchema(),
    replies=FindingSchema(),
    versionable=True,
    idempotent=True,
    summary="Put right what a finding names, as it proposes or with another value",
)
def apply_remedy(ask: Ask, plan_id: int, finding_id: int) -> Reply:
    """Answer the finding, resolved."""
    given, version = ask.body, ask.expected_version
    found = answers.apply(ask.session, ask.caller, plan_id, finding_id, given, version)
    return Reply(views.finding(found, None))


@door.get(
    "/plans/<int:plan_id>/changes",
    access=READERS,
    query=ChangeQuerySchema(),
    replies=ChangeSchema(),
    paged=True,
    summary="List what reviewers changed since the document was read, the newest first",
)
def list_changes(ask: Ask, plan_id: int) -> Reply:
    """Answer a page of acts, each with its differences."""
    rows = history.list_changes(
        ask.session, ask.caller, plan_id, ask.query, limit=ask.limit, after=ask.after
    )
    return ask.page(rows, lambda row: [row["id"]])


@door.post(
    "/plans/<int:plan_id>/changes/<int:change_id>/undo",
    access=REVIEWERS,
    replies=PlanSchema(),
    versionable=True,
    idempotent=True,
    summary="Undo the newest change that stands",
)
def undo_change(ask: Ask, plan_id: int, change_id: int) -> Reply:
    """Answer the plan as it is again."""
    changes.undo(ask.session, ask.caller, plan_id, change_id, ask.expected_version)
    plan = access.find(ask.session, ask.caller, plan_id)
    return Reply(views.plan(ask.session, ask.caller, plan), version=plan.version)
