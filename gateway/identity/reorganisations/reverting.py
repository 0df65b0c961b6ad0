"""Reverting a decree: every row as it was, unless somebody has changed it since."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from common import clock, events
from common.caller import Caller
from common.errors import ConflictError, NotFoundError, StaleVersionError
from common.outbox import emit
from gateway.identity import agencies, audit
from gateway.identity.model import Account, Agency, Reorganisation
from gateway.identity.reorganisations import drafts, mapping
from gateway.identity.reorganisations.rows import Row, Rows, of_plain, plain

SHOWN: Final = 50


class NotAppliedError(ConflictError):
    """Only a reorganisation that is applied can be reverted."""

    type = "not-applied"
    title = "Not applied"


class BuiltUponError(ConflictError):
    """Something was built on the reorganisation since; undo that first."""

    type = "reorganisation-built-upon"
    title = "Built upon since"


def revert(session: Session, caller: Caller, number: int, version: int, why: str) -> Reorganisation:
    """Restore what applying changed; what was changed since stays and is listed in `kept`.

    Raises NotAppliedError, or BuiltUponError while something has nowhere to go back to.
    """
    one = _find_applied(session, number, version)
    agencies.lock_registry(session)
    standing = obstacles(session, one)
    if standing:
        raise BuiltUponError(f"{len(standing)} things stand in the way", obstacles=standing[:SHOWN])
    rows = Rows(session)
    one.kept = [kept for done in one.touched for kept in _restore(session, rows, done)]
    rows.finish()
    one.status, one.reason = drafts.REVERTED, why
    one.reverted_at, one.reverted_by = clock.now(), caller.username
    session.flush()
    emit(session, events.REORGANISATION_REVERTED, one.id, one.version, _told(one, caller))
    detail: dict[str, Any] = {"kept": len(one.kept), "reason": why}
    audit.record(
        session, "reorganisation.reverted", f"reorganisation:{one.id}", by=caller, **detail
    )
    return one


def obstacles(session: Session, one: Reorganisation) -> list[dict[str, Any]]:
    """Return what was built on the applied decree and would be left in the air, as JSON values."""
    return [*_later(session, one), *_accounts_since(session, one), *_children_since(session, one)]


def _find_applied(session: Session, number: int, version: int) -> Reorganisation:
    one = session.get(Reorganisation, number, with_for_update=True)
    if one is None:
        raise NotFoundError
    if one.version != version:
        raise StaleVersionError
    if one.status != drafts.APPLIED:
        raise NotAppliedError
    return one


def _restore(session: Session, rows: Rows, done: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Put one row back; yield each column that somebody has set anew."""
    row = _row(session, done)
    if row is None:
        return
    if done["made"]:
        rows.set(row, active=False)
        return
    for name, before in done["before"].items():
        now = plain(getattr(row, name))
        if now == done["after"][name]:
            rows.set(row, **{name: of_plain(name, before)})
        elif now != before:
            yield {"table": done["table"], "id": row.id, "field": name, "now": now}


def _row(session: Session, done: Mapping[str, Any]) -> Row | None:
    if done["table"] == Account.__tablename__:
        return session.get(Account, done["id"])
    return session.get(Agency, done["id"])


def _later(session: Session, one: Reorganisation) -> Iterator[dict[str, Any]]:
    """Yield the decrees that were applied since and concern the same agencies."""
    query = select(Reorganisation).where(
        Reorganisation.status == drafts.APPLIED,
        Reorganisation.applied_at >= one.applied_at,
        Reorganisation.id != one.id,
    )
    for other in session.scalars(query):
        if not _agencies(one).isdisjoint(_agencies(other)):
            yield {"what": "reorganisation", "id": other.id, "name": other.title}


def _agencies(one: Reorganisation) -> set[int]:
    named = {agency_id for change in one.changes for agency_id in change["from"]}
    heirs = {ref for source in mapping.sources(one.changes) for ref in source.refs}
    return named | {one.made[ref] if ref in one.made else int(ref) for ref in heirs}


def _accounts_since(session: Session, one: Reorganisation) -> Iterator[dict[str, Any]]:
    moved = {done["id"] for done in one.touched if done["table"] == "account"}
    query = select(Account).where(Account.agency_id.in_(one.made.values()), Account.active)
    for account in session.scalars(query).unique():
        if account.id not in moved:
            yield {"what": "account", "id": account.id, "name": account.username}


def _children_since(session: Session, one: Reorganisation) -> Iterator[dict[str, Any]]:
    moved = {done["id"] for done in one.touched if done["table"] == "agency"}
    query = select(Agency).where(Agency.parent_id.in_(one.made.values()), Agency.active)
    for agency in session.scalars(query):
        if agency.id not in moved:
            yield {"what": "agency", "id": agency.id, "name": agency.name}


def _told(one: Reorganisation, caller: Caller) -> dict[str, Any]:
    return {
        "id": one.id,
        "title": one.title,
        "reason": one.reason,
        "actor_id": caller.user_id,
        "actor_name": caller.username,
        "actor_agency_id": caller.agency_id,
    }
