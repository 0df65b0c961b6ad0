"""The reviewer's work on a draft: correct, accept, reject, and answer findings."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, and_, or_, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from common import clock
from common.caller import Caller
from common.errors import ConflictError, NotFoundError, StaleVersionError
from services.plans import access, drafts
from services.plans.due import Deadline
from services.plans.model import Finding, Plan, PlanItem, PlanState, Review
from services.plans.proposals import mentions

All = Literal["all"]
CONFIRMED: Final = "Người rà soát đã chấp nhận nội dung này. / Accepted by the reviewer."
"""The note of findings that were confirmed by accepting what they speak of."""


class FindingResolvedError(ConflictError):
    """The finding was answered before."""

    type = "finding-resolved"
    title = "Finding already resolved"


def correct_header(
    session: Session, caller: Caller, plan_id: int, version: int, changes: Mapping[str, Any]
) -> Plan:
    """Change the header fields in `changes`; raises what `access.find_draft` raises."""
    plan = access.find_draft(session, caller, plan_id, version)
    drafts.set_header(plan, changes)
    plan.touch()
    session.flush()
    return plan


def accept(session: Session, caller: Caller, plan_id: int, items: Sequence[int] | All) -> Plan:
    """Accept items, or all that are pending, and with them the error findings they contain.

    Repeated on an issued plan it changes nothing; otherwise that raises PlanIssuedError. Raises
    InvalidInputError for unknown ids.
    """
    plan = access.find_owned(session, caller, plan_id)
    if items == "all":
        if plan.state == PlanState.ISSUED:
            return plan
        _mark_pending(session, plan, Review.ACCEPTED)
        _confirm(session, caller, Finding.plan_id == plan.id)
        return plan
    chosen = _choose(session, caller, plan_id, items, Review.ACCEPTED)
    within = [
        and_(Finding.span_start >= item.span_start, Finding.span_end <= item.span_end)
        for item in chosen
    ]
    _confirm(session, caller, and_(Finding.plan_id == plan.id, or_(*within)))
    return plan


def reject(session: Session, caller: Caller, plan_id: int, items: Sequence[int] | All) -> Plan:
    """Reject items, or all that are pending; they stay, and can be accepted again."""
    plan = access.find_draft(session, caller, plan_id)
    if items == "all":
        _mark_pending(session, plan, Review.REJECTED)
    else:
        _choose(session, caller, plan_id, items, Review.REJECTED)
    return plan


def _mark_pending(session: Session, plan: Plan, review: Review) -> None:
    result = session.execute(
        update(PlanItem)
        .where(PlanItem.plan_id == plan.id, PlanItem.superseded.is_(False))
        .where(PlanItem.review == Review.PENDING)
        .values(review=review, version=PlanItem.version + 1)
    )
    assert isinstance(result, CursorResult)  # noqa: S101 - narrows the type for rowcount
    if result.rowcount:
        plan.touch()
        session.flush()


def _choose(
    session: Session, caller: Caller, plan_id: int, ids: Sequence[int], review: Review
) -> list[PlanItem]:
    plan = access.find_draft(session, caller, plan_id)
    chosen = drafts.find_items(session, plan_id, ids)
    for item in chosen:
        item.review = review
    plan.touch()
    session.flush()
    return chosen


def _confirm(session: Session, caller: Caller, which: ColumnElement[bool]) -> None:
    session.execute(
        update(Finding)
        .where(which, Finding.severity == "error", Finding.resolved_at.is_(None))
        .values(
            resolved_at=clock.now(),
            resolved_by=caller.user_id,
            resolved_by_name=caller.username,
            note=CONFIRMED,
        )
    )


def correct_item(
    session: Session,
    caller: Caller,
    plan_id: int,
    item_id: int,
    version: int,
    changes: Mapping[str, Any],
) -> PlanItem:
    """Change an item's text, output, bindingness, deadline or parties, as far as given.

    `version` is the item's own. Raises what `access.find_draft` raises, NotFoundError and
    StaleVersionError.
    """
    plan = access.find_draft(session, caller, plan_id)
    item = drafts.find_item(session, plan_id, item_id)
    if item.version != version:
        raise StaleVersionError
    apply(session, item, changes)
    item.touch()
    plan.touch()
    session.flush()
    return item


def apply(session: Session, item: PlanItem, changes: Mapping[str, Any]) -> None:
    """Write `changes` into the item: plain fields, a `deadline` as stated, `parties` by name."""
    for name in ("text", "output", "bindingness"):
        if name in changes:
            setattr(item, name, changes[name])
    if "deadline" in changes:
        due = changes["deadline"]
        item.deadline = Deadline(**due).to_json() if due else None
    if "parties" in changes:
        stated = ((party["role"], party["addressee"]) for party in changes["parties"])
        drafts.set_parties(session, item, mentions(stated))


def resolve_finding(
    session: Session, caller: Caller, plan_id: int, finding_id: int, note: str
) -> Finding:
    """Answer a finding with the reason why it may stand, or what was done about it.

    Raises what `access.find_draft` raises, NotFoundError and FindingResolvedError.
    """
    plan = access.find_draft(session, caller, plan_id)
    found = session.get(Finding, finding_id)
    if found is None or found.plan_id != plan.id:
        raise NotFoundError
    if found.resolved_at is not None:
        raise FindingResolvedError
    found.resolved_at = clock.now()
    found.resolved_by = caller.user_id
    found.resolved_by_name = caller.username
    found.note = note
    plan.touch()
    session.flush()
    return found
