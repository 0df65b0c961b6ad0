"""Discarding a draft: a document imported by mistake leaves nothing behind."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from common import observe
from common.caller import Caller
from services.plans import access
from services.plans.model import Addressee, Change, Finding, Party, Plan, PlanItem, Relation, Source

_log = observe.logger(__name__)


def discard(session: Session, caller: Caller, plan_id: int, expected_version: int | None) -> None:
    """Delete a draft with all that was read and done; aliases taught by it stay.

    Nothing of it is kept, as the document may be one that must not lie here at all. Raises what
    `access.find_draft` raises.
    """
    plan = access.find_draft(session, caller, plan_id, expected_version)
    items = select(PlanItem.id).where(PlanItem.plan_id == plan_id)
    session.execute(delete(Party).where(Party.item_id.in_(items)))
    for table in (Change, Finding, PlanItem, Addressee, Relation, Source):
        session.execute(delete(table).where(table.plan_id == plan_id))
    session.execute(delete(Plan).where(Plan.id == plan.id))
    session.expunge(plan)
    _log.info("draft discarded", plan=plan_id, by=caller.username)
