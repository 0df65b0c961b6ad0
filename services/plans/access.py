"""Who may see and change a plan: the rule of every read and the guard of every write."""

from sqlalchemy import ColumnElement, exists, false, or_, select, true
from sqlalchemy.orm import Session

from common.caller import Caller, Role
from common.errors import ConflictError, NotAllowedError, NotFoundError, StaleVersionError
from services.plans.model import IN_FORCE, Plan, PlanItem, PlanState, Review

REVIEW_ACTIONS = (
    "correct", "accept", "reject", "merge", "split", "add", "map", "answer", "undo", "discard",
    "relate", "issue",
)  # fmt: skip
"""What a reviewer may do to a draft."""


class PlanIssuedError(ConflictError):
    """The plan is issued; nothing issued is changed in place."""

    type = "plan-issued"
    title = "Plan already issued"


def visible_to(caller: Caller) -> ColumnElement[bool]:
    """Return the predicate of the plans that `caller` may read.

    Issued plans are everybody's; drafts belong to the coordinators and leaders of the agency that
    imported them, and to administrators.
    """
    return or_(Plan.state != PlanState.DRAFT, reviewed_by(caller))


def reviewed_by(caller: Caller) -> ColumnElement[bool]:
    """Return the predicate of the plans whose review `caller` may look into, issued ones too.

    What was rejected and why, who changed what: that stays with the coordinators and leaders of
    the agency that imported the plan, and with administrators.
    """
    if caller.has(Role.ADMIN):
        return true()
    if caller.agency_id is None or not caller.has(Role.COORDINATOR, Role.LEADER):
        return false()
    return Plan.owner_agency_id == caller.agency_id


def item_visible_to(caller: Caller) -> ColumnElement[bool]:
    """Return the predicate of the items of a visible plan that `caller` may read.

    What a reviewer rejected never became part of the plan, so others do not see it.
    """
    looks = exists().where(Plan.id == PlanItem.plan_id, reviewed_by(caller))
    return or_(PlanItem.review != Review.REJECTED, looks)


def may_review(caller: Caller, plan: Plan) -> bool:
    """Tell whether `reviewed_by` holds of a plan that is at hand."""
    return caller.has(Role.ADMIN) or may_recall(caller, plan)


def find(session: Session, caller: Caller, plan_id: int, *, locked: bool = False) -> Plan:
    """Return the plan, locked if asked; raises NotFoundError for a foreign draft as for none."""
    return _found(session, plan_id, visible_to(caller), locked=locked)


def find_reviewed(session: Session, caller: Caller, plan_id: int) -> Plan:
    """Return a plan whose review the caller may look into; raises NotFoundError."""
    return _found(session, plan_id, reviewed_by(caller))


def _found(
    session: Session, plan_id: int, allowed: ColumnElement[bool], *, locked: bool = False
) -> Plan:
    statement = select(Plan).where(Plan.id == plan_id, allowed)
    plan = session.scalar(statement.with_for_update() if locked else statement)
    if plan is None:
        raise NotFoundError
    return plan


def find_owned(session: Session, caller: Caller, plan_id: int) -> Plan:
    """Return the plan, locked, for its coordinator; raises NotFoundError or NotAllowedError."""
    plan = find(session, caller, plan_id, locked=True)
    if not _owns(caller, plan):
        raise NotAllowedError("only a coordinator of the agency that imported the plan may do this")
    return plan


def find_draft(
    session: Session, caller: Caller, plan_id: int, expected_version: int | None = None
) -> Plan:
    """Return the draft, locked, for a change.

    Raises what `find_owned` raises, PlanIssuedError, and StaleVersionError when the caller read
    another version than `expected_version`.
    """
    plan = find_owned(session, caller, plan_id)
    if plan.state != PlanState.DRAFT:
        raise PlanIssuedError
    if expected_version is not None and plan.version != expected_version:
        raise StaleVersionError
    return plan


def actions(caller: Caller, plan: Plan) -> list[str]:
    """Return what `caller` may do to the plan now."""
    if plan.state in IN_FORCE and may_recall(caller, plan):
        return ["recall"]
    return list(REVIEW_ACTIONS) if _owns(caller, plan) and plan.state == PlanState.DRAFT else []


def may_recall(caller: Caller, plan: Plan) -> bool:
    """Tell whether the caller speaks for the agency that issued the plan."""
    own = plan.owner_agency_id == caller.agency_id
    return own and caller.has(Role.COORDINATOR, Role.LEADER)


def _owns(caller: Caller, plan: Plan) -> bool:
    return caller.has(Role.COORDINATOR) and plan.owner_agency_id == caller.agency_id
