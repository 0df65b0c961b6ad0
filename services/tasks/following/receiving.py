"""Keeping a change of plans with what it needs, until a loop carries it out."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from common import clock
from common.db import ring
from common.events import Event
from services.tasks.fanout import BELL
from services.tasks.model import Following

RECALLED: Final = "recalled"
_SAID: Final[Mapping[str, tuple[str, str]]] = {
    "amends": ("{new} sửa đổi, bổ sung {old}.", "{new} amends {old}."),
    "corrects": ("{new} đính chính {old}.", "{new} corrects {old}."),
    "replaces": ("{new} thay thế {old}.", "{new} replaces {old}."),
    RECALLED: ("{new} thu hồi {old}: {why}", "{new} recalls {old}."),
}
_LONGEST: Final = 200


def store_change(session: Session, event: Event) -> None:
    """Keep what an issued plan does to an earlier one; nothing where it changes none."""
    issued = event.data
    change = issued.get("relation")
    if change is None:
        return
    _store(
        session,
        event,
        kind=change["kind"],
        plan_id=issued["plan"]["id"],
        about=change["plan"],
        number=issued["plan"]["number"],
        reason=_reason(change["kind"], _name(issued["plan"]), change["plan"]),
        actor_agency_id=issued["assigner_agency_id"],
        **{name: change[name] for name in ("plan_ids", "pairs", "removed")},
    )


def store_recall(session: Session, event: Event) -> None:
    """Keep a recall."""
    told = event.data
    _store(
        session,
        event,
        kind=RECALLED,
        plan_id=None,
        about=told["plan"],
        number=told["number"],
        reason=_reason(RECALLED, told["number"], told["plan"], told["reason"]),
        actor_agency_id=told["actor_agency_id"],
        plan_ids=told["plan_ids"],
        pairs=[],
        removed=[],
    )


def _store(session: Session, event: Event, **values: Any) -> None:
    known = select(Following.id).where(Following.event_id == event.id)
    if session.scalar(known) is not None:
        return
    session.add(
        Following(
            event_id=event.id,
            actor_id=event.data["actor_id"],
            actor_name=event.data["actor_name"],
            received_at=clock.now(),
            **values,
        )
    )
    session.flush()
    ring(session, BELL)


def _reason(kind: str, new: str, old: Mapping[str, Any], why: str = "") -> str:
    told = {"new": new, "old": _name(old), "why": why}
    return " / ".join(sentence.format(**told) for sentence in _SAID[kind])


def _name(plan: Mapping[str, Any]) -> str:
    return str(plan["number"] or plan["title"][:_LONGEST])
