"""Giao lại: the duty goes to another agency; the old assignment stays, withdrawn and linked."""

from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from common import events
from common.errors import InvalidInputError
from common.outbox import emit
from services.tasks import agencies, announcing, history
from services.tasks.assignments.act import Act
from services.tasks.assignments.effects import reviews
from services.tasks.assignments.effects.days import check_bound
from services.tasks.model import (
    ASSIGN,
    Agency,
    Assignment,
    Bindingness,
    PartyRole,
    ReviewState,
    WorkState,
    urgency_of,
)


def check(session: Session, assignment: Assignment, act: Act) -> None:
    """See that the agency named can take the duty; end what waits for an answer in the old one."""
    agency = _named(session, act)
    taken = session.scalar(
        select(Assignment.role).where(
            Assignment.item_id == assignment.item_id,
            Assignment.agency_id == agency.id,
            Assignment.work_state != WorkState.WITHDRAWN,
        )
    )
    if taken is not None:
        raise InvalidInputError.of("/agency", f"has this duty already, in the role {taken}")
    if act.due_on:
        if act.due_on < act.day:
            raise InvalidInputError.of("/due_on", "must not lie in the past")
        check_bound(session, assignment, act.due_on)
    reviews.withdraw(session, assignment, act)


def give_to_another(session: Session, old: Assignment, act: Act) -> dict[str, Any]:
    """Make the new assignment, once the old one has left its place; returns its id."""
    agency = _named(session, act)
    new = _successor(old, agency, act)
    session.add(new)
    session.flush()
    _record(session, new, old.item.key, act)
    created = partial(announcing.created, role=new.role, plan=old.plan, item=old.item)
    data = created(new.id, agency=agency) | {
        "due_on": new.due_on,
        "bindingness": new.bindingness,
        "actor_agency_id": act.caller.agency_id,
    }
    emit(session, events.ASSIGNMENT_CREATED, new.id, new.version, data)
    return {"replaced_by": new.id, "agency_id": agency.id}


def _named(session: Session, act: Act) -> Agency:
    assert act.agency  # noqa: S101 - a needed field
    return agencies.known(session, act.agency)


def _successor(old: Assignment, agency: Agency, act: Act) -> Assignment:
    lends_a_hand = old.role == PartyRole.COORDINATING  # its own day is apart, and never red
    due_on = None if lends_a_hand else act.due_on or old.due_on
    asked = agency.kind in events.REQUESTED_KINDS
    return Assignment(
        plan_id=old.plan_id,
        item_id=old.item_id,
        agency_id=agency.id,
        assigner_agency_id=old.assigner_agency_id,
        role=old.role,
        is_class=old.is_class,
        bindingness=Bindingness.REQUEST if asked else old.item.bindingness,
        work_state=WorkState.NOT_STARTED,
        review_state=ReviewState.NONE,
        due_on=due_on,
        urgency=urgency_of(WorkState.NOT_STARTED, due_on),
        contribute_by=(act.due_on or old.contribute_by) if lends_a_hand else None,
        monitor_id=old.monitor_id,
        monitor_name=old.monitor_name,
        replaces_id=old.id,
        created_at=act.at,
        updated_at=act.at,
    )


def _record(session: Session, new: Assignment, item_key: str, act: Act) -> None:
    facts = {"item_key": item_key, "replaces": new.replaces_id}
    step = history.Step(
        assignment_id=new.id,
        version=new.version,
        action=ASSIGN,
        snapshot=history.snapshot(new, facts),
        previous=history.first(new, item_key),
    )
    history.append(session, history.Deed.of(act.caller, act.at, act.note), step)
