"""Ủy quyền: while somebody is away, another of the same agency acts for them, and says so.

Whoever acts for another names them with each request; the history names both. Nobody gains a
right to judge what they, or the one they act for, have done themselves.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from common import clock
from common.caller import Caller, Role
from common.errors import InvalidInputError, NotAllowedError, NotFoundError
from services.tasks.model import Account, Delegation

LONGEST: Final = dt.timedelta(days=90)


class NotDelegatedError(NotAllowedError):
    """Nobody has asked you to act for this account today."""

    type = "not-delegated"
    title = "Not delegated"


def delegate(session: Session, caller: Caller, wanted: Mapping[str, Any]) -> Delegation:
    """Let an account of the caller's agency act for the caller; `wanted` is the loaded body.

    Raises InvalidInputError for an account that is not of the agency, and for a wrong period.
    """
    _check_period(wanted["starts_on"], wanted["ends_on"])
    deputy = session.scalar(
        select(Account).where(
            Account.username == wanted["deputy"],
            Account.agency_id == caller.agency_id,
            Account.id != caller.user_id,
            Account.active,
        )
    )
    if caller.agency_id is None or deputy is None:
        raise InvalidInputError.of(
            "/deputy", "no other active account of your agency has this name"
        )
    made = Delegation(
        agency_id=caller.agency_id,
        absent_id=caller.user_id,
        absent_name=caller.username,
        # An administrator's rights are no work that could be left undone.
        roles=sorted(caller.roles - {Role.ADMIN}),
        deputy_id=deputy.id,
        deputy_name=deputy.username,
        starts_on=wanted["starts_on"],
        ends_on=wanted["ends_on"],
        reason=wanted["reason"],
        created_at=clock.now(),
    )
    session.add(made)
    session.flush()
    return made


def list_delegations(session: Session, caller: Caller) -> Sequence[Delegation]:
    """Return those that the caller gave or got and that have not ended, the newest first."""
    query = select(Delegation).where(
        or_(Delegation.absent_id == caller.user_id, Delegation.deputy_id == caller.user_id),
        Delegation.ended_at.is_(None),
        Delegation.ends_on >= clock.today(),
    )
    return session.scalars(query.order_by(Delegation.id.desc()).limit(100)).all()


def end(session: Session, caller: Caller, delegation_id: int) -> Delegation:
    """End a delegation that the caller gave; raises NotFoundError for any other."""
    found = session.scalar(
        select(Delegation).where(
            Delegation.id == delegation_id,
            Delegation.absent_id == caller.user_id,
            Delegation.ended_at.is_(None),
        )
    )
    if found is None:
        raise NotFoundError
    found.ended_at = clock.now()
    return found


def standing_in(session: Session, caller: Caller, absent_id: int | None) -> Caller:
    """Return the caller with the rights of the one acted for; unchanged without one.

    Raises NotDelegatedError unless a delegation holds today and the one acted for is still active
    in the agency. Of what was delegated, roles that were taken from that account since are gone.
    """
    if absent_id is None:
        return caller
    held = session.execute(
        select(Delegation, Account.roles)
        .join(Account, Account.id == Delegation.absent_id)
        .where(
            Delegation.absent_id == absent_id,
            Delegation.deputy_id == caller.user_id,
            Delegation.agency_id == caller.agency_id,
            _holds_on(clock.today()),
            Account.agency_id == Delegation.agency_id,
            Account.active,
        )
        .order_by(Delegation.id.desc())
    ).first()
    if held is None:
        raise NotDelegatedError
    given, left = held
    roles = set(given.roles) if left is None else set(given.roles) & set(left)
    if not roles:
        raise NotDelegatedError
    return replace(
        caller,
        roles=frozenset(Role(role) for role in roles),
        acting_for=absent_id,
        acting_for_name=given.absent_name,
    )


def show(one: Delegation) -> dict[str, Any]:
    """Return a delegation as JSON values."""
    return {
        "id": one.id,
        "absent": {"id": one.absent_id, "name": one.absent_name},
        "deputy": {"id": one.deputy_id, "name": one.deputy_name},
        "roles": one.roles,
        "starts_on": one.starts_on,
        "ends_on": one.ends_on,
        "reason": one.reason,
        "ended_at": one.ended_at,
    }


def _holds_on(day: dt.date) -> ColumnElement[bool]:
    return (
        Delegation.ended_at.is_(None) & (Delegation.starts_on <= day) & (Delegation.ends_on >= day)
    )


def _check_period(starts_on: dt.date, ends_on: dt.date) -> None:
    if ends_on < max(starts_on, clock.today()):
        raise InvalidInputError.of("/ends_on", "must not be before the first day, nor in the past")
    if ends_on - starts_on > LONGEST:
        raise InvalidInputError.of(
            "/ends_on", f"must be within {LONGEST.days} days of the first day"
        )
