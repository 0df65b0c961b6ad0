"""Routes of plans: header, document, issue, discard."""

from urllib.parse import quote

from common.web import ANYONE, Ask, Reply, idempotency
from services.plans import (
    access,
    browsing,
    discarding,
    distribution,
    issuing,
    marking,
    outline,
    review,
    views,
)
from services.plans.api.door import READERS, REVIEWERS, door
from services.plans.model import Plan
from services.plans.schemas.incoming import (
    DocumentQuerySchema,
    HeaderSchema,
    IssueSchema,
    PlanQuerySchema,
)
from services.plans.schemas.outgoing import (
    DocumentSchema,
    ExtractSchema,
    PlanSchema,
    SectionSchema,
    SummarySchema,
    ToldSchema,
)


@door.get(
    "/plans",
    access=ANYONE,
    query=PlanQuerySchema(),
    replies=SummarySchema(),
    paged=True,
    summary="List plans, newest first",
)
def list_plans(ask: Ask) -> Reply:
    """Answer a page of plans."""
    rows = browsing.list_plans(ask.session, ask.caller, ask.query, limit=ask.limit, after=ask.after)
    return ask.page(rows, lambda row: [row["id"]])


@door.get("/plans/<int:plan_id>", access=ANYONE, replies=PlanSchema(), summary="Show a plan")
def show_plan(ask: Ask, plan_id: int) -> Reply:
    """Answer one plan."""
    return _plan(ask, access.find(ask.session, ask.caller, plan_id))


@door.patch(
    "/plans/<int:plan_id>",
    access=REVIEWERS,
    body=HeaderSchema(),
    replies=PlanSchema(),
    versioned=True,
    idempotent=True,
    summary="Correct a draft's header",
)
def correct_plan(ask: Ask, plan_id: int) -> Reply:
    """Answer the corrected plan."""
    return _plan(
        ask, review.correct_header(ask.session, ask.caller, plan_id, ask.version, ask.body)
    )


@door.delete(
    "/plans/<int:plan_id>",
    access=REVIEWERS,
    status=204,
    versionable=True,
    idempotent=True,
    summary="Discard a draft with all that was read and done",
)
def discard_plan(ask: Ask, plan_id: int) -> Reply:
    """Answer nothing; nothing is left."""
    discarding.discard(ask.session, ask.caller, plan_id, ask.expected_version)
    # Answers kept for repeated requests quote the document.
    idempotency.forget(ask.session, f"/plans/{plan_id}")
    return Reply()


@door.get(
    "/plans/<int:plan_id>/document",
    access=ANYONE,
    query=DocumentQuerySchema(),
    replies=DocumentSchema(),
    summary="Show the document with its marked places, or the file itself",
)
def show_document(ask: Ask, plan_id: int) -> Reply:
    """Answer the normalised text with spans, or with `original` the file as it came."""
    if ask.query["original"]:
        return _file(ask, plan_id)
    plan, document = marking.document(ask.session, ask.caller, plan_id)
    return Reply(document, version=plan.version)


@door.get(
    "/plans/<int:plan_id>/sections",
    access=ANYONE,
    replies=SectionSchema(),
    paged=True,
    summary="List the headings that items stand under",
)
def list_sections(ask: Ask, plan_id: int) -> Reply:
    """Answer a page of headings in order."""
    rows = list(enumerate(outline.list_sections(ask.session, ask.caller, plan_id)))
    ahead = [row for row in rows if ask.after is None or row[0] > ask.after[0]]
    return ask.page(ahead[: ask.limit + 1], lambda row: [row[0]], lambda row: row[1])


@door.get(
    "/plans/<int:plan_id>/extract",
    access=ANYONE,
    replies=ExtractSchema(),
    summary="Show all that was read from the document",
)
def show_extract(ask: Ask, plan_id: int) -> Reply:
    """Answer the interchange object, as it was read and never corrected."""
    _, source = browsing.source(ask.session, ask.caller, plan_id)
    return Reply({"text": source.text} | source.extract)


@door.get(
    "/plans/<int:plan_id>/distribution",
    access=READERS,
    replies=ToldSchema(),
    paged=True,
    summary="List who would be told what if the plan were issued now",
)
def list_told(ask: Ask, plan_id: int) -> Reply:
    """Answer a page of agencies, those to be created last."""
    rows = list(enumerate(distribution.list_told(ask.session, ask.caller, plan_id)))
    # Whom one item reaches depends on the others, so all are reckoned for each page.
    ahead = [row for row in rows if ask.after is None or row[0] > ask.after[0]]
    return ask.page(ahead[: ask.limit + 1], lambda row: [row[0]], lambda row: row[1])


@door.post(
    "/plans/<int:plan_id>/issue",
    access=REVIEWERS,
    body=IssueSchema(),
    replies=PlanSchema(),
    versionable=True,
    idempotent=True,
    summary="Freeze a reviewed plan and tell every agency its duties",
)
def issue_plan(ask: Ask, plan_id: int) -> Reply:
    """Answer the issued plan."""
    plan = issuing.issue(
        ask.session, ask.caller, plan_id, ask.body["agencies"], ask.expected_version
    )
    return _plan(ask, plan)


def _plan(ask: Ask, plan: Plan) -> Reply:
    return Reply(views.plan(ask.session, ask.caller, plan), version=plan.version)


def _file(ask: Ask, plan_id: int) -> Reply:
    plan, source = browsing.source(ask.session, ask.caller, plan_id)
    # A stranger's HTML must not run in our origin: it is saved, never shown.
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(plan.filename, safe='')}",
        "Content-Security-Policy": "sandbox",
    }
    return Reply.raw(source.content, plan.media_type, headers)
