"""What is stuck in notify: messages that failed, agencies without an address, missing providers."""

from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import Row, Select, case, func, select
from sqlalchemy.orm import Session, aliased

from common import clock
from common.caller import Caller
from common.stuck import Kind, Source, Stuck, bus
from common.stuck.console import for_admins
from services.notify import messages, service
from services.notify.model import Agency, ContactPoint, ContactState, Medium, Message, State

FAILED: Final = (State.PARKED, State.REJECTED, State.UNDELIVERED)
"""Of a medium without a provider, one item tells, not each of its messages."""
LONGEST: Final = 200
_PROVIDED: Final = {1: Medium.EMAIL, 2: Medium.SMS}
_OWNER = aliased(Agency)
_STATES: Final = {
    State.PARKED: "hết lượt gửi lại",
    State.REJECTED: "bị từ chối",
    State.UNDELIVERED: "không tới người nhận",
}


def _failed(caller: Caller) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Message.id.label("key"),
            Message.settled_at.label("since"),
            Message.medium.label("medium"),
            Message.state.label("state"),
            Message.reason.label("reason"),
            Message.agency_id.label("agency_id"),
            Agency.name.label("agency_name"),
            Message.assignment_id.label("assignment_id"),
            Message.assigner_agency_id.label("owner_id"),
            _OWNER.name.label("owner_name"),
        )
        .outerjoin(Agency, Agency.id == Message.agency_id)
        .outerjoin(_OWNER, _OWNER.id == Message.assigner_agency_id)
        .where(Message.state.in_(FAILED), messages.seen_by(caller))
    )


def _message(row: Row[Any]) -> Stuck:
    to = row.agency_name or f"#{row.agency_id}"
    why = (row.reason or "?")[:LONGEST]
    return Stuck(
        vi=f"Tin {row.medium} gửi {to} {_STATES[row.state]}: {why}",
        en=f"The {row.medium} to {to} is {row.state}: {why}",
        agency_id=row.owner_id,
        agency=row.owner_name,
        link=f"/assignments/{row.assignment_id}" if row.assignment_id else None,
    )


def _again(session: Session, caller: Caller, key: int, _note: str) -> None:
    service.retry(session, caller, key)


def _unreached(caller: Caller) -> Select[*tuple[Any, ...]]:
    """Return the agencies that messages wait for, and that have no address even now."""
    known = select(ContactPoint.id).where(
        ContactPoint.agency_id == Message.agency_id, ContactPoint.state == ContactState.ACTIVE
    )
    return (
        select(
            Message.agency_id.label("key"),
            func.min(Message.created_at).label("since"),
            func.max(Message.created_at).label("latest"),
            func.count().label("count"),
            func.min(Message.assigner_agency_id).label("owner_id"),
            func.max(Message.assigner_agency_id).label("last_owner_id"),
            func.min(_OWNER.name).label("owner_name"),
            Agency.name.label("agency_name"),
        )
        .outerjoin(Agency, Agency.id == Message.agency_id)
        .outerjoin(_OWNER, _OWNER.id == Message.assigner_agency_id)
        .where(Message.state == State.NO_CONTACT, ~known.exists(), messages.seen_by(caller))
        .group_by(Message.agency_id, Agency.name)
    )


def _without_address(row: Row[Any]) -> Stuck:
    name = row.agency_name or f"#{row.key}"
    one = row.owner_id == row.last_owner_id
    return Stuck(
        vi=f"{name} chưa có thư điện tử hay số điện thoại nào; {row.count} tin không gửi được.",
        en=f"{name} has no e-mail address or telephone number; {row.count} messages wait.",
        agency_id=row.owner_id if one else None,
        agency=row.owner_name if one else None,
        link=f"/admin/agencies/{row.key}",
    )


def _suppressed(caller: Caller, provided: frozenset[str]) -> Select[*tuple[Any, ...]]:
    """Return the media without a provider that messages still wait for."""
    numbers = {medium.value: number for number, medium in _PROVIDED.items()}
    number = case(numbers, value=Message.medium)
    return (
        select(
            number.label("key"),
            func.min(Message.settled_at).label("since"),
            func.max(Message.settled_at).label("latest"),
            func.count().label("count"),
        )
        .where(Message.state == State.SUPPRESSED, Message.expires_at > clock.now())
        .where(Message.medium.in_(numbers.keys() - provided), for_admins(caller))
        .group_by(Message.medium)
    )


def _without_provider(row: Row[Any]) -> Stuck:
    medium = _PROVIDED[row.key].value
    return Stuck(
        vi=f"Chưa cài đặt nơi gửi {medium}; {row.count} tin không gửi được.",
        en=f"No provider of {medium} is set up; {row.count} messages were not sent.",
    )


def sources(provided: Callable[[], frozenset[str]]) -> tuple[Source, ...]:
    """Return what the console asks; `provided` tells the media whose provider is set up now."""
    return (
        Source("message", Kind.FAILED_SEND, _failed, _message, retry=_again),
        Source(
            "provider",
            Kind.FAILED_SEND,
            lambda caller: _suppressed(caller, provided()),
            _without_provider,
        ),
        Source("contact", Kind.NO_CONTACT, _unreached, _without_address),
        *bus.SOURCES,
    )
