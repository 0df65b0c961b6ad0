"""The reviewer's work on a draft: correct, accept, reject, and answer findings."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal

from sqlalchemy import select
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


def accept(
    session: Session,
    caller: Caller,
    plan_id: int,
    items: Sequence[int] | All,
    expected_version: int | None = None,
) -> Plan:
    """Accept items, or all that are pending, and with them the error findings they contain.

    Accepting all of an issued plan changes nothing, so that it may be repeated. Raises what
    `access.find_draft` raises otherwise, and InvalidInputError for unknown ids.
    """
    plan = access.find_owned(session, caller, plan_id)
    if items == "all" and plan.state == PlanState.ISSUED:
        return plan
    chosen = _mark(session, caller, plan_id, items, Review.ACCEPTED, expected_version)
    for finding in _open_errors(session, plan_id):
        if items == "all" or any(_holds(item, finding) for item in chosen):
            _answer(finding, caller, CONFIRMED)
            plan.touch()
    session.flush()
    return plan


def reject(
    session: Session,
    caller: Caller,
    plan_id: int,
    items: Sequence[int] | All,
    expected_version: int | None = None,
) -> Plan:
    """Reject items, or all that are pending; they stay, and can be accepted again.

    Raises what `access.find_draft` raises, and InvalidInputError for unknown ids.
    """
    _mark(session, caller, plan_id, items, Review.REJECTED, expected_version)
    return access.find(session, caller, plan_id)


def _mark(
    session: Session,
    caller: Caller,
    plan_id: int,
    items: Sequence[int] | All,
    review: Review,
    expected_version: int | None,
) -> Sequence[PlanItem]:
    plan = access.find_draft(session, caller, plan_id, expected_version)
    if items == "all":
        chosen = drafts.pending_items(session, plan_id)
    else:
        chosen = drafts.find_items(session, plan_id, items)
    for item in chosen:
        item.review = review
    if chosen:
        plan.touch()
        session.flush()
    return chosen


def _open_errors(session: Session, plan_id: int) -> Sequence[Finding]:
    return session.scalars(
        select(Finding).where(
            Finding.plan_id == plan_id,
            Finding.severity == "error",
            Finding.resolved_at.is_(None),
        )
    ).all()


def _holds(item: PlanItem, finding: Finding) -> bool:
    if finding.span_start is None or finding.span_end is None:
        return False
    return item.span_start <= finding.span_start and finding.span_end <= item.span_end


def _answer(finding: Finding, caller: Caller, note: str) -> None:
    finding.resolved_at = clock.now()
    finding.resolved_by = caller.user_id
    finding.resolved_by_name = caller.username
    finding.note = note


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
    _answer(found, caller, note)
    plan.touch()
    session.flush()
    return found
