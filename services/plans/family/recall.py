"""Thu hồi: an issued plan is recalled by a document of its issuer, and its open duties end."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from common import clock, events, observe, outbox
from common.caller import Caller
from common.errors import InvalidInputError, NotAllowedError, StaleVersionError
from services.plans import access
from services.plans.family import clauses
from services.plans.family.relations import NotInForceError
from services.plans.model import IN_FORCE, Plan, PlanState, Recall

_log = observe.logger(__name__)


def recall(
    session: Session,
    caller: Caller,
    plan_id: int,
    document: Mapping[str, Any],
    expected_version: int | None,
) -> Plan:
    """Recall a plan with its amendments and publish `plan.recalled`.

    `document` holds `number`, `issued_on` and `reason`. Raises NotFoundError, NotAllowedError,
    StaleVersionError, NotInForceError, and InvalidInputError for a date that lies ahead.
    """
    plan = _locked(session, caller, plan_id)
    if expected_version is not None and plan.version != expected_version:
        raise StaleVersionError(current_version=plan.version)
    if plan.state not in IN_FORCE:
        raise NotInForceError(f"the plan is {plan.state}; there is nothing to recall")
    _check_day(plan, document["issued_on"])
    ids = [plan.id, *_amendments(session, plan)]
    now = clock.now()
    for one in session.scalars(select(Plan).where(Plan.id.in_(ids))):
        one.state = PlanState.RECALLED
        one.touch()
        session.add(_row(one.id, caller, document, now))
    session.flush()
    data = {
        "plan": {"id": plan.id, "number": plan.number, "title": plan.title},
        "plan_ids": ids,
        "number": document["number"],
        "issued_on": document["issued_on"],
        "reason": document["reason"],
        "actor_id": caller.user_id,
        "actor_name": caller.username,
        "actor_agency_id": plan.owner_agency_id,
    }
    outbox.emit(session, events.PLAN_RECALLED, plan.id, plan.version, data)
    _log.info("plan recalled", plan=plan.id, by=caller.username, number=document["number"])
    return plan


def _locked(session: Session, caller: Caller, plan_id: int) -> Plan:
    plan = access.find(session, caller, plan_id, locked=True)
    if not access.may_recall(caller, plan):
        raise NotAllowedError("only a coordinator or leader of the agency that issued it may")
    return plan


def _amendments(session: Session, plan: Plan) -> list[int]:
    """Return the amendments that still stand: one recalled before keeps its own recall."""
    found = clauses.amendments(session, plan.id)
    return [amendment.id for _, amendment in found if amendment.state in IN_FORCE]


def _check_day(plan: Plan, day: dt.date) -> None:
    if day > clock.today():
        raise InvalidInputError.of("/issued_on", "must not lie ahead")
    if plan.issued_on and day < plan.issued_on:
        raise InvalidInputError.of("/issued_on", f"must not be before the plan's {plan.issued_on}")


def _row(plan_id: int, caller: Caller, document: Mapping[str, Any], now: dt.datetime) -> Recall:
    return Recall(
        plan_id=plan_id,
        number=document["number"],
        issued_on=document["issued_on"],
        reason=document["reason"],
        recalled_at=now,
        recalled_by=caller.user_id,
        recalled_by_name=caller.username,
    )
