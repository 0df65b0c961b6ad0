"""What other services are told about an assignment: the data of its events."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy.orm import Session

from common import events
from common.outbox import emit
from services.tasks.model import Agency, Assignment, Plan, PlanItem


def created(assignment_id: int, *, role: str, plan: Plan, item: PlanItem, agency: Agency) -> Any:
    """Return the data of `assignment.created`."""
    return {
        "id": assignment_id,
        "plan": {"id": plan.id, "number": plan.number, "title": plan.title},
        "agency": {"id": agency.id, "slug": agency.slug, "name": agency.name},
        "assigner_agency_id": plan.assigner_agency_id,
        "role": role,
        "bindingness": item.bindingness,
        "label": item.label,
        "text": item.text,
        "deadline": deadline_of(item),
    }


def deadline_of(item: Any) -> dict[str, Any] | None:
    """Return the deadline as events and answers carry it; None if the item states none.

    `item` is a `PlanItem` or a row with its columns.
    """
    if item.phrase is None:
        return None
    return {
        "phrase": item.phrase,
        "operator": item.operator,
        "stated_on": item.stated_on,
        "last_safe_day": item.last_safe_day,
        "recurrence": item.recurrence,
    }


def announce_act(
    session: Session,
    assignment: Assignment,
    act: Mapping[str, Any],
    from_state: str,
    facts: Mapping[str, Any] = MappingProxyType({}),
) -> None:
    """Emit `assignment.state_changed` for `act`, the entry of the history just made.

    `facts` is what the act says beyond the states: see the optional fields of the event's schema.
    """
    told = ("action", "note", "actor_id", "actor_name", "actor_agency_id", "at")
    act_data = {name: act[name] for name in told} | {
        "from_state": from_state,
        "work_state": assignment.work_state,
        "review_state": assignment.review_state,
        "extension_state": assignment.extension_state,
        **facts,
    }
    data = facts_of(assignment) | act_data
    emit(session, events.ASSIGNMENT_STATE_CHANGED, assignment.id, assignment.version, data)


def facts_of(assignment: Assignment) -> dict[str, Any]:
    """Return what every event of an assignment says; it is loaded with plan, item and agency."""
    said: dict[str, Any] = created(
        assignment.id,
        role=assignment.role,
        plan=assignment.plan,
        item=assignment.item,
        agency=assignment.agency,
    )
    return said | {
        "due_on": assignment.due_on,
        "bindingness": assignment.bindingness,
        "monitor_id": assignment.monitor_id,
    }
