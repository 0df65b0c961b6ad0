"""From an issued plan to an assignment for every duty and responsible agency.

The consumer stores the plan with its pending fan-out; a loop makes the assignments in batches.
How far it came is committed with each batch, so a killed process goes on where it stopped.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from common import clock, events
from common.db import ring
from common.outbox import emit_many
from services.tasks import agencies, announcing
from services.tasks.model import (
    Agency,
    Assignment,
    History,
    PartyRole,
    Plan,
    PlanItem,
    ReviewState,
    WorkState,
    fold,
    urgency_of,
)

BELL = "fanout"
BATCH = 1000
ASSIGN = "assign"
"""The first act in every assignment's history: giao việc."""

_PRECEDENCE = (PartyRole.LEAD, PartyRole.EXECUTING, PartyRole.COORDINATING)


class UnknownAgencyError(events.EventError):
    """The plan gives a duty to an agency that it does not list and we do not know."""


@dataclass(frozen=True, slots=True)
class _Pair:
    """One assignment to be made."""

    item: PlanItem
    role: str
    agency_id: int

    @property
    def due_on(self) -> dt.date | None:
        """The agency's day: none for a coordinating one, the lead answers for the item's."""
        return None if self.role == PartyRole.COORDINATING else self.item.last_safe_day


def store_plan(session: Session, event_id: str, issued: Mapping[str, Any]) -> bool:
    """Store an issued plan with its pending fan-out; False if the plan is known already.

    `issued` is the data of `plan.issued`. Short however large the plan: no assignment is made.
    """
    ref = issued["plan"]
    if session.get(Plan, ref["id"]) is not None:
        return False
    items = [_item(ref, item) for item in issued["items"]]
    agencies.learn(session, issued["agencies"])
    _check_agencies(session, items)
    session.add(
        Plan(
            id=ref["id"],
            number=ref["number"],
            title=ref["title"],
            issuer=issued["issuer"],
            issued_on=issued["issued_on"],
            assigner_agency_id=issued["assigner_agency_id"],
            actor_id=issued["actor_id"],
            actor_name=issued["actor_name"],
            event_id=event_id,
        )
    )
    session.flush()
    session.add_all(items)
    ring(session, BELL)
    return True


def _item(plan: Mapping[str, Any], item: Mapping[str, Any]) -> PlanItem:
    deadline = item["deadline"] or {}
    start, end = item["span"]
    parties = _parties(item["parties"])
    return PlanItem(
        plan_id=plan["id"],
        key=item["key"],
        label=item["label"],
        text=item["text"],
        output=item["output"],
        bindingness=item["bindingness"],
        span_start=start,
        span_end=end,
        phrase=deadline.get("phrase"),
        operator=deadline.get("operator"),
        stated_on=deadline.get("stated_on"),
        last_safe_day=deadline.get("last_safe_day"),
        recurrence=deadline.get("recurrence"),
        folded=fold(item["text"], item["output"], item["label"], plan["number"], plan["title"]),
        parties=parties,
        party_count=len(parties),
    )


def _check_agencies(session: Session, items: list[PlanItem]) -> None:
    """Refuse a plan at the door rather than let the fan-out stop at an agency nobody knows."""
    named = {agency_id for item in items for _, agency_id in item.parties}
    known = set(session.scalars(select(Agency.id)))
    if not named <= known:
        raise UnknownAgencyError(f"agencies {sorted(named - known)[:10]} are not listed")


def _parties(parties: list[Mapping[str, Any]]) -> list[tuple[str, int]]:
    """Return (role, agency id) pairs, each agency once: who leads need not coordinate as well."""
    role_of: dict[int, str] = {}
    for role in _PRECEDENCE:
        for party in parties:
            if party["role"] == role:
                for agency_id in party["agency_ids"]:
                    role_of.setdefault(agency_id, role)
    return [(role, agency_id) for agency_id, role in role_of.items()]


def make_batch(session: Session, size: int = BATCH) -> int:
    """Make up to `size` assignments of one plan; returns how many, 0 when nothing is pending.

    History and events are written with them. Call it again, in a new transaction, until it
    returns 0; two workers take different plans.
    """
    plan = session.scalars(
        select(Plan)
        .where(Plan.fanned_out_at.is_(None))
        .order_by(Plan.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).one_or_none()
    if plan is None:
        return 0
    pairs = list(_take(session, plan, size))
    if len(pairs) < size:
        plan.fanned_out_at = clock.now()
    _make(session, plan, pairs)
    # A finished plan without assignments must not look like the end of the work.
    return max(1, len(pairs))


def _take(session: Session, plan: Plan, size: int) -> Iterator[_Pair]:
    """Yield the next pending pairs and count them as done."""
    items = session.scalars(
        select(PlanItem)
        .where(PlanItem.plan_id == plan.id, PlanItem.fanned_out < PlanItem.party_count)
        .order_by(PlanItem.id)
    )
    for item in items:
        pending = item.parties[item.fanned_out : item.fanned_out + size]
        yield from (_Pair(item, role, agency_id) for role, agency_id in pending)
        item.fanned_out += len(pending)
        size -= len(pending)
        if size == 0:
            return


def _make(session: Session, plan: Plan, pairs: list[_Pair]) -> None:
    if not pairs:
        return
    ids = session.scalars(
        insert(Assignment).returning(Assignment.id, sort_by_parameter_order=True),
        [_assignment(plan, pair) for pair in pairs],
    ).all()
    made = list(zip(ids, pairs, strict=True))
    session.execute(insert(History), [_history(plan, one_id, pair) for one_id, pair in made])
    known = _agencies(session, pairs)
    emit_many(
        session,
        events.ASSIGNMENT_CREATED,
        (
            (one_id, 1, announcing.created(one_id, p.role, plan, p.item, known[p.agency_id]))
            for one_id, p in made
        ),
    )


def _agencies(session: Session, pairs: list[_Pair]) -> Mapping[int, Agency]:
    wanted = {pair.agency_id for pair in pairs}
    found = session.scalars(select(Agency).where(Agency.id.in_(wanted)))
    return {agency.id: agency for agency in found}


def _assignment(plan: Plan, pair: _Pair) -> dict[str, Any]:
    now = clock.now()
    return {
        "plan_id": plan.id,
        "item_id": pair.item.id,
        "agency_id": pair.agency_id,
        "assigner_agency_id": plan.assigner_agency_id,
        "role": pair.role,
        "bindingness": pair.item.bindingness,
        "work_state": WorkState.NOT_STARTED,
        "review_state": ReviewState.NONE,
        "due_on": pair.due_on,
        "urgency": urgency_of(WorkState.NOT_STARTED, pair.due_on),
        "created_at": now,
        "updated_at": now,
        "version": 1,
    }


def _history(plan: Plan, assignment_id: int, pair: _Pair) -> dict[str, Any]:
    return {
        "assignment_id": assignment_id,
        "version": 1,
        "at": clock.now(),
        "action": ASSIGN,
        "actor_id": plan.actor_id,
        "actor_name": plan.actor_name,
        "actor_agency_id": plan.assigner_agency_id,
        "note": None,
        "cause": f"event:{plan.event_id}",
        "snapshot": {
            "work_state": WorkState.NOT_STARTED,
            "review_state": ReviewState.NONE,
            "due_on": pair.due_on.isoformat() if pair.due_on else None,
        },
    }
