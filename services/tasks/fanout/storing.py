"""Taking in an issued plan: its duties and who has them, with the fan-out still to be done."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from common import clock, events
from common.db import ring
from services.tasks import agencies, succession, variants
from services.tasks.fanout import periods
from services.tasks.model import Agency, PartyRole, Plan, PlanItem, kind_of, spell

BELL = "fanout"
"""Rung when a plan waits for its assignments."""

_PRECEDENCE = (PartyRole.LEAD, PartyRole.EXECUTING, PartyRole.COORDINATING)


class UnknownAgencyError(events.EventError):
    """The plan gives a duty to an agency that it does not list and we do not know."""


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
    _redirect(session, items)
    kind = kind_of(issued.get("document_type"), ref["number"])
    session.add(
        Plan(
            id=ref["id"],
            number=ref["number"],
            title=ref["title"],
            issuer=issued["issuer"],
            issued_on=issued["issued_on"],
            kind=kind,
            rules=variants.rules_for(session, kind),
            assigner_agency_id=_assigner(session, issued),
            actor_id=issued["actor_id"],
            actor_name=issued["actor_name"],
            event_id=event_id,
        )
    )
    session.flush()
    session.add_all(items)
    ring(session, BELL)
    return True


def _assigner(session: Session, issued: Mapping[str, Any]) -> int:
    """Return who gives the duties: the heir of who issued the plan, if that has ended since."""
    texts = (issued["plan"]["title"], *(item["text"] for item in issued["items"]))
    return succession.heir_of(session, issued["assigner_agency_id"], " ".join(texts))


def _item(plan: Mapping[str, Any], item: Mapping[str, Any]) -> PlanItem:
    deadline = item["deadline"] or {}
    first = periods.first(deadline, clock.today(), plan["title"])
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
        recurrence=deadline.get("recurrence"),
        folded=spell(item["text"], item["output"], item["label"], plan["number"], plan["title"]),
        parties=parties,
        party_count=len(parties),
        **first._asdict(),
    )


def _check_agencies(session: Session, items: list[PlanItem]) -> None:
    """Refuse a plan at the door rather than let the fan-out stop at an agency nobody knows."""
    named = {agency_id for item in items for _, agency_id, _ in item.parties}
    known = set(session.scalars(select(Agency.id)))
    if not named <= known:
        raise UnknownAgencyError(f"agencies {sorted(named - known)[:10]} are not listed")


def _redirect(session: Session, items: list[PlanItem]) -> None:
    """Give duties to who took over from an agency that ended while the plan was on its way."""
    named = {agency_id for item in items for _, agency_id, _ in item.parties}
    if not succession.any_ended(session, named):
        return
    for item in items:
        item.parties = succession.redirected(session, item.parties, f"{item.text} {item.output}")
        item.party_count = len(item.parties)


def _parties(parties: list[Mapping[str, Any]]) -> list[tuple[str, int, bool]]:
    """Return (role, agency id, is one of a class), each agency once: who leads coordinates not.

    One named agency leads. A second that the document names as lead is answerable for its own
    part, as one that executes: two leads would each leave the duty to the other.
    """
    found: dict[int, tuple[str, bool]] = {}
    led = False
    for role in _PRECEDENCE:
        for party in parties:
            if party["role"] != role:
                continue
            is_class = bool(party.get("is_class"))
            for agency_id in party["agency_ids"]:
                if agency_id in found:
                    continue
                second = role == PartyRole.LEAD and led and not is_class
                found[agency_id] = (PartyRole.EXECUTING if second else role, is_class)
                led = led or (role == PartyRole.LEAD and not is_class)
    return [(role, agency_id, is_class) for agency_id, (role, is_class) in found.items()]
