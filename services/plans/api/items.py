"""Routes of a plan's items: correct, accept, reject, merge, split, add, restore."""

from collections.abc import Sequence

from common.web import ANYONE, Ask, Reply
from services.plans import access, browsing, reshaping, review, views
from services.plans.api.door import REVIEWERS, door
from services.plans.drafts import Choice
from services.plans.model import PlanItem
from services.plans.schemas.incoming import (
    AcceptSchema,
    CorrectionSchema,
    ItemQuerySchema,
    MergeSchema,
    NewItemSchema,
    RejectSchema,
    SplitSchema,
)
from services.plans.schemas.outgoing import ItemSchema, ItemsSchema, PlanSchema


@door.get(
    "/plans/<int:plan_id>/items",
    access=ANYONE,
    query=ItemQuerySchema(),
    replies=ItemSchema(),
    paged=True,
    summary="List a plan's items as they stand in the document",
)
def list_items(ask: Ask, plan_id: int) -> Reply:
    """Answer a page of items."""
    rows = browsing.list_items(
        ask.session, ask.caller, plan_id, ask.query, limit=ask.limit, after=ask.after
    )
    return ask.page(rows, lambda row: [row["span"][0], row["id"]])


@door.get(
    "/plans/<int:plan_id>/items/<int:item_id>",
    access=ANYONE,
    replies=ItemSchema(),
    summary="Show an item",
)
def show_item(ask: Ask, plan_id: int, item_id: int) -> Reply:
    """Answer one item."""
    item = browsing.show_item(ask.session, ask.caller, plan_id, item_id)
    return Reply(item, version=item["version"])


@door.post(
    "/plans/<int:plan_id>/items",
    access=REVIEWERS,
    body=NewItemSchema(),
    replies=ItemSchema(),
    versionable=True,
    idempotent=True,
    status=201,
    summary="Add an item that the reading missed",
)
def add_item(ask: Ask, plan_id: int) -> Reply:
    """Answer the added item."""
    item = reshaping.add(ask.session, ask.caller, plan_id, ask.body, ask.expected_version)
    return _item(ask, plan_id, item)


@door.patch(
    "/plans/<int:plan_id>/items/<int:item_id>",
    access=REVIEWERS,
    body=CorrectionSchema(),
    replies=ItemSchema(),
    versioned=True,
    idempotent=True,
    summary="Correct an item",
)
def correct_item(ask: Ask, plan_id: int, item_id: int) -> Reply:
    """Answer the corrected item."""
    item = review.correct_item(
        ask.session, ask.caller, plan_id, item_id, version=ask.version, changes=ask.body
    )
    return _item(ask, plan_id, item)


@door.post(
    "/plans/<int:plan_id>/items/accept",
    access=REVIEWERS,
    body=AcceptSchema(),
    example={"items": "all", "without_findings": True},
    replies=PlanSchema(),
    versionable=True,
    idempotent=True,
    summary="Accept items, all that are pending, or a part of these",
)
def accept_items(ask: Ask, plan_id: int) -> Reply:
    """Answer the plan with its new counts."""
    plan = review.accept(
        ask.session,
        ask.caller,
        plan_id,
        _choice(ask),
        confirm_findings=ask.body["confirm_findings"],
        expected_version=ask.expected_version,
    )
    return Reply(views.plan(ask.session, ask.caller, plan), version=plan.version)


@door.post(
    "/plans/<int:plan_id>/items/reject",
    access=REVIEWERS,
    body=RejectSchema(),
    example={"items": [12, 13], "reason": "Đã xong từ năm trước"},
    replies=PlanSchema(),
    versionable=True,
    idempotent=True,
    summary="Reject items, all that are pending, or a part of these",
)
def reject_items(ask: Ask, plan_id: int) -> Reply:
    """Answer the plan with its new counts."""
    plan = review.reject(
        ask.session,
        ask.caller,
        plan_id,
        _choice(ask),
        reason=ask.body["reason"],
        expected_version=ask.expected_version,
    )
    return Reply(views.plan(ask.session, ask.caller, plan), version=plan.version)


@door.post(
    "/plans/<int:plan_id>/items/merge",
    access=REVIEWERS,
    body=MergeSchema(),
    replies=ItemSchema(),
    versionable=True,
    idempotent=True,
    status=201,
    summary="Make one item of several",
)
def merge_items(ask: Ask, plan_id: int) -> Reply:
    """Answer the merged item."""
    ids, version = ask.body["items"], ask.expected_version
    item = reshaping.merge(ask.session, ask.caller, plan_id, ids, version)
    return _item(ask, plan_id, item)


@door.post(
    "/plans/<int:plan_id>/items/<int:item_id>/split",
    access=REVIEWERS,
    body=SplitSchema(),
    replies=ItemsSchema(),
    versionable=True,
    idempotent=True,
    status=201,
    summary="Make several items of one",
)
def split_item(ask: Ask, plan_id: int, item_id: int) -> Reply:
    """Answer the parts."""
    which = (ask.session, ask.caller, plan_id, item_id)
    if "at" in ask.body:
        parts = reshaping.split_at(*which, ask.body["at"], ask.expected_version)
    else:
        parts = reshaping.split(*which, ask.body["texts"], ask.expected_version)
    return _items(ask, plan_id, parts)


@door.post(
    "/plans/<int:plan_id>/items/<int:item_id>/restore",
    access=REVIEWERS,
    replies=ItemsSchema(),
    versionable=True,
    idempotent=True,
    summary="Take back an item's corrections, or the merge or split that made it",
)
def restore_item(ask: Ask, plan_id: int, item_id: int) -> Reply:
    """Answer the items that stand again."""
    version = ask.expected_version
    back = reshaping.restore(ask.session, ask.caller, plan_id, item_id, version)
    return _items(ask, plan_id, back)


def _choice(ask: Ask) -> Choice:
    items = ask.body["items"]
    return Choice(
        ids=None if items == "all" else tuple(items),
        kind=ask.body.get("kind"),
        section=ask.body.get("section"),
        without_findings=ask.body["without_findings"],
    )


def _item(ask: Ask, plan_id: int, item: PlanItem) -> Reply:
    shown = browsing.show_item(ask.session, ask.caller, plan_id, item.id)
    return Reply(shown, version=item.version, location=f"/plans/{plan_id}/items/{item.id}")


def _items(ask: Ask, plan_id: int, items: Sequence[PlanItem]) -> Reply:
    plan = access.find(ask.session, ask.caller, plan_id)
    return Reply(
        {"items": browsing.show_items(ask.session, ask.caller, plan, [item.id for item in items])}
    )
